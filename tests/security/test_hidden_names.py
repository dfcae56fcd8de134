"""Somebody whose data is not shown for now, named in every text of a school: no page, file or answer says the name.

What is left says it to whoever sees to people's data, and to nobody else: their list, “People”, and the archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import httpx
import pytest

from sef2si.domain.people import Role
from sef2si.domain.personal import Act
from sef2si.domain.plan import KINDS
from sef2si.domain.priorities import Priority
from sef2si.domain.sharing import Level
from sef2si.domain.threads import Asked, Promised, Said, ThreadSort
from sef2si.services.own_cpd import ByLink
from sef2si.services.personal import Ask
from tests import factories as make
from tests.security.test_tenant_canaries import addresses, errors, texts
from tests.server.house import OPERATOR, House, email, house, new_person
from tests.server.serve_here import ELM
from tests.services.test_hiding import NAME, named

FOUND = re.compile(r"(?i:zanetti|\bpriya\b(?!@)|pipsi)|\(PZ\)")
PLAN = f"{ELM}-2026"
MORE = {
    "elm-senior": Role.SENIOR_LEADER,
    "elm-lead": Role.PRIORITY_LEAD,
    "elm-staff": Role.STAFF,
    "priya": Role.CPD_LEADER,
}
# Where whoever sees to people's data does that, and all that a school has as it is kept.
FOR_THOSE_WHO_SEE = (f"/schools/{ELM}/people", f"/schools/{ELM}/people-data", f"/schools/{ELM}/archive.zip")


def plant(home: House) -> None:
    home.accounts.rename(home.ids["priya"], NAME)
    priya = home.accounts.find(home.ids["priya"])
    assert priya is not None
    who, planner = priya.person, home.planner
    there = planner.load(who, ELM)
    whole = make.whole_plan(urn=ELM)
    records = [each for kind in KINDS for each in (whole.records(kind) or (make.record(kind=kind),))]
    school, *rest = (named(kind, each) for each in records for kind in KINDS if type(each) is KINDS[kind])
    said = "Also priya (PZ) and ZANETTI, with Pipsi. "
    short = [each.having(why=f"{each.why} {said}") if isinstance(each, Priority) else each for each in rest]
    planner.write(who, PLAN, [school.having(version=there.school.version), *short])
    planner.belongings.keep_template(who, ELM, "plan", f"{NAME}.docx", b"words")
    entries = [
        make.member(id="m1", name=NAME, account_id=who.id),
        make.member(id="m2", name="Tess", team=f"Of {NAME}", account_id=home.ids["elm-staff"]),
    ]
    planner.staff.write(who, ELM, entries)
    session = make.cpd_session(id="s1", activity_id=planner.load(who, ELM).activities[0].id, team=f"With {NAME}",
                               held_on=date.today() + timedelta(days=30), announced_on=date.today())  # fmt: skip
    planner.write(who, PLAN, [session])
    planner.invitations.invite(who, PLAN, {"s1": ["m1", "m2"]})
    plan = planner.load(who, ELM)
    planner.year.begin(who, plan, planner.year.framed(who, plan, date.today()))
    head, adviser = (home.accounts.find(home.ids[each]) for each in ("head", "adviser"))
    assert head is not None
    assert adviser is not None
    until = date.today() + timedelta(days=90)
    now = planner.sharings.sharing(head.person, ELM)
    planner.sharings.share(head.person, now.model_copy(update={"level": Level.FULL, "names_until": until}))
    planner.threads.ask(adviser.person, ELM, Asked(id=f"t{ELM}", sort=ThreadSort.QUESTION, text=f"And {NAME}?"))
    planner.threads.remark(head.person, ELM, f"t{ELM}", Said(id="r1", text=f"Mrs Zanetti, {NAME}, knows."))
    due = date.today() + timedelta(days=9)
    planner.threads.promise(adviser.person, ELM, Promised(id="p1", text=f"Ring {NAME}", due_on=due))
    with planner.access_log.watching(every=60):
        planner.load(who, ELM)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("hidden")) as home:
        for who, role in MORE.items():
            token = home.accounts.invite(OPERATOR, ELM, email(who), who, role)
            home.ids[who] = new_person(home.accounts, who, token)
        plant(home)
        yield home


def heard(home: House, who: str) -> tuple[dict[str, int], int]:
    """The addresses at which somebody meets the name, and how often; and how many answers there were."""
    found: dict[str, int] = {}
    asked = 0
    with home.signed_in(who) as client:
        answers: list[tuple[str, httpx.Response]] = [(path, client.get(path, timeout=60)) for path in addresses(ELM)]
        answers += [(f"refused {n}", answer) for n, answer in enumerate(errors(client, ELM))]
        for path, answer in answers:
            asked += 1
            if count := len(FOUND.findall(texts(answer))):
                found[path] = count
    return found, asked


@pytest.fixture(scope="module")
def before(town: House) -> dict[str, int]:
    """The control: what the head meets while all is shown; then it is not any more."""
    found, _ = heard(town, "head")
    head = town.accounts.find(town.ids["head"])
    assert head is not None
    ask = Ask(Act.RESTRICT, f"account-{town.ids['priya']}", also=("Pipsi",))
    data = town.planner.people_data
    data.do(head.person, ELM, ask, data.look(head.person, ELM, ask).seen)
    return found


def others(*names: str) -> list[object]:
    """Those whom only ``-m heavy`` sends round."""
    return [pytest.param(name, marks=pytest.mark.heavy) for name in names]


@pytest.mark.parametrize(
    "who", ["head", "elm-lead", "adviser", *others("elm-senior", "elm-staff", "governor", "admin", "operator")]
)
def test_nobody_meets_the_name(
    town: House, before: dict[str, int], who: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(before) > 40
    found, asked = heard(town, who)
    sees = who in ("head", "admin")
    assert {path: count for path, count in found.items() if not (sees and path in FOR_THOSE_WHO_SEE)} == {}
    with capsys.disabled():
        print(f"\n  a name that is not shown: {who}: {asked} answers, 0 say it ({len(before)} did before)")


def test_a_link_of_a_colleagues_says_nothing_of_them_either(town: House, before: dict[str, int]) -> None:
    assert before
    head = town.accounts.find(town.ids["head"])
    assert head is not None
    token = town.planner.invitations.give_link(head.person, ELM, "m2")
    feed = town.planner.own_cpd.calendar_link(ByLink(token))
    with town.visitor() as client:
        shown = client.get(f"/my-cpd/link/{token}", follow_redirects=True)
        calendar = client.get(f"/my-cpd/calendar/{feed}.ics")
    said = [texts(each) for each in (shown, calendar)]
    assert [FOUND.findall(each) for each in said] == [[], []]
    # Both do say what it is about.
    assert ["Ask somebody (activities)" in each for each in said] == [True, True]
