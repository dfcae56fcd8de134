"""Private notes: who wrote one and whom it is for, on every way in and out; nobody else's save loses or shows it."""

from __future__ import annotations

import io
import itertools
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from sef2si.documents.archive import pack
from sef2si.domain.notes import ALL_LEADERS, Audience, Note, readers
from sef2si.domain.people import TABLE, Answer, Deed, Person, Role, Whose
from sef2si.domain.personal import SOMEBODY, Act
from sef2si.domain.plan import Plan
from sef2si.errors import CannotUndo, Conflict, Invalid, NotAllowed
from sef2si.services.archiving import Archive, put_in, take_out, whole_plans
from sef2si.services.checking import check
from sef2si.services.personal import Ask
from sef2si.services.planner import Planner
from sef2si.store.engine import file_opened, reading, writing
from sef2si.store.personal import restrict
from sef2si.store.rows import read_plan
from sef2si.store.sealing import written
from sef2si.store.tables import CHANGES
from tests import factories as make
from tests.databases import hurried, new_file, owner_of
from tests.services.test_planner import HEAD, NOON, PLAN

URN = "100492"
SECRET = "canary-only-me-41c7"
NARROWED = "canary-narrowed-88b2"
SENIOR = make.person(id="senior", name="Sia Senior", role=Role.SENIOR_LEADER)
CPD = make.person(id="cpd", name="Cai Leader", role=Role.CPD_LEADER)
LEADERS = {Role.HEADTEACHER: HEAD, Role.SENIOR_LEADER: SENIOR, Role.CPD_LEADER: CPD}
AUDIENCES = [each for size in range(4) for each in itertools.combinations(Audience, size)]


@pytest.fixture
def planner(engine: Engine) -> Planner:
    made = Planner(engine)
    made.import_plans([make.whole_plan()])
    return made


@contextmanager
def another() -> Iterator[Engine]:
    """A database of its own, empty."""
    with tempfile.TemporaryDirectory() as folder, file_opened(new_file(Path(folder) / "one.db")) as engine:
        yield hurried(engine)


def about(archive: Archive, plans: tuple[Plan, ...]) -> str:
    """What an archive says of itself."""
    with zipfile.ZipFile(io.BytesIO(pack(archive, plans, NOON.date()))) as made:
        return made.read("README.txt").decode()


def secret(**more: object) -> Note:
    said = {"id": "mine", "text": SECRET, "judgement_id": "judgement-1", "audience": (), **more}
    return make.note(**said)


def kept(planner: Planner, note_id: str = "mine") -> Note | None:
    """As it is in the database, whoever it is for."""
    with reading(planner._engine, URN) as connection:
        plan = read_plan(connection, PLAN)
    assert plan is not None
    found: Note | None = plan.find("notes", note_id)
    return found


def stamp(note: Note | None) -> dict[str, object]:
    """What the service says of a note."""
    assert note is not None
    return {name: getattr(note, name) for name in ("by", "by_name", "version", "position")}


def test_a_note_may_be_for_each_role_that_reads_all() -> None:
    reads_all = [role for role in Role if TABLE[role][Deed.READ_ALL][Whose.OWN_SCHOOL] is Answer.YES]
    assert [each.value for each in Audience] == [role.value for role in reads_all]


@pytest.mark.parametrize("author", LEADERS.values(), ids=lambda person: person.id)
def test_author_by_role_by_audience(planner: Planner, author: Person) -> None:
    """Each author, each choice, each role: on every way to read."""
    for number, audience in enumerate(AUDIENCES):
        note = secret(id=f"n{number}", audience=audience)
        planner.write(author, PLAN, [note])
        for role in Role:
            person = author if author.roles_at(URN) == (role,) else make.person(id=f"a-{role}", role=role)
            sees = person is author or role.value in audience
            asks: dict[str, Callable[[], object]] = {
                "load": lambda p=person: planner.load(p, URN),  # type: ignore[misc]
                "history": lambda p=person, i=note.id: planner.history(p, PLAN, "notes", i),  # type: ignore[misc]
                "changes": lambda p=person, i=note.id: [  # type: ignore[misc]
                    change for change in planner.changes(p, PLAN) if change.record_id == i
                ],
            }
            for name, ask in asks.items():
                try:
                    found = str(ask())
                except Exception as refused:
                    found = ""
                    assert SECRET not in str(refused)
                assert (note.id in found and SECRET in found) is sees, (name, role, audience)
        planner.write(author, PLAN, remove=[kept(planner, note.id)])  # type: ignore[list-item]


