"""One person's data: seen, given out, put right, stopped, taken out; and everything that is not theirs stays."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Engine

from sef2si.domain.accounts import Account
from sef2si.domain.people import Role
from sef2si.domain.personal import FORMER, SOMEBODY, Act
from sef2si.domain.plan import Plan
from sef2si.errors import Invalid, NotAllowed, NotFound
from sef2si.services.checking import check
from sef2si.services.managing import LAST_ONE, NOT_YOURSELF
from sef2si.services.personal import CHANGED, Ask, PeopleData
from sef2si.services.planner import Planner
from sef2si.store.engine import EVERY_SCHOOL, writing
from sef2si.store.every import every_table
from sef2si.store.mentions import text_columns
from sef2si.store.people_data import name_columns, whose_columns
from sef2si.store.tables import changes, tables
from tests import factories as make
from tests.databases import owner_of
from tests.people import OPERATOR, OTHER, OURS, Town, everything_kept, refused

NAME = "Priya Zanetti"
PLAN = f"{OURS}-2026"


class School:
    """A head, and Priya, who wrote things, stands in the register, and is named in texts."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.town = Town(engine)
        self.planner = Planner(engine, clock=self.town.clock)
        self.data: PeopleData = self.planner.people_data
        self.head = self.town.add()
        self.priya = self.town.add("priya@elm.example", Role.CPD_LEADER)
        self.town.accounts.rename(self.priya.id, NAME)
        self.priya = self.town.now(self.priya)
        head = self.head.person
        entry = make.member(id="m1", name=NAME, account_id=self.priya.id, role="SENCO")
        self.planner.staff.write(head, OURS, [entry])
        self.planner.write(self.priya.person, PLAN, [make.priority(id="p1", title="Reading", lead=NAME, why="Data.")])
        said = [
            make.need(id="n1", what=f"Ask Mrs Zanetti, or {NAME}, about phonics.", priority_id="p1"),
            make.need(id="n2", what="PZ has the folder. The word opzional is none.", priority_id="p1"),
            make.need(id="n3", what="priya zanetti leads this.", priority_id="p1"),
        ]
        self.planner.write(head, PLAN, said)
        third = self.planner.load(head, OURS).find("needs", "n3")
        self.planner.write(head, PLAN, [third.having(what="Somebody else leads this.")])

    @property
    def key(self) -> str:
        return f"account-{self.priya.id}"

    def plan(self) -> Plan:
        return self.planner.load(self.head.person, OURS)

    def done(self, act: Act, *, by: Account | None = None, **asked: object) -> dict[str, int]:
        person = (by or self.head).person
        ask = Ask(act, self.key, **asked)  # type: ignore[arg-type]
        looked = self.data.look(person, OURS, ask)
        made = self.data.do(person, OURS, ask, looked.seen)
        assert made.counts == looked.counts
        return {name: count for name, count in made.counts.items() if count}


@pytest.fixture
def school(engine: Engine) -> School:
    return School(engine)


def test_everybody_of_the_school_is_there_once(school: School) -> None:
    found = school.data.subjects(school.head.person, OURS)
    assert [(each.name, each.role, bool(each.staff_id)) for each in found] == [
        ("Hana", "Headteacher", False),
        (NAME, "SENCO", True),
    ]


def test_a_dossier_holds_what_is_theirs_and_no_secret(school: School) -> None:
    found = school.data.dossier(school.head.person, OURS, school.key, also=("PZ",))
    assert {name: len(rows) for name, rows in found.rows.items()} == {
        "accounts": 1,
        "changes": 1,
        "memberships": 1,
        "priorities": 1,
        "staff": 1,
        "staff_changes": 1,
    }
    assert found.rows["accounts"][0]["email"] == "priya@elm.example"
    assert found.rows["changes"][0]["after"]["lead"] == NAME
    assert [(each.kind, each.record_id, each.field, each.now) for each in found.mentions] == [
        ("needs", "n1", "what", True),
        ("needs", "n2", "what", True),
        ("priorities", "p1", "lead", True),
        ("needs", "n3", "what", False),
    ]
    said = json.dumps(found.model_dump(mode="json"))
    assert "argon2" not in said
    assert "password" not in said


