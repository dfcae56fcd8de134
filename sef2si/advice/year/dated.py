"""CPD that has days and no sessions, as a calendar that was brought in says it: who is kept free for it, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sef2si.advice.timetable.problem import Fixed
from sef2si.advice.year.days import SchoolYear
from sef2si.domain.activities import Activity
from sef2si.domain.plan import Plan

_FEW = 5  # days: what goes on for longer takes nobody away on each of them
_ALL_DAY = 24 * 60
_NAMED = 3  # activities that a sentence names


@dataclass(frozen=True)
class Dated:
    """Of ``those`` activities, the ones with days of their own after ``today`` that no session tells more of.

    Nobody has said at what time, so whoever they are ``meant`` for is kept free all day; and counted as out of class,
    as with a session without a time.
    """

    plan: Plan
    those: Sequence[Activity]
    year: SchoolYear
    today: date
    meant: Callable[[Activity], frozenset[str]]

    def fixed(self, here: frozenset[str]) -> Iterator[Fixed]:
        for activity, days in self._all():
            who = here & self.meant(activity)
            if who and len(days) <= _FEW:
                for day in days:
                    yield Fixed(
                        id=f"activity.{activity.id}.{day:%Y%m%d}", title=activity.what.strip()[:200], day=day,
                        start=0, minutes=_ALL_DAY, people=tuple(sorted(who)),
                    )  # fmt: skip

    def said(self) -> Iterator[str]:
        """What is taken for granted of them, in sentences."""
        nobodys: list[Activity] = []
        long: list[Activity] = []
        whole: list[Activity] = []
        for activity, days in self._all():
            kept = long if len(days) > _FEW else whole
            (kept if self.meant(activity) else nobodys).append(activity)
        if nobodys:
            yield (
                f"{_named(nobodys)}: no need says whom this is for, so nobody is kept free for it. Link it to its "
                "needs in step 4."
            )
        if long:
            yield (
                f"{_named(long)}: this goes on for more than {_FEW} days and has no sessions, so nobody is kept free "
                "for it. Put its sessions in, in step 4."
            )
        if whole:
            yield (
                f"{_named(whole)}: no session says at what time this is, so its people are kept free all day. Put its "
                "sessions in, in step 4, and the rest of the day can be used."
            )

    def _all(self) -> Iterator[tuple[Activity, Sequence[date]]]:
        for activity in self.those:
            if activity.starts and not any(each.held_on for each in self.plan.sessions_of(activity)):
                length = (max(activity.starts, activity.ends or activity.starts) - activity.starts).days
                span = (activity.starts + timedelta(days=number) for number in range(length + 1))
                days = [day for day in span if self.year.is_worked(day)]
                if days and days[-1] > self.today:
                    yield activity, [day for day in days if day > self.today or len(days) > _FEW]


def _named(those: Sequence[Activity]) -> str:
    names = [f"“{each.what.strip()[:80] or 'An activity without a name'}”" for each in those[:_NAMED]]
    more = len(those) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