def test_the_author_is_whoever_wrote_it_whatever_the_client_says(planner: Planner) -> None:
    plan = planner.write(CPD, PLAN, [secret(by="head", by_name="Hana Head", audience=ALL_LEADERS)])
    assert (kept(planner).by, kept(planner).by_name) == ("cpd", "Cai Leader")  # type: ignore[union-attr]
    mine = plan.find("notes", "mine")
    planner.write(CPD, PLAN, [mine.having(by="", by_name="", text="New words")])
    assert (kept(planner).by, kept(planner).text) == ("cpd", "New words")  # type: ignore[union-attr]


def test_only_the_author_changes_words_and_audience_and_whoever_sees_it_takes_it_out(planner: Planner) -> None:
    planner.write(CPD, PLAN, [secret(audience=(Audience.HEADTEACHER,))])
    seen = planner.load(HEAD, URN).find("notes", "mine")
    for change in ({"text": "Mine now"}, {"audience": ()}, {"audience": ALL_LEADERS}, {"by": "head", "text": "Mine"}):
        with pytest.raises(NotAllowed, match="This note is Cai Leader’s"):
            planner.write(HEAD, PLAN, [seen.having(**change)])
    assert kept(planner) == seen
    planner.write(HEAD, PLAN, remove=[seen])
    assert kept(planner) is None
    planner.undo(HEAD, PLAN)
    assert kept(planner) == seen.having(version=seen.version + 2)


def test_a_note_of_nobody_stays_for_all_leaders(planner: Planner) -> None:
    """From a file, or from before notes had an author."""
    note = planner.load(HEAD, URN).notes[0]
    assert note.by == ""
    with pytest.raises(NotAllowed, match="Nobody knows any more who wrote this"):
        planner.write(HEAD, PLAN, [note.having(audience=())])
    planner.write(HEAD, PLAN, [note.having(text="Put right")])
    assert (kept(planner, note.id).text, kept(planner, note.id).by) == ("Put right", "")  # type: ignore[union-attr]


def test_for_those_who_may_not_see_it_it_is_not_there(planner: Planner) -> None:
    planner.write(CPD, PLAN, [secret()])
    before = kept(planner)
    planner.write(HEAD, PLAN, remove=[secret(version=1)])
    assert kept(planner) == before
    with pytest.raises(Conflict) as stale:
        planner.write(HEAD, PLAN, [secret(version=1, text="Guessed")])
    assert SECRET not in str(vars(stale.value)) + str(stale.value)
    assert (stale.value.theirs, stale.value.by) == ({}, "")
    with pytest.raises(Conflict) as never:
        planner.write(HEAD, PLAN, [secret(id="never", version=1, text="Guessed")])
    assert stale.value.sentence == never.value.sentence
    # The same new note (two who bring one document) becomes another one, and sent again it is the same.
    for _ in range(2):
        plan = planner.write(HEAD, PLAN, [secret(text="The head’s own")])
    assert [each.text for each in plan.notes if each.by == "head"] == ["The head’s own"]
    assert kept(planner) == before