def test_of_oneself_everybody_sees_what_is_theirs(school: School) -> None:
    own = school.data.dossier(school.priya.person, OURS, school.key)
    assert set(own.rows) == {"accounts", "changes", "memberships", "priorities", "staff", "staff_changes"}
    for other in (school.priya, school.town.add("gil@elm.example", Role.GOVERNOR)):
        refused(lambda other=other: school.data.dossier(other.person, OURS, f"account-{school.head.id}"))
        refused(lambda other=other: school.data.subjects(other.person, OURS))
    assert (
        "subject" in str(refused(lambda: school.data.dossier(school.head.person, OTHER, school.key), NotFound)) or True
    )


def test_who_reads_no_plan_sees_no_words_of_it(school: School) -> None:
    admin = school.town.add("ada@elm.example", Role.SCHOOL_ADMIN)
    found = school.data.dossier(admin.person, OURS, school.key)
    assert (found.mentions, found.reads_all) == ((), False)
    assert "Reading" not in json.dumps(found.model_dump(mode="json"))
    asked = {"texts": frozenset({f"{PLAN}|needs|n1|what"})}
    refused(lambda: school.done(Act.ANONYMISE, by=admin, **asked))
    assert school.done(Act.ANONYMISE, by=admin)["account"] == 1


def test_a_name_put_right_is_right_everywhere_and_the_chain_holds(school: School) -> None:
    counts = school.done(Act.CORRECT, name="Priya Moreau")
    assert counts == {"account": 1, "register changes": 1, "register entry": 1, "names beside what was done": 1}
    assert school.town.now(school.priya).name == "Priya Moreau"
    assert [each.name for each in school.planner.staff.members(school.head.person, OURS)] == ["Priya Moreau"]
    (change,) = school.planner.history(school.head.person, PLAN, "priorities", "p1")
    assert change.by_name == "Priya Moreau"
    assert check(owner_of(school.engine)).wrong == ()
    assert school.done(Act.CORRECT, name="Priya Moreau").get("names beside what was done", 0) == 0


def test_a_former_colleague_leaves_nothing_but_what_was_decided(school: School) -> None:
    school.town.with_codes(school.priya)
    texts = school.data.dossier(school.head.person, OURS, school.key, also=("PZ",)).mentions
    before = school.plan()
    counts = school.done(Act.ANONYMISE, also=("PZ",), texts=frozenset(each.key for each in texts))
    assert counts == {
        "account": 1,
        "ways in": 10,
        "roles": 1,
        "names beside what was done": 1,
        "register entry": 1,
        "register changes": 1,
        "texts": 3,
        "changes of texts": 5,
    }
    kept = everything_kept(school.engine)
    assert [word for word in ("Zanetti", "zanetti", "Priya", "priya", "PZ ", "SENCO") if word in kept] == []
    plan = school.plan()
    assert [each.what for each in plan.needs if each.id in ("n1", "n2")] == [
        "Ask a former colleague, or a former colleague, about phonics.",
        "a former colleague has the folder. The word opzional is none.",
    ]
    assert plan.find("priorities", "p1").lead == "a former colleague"
    # Totals stay: as many records, and an entry of the register with its days.
    assert {kind: len(plan.records(kind)) for kind in tables} == {kind: len(before.records(kind)) for kind in tables}
    (member,) = school.planner.staff.members(school.head.person, OURS)
    assert (member.name, member.account_id, member.days) == (FORMER, None, make.member().days)
    # Nobody comes in by the account, the chain holds, and what was planted before is found again if it comes back.
    assert school.town.now(school.priya).disabled
    assert check(owner_of(school.engine)).wrong == ()
    with writing(owner_of(school.engine), EVERY_SCHOOL) as connection:
        connection.execute(changes.update().where(changes.c.by == school.priya.id).values(by_name=NAME))
    assert len(check(owner_of(school.engine)).wrong) == 1


def test_texts_that_were_not_confirmed_stay(school: School) -> None:
    counts = school.done(Act.ANONYMISE, texts=frozenset({f"{PLAN}|needs|n1|what"}))
    assert (counts["texts"], counts["changes of texts"]) == (1, 1)
    plan = school.plan()
    assert plan.find("priorities", "p1").lead == NAME
    assert plan.find("needs", "n1").what == "Ask a former colleague, or a former colleague, about phonics."


def test_undoing_and_saving_go_on_after_names_went(school: School) -> None:
    """What the records said is other now, in the trail and in the plan alike."""
    school.done(Act.ANONYMISE, texts=frozenset({f"{PLAN}|needs|n1|what", f"{PLAN}|needs|n3|what"}))
    school.planner.undo(school.head.person, PLAN)
    assert school.plan().find("needs", "n3").what == "a former colleague leads this."
    school.planner.undo(school.head.person, PLAN)
    assert school.plan().find("needs", "n1") is None
    assert check(owner_of(school.engine)).wrong == ()


