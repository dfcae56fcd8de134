"""The staff register: who may, what is kept and merged, what is in dispute, and what is taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text

from sef2si.domain.needs import StaffGroup
from sef2si.domain.people import Role
from sef2si.domain.staff import HalfDay, StaffMember
from sef2si.errors import CannotUndo, Conflict, Invalid, NotAllowed, NotFound
from sef2si.services.planner import Planner
from sef2si.services.staff import Staff
from tests import factories as make
from tests.databases import everything
from tests.people import OTHER, OURS, Town, refused

NOON = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
HEAD = make.person(id="head", name="Hana Head")
ADMIN = make.person(id="admin", name="Ada Admin", role=Role.SCHOOL_ADMIN)


@pytest.fixture
def staff(engine: Engine) -> Staff:
    planner = Planner(engine, clock=lambda: NOON)
    planner.import_plans([make.whole_plan()])
    planner.staff.write(HEAD, OURS, [make.member(id="tess"), make.member(id="amy", name="Amy Aide")])
    return planner.staff


def changes_of(engine: Engine) -> int:
    with everything(engine) as connection:
        return connection.execute(text("SELECT count(*) FROM staff_changes")).scalar_one()


def by_id(members: tuple[StaffMember, ...]) -> dict[str, StaffMember]:
    return {member.id: member for member in members}


@pytest.mark.parametrize("role", Role)
def test_who_reads_and_who_keeps_it(staff: Staff, role: Role) -> None:
    person = make.person(id="p", role=role)
    if role in (Role.HEADTEACHER, Role.SENIOR_LEADER, Role.CPD_LEADER, Role.SCHOOL_ADMIN):
        assert len(staff.write(person, OURS, [make.member(id="new")])) == len(staff.members(person, OURS)) == 3
        assert len(staff.undo(person, OURS)) == 2
        return
    for call in (
        lambda: staff.members(person, OURS),
        lambda: staff.write(person, OURS, [make.member(id="new")]),
        lambda: staff.undo(person, OURS),
        lambda: staff.history(person, OURS, "tess"),
    ):
        assert "does not let you" in refused(call)
    assert len(staff.members(HEAD, OURS)) == 2


def test_nobody_of_another_school_learns_that_there_is_one(staff: Staff) -> None:
    other = make.person(id="o", urns=(OTHER,))
    operator = make.person(id="op", urns=()).model_copy(update={"is_operator": True})
    told = {
        refused(lambda who=who, urn=urn: staff.members(who, urn), NotFound)
        for who, urn in ((other, OURS), (other, "999999"), (operator, OURS))
    }
    assert len(told) == 1


def test_what_two_change_in_different_boxes_is_merged(staff: Staff, engine: Engine) -> None:
    seen = by_id(staff.members(HEAD, OURS))["tess"]
    staff.write(ADMIN, OURS, [seen.having(team="Year 3", days=seen.days[:6])])
    after = by_id(staff.write(HEAD, OURS, [seen.having(fte_agreed=Decimal("0.6"))]))["tess"]
    assert after == seen.having(version=3, team="Year 3", days=seen.days[:6], fte_agreed=Decimal("0.6"))
    before = changes_of(engine)
    staff.write(HEAD, OURS, [after])
    assert changes_of(engine) == before == 4  # the same again is no change


def test_the_same_box_twice_is_in_dispute_and_both_texts_are_there(staff: Staff) -> None:
    seen = by_id(staff.members(HEAD, OURS))["tess"]
    staff.write(ADMIN, OURS, [seen.having(role="Class teacher")])
    with pytest.raises(Conflict) as told:
        staff.write(HEAD, OURS, [seen.having(role="Year leader"), make.member(id="new")])
    assert (told.value.kind, told.value.record_id, told.value.theirs, told.value.by) == (
        "staff",
        "tess",
        {"role": "Class teacher"},
        "Ada Admin",
    )
    assert "new" not in by_id(staff.members(HEAD, OURS))
    assert "changed this too" in refused(lambda: staff.write(HEAD, OURS, remove=[seen]), Conflict)


def test_taken_out_stays_out_until_it_is_undone(staff: Staff) -> None:
    seen = by_id(staff.members(HEAD, OURS))["tess"]
    assert list(by_id(staff.write(ADMIN, OURS, remove=[seen]))) == ["amy"]
    assert refused(lambda: staff.write(HEAD, OURS, [seen.having(team="Year 3")]), Conflict).startswith("Ada Admin")
    assert by_id(staff.undo(ADMIN, OURS))["tess"] == seen.having(version=3)


def test_one_act_of_many_is_one_undo(staff: Staff) -> None:
    before = staff.members(HEAD, OURS)
    many = [make.member(id=f"m{number}", name=f"Member {number}") for number in range(30)]
    staff.write(ADMIN, OURS, [*many, by_id(before)["amy"].having(leaves_on=date(2027, 8, 31))])
    undone = staff.undo(ADMIN, OURS)
    assert [(each.id, each.leaves_on) for each in undone] == [(each.id, each.leaves_on) for each in before]
    assert "nothing of yours left" in refused(lambda: staff.undo(ADMIN, OURS), CannotUndo)
    staff.write(ADMIN, OURS, [make.member(id="once")])
    staff.write(HEAD, OURS, [make.member(id="once", version=1, team="Year 3")])
    assert refused(lambda: staff.undo(ADMIN, OURS), CannotUndo).startswith("Hana Head has changed this since")


def test_history_says_who_and_when(staff: Staff) -> None:
    seen = by_id(staff.members(HEAD, OURS))["tess"]
    staff.write(ADMIN, OURS, [seen.having(team="Year 3")])
    newest, first = staff.history(HEAD, OURS, "tess")
    assert (newest.by_name, newest.at, newest.before, first.before) == ("Ada Admin", NOON, first.after, None)
    assert (staff.history(HEAD, OURS, "never"), newest.urn) == ((), OURS)


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"name": " "}, "name", "Please write a name, or initials."),
        ({"group": StaffGroup.GOVERNORS}, "group", "“Governors” is not a group"),
        ({"started_on": date(2026, 9, 1), "leaves_on": date(2026, 8, 31)}, "leaves_on", "Their last day"),
        ({"account_id": "taken"}, "account_id", "This account is that of Amy Aide in the register"),
    ],
)
def test_what_can_not_be_kept_is_said_beside_its_box_and_nothing_is(
    staff: Staff, fields: dict[str, object], field: str, sentence: str
) -> None:
    amy = by_id(staff.members(HEAD, OURS))["amy"]
    before = staff.write(HEAD, OURS, [amy.having(account_id="taken")])
    with pytest.raises(Invalid) as told:
        staff.write(HEAD, OURS, [make.member(id="good"), make.member(id="bad").model_copy(update=fields)])
    assert [(each.record_id, each.field, each.sentence.startswith(sentence)) for each in told.value.faults] == [
        ("bad", field, True)
    ]
    assert staff.members(HEAD, OURS) == before


def test_the_same_one_sent_twice_at_once_is_refused(staff: Staff) -> None:
    twice = make.member(id="twice")
    for save, remove in (([twice, twice], []), ([twice], [twice])):
        assert "twice at once" in refused(lambda s=save, r=remove: staff.write(HEAD, OURS, s, r), Invalid)


def test_an_account_is_connected_only_where_it_is_one_of_the_schools(engine: Engine) -> None:
    town = Town(engine)
    head, elsewhere = town.add(), town.add("olu@other.example", Role.HEADTEACHER, OTHER)
    staff = Planner(engine).staff
    (kept,) = staff.write(head.person, OURS, [make.member(id="hana", account_id=head.id)])
    assert kept.account_id == head.id
    foreign = make.member(id="olu", account_id=elsewhere.id)
    with pytest.raises(Invalid) as told:
        staff.write(head.person, OURS, [foreign])
    assert [(each.record_id, each.field) for each in told.value.faults] == [("olu", "account_id")]
    # Their role ends: what is said of them stays, and can still be changed.
    town.add("second@elm.example")
    admin = town.add("ada@elm.example", Role.SCHOOL_ADMIN)
    town.accounts.set_role(admin.person, OURS, head.id, None)
    (still,) = staff.write(admin.person, OURS, [kept.having(leaves_on=date(2027, 8, 31))])
    assert (still.account_id, still.leaves_on) == (head.id, date(2027, 8, 31))


def test_a_register_of_ours_is_brought_once_and_what_people_changed_stays(staff: Staff) -> None:
    sample = [make.member(id="tess", name="Never"), make.member(id="s1", name="Sample One")]
    assert staff.bring(OURS, sample) == (1, 1)
    (one,) = (each for each in staff.members(HEAD, OURS) if each.id == "s1")
    staff.write(HEAD, OURS, remove=[one])
    assert staff.bring(OURS, sample) == (0, 2)
    assert sorted(each.name for each in staff.members(HEAD, OURS)) == ["Amy Aide", "Tess Teacher"]


def test_days_two_people_change_are_merged_day_by_day(staff: Staff) -> None:
    seen = by_id(staff.members(HEAD, OURS))["tess"]
    fewer = tuple(half for half in seen.days if half is not HalfDay.FRIDAY_AFTERNOON)
    staff.write(ADMIN, OURS, [seen.having(days=fewer)])
    fewest = tuple(half for half in seen.days if half is not HalfDay.MONDAY_MORNING)
    after = by_id(staff.write(HEAD, OURS, [seen.having(days=fewest)]))["tess"]
    assert after.days == tuple(half for half in fewer if half is not HalfDay.MONDAY_MORNING)


def test_two_schools_registers_do_not_meet(staff: Staff) -> None:
    both = make.person(id="both", urns=(OURS, "100493"))
    staff.write(both, "100493", [make.member(id="tess", name="Another Tess")])
    assert [each.name for each in staff.members(both, "100493")] == ["Another Tess"]
    assert by_id(staff.members(both, OURS))["tess"].name == "Tess Teacher"


def test_not_allowed_says_what_the_role_is(staff: Staff) -> None:
    adviser = make.person(id="ad", role=Role.ADVISER)
    said = refused(lambda: staff.members(adviser, OURS), NotAllowed)
    assert said == "Your role here, Adviser, does not let you keep the staff register."
