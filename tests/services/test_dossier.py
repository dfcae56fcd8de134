"""Everything about one person: a row planted for them in every table there is comes out, and goes when they go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, Engine, Integer, LargeBinary, Numeric, Table, event, insert, select

from sef2si.advice.costs import cost_of
from sef2si.domain.accounts import Account
from sef2si.domain.invitations import Answer, used_half_days
from sef2si.domain.people import Role
from sef2si.domain.personal import Act, Dossier
from sef2si.domain.plan import KINDS
from sef2si.errors import NotFound
from sef2si.services.checking import check
from sef2si.services.own_cpd import ByAccount, ByLink
from sef2si.services.personal import Ask
from sef2si.services.planner import Planner
from sef2si.store import year
from sef2si.store.engine import writing
from sef2si.store.every import every_table
from sef2si.store.mentions import text_columns
from sef2si.store.people import grants, sessions
from sef2si.store.people_data import name_columns, whose_columns
from sef2si.store.tables import Exact, Moment, tables
from sef2si.store.year_tables import personal_links
from tests import factories as make
from tests.databases import everything, owner_of
from tests.people import OURS, Town, everything_kept
from tests.services.test_hiding import School

NAME = "Priya Zanetti"
PLAN = f"{OURS}-2026"
# Tables in which nobody has a row of their own, and why.
NOBODYS: Mapping[str, str] = {
    "plans": "a school and a year",
    "activity_needs": "which record hangs on which",
    "activity_offers": "which record hangs on which",
    "offer_needs": "which record hangs on which",
    "note_judgements": "which record hangs on which",
    "judgements": "an area and its grade",
    "column_names": "headings of files, and the fields they stand for",
    "bodies": "what authorities and trusts are called",
    "body_schools": "which schools are theirs",
    "tries": "nobody can say of whom a hash was made",
    "grants": "of a session, which is given out; the rest is secret",
    "provider_sessions": "of a session, which is given out; the rest is secret",
    "replacements": "digests alone",
    "school": "facts of a school as a whole",
    "preferences": "counts of groups",
}


class Planted:
    """One person with an account and an entry, and for them a row in every other table."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.town = Town(engine)
        self.planner = Planner(engine, clock=self.town.clock)
        self.head = self.town.add()
        self.priya: Account = self.town.add("priya@elm.example", Role.CPD_LEADER)
        self.town.accounts.rename(self.priya.id, NAME)
        entry = make.member(id="m1", name=NAME, account_id=self.priya.id)
        self.planner.staff.write(self.head.person, OURS, [entry])
        # Rows that hang on nothing: the database is not asked whether what they name is there.
        event.listen(engine, "connect", lambda opened, _: opened.execute("PRAGMA foreign_keys=OFF"))
        engine.dispose()
        with engine.begin() as connection:
            for table in every_table():
                if table.name not in ("accounts", "staff", "plans", "school"):
                    connection.execute(insert(table).values(self.row(table)))

    def row(self, table: Table) -> dict[str, Any]:
        return {column.name: self.value(table, column) for column in table.columns if column.name != "seq"}

    def value(self, table: Table, column: Column[Any]) -> Any:
        known: dict[str, Any] = {
            "urn": OURS,
            "plan_id": PLAN,
            "member_id": "m1",
            "email": self.priya.email,
            "content": {"assigned": {"s1": ["m1", "m9"]}, "people": [{"id": "m9"}, {"id": "m1", "role": "Teacher"}]},
            "record_id": "m1" if table.name == "staff_changes" else "r1",
            "role": Role.STAFF.value if table.name == "memberships" else "x",
        }
        if column.name in whose_columns(table) and column.name != "member_id":
            return self.priya.id
        if column.name in name_columns(table) or (table.name in tables and column.name in text_columns(table)):
            return [NAME] if isinstance(column.type, JSON) else NAME
        if column.name in known and not isinstance(column.type, LargeBinary):
            return known[column.name]
        return self.filled(column)

    def filled(self, column: Column[Any]) -> Any:
        for kind, value in (
            (JSON, {}),
            (LargeBinary, b"x"),
            (Boolean, False),
            (Moment, datetime(2026, 11, 1, tzinfo=UTC)),
            (Date, date(2026, 11, 1)),
            ((Exact, Numeric), Decimal(1)),
            (Integer, 1),
        ):
            if isinstance(column.type, kind):
                return value
        return "x"

    def dossier(self, by: Account) -> Dossier:
        return self.planner.people_data.dossier(by.person, OURS, f"account-{self.priya.id}")


@pytest.fixture
def planted(sqlite_engine: Engine) -> Planted:
    return Planted(sqlite_engine)


def test_every_table_gives_out_what_it_holds_of_somebody(planted: Planted) -> None:
    found = planted.dossier(planted.head)
    there = {*found.rows, *(each.kind for each in found.mentions)}
    missing = sorted(table.name for table in every_table() if table.name not in there | NOBODYS.keys())
    assert missing == [], (
        f"Nothing of {', '.join(missing)} is given out about somebody. Call the column that says whose a row is by, "
        "…_by, account_id, person_id or member_id (store/people_data.py), or say in NOBODYS why it is nobody's."
    )
    assert not there & NOBODYS.keys()


