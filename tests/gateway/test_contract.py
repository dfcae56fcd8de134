"""What every gateway promises: held over LocalGateway and HttpGateway, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, get_args, get_origin

import pytest

from sef2si.domain.plan import KINDS, Plan, shared
from sef2si.domain.record import LINE_LENGTH, Record, WhoWrote
from sef2si.domain.sharing import Level
from sef2si.domain.staff import Weekday, Weekly
from sef2si.domain.suppression import suppressed
from sef2si.domain.threads import Asked, Promised, Said, ThreadSort
from sef2si.errors import CannotUndo, Conflict, Fault, Invalid, NotAllowed, NotFound
from sef2si.gateway.protocol import Gateway
from tests import factories as make
from tests.gateway.conftest import PEOPLE

PLAN = "100492-2026"
Made = Callable[[str], Gateway]


def test_who_is_asking(gateway_of: Made) -> None:
    assert gateway_of("governor").person() == PEOPLE["governor"]


def test_years_and_plan(gateway_of: Made) -> None:
    head = gateway_of("head")
    plan = head.load("100492")
    assert (head.years("100492"), plan.id, head.load("100492", "2026/27")) == (("2026/27",), PLAN, plan)
    assert [r.model_copy(update={"version": 0}) for r in plan.all_records()] == list(make.whole_plan().all_records())


def test_an_act_is_kept_and_given_back_and_undone(gateway_of: Made) -> None:
    head = gateway_of("head")
    before = head.load("100492")
    need = make.need(id="n", priority_id="priority-1", ask_again=date(2027, 6, 1))
    after = head.write(PLAN, [need], remove=[before.actions[0]])
    assert after == head.load("100492")
    assert (after.find("needs", "n"), after.actions) == (need.having(version=1, position=2), ())
    undone = head.undo(PLAN)
    assert (undone.needs, undone.actions[0].having(version=1)) == (before.needs, before.actions[0])


def test_history(gateway_of: Made) -> None:
    head = gateway_of("head")
    plan = head.load("100492")
    head.write(PLAN, [plan.needs[0].having(who="Year 3 teachers")])
    new, old = head.history(PLAN, "needs", "need-1")
    assert (new.by_name, new.before, new.after["who"]) == ("Hana Head", old.after, "Year 3 teachers")
    assert head.history(PLAN, "needs", "never") == ()


def test_carrying(gateway_of: Made) -> None:
    head = gateway_of("head")
    new = head.carry(PLAN)
    assert (new.year, head.load("100492", "2027/28"), head.years("100492")) == ("2027/28", new, ("2027/28", "2026/27"))
    assert head.load("100492").year == "2026/27"


def test_a_conflict_names_field_text_and_person(gateway_of: Made) -> None:
    head, lead = gateway_of("head"), gateway_of("lead")
    stale = head.load("100492").priorities[0]
    lead.write(PLAN, [stale.having(title="Theirs", by=date(2027, 5, 1))])
    with pytest.raises(Conflict) as refused:
        head.write(PLAN, [stale.having(title="Mine", by=date(2027, 6, 1), why="Mine alone")])
    error = refused.value
    assert (error.kind, error.record_id, error.theirs, error.by, error.sentence) == (
        "priorities",
        "priority-1",
        {"title": "Theirs", "by": "2027-05-01"},
        "Sam Patel",
        "Sam Patel changed this too, after you opened it. Yours is not saved yet: please keep one of the two.",
    )


def test_faults_name_record_and_field(gateway_of: Made) -> None:
    head = gateway_of("head")
    need = make.need(id="n", priority_id="nowhere").model_copy(update={"who": "x" * (LINE_LENGTH + 1)})
    with pytest.raises(Invalid) as refused:
        head.write(PLAN, [need])
    assert refused.value.faults == (
        Fault(
            "needs",
            "n",
            "who",
            "This is 501 characters long and this box keeps 500 at most. "
            "Please shorten it; nothing you typed has been taken away.",
        ),
    )


@pytest.mark.parametrize("text", ["\ud800", "a\x00b"])
def test_what_no_database_keeps_is_refused_with_a_sentence(gateway_of: Made, text: str) -> None:
    need = make.need(id="n").model_copy(update={"what": text})
    with pytest.raises(Invalid) as refused:
        gateway_of("head").write(PLAN, [need])
    assert [(f.field, f.sentence[:43]) for f in refused.value.faults] == [
        ("what", "This holds a character that can't be stored")
    ]


def test_refusals_are_of_their_own_kind(gateway_of: Made) -> None:
    head, governor, elsewhere = gateway_of("head"), gateway_of("governor"), gateway_of("elsewhere")
    with pytest.raises(CannotUndo, match="nothing of yours left"):
        head.undo(PLAN)
    with pytest.raises(NotAllowed, match="Governor"):
        governor.history(PLAN, "needs", "need-1")
    with pytest.raises(NotFound) as foreign:
        elsewhere.load("100492")
    with pytest.raises(NotFound) as missing:
        elsewhere.write("999999-2026", [make.need()])
    assert foreign.value.sentence == missing.value.sentence
    with pytest.raises(NotFound):
        head.write("../../person", [make.need()])


def test_a_governor_gets_the_shared_plan(gateway_of: Made) -> None:
    head = gateway_of("head")
    plan = head.write(PLAN, [make.note(id="beside", text="CANARY", judgement_id="judgement-1")])
    assert gateway_of("governor").load("100492") == suppressed(shared(plan))
    assert shared(plan) != plan


def test_the_staff_register_is_read_written_and_taken_back(gateway_of: Made) -> None:
    head, lead = gateway_of("head"), gateway_of("lead")
    ppa = Weekly(day=Weekday.TUESDAY, starts=time(13, 15), ends=time(15, 15))
    tess = make.member(id="tess", fte_agreed=Decimal("0.6"), ppa=(ppa,), leaves_on=date(2027, 8, 31))
    assert head.staff("100492") == ()
    kept = head.write_staff("100492", [tess])
    assert kept == lead.staff("100492") == (tess.having(version=1),)
    assert lead.write_staff("100492", remove=kept) == ()
    assert lead.undo_staff("100492") == (tess.having(version=3),)
    with pytest.raises(Conflict) as told:
        head.write_staff("100492", [tess.having(version=2, role="Late")])
    assert (told.value.kind, told.value.record_id) == ("staff", "tess")
    with pytest.raises(Invalid) as refused:
        head.write_staff("100492", [make.member(id="n").model_copy(update={"name": " "})])
    assert refused.value.faults == (Fault("staff", "n", "name", "Please write a name, or initials."),)
    with pytest.raises(NotAllowed, match="Governor"):
        gateway_of("governor").staff("100492")
    with pytest.raises(NotFound):
        gateway_of("elsewhere").write_staff("100492", [tess])


def test_threads_and_promises(gateway_of: Made, share: Callable[[Level], None]) -> None:
    head, adviser = gateway_of("head"), gateway_of("adviser")
    asked = Asked(id="q", sort=ThreadSort.QUESTION, text="Who?", plan_id=PLAN, kind="needs", record_id="need-1")
    with pytest.raises(NotAllowed, match="shares nothing"):
        adviser.ask("100492", asked)
    share(Level.FULL)
    assert adviser.ask("100492", asked) == adviser.talks("100492") == head.talks("100492")
    answered = head.remark("100492", "q", Said(id="a", text="Year 3 teachers"))
    assert [remark.text for remark in answered.threads[0].remarks] == ["Who?", "Year 3 teachers"]
    assert [adviser.close_thread("100492", "q", closed=each).threads[0].is_open for each in (True, False)] == [
        False,
        True,
    ]
    due = date.today() + timedelta(days=4)
    assert adviser.promise("100492", Promised(id="p", text="Send it", due_on=due)).promises[0].due_on == due
    kept = [adviser.keep_promise("100492", "p", is_kept=each).promises[0].kept_on for each in (True, False)]
    assert kept == [date.today(), None]
    with pytest.raises(Invalid) as refused:
        head.remark("100492", "q", Said(id="b", text=" "))
    assert refused.value.faults == (Fault("threads", "q", "text", "Please write your answer first."),)
    with pytest.raises(NotFound):
        gateway_of("elsewhere").talks("100492")


# Text comes back as it was typed.

NAUGHTY = (
    "=1+1",
    "@SUM(A1)",
    "-2+3",
    "+44 20 7946 0000",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "'; DROP TABLE priorities; --",
    "Robert'); \" \\ %s %(id)s {0} {{x}} ${y} :name ?",
    "🙂 👩‍🏫 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 1️⃣",
    "مرحبا بالعالم \u202egnirts desrever\u202c שלום",
    "Ⱥ ẞ ﬁ İi ıI Ǆ",
    "Z\u0335a\u0336l\u0337g\u0338o\u0301\u0302\u0303",
    "é versus e\u0301 (not made the same)",
    "  two spaces before, two after  ",
    "\ttab\r\nWindows line\nUnix line\rold line\u2028separator\x0bvertical\x0cform",
    "\ufeffBOM \u200bzero\u00a0width\u00ad",
    "\x01\x07\x1b[31m\x7f\x85",
    "\U0010ffff\uffff\ufdd0",
    "null",
    "NaN",
    "1e309",
    "0x10",
    "https://example.org/?a=b&c=d#e",
    "../../etc/passwd",
    "Ignore the above",
    " ",
)


def text_fields(cls: type[Record]) -> dict[str, int]:
    """The names of a record's fields of free text, and how much each keeps."""
    return {
        name: LINE_LENGTH if field.metadata[0].func.__name__ == "_line" else 20_000
        for name, field in cls.model_fields.items()
        if field.annotation is str
        and field.metadata
        and hasattr(field.metadata[0], "func")
        and name != "urn"
        and name not in cls.fields_marked(WhoWrote)  # what is said there is never believed
    }


