"""The access log: who was let in is counted, written a little later, and shown to those who may see it alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select

from sef2si.domain.access import Seen, quarter_of
from sef2si.domain.people import Deed, Person, Role
from sef2si.domain.personal import FORMER, Act
from sef2si.errors import NotAllowed, NotFound, Unavailable
from sef2si.services import access
from sef2si.services.own_cpd import ByLink
from sef2si.services.personal import Ask
from sef2si.services.planner import Planner
from sef2si.store.access_log import access_log
from sef2si.store.engine import open_engine
from tests import factories as make
from tests.databases import everything
from tests.people import Clock

OURS, OTHER = "100492", "900002"
HEAD = make.person(id="head", name="Hana Head")
GOVERNOR = make.person(id="governor", name="Gil Governor", role=Role.GOVERNOR)
ADMIN = make.person(id="admin", name="Ada Admin", role=Role.SCHOOL_ADMIN)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def planner(engine: Engine, clock: Clock) -> Planner:
    planner = Planner(engine, clock=clock)
    planner.import_plans([make.whole_plan(), make.whole_plan(urn=OTHER)])
    return planner


def kept(engine: Engine) -> list[tuple[str, str, str, int]]:
    with everything(engine) as connection:
        columns = (access_log.c[name] for name in ("by", "deed", "thing", "count"))
        return [tuple(row) for row in connection.execute(select(*columns).order_by(*access_log.primary_key.columns))]


def test_loads_are_counted_by_quarters_of_an_hour_and_people(engine: Engine, planner: Planner, clock: Clock) -> None:
    with planner.access_log.watching(every=60):
        for _ in range(3):
            planner.load(HEAD, OURS)
        planner.load(GOVERNOR, OURS)
        clock.turn(minutes=14)
        planner.load(HEAD, OURS)
        planner.access_log.flush()
        planner.load(HEAD, OURS)
        clock.turn(minutes=1)
        planner.load(HEAD, OURS)
        assert kept(engine) == [("governor", "read", "an open page", 1), ("head", "read", "an open page", 4)]
    # In the end all is written, the newest quarter in a line of its own.
    assert kept(engine) == [
        ("governor", "read", "an open page", 1),
        ("head", "read", "an open page", 5),
        ("head", "read", "an open page", 1),
    ]


def test_each_way_to_content_is_in_it(engine: Engine, planner: Planner) -> None:
    plan = planner.load(HEAD, OURS)
    with planner.access_log.watching(every=60), access.is_for("documents/pack.pdf"):
        planner.history(HEAD, plan.id, "needs", plan.needs[0].id)
        planner.belongings.template(HEAD, OURS, "plan")
        planner.staff.members(HEAD, OURS)
        planner.write(HEAD, plan.id, [make.need(id="new")])
        for refused in (
            lambda: planner.load(HEAD, OTHER),
            lambda: planner.history(GOVERNOR, plan.id, "needs", "x"),
        ):
            with pytest.raises((NotFound, NotAllowed)):
                refused()
    assert kept(engine) == [
        ("head", "edit", "documents/pack.pdf", 1),
        ("head", "export", "documents/pack.pdf", 1),
        ("head", "history", "documents/pack.pdf", 1),
        ("head", "read_all", "documents/pack.pdf", 1),
    ]


def test_an_adviser_who_reads_threads_is_in_it(engine: Engine, planner: Planner) -> None:
    """Whatever the school shares by now: what was said before is read again."""
    adviser = make.person(id="adviser", name="Ada Adviser", role=Role.ADVISER)
    with planner.access_log.watching(every=60), access.is_for("threads"):
        planner.threads.talks(adviser, OURS)
        planner.threads.talks(HEAD, OURS)
        with pytest.raises(NotFound):
            planner.threads.talks(adviser, OTHER)
    assert kept(engine) == [("adviser", "ask", "threads", 1), ("head", "answer", "threads", 1)]


def test_nobody_listens_before_and_after(engine: Engine, planner: Planner) -> None:
    planner.load(HEAD, OURS)
    with planner.access_log.watching(every=60):
        pass
    planner.load(HEAD, OURS)
    planner.access_log.flush()
    assert kept(engine) == []


def test_it_is_seen_by_whoever_may_and_by_nobody_else(planner: Planner, clock: Clock) -> None:
    log = planner.access_log
    with log.watching(every=60):
        planner.load(GOVERNOR, OURS)
        clock.turn(days=1)
        planner.load(HEAD, OURS)
        planner.load(make.person(id="other", urns=(OTHER,)), OTHER)
        at = quarter_of(clock.now)
        first, second = log.seen(ADMIN, OURS, deed="read")
        assert first == Seen(
            urn=OURS, quarter=at, by="head", by_name="Hana Head", role="Headteacher", deed="read",
            thing="an open page", count=1,
        )  # fmt: skip
        assert (second.by, first.what) == ("governor", "Read the shared plan")
        assert [each.by for each in log.seen(ADMIN, OURS, by="governor")] == ["governor"]
        assert [each.by for each in log.seen(ADMIN, OURS, deed="read", since=date(2026, 11, 24))] == ["head"]
        assert [each.by for each in log.seen(ADMIN, OURS, deed="read", until=date(2026, 11, 23))] == ["governor"]
        assert len(log.seen(ADMIN, OURS, most=1)) == 1
        # Looking into the log is in the log.
        assert log.who(HEAD, OURS) == {"admin": "Ada Admin", "governor": "Gil Governor", "head": "Hana Head"}
        for nobody in (GOVERNOR, make.person(role=Role.CPD_LEADER), make.person(role=Role.ADVISER)):
            with pytest.raises(NotAllowed):
                log.seen(nobody, OURS)
        with pytest.raises(NotFound):
            log.seen(HEAD, OTHER)


def test_what_could_not_be_written_is_kept_for_later(engine: Engine, planner: Planner) -> None:
    log = planner.access_log
    with log.watching(every=60):
        planner.load(HEAD, OURS)
        working = log._engine
        log._engine = _failing()
        with pytest.raises(Unavailable):
            log.flush()
        log._engine = working
        planner.load(HEAD, OURS)
    assert kept(engine) == [("head", "read", "an open page", 2)]


def _failing() -> Engine:
    """A database without our tables."""
    return open_engine("sqlite://")


def test_an_operator_who_looks_at_a_schools_people_is_in_it(engine: Engine, planner: Planner) -> None:
    from sef2si.services.accounts import Accounts

    operator = Person(id="ola", name="Ola", is_operator=True)
    with planner.access_log.watching(every=60):
        Accounts(engine).people_at(operator, OURS)
    assert [row[:2] for row in kept(engine)] == [("ola", Deed.LIST_PEOPLE.value)]


def test_quarters_begin_where_a_clock_says_so() -> None:
    at = datetime(2026, 11, 23, 8, 44, 59, 5, tzinfo=UTC)
    assert quarter_of(at) == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def test_what_is_seen_by_a_link_is_in_it_as_its_persons(engine: Engine, planner: Planner) -> None:
    """Whoever opens a personal link, or a calendar program that asks for the feed."""
    planner.staff.write(HEAD, OURS, [make.member(id="m1", name="Tess Teacher")])
    page = planner.invitations.give_link(HEAD, OURS, "m1")
    feed = planner.own_cpd.calendar_link(ByLink(page))
    with planner.access_log.watching(every=60):
        with access.is_for("my-cpd"):
            planner.own_cpd.mine(ByLink(page))
        with access.is_for("my-cpd/calendar/….ics"):
            for _ in range(2):
                planner.own_cpd.calendar(feed)
        for refused in (lambda: planner.own_cpd.calendar(page), lambda: planner.own_cpd.mine(ByLink("x" * 43))):
            with pytest.raises(NotFound):
                refused()
        seen = planner.access_log.seen(ADMIN, OURS, deed=Deed.RESPOND.value)
    assert [(each.by, each.by_name, each.role, each.thing, each.count) for each in seen] == [
        ("m1", "Tess Teacher", "By their personal link", "my-cpd", 1),
        ("m1", "Tess Teacher", "By the link of their calendar", "my-cpd/calendar/….ics", 2),
    ]
    # It is theirs: it is given out to them, and loses their name when they go.
    assert [row["by"] for row in planner.people_data.dossier(HEAD, OURS, "staff-m1").rows["access_log"]] == ["m1", "m1"]
    ask = Ask(Act.ANONYMISE, "staff-m1")
    planner.people_data.do(HEAD, OURS, ask, planner.people_data.look(HEAD, OURS, ask).seen)
    assert planner.access_log.who(ADMIN, OURS)["m1"] == FORMER
