"""The times there are for what is to be placed: the calendar's own, release from lessons, and the dates of a course."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sef2si.advice.timetable.problem import Fixed, Kind, Slot
from sef2si.advice.year.days import Occurrence, SchoolYear
from sef2si.advice.year.directed import is_of_team
from sef2si.advice.year.slots import WEEKS, fixed_of, open_slots, pupils_day, release_slots
from sef2si.advice.year.ways import Way
from sef2si.domain.dates import DateSort
from sef2si.domain.needs import Need
from sef2si.domain.staff import StaffMember

_LONG = 200  # minutes of a session that takes a whole day of release


@dataclass(frozen=True)
class Times:
    """``teams`` says for each need who it is about; ``after`` is the first day on which anything may be."""

    year: SchoolYear
    members: Sequence[StaffMember]
    needs: Sequence[Need]
    teams: Mapping[str, tuple[str, ...]]
    ways: Sequence[Way]
    after: date

    def slots(self) -> tuple[tuple[Slot, ...], dict[str, str]]:
        """The times; and for those of the calendar, the date each uses, by the slot's id."""
        dates: dict[str, str] = {}
        found: list[Slot] = []
        kinds = {kind for way in self.ways for kind in way.kinds}
        for slot, each in open_slots(self.year):
            if slot.day >= self.after and slot.kind in kinds and slot.id not in dates:
                dates[slot.id] = each.entry.id
                open_to = self._open_to(each.entry.who, each.entry.team)
                found.append(slot if open_to is None else slot.model_copy(update={"open_to": open_to}))
        if Kind.RELEASE in kinds:
            long = any(way.minutes > _LONG and Kind.RELEASE in way.kinds for way in self.ways)
            found += release_slots(self.year, whole_days=long, after=self.after)
        for way in self.ways:
            found += self._own_days(way)
        return tuple(slot.model_copy(update={"week": self._week(slot.day)}) for slot in found), dates

    def fixed(self, asked: frozenset[str], standing: Iterable[Fixed]) -> tuple[Fixed, ...]:
        """The calendar's dates that stand, and other sessions that do."""
        return tuple(
            each.model_copy(update={"week": self._week(each.day)}) for each in (*self._of_calendar(asked), *standing)
        )

    def _of_calendar(self, asked: frozenset[str]) -> Iterator[Fixed]:
        """Whose a date is, of those who are asked about; nobody named: everybody's, but for training for a few."""
        for each in self.year.occurrences:
            if not _takes_its_time(each):
                continue
            own = tuple(
                member.id
                for member in self.members
                if member.id in asked and each.is_for(member.group) and is_of_team(each.entry.team, member)
            )
            for_all = each.entry.is_for_all
            if own or for_all:
                yield fixed_of(each, () if for_all else own)

    def _week(self, day: date) -> int:
        """Which week of two, where anybody's timetable has two; else every week is like the others."""
        return WEEKS[self.year.week_of(day)] if self._has_two_weeks else 0

    @cached_property
    def _has_two_weeks(self) -> bool:
        return any(member.has_two_weeks for member in self.members)

    def _open_to(self, groups: Sequence[object], team: str) -> tuple[str, ...] | None:
        """Teams all of whose people a date is for; None where it is for everybody."""
        if not groups and not team.strip():
            return None
        by_id = {member.id: member for member in self.members}

        def is_for(person: str, need: Need) -> bool:
            member = by_id.get(person)
            if member is None:
                return need.group in groups and not team.strip()
            return (not groups or member.group in groups) and is_of_team(team, member)

        return tuple(
            f"need.{need.id}"
            for need in self.needs
            if self.teams[need.id] and all(is_for(each, need) for each in self.teams[need.id])
        )

    def _own_days(self, way: Way) -> Iterator[Slot]:
        """A course's own dates are its alone; those on which nobody works are none (``remarks`` says so)."""
        for day in way.days:
            if day >= self.after and way.minutes and self.year.is_worked(day):
                hours = pupils_day(self.year, day)
                kind = Kind.INSET if day in self.year.inset else way.kinds[0]
                starts = hours.ends + 15 if kind in (Kind.TWILIGHT, Kind.MEETING) else hours.starts
                cover = 0 if kind is not Kind.RELEASE else 100 if way.minutes > _LONG else 50
                yield Slot(
                    id=f"{way.id}.{day:%Y%m%d}", day=day, start=starts, minutes=way.minutes, kind=kind, cover=cover,
                    only_for=(way.id,), counted=kind in (Kind.RELEASE, Kind.INSET),
                )  # fmt: skip


def _takes_its_time(each: Occurrence) -> bool:
    """Training that is settled; and a parents' evening whose hour is known, for nobody can be in two places."""
    return each.sort.is_fixed or (each.sort is DateSort.PARENTS and each.begins is not None)
