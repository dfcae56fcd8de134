"""What a school shares with advisers: who decides, what they then see, and that nothing is shared until then."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from sef2si.domain.needs import NeedSource
from sef2si.domain.people import SCHOOL_ROLES, Held, Person, Role
from sef2si.domain.plan import Plan, shared
from sef2si.domain.sharing import Level, Sharing, Summary, Theme
from sef2si.domain.suppression import suppressed
from sef2si.domain.threads import Asked, ThreadSort
from sef2si.errors import Conflict, Invalid, NotAllowed, NotFound
from sef2si.journey.chain import NOTHING_BEHIND
from sef2si.services.access import NO_SCHOOL, NOT_SHARED, SUMMARY_ONLY
from sef2si.services.planner import Planner
from sef2si.services.sharing import CHANGED_MEANWHILE, NAMES_NEED_THE_PLAN, Sharings
from sef2si.store import accounts
from sef2si.store.engine import writing
from tests import factories as make
from tests.people import Clock, refused

OURS, OTHER = "100492", "900002"
TODAY = date(2026, 11, 23)
HEAD = make.person()
GOVERNOR = make.person(id="gov", role=Role.GOVERNOR)
ADVISER = make.person(id="adviser", name="Ada Adviser", role=Role.ADVISER, urns=(OURS, OTHER))


def told() -> Plan:
    """A plan in which names and private text stand wherever the school can type."""
    plan = make.whole_plan()
    areas = ("ofsted_2025.inclusion",)
    priority = plan.priorities[0].having(lead="Maura Quill", areas=areas, why="Maura Quill asked")
    return plan.model_copy(
        update={
            "school": make.school(pupils=312, fsm_percent="24.5", teachers=14, support_staff=6),
            "priorities": (priority, make.priority(id="bare", position=2, title="Bare", areas=areas)),
            "needs": (*plan.needs, make.need(id="own", position=2, what="CANARY need", source=NeedSource.APPRAISAL)),
            "activities": (plan.activities[0].having(led_by="Maura Quill", hours="6", people=9, price="200"),),
        }
    )  # fmt: skip


class Desk:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.clock = Clock()
        self.planner = Planner(engine, clock=self.clock)
        self.sharings = Sharings(engine, clock=self.clock)
        self.planner.import_plans([told(), make.whole_plan(urn=OTHER)])

    def share(self, level: Level, names_until: date | None = None) -> Sharing:
        now = self.sharings.sharing(HEAD, OURS)
        return self.sharings.share(HEAD, now.model_copy(update={"level": level, "names_until": names_until}))


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def test_a_new_school_shares_nothing_and_its_governors_read_all_the_same(desk: Desk) -> None:
    assert desk.sharings.sharing(HEAD, OURS) == Sharing(urn=OURS, level=Level.OFF)
    asked = {
        "load": lambda: desk.planner.load(ADVISER, OURS),
        "years": lambda: desk.planner.years(ADVISER, OURS),
        "template": lambda: desk.planner.belongings.template(ADVISER, OURS, "sef"),
        "templates": lambda: desk.planner.belongings.templates(ADVISER, OURS),
    }
    assert {name: refused(ask) for name, ask in asked.items()} == dict.fromkeys(asked, NOT_SHARED)
    assert (
        desk.sharings.summaries(ADVISER)
        == (
            Summary(urn=OTHER, name="Elm Primary", level=Level.OFF),
            Summary(urn=OURS, name="Elm Primary", level=Level.OFF),
        )[::-1]
    )
    assert desk.planner.load(GOVERNOR, OURS) == suppressed(shared(desk.planner.load(HEAD, OURS)))


def test_a_summary_is_numbers_and_themes_and_holds_no_text_of_the_school(desk: Desk) -> None:
    desk.share(Level.SUMMARY)
    assert refused(lambda: desk.planner.load(ADVISER, OURS)) == SUMMARY_ONLY
    found = next(each for each in desk.sharings.summaries(ADVISER) if each.urn == OURS)
    assert found == Summary(
        urn=OURS,
        name="Elm Primary",
        level=Level.SUMMARY,
        year="2026/27",
        phase=told().school.phase,
        pupils=312,
        fsm_percent=Decimal("24.50"),
        step="judgements",
        step_title="1 Where are we?",
        steps_done=2,
        steps=6,
        links_in_place=7,
        links=9,
        worst_break=NOTHING_BEHIND,
        breaks=1,
        live_priorities=2,
        themes=(Theme(area="ofsted_2025.inclusion", label="Inclusion", priorities=2),),
        sef_on=TODAY,
        changed_on=TODAY,
        seq=desk.planner.load(HEAD, OURS).seq,
        checks_overdue=0,
        money_per_head=Decimal("10.00"),
        hours_per_head=Decimal("2.7"),
    )
    said = found.model_dump_json()
    texts = {
        value
        for record in told().all_records()
        for value in record.model_dump().values()
        if type(value) is str and len(value) > 5 and value not in (found.name, found.urn, "expected", "inclusion")
        if not value.startswith("ofsted")
    }
    assert "Maura Quill" in texts and "CANARY need" in texts
    assert [text for text in texts if text in said] == []


def test_a_summary_gives_no_figure_per_head_of_fewer_than_five(desk: Desk) -> None:
    desk.share(Level.SUMMARY)
    school = desk.planner.load(HEAD, OURS).school
    for teachers, support, given in ((2, 2, False), (3, 2, True), (None, None, False)):
        school = desk.planner.write(
            HEAD, "100492-2026", [school.having(teachers=teachers, support_staff=support)]
        ).school
        found = next(each for each in desk.sharings.summaries(ADVISER) if each.urn == OURS)
        assert (found.money_per_head is not None, found.hours_per_head is not None) == (given, given)


def test_the_whole_plan_is_shared_without_names_and_with_them_until_their_last_day(desk: Desk) -> None:
    assert desk.planner.load(HEAD, OURS).model_dump_json().count("Maura Quill") == 3
    desk.share(Level.FULL)
    seen = desk.planner.load(ADVISER, OURS)
    assert (seen.model_dump_json().count("Maura Quill"), seen.model_dump_json().count("CANARY")) == (0, 0)
    assert (seen.priorities[0].lead, seen.priorities[0].why) == ("A member of staff", "A member of staff asked")
    assert desk.planner.years(ADVISER, OURS) == ("2026/27",)
    desk.share(Level.FULL, TODAY + timedelta(days=30))
    assert desk.planner.load(ADVISER, OURS).model_dump_json().count("Maura Quill") == 3
    assert "CANARY" not in desk.planner.load(ADVISER, OURS).model_dump_json()
    desk.clock.turn(days=30)
    assert desk.planner.load(ADVISER, OURS).priorities[0].lead == "Maura Quill"
    desk.clock.turn(days=1)
    assert desk.planner.load(ADVISER, OURS).priorities[0].lead == "A member of staff"


def test_whoever_is_of_the_school_is_named_to_no_adviser_whether_a_box_holds_the_name_or_not(desk: Desk) -> None:
    """In the register, and with an account, and in no box of the plan; whom the school does not know is not found."""
    with writing(desk.engine, OURS) as connection:
        for name, role in (("Bea Oyelaran", Role.GOVERNOR), ("Ada Adviser", Role.ADVISER)):
            own = {"email": f"{name[:3]}@example.org", "email_key": f"{name[:3]}@example.org", "password": ""}
            accounts.add_account(connection, name[:3], name=name, **own, is_operator=False, at=desk.clock())
            accounts.put_role(connection, name[:3], OURS, role)
    desk.planner.staff.write(HEAD, OURS, [make.member(name="Lucia Zanetti")])
    said = "Zanetti and Oyelaran are not yet secure in it; Lucia asked, Ada Adviser and Quarshie know"
    plan_id = desk.planner.load(HEAD, OURS).id
    desk.planner.write(HEAD, plan_id, [make.need(id="named", position=9, what=said, people=9, priority_id="bare")])
    desk.share(Level.FULL)
    shown = "Members of staff are not yet secure in it; a member of staff asked, Ada Adviser and Quarshie know"
    assert desk.planner.load(ADVISER, OURS).find("needs", "named").what == shown
    found = [hit for word in ("Zanetti", "Oyelaran") for hit in desk.planner.searching.find(ADVISER, OURS, word)]
    assert found == []
    ask = Asked(id="t1", sort=ThreadSort.QUESTION, text="Why?", plan_id=plan_id, kind="needs", record_id="named")
    desk.planner.threads.ask(ADVISER, OURS, ask)
    told = desk.planner.threads.talks(ADVISER, OURS)
    assert "Zanetti" not in told.model_dump_json()
    desk.share(Level.FULL, TODAY + timedelta(days=30))
    assert desk.planner.load(ADVISER, OURS).find("needs", "named").what == said


def test_taking_it_back_is_felt_on_the_next_call(desk: Desk) -> None:
    desk.share(Level.FULL)
    desk.planner.load(ADVISER, OURS)
    desk.share(Level.OFF)
    assert refused(lambda: desk.planner.load(ADVISER, OURS)) == NOT_SHARED


def test_one_school_shares_nothing_of_another(desk: Desk) -> None:
    desk.share(Level.FULL)
    desk.planner.load(ADVISER, OURS)
    assert refused(lambda: desk.planner.load(ADVISER, OTHER)) == NOT_SHARED
    stranger = make.person(id="s", role=Role.ADVISER, urns=(OTHER,))
    assert refused(lambda: desk.planner.load(stranger, OURS), NotFound) == NO_SCHOOL
    assert [each.urn for each in desk.sharings.summaries(stranger)] == [OTHER]


def test_who_is_a_governor_and_an_adviser_sees_what_a_governor_does(desk: Desk) -> None:
    both = Person(id="b", name="B", held=(Held(urn=OURS, role=Role.GOVERNOR), Held(urn=OURS, role=Role.ADVISER)))
    assert desk.planner.load(both, OURS) == desk.planner.load(GOVERNOR, OURS)


@pytest.mark.parametrize("role", SCHOOL_ROLES)
def test_only_the_headteacher_decides(desk: Desk, role: Role) -> None:
    person = make.person(id="p", role=role)
    asked = (
        lambda: desk.sharings.sharing(person, OURS),
        lambda: desk.sharings.trail(person, OURS),
        lambda: desk.sharings.share(person, Sharing(urn=OURS, level=Level.SUMMARY)),
    )
    for ask in asked:
        if role is Role.HEADTEACHER:
            ask()
        else:
            assert refused(ask).endswith("does not let you decide what advisers see.")
    for ask in (
        lambda: desk.sharings.sharing(person, OTHER),
        lambda: desk.sharings.share(person, Sharing(urn=OTHER, level=Level.FULL)),
    ):
        assert refused(ask, NotFound) == NO_SCHOOL


def test_every_decision_is_kept_with_who_made_it(desk: Desk) -> None:
    first = desk.share(Level.SUMMARY)
    desk.clock.turn(hours=1)
    second = desk.share(Level.FULL, TODAY + timedelta(days=9))
    assert [(each.level, each.version, each.by_name) for each in (second, first)] == [
        (Level.FULL, 2, "Hana Head"),
        (Level.SUMMARY, 1, "Hana Head"),
    ]
    assert desk.sharings.trail(HEAD, OURS) == (second, first)
    assert desk.share(Level.FULL, TODAY + timedelta(days=9)) == second  # said again: nothing new to keep
    assert desk.sharings.trail(HEAD, OURS) == (second, first)


def test_two_who_decide_at_once_are_told(desk: Desk) -> None:
    seen = desk.sharings.sharing(HEAD, OURS)
    desk.share(Level.SUMMARY)
    sentence = refused(lambda: desk.sharings.share(HEAD, seen.model_copy(update={"level": Level.FULL})), Conflict)
    assert (sentence, desk.sharings.sharing(HEAD, OURS).level) == (CHANGED_MEANWHILE, Level.SUMMARY)


@pytest.mark.parametrize(
    ("level", "days", "said"),
    [
        (Level.SUMMARY, 1, NAMES_NEED_THE_PLAN),
        (Level.OFF, 1, NAMES_NEED_THE_PLAN),
        (Level.FULL, -1, "That day is over."),
        (Level.FULL, 400, "Names can be shown for a year at most"),
    ],
)
def test_names_are_shared_with_the_plan_for_a_time(desk: Desk, level: Level, days: int, said: str) -> None:
    assert refused(lambda: desk.share(level, TODAY + timedelta(days=days)), Invalid).startswith(said)
    assert desk.sharings.trail(HEAD, OURS) == ()


def test_samples_begin_with_what_their_file_says_and_keep_what_was_decided(desk: Desk) -> None:
    desk.sharings.begin([Sharing(urn=OURS, level=Level.FULL)])
    desk.share(Level.OFF)
    desk.sharings.begin([Sharing(urn=OURS, level=Level.FULL)])
    assert desk.sharings.sharing(HEAD, OURS).level is Level.OFF


def test_an_adviser_changes_nothing_whatever_is_shared(desk: Desk) -> None:
    desk.share(Level.FULL)
    plan = desk.planner.load(ADVISER, OURS)
    for ask in (
        lambda: desk.planner.write(ADVISER, plan.id, [plan.priorities[0].having(title="Mine")]),
        lambda: desk.planner.undo(ADVISER, plan.id),
        lambda: desk.planner.history(ADVISER, plan.id, "needs", "need-1"),
        lambda: desk.planner.changes(ADVISER, plan.id),
        lambda: desk.planner.carry(ADVISER, plan.id),
    ):
        with pytest.raises(NotAllowed):
            ask()
