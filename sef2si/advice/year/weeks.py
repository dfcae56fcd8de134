"""A member of staff's week, or two, as spans of the planner: at work, with pupils, and what is never touched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from sef2si.advice.timetable.problem import Span
from sef2si.advice.year.slots import WEEKS, PupilsDay
from sef2si.domain.staff import MIDNIGHT, StaffMember, Week, Weekday, Weekly

_EVERY = 0  # week
_BOTH = (WEEKS[Week.A], WEEKS[Week.B])
_DAY = 24 * 60
_AROUND = 15  # minutes before and after the pupils' day


def hours_of(member: StaffMember, day: PupilsDay) -> tuple[Span, ...]:
    """When they are at work. Teachers: the half-days they work. Others: their paid times, or else those half-days from
    a little before the pupils come until they have gone.
    """
    if not member.is_teacher and member.paid_times:
        return spans(member.paid_times, day)
    weeks = (None,) if member.days_b is None else tuple(Week)
    found = []
    for week in weeks:
        for half in member.halves(week):
            first, last = (0, day.noon) if half.is_morning else (day.noon, _DAY)
            if not member.is_teacher:
                first, last = max(first, day.starts - _AROUND), min(last, day.ends + _AROUND)
            if first < last:
                found.append(Span(weekday=_number(half.weekday), start=first, end=last, week=WEEKS[week]))
    return tuple(found)


def spans(times: Iterable[Weekly], day: PupilsDay) -> tuple[Span, ...]:
    """Times of the week; a morning or an afternoon is the school's own."""
    found = []
    for each in times:
        first, last = (_minutes(clock) for clock in (each.starts, each.ends))
        if each.is_half:
            first, last = (first, day.noon) if each.starts == MIDNIGHT else (day.noon, last)
        found.append(Span(weekday=_number(each.day), start=first, end=last, week=WEEKS[each.week]))
    return tuple(found)


def within(hours: Iterable[Span], starts: int, ends: int, *, without: Iterable[Span]) -> tuple[Span, ...]:
    """The part of these hours that lies between two times of the day, with some times of the week cut out of it."""
    found = [_part(span, max(span.start, starts), min(span.end, ends)) for span in hours]
    for gone in without:
        found = [part for span in found for part in _cut(span, gone)]
    return tuple(span for span in found if span.start < span.end)


def _cut(span: Span, gone: Span) -> Iterable[Span]:
    if span.weekday != gone.weekday or not _share(span, gone) or gone.end <= span.start or span.end <= gone.start:
        return (span,)
    if span.week == _EVERY and gone.week != _EVERY:
        # What goes in one week of two leaves the other as it is.
        each = [span.model_copy(update={"week": week}) for week in _BOTH]
        return tuple(part for one in each for part in _cut(one, gone))
    return (_part(span, span.start, gone.start), _part(span, gone.end, span.end))


def _share(one: Span, other: Span) -> bool:
    """Whether there is a week in which both are."""
    return _EVERY in (one.week, other.week) or one.week == other.week


def _part(span: Span, start: int, end: int) -> Span:
    return span.model_copy(update={"start": start, "end": end})


def _number(day: Weekday) -> int:
    return list(Weekday).index(day)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
