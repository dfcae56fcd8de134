"""Invitations: people are asked and not sent, and a leader learns no more than who comes (003, factor 5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text

from sef2si.domain.accounts import Account
from sef2si.domain.invitations import Answer, Answered
from sef2si.domain.people import Person, Role
from sef2si.errors import Invalid, NotAllowed, NotFound
from sef2si.services.own_cpd import ByAccount, ByLink
from sef2si.services.personal_links import NO_LINK
from sef2si.services.planner import Planner
from tests import factories as make
from tests.databases import everything
from tests.people import OPERATOR, OTHER, OURS, Town, refused

NOON = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
PLAN = "100492-2026"
LEADER = make.person(id="lead", name="Carla Lead", role=Role.CPD_LEADER)
TEAM = tuple(f"m{n}" for n in range(8))
SESSIONS = ("monday", "tuesday")


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


def staff(member: str) -> ByAccount:
    return ByAccount(make.person(id=f"account-{member}", role=Role.STAFF), OURS)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def planner(engine: Engine, clock: Clock) -> Planner:
    """Eight people invited to the one of two announced sessions of an activity; a third session is not announced."""
    made = Planner(engine, clock=clock)
    sessions = tuple(
        make.cpd_session(
            id=each,
            position=n,
            activity_id="activity-1",
            held_on=date(2026, 11, n),
            team=each,
            announced_on=NOON.date(),
        )
        for n, each in enumerate(SESSIONS, 2)
    )
    quiet = make.cpd_session(id="quiet", position=9, activity_id="activity-1")
    made.import_plans([make.whole_plan().model_copy(update={"cpd_sessions": (*sessions, quiet)})])
    made.staff.write(
        LEADER, OURS, [make.member(id=each, name=f"Name of {each}", account_id=f"account-{each}") for each in TEAM]
    )
    assert made.invitations.invite(LEADER, PLAN, {"monday": TEAM}) == 8
    return made


def told(planner: Planner, who: Person) -> dict[str, int]:
    """Sorts of news that are of CPD, with how many."""
    found = {item.sort: item.count for _, news in planner.telling.news(who) for item in news.items}
    return {sort: count for sort, count in found.items() if sort in ("left", "swap_asked", "swapped")}


def say(planner: Planner, answers: dict[str, Answer]) -> None:
    for member, answer in answers.items():
        own = planner.own_cpd.mine(staff(member)).invitations
        planner.own_cpd.respond(staff(member), {own[0].id: (answer, "tuesday" if answer is Answer.SWAP else None)})


def test_003_5_names_of_those_who_come_and_no_more_than_a_count_of_the_rest(planner: Planner) -> None:
    say(planner, {"m0": Answer.ACCEPTED, "m1": Answer.DECLINED, "m2": Answer.ACCEPTED})
    found = planner.invitations.answers(LEADER, PLAN)
    assert found == {"monday": Answered(session_id="monday", invited=8, coming=("Name of m0", "Name of m2"), others=6)}
    assert found["monday"].words == "2 come; 6 are not coming or have not answered"
    assert not found["monday"].is_small
    assert "m1" not in repr(found)


@pytest.mark.parametrize(("coming", "others"), [(3, 5), (4, None), (7, None), (8, 0)])
def test_a_count_of_fewer_than_five_is_nobodys_answer(planner: Planner, coming: int, others: int | None) -> None:
    say(planner, dict.fromkeys(TEAM[:coming], Answer.ACCEPTED))
    assert planner.invitations.answers(LEADER, PLAN)["monday"].others == others


def test_whoever_asks_openly_to_be_left_out_is_named_to_those_who_plan_and_planned_for_no_more(
    planner: Planner,
) -> None:
    say(planner, {"m0": Answer.ACCEPTED, "m1": Answer.DECLINED, "m2": Answer.LEFT_OUT})
    found = planner.invitations.answers(LEADER, PLAN)["monday"]
    assert (found.coming, found.left_out, found.others) == (("Name of m0",), ("Name of m2",), 6)
    assert planner.invitations.left_out(LEADER, PLAN) == {"activity-1": frozenset({"m2"})}
    assert planner.invitations.apart(LEADER, PLAN) == {"monday": frozenset({"m1"})}
    assert "m2" not in planner.invitations.coming(LEADER, PLAN)["monday"]
    planner.invitations.follow(LEADER, PLAN, moved=["monday"], gone=[])
    assert planner.own_cpd.mine(staff("m2")).invitations[0].answer is Answer.LEFT_OUT


def test_in_a_small_group_both_sides_are_told_that_it_shows_who_is_missing(planner: Planner) -> None:
    planner.invitations.invite(LEADER, PLAN, {"tuesday": TEAM[:4]})
    found = planner.invitations.answers(LEADER, PLAN)
    assert {session: each.is_small for session, each in found.items()} == {"monday": False, "tuesday": True}
    assert planner.own_cpd.mine(staff("m0")).small == {"tuesday"}


def test_one_sees_and_answers_ones_own_alone(planner: Planner) -> None:
    own = planner.own_cpd.mine(staff("m0")).invitations
    assert [(each.member_id, each.session_id, each.answer) for each in own] == [("m0", "monday", Answer.INVITED)]
    theirs = planner.own_cpd.mine(staff("m1")).invitations[0]
    with pytest.raises(NotFound, match="not here any more"):
        planner.own_cpd.respond(staff("m0"), {theirs.id: (Answer.DECLINED, None)})
    assert planner.own_cpd.mine(staff("m1")).invitations == (theirs,)
    nobody = ByAccount(make.person(id="stranger", role=Role.STAFF), OURS)
    with pytest.raises(NotFound, match="Nobody in the staff register"):
        planner.own_cpd.mine(nobody)
    elsewhere = ByAccount(make.person(id="account-m0", role=Role.STAFF, urns=(OTHER,)), OURS)
    with pytest.raises(NotFound):
        planner.own_cpd.mine(elsewhere)


def test_an_answer_can_be_changed_and_every_one_is_in_the_trail(planner: Planner, engine: Engine) -> None:
    say(planner, {"m0": Answer.ACCEPTED})
    say(planner, {"m0": Answer.DECLINED})
    say(planner, {"m0": Answer.DECLINED})
    with everything(engine) as connection:
        rows = connection.execute(
            text("SELECT \"by\", before, after FROM invitation_answers WHERE after <> 'invited' ORDER BY seq")
        ).all()
    assert [tuple(row) for row in rows] == [
        ("account-m0", "invited", "accepted"),
        ("account-m0", "accepted", "declined"),
    ]


def test_a_swap_is_to_another_announced_session_of_the_same_activity(planner: Planner) -> None:
    own = planner.own_cpd.mine(staff("m0")).invitations[0]
    for wanted in ("quiet", "monday", "nowhere", None):
        with pytest.raises(Invalid, match="no such other time"):
            planner.own_cpd.respond(staff("m0"), {own.id: (Answer.SWAP, wanted)})
    say(planner, {"m0": Answer.SWAP})
    after = planner.own_cpd.mine(staff("m0")).invitations[0]
    assert (after.answer, after.swap_to, after.answered_at) == (Answer.SWAP, "tuesday", NOON)
    found = planner.invitations.answers(LEADER, PLAN)
    assert (found["monday"].invited, found["tuesday"].coming) == (7, ("Name of m0",))
    with pytest.raises(Invalid, match="choose an answer"):
        planner.own_cpd.respond(staff("m0"), {own.id: (Answer.INVITED, None)})


def test_a_full_time_is_changed_with_a_colleague_who_says_yes_and_nobody_is_sent(planner: Planner) -> None:
    plan = planner.load(LEADER, OURS, "2026/27")
    planner.write(LEADER, PLAN, [make.offer(id="full", places=1), plan.activities[0].having(offer_id="full")])
    planner.staff.write(LEADER, OURS, [make.member(id="m8", name="Name of m8", account_id="account-m8")])
    planner.invitations.invite(LEADER, PLAN, {"tuesday": ("m8",)})
    own = planner.own_cpd
    mine = own.mine(staff("m0")).invitations[0]
    own.respond(staff("m0"), {mine.id: (Answer.SWAP, "tuesday")})
    own.respond(staff("m1"), {own.mine(staff("m1")).invitations[0].id: (Answer.SWAP, "tuesday")})
    found = planner.invitations.answers(LEADER, PLAN)
    assert (found["monday"].coming, found["monday"].asking) == ((), ("Name of m0", "Name of m1"))
    assert (found["tuesday"].invited, own.mine(staff("m2")).asked) == (1, ())
    asked = own.mine(staff("m8")).asked
    assert sorted(asked) == sorted(
        (own.mine(staff(each)).invitations[0].id, f"Name of {each}", "tuesday", "monday") for each in ("m0", "m1")
    )
    assert (told(planner, staff("m8").person), told(planner, staff("m2").person)) == ({"swap_asked": 2}, {})
    own.ask_no_more(staff("m1"), own.mine(staff("m1")).invitations[0].id)
    assert [each.name for each in own.mine(staff("m8")).asked] == ["Name of m0"]
    with pytest.raises(NotFound, match="somebody else said yes"):
        own.change_places(staff("m2"), mine.id)
    own.change_places(staff("m8"), mine.id)
    found = planner.invitations.answers(LEADER, PLAN)
    assert (found["tuesday"].coming, found["tuesday"].changed) == (("Name of m0",), ("Name of m0",))
    assert (found["monday"].coming, found["monday"].asking) == (("Name of m8",), ())
    assert (told(planner, staff("m0").person), told(planner, staff("m8").person)) == ({"swapped": 1}, {})
    with pytest.raises(NotFound, match="somebody else said yes"):
        own.change_places(staff("m8"), mine.id)
    planner.invitations.follow(LEADER, PLAN, moved=[], gone=["tuesday"])
    after = own.mine(staff("m0")).invitations[0]
    assert (after.answer, after.comes_to) == (Answer.INVITED, "monday")


def test_a_leavers_yes_is_taken_out_of_sessions_to_come_and_those_who_plan_are_told(planner: Planner) -> None:
    say(planner, {"m0": Answer.ACCEPTED, "m1": Answer.ACCEPTED, "m2": Answer.ACCEPTED, "m3": Answer.DECLINED})
    register = {each.id: each for each in planner.staff.members(LEADER, OURS)}
    leaving = {"m0": date(2026, 11, 1), "m1": date(2026, 11, 2), "m3": date(2026, 11, 1)}  # monday is 2 November
    planner.staff.write(LEADER, OURS, [register[each].having(leaves_on=day) for each, day in leaving.items()])
    planner.staff.write(LEADER, OURS, remove=[register["m2"]])
    found = planner.invitations.answers(LEADER, PLAN)["monday"]
    assert (found.coming, found.left) == (("Name of m1",), ("A colleague", "Name of m0"))
    assert (found.invited, found.others) == (5, None)
    assert planner.invitations.coming(LEADER, PLAN)["monday"] == {"m1", "m4", "m5", "m6", "m7"}
    assert (told(planner, LEADER), told(planner, staff("m1").person)) == ({"left": 2}, {})


def test_those_who_plan_see_how_an_answer_came(planner: Planner) -> None:
    for member, beside in (("m1", ""), ("m2", "somebody"), ("m3", "account-m3")):
        who = ByLink(planner.invitations.give_link(LEADER, OURS, member), beside)
        planner.own_cpd.respond(who, {planner.own_cpd.mine(who).invitations[0].id: (Answer.ACCEPTED, None)})
    say(planner, {"m0": Answer.ACCEPTED})
    found = planner.invitations.answers(LEADER, PLAN)["monday"]
    assert (found.by_link, found.by_other) == (("Name of m1", "Name of m3"), ("Name of m2",))
    assert found.coming == tuple(f"Name of m{n}" for n in range(4))


def test_nobody_is_invited_twice_nor_to_what_may_still_move_nor_from_elsewhere(planner: Planner) -> None:
    assert planner.invitations.invite(LEADER, PLAN, {"monday": TEAM[:3], "tuesday": ("m0", "m0")}) == 1
    with pytest.raises(Invalid, match="announced before"):
        planner.invitations.invite(LEADER, PLAN, {"tuesday": ("m5",), "quiet": ("m0",)})
    with pytest.raises(NotFound, match="not in the staff register"):
        planner.invitations.invite(LEADER, PLAN, {"tuesday": ("m5", "a-stranger")})
    assert planner.invitations.answers(LEADER, PLAN)["tuesday"].invited == 1


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.STAFF, Role.PRIORITY_LEAD, Role.SCHOOL_ADMIN, Role.ADVISER])
def test_who_does_not_plan_cpd_neither_invites_nor_sees_answers(planner: Planner, role: Role) -> None:
    person = make.person(id="p", role=role)
    for call in (
        lambda: planner.invitations.invite(person, PLAN, {"tuesday": TEAM}),
        lambda: planner.invitations.answers(person, PLAN),
        lambda: planner.invitations.apart(person, PLAN),
        lambda: planner.invitations.coming(person, PLAN),
        lambda: planner.invitations.left_out(person, PLAN),
        lambda: planner.invitations.follow(person, PLAN, ["monday"], []),
        lambda: planner.invitations.half_days_used(person, PLAN),
        lambda: planner.invitations.give_link(person, OURS, "m0"),
        lambda: planner.invitations.take_link_back(person, OURS, "m0"),
        lambda: planner.invitations.links(person, OURS),
    ):
        with pytest.raises(NotAllowed):
            call()
    stranger = make.person(id="p", role=Role.CPD_LEADER, urns=(OTHER,))
    with pytest.raises(NotFound):
        planner.invitations.answers(stranger, PLAN)


def test_planning_again_leaves_out_who_declined_and_asks_anew_after_a_move(planner: Planner) -> None:
    say(planner, {"m0": Answer.ACCEPTED, "m1": Answer.DECLINED, "m2": Answer.SWAP})
    assert planner.invitations.apart(LEADER, PLAN) == {"monday": frozenset({"m1"})}
    assert planner.invitations.coming(LEADER, PLAN) == {
        "monday": frozenset({*TEAM} - {"m1", "m2"}),
        "tuesday": frozenset({"m2"}),
    }
    planner.invitations.follow(LEADER, PLAN, moved=["monday"], gone=[])
    assert {each.answer for m in TEAM for each in planner.own_cpd.mine(staff(m)).invitations} == {Answer.INVITED}
    planner.invitations.follow(LEADER, PLAN, moved=[], gone=["monday"])
    assert planner.own_cpd.mine(staff("m0")).invitations == ()
    # What was asked of them and what they said is theirs to be told all the same, and nobody else's.
    head = make.person(id="head", name="Hana Head", role=Role.HEADTEACHER)
    for key, said in (("staff-m1", ["invited", "declined", "invited", None]), ("staff-m7", ["invited", None])):
        rows = planner.people_data.dossier(head, OURS, key).rows
        assert [(each["session_id"], each["member_id"]) for each in rows["taken_back"]] == [("monday", key[-2:])]
        assert [each["after"] for each in rows["invitation_answers"]] == said


def test_a_link_opens_what_is_theirs_without_an_account_until_it_is_taken_back(
    planner: Planner, clock: Clock, engine: Engine
) -> None:
    token = planner.invitations.give_link(LEADER, OURS, "m3")
    who = ByLink(token)
    own = planner.own_cpd.mine(who)
    assert (own.member.id, len(own.invitations)) == ("m3", 1)
    planner.own_cpd.respond(who, {own.invitations[0].id: (Answer.ACCEPTED, None)})
    assert planner.invitations.answers(LEADER, PLAN)["monday"].coming == ("Name of m3",)
    assert planner.invitations.links(LEADER, OURS) == {"m3"}
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT token FROM personal_links")).scalars().all()
    assert len(kept) == 1
    assert token not in kept
    assert not planner.own_cpd.mine(who).has_calendar
    calendar = planner.own_cpd.calendar_link(who)
    assert planner.own_cpd.mine(who).has_calendar
    assert not planner.own_cpd.mine(staff("m4")).has_calendar
    assert planner.own_cpd.calendar(calendar).member.id == "m3"
    with pytest.raises(NotFound):  # a calendar's link is for the calendar alone
        planner.own_cpd.mine(ByLink(calendar))
    with pytest.raises(NotFound):
        planner.own_cpd.calendar(token)
    newer = planner.invitations.give_link(LEADER, OURS, "m3")
    with pytest.raises(NotFound):
        planner.own_cpd.mine(who)
    clock.now = NOON + timedelta(days=367)
    with pytest.raises(NotFound):
        planner.own_cpd.mine(ByLink(newer))
    clock.now = NOON
    planner.invitations.take_link_back(LEADER, OURS, "m3")
    for call in (lambda: planner.own_cpd.mine(ByLink(newer)), lambda: planner.own_cpd.calendar(calendar)):
        with pytest.raises(NotFound):
            call()


def opened(planner: Planner, page: ByLink, feed: str) -> set[str]:
    """Whose page and whose calendar these two open."""
    return {planner.own_cpd.mine(page).member.id, planner.own_cpd.calendar(feed).member.id}


LEFT: dict[str, Callable[[Town, Account], None]] = {
    "last day": lambda town, who: None,
    "gone": lambda town, who: None,
    "shut": lambda town, who: town.accounts.disable(OPERATOR, OURS, who.id, disabled=True),
    "shut by whoever runs it": lambda town, who: town.accounts.disable(OPERATOR, "", who.id, disabled=True),
    "taken out": lambda town, who: town.accounts.set_role(OPERATOR, OURS, who.id, None),
}


@pytest.mark.parametrize("how", LEFT)
def test_a_leaver_comes_by_no_link(planner: Planner, clock: Clock, engine: Engine, how: str) -> None:
    """Neither to their page nor by their calendar, and nobody is given a new one; a colleague's links hold on."""
    town = Town(engine, clock=clock)
    account = town.add("m3@elm.example", Role.STAFF)
    register = {each.id: each for each in planner.staff.members(LEADER, OURS)}
    leaving = register["m3"].having(account_id=account.id, leaves_on=NOON.date() if how == "last day" else None)
    planner.staff.write(LEADER, OURS, [leaving])
    pages = {each: ByLink(planner.invitations.give_link(LEADER, OURS, each)) for each in ("m3", "m4")}
    feeds = {each: planner.own_cpd.calendar_link(who) for each, who in pages.items()}
    if how == "gone":
        planner.staff.write(LEADER, OURS, remove=[{e.id: e for e in planner.staff.members(LEADER, OURS)}["m3"]])
    LEFT[how](town, account)
    if how == "last day":  # it counts as one of theirs
        assert opened(planner, pages["m3"], feeds["m3"]) == {"m3"}
        clock.now += timedelta(days=1)
    said = {refused(lambda: planner.own_cpd.mine(pages["m3"]), NotFound)}
    said |= {refused(lambda: planner.own_cpd.calendar(feeds["m3"]), NotFound)}
    said |= {refused(lambda: planner.own_cpd.choose(pages["m3"], "Reading", None, Decimal(1)), NotFound)}
    assert said == {NO_LINK}
    assert planner.invitations.links(LEADER, OURS) == {"m4"}
    assert (planner.own_cpd.mine(pages["m4"]).member.id, planner.own_cpd.calendar(feeds["m4"]).member.id) == (
        "m4",
        "m4",
    )
    if how in ("last day", "shut"):
        assert refused(lambda: planner.invitations.give_link(LEADER, OURS, "m3"), Invalid).startswith("Name of m3 has")
    if how == "shut":  # let in again, they come by their account, and not by what was handed out before
        town.accounts.disable(OPERATOR, OURS, account.id, disabled=False)
        assert refused(lambda: planner.own_cpd.mine(pages["m3"]), NotFound) == NO_LINK


