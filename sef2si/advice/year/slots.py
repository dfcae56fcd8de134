"""Times in which something could be learnt: the calendar's open times, and release from lessons on pupils' days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sef2si.advice.timetable.problem import BlackOut, Fixed, Kind, Slot, Term
from sef2si.advice.year.days import Occurrence, SchoolYear
from sef2si.domain.dates import DateSort, Stops
from sef2si.domain.staff import Week

KINDS = {
    DateSort.INSET: Kind.INSET,
    DateSort.MEETING: Kind.MEETING,
    DateSort.TWILIGHT: Kind.TWILIGHT,
    DateSort.SLOT: Kind.WEEKLY,
}
STOPPED = {
    Stops.LESSONS: (Kind.RELEASE,),
    Stops.MEETINGS: (Kind.MEETING, Kind.TWILIGHT),
    Stops.BOTH: (Kind.RELEASE, Kind.MEETING, Kind.TWILIGHT),
    Stops.EVERYTHING: (),
}
WEEKS = {None: 0, Week.A: 1, Week.B: 2}
_STARTS = 9 * 60  # of a day of which nobody has said when it begins
_PUPILS_DAY = 390  # minutes, where no term says so: a week of 32.5 hours
_LUNCH = 45
_USUAL = 60
_HALF, _WHOLE = 50, 100  # hundredths of a day of cover
_INSET_BLOCK = 90


@dataclass(frozen=True)
class PupilsDay:
    """When pupils' day begins and ends, in minutes after midnight, and the middle of it."""

    starts: int
    ends: int

    @property
    def noon(self) -> int:
        return (self.starts + self.ends) // 2


def pupils_day(year: SchoolYear, day: date) -> PupilsDay:
    """As the term of this day says; 09:00 and six and a half hours where it does not."""
    for each in year.entries:
        if each.sort is DateSort.TERM and each.starts and each.last and each.starts <= day <= each.last:
            starts = _STARTS if each.clock is None else each.clock
            return PupilsDay(starts, starts + (each.minutes or _PUPILS_DAY))
    return PupilsDay(_STARTS, _STARTS + _PUPILS_DAY)


def in_lessons(year: SchoolYear, day: date, begins: int | None, minutes: int | None) -> bool:
    """Whether this could take anybody from pupils; where nobody has said when it is, it could."""
    if day not in year.pupils_days:
        return False
    hours = pupils_day(year, day)
    return begins is None or (begins < hours.ends and hours.starts < begins + (minutes or _USUAL))


def open_slots(year: SchoolYear) -> Iterator[tuple[Slot, Occurrence]]:
    """The calendar's own times, each with the date it uses. An INSET day can be used whole, by halves or in parts."""
    for each in year.occurrences:
        if each.sort.is_open and each.minutes:
            yield from ((slot, each) for slot in _of(year, each))


def _of(year: SchoolYear, each: Occurrence) -> Iterator[Slot]:
    kind, minutes = KINDS[each.sort], each.minutes or _USUAL
    starts = each.begins
    if starts is None:
        day = pupils_day(year, each.day)
        starts = day.starts if kind in (Kind.INSET, Kind.WEEKLY) else day.ends + 15
    counted = each.entry.is_directed
    spared = kind is Kind.WEEKLY
    yield Slot(id=each.id, day=each.day, start=starts, minutes=minutes, kind=kind, counted=counted, spared=spared)
    if kind is not Kind.INSET or minutes <= _INSET_BLOCK:
        return
    half = _fives((minutes - _LUNCH) // 2 if minutes > 240 else minutes // 2)
    parts = [("am", starts, half), ("pm", starts + minutes - half, half)]
    parts += [
        (f"{name}{number}", at + number * (length - _fives(length // 2)), _fives(length // 2))
        for name, at, length in parts
        if length >= 2 * 45
        for number in (0, 1)
    ]
    for name, at, length in parts:
        yield Slot(id=f"{each.id}.{name}", day=each.day, start=at, minutes=length, kind=kind, counted=counted)


def _fives(minutes: int) -> int:
    """Whole fives: nobody begins at 10:18."""
    return minutes // 5 * 5


def release_slots(year: SchoolYear, *, whole_days: bool, after: date | None) -> Iterator[Slot]:
    """A morning, an afternoon and, where something lasts so long, the whole of each pupils' day."""
    for day in year.pupils_days:
        if after is not None and day < after:
            continue
        hours = pupils_day(year, day)
        noon = hours.noon
        mark = f"release.{day:%Y%m%d}"
        # These are minutes of pupils' time, which is directed already: whoever is out is not teaching then.
        more = {"day": day, "kind": Kind.RELEASE, "counted": True}
        yield Slot.model_validate(
            {**more, "id": f"{mark}.am", "start": hours.starts, "minutes": noon - hours.starts, "cover": _HALF}
        )
        yield Slot.model_validate(
            {**more, "id": f"{mark}.pm", "start": noon, "minutes": hours.ends - noon, "cover": _HALF}
        )
        if whole_days:
            length = hours.ends - hours.starts
            yield Slot.model_validate(
                {**more, "id": f"{mark}.day", "start": hours.starts, "minutes": length, "cover": _WHOLE}
            )


def fixed_of(each: Occurrence, people: tuple[str, ...]) -> Fixed:
    """Training that stands already. Where nobody has said when, the whole day is theirs."""
    starts, minutes = (0, 24 * 60) if each.begins is None else (each.begins, each.minutes or _USUAL)
    return Fixed(id=each.id, title=each.entry.name, day=each.day, start=starts, minutes=minutes, people=people)


def black_outs(year: SchoolYear) -> tuple[BlackOut, ...]:
    """What is kept free of CPD, each with the sorts of time it stops; none named: all of them."""
    found = {
        BlackOut(title=entry.name, first=first, last=last, kinds=STOPPED[entry.what_it_stops])
        for entry in year.entries
        if entry.what_it_stops
        for first, last in year.kept_free(entry)
    }
    return tuple(sorted(found, key=lambda each: (each.first, each.last, each.title, each.kinds)))


def terms_of(year: SchoolYear) -> tuple[Term, ...]:
    return tuple(Term(first=first, last=last) for first, last in year.terms)
