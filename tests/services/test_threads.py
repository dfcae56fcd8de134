"""Threads and promises between a school and its advisers: who may say what, who sees it, and nothing said twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select

from sef2si.domain.people import Held, Led, Person, Role
from sef2si.domain.sharing import Level
from sef2si.domain.threads import Asked, Promised, Said, Talks, Thread, ThreadSort
from sef2si.errors import Invalid, NotAllowed, NotFound
from sef2si.services.access import NO_SCHOOL, NOT_SHARED
from sef2si.services.planner import Planner
from sef2si.services.sharing import Sharings
from sef2si.services.talking import MOST_OPEN
from sef2si.services.threads import ABOUT_THE_SCHOOL, ANSWER_FIRST, GONE, NO_THREAD
from sef2si.store.thread_tables import thread_changes
from tests import factories as make
from tests.databases import everything
from tests.people import Clock

URN, OTHER = make.URN, "900002"
PLAN = "100492-2026"
HEAD = make.person()
CPD = make.person(id="cpd", name="Cai Leader", role=Role.CPD_LEADER)
GOVERNOR = make.person(id="gov", name="Gil Governor", role=Role.GOVERNOR)
ADVISER = make.person(id="adviser", name="Ada Adviser", role=Role.ADVISER, urns=(URN, OTHER))
SECOND = make.person(id="second", name="Sol Second", role=Role.ADVISER)
LEAD = Person(id="chief", name="Lil Lead", held=(Held(urn=URN, role=Role.LEAD_ADVISER, body="authority"),))
QUESTION = Asked(
    id="q1",
    sort=ThreadSort.QUESTION,
    text="What would 90 words sound like?",
    plan_id=PLAN,
    kind="priorities",
    record_id="priority-1",
)
PRAISE = Asked(id="p1", sort=ThreadSort.PRAISE, text="A clear SEF.")


class Desk:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.clock = Clock()
        self.planner = Planner(engine, clock=self.clock)
        plan = make.whole_plan()
        named = plan.priorities[0].having(title="Reading with Maura Quill", lead="Maura Quill")
        self.planner.import_plans([plan.model_copy(update={"priorities": (named,)}), make.whole_plan(urn=OTHER)])
        self.threads = self.planner.threads

    def share(self, level: Level) -> None:
        sharings = Sharings(self.engine, clock=self.clock)
        sharings.share(HEAD, sharings.sharing(HEAD, URN).model_copy(update={"level": level}))

    def trail(self) -> list[tuple[str, str, int, str]]:
        query = select(thread_changes).order_by(thread_changes.c.seq)
        with everything(self.engine) as connection:
            return [(row.kind, row.record_id, row.version, row.by) for row in connection.execute(query)]


@pytest.fixture
def desk(engine: Engine) -> Desk:
    made = Desk(engine)
    made.share(Level.FULL)
    return made


def refusal(kind: type[Exception], act: Callable[..., object], *of: object) -> str:
    with pytest.raises(kind) as found:
        act(*of)
    return str(found.value)


def said(talks: Talks) -> list[list[str]]:
    """Each thread as what was said in it."""
    return [[remark.text for remark in thread.remarks] for thread in talks.threads]


def test_a_round_adviser_asks_school_answers_and_it_is_closed(desk: Desk) -> None:
    desk.threads.ask(ADVISER, URN, QUESTION)
    desk.clock.turn(minutes=5)
    (asked,) = desk.threads.talks(HEAD, URN).threads
    assert (asked.waits_for(school=True), asked.waits_for(school=False), asked.began.by_name) == (
        True,
        False,
        "Ada Adviser",
    )
    desk.threads.remark(CPD, URN, "q1", Said(id="r1", text=" Come and listen. "))
    (heard,) = desk.threads.talks(ADVISER, URN).threads
    assert said(desk.threads.talks(ADVISER, URN)) == [["What would 90 words sound like?", "Come and listen."]]
    assert (heard.waits_for(school=False), heard.latest.by_name, heard.latest.of_school) == (True, "Cai Leader", True)
    desk.clock.turn(minutes=5)
    (closed,) = desk.threads.close(ADVISER, URN, "q1").threads
    assert (closed.closed_at, closed.closed_by_name, closed.is_open) == (desk.clock.now, "Ada Adviser", False)
    (again,) = desk.threads.remark(HEAD, URN, "q1", Said(id="r2", text="One more thing.")).threads
    assert (again.closed_at, again.version, len(again.remarks)) == (None, 3, 3)
    assert desk.trail() == [
        ("threads", "q1", 1, "adviser"),
        ("remarks", "q1", 1, "adviser"),
        ("remarks", "r1", 1, "cpd"),
        ("threads", "q1", 2, "adviser"),
        ("remarks", "r2", 1, "head"),
        ("threads", "q1", 3, "head"),
    ]


def test_whatever_is_sent_twice_is_there_once(desk: Desk) -> None:
    promised = Promised(id="m1", text="Send the audit", due_on=date(2026, 11, 27))
    for _ in range(2):
        desk.threads.ask(ADVISER, URN, QUESTION)
        desk.threads.remark(HEAD, URN, "q1", Said(id="r1", text="Come and listen."))
        desk.threads.close(HEAD, URN, "q1")
        desk.threads.promise(ADVISER, URN, promised)
        desk.threads.keep_promise(ADVISER, URN, "m1")
        seen = desk.threads.talks(ADVISER, URN)
        assert (said(seen), seen.threads[0].is_open) == (
            [["What would 90 words sound like?", "Come and listen."]],
            False,
        )
        assert [(each.text, each.kept_on) for each in seen.promises] == [("Send the audit", date(2026, 11, 23))]
    assert len(desk.trail()) == 6


@pytest.mark.parametrize("change", [{"text": "Another"}, {"record_id": ""}, {"sort": ThreadSort.PRAISE}])
def test_something_else_under_the_same_number_is_refusal(desk: Desk, change: dict[str, str]) -> None:
    desk.threads.ask(ADVISER, URN, QUESTION)
    other = QUESTION.model_copy(update=change)
    other = other if other.record_id else other.model_copy(update={"plan_id": "", "kind": ""})
    with pytest.raises(Invalid, match="same number"):
        desk.threads.ask(ADVISER, URN, other)
    with pytest.raises(Invalid, match="same number"):
        desk.threads.remark(HEAD, URN, "q1", Said(id="q1", text="Come and listen."))
    assert said(desk.threads.talks(HEAD, URN)) == [[QUESTION.text]]


def test_beside_a_record_only_where_the_whole_plan_is_shared(desk: Desk) -> None:
    desk.share(Level.SUMMARY)
    assert refusal(NotAllowed, desk.threads.ask, ADVISER, URN, QUESTION) == ABOUT_THE_SCHOOL
    assert said(desk.threads.ask(ADVISER, URN, PRAISE)) == [["A clear SEF."]]
    desk.share(Level.OFF)
    assert refusal(NotAllowed, desk.threads.ask, ADVISER, URN, PRAISE.model_copy(update={"id": "p2"})) == NOT_SHARED


def test_what_was_said_stays_where_less_is_shared_but_not_what_the_record_is_called(desk: Desk) -> None:
    desk.threads.ask(ADVISER, URN, QUESTION)
    desk.threads.promise(ADVISER, URN, Promised(id="m1", text="Send the audit", due_on=date(2026, 11, 27)))
    assert [each.about for each in desk.threads.talks(ADVISER, URN).threads] == ["Reading with a member of staff"]
    desk.share(Level.OFF)
    seen = desk.threads.talks(ADVISER, URN)
    assert ([each.about for each in seen.threads], said(seen)) == ([""], [[QUESTION.text]])
    # Nothing new can be said, and what is done can be marked so.
    assert refusal(NotAllowed, desk.threads.remark, ADVISER, URN, "q1", Said(id="r", text="And?")) == NOT_SHARED
    assert desk.threads.keep_promise(ADVISER, URN, "m1").promises[0].kept_on == date(2026, 11, 23)
    assert not desk.threads.close(ADVISER, URN, "q1").threads[0].is_open


def test_advisers_see_their_own_threads_and_what_the_school_asks_all_of_them(desk: Desk) -> None:
    desk.threads.ask(ADVISER, URN, QUESTION)
    desk.threads.promise(ADVISER, URN, Promised(id="m1", text="Send the audit", due_on=date(2026, 11, 27)))
    desk.clock.turn(minutes=1)
    desk.threads.ask(HEAD, URN, Asked(id="h1", sort=ThreadSort.QUESTION, text="Could you come in May?"))
    assert said(desk.threads.talks(SECOND, URN)) == [["Could you come in May?"]]
    assert refusal(NotFound, desk.threads.remark, SECOND, URN, "q1", Said(id="r", text="Me too")) == NO_THREAD
    assert refusal(NotFound, desk.threads.close, SECOND, URN, "q1") == NO_THREAD
    assert desk.threads.talks(SECOND, URN).promises == ()
    with pytest.raises(NotFound, match="not yours"):
        desk.threads.keep_promise(SECOND, URN, "m1")
    lead = desk.threads.talks(LEAD, URN)
    assert (said(lead), len(lead.promises)) == ([[QUESTION.text], ["Could you come in May?"]], 1)


def test_governors_and_strangers_see_nothing_of_it(desk: Desk) -> None:
    desk.threads.ask(ADVISER, URN, QUESTION)
    stranger = make.person(id="oak", urns=(OTHER,))
    for act in (
        lambda who: desk.threads.talks(who, URN),
        lambda who: desk.threads.ask(who, URN, PRAISE),
        lambda who: desk.threads.remark(who, URN, "q1", Said(id="r", text="Hm")),
        lambda who: desk.threads.close(who, URN, "q1"),
        lambda who: desk.threads.promise(who, URN, Promised(id="m", text="x", due_on=date(2026, 12, 1))),
    ):
        with pytest.raises(NotAllowed, match="Governor"):
            act(GOVERNOR)
        assert refusal(NotFound, act, stranger) == NO_SCHOOL
    assert said(desk.threads.talks(HEAD, URN)) == [[QUESTION.text]]


def test_a_school_answers_before_it_closes_and_closes_praise_at_once(desk: Desk) -> None:
    desk.threads.ask(ADVISER, URN, QUESTION)
    desk.clock.turn(minutes=1)
    desk.threads.ask(ADVISER, URN, PRAISE)
    assert refusal(Invalid, desk.threads.close, HEAD, URN, "q1") == ANSWER_FIRST
    assert desk.threads.close(HEAD, URN, "p1").threads[-1].closed_by_name == "Hana Head"
    desk.threads.remark(HEAD, URN, "q1", Said(id="r1", text="Come and listen."))
    assert not desk.threads.close(HEAD, URN, "q1").threads[0].is_open
    assert desk.threads.close(HEAD, URN, "q1", closed=False).threads[0].is_open


def test_praise_that_was_read_and_answered_stays_read(desk: Desk) -> None:
    desk.threads.ask(ADVISER, URN, PRAISE)
    desk.threads.close(HEAD, URN, "p1")
    (thread,) = desk.threads.remark(HEAD, URN, "p1", Said(id="r1", text="Thank you!")).threads
    assert (thread.closed_by_name, thread.is_open) == ("Hana Head", False)


def test_only_what_is_shared_can_be_asked_about(desk: Desk) -> None:
    note = QUESTION.model_copy(update={"kind": "notes", "record_id": "note-1"})
    elsewhere = QUESTION.model_copy(update={"plan_id": f"{OTHER}-2026"})
    nothing = QUESTION.model_copy(update={"record_id": "never"})
    unknown = QUESTION.model_copy(update={"kind": "urn"})
    for asked in (note, elsewhere, nothing, unknown):
        for who in (ADVISER, HEAD):
            assert refusal(NotFound, desk.threads.ask, who, URN, asked) == GONE
    assert desk.trail() == []


def test_nothing_is_asked_of_a_year_that_is_over(desk: Desk) -> None:
    desk.planner.carry(HEAD, PLAN)
    desk.clock.turn(days=365)
    with pytest.raises(NotAllowed, match="Adviser"):
        desk.threads.ask(ADVISER, URN, QUESTION)
    new = QUESTION.model_copy(update={"plan_id": "100492-2027"})
    assert said(desk.threads.ask(ADVISER, URN, new)) == [[QUESTION.text]]


@pytest.mark.parametrize("typed", ["", " \n", "a\x00b", "x" * 20_001])
def test_what_cannot_be_kept_is_refused_beside_its_box(desk: Desk, typed: str) -> None:
    desk.threads.ask(ADVISER, URN, QUESTION)
    for act in (
        lambda: desk.threads.ask(ADVISER, URN, PRAISE.model_copy(update={"text": typed})),
        lambda: desk.threads.remark(HEAD, URN, "q1", Said(id="r", text=typed)),
        lambda: desk.threads.promise(ADVISER, URN, Promised(id="m", text=typed, due_on=date(2026, 12, 1))),
    ):
        with pytest.raises(Invalid) as told:
            act()
        assert [(fault.field, fault.sentence) for fault in told.value.faults] == [("text", told.value.sentence)]
    assert len(desk.trail()) == 2


def test_a_promise_is_for_a_day_to_come(desk: Desk) -> None:
    for day, words in ((date(2026, 11, 22), "This day is over"), (date(2036, 11, 27), "check the year")):
        with pytest.raises(Invalid, match=words) as told:
            desk.threads.promise(ADVISER, URN, Promised(id="m", text="Send the audit", due_on=day))
        assert told.value.faults[0].field == "due_on"
    kept = desk.threads.promise(ADVISER, URN, Promised(id="m", text="Send the audit", due_on=date(2026, 11, 23)))
    assert [(each.text, each.due_on, each.kept_on) for each in kept.promises] == [
        ("Send the audit", date(2026, 11, 23), None)
    ]
    with pytest.raises(NotAllowed, match="Headteacher"):
        desk.threads.promise(HEAD, URN, Promised(id="n", text="Send the audit", due_on=date(2026, 11, 27)))


def test_there_is_an_end_to_questions(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sef2si.services.talking.MOST_OPEN", 2)
    assert MOST_OPEN == 100
    for number in range(2):
        desk.threads.ask(ADVISER, URN, QUESTION.model_copy(update={"id": f"q{number}"}))
    with pytest.raises(Invalid, match="questions open"):
        desk.threads.ask(ADVISER, URN, QUESTION.model_copy(update={"id": "q3"}))
    desk.threads.close(ADVISER, URN, "q0")
    assert len(desk.threads.ask(ADVISER, URN, QUESTION.model_copy(update={"id": "q3"})).threads) == 3


def test_threads_come_in_the_order_they_were_begun(desk: Desk) -> None:
    for number in ("c", "a", "b"):
        desk.clock.turn(minutes=1)
        desk.threads.ask(ADVISER, URN, QUESTION.model_copy(update={"id": number}))
    desk.clock.turn(minutes=1)
    desk.threads.remark(HEAD, URN, "a", Said(id="z", text="First"))
    desk.clock.turn(minutes=1)
    (_, thread, _) = desk.threads.remark(ADVISER, URN, "a", Said(id="y", text="Second")).threads
    assert [each.id for each in thread.remarks] == ["a", "z", "y"]
    assert isinstance(thread, Thread)
    assert thread.latest.at - thread.began.at == timedelta(minutes=3)


def test_a_priority_lead_sees_and_answers_what_is_asked_about_their_own(desk: Desk) -> None:
    held = (Held(urn=URN, role=Role.PRIORITY_LEAD),)
    lead = Person(id="sub", name="Sam Subject", held=held, leads=(Led(urn=URN, priority_id="priority-1"),))
    other = Person(id="none", name="Nik None", held=held)
    for number, (kind, record_id) in enumerate((("needs", "need-1"), ("judgements", "judgement-1"))):
        about = {"id": f"q{number}", "kind": kind, "record_id": record_id}
        desk.threads.ask(ADVISER, URN, QUESTION.model_copy(update=about))
    desk.threads.ask(ADVISER, URN, PRAISE)
    assert [each.id for each in desk.threads.talks(lead, URN).threads] == ["q0"]
    assert desk.threads.talks(other, URN).threads == ()
    desk.threads.remark(lead, URN, "q0", Said(id="r", text="All four"))
    assert not desk.threads.close(lead, URN, "q0").threads[0].is_open
    for who, thread_id in ((lead, "q1"), (lead, "p1"), (other, "q0")):
        assert refusal(NotFound, desk.threads.remark, who, URN, thread_id, Said(id="s", text="Hm")) == NO_THREAD
    latest = {each.id: each.latest.by_name for each in desk.threads.talks(ADVISER, URN).threads}
    assert latest == {"q0": "Sam Subject", "q1": "Ada Adviser", "p1": "Ada Adviser"}
    mine = Asked(id="m", sort=ThreadSort.QUESTION, text="Is it?", plan_id=PLAN, kind="needs", record_id="need-1")
    assert len(desk.threads.ask(lead, URN, mine).threads) == 2
    with pytest.raises(NotAllowed, match="Priority lead"):
        desk.threads.ask(lead, URN, Asked(id="n", sort=ThreadSort.QUESTION, text="Could you come?"))