def test_003_f5f_three_half_days_are_ones_own_and_a_leader_sees_no_more_than_a_sum(planner: Planner) -> None:
    own = planner.own_cpd
    own.choose(staff("m0"), "  A day with   the museum ", date(2026, 11, 5), Decimal(2))
    assert own.mine(staff("m0")).half_days_left == 1
    with pytest.raises(Invalid, match="You have 1 of your 3 half-days left"):
        own.choose(staff("m0"), "Another", None, Decimal(2))
    for what, half_days in (("", Decimal(1)), ("x" * 501, Decimal(1)), ("Half", Decimal("0.5")), ("None", Decimal(0))):
        with pytest.raises(Invalid):
            own.choose(staff("m1"), what, None, half_days)
    assert planner.invitations.half_days_used(LEADER, PLAN) is None
    for member in TEAM[1:5]:
        own.choose(staff(member), "Reading", None, Decimal(1))
    assert planner.invitations.half_days_used(LEADER, PLAN) == (Decimal(6), 5)
    choice = own.mine(staff("m0")).choices[0]
    assert (choice.what, choice.on) == ("A day with the museum", date(2026, 11, 5))
    own.drop_choice(staff("m1"), choice.id)
    assert own.mine(staff("m0")).choices == (choice,)
    own.drop_choice(staff("m0"), choice.id)
    assert own.mine(staff("m0")).half_days_left == 3


def test_schools_where_one_is_on_the_staff(planner: Planner) -> None:
    assert planner.own_cpd.schools(make.person(id="account-m0", role=Role.STAFF)) == (OURS,)
    assert planner.own_cpd.schools(LEADER) == ()