def test_what_was_for_more_or_fewer_once(planner: Planner) -> None:
    """Narrowed, all its past is gone for the others; widened, what it said before stays the author's."""
    plan = planner.write(CPD, PLAN, [secret(audience=ALL_LEADERS)])
    assert len(planner.history(HEAD, PLAN, "notes", "mine")) == 1
    plan = planner.write(CPD, PLAN, [plan.find("notes", "mine").having(audience=())])
    assert (planner.history(HEAD, PLAN, "notes", "mine"), SECRET in str(planner.changes(HEAD, PLAN))) == ((), False)
    plan = planner.write(CPD, PLAN, [plan.find("notes", "mine").having(text="Calm words")])
    plan = planner.write(CPD, PLAN, [plan.find("notes", "mine").having(audience=(Audience.HEADTEACHER,))])
    assert planner.load(HEAD, URN).find("notes", "mine").text == "Calm words"
    told = planner.history(HEAD, PLAN, "notes", "mine")
    assert [change.after and change.after["text"] for change in told] == [SECRET]  # written for all, as it was then
    assert len(planner.history(CPD, PLAN, "notes", "mine")) == 4


def test_undo_gives_back_links_of_hidden_notes_and_tells_nothing_of_them(planner: Planner) -> None:
    planner.write(HEAD, PLAN, [make.priority(id="p")])
    planner.write(CPD, PLAN, [secret(judgement_id=None, priority_id="p")])
    # To undo the making of the priority takes nobody's note along, and refuses nothing.
    planner.undo(HEAD, PLAN)
    assert (kept(planner).text, kept(planner).priority_id) == (SECRET, None)  # type: ignore[union-attr]
    planner.write(CPD, PLAN, [kept(planner).having(judgement_id="judgement-1")])  # type: ignore[union-attr]
    head = planner.load(HEAD, URN)
    planner.write(HEAD, PLAN, remove=[head.judgements[0]])
    assert (kept(planner).text, kept(planner).judgement_id) == (SECRET, None)  # type: ignore[union-attr]
    planner.write(CPD, PLAN, [kept(planner).having(text=SECRET + " more")])  # type: ignore[union-attr]
    assert SECRET not in str(planner.undo(HEAD, PLAN))
    assert (kept(planner).text, kept(planner).judgement_id) == (SECRET + " more", "judgement-1")  # type: ignore[union-attr]
    with pytest.raises(CannotUndo) as refused:
        planner.undo(HEAD, PLAN)
    assert SECRET not in str(refused.value)
    assert check(owner_of(planner._engine)).wrong == ()


def test_undo_passes_over_what_only_changed_a_judgements_own_note_of_before(planner: Planner) -> None:
    first = planner.load(HEAD, URN).find("judgements", "judgement-1")
    planner.write(HEAD, PLAN, [first.having(reviewed_on=NOON.date())])
    now = planner.load(HEAD, URN).find("judgements", "judgement-1").model_dump(mode="json")
    for n in (1, 2):
        said = [written({**now, "private_note": each}) for each in ("", SECRET)]
        facts = (PLAN, f"old{n}", "judgements", "judgement-1", now["version"], HEAD.id, NOON, None)
        with writing(planner._engine, URN) as connection:
            CHANGES.add(connection, [(*facts, HEAD.name, *said)], as_json=("before", "after"))
    planner.undo(HEAD, PLAN)
    assert planner.load(HEAD, URN).find("judgements", "judgement-1").reviewed_on is None
    with pytest.raises(CannotUndo, match="nothing of yours left"):
        planner.undo(HEAD, PLAN)


def test_side_doors_hold_no_note_that_is_for_others(engine: Engine) -> None:
    """Search, what was removed, and an earlier state: also of a note that was for all, and is not now."""
    clock = [NOON]
    planner = Planner(engine, clock=lambda: clock[0])
    planner.import_plans([make.whole_plan()])
    plan = planner.write(CPD, PLAN, [secret(), secret(id="narrowed", audience=ALL_LEADERS), secret(id="gone")])
    clock[0] = NOON + timedelta(days=2)
    assert SECRET in str(planner.comparing.with_day(HEAD, URN, None, NOON.date()))  # the control: it is for all
    plan = planner.write(CPD, PLAN, [plan.find("notes", "narrowed").having(audience=())])
    planner.write(CPD, PLAN, remove=[plan.find("notes", "gone")])
    clock[0] = NOON + timedelta(days=4)
    for person, sees in ((HEAD, False), (SENIOR, False), (CPD, True)):
        for found in (
            planner.comparing.with_day(person, URN, None, NOON.date()),
            planner.restoring.removed(person, PLAN),
            planner.searching.find(person, URN, SECRET),
        ):
            assert (SECRET in str(found)) is sees, found


