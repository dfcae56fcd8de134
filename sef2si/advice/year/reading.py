"""The patterns that come with the product, read from their file."""

from __future__ import annotations

from functools import cache

from sef2si.advice.year.patterns import Pattern
from sef2si.domain.dates import DateSort
from sef2si.domain.needs import StaffGroup
from sef2si.templates import patterns as rows

_SORTS = {each.value: each for each in DateSort}
_GROUPS = {each.value: each for each in StaffGroup}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


@cache
def patterns() -> tuple[Pattern, ...]:
    """All of them, in the order of their file."""
    return tuple(
        Pattern(
            key=row["key"],
            label=row["label"],
            about=row["about"],
            source=row["source"],
            shape=row["shape"],
            sort=_SORTS[row["sort"]],
            title=row["title"],
            weekday=_WEEKDAYS.index(row["weekday"]) if row["weekday"] else None,
            at=row["at"],
            minutes=int(row["minutes"]),
            times=int(row["times"] or 0),
            inset_days=int(row["inset_days"]) if row["inset_days"] else None,
            pupils_lose=int(row["pupils_lose"] or 0),
            pupils_day=int(row["pupils_day"]) if row["pupils_day"] else None,
            who=tuple(_GROUPS[each] for each in row["who"].split(";") if each),
        )
        for row in rows()
    )


def pattern(key: str) -> Pattern | None:
    return next((each for each in patterns() if each.key == key), None)
