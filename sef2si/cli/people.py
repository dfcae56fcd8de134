"""``person``: who may come in, for whoever runs the server and can't, or won't, do it on a page."""

# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from sef2si.cli.handing import hand_over
from sef2si.cli.shared import Sentences, database_option, open_database, typed_urn
from sef2si.domain.accounts import link_path
from sef2si.domain.people import COMMAND_LINE, SCHOOL_ROLES, Role
from sef2si.errors import Invalid

if TYPE_CHECKING:
    from sef2si.domain.accounts import Account
    from sef2si.services.accounts import Accounts

_SCHOOL_KEYS = [role.value for role in SCHOOL_ROLES]
_LEAD = Role.LEAD_ADVISER.value

_site_option = click.option(
    "--site", default="http://127.0.0.1:8866", show_default=True, help="The address people use for this server."
)
_school_option = click.option(
    "--school",
    metavar="URN",
    callback=lambda ctx, param, typed: typed and typed_urn(ctx, param, typed),
    help="Such as 100492.",
)


@click.group(cls=Sentences)
def person() -> None:
    """Who may come in: invite, list, disable, links for a new password; and a leaver's records handed over."""


person.add_command(hand_over)


@person.command()
@click.argument("email")
@click.option("--name", required=True, help="What others see, such as “Ann Lee”.")
@_school_option
@click.option("--role", type=click.Choice([*_SCHOOL_KEYS, _LEAD]), help="What they are at that school.")
@click.option("--body", metavar="NUMBER", help="For a lead adviser: the number that “sef2si body list” shows.")
@click.option("--operator", is_flag=True, help="They run the server, and need no school.")
@_site_option
@database_option()
def add(
    *,
    email: str,
    name: str,
    school: str | None,
    role: str | None,
    body: str | None,
    operator: bool,
    site: str,
    database: str,
) -> None:
    """Print a link by which somebody comes in for the first time, or gets a role at one more school."""
    if (role == _LEAD) != bool(body) or (body and school):
        raise Invalid("A lead adviser is of an authority or trust: please say --role lead_adviser with --body. "
                      "Nobody was invited.")  # fmt: skip
    if not body and (operator == bool(school or role) or bool(school) != bool(role)):
        raise Invalid("Please say either --operator, or both --school and --role. Nobody was invited.")
    with _accounts_on(database, must_exist=False) as accounts:
        if body:
            token = accounts.invite_lead_adviser(COMMAND_LINE, body, email, name)
        elif school and role:
            as_role = next(each for each in SCHOOL_ROLES if each.value == role)
            token = accounts.invite(COMMAND_LINE, school, email, name, as_role)
        else:
            token = accounts.invite_operator(COMMAND_LINE, email, name)
    _hand_over(site, token, "within seven days")


@person.command(name="list")
@_school_option
@database_option()
def list_(school: str | None, database: str) -> None:
    """Everybody who has an account, or those of one school, with their roles; and who is invited there."""
    with _accounts_on(database) as accounts:
        found = accounts.people_at(COMMAND_LINE, school) if school else accounts.everyone(COMMAND_LINE)
        invited = accounts.invited_at(COMMAND_LINE, school) if school else ()
    for account in found:
        click.echo(_line(account))
    for each in invited:
        click.echo(f"{each.email}  {each.name}  {each.role.label}, invited")
    if not found and not invited:
        click.echo("Nobody yet. “sef2si person add” invites somebody.")


@person.command()
@click.argument("email")
@click.option("--again", is_flag=True, help="Let them in again.")
@database_option()
def disable(email: str, again: bool, database: str) -> None:
    """Let nobody in by this account any more, at once. What they wrote stays."""
    with _accounts_on(database) as accounts:
        account = accounts.find_by_email(COMMAND_LINE, email)
        accounts.disable(COMMAND_LINE, "", account.id, disabled=not again)
    click.echo(f"{account.name} may come in again." if again else f"{account.name} can't come in any more.")


@person.command()
@click.argument("email")
@click.option("--school", metavar="URN", required=True, callback=typed_urn, help="Such as 100492.")
@click.option(
    "--role", "chosen", type=click.Choice([role.value for role in SCHOOL_ROLES]), help="From now on, at once."
)
@click.option("--none", is_flag=True, help="Take them out of this school; what they wrote stays.")
@database_option()
def role(*, email: str, school: str, chosen: str | None, none: bool, database: str) -> None:
    """Change what somebody is at a school, or take them out of it."""
    if none == bool(chosen):
        raise Invalid("Please say either --role, or --none. Nothing was changed.")
    with _accounts_on(database) as accounts:
        account = accounts.find_by_email(COMMAND_LINE, email)
        as_role = next((each for each in SCHOOL_ROLES if each.value == chosen), None)
        accounts.set_role(COMMAND_LINE, school, account.id, as_role)
    click.echo(f"{account.name} is {as_role.label.lower()} there now." if as_role else f"{account.name} is out of it.")


@person.command()
@click.argument("email")
@click.option("--lost-codes", is_flag=True, help="Their app and recovery codes are lost: they set up anew.")
@_site_option
@database_option()
def link(email: str, lost_codes: bool, site: str, database: str) -> None:
    """Print a link by which somebody chooses a new password."""
    with _accounts_on(database) as accounts:
        account = accounts.find_by_email(COMMAND_LINE, email)
        token = accounts.reset_for(COMMAND_LINE, "", account.id)
        if lost_codes:
            accounts.forget_second_factor(COMMAND_LINE, account.id)
    _hand_over(site, token, "within an hour")


@contextmanager
def _accounts_on(database: str, *, must_exist: bool = True) -> Iterator[Accounts]:
    from sef2si.services.accounts import Accounts

    engine, _ = open_database(database, must_exist=must_exist)
    try:
        yield Accounts(engine)
    finally:
        engine.dispose()


def _hand_over(site: str, token: str, lasts: str) -> None:
    click.echo(f"Please hand over this link; it works once, {lasts}:")
    click.echo(site.rstrip("/") + link_path(token))


def _line(account: Account) -> str:
    roles = [f"{each.role.label} ({each.urn})" for each in account.held if not each.body]
    roles += [f"{Role.LEAD_ADVISER.label} ({body_id})" for body_id in account.bodies]
    words = ["Operator", *roles] if account.is_operator else roles
    notes = ["disabled"] if account.disabled else []
    if account.needs_second_factor and not account.has_second_factor:
        notes.append("codes not set up yet")
    return f"{account.email}  {account.name}  {', '.join([*(words or ['No role yet']), *notes])}"