def test_it_goes_on_into_the_next_year_as_it_is(planner: Planner) -> None:
    planner.write(CPD, PLAN, [secret()])
    assert SECRET not in planner.carry(HEAD, PLAN).model_dump_json()
    assert SECRET not in str(planner.changes(HEAD, f"{URN}-2027"))
    there = secret(by="cpd", by_name="Cai Leader", version=1, position=2)
    assert planner.load(CPD, URN, "2027/28").find("notes", "mine") == there


def test_a_schools_archive_leaves_out_what_is_for_others_and_counts_it(planner: Planner, engine: Engine) -> None:
    plan = planner.write(CPD, PLAN, [secret(), secret(id="narrowed", text=NARROWED, audience=ALL_LEADERS)])
    planner.write(CPD, PLAN, [plan.find("notes", "narrowed").having(audience=(Audience.SENIOR_LEADER,))])
    planner.write(CPD, PLAN, [secret(id="seen", text="For the head", audience=(Audience.HEADTEACHER,))])
    taken = take_out(engine, HEAD, URN)
    said = json.dumps(taken.rows)
    assert [words in said for words in (SECRET, NARROWED, "For the head")] == [False, False, True]
    assert taken.left_out == 2
    # By command all go that are for any leader; “only me” stays with its author, whose account stays behind too.
    whole = take_out(engine, None, URN)
    said = json.dumps(whole.rows) + str(whole_plans(engine, URN))
    assert [words in said for words in (SECRET, NARROWED, "For the head")] == [False, True, True]
    assert (whole.left_out, whole.by_command) == (1, True)
    assert "1 private note is left out" in about(whole, whole_plans(engine, URN))
    with another() as other:
        put_in(other, whole)
        assert check(other).wrong == ()
        assert {note.id for note in Planner(other).load(SENIOR, URN).notes} == {"note-1", "narrowed"}
    with another() as other:
        put_in(other, taken)
        assert check(other).wrong == ()
        assert {note.id for note in Planner(other).load(HEAD, URN).notes} == {"note-1", "seen"}


def test_a_dossier_holds_no_note_that_is_for_others(planner: Planner) -> None:
    """Whoever sees to people's data: the author's rows, the texts that name somebody, and taking names out of them."""
    planner.staff.write(HEAD, URN, [make.member(id="tess", name="Tess Teacher")])
    own = secret(text=f"{SECRET} Tess Teacher")
    planner.write(CPD, PLAN, [own, secret(id="open", text="Tess Teacher", audience=ALL_LEADERS)])
    found = planner.people_data.dossier(HEAD, URN, "staff-tess")
    assert (SECRET in str(found), found.left_out, {each.record_id for each in found.mentions}) == (False, 1, {"open"})
    # By other words nobody finds out what such a note says.
    guessed = planner.people_data.dossier(HEAD, URN, "staff-tess", also=(SECRET,))
    assert (guessed.left_out, len(guessed.mentions)) == (1, 1)
    forged = frozenset({f"{PLAN}|notes|mine|text", f"{PLAN}|notes|open|text"})
    ask = Ask(Act.ANONYMISE, "staff-tess", texts=forged)
    looked = planner.people_data.look(HEAD, URN, ask)
    planner.people_data.do(HEAD, URN, ask, looked.seen)
    # What may not be read loses the name too, and stays for those it was for.
    assert (looked.counts["texts"], looked.counts["texts in private notes for others"]) == (1, 1)
    assert kept(planner) == own.having(text=f"{SECRET} a former colleague", **stamp(kept(planner)))
    assert kept(planner, "open").by == CPD.id  # type: ignore[union-attr]
    assert kept(planner, "open").text == "a former colleague"  # type: ignore[union-attr]
    assert check(owner_of(planner._engine)).wrong == ()