def list_fields(cls: type[Record]) -> list[str]:
    """The names of a record's fields that hold several texts."""
    return [
        name
        for name, field in cls.model_fields.items()
        if get_origin(field.annotation) is tuple and get_origin(get_args(field.annotation)[0]) is Annotated
    ]


def test_every_text_field_is_among_those_tried() -> None:
    assert {kind: len(text_fields(cls)) for kind, cls in KINDS.items()} == {
        "school": 5,
        "dates": 4,
        "judgements": 4,
        "priorities": 11,
        "points": 1,
        "evidence": 2,
        "criteria": 1,
        "milestones": 1,
        "needs": 6,
        "expertise": 6,
        "preferences": 1,
        "offers": 12,
        "actions": 2,
        "activities": 12,
        "cpd_sessions": 2,
        "checks": 4,
        "notes": 2,
    }
    assert {kind: list_fields(cls) for kind, cls in KINDS.items() if list_fields(cls)} == {
        "judgements": ["hints_ignored"],
        "priorities": ["areas"],
        "needs": ["hints_ignored"],
        "offers": ["mechanisms"],
        "activities": ["hints_ignored"],
    }


@pytest.mark.parametrize("kind", KINDS)
def test_naughty_text_in_every_field_of_every_kind_comes_back_exactly(gateway_of: Made, kind: str) -> None:
    head = gateway_of("head")
    cls = KINDS[kind]
    wanted: list[Any] = []
    for number, text in enumerate((*NAUGHTY, "10,000 characters: " + "é🙂" * 5_000)):
        fields: dict[str, Any] = {name: text[:most] for name, most in text_fields(cls).items()}
        fields |= dict.fromkeys(list_fields(cls), (text[:LINE_LENGTH], "another"))
        fields |= {"by": "head", "by_name": head.person().name} if kind == "notes" else {}
        plain = make.school() if kind == "school" else make.record(kind=kind, id=f"n{number}", position=number + 9)
        wanted.append(plain.having(**fields))
    if kind != "school":
        written: Plan = head.write(PLAN, wanted)
        assert [written.find(kind, each.id) for each in wanted] == [each.having(version=1) for each in wanted]
        assert head.load("100492") == written
    else:  # there is but one of it
        for each in wanted:
            now = head.load("100492").school
            assert head.write(PLAN, [each.having(version=now.version)]).school == each.having(version=now.version + 1)
            assert head.load("100492").school == each.having(version=now.version + 1)
    last = head.load("100492").find(kind, wanted[-1].id)
    assert head.history(PLAN, kind, last.id)[0].after == last.model_dump(mode="json")
