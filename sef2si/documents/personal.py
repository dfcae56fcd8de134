"""Everything about one person as a document to read, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sef2si.documents.printing.as_pdf import pdf
from sef2si.documents.printing.paper import About, Block, Column, Facts, Heading, Paper, Table, Tone, Words
from sef2si.domain.cycle import written
from sef2si.domain.needs import StaffGroup
from sef2si.domain.people import Deed, Role
from sef2si.domain.personal import Dossier, Mention
from sef2si.domain.record import Choice
from sef2si.domain.staff import CareerStage, HalfDay
from sef2si.store.every import every_table
from sef2si.store.people_data import whose_columns

_CHOICES: Mapping[str, type[Choice]] = {
    "role": Role,
    "days": HalfDay,
    "group": StaffGroup,
    "career_stage": CareerStage,
    "deed": Deed,
}


class Section(NamedTuple):
    """One table: ``entries`` are rows as label -> words, ``number`` how many rows there are."""

    what: str
    table: str
    entries: Sequence[Mapping[str, str]]
    number: int


_NO_WORDS = (
    "What is written in the school's plan is not in this document, for whoever made it may not read all of the plan. "
    "A leader of the school can make it whole."
)


def as_json(dossier: Dossier, made_on: date) -> bytes:
    """Every row as it is kept, by table, without secrets; and the texts that name the person."""
    said = {"about": dossier.subject.name, "made_on": made_on.isoformat(), **dossier.model_dump(mode="json")}
    said["mentions"] = [each._asdict() for each in dossier.mentions]
    return json.dumps(said, ensure_ascii=False, indent=2, default=str).encode()


def as_pdf(dossier: Dossier, *, school: str, urn: str, made_on: date) -> bytes:
    about = About(school=school, urn=urn, year="", made_on=written(made_on), version=0, edition="")
    return pdf(paper(dossier, about))


def paper(dossier: Dossier, about: About) -> Paper:
    blocks: list[Block] = [] if dossier.reads_all else [Words(_NO_WORDS, Tone.QUIET)]
    for section in sections(dossier):
        blocks.append(Heading(section.what))
        blocks += [Facts(tuple(row.items())) for row in section.entries]
        if not section.entries:
            blocks.append(Words(f"{section.number} kept, of which nothing can be read.", Tone.QUIET))
    named = Table(
        "Texts that may name them; a person has to look, for others may be called the same",
        (Column("Where", 1), Column("What it says", 3)),
        tuple((_where(each), each.text) for each in dossier.mentions),
        empty="No text was found that names them.",
    )
    blocks += [Heading("Where they are named"), named]
    return Paper(f"What is kept about {dossier.subject.name}", about, tuple(blocks))


def _where(each: Mention) -> str:
    when = "" if each.now else ", in an earlier version"
    return f"{each.scope}, {each.kind.replace('_', ' ')}, {each.field.replace('_', ' ')}{when}"


def sections(dossier: Dossier) -> list[Section]:
    """For each table with rows of theirs: what says something about them, in words. All of it is in the JSON."""
    kept = {table.name: table for table in every_table()}
    found = []
    for name, rows in dossier.rows.items():
        own = set(whose_columns(kept[name]))
        said = {c.name: c.info["holds"] for c in kept[name].columns if c.name not in own}
        labels = {key: each.words or key.replace("_", " ") for key, each in said.items() if each.sort.is_personal}
        entries: list[Mapping[str, str]] = []
        for row in rows:
            words = {labels[key]: in_words(_labelled(key, value)) for key, value in row.items() if key in labels}
            entries.append({label: text for label, text in words.items() if text})
        found.append(
            Section(kept[name].info["kept"].what.rstrip("."), name, [each for each in entries if each], len(rows))
        )
    return found


def _labelled(column: str, value: Any) -> Any:
    """A key of ours as people read it."""
    if column not in _CHOICES:
        return value
    labels = {str(each.value): each.label for each in _CHOICES[column]}
    return [labels.get(each, each) for each in value] if isinstance(value, list) else labels.get(str(value), value)


def in_words(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        local = value.astimezone()
        return f"{written(local.date())}, {local:%H:%M}"
    if isinstance(value, date):
        return written(value)
    if isinstance(value, dict):
        return "; ".join(f"{key.replace('_', ' ')}: {text}" for key, each in value.items() if (text := in_words(each)))
    if isinstance(value, list | tuple):
        return ", ".join(map(in_words, value))
    return str(value)
