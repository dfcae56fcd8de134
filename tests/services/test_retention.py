"""What is past its time goes, once it was looked at, and nothing else does; done again it does nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, Table, select

from sef2si.domain.invitations import Answer
from sef2si.domain.needs import Need
from sef2si.domain.people import Person, Role
from sef2si.domain.personal import FORMER
from sef2si.domain.retention import BY_ITSELF, Rule, years_back
from sef2si.domain.sharing import Level
from sef2si.domain.threads import Asked, Promised, Said, ThreadSort
from sef2si.errors import CannotUndo, Invalid, NotAllowed
from sef2si.services.checking import check
from sef2si.services.own_cpd import ByLink
from sef2si.services.personal import CHANGED
from sef2si.services.planner import Planner
from sef2si.store.access_log import access_log
from sef2si.store.engine import EVERY_SCHOOL, reading
from sef2si.store.people import links
from sef2si.store.tables import changes
from sef2si.store.year_tables import free_choices, invitations, personal_links, proposals
from tests import factories as make
from tests.databases import owner_of
from tests.people import OPERATOR, OTHER, OURS, Town, everything_kept, refused

PLAN = f"{OURS}-2026"
NOTHING = dict.fromkeys((rule.value for rule in Rule), 0)


class School:
    """In 2026: leavers, notes, changes, an invitation and a line in the access log; and the same at another school."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.town = Town(engine)
        self.clock = self.town.clock
        self.planner = Planner(engine, clock=self.clock)
        for urn, email in ((OURS, "hana@elm.example"), (OTHER, "olu@other.example")):
            person = self.town.add(email, urn=urn).person
            plan_id = f"{urn}-2026"
            gone, here = date(2026, 7, 31), date(2027, 7, 31)
            self.planner.staff.write(
                person,
                urn,
                [
                    make.member(id="gone", name="Gone Before", leaves_on=gone),
                    make.member(id="going", name="Going Later", leaves_on=here),
                    make.member(id="staying", name="Staying On"),
                ],
            )
            kept_on = self.clock.now.date()
            notes = [make.note(id="old", text="Old words", kept_on=kept_on), make.note(id="undated", kept_on=None)]
            self.planner.write(person, plan_id, [*notes, make.need(id="n1", what="First words")])
            self.planner.write(person, plan_id, [self.need(urn, person).having(what="Second words")])
            self.town.accounts.invite(OPERATOR, urn, f"new@{urn}.example", "Newcomer", Role.GOVERNOR)
            with self.planner.access_log.watching(every=60):
                self.planner.load(person, urn)
        found = self.town.accounts.find_by_email(OPERATOR, "hana@elm.example")
        self.head = found.person

    def need(self, urn: str, person: Person) -> Need:
        return self.planner.load(person, urn, "2026/27").find("needs", "n1")

    def go_on(self, years: int) -> None:
        self.clock.now = self.clock.now.replace(year=self.clock.now.year + years) + timedelta(days=1)

    def cleared(self) -> dict[str, int]:
        looked = self.planner.retention.look(self.head, OURS)
        made = self.planner.retention.do(self.head, OURS, looked.seen)
        assert (made.counts if made else NOTHING) == looked.counts
        return dict(looked.counts)


@pytest.fixture
def school(engine: Engine) -> School:
    return School(engine)


def test_nothing_is_past_its_time_yet(school: School) -> None:
    before = everything_kept(school.engine)
    assert school.cleared() == NOTHING
    assert everything_kept(school.engine) == before


def test_what_is_past_its_time_goes_and_the_other_school_keeps_all(school: School) -> None:
    school.go_on(8)
    assert school.cleared() == NOTHING | {"leavers": 2, "access_log": 1, "changes": 2, "notes": 1, "links": 1}
    names = [each.name for each in school.planner.staff.members(school.head, OURS)]
    assert sorted(names) == [FORMER, FORMER, "Staying On"]
    plan = school.planner.load(school.head, OURS, "2026/27")
    assert [each.id for each in plan.notes] == ["undated"]
    assert plan.find("needs", "n1").what == "Second words"
    with reading(owner_of(school.engine), EVERY_SCHOOL) as connection:
        said = "\n".join(map(repr, connection.execute(select(changes).where(changes.c.plan_id == PLAN))))
        assert [words for words in ("Old words", "First words", "Second words") if words in said] == ["Second words"]
        for table in (access_log, links):
            assert {row.urn for row in connection.execute(select(table.c.urn))} == {OTHER}
        others = "\n".join(map(repr, connection.execute(select(changes).where(changes.c.plan_id != PLAN))))
        assert ("Old words" in others, "First words" in others) == (True, True)
    assert check(owner_of(school.engine)).wrong == ()
    # What is left can be read and gone on with; of what went, its history says nothing.
    (change,) = school.planner.history(school.head, PLAN, "needs", "n1")
    assert (change.before, (change.after or {})["what"]) == ({}, "Second words")
    assert school.planner.history(school.head, PLAN, "notes", "old") == ()
    refused(lambda: school.planner.undo(school.head, PLAN), CannotUndo)
    assert check(owner_of(school.engine)).wrong == ()


