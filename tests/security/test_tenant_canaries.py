"""Every text of every record of three schools carries the school's own mark: whoever is not of a school meets none.

And within a school: what is private carries a mark that reaches its leaders alone.
"""

from __future__ import annotations

import io
import itertools
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from sef2si.documents.catalogue import DOCUMENTS
from sef2si.domain.bodies import BodyKind
from sef2si.domain.needs import NeedSource
from sef2si.domain.people import Person, Role
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.record import Private, Record
from sef2si.domain.sharing import Level
from sef2si.domain.threads import Asked, Promised, ThreadSort
from sef2si.services.bodies import Bodies
from sef2si.services.own_cpd import ByLink
from sef2si.services.planner import Planner
from tests import factories as make
from tests.doors import API, ROUTES
from tests.server.house import OPERATOR, House, email, house, new_person, post, token_of
from tests.server.serve_here import ASH, ELM, OAK

SCHOOLS = (ELM, OAK, ASH)
BEGUN = datetime.now(UTC) - timedelta(days=20)
SOON = (datetime.now(UTC) + timedelta(days=20)).date()
MARK = re.compile(r"mark-(\d{6})-([a-z_]+)-([a-z_]+)")
# Keys of frameworks and menus, and a school's number: what a record of ours can't hold a mark in.
KEYS = {"id", "urn", "framework", "area", "grade", "carried_from", "areas", "hints_ignored", "form", "option", "at"}
# Who of Oak looks about; and who serves Oak alone from outside.
AT_OAK = {
    "oak-leader": Role.CPD_LEADER, "oak-lead": Role.PRIORITY_LEAD, "oak-staff": Role.STAFF,
    "oak-governor": Role.GOVERNOR, "oak-admin": Role.SCHOOL_ADMIN, "oak-adviser": Role.ADVISER,
}  # fmt: skip
AT_ELM = {"elm-lead": Role.PRIORITY_LEAD, "elm-staff": Role.STAFF, "elm-adviser": Role.ADVISER}


def marked(urn: str, kind: str, record: Record) -> Record:
    """The record with a mark in every text it can hold; private ones say so."""
    cls = type(record)
    private = set(cls.fields_marked(Private))
    said = {
        name: f"mark-{urn}-{'private' if name in private else kind}-{name}"
        for name, field in cls.model_fields.items()
        if field.annotation is str and name not in KEYS and name not in cls.links()
    }
    return record.having(**said)


def planted(urn: str) -> list[Record]:
    """A whole chain, every kind of record there is, marked; and a need about one person."""
    plan: Plan = make.whole_plan(urn=urn)
    records = [
        marked(urn, kind, record) for kind in KINDS for record in (plan.records(kind) or (make.record(kind=kind),))
    ]
    assert {type(record) for record in records} == set(KINDS.values())
    own = make.need(id="own", source=NeedSource.APPRAISAL, people=1, priority_id="priority-1")
    return [*records, own.having(what=f"mark-{urn}-private-what", who=f"mark-{urn}-private-who")]


def again(record: Record) -> Record:
    """The record with a word more in each of its marked texts."""
    said = {name: getattr(record, name) for name in type(record).model_fields}
    marks = {name: f"{text} again" for name, text in said.items() if isinstance(text, str) and MARK.match(text)}
    return record.having(**marks)


