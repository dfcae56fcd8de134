"""``export`` and ``status``: what can be taken away, and how far a school is."""

# ruff: noqa: PLC0415

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sef2si.cli.shared import database_option, operator, plan_of, plan_with, planner_on, typed_urn, year_option
from sef2si.domain.cycle import date_from
from sef2si.errors import Invalid, NotFound

if TYPE_CHECKING:
    from sef2si.documents.catalogue import Document, Form
    from sef2si.documents.source import Source


@click.command()
@click.argument("document", required=False)
@click.argument("urn", required=False)
@click.option("--format", "form", help="The file's form; the document's first if left out.")
@click.option("--output", metavar="FILE", default=None, help="File to write; - is standard output.")
@click.option("--since", help="Tell what has changed since this day, such as 1/11/2026; 90 days if left out.")
@year_option
@database_option()
def export(
    *,
    document: str | None,
    urn: str | None,
    form: str | None,
    output: str | None,
    since: str | None,
    year: str | None,
    database: str,
) -> None:
    """Take a document away: its name and the school's URN; without them, what there is to take.

    Each document says what it leaves out. Private notes are in “data-complete” alone.
    """
    from sef2si.documents.catalogue import file_name

    if document is None:
        _list()
        return
    chosen, made_as = _chosen(document, form)
    if urn is None:
        raise NotFound(f"Of which school? Please write it like “sef2si export {document} 100492”.")
    source = _source(chosen, made_as, typed_urn(None, None, urn), year, database, day=_day(since))
    content = made_as.make(source)
    if output == "-":
        click.echo(content, nl=False)
        return
    file = Path(output or file_name(chosen, made_as, source.plan))
    file.write_bytes(content)
    click.echo(f"Written to {file}.")


def _list() -> None:
    from sef2si.documents.catalogue import DOCUMENTS

    for each in DOCUMENTS.values():
        click.echo(f"{each.key}: {each.title}. {each.about}")
        click.echo(f"  {', '.join(form.key for form in each.forms)}")


def _chosen(document: str, form: str | None) -> tuple[Document, Form]:
    from sef2si.documents.catalogue import DOCUMENTS

    chosen = DOCUMENTS.get(document)
    if chosen is None:
        raise NotFound(f"There is no document “{document[:40]}”. There are: {', '.join(DOCUMENTS)}.")
    made_as = chosen.form(form) if form else chosen.forms[0]
    if made_as is None:
        raise NotFound(
            f"“{document}” has no form “{(form or '')[:40]}”. It has: {', '.join(f.key for f in chosen.forms)}."
        )
    return chosen, made_as


def _day(typed: str | None) -> date | None:
    try:
        return date_from(typed) if typed else None
    except ValueError as error:
        raise Invalid(str(error)) from None


def _source(document: Document, form: Form, urn: str, year: str | None, database: str, *, day: date | None) -> Source:
    from sef2si.documents.source import CHANGES_OF, Source

    today = date.today()
    since = (day or today - CHANGES_OF) if document.asks_changes else None
    with planner_on(database) as planner:
        plan = plan_with(planner, urn, year)
        person = operator(urn)
        moment = datetime.combine(since, time.min).astimezone() if since else None
        changes = planner.changes(person, plan.id, moment) if document.asks_changes else ()
        template = (
            planner.belongings.template(person, urn, document.key)
            if document.takes_template and form.key == "docx"
            else None
        )
    return Source(plan, today, changes, template, since)


@click.command()
@click.argument("urn", callback=typed_urn)
@year_option
@database_option()
def status(urn: str, year: str | None, database: str) -> None:
    """Where a school is on the journey, and where its chain breaks."""
    from sef2si.journey.chain import chain
    from sef2si.journey.progress import progress

    plan = plan_of(urn, year, database)
    today = date.today()
    click.echo(f"{plan.school.name} ({plan.urn}), {plan.year}\n")
    for state in progress(plan, today):
        click.echo(f"{_STATES[state.state]:<13}{state.step.title}: {state.note}")
    links = chain(plan, today)
    click.echo(f"\n{links.sentence}.")
    for link in links.broken:
        click.echo(f"- {link.subject}{link.sentence}")


_STATES = {"done": "done", "todo": "in progress", "none": "not begun"}