def test_old_notes_of_others_are_counted_and_go_and_nobody_reads_them(school: School) -> None:
    """The school's duty not to keep words about people for ever holds for what its head may not see."""
    author = school.town.add("cai@elm.example", Role.CPD_LEADER).person
    day = school.clock.now.date()
    school.planner.write(author, PLAN, [make.note(id="own", text="Mine alone", kept_on=day, audience=())])
    school.go_on(5)
    looked = school.planner.retention.look(school.head, OURS)
    assert (looked.counts["notes"], "Mine alone" in repr(looked)) == (2, False)
    school.cleared()
    assert "Mine alone" not in everything_kept(school.engine)
    # It is gone for its author too.
    assert [each.id for each in school.planner.load(author, OURS, "2026/27").notes] == ["undated"]
    assert school.planner.history(author, PLAN, "notes", "own") == ()


def test_done_again_it_does_nothing(school: School) -> None:
    school.go_on(8)
    school.cleared()
    before = everything_kept(school.engine)
    assert school.cleared() == NOTHING
    assert everything_kept(school.engine) == before
    (certificate,) = school.planner.people_data.certificates(school.head, OURS)
    assert (certificate.sort, certificate.by_name) == ("retention", "Hana")


def test_each_rule_has_its_own_years_which_a_school_decides(school: School) -> None:
    retention = school.planner.retention
    assert retention.rules(school.head, OURS) == {rule: rule.default for rule in Rule}
    retention.decide(school.head, OURS, {Rule.NOTES: 9, Rule.LEAVERS: 1})
    assert retention.rules(school.head, OURS)[Rule.NOTES] == 9
    assert retention.rules(school.town.add("o@other.example", urn=OTHER).person, OTHER)[Rule.NOTES] == 4
    school.go_on(1)
    assert school.cleared() == NOTHING | {"leavers": 1, "access_log": 1}
    school.go_on(7)
    assert school.cleared() == NOTHING | {"leavers": 1, "changes": 2, "links": 1}
    for years in (0, 26):
        assert "from 1 to 25" in refused(lambda y=years: retention.decide(school.head, OURS, {Rule.NOTES: y}), Invalid)


def test_it_is_what_was_looked_at_or_nothing(school: School) -> None:
    school.go_on(8)
    looked = school.planner.retention.look(school.head, OURS)
    before = everything_kept(school.engine)
    school.planner.retention.decide(school.head, OURS, {Rule.NOTES: 9})
    assert refused(lambda: school.planner.retention.do(school.head, OURS, looked.seen), Invalid) == CHANGED
    assert refused(lambda: school.planner.retention.do(school.head, OURS, ""), Invalid) == CHANGED
    assert len(everything_kept(school.engine)) > len(before)  # the decision, and nothing gone


def test_those_who_see_to_peoples_data_alone(school: School) -> None:
    for role in (Role.CPD_LEADER, Role.GOVERNOR, Role.ADVISER):
        person = make.person(role=role)
        for call in (school.planner.retention.rules, school.planner.retention.look):
            with pytest.raises(NotAllowed):
                call(person, OURS)
        with pytest.raises(NotAllowed):
            school.planner.retention.do(person, OURS, "")


def test_years_back_from_a_leap_day() -> None:
    assert [years_back(date(2028, 2, 29), years) for years in (1, 4)] == [date(2027, 2, 28), date(2024, 2, 29)]


