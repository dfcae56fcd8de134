"""What an adviser sees first: at most five lines, what has changed in words, and nothing lost among 500 schools."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sef2si.domain.advising import MOST_LINES, Overview, Seen, differences, figures, overview
from sef2si.domain.sharing import Level, Summary
from sef2si.domain.threads import Promise, Remark, Talks, Thread, ThreadSort

MONDAY = date(2026, 11, 23)
AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def summary(number: int = 1, **fields: Any) -> Summary:
    return Summary(**{"urn": f"10000{number}", "name": f"School {number}", "level": Level.FULL, **fields})


def thread(*speakers: str, id: str = "q", about: str = "Reading", days_ago: int = 3, **fields: Any) -> Thread:
    """``"a"`` is the adviser, ``"b"`` another one, ``"s"`` the school: who spoke, in order."""
    remarks = tuple(
        Remark(
            id=id if at == 0 else f"{id}-{at}",
            by=who,
            by_name=who.upper(),
            at=AT - timedelta(days=days_ago, minutes=-at),
            text=f"{who} said {at}",
            of_school=who == "s",
        )
        for at, who in enumerate(speakers)
    )
    return Thread(id=id, version=1, sort=ThreadSort.QUESTION, about=about, remarks=remarks, **fields)


def promise(day: date, id: str = "p", **fields: Any) -> Promise:
    common = {"id": id, "version": 1, "text": "Send it", "due_on": day, "by": "a", "by_name": "A", "at": AT}
    return Promise(**common | fields)


def seen(*schools: Summary, talks: tuple[Talks, ...] = (), looked: bool = True, today: date = MONDAY) -> Overview:
    looks = {each.urn: Seen(on=date(2026, 11, 16), figures=figures(each)) for each in schools} if looked else {}
    return overview("a", schools, {each.urn: each for each in talks}, looks, today)


def lines(found: Overview) -> list[str]:
    return [f"{each.school} {each.words}".strip() + (f": {each.quote}" if each.quote else "") for each in found.matters]


def test_a_quiet_monday_has_no_line() -> None:
    assert (lines(seen(summary())), lines(seen())) == ([], [])


def test_an_answer_and_a_question_of_the_school_wait_for_the_adviser() -> None:
    said = Talks(
        urn="100001",
        threads=(
            thread("a", "s", id="answered", days_ago=2),
            thread("s", id="asked", about="", days_ago=5),
            thread("a", id="waits"),
            thread("a", "s", id="closed", closed_at=AT),
            thread("b", "s", id="anothers"),
        ),
    )
    found = seen(summary(), talks=(said,))
    assert lines(found) == ["School 1 asks: s said 0", "School 1 answered about “Reading”: s said 1"]
    assert [each.thread_id for each in found.matters] == ["asked", "answered"]
    assert (found.schools[0].waiting, found.schools[0].asked) == (2, 1)


@pytest.mark.parametrize(
    ("day", "kept_on", "line"),
    [
        (date(2026, 11, 20), None, "School 1 has your promise, overdue since Friday 20 November 2026: Send it"),
        (MONDAY, None, "School 1 has your promise, due today: Send it"),
        (date(2026, 11, 29), None, "School 1 has your promise, due Sunday 29 November 2026: Send it"),
        (date(2026, 11, 30), None, ""),
        (MONDAY, MONDAY, ""),
    ],
)
def test_what_was_promised_for_this_week(day: date, kept_on: date | None, line: str) -> None:
    said = Talks(urn="100001", promises=(promise(day, kept_on=kept_on), promise(MONDAY, id="other", by="b")))
    found = seen(summary(), talks=(said,))
    assert (lines(found), found.schools[0].promised) == ([line] if line else [], int(bool(line)))
    assert [each.is_late for each in found.matters] == ([day < MONDAY] if line else [])


def test_what_has_changed_is_said_in_words() -> None:
    then = figures(summary(seq=5, links_in_place=7, links=10, live_priorities=3, steps_done=2))
    now = summary(seq=9, links_in_place=9, links=12, live_priorities=4, steps_done=2, checks_overdue=1)
    assert differences(then, now) == (
        "9 of 12 links in place (7 of 10 then)",
        "4 live priorities (3 then)",
        "1 check overdue (none then)",
    )
    assert differences(figures(now), now) == ()
    assert differences(figures(now), now.model_copy(update={"seq": 10})) == ("words were worked on",)
    assert differences(figures(now), now.model_copy(update={"checks_overdue": 0})) == ("no checks overdue (1 then)",)


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (Level.OFF, ("shares nothing any more",)),
        (Level.SUMMARY, ("shares a summary now",)),
        (Level.FULL, ("shares its whole plan now",)),
    ],
)
def test_sharing_more_or_less_is_a_change_of_its_own(level: Level, words: tuple[str, ...]) -> None:
    other = Level.SUMMARY if level is not Level.SUMMARY else Level.FULL
    assert differences(figures(summary(level=other, seq=1)), summary(level=level, seq=9, links=4)) == words


def test_one_school_that_changed_is_told_and_several_are_counted() -> None:
    one = summary(1, seq=2)
    before = {"100001": Seen(on=date(2026, 11, 16), figures=figures(summary(1, seq=1)))}
    assert lines(overview("a", [one], {}, before, MONDAY)) == [
        "School 1 has changed since you looked on 16 November 2026: words were worked on"
    ]
    many = [summary(number, seq=2) for number in range(1, 6)]
    looks = {each.urn: Seen(on=date(2026, 11, 16), figures={**figures(each), "seq": 1}) for each in many}
    assert lines(overview("a", many, {}, looks, MONDAY)) == [
        "School 1, School 2 and 3 more schools have changed since you looked"
    ]
    assert lines(overview("a", many[:2], {}, looks, MONDAY)) == ["School 1 and School 2 have changed since you looked"]


def test_schools_never_looked_into_are_one_line_but_not_those_that_share_nothing() -> None:
    schools = [summary(1), summary(2), summary(3, level=Level.OFF)]
    assert lines(seen(*schools, looked=False)) == ["School 1 and School 2 share with you; you have not looked in yet"]
    assert lines(seen(schools[0], schools[2], looked=False)) == ["School 1 shares with you; you have not looked in yet"]


@pytest.mark.parametrize("threads", range(8))
@pytest.mark.parametrize("promises", range(8))
@pytest.mark.parametrize("changed", [False, True])
def test_never_more_than_five_lines_and_none_is_hidden(threads: int, promises: int, changed: bool) -> None:
    said = Talks(
        urn="100001",
        threads=tuple(thread("a", "s", id=f"q{n}", days_ago=n) for n in range(threads)),
        promises=tuple(promise(MONDAY - timedelta(days=n), id=f"p{n}") for n in range(promises)),
    )
    school = summary(seq=2)
    looks = {"100001": Seen(on=MONDAY, figures={**figures(school), "seq": 1 if changed else 2})}
    found = overview("a", [school], {"100001": said}, looks, MONDAY)
    assert len(found.matters) <= MOST_LINES
    alone = sum(bool(each.thread_id or each.promise_id) for each in found.matters)
    counted = sum(int(each.words.split()[0]) for each in found.matters if not each.urn)
    assert alone + counted == threads + promises
    assert sum(each.sort.value == "changed" for each in found.matters) == int(changed)
