"""Emails of what is new: numbers alone, asked for, allowed at that moment, and each at most once whatever happens."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from sef2si.domain.accounts import Account
from sef2si.domain.news import How
from sef2si.domain.people import Role
from sef2si.domain.plan import KINDS
from sef2si.domain.sharing import Level
from sef2si.domain.threads import Asked, ThreadSort
from sef2si.errors import NotFound
from sef2si.services.access import THING
from sef2si.services.accounts import Accounts
from sef2si.services.mail import Letter, Mailer, NotSent
from sef2si.services.news_mail import NewsMails
from sef2si.services.planner import Planner
from sef2si.services.telling import NO_STOP
from sef2si.store.engine import open_engine
from sef2si.store.news_tables import news_mails
from tests import factories as make
from tests.databases import everything
from tests.people import OPERATOR, OTHER, OURS, PASSWORD, Clock, CountingHasher, at_once, everything_kept, refused
from tests.security.test_tenant_canaries import planted
from tests.services.test_mail import Post, mailer, running

HOME = "https://sef.example"
PLAN = "100492-2026"
TUESDAY = datetime(2026, 11, 24, 9, 0).astimezone()
FOUR, LATER = TUESDAY.replace(hour=16), TUESDAY.replace(hour=16, minute=16)
MONDAY = datetime(2026, 11, 30, 7, 0).astimezone()
WRITER = make.person(id="writer", name="mark-writer-name", role=Role.SENIOR_LEADER)
ROLES = (
    Role.HEADTEACHER, Role.SENIOR_LEADER, Role.CPD_LEADER, Role.PRIORITY_LEAD, Role.STAFF, Role.GOVERNOR,
    Role.SCHOOL_ADMIN, Role.ADVISER,
)  # fmt: skip


@pytest.fixture
def post() -> Iterator[Post]:
    with running(Post()) as made:
        yield made


class School:
    """Elm with its people, one of each role, on a Tuesday morning."""

    def __init__(self, engine: Engine, post: Post) -> None:
        self.engine, self.post, self.clock = engine, post, Clock(TUESDAY - timedelta(days=1))
        self.planner = Planner(engine, clock=self.clock)
        self.accounts = Accounts(engine, clock=self.clock, hasher=CountingHasher())
        self.planner.import_plans([make.whole_plan(), make.whole_plan(urn=OTHER)])
        self.people = {role: self.add(role) for role in ROLES}
        self.accounts.set_lead(WRITER, OURS, "priority-1", self.people[Role.PRIORITY_LEAD].id)
        members = [make.member(id=f"m-{each.id}", account_id=each.id) for each in self.people.values()]
        self.planner.staff.write(WRITER, OURS, members)
        self.share(Level.FULL)
        self.clock.now = TUESDAY
        for each in self.people.values():
            self.planner.telling.look(each.person, TUESDAY)

    def add(self, role: Role, urn: str = OURS) -> Account:
        token = self.accounts.invite(OPERATOR, urn, f"{role.value}@elm.example", role.label, role)
        return self.accounts.accept(token, "", PASSWORD)

    def now(self, role: Role) -> Account:
        found = self.accounts.find(self.people[role].id)
        assert found is not None
        return found

    def choose(self, role: Role, how: How, urn: str = OURS) -> None:
        self.planner.telling.choose(self.now(role).person, {urn: how})

    def share(self, level: Level) -> None:
        head, sharings = make.person(), self.planner.sharings
        sharings.share(head, sharings.sharing(head, OURS).model_copy(update={"level": level}))

    def change(self, target: str = "80%") -> None:
        plan = self.planner.load(WRITER, OURS)
        self.planner.write(WRITER, PLAN, [plan.priorities[0].having(target=target)])

    def at(self, moment: datetime) -> School:
        self.clock.now = moment
        return self

    def mails(self, through: Mailer | None = None) -> NewsMails:
        return self.planner.telling.mails(through or mailer(f"smtp://127.0.0.1:{self.post.port}"), HOME)

    def send(self) -> list[str]:
        """A round, and who got a letter by it."""
        before = len(self.post.letters)
        self.mails().send_due()
        return sorted(each["To"].partition("@")[0] for each in self.post.letters[before:])

    def kept(self) -> list[tuple[str, dict[str, object], bool]]:
        query = select(news_mails).order_by(news_mails.c.sent_on)
        with everything(self.engine) as connection:
            return [(str(row.sent_on), row.said, row.taken_at is not None) for row in connection.execute(query)]


@pytest.fixture
def school(engine: Engine, post: Post) -> School:
    return School(engine, post)


def text_of(letter: object) -> str:
    return letter.get_content()  # type: ignore[attr-defined,no-any-return]


def stop_of(post: Post) -> str:
    (token,) = set(re.findall(rf"{HOME}/news/stop/(\S+)", text_of(post.letters[-1])))
    return str(token)


def test_one_email_a_day_says_kinds_and_counts_and_a_link(school: School, post: Post) -> None:
    school.choose(Role.GOVERNOR, How.DAILY)
    school.clock.turn(minutes=5)
    school.change()
    assert school.send() == []  # not before the afternoon
    assert school.at(FOUR).send() == ["governor"]
    (letter,) = post.letters
    lines = text_of(letter).splitlines()
    assert [line for line in lines if line.startswith(("- ", "School", "http"))] == [
        "School 100492",
        "- 1 priority changed",
        f"{HOME}/",
        f"{HOME}/news/stop/{stop_of(post)}",
    ]
    assert (letter["Subject"], letter["List-Unsubscribe"].strip(), letter["List-Unsubscribe-Post"]) == (
        "What is new in your improvement plan",
        f"<{HOME}/news/stop/{stop_of(post)}>",
        "List-Unsubscribe=One-Click",
    )
    assert school.kept() == [("2026-11-24", {OURS: {"priorities": 1}}, True)]
    assert THING.get() == "an open page"  # whatever this thread does next is for no email
    school.clock.turn(minutes=5)
    school.change("90%")
    assert school.send() == []
    assert school.at(FOUR + timedelta(days=1)).send() == ["governor"]
    assert school.at(FOUR + timedelta(days=2)).send() == []  # nothing new, no email


def test_on_mondays_alone_with_what_still_waits(school: School, post: Post) -> None:
    school.choose(Role.HEADTEACHER, How.MONDAYS)
    adviser = school.now(Role.ADVISER).person
    school.planner.threads.ask(adviser, OURS, Asked(id="q1", sort=ThreadSort.QUESTION, text="mark-question"))
    school.clock.turn(minutes=5)
    school.change()
    sent = [school.at(MONDAY + timedelta(hours=hours)).send() for hours in (-9, 0, 9, 24, 7 * 24)]
    assert sent == [[], ["headteacher"], [], [], ["headteacher"]]
    said = [[line for line in text_of(each).splitlines() if line.startswith("- ")] for each in post.letters]
    waits = "- 1 question or answer waiting for you"
    assert said == [["- 1 priority changed", waits], [waits]]


def test_a_server_that_was_off_on_monday_sends_when_it_is_back(school: School) -> None:
    school.choose(Role.GOVERNOR, How.MONDAYS)
    school.clock.turn(minutes=5)
    school.change()
    assert school.at(MONDAY + timedelta(days=2)).send() == ["governor"]


def test_all_schools_of_a_person_are_one_email(school: School, post: Post) -> None:
    school.add(Role.GOVERNOR, OTHER)
    school.choose(Role.GOVERNOR, How.MONDAYS)
    school.choose(Role.GOVERNOR, How.DAILY, OTHER)
    school.clock.turn(minutes=5)
    school.change()
    other = make.person(id="other", urns=(OTHER,))
    plan = school.planner.load(other, OTHER)
    school.planner.write(other, plan.id, [plan.priorities[0].having(target="1")])
    assert [school.at(MONDAY).send(), school.at(MONDAY.replace(hour=16)).send()] == [["governor"], []]
    assert [line for line in text_of(post.letters[0]).splitlines() if line.startswith("School")] == [
        "School 100492",
        "School 900002",
    ]


def test_nobody_gets_what_they_did_not_ask_for(school: School) -> None:
    school.change()
    assert [school.at(at).send() for at in (FOUR, MONDAY, MONDAY.replace(hour=16))] == [[], [], []]
    assert school.kept() == []


WITHDRAWN: dict[str, tuple[Role, Callable[[School, Account], object]]] = {
    "nothing": (Role.GOVERNOR, lambda school, who: None),
    "nothing of an adviser": (Role.ADVISER, lambda school, who: None),
    "role": (Role.GOVERNOR, lambda school, who: school.accounts.set_role(OPERATOR, OURS, who.id, None)),
    "role changed": (Role.GOVERNOR, lambda school, who: school.accounts.set_role(OPERATOR, OURS, who.id, Role.STAFF)),
    "account": (Role.GOVERNOR, lambda school, who: school.accounts.disable(OPERATOR, OURS, who.id, disabled=True)),
    "sharing": (Role.ADVISER, lambda school, who: school.share(Level.OFF)),
    "choice": (Role.GOVERNOR, lambda school, who: school.choose(Role.GOVERNOR, How.OFF)),
}


@pytest.mark.parametrize("what", WITHDRAWN)
def test_it_is_asked_at_that_moment_whether_they_still_may(school: School, what: str) -> None:
    role, withdraw = WITHDRAWN[what]
    school.choose(role, How.DAILY)
    school.clock.turn(minutes=5)
    school.change()
    school.planner.threads.ask(make.person(), OURS, Asked(id="q", sort=ThreadSort.QUESTION, text="mark-question"))
    withdraw(school, school.people[role])
    assert school.at(FOUR).send() == ([role.value] if what.startswith("nothing") else [])


def test_no_email_holds_a_word_of_the_plan_or_a_name(school: School, post: Post) -> None:
    """Every text of every record is marked, and so is everybody who wrote; each role is told of all it may be."""
    for role in ROLES:
        school.choose(role, How.DAILY)
    school.clock.turn(minutes=5)
    plan = school.planner.load(WRITER, OURS)
    there = {each.id: each.version for each in plan.all_records()}
    marked = [each.having(version=there.get(each.id, 0)) for each in planted(OURS)]
    school.planner.write(WRITER, PLAN, marked)
    adviser = school.now(Role.ADVISER).person
    on_record = {"plan_id": PLAN, "kind": "priorities", "record_id": "priority-1"}
    for number, (person, about) in enumerate(((adviser, on_record), (make.person(name="mark-head"), {}))):
        asked = Asked(id=f"q{number}", sort=ThreadSort.QUESTION, text="mark-question-text", **about)
        school.planner.threads.ask(person, OURS, asked)
    session = school.planner.load(WRITER, OURS).find("cpd_sessions", "session-1")
    school.planner.write(WRITER, PLAN, [session.having(announced_on=TUESDAY.date(), held_on=MONDAY.date())])
    members = [f"m-{each.id}" for each in school.people.values()]
    school.planner.invitations.invite(WRITER, PLAN, {"session-1": members})
    assert school.at(FOUR).send() == sorted(role.value for role in ROLES)
    raw = "\n".join(each.as_string() + text_of(each) for each in post.letters)
    shown = "".join(f"{school.planner.load(make.person(), OURS).model_dump_json()}")
    assert (shown.count("mark-") > 60, re.findall(r".*(?:mark-|Elm Primary|Headteacher).*", raw)) == (True, [])
    kept = school.kept()
    assert {kind for _, said, _ in kept for kind in said[OURS]} == {  # type: ignore[attr-defined]
        *KINDS.keys() - {"preferences", "judgements"}, "waiting", "invited",  # those hold no text of their own
    }  # fmt: skip
    assert "mark-" not in repr(kept)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_server_killed_at_the_letter_sends_no_second_one(school: School, post: Post, when: str) -> None:
    school.choose(Role.GOVERNOR, How.DAILY)
    school.clock.turn(minutes=5)
    school.change()
    school.at(FOUR)

    class Killed(Mailer):
        def send(self, to: str, letter: Letter) -> None:
            if when == "after":
                super().send(to, letter)
            os._exit(9)

    child = os.fork()
    if child == 0:
        url = school.engine.url.render_as_string(hide_password=False)
        one = mailer(f"smtp://127.0.0.1:{post.port}")
        through = Killed(one.host, one.port, one.sender)
        NewsMails(open_engine(url), through, HOME, clock=school.clock).send_due()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    letters = 1 if when == "after" else 0
    assert (len(post.letters), school.kept()) == (letters, [("2026-11-24", {OURS: {"priorities": 1}}, False)])
    assert [school.at(FOUR + timedelta(hours=hours)).send() for hours in (0, 1, 24)] == [[], [], []]
    # What it would have said stands on “My schools”.
    (_, news) = school.planner.telling.news(school.now(Role.GOVERNOR).person)[0]
    assert news.words == "1 priority changed"


def test_two_processes_send_one(school: School, post: Post) -> None:
    school.choose(Role.GOVERNOR, How.DAILY)
    school.clock.turn(minutes=5)
    school.change()
    school.at(FOUR)
    assert at_once(school.mails().send_due) == ["in", "in"]
    assert len(post.letters) == 1


def test_a_mail_server_that_is_down_is_tried_again_and_the_log_names_nobody(
    school: School, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    school.choose(Role.GOVERNOR, How.DAILY)
    school.choose(Role.HEADTEACHER, How.DAILY)
    school.clock.turn(minutes=5)
    school.change()
    school.at(FOUR)
    with caplog.at_level(logging.DEBUG), pytest.raises(NotSent):
        school.mails(mailer("smtp://127.0.0.1:1")).send_due()
    assert ("@" in caplog.text, "could not be sent" in caplog.text) == (False, True)
    assert school.kept() == []
    assert school.at(LATER).send() == ["governor", "headteacher"]
    assert "- 1 priority changed" in text_of(post.letters[0])


def test_an_address_that_is_refused_keeps_nobody_else_waiting(school: School, post: Post) -> None:
    school.choose(Role.GOVERNOR, How.DAILY)
    school.clock.turn(minutes=5)
    school.change()
    post.refuses = "RCPT"
    assert school.at(FOUR).send() == []
    post.refuses = ""
    assert school.at(LATER).send() == []
    assert school.kept() == [("2026-11-24", {OURS: {"priorities": 1}}, False)]


# The link that ends them.


def test_a_link_ends_them_and_does_nothing_else(school: School, post: Post, engine: Engine) -> None:
    for role in (Role.GOVERNOR, Role.HEADTEACHER):
        school.choose(role, How.DAILY)
    school.clock.turn(minutes=5)
    school.change()
    school.at(FOUR).send()
    letter = next(each for each in post.letters if each["To"].startswith("governor"))
    (token,) = set(re.findall(r"/news/stop/(\S+)", text_of(letter)))
    telling, governor = school.planner.telling, school.now(Role.GOVERNOR)
    assert (len(token), token in everything_kept(engine)) == (43, False)
    before = everything_kept(engine, but="news_choices")
    assert [telling.stops(each) for each in (token, token[:-1], token + "x", "", "\ud800")] == [True] + [False] * 4
    assert telling.how(governor.person) == {OURS: How.DAILY}  # looking changes nothing
    telling.stop(token)
    telling.stop(token)
    assert telling.how(governor.person) == {OURS: How.OFF}
    assert telling.how(school.now(Role.HEADTEACHER).person) == {OURS: How.DAILY}
    assert everything_kept(engine, but="news_choices") == before
    assert refused(lambda: telling.stop("x" * 43), NotFound) == NO_STOP
    # It is no link to come in by.
    assert school.accounts.link(token) is None
    assert refused(lambda: school.planner.own_cpd.calendar(token), NotFound)


def test_whoever_has_no_account_any_more_gets_none(school: School) -> None:
    stranger = make.person(id="a-sample", role=Role.GOVERNOR)
    school.planner.telling.choose(stranger, {OURS: How.DAILY})
    school.clock.turn(minutes=5)
    school.change()
    assert school.at(FOUR).send() == []