class Talking(School):
    """Besides: threads that are settled, and one that is not, a promise, and CPD that people were invited to."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        planner, head = self.planner, self.head
        adviser = self.town.add("ada@council.example", Role.ADVISER).person
        sharings = planner.sharings
        sharings.share(head, sharings.sharing(head, OURS).model_copy(update={"level": Level.FULL}))
        for name in ("settled", "open"):
            planner.threads.ask(adviser, OURS, Asked(id=name, sort=ThreadSort.QUESTION, text=f"Is it {name}?"))
            planner.threads.remark(head, OURS, name, Said(id=f"r-{name}", text=f"It is {name}."))
        planner.threads.close(adviser, OURS, "settled")
        planner.threads.ask(adviser, OURS, Asked(id="well", sort=ThreadSort.PRAISE, text="Well done."))
        due = self.clock.now.date() + timedelta(days=9)
        planner.threads.promise(adviser, OURS, Promised(id="p1", text="I will ring.", due_on=due))
        activity = make.activity(id="a1", need_ids=("n1",))
        announced = self.clock.now.date()
        session = make.cpd_session(id="s1", activity_id="a1", held_on=date(2026, 12, 1), announced_on=announced)
        planner.write(head, PLAN, [activity, session])
        planner.invitations.invite(head, PLAN, {"s1": ["staying", "going"]})
        mine = ByLink(planner.invitations.give_link(head, OURS, "staying"))
        (own,) = planner.own_cpd.mine(mine).invitations
        planner.own_cpd.respond(mine, {own.id: (Answer.DECLINED, None)})
        planner.own_cpd.choose(mine, "A visit", None, Decimal(1))
        plan = planner.load(head, OURS)
        planner.year.begin(head, plan, planner.year.framed(head, plan, self.clock.now.date()))

    def count(self, table: Table) -> int:
        with reading(owner_of(self.engine), EVERY_SCHOOL) as connection:
            return len(connection.execute(select(table)).all())


CPD = (invitations, free_choices, proposals)


def test_threads_and_cpd_of_long_ago_go_with_all_that_was_written_in_them(engine: Engine) -> None:
    school = Talking(engine)
    assert school.cleared() == NOTHING
    school.planner.retention.decide(school.head, OURS, dict.fromkeys(set(Rule) - {Rule.TALKS, Rule.CPD}, 25))
    school.go_on(2)
    # The year ended less than two years ago.
    assert (school.cleared(), [school.count(each) for each in CPD]) == (NOTHING, [2, 1, 1])
    school.go_on(1)
    looked = school.planner.retention.look(school.head, OURS)
    assert (looked.counts, [school.count(each) for each in CPD]) == (NOTHING | {"cpd": 7}, [2, 1, 1])
    assert (school.cleared(), [school.count(each) for each in CPD]) == (NOTHING | {"cpd": 7}, [0, 0, 0])
    school.go_on(2)
    assert school.cleared() == NOTHING | {"talks": 3}
    talks = school.planner.threads.talks(school.head, OURS)
    assert ([each.id for each in talks.threads], talks.promises) == (["open"], ())
    kept = everything_kept(school.engine)
    said = ("Is it settled?", "It is settled.", "Well done.", "I will ring.", "A visit", "Is it open?", "It is open.")
    assert [words for words in said if words in kept] == ["Is it open?", "It is open."]
    assert check(owner_of(school.engine)).wrong == ()
    # What was learnt, and when, stays in the plan.
    assert [each.id for each in school.planner.load(school.head, OURS, "2026/27").cpd_sessions] == ["s1"]
    assert school.cleared() == NOTHING


def test_links_that_open_nothing_go_and_a_leaver_has_none(engine: Engine) -> None:
    school = Talking(engine)
    school.planner.invitations.give_link(school.head, OURS, "going")
    years = dict.fromkeys(set(Rule) - {Rule.LINKS, Rule.LEAVERS}, 25)
    school.planner.retention.decide(school.head, OURS, years | {Rule.LEAVERS: 1})
    assert school.count(personal_links) == 2
    school.go_on(3)  # both ended more than a year ago, and the one of the leaver goes with her
    assert school.cleared() == NOTHING | {"leavers": 2, "links": 2}
    assert school.count(personal_links) == 0


def test_every_rule_says_why() -> None:
    assert [rule for rule in Rule if not rule.why.endswith(".") or not 1 <= rule.default <= rule.most] == []
    assert all(each.what and each.how_long and each.why.endswith(".") for each in BY_ITSELF)
