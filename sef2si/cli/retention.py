"""``retention``: what is past its time at a school, and clearing it out."""

# ruff: noqa: PLC0415

from __future__ import annotations

import click

from sef2si.cli.shared import database_option, operator, planner_on, typed_urn


@click.command()
@click.argument("urn", callback=typed_urn)
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--seen", default="", metavar="CODE", help="The code that a dry run printed: what it showed goes now.")
@database_option()
def retention(*, urn: str, dry_run: bool, seen: str, database: str) -> None:
    """Clear out what is past its time at a school: a dry run first, then again with the code it printed."""
    from sef2si.domain.retention import Rule
    from sef2si.services.personal import BACKUPS

    with planner_on(database) as planner:
        person = operator(urn)
        if dry_run or not seen:
            rules = planner.retention.rules(person, urn)
            looked = planner.retention.look(person, urn)
            for rule in Rule:
                click.echo(f"{looked.counts[rule.value]:>6}  After {rules[rule]} years: {rule.label}.")
            if any(looked.counts.values()):
                click.echo(f"Nothing was done. To clear this out: sef2si retention {urn} --seen {looked.seen}")
            else:
                click.echo("Nothing is past its time.")
            return
        made = planner.retention.do(person, urn, seen)
    if made is None:
        click.echo("Nothing is past its time.")
        return
    for rule in Rule:
        click.echo(f"{made.counts[rule.value]:>6}  {rule.label}.")
    click.echo(f"Done, under certificate {made.id}. {BACKUPS}")
