"""A timetable of lessons, a row each, as what the register keeps of it: the times without lessons of each person.

All rows can be kept, or none: a lesson that is left out would be time in which somebody seems free.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from sef2si.documents.incoming.offers import Broken
from sef2si.documents.incoming.wording import simple
from sef2si.documents.reading.blocks import Cell, Grid, Reading
from sef2si.documents.staff import values
from sef2si.domain.staff import MIDNIGHT, NIGHT, StaffMember, Week, Weekday, Weekly
from sef2si.errors import Invalid

SHORTEST = 30  # minutes: between two lessons, less is a break
_MOST_ROWS = 20_000
_HEADINGS_WITHIN = 25
_FIELDS: Mapping[str, frozenset[str]] = {
    "person": frozenset({"person", "name", "teacher", "staff", "staff name", "teacher name", "member of staff", "who"}),
    "code": frozenset({"code", "staff code", "teacher code", "initials", "reference", "staff id"}),
    "day": frozenset({"day", "weekday", "day of week"}),
    "period": frozenset({"period", "lesson", "slot", "period name", "per"}),
    "starts": frozenset({"starts", "start", "start time", "from", "begins"}),
    "ends": frozenset({"ends", "end", "end time", "until", "to", "finish", "finishes"}),
    "week": frozenset({"week", "week a b", "timetable week", "week a/b", "cycle"}),
}
_DAY_AND_WEEK = re.compile(r"(?P<day>[A-Za-z]+)\W*(?:w(?:ee)?k)?\W*(?P<week>[AB12])?\W*", re.I)
_TIME = re.compile(r"(?P<period>.+?)[\s:=]+(?P<times>\d{1,2}[:.]\d{2}\s*(?:am|pm)?\s*(?:-|–|—|to|until)\s*\d.*)", re.I)

Times = Mapping[str, tuple[time, time]]  # by period, as ``simple`` writes it


@dataclass(frozen=True)
class Person:
    """One member of staff in the file: how many lessons they teach, and their times without any from now on."""

    member: StaffMember
    lessons: int
    free: tuple[Weekly, ...]

    @property
    def is_new(self) -> bool:
        return self.free != self.member.not_teaching

    @property
    def changed(self) -> StaffMember:
        return self.member.having(not_teaching=self.free)


@dataclass(frozen=True)
class Lessons:
    """A file as read. Where anything is ``broken``, or a period's time is ``asked`` for, nothing of it is kept."""

    name: str
    people: tuple[Person, ...]
    broken: tuple[Broken, ...]
    asked: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def save(self) -> tuple[StaffMember, ...]:
        if self.broken or self.asked:
            return ()
        return tuple(each.changed for each in self.people if each.is_new)


def times_from(typed: str) -> Times:
    """``"1 9:00 to 10:00"``, one a line: when each period is. Raises ``Invalid``."""
    found = {}
    for line in (each.strip() for each in typed.splitlines() if each.strip()):
        match = _TIME.fullmatch(line)
        try:
            (when,) = values.weekly(f"Mon {match['times']}") if match else ()
        except ValueError:
            when = None
        if match is None or when is None or when.ends <= when.starts:
            raise Invalid(f"“{line[:60]}” does not say when a period is. Please write it like “1 9:00 to 10:00”.")
        found[simple(match["period"])] = (when.starts, when.ends)
    return found


