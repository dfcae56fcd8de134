"""Every table's purpose and every column's sort, as the tables themselves say it (``domain.holding``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, get_args

from sqlalchemy import Column, Table

from sef2si.domain.holding import PLANS, Holds, Kept, Said, kept
from sef2si.domain.record import AboutSomebody, NamesSomebody, NotPersonal, Record, WhoWrote


class Held(NamedTuple):
    """One table, what it is for, and the sort and words of each of its columns that say anything."""

    table: str
    kept: Kept
    columns: Sequence[tuple[Holds, str]]


def of_field(cls: type[Record], name: str) -> dict[str, Any]:
    """The sort of a record's field, from its annotation: text is a person's words unless it is marked otherwise."""
    words = cls.model_fields[name].title or name.removesuffix("_id").removesuffix("_ids").replace("_", " ")
    if name in cls.fields_marked(NamesSomebody):
        sort = Holds.NAMES
    elif name in cls.fields_marked(AboutSomebody):
        sort = Holds.ABOUT
    elif name in cls.fields_marked(WhoWrote):
        sort = Holds.NAMES if name.endswith("_name") else Holds.ABOUT
    elif name in cls.links() or name in cls.fields_marked(NotPersonal) or name in ("id", "version", "position"):
        sort = Holds.NOTHING
    else:
        sort = Holds.WORDS if _is_free_text(cls.model_fields[name].annotation) else Holds.NOTHING
    return {"holds": Said(sort, words)}


def _is_free_text(annotation: Any) -> bool:
    """Text that a person types, not a choice among given keys."""
    return annotation is str or any(_is_free_text(each) for each in get_args(annotation))


_PLAN = "Whoever may read the school's plan, as far as their role and what the school shares let them."
_YEARS = "As long as the school keeps the plan of that year."
_WHY = "So that the school can say how well it is doing, decide what comes first, and see whether it worked."
_SEEN_BY = {
    "expertise": "The school's leaders; and each person, under “My CPD”, what is said of themselves. A plan says how "
    "many could help, and never who.",
    "notes": "Whoever wrote it, and those of the school's leaders whom they chose; nobody else.",
}
# What the table of each kind of record is for. The texts are the school's own, and may name people.
OF_KINDS: Mapping[str, dict[str, Any]] = {
    kind: kept(group=PLANS, what=what, why=_WHY, seen_by=_SEEN_BY.get(kind, _PLAN), how_long=_YEARS)
    for kind, what in {
        "school": "The school's own facts and figures of one year.",
        "dates": "The school's calendar: terms, training days, times kept for learning, days not to be planned over.",
        "judgements": "How the school sees itself in one area. Private notes beside it are records of their own.",
        "priorities": "What matters most this year, with who leads it and the governor linked to it.",
        "points": "Strengths, and things to improve.",
        "evidence": "What a judgement rests on.",
        "criteria": "What will be seen when a priority is met.",
        "milestones": "What should be seen by the end of a term.",
        "needs": "What a group of staff needs to learn. Needs that may be about one person are for leaders alone.",
        "expertise": "Who could help colleagues with what, and whether they said yes themselves or on paper.",
        "preferences": "How many of a group found a form of training useful, as counts; for its leaders alone.",
        "offers": "Training that could be had, who offers and who leads it.",
        "actions": "What will be done that is no training, and by whom.",
        "activities": "Training and development, and who leads it.",
        "cpd_sessions": "When training meets, and for which team; never who comes.",
        "checks": "What was found when somebody looked whether it worked.",
        "notes": "Private notes, and what a document of the school's own said and no box could take; for whom each is.",
    }.items()
}


def unclassified(tables: Sequence[Table]) -> list[str]:
    """What still has to be said, a sentence for each table or column."""
    missing = []
    for table in tables:
        if not isinstance(table.info.get("kept"), Kept):
            missing.append(
                f"Table {table.name}: say what it is for, with info=kept(group=…, what=…, why=…, seen_by=…, "
                "how_long=…)."
            )
        missing += [
            f"Column {table.name}.{column.name}: say what it holds of people, with info=holds(Holds.…)."
            for column in table.columns
            if not isinstance(column.info.get("holds"), Said)
        ]
    return missing


def held(tables: Sequence[Table]) -> list[Held]:
    """What each table holds, in the order given. All of them must be classified."""
    return [Held(table.name, table.info["kept"], [_said(column) for column in table.columns]) for table in tables]


def _said(column: Column[Any]) -> tuple[Holds, str]:
    said: Said = column.info["holds"]
    return said.sort, said.words or column.name.replace("_", " ")
