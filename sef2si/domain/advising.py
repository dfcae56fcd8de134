"""What an adviser sees first: at most five lines of what matters now, and one line for each school."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sef2si.domain.cycle import written
from sef2si.domain.record import Choice, Frozen
from sef2si.domain.sharing import Level, Summary
from sef2si.domain.threads import Promise, Talks, Thread

MOST_LINES = 5
_QUOTE = 110  # characters of what was said
_KEPT = ("level", "seq", "steps_done", "links_in_place", "links", "live_priorities", "checks_overdue")


class MatterSort(Choice):
    """Why a line is there. A line of several schools leads to all of those of its sort."""

    WAITING = "waiting", "Waiting for you"
    PROMISED = "promised", "Promised for this week, or overdue"
    CHANGED = "changed", "Changed since you looked"
    NEW = "new", "Not looked into yet"


class Matter(Frozen):
    """One line. ``urn`` and ``school`` are "" where it is about several schools; ``words`` follow the school's name.

    ``quote`` is what somebody wrote. ``thread_id`` or ``promise_id`` is what it is about; ``is_late`` for a promise
    whose day is over.
    """

    sort: MatterSort
    urn: str = ""
    school: str = ""
    words: str
    quote: str = ""
    thread_id: str = ""
    promise_id: str = ""
    is_late: bool = False


class SchoolLine(Frozen):
    """One school. ``waiting``: threads that wait for this adviser; ``asked``: their questions that wait for the school.

    ``looked_on`` is when they last looked, and ``changes`` says in words what is other than it was then.
    """

    summary: Summary
    waiting: int = 0
    asked: int = 0
    promised: int = 0
    looked_on: date | None = None
    changes: tuple[str, ...] = ()


class Overview(Frozen):
    """``matters`` are at most ``MOST_LINES``; ``schools`` are all, by name."""

    today: date
    matters: tuple[Matter, ...] = ()
    schools: tuple[SchoolLine, ...] = ()


class Seen(Frozen):
    """The day an adviser last looked at a school, and the figures of its summary on that day (``figures``)."""

    on: date
    figures: Mapping[str, Any]


def figures(summary: Summary) -> dict[str, Any]:
    """What of a summary is kept to tell later what has changed: whole numbers, and how much was shared."""
    return summary.model_dump(mode="json", include=set(_KEPT))


def differences(before: Mapping[str, Any], now: Summary) -> tuple[str, ...]:
    """What is other than it was when somebody looked, in words; nothing where all is as it was."""
    if before.get("level") != now.level.value:
        return ({Level.OFF: "shares nothing any more", Level.SUMMARY: "shares a summary now"}.get(now.level, _WHOLE),)
    if now.level is Level.OFF:
        return ()
    was = {name: int(before.get(name) or 0) for name in _KEPT[1:]}
    said = []
    if (was["links_in_place"], was["links"]) != (now.links_in_place, now.links):
        then = f"{was['links_in_place']} of {was['links']} then"
        said.append(f"{now.links_in_place} of {now.links} links in place ({then})")
    for name, one, many in (
        ("live_priorities", "live priority", "live priorities"),
        ("steps_done", "step with nothing missing", "steps with nothing missing"),
        ("checks_overdue", "check overdue", "checks overdue"),
    ):
        is_now = getattr(now, name)
        if is_now != was[name]:
            said.append(f"{is_now or 'no'} {one if is_now == 1 else many} ({was[name] or 'none'} then)")
    if not said and was["seq"] != now.seq:
        said.append("words were worked on")
    return tuple(said)


_WHOLE = "shares its whole plan now"


def overview(
    person_id: str,
    summaries: Sequence[Summary],
    talks: Mapping[str, Talks],
    seen: Mapping[str, Seen],
    today: date,
) -> Overview:
    """From what this adviser may see of each school (``talks`` by URN) and when they last looked."""
    lines: list[SchoolLine] = []
    waiting: list[tuple[Thread, Summary]] = []
    due: list[tuple[Promise, Summary]] = []
    for summary in summaries:
        said, look = talks.get(summary.urn, Talks(urn=summary.urn)), seen.get(summary.urn)
        # A lead adviser sees what others asked too; only what is theirs waits for them.
        own = [each for each in said.threads if each.began.of_school or each.began.by == person_id]
        mine = [each for each in own if each.waits_for(school=False)]
        soon = [each for each in said.promises if each.by == person_id and is_due(each, today)]
        waiting += [(each, summary) for each in mine]
        due += [(each, summary) for each in soon]
        lines.append(
            SchoolLine(
                summary=summary,
                waiting=len(mine),
                asked=sum(each.waits_for(school=True) for each in own),
                promised=len(soon),
                looked_on=look.on if look else None,
                changes=differences(look.figures, summary) if look else (),
            )
        )
    return Overview(today=today, matters=_matters(waiting, due, lines, today), schools=tuple(lines))


def is_due(promise: Promise, today: date) -> bool:
    """Whether a promise that is still to be kept is for this week, which ends on Sunday, or for a day that is over."""
    return promise.kept_on is None and promise.due_on <= today + timedelta(days=6 - today.weekday())


def _matters(
    waiting: list[tuple[Thread, Summary]],
    due: list[tuple[Promise, Summary]],
    lines: Sequence[SchoolLine],
    today: date,
) -> tuple[Matter, ...]:
    """Who waits longest comes first, then what was promised, then what has changed; no more than ``MOST_LINES``."""
    asked = [_asked(*each) for each in sorted(waiting, key=lambda each: each[0].latest.at)]
    promised = [_promised(*each, today) for each in sorted(due, key=lambda each: each[0].due_on)]
    news = [*_changed([line for line in lines if line.changes]), *_new(lines)]
    room = MOST_LINES - len(news)
    for_promises = min(len(promised), max(room - len(asked), room // 2))
    return (
        *_fitting(asked, room - for_promises, "more questions and answers wait for you"),
        *_fitting(promised, for_promises, "more promises are for this week, or overdue"),
        *news,
    )


def _fitting(matters: list[Matter], room: int, words: str) -> list[Matter]:
    """As many as there is room for; the last line stands for those there is none for."""
    if len(matters) <= room:
        return matters
    rest = len(matters) - max(room - 1, 0)
    return [*matters[: max(room - 1, 0)], Matter(sort=matters[0].sort, words=f"{rest} {words}")]


def _asked(thread: Thread, summary: Summary) -> Matter:
    answered = len(thread.remarks) > 1
    about = f" about “{thread.about}”" if thread.about else ""
    return Matter(
        sort=MatterSort.WAITING,
        urn=summary.urn,
        school=summary.name,
        words=f"answered{about}" if answered else f"asks{about}",
        quote=_short(thread.latest.text),
        thread_id=thread.id,
    )


def _promised(promise: Promise, summary: Summary, today: date) -> Matter:
    late = promise.due_on < today
    day = "today" if promise.due_on == today else f"{promise.due_on:%A} {written(promise.due_on)}"
    return Matter(
        sort=MatterSort.PROMISED,
        urn=summary.urn,
        school=summary.name,
        words=f"has your promise, {'overdue since' if late else 'due'} {day}",
        quote=_short(promise.text),
        promise_id=promise.id,
        is_late=late,
    )


def _changed(lines: Sequence[SchoolLine]) -> Iterable[Matter]:
    if len(lines) == 1:
        (line,) = lines
        since = f" since you looked on {written(line.looked_on)}" if line.looked_on else ""
        words = f"has changed{since}: {'; '.join(line.changes)}"
        yield Matter(sort=MatterSort.CHANGED, urn=line.summary.urn, school=line.summary.name, words=words)
    elif lines:
        yield Matter(sort=MatterSort.CHANGED, words=f"{_names(lines)} have changed since you looked")


def _new(lines: Sequence[SchoolLine]) -> Iterable[Matter]:
    new = [line for line in lines if line.looked_on is None and line.summary.level is not Level.OFF]
    if len(new) == 1:
        (line,) = new
        words = "shares with you; you have not looked in yet"
        yield Matter(sort=MatterSort.NEW, urn=line.summary.urn, school=line.summary.name, words=words)
    elif new:
        yield Matter(sort=MatterSort.NEW, words=f"{_names(new)} share with you; you have not looked in yet")


def _names(lines: Sequence[SchoolLine]) -> str:
    """``"Elm Primary, Oak Academy and 3 more schools"``, of two lines or more."""
    names = [line.summary.name for line in lines]
    if len(names) == 2:
        return " and ".join(names)
    rest = len(names) - 2
    return f"{names[0]}, {names[1]} and {rest} more {'school' if rest == 1 else 'schools'}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTE else f"{line[: _QUOTE - 1].rstrip()}…"