def lessons_in(reading: Reading, register: Sequence[StaffMember], times: Times) -> Lessons:
    """``times`` are for periods of which the file does not say when they are. Raises ``Invalid`` without a table."""
    grid, row, fields = _table(reading)
    if len(grid.rows) - row > _MOST_ROWS:
        raise Invalid(f"{reading.name} has more than {_MOST_ROWS:,} rows. Nothing was changed; is it the right file?")
    rows = _Rows(register, times)
    for cells in grid.rows[row + 1 :]:
        by_field = {name: cell for name, cell in zip(fields, cells, strict=True) if name and cell.text.strip()}
        if by_field:
            rows.read(by_field, cells)
    unread = [cell.text.strip() for cell, name in zip(grid.rows[row], fields, strict=True) if not name]
    every = [each for own in rows.found.values() for each in own]
    people = tuple(
        Person(member, len(rows.found[member.id]), without_lessons(member, list(rows.found[member.id]), every))
        for member in sorted(register, key=lambda each: each.sort_key)
        if member.id in rows.found
    )
    asked = tuple(sorted(rows.asked))
    return Lessons(reading.name, people, tuple(rows.broken), asked, tuple(each for each in unread if each))


def _table(reading: Reading) -> tuple[Grid, int, list[str]]:
    for grid in (block for block in reading.blocks if isinstance(block, Grid) and not block.hidden):
        for number, cells in enumerate(grid.rows[:_HEADINGS_WITHIN]):
            taken: list[str] = []
            for cell in cells:
                name = next((name for name, words in _FIELDS.items() if simple(cell.text) in words), "")
                taken.append("" if name in taken else name)
            if {"day"} <= {*taken} and {"person", "code"} & {*taken} and {"period", "starts"} & {*taken}:
                return grid, number, taken
    raise Invalid(
        f"{reading.name} has no table of lessons that we can read. Please give its first row the headings Person, Day, "
        "Period and, where the timetable has two weeks, Week. Nothing was changed."
    )


class _Rows:
    """Mutable: reads row by row, and gathers what is broken."""

    def __init__(self, register: Sequence[StaffMember], times: Times) -> None:
        self._times = times
        self._called: dict[str, list[StaffMember]] = defaultdict(list)
        self._coded: dict[str, list[StaffMember]] = defaultdict(list)
        for member in register:
            self._called[simple(member.name)].append(member)
            if member.reference.strip():
                self._coded[simple(member.reference)].append(member)
        self.found: dict[str, dict[Weekly, None]] = defaultdict(dict)
        self.broken: list[Broken] = []
        self.asked: dict[str, None] = {}

    def read(self, cells: Mapping[str, Cell], whole: Sequence[Cell]) -> None:
        before = len(self.broken)
        member, when = self._who(cells, whole), self._when(cells, whole)
        if member is None or when is None or len(self.broken) > before:
            return
        week = f" in {when.week.label}" if when.week else ""
        weeks = (when.week,) if when.week else tuple(Week)
        if any(all(half.weekday is not when.day for half in member.halves(each)) for each in weeks):
            self._wrong(
                cells["day"],
                f"{member.name} does not work on {when.day.label}s{week} by the register.",
            )
            return
        for other in self.found[member.id]:
            if other != when and _at_once(other, when):
                self._wrong(cells["day"], f"{member.name} has another lesson then, {other.written}. Please mend one.")
                return
        self.found[member.id][when] = None

    def _who(self, cells: Mapping[str, Cell], whole: Sequence[Cell]) -> StaffMember | None:
        code, name = cells.get("code"), cells.get("person")
        cell = code or name
        if cell is None:
            self._wrong(whole[0], "This row does not say whose lesson it is. Please put a name or a code in.")
            return None
        found = self._coded.get(simple(cell.text), []) if code else []
        if not found and name:
            text = name.text.strip()
            found = self._called.get(simple(values.full_name("", "", text)), []) or self._coded.get(simple(text), [])
        if len(found) != 1:
            there = "more than one person" if found else "nobody"
            said = (name or cell).text.strip()[:60]
            self._wrong(
                name or cell,
                f"The register has {there} called “{said}”. Please mend it, or put their code in.",
            )
            return None
        return found[0]

    def _when(self, cells: Mapping[str, Cell], whole: Sequence[Cell]) -> Weekly | None:
        if "day" not in cells:
            self._wrong(whole[0], "This row does not say on which day. Please put it in, such as Monday.")
            return None
        said = _DAY_AND_WEEK.fullmatch(cells["day"].text.strip())
        day = next((d for d in Weekday if said and said["day"].lower().startswith(d.value)), None)
        if said is None or day is None:
            self._wrong(cells["day"], f"“{cells['day'].text.strip()[:30]}” is no day of the week. Please write Monday.")
            return None
        week = said["week"]
        if "week" in cells:
            words = simple(cells["week"].text).removeprefix("week ").removeprefix("wk ")
            if words not in ("a", "b", "1", "2", "both", "every", "all", "a b", "ab"):
                self._wrong(cells["week"], f"“{cells['week'].text.strip()[:30]}” is no week: write A, B or both.")
                return None
            week = words if words in ("a", "b", "1", "2") else None
        times = self._clock(cells, whole)
        if times is None:
            return None
        of = None if not week else Week.A if week.lower() in "a1" else Week.B
        return Weekly(day=day, starts=times[0], ends=times[1], week=of)

    def _clock(self, cells: Mapping[str, Cell], whole: Sequence[Cell]) -> tuple[time, time] | None:
        """As the row says, or as its period is."""
        if "starts" in cells and "ends" in cells:
            said = f"{cells['starts'].text.strip()} to {cells['ends'].text.strip()}"
            try:
                (when,) = values.weekly(f"Mon {said}")
            except ValueError:
                when = None
            if when is None or when.ends <= when.starts:
                self._wrong(cells["starts"], f"“{said[:40]}” are no times of a lesson. Please write 9:00 and 10:00.")
                return None
            return when.starts, when.ends
        if "period" not in cells:
            self._wrong(whole[0], "This row does not say in which period, or from when to when. Please put it in.")
            return None
        period = " ".join(cells["period"].text.split())
        found = self._times.get(simple(period))
        if found is None:
            self.asked[period] = None
        return found

    def _wrong(self, cell: Cell, sentence: str) -> None:
        self.broken.append(Broken(cell.place, sentence))


