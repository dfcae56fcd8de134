"""The table of permissions, held to values that are written out here once more, and to its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from sef2si.documents.permissions import ROLES, as_markdown
from sef2si.domain.people import SCHOOL_ROLES, TABLE, Answer, Deed, Held, Person, Role, Whose, allowed, answer, may

DOCS = Path(__file__).parents[2] / "docs" / "permissions.md"
HERE, ELSEWHERE, BODY = "100492", "900002", "b0123abc"

_LEADS = frozenset({"headteacher", "senior_leader", "cpd_leader"})
_READS = _LEADS | {"priority_lead", "staff", "governor"}
_TAKES = _LEADS | {"priority_lead", "governor"}
_STAFF = _READS | {"school_admin"}
_ADVISE = frozenset({"adviser", "lead_adviser"})
_ALL = frozenset({"own_record", "own_school", "same_body", "other", "archived"})
_PLAN = frozenset({"own_record", "own_school", "archived"})

# Independent of the table: deed -> for each answer but "no", which roles give it, and for whose record.
EXPECTED: dict[str, list[tuple[str, frozenset[str], frozenset[str]]]] = {
    "read": [("yes", _READS, _PLAN)],
    "read_all": [("yes", _LEADS, _PLAN)],
    "edit": [("yes", _LEADS, _PLAN)],
    "edit_own": [
        ("yes", _LEADS, frozenset({"own_record", "archived"})),
        ("yes", frozenset({"priority_lead"}), frozenset({"own_record"})),
    ],
    "history": [("yes", _LEADS, _PLAN)],
    "export": [("yes", _TAKES, _PLAN)],
    "compare": [("yes", _TAKES, _PLAN)],
    "print": [("yes", _TAKES, _PLAN)],
    "search": [("yes", _READS, _PLAN)],
    "undo": [
        ("yes", _LEADS, frozenset({"own_record", "archived"})),
        ("yes", frozenset({"priority_lead"}), frozenset({"own_record"})),
    ],
    "notify": [
        ("yes", _TAKES, frozenset({"own_record", "own_school"})),
        ("yes", frozenset({"staff", "school_admin"}), frozenset({"own_record"})),
    ],
    "restore": [("yes", _LEADS, _PLAN)],
    "list_people": [("yes", _LEADS | {"school_admin"}, _PLAN), ("yes", frozenset({"operator"}), _ALL)],
    "manage_people": [
        ("yes", frozenset({"headteacher", "school_admin"}), frozenset({"own_school", "archived"})),
        ("yes", frozenset({"operator"}), _ALL - {"own_record"}),
    ],
    "manage_staff": [("yes", _LEADS | {"school_admin"}, _PLAN)],
    "share": [("yes", frozenset({"headteacher"}), frozenset({"own_record", "own_school"}))],
    "ask": [],
    "answer": [
        ("yes", _LEADS, frozenset({"own_record", "own_school"})),
        ("yes", frozenset({"priority_lead"}), frozenset({"own_record"})),
    ],
    "plan_cpd": [("yes", _LEADS, frozenset({"own_record", "own_school"}))],
    "respond": [("yes", _STAFF, frozenset({"own_record"}))],
    "read_access_log": [("yes", frozenset({"headteacher", "school_admin"}), _PLAN)],
    "see_personal_data": [
        ("yes", frozenset({"headteacher", "school_admin"}), _PLAN),
        ("yes", frozenset(role.value for role in Role), frozenset({"own_record"})),
    ],
    "run_server": [("yes", frozenset({"operator"}), _ALL)],
}
# What advisers may, as far as a school shares: at their own schools, and a lead adviser at those of the body.
_AS_SHARED = {
    "read": _PLAN, "search": _PLAN, "export": _PLAN, "compare": _PLAN, "print": _PLAN,
    "notify": frozenset({"own_record", "own_school"}), "ask": frozenset({"own_record", "own_school"}),
}  # fmt: skip
for _deed, _where in _AS_SHARED.items():
    EXPECTED[_deed] = [
        *EXPECTED[_deed],
        ("as_shared", _ADVISE, _where),
        ("as_shared", frozenset({"lead_adviser"}), frozenset({"same_body"})),
    ]


def expected(role: Role, deed: Deed, whose: Whose) -> str:
    given = [word for word, roles, where in EXPECTED[deed.value] if role.value in roles and whose.value in where]
    assert len(set(given)) <= 1
    return given[0] if given else "no"


def person(role: Role, whose: Whose) -> tuple[Person, str, Whose | None]:
    """Somebody with this role, the school that is asked about, and what is said of the record."""
    if role is Role.OPERATOR:
        return Person(id="p", name="P", is_operator=True), HERE, whose
    if whose is Whose.OTHER:
        return Person(id="p", name="P", held=(Held(urn=ELSEWHERE, role=role),)), HERE, None
    if whose is Whose.SAME_BODY:
        # A lead adviser holds their role at it through the body; whoever is at a school of it has nothing here.
        through = Held(urn=HERE, role=role, body=BODY)
        return (
            Person(id="p", name="P", held=(through if role is Role.LEAD_ADVISER else Held(urn=ELSEWHERE, role=role),)),
            HERE,
            None,
        )
    said = None if whose is Whose.OWN_SCHOOL else whose
    return Person(id="p", name="P", held=(Held(urn=HERE, role=role),)), HERE, said


def test_every_cell_is_what_is_written_out_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert EXPECTED.keys() == {deed.value for deed in Deed}
    wrong, counted, yes = [], 0, 0
    for role in Role:
        for deed in Deed:
            for whose in Whose:
                counted += 1
                wanted = expected(role, deed, whose)
                yes += wanted != "no"
                asking, urn, said = person(role, whose)
                found = (TABLE[role][deed][whose].value, answer(asking, deed, urn, said).value)
                if found != (wanted, wanted):
                    wrong.append((role.value, deed.value, whose.value, wanted, *found))
                for is_shared in (False, True):
                    may_now = wanted == "yes" or (wanted == "as_shared" and is_shared)
                    if allowed(asking, deed, urn, said, is_shared=is_shared) is not may_now:
                        wrong.append((role.value, deed.value, whose.value, "shared" if is_shared else "not shared"))
    assert wrong == []
    assert counted == len(Role) * len(Deed) * len(Whose) == 1150
    with capsys.disabled():
        print(f"\n  permission table: {counted} cells asked, {yes} let something be done, 0 wrong")


def test_a_cell_that_is_changed_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: one cell of 1,150 turned round."""
    cells = TABLE[Role.STAFF][Deed.EXPORT]
    monkeypatch.setitem(cells, Whose.OWN_SCHOOL, Answer.YES)  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match="staff"):
        test_every_cell_is_what_is_written_out_here(None)  # type: ignore[arg-type]