def plant(home: House, urn: str) -> None:
    """Marks in the school's plan and in all that it keeps beside it."""
    head = Person.with_role(id=f"head-{urn}", name=f"mark-{urn}-head-name", role=Role.HEADTEACHER, urns=[urn])
    adviser = Person.with_role(id="a", name=f"mark-{urn}-adviser-name", role=Role.ADVISER, urns=[urn])
    planner, sharings = home.planner, home.planner.sharings
    then = Planner(home.engine, clock=lambda: BEGUN)
    there, records = then.load(head, urn), planted(urn)
    gone = make.need(id="gone", source=NeedSource.CAREER, what=f"mark-{urn}-private-gone")
    then.write(head, there.id, [records[0].having(version=there.school.version), *records[1:], gone])
    # Since then every text was changed, so that a comparison shows each twice; and something was removed.
    plan = planner.load(head, urn)
    plan = planner.write(head, plan.id, [again(record) for record in plan.all_records()])
    planner.write(head, plan.id, remove=[plan.find("needs", "gone"), plan.find("milestones", "milestone-1")])
    planner.belongings.keep_template(head, urn, "plan", f"mark-{urn}-template-name.docx", b"mark")
    planner.belongings.remember_columns(head, urn, "plan", {f"mark-{urn}-column-heading": "lead"})
    member = make.member(name=f"mark-{urn}-staff-name", role=f"mark-{urn}-staff-role", team=f"mark-{urn}-staff-team")
    planner.staff.write(head, urn, [member])
    sharings.share(head, sharings.sharing(head, urn).model_copy(update={"level": Level.FULL}))
    said = Asked(id=f"t{urn}", sort=ThreadSort.QUESTION, text=f"mark-{urn}-thread-text")
    planner.threads.ask(adviser, urn, said)
    planner.threads.promise(adviser, urn, Promised(id=f"p{urn}", text=f"mark-{urn}-promise-text", due_on=SOON))
    own = ByLink(planner.invitations.give_link(head, urn, member.id))
    planner.own_cpd.choose(own, f"mark-{urn}-choice-what", None, Decimal(1))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("canaries")) as home:
        with home.engine.begin() as connection:  # the plans were begun twenty days ago
            connection.exec_driver_sql("UPDATE changes SET at = ?", (BEGUN.replace(tzinfo=None).isoformat(" "),))
        for urn in SCHOOLS:
            plant(home, urn)
        for urn, people in ((OAK, AT_OAK), (ELM, AT_ELM)):
            for who, role in people.items():
                token = home.accounts.invite(OPERATOR, urn, email(who), who, role)
                home.ids[who] = new_person(home.accounts, who, token)
        body = Bodies(home.engine).keep(OPERATOR, BodyKind.TRUST, "Oak Trust", [OAK])
        token = home.accounts.invite_lead_adviser(OPERATOR, body.id, email("trust"), "Trust")
        home.ids["trust"] = new_person(home.accounts, "trust", token)
        yield home


def texts(answer: httpx.Response) -> str:
    """All that came, headers too; what is packed is unpacked."""
    said = [str(answer.headers), answer.text if not answer.content.startswith(b"PK") else ""]
    if answer.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as members:
            said += [members.read(name).decode("utf-8", "replace") for name in members.namelist()]
    return "\n".join(said)


# Each of these starts a kernel, which tests.security.test_served_readers listens to; or is gone over below.
_NOT_HERE = (
    "/workbook", "/dashboard", "<document>", "<kernel_id>", "<path>", "<version>", "/back",
)  # fmt: skip


def addresses(urn: str) -> Iterator[str]:
    """Every page, download and answer of the service there is for a school."""
    filled = {
        "<urn>": urn, "<name>": "x" * 22, "<member_id>": "nobody", "<of>": "account-nobody", "<key>": "account-nobody",
        "<example>": "framework", "<token>": "x" * 43,
    }  # fmt: skip
    for path, verbs in ROUTES.items():
        if "GET" not in verbs or any(
            part in path for part in ("<document>", "<kernel_id>", "<path>", "<version>", "/back")
        ):
            continue
        if path in ("/schools/<urn>/workbook", "/schools/<urn>/dashboard", "/advisers"):
            continue  # each starts a kernel: tests.security.test_served_readers has them
        whole = path
        for name, text in filled.items():
            whole = whole.replace(name, text)
        yield whole.replace("<form>", "csv")
    yield f"/schools/{urn}/print?" + "&".join(f"paper={key}" for key in DOCUMENTS)
    for document in DOCUMENTS.values():
        for form in document.forms:
            if form.key not in ("pdf", "pdf-a3", "pdf-a4", "png"):  # the same paper as docx and html, set
                yield f"/schools/{urn}/documents/{document.key}.{form.key}"
    for path in API:
        if path.startswith("GET "):
            plain = path[4:].replace("{urn}", urn).replace("{plan_id}", f"{urn}-2026").replace("{kind}", "priorities")
            yield "/service/v1" + plain.replace("{record_id}", "priority-1").replace("{member_id}", "nobody")