def test_of_what_is_kept_as_a_whole_everybody_has_their_own_part(planted: Planted) -> None:
    rows = planted.dossier(planted.head).rows
    part = {"assigned": {"s1": ["m1"]}, "people": [{"id": "m1", "role": "Teacher"}]}
    assert [row["content"] for name in ("year_settings", "proposals") for row in rows[name] if "content" in row] == [
        part, part,
    ]  # fmt: skip
    assert "m9" not in repr(rows)


def test_what_others_wrote_about_somebody_else_is_not_theirs(planted: Planted) -> None:
    """That they changed an entry is; what the entry says of a colleague is not."""
    priya = planted.town.now(planted.priya).person
    other = make.member(id="m2", name="Tess Other")
    planted.planner.staff.write(priya, OURS, [other])
    rows = planted.dossier(planted.head).rows["staff_changes"]
    assert {row["record_id"]: "after" in row for row in rows} == {"m1": True, "m2": False}
    assert "Tess" not in repr(rows)


def test_ones_own_consent_is_ones_own_to_see(planted: Planted) -> None:
    planted.town.accounts.set_role(planted.head.person, OURS, planted.priya.id, Role.STAFF)
    found = planted.dossier(planted.town.now(planted.priya))
    assert (found.reads_all, found.mentions, found.rows["expertise"][0]["who"]) == (False, (), NAME)
    assert not {"priorities", "needs"} & found.rows.keys()
    assert [row["by"] for row in found.rows["notes"]] == [planted.priya.id]  # a note of one's own stays one's own


def test_a_table_that_hides_whose_it_is_would_be_missed(planted: Planted) -> None:
    """The control: under another name, nobody finds it."""
    table = tables["needs"].metadata.tables["free_choices"]
    named = table.c.member_id
    named.name = "colleague"
    try:
        assert whose_columns(table) == []
    finally:
        named.name = "member_id"


# Gone, with all that was made by the services themselves.


@pytest.fixture
def school(engine: Engine) -> Iterator[School]:
    yield School(engine)


def totals(school: School) -> dict[str, Any]:
    """What a school counts: records, heads, hours, money, half-days, and who comes to what."""
    head, planner = school.head.person, school.planner
    plan = planner.load(head, OURS)
    framed = planner.year.framed(head, plan, school.town.clock.now.date())
    with everything(school.engine) as connection:
        choices = year.choices_of(connection, PLAN)
        invited = [(each.session_id, each.answer) for each in year.invitations_of(connection, PLAN)]
    return {
        "records": {kind: len(plan.records(kind)) for kind in KINDS},
        "costs": [cost_of(each, plan.school).total for each in plan.activities],
        "staff": sorted((each.group, each.days, each.directed_hours) for each in planner.staff.members(head, OURS)),
        "people": [(each.role, each.hours, each.directed_minutes) for each in framed.problem.people],
        "half-days": used_half_days(choices),
        "invited": invited,
        "come": {
            key: (each.invited, len(each.coming)) for key, each in planner.invitations.answers(head, PLAN).items()
        },
    }


def test_a_former_colleague_can_come_in_by_nothing_and_the_totals_stay(school: School) -> None:
    town, planner, priya = school.town, school.planner, school.priya
    town.with_codes(priya)
    mine = ByAccount(town.now(priya).person, OURS)
    planner.own_cpd.choose(mine, f"{NAME} reads", None, Decimal(2))
    feed = planner.own_cpd.calendar_link(mine)
    page = planner.invitations.give_link(school.head.person, OURS, "m1")
    assert planner.own_cpd.calendar(feed).member.name == planner.own_cpd.mine(ByLink(page)).member.name == NAME
    with writing(school.engine, "") as connection:
        now = town.clock.now
        row = {"key": "k", "account_id": priya.id, "began_at": now, "seen_at": now, "agent": "Browser"}
        connection.execute(insert(sessions).values(row))
        connection.execute(insert(grants).values(key="g", session_key="k", urn=OURS))
    before = totals(school)
    head, data = school.head.person, planner.people_data
    texts = frozenset(each.key for each in data.dossier(head, OURS, f"account-{priya.id}").mentions)
    ask = Ask(Act.ANONYMISE, f"account-{priya.id}", texts=texts)
    made = data.do(head, OURS, ask, data.look(head, OURS, ask).seen)
    assert {name: made.counts[name] for name in ("ways in", "their own half-days", "register entry")} == {
        "ways in": 13,
        "their own half-days": 1,
        "register entry": 1,
    }
    kept = everything_kept(school.engine)
    assert [word for word in ("Zanetti", "zanetti", "p@elm.example", "SENCO") if word in kept] == []
    # Who is gone comes to nothing that is still ahead.
    assert totals(school) == {**before, "come": {"s1": (1, 0)}}
    assert check(owner_of(school.engine)).wrong == ()
    for closed in (lambda: planner.own_cpd.mine(ByLink(page)), lambda: planner.own_cpd.calendar(feed)):
        with pytest.raises(NotFound):
            closed()
    with everything(school.engine) as connection:
        for table in (sessions, grants, personal_links):
            assert connection.execute(select(table)).all() == []
    assert planner.invitations.answers(head, PLAN)["s1"].coming == ()
    assert Answer.ACCEPTED in [answer for _, answer in before["invited"]]