def test_somebody_of_two_schools_keeps_their_account(school: School) -> None:
    school.town.add("priya@elm.example", Role.ADVISER, OTHER)
    counts = school.done(Act.ANONYMISE)
    assert "account" not in counts
    now = school.town.now(school.priya)
    assert (now.name, now.disabled, [each.urn for each in now.held]) == (NAME, False, [OTHER])
    (change,) = school.planner.history(school.head.person, PLAN, "priorities", "p1")
    assert change.by_name == FORMER


def test_restricted_data_is_kept_and_not_shown(school: School) -> None:
    assert school.done(Act.RESTRICT) == {"restricted": 2}
    head = school.head.person
    (change,) = school.planner.history(head, PLAN, "priorities", "p1")
    assert change.by_name == SOMEBODY
    assert {each.by_name for each in school.planner.changes(head, PLAN)} == {SOMEBODY, "Hana", "sef2si import"}
    assert school.planner.staff.members(head, OURS) == ()
    leader = school.town.add("lee@elm.example", Role.SENIOR_LEADER)
    assert NAME not in [each.name for each in school.town.accounts.people_at(leader.person, OURS)]
    assert [each.restricted for each in school.data.subjects(head, OURS) if each.key == school.key] == [True]
    assert NAME in everything_kept(school.engine)
    assert school.done(Act.RESTRICT) == {}
    assert school.done(Act.RELEASE) == {"released": 2}
    assert [each.name for each in school.planner.staff.members(head, OURS)] == [NAME]


def test_looking_changes_nothing_and_an_act_is_what_was_looked_at(school: School) -> None:
    before = everything_kept(school.engine)
    ask = Ask(Act.ANONYMISE, school.key)
    looked = school.data.look(school.head.person, OURS, ask)
    assert everything_kept(school.engine) == before
    school.planner.write(school.priya.person, PLAN, [make.need(id="late")])
    assert refused(lambda: school.data.do(school.head.person, OURS, ask, looked.seen), Invalid) == CHANGED
    other = Ask(Act.RESTRICT, school.key)
    assert refused(lambda: school.data.do(school.head.person, OURS, other, looked.seen), Invalid) == CHANGED
    assert NAME in everything_kept(school.engine)


def test_certificates_say_what_was_done_and_name_nobody_it_was_done_to(school: School) -> None:
    school.data.give_out(school.head.person, OURS, school.key)
    school.done(Act.ANONYMISE)
    found = school.data.certificates(school.head.person, OURS)
    assert [(each.sort, each.by_name) for each in found] == [("anonymise", "Hana"), ("export", "Hana")]
    said = repr(found)
    assert [word for word in (NAME, "Priya", "priya", school.priya.id, "m1") if word in said] == []


def test_nobody_does_it_to_themselves_and_somebody_still_manages_people(school: School) -> None:
    ask = Ask(Act.ANONYMISE, f"account-{school.head.id}")
    assert refused(lambda: school.data.look(school.head.person, OURS, ask)) == NOT_YOURSELF
    with pytest.raises(NotAllowed):
        school.data.look(school.priya.person, OURS, ask)
    admin = school.town.add("ada@elm.example", Role.SCHOOL_ADMIN)
    school.data.look(admin.person, OURS, ask)  # the administrator is left
    # Whoever may see to data and no longer manages people would leave nobody who does.
    school.town.accounts.disable(OPERATOR, OURS, admin.id, True)
    assert refused(lambda: school.data.look(admin.person, OURS, ask), Invalid) == LAST_ONE


def test_every_column_that_says_whose_or_names_somebody_is_found_by_its_name() -> None:
    """A new table is in dossiers and loses names by itself, if its columns are called so."""
    own = {"accounts", "staff", "links", "identities"}  # whose names are their own, each with an act that sees to it
    for table in every_table():
        if table.name in tables or table.name in own or "trail" in table.info:
            continue
        named = set(name_columns(table))
        words = {c.name for c in table.columns if c.info["holds"].sort.value == "names"}
        assert words == named, f"{table.name}: call a name …_by_name, beside …_by"
        assert {name_columns(table)[name] for name in named} <= set(whose_columns(table))
    assert text_columns(tables["priorities"])[:1] == ["title"]