def errors(client: httpx.Client, urn: str) -> Iterator[httpx.Response]:
    """What is said to somebody who tries: forged saves of records that are there, an undo, a thread that is."""
    headers = {"X-XSRFToken": token_of(client)}
    forged = make.priority(id="priority-1", title="Forged").model_dump(mode="json")
    for path, body in (
        (f"/service/v1/plans/{urn}-2026/acts", {"save": [{"kind": "priorities", "record": forged}]}),
        (f"/service/v1/plans/{urn}-2026/acts", {"remove": [{"kind": "needs", "id": "own", "version": 1}]}),
        (f"/service/v1/plans/{urn}-2026/acts", {"save": [{"kind": "nothing", "record": {}}]}),
        (f"/service/v1/plans/{urn}-2026/undo", {}),
        (f"/service/v1/plans/{urn}-2026/carry", {}),
        (f"/service/v1/schools/{urn}/staff/acts", {}),
        (f"/service/v1/schools/{urn}/talks/threads/t{urn}/remarks", {"id": "r", "text": "x"}),
    ):
        yield client.post(path, headers=headers, content=json.dumps(body), timeout=60)
    for path in ("people", "leads", "sharing", "documents/templates", "staff", "years", "removed"):
        yield post(client, f"/schools/{urn}/{path}")


def found(client: httpx.Client, urn: str) -> Iterator[httpx.Response]:
    """What is found of the marks themselves."""
    sent = post(client, f"/schools/{urn}/search", q="mark")
    yield client.get(sent.headers["Location"]) if sent.status_code == 303 else sent


def heard(home: House, who: str, urns: tuple[str, ...] = SCHOOLS) -> tuple[Counter[tuple[str, str]], int]:
    """The marks that somebody meets anywhere, as (URN, kind and field), and how many answers there were."""
    marks: Counter[tuple[str, str]] = Counter()
    asked = 0
    with home.signed_in(who) as client:
        for urn in urns:
            read = (client.get(path, timeout=60) for path in addresses(urn))
            answers = itertools.chain(read, found(client, urn), errors(client, urn))
            for said in map(texts, answers):
                asked += 1
                marks.update((found[1], f"{found[2]}-{found[3]}") for found in MARK.finditer(said))
    return marks, asked


def others(*names: str) -> list[object]:
    """Those whom only ``-m heavy`` sends round."""
    return [pytest.param(name, marks=pytest.mark.heavy) for name in names]


@pytest.mark.parametrize(
    "who",
    ["oak-lead", "trust", "operator", *others("oak", "oak-adviser", *AT_OAK.keys() - {"oak-lead", "oak-adviser"})],
)
def test_nobody_meets_a_mark_of_another_school(town: House, who: str, capsys: pytest.CaptureFixture[str]) -> None:
    marks, asked = heard(town, who)
    # Whoever runs the server sees what schools are called, and nothing they write.
    known = {"school-name"} if who == "operator" else set()
    assert {mark for mark in marks if mark[0] != OAK and mark[1] not in known} == set()
    own = sum(count for mark, count in marks.items() if mark[0] == OAK and mark[1] not in known)
    assert (own > 0) is (who != "operator")  # the control: there is something to be met at these addresses
    with capsys.disabled():
        print(f"\n  canaries: {who}: {asked} answers, {own} marks of their own school, 0 of others")


@pytest.mark.parametrize("who", ["governor", "elm-lead", *others("elm-staff", "elm-adviser", "adviser", "admin")])
def test_what_is_private_reaches_nobody_but_the_leaders(town: House, who: str) -> None:
    marks, _ = heard(town, who, (ELM,))
    assert {mark for mark in marks if mark[1].startswith("private-")} == set()


def test_what_is_private_reaches_the_head(town: House) -> None:
    """The control of the test above, at the same addresses."""
    marks, _ = heard(town, "head", (ELM,))
    private = sum(count for (_, name), count in marks.items() if name.startswith("private-"))
    assert (private > 20, sum(marks.values()) > 1_000, {urn for urn, _ in marks}) == (True, True, {ELM})


def test_every_kind_and_text_is_marked() -> None:
    found = {kind for each in planted(ELM) for _, kind, _ in MARK.findall(each.model_dump_json())}
    bare = {"judgements", "preferences"}  # numbers, and keys of frameworks and menus
    assert set(KINDS) - found - bare <= {kind for kind, cls in KINDS.items() if cls.fields_marked(Private)}
    assert "private" in found