def test_nobody_may_anything_without_a_role() -> None:
    nobody = Person(id="x", name="X")
    assert [(d, w) for d in Deed for w in Whose if answer(nobody, d, HERE, w) is not Answer.NO] == []
    assert [
        (r, d) for r in SCHOOL_ROLES for d in Deed if may(Person.with_role(id="x", name="x", role=r), d, HERE)
    ] == []


def test_a_role_at_one_school_reaches_no_other_be_it_of_the_same_body() -> None:
    cells = [
        TABLE[role][deed][whose] for role in SCHOOL_ROLES for deed in Deed for whose in (Whose.SAME_BODY, Whose.OTHER)
    ]
    assert set(cells) == {Answer.NO}
    assert {TABLE[Role.LEAD_ADVISER][deed][Whose.OTHER] for deed in Deed} == {Answer.NO}


def test_whoever_runs_the_server_reads_no_content() -> None:
    content = set(Deed) - {Deed.RUN_SERVER, Deed.LIST_PEOPLE, Deed.MANAGE_PEOPLE, Deed.SEE_PERSONAL_DATA}
    assert {TABLE[Role.OPERATOR][deed][whose] for deed in content for whose in Whose} == {Answer.NO}


def test_who_reads_history_reads_all() -> None:
    """A record's past may hold what was private then."""
    for role in Role:
        for whose in Whose:
            if TABLE[role][Deed.HISTORY][whose] is not Answer.NO:
                assert TABLE[role][Deed.READ_ALL][whose] is Answer.YES


def test_the_page_is_what_the_table_says() -> None:
    assert DOCS.read_text(encoding="utf-8") == as_markdown(), "Make it again: python -m sef2si.documents.permissions"
    assert ROLES.keys() == set(Role)