def without_lessons(member: StaffMember, own: Sequence[Weekly], every: Sequence[Weekly]) -> tuple[Weekly, ...]:
    """On days they work: whole days without a lesson, and half an hour or more between the first lesson of anybody and
    the last. What is the same in both weeks is said once."""
    first, last = min((each.starts for each in every), default=MIDNIGHT), max((e.ends for e in every), default=NIGHT)

    def free(week: Week) -> set[Weekly]:
        found: set[Weekly] = set()
        for day in dict.fromkeys(half.weekday for half in member.halves(week)):
            taught = [each for each in own if each.day is day and each.week in (None, week)]
            found.update(_gaps(day, taught, first, last))
        return found

    in_a, in_b = free(Week.A), free(Week.B)
    both = [*(in_a & in_b)]
    both += [each.model_copy(update={"week": Week.A}) for each in in_a - in_b]
    both += [each.model_copy(update={"week": Week.B}) for each in in_b - in_a]
    order, weeks = list(Weekday), (None, *Week)
    return tuple(sorted(both, key=lambda each: (order.index(each.day), each.starts, weeks.index(each.week))))


def _gaps(day: Weekday, taught: Iterable[Weekly], first: time, last: time) -> Iterator[Weekly]:
    lessons = sorted((each.starts, each.ends) for each in taught)
    if not lessons:
        yield Weekly(day=day, starts=MIDNIGHT, ends=NIGHT)
        return
    for (_, ends), (starts, _) in pairwise([(first, first), *lessons, (last, last)]):
        if _minutes(starts) - _minutes(ends) >= SHORTEST:
            yield Weekly(day=day, starts=ends, ends=starts)


def _at_once(one: Weekly, other: Weekly) -> bool:
    share = one.week is None or other.week is None or one.week is other.week
    return share and one.day is other.day and one.starts < other.ends and other.starts < one.ends


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