def test_readers_are_said_in_words() -> None:
    assert readers(secret(by="cpd", version=1), "cpd") == "Seen by you alone"
    for audience, words in (
        ((Audience.HEADTEACHER,), "Seen by you and the headteacher"),
        ((Audience.HEADTEACHER, Audience.CPD_LEADER), "Seen by you, the headteacher and CPD leaders"),
        (ALL_LEADERS, "Seen by you and all the school’s leaders"),
    ):
        assert readers(secret(by="cpd", version=1, audience=audience), "cpd") == words
    theirs = secret(by="cpd", by_name="Cai Leader", version=1, audience=(Audience.HEADTEACHER,))
    assert readers(theirs, "head") == "From Cai Leader. Seen by Cai Leader and the headteacher"
    assert readers(secret(version=1, audience=ALL_LEADERS), "head") == "Seen by all the school’s leaders"


def test_the_name_of_an_author_who_is_not_shown_for_now(planner: Planner) -> None:
    planner.write(CPD, PLAN, [secret(audience=ALL_LEADERS)])
    with writing(planner._engine, URN) as connection:
        restrict(connection, URN, ["cpd"], at=NOON, by="head", by_name="Hana Head")
    assert planner.load(HEAD, URN).find("notes", "mine").by_name == SOMEBODY
    assert "Cai Leader" not in str(planner.history(HEAD, PLAN, "notes", "mine"))


# Whoever does whatever in between: what somebody else may not see is as its author left it.

ACTS = st.lists(
    st.tuples(
        st.sampled_from(sorted(LEADERS)),
        st.sampled_from(["write", "narrow", "widen", "edit", "grade", "remove", "unlink", "undo", "forge"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_others_do_a_hidden_note_is_never_lost(acts: list[tuple[Role, str]]) -> None:
    with another() as engine:
        planner = Planner(engine)
        planner.import_plans([make.whole_plan()])
        planner.write(CPD, PLAN, [secret()])
        mine = kept(planner)
        for number, (role, act) in enumerate(acts):
            person = LEADERS[role]
            shown = planner.load(person, URN)
            own = [note for note in shown.notes if note.by == person.id]
            others = [note for note in shown.notes if note.id == "mine"]
            try:
                match act:
                    case "write":
                        planner.write(person, PLAN, [secret(id=f"w{number}", text=f"{person.id}-{number}")])
                    case "edit" if own:
                        planner.write(person, PLAN, [own[-1].having(text=f"{own[-1].text}+")])
                    case "narrow" if own:
                        planner.write(person, PLAN, [own[-1].having(audience=())])
                    case "widen" if own and own[-1].id != "mine":
                        planner.write(person, PLAN, [own[-1].having(audience=ALL_LEADERS)])
                    case "grade" if shown.judgements:
                        planner.write(person, PLAN, [shown.judgements[0].having(grade=str(number))])
                    case "remove" if person is not CPD:
                        planner.write(person, PLAN, remove=[*others, secret(version=1)])
                    case "unlink":
                        planner.write(person, PLAN, remove=shown.judgements[:1])
                    case "undo" if person is not CPD:
                        planner.undo(person, PLAN)
                    case "forge" if person is not CPD:
                        planner.write(person, PLAN, [secret(version=mine.version if mine else 1, text="Forged")])
            except (Conflict, CannotUndo, Invalid, NotAllowed) as refused:
                assert SECRET not in str(vars(refused))
            if person is CPD:
                mine = kept(planner)
            now = kept(planner)
            assert mine is not None
            assert now is not None
            assert (now.text, now.audience, now.by) == (mine.text, (), "cpd")
            for other in (HEAD, SENIOR):
                assert SECRET not in planner.load(other, URN).model_dump_json() + str(planner.changes(other, PLAN))
        assert check(engine).wrong == ()
