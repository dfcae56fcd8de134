"""Planning CPD into the year: what it is planned by, proposals, and one of them accepted. All of it asks PLAN_CPD."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy import Connection, Engine

from sef2si.advice.timetable.timetable import NotFitted, Timetable
from sef2si.advice.year.accepting import accepted
from sef2si.advice.year.fitting import broken_now, still_fits
from sef2si.advice.year.framing import Framed, frame
from sef2si.advice.year.proposal import Proposal, State
from sef2si.advice.year.settings import YearSettings
from sef2si.advice.year.standing import Apart
from sef2si.domain.people import Deed, Person
from sef2si.domain.plan import Plan
from sef2si.domain.record import new_id
from sef2si.errors import CannotUndo, Conflict, Invalid, NotFound
from sef2si.services.access import permit, school_in, theirs
from sef2si.services.hiding import hidden_from
from sef2si.services.keeping import or_unavailable
from sef2si.store import changes, rows, year
from sef2si.store.engine import reading, writing
from sef2si.store.rows import RowChanged
from sef2si.store.year import Stored

if TYPE_CHECKING:
    from sef2si.services.planner import Planner

MOST_PROPOSALS = 30
_GONE = "This proposal is not here any more. Nothing was changed."
_CHANGED = (
    "The plan or the calendar has changed since this proposal was made, so it can’t be accepted as it stands. Nothing "
    "was changed; please solve again, and it will take the changes in."
)
_AGAIN = "Nothing was changed; please solve again, and it will take that in."
_NOT_NEWEST = (
    "You have changed other things since, so it can’t be taken back from here. Please take those back first, with "
    "“Undo” in the workbook."
)
_MEANWHILE = "Somebody else changed what the year is planned by. Yours is not kept yet; please look, and try again."


class Kept(NamedTuple):
    """Settings as they are kept, and their version, from which they are changed."""

    settings: YearSettings
    version: int


class Made(NamedTuple):
    """A proposal, by whom it was made and when."""

    proposal: Proposal
    by_name: str
    at: datetime


class YearPlanning:
    """Beside the planner, whose acts it uses. Raises what the planner raises."""

    def __init__(self, planner: Planner, engine: Engine, *, clock: Callable[[], datetime]) -> None:
        self._planner = planner
        self._engine = engine
        self._clock = clock

    def settings(self, person: Person, plan_id: str) -> Kept:
        with self._reading(person, plan_id) as (connection, _):
            return _settings(connection, plan_id)

    def keep_settings(self, person: Person, plan_id: str, settings: YearSettings, seen: int) -> Kept:
        """In place of those of version ``seen``. Raises ``Conflict`` where somebody was quicker."""
        with self._writing(person, plan_id) as (connection, urn):
            now = _settings(connection, plan_id)
            if now.settings == settings:
                return now
            if now.version != seen:
                raise Conflict(_MEANWHILE, "year_settings", plan_id, {}, "")
            year.keep_settings(
                connection, urn, plan_id, seen, settings.model_dump(mode="json"),
                by=person.id, by_name=person.name, at=self._clock(),
            )  # fmt: skip
            return Kept(settings, seen + 1)

    def framed(self, person: Person, plan: Plan, today: date) -> Framed:
        """The question as it stands: the plan, its calendar and staff, what was decided, and what people answered."""
        kept = self.settings(person, plan.id)
        members = self._planner.staff.members(person, plan.urn)
        asked = self._planner.invitations
        apart = Apart(
            asked.apart(person, plan.id), asked.coming(person, plan.id), asked.left_out(person, plan.id)
        )  # fmt: skip
        return frame(plan, members, kept.settings, today, apart)

    def proposals(self, person: Person, plan_id: str) -> tuple[Made, ...]:
        """All of them, newest first."""
        with self._reading(person, plan_id) as (connection, urn):
            made = tuple(_made(each) for each in year.proposals_of(connection, plan_id))
            return hidden_from(connection, urn, person.id).said(made)

    def proposal(self, person: Person, plan_id: str, proposal_id: str) -> Made:
        with self._reading(person, plan_id) as (connection, urn):
            return hidden_from(connection, urn, person.id).said(_found(connection, plan_id, proposal_id))

    def begin(self, person: Person, plan: Plan, framed: Framed) -> Proposal:
        """A proposal that is being solved. The oldest that was not accepted goes where there are very many."""
        settings = self.settings(person, plan.id).settings
        with self._writing(person, plan.id) as (connection, _):
            return self._add(connection, person, plan, Proposal(
                id=new_id(), number=0, state=State.SOLVING, seq=plan.seq, settings=settings, framed=framed,
            ))  # fmt: skip

    def add_by_hand(self, person: Person, plan: Plan, proposal: Proposal) -> Proposal:
        """What somebody changed by hand, as a proposal of its own, so that the one before is still there."""
        with self._writing(person, plan.id) as (connection, _):
            return self._add(connection, person, plan, proposal.model_copy(update={"id": new_id(), "by_hand": True}))

    def end(
        self,
        person: Person,
        plan_id: str,
        proposal_id: str,
        timetable: Timetable | None,
        *,
        not_fitted: Sequence[NotFitted] = (),
        said: str = "",
    ) -> None:
        """What the search found; None where it found nothing, and ``said`` says why. Gone meanwhile: nothing is."""
        with self._writing(person, plan_id) as (connection, _):
            there = year.proposal(connection, plan_id, proposal_id)
            if there is None:
                return
            state = State.FAILED if timetable is None else State.DONE
            update: Mapping[str, Any] = {
                "state": state, "timetable": timetable, "not_fitted": tuple(not_fitted), "said": said,
            }  # fmt: skip
            _keep(connection, plan_id, _made(there).proposal.model_copy(update=update))

    def remove(self, person: Person, plan_id: str, proposal_id: str) -> None:
        with self._writing(person, plan_id) as (connection, _):
            year.remove_proposal(connection, plan_id, proposal_id)

    def accept(self, person: Person, plan_id: str, proposal_id: str, today: date) -> Plan:
        """Its activities and sessions enter the plan as one act, with one undo; accepted twice, they are there once.

        All that belongs to it is kept in one transaction, or nothing. Raises ``Invalid`` where it can't be accepted.
        """
        asked = self._whole(person, plan_id)
        now = self.framed(person, asked, today)
        with self._writing(person, plan_id) as (connection, urn):
            proposal, plan = _found(connection, plan_id, proposal_id).proposal, rows.read_plan(connection, plan_id)
            if plan is None or plan.seq != asked.seq:
                raise RowChanged
            if proposal.stands_in(plan):
                return self._planner.write(person, plan_id, within=connection)
            _refuse(plan, proposal, now)
            then = accepted(plan, proposal)
            after = self._planner.write(person, plan_id, then.save, then.remove, within=connection)
            self._planner.invitations.follow(person, plan_id, then.moved, then.gone, within=connection)
            settings, placed = _settings(connection, plan_id).settings, {run.option for run in proposal.runs}
            self._change(
                connection, urn, person, plan_id,
                assigned={**settings.assigned, **then.assigned},
                pins=tuple(pin for pin in settings.pins if pin.option not in placed),
            )  # fmt: skip
            update = {"state": State.ACCEPTED, "made": tuple(then.assigned)}
            _keep(connection, plan_id, proposal.model_copy(update=update))
        return after

    def take_back(self, person: Person, plan_id: str, proposal_id: str) -> Plan:
        """The acceptance undone, where it is this person's newest act: the plan is as it was, and so are the pins.

        Raises ``CannotUndo``.
        """
        with self._writing(person, plan_id) as (connection, urn):
            proposal = _found(connection, plan_id, proposal_id).proposal
            newest = {change.record_id for change in changes.batch_to_undo(connection, plan_id, person.id)}
            if proposal.state is not State.ACCEPTED or not newest.issuperset(proposal.made):
                raise CannotUndo(_NOT_NEWEST)
            after = self._planner.undo(person, plan_id, within=connection)
            settings = _settings(connection, plan_id).settings
            placed, made = {run.option for run in proposal.runs}, set(proposal.made)
            pins = (pin for pin in proposal.settings.pins if pin.option in placed)
            self._change(
                connection, urn, person, plan_id,
                assigned={key: who for key, who in settings.assigned.items() if key not in made},
                pins=tuple(dict.fromkeys((*settings.pins, *pins))),
            )  # fmt: skip
            _keep(connection, plan_id, proposal.model_copy(update={"state": State.DONE, "made": ()}))
        return after

    def announce(self, person: Person, plan: Plan, session_ids: Sequence[str], today: date) -> tuple[Plan, int]:
        """Tell those who come, and invite them; returns how many invitations are new. What is announced stays put."""
        chosen = [each for each in plan.cpd_sessions if each.id in session_ids and each.held_on is not None]
        if len(chosen) < len(set(session_ids)):
            raise Invalid("One of these sessions has no day yet, or is not in the plan any more. Nobody was invited.")
        unsaid = [each.having(announced_on=today, pinned=True) for each in chosen if each.announced_on is None]
        with self._writing(person, plan.id) as (connection, _):
            assigned = _settings(connection, plan.id).settings.assigned
            after = self._planner.write(person, plan.id, unsaid, within=connection) if unsaid else plan
            wanted = {each.id: assigned.get(each.id, ()) for each in chosen}
            return after, self._planner.invitations.invite(person, plan.id, wanted, within=connection)

    # Its parts

    def _whole(self, person: Person, plan_id: str) -> Plan:
        with self._reading(person, plan_id) as (connection, _):
            plan = rows.read_plan(connection, plan_id)
        if plan is None:
            raise NotFound(_GONE)
        return plan

    def _change(self, connection: Connection, urn: str, person: Person, plan_id: str, **changed: Any) -> None:
        """Settings as they are now, but for these."""
        kept = _settings(connection, plan_id)
        settings = kept.settings.model_copy(update=changed)
        year.keep_settings(
            connection, urn, plan_id, kept.version, settings.model_dump(mode="json"),
            by=person.id, by_name=person.name, at=self._clock(),
        )  # fmt: skip

    def _add(self, connection: Connection, person: Person, plan: Plan, proposal: Proposal) -> Proposal:
        there = year.proposals_of(connection, plan.id)
        for each in there[MOST_PROPOSALS - 1 :]:
            if each.content.get("state") != State.ACCEPTED.value:
                year.remove_proposal(connection, plan.id, each.id)
        made = proposal.model_copy(update={"number": year.next_number(connection, plan.id)})
        stored = Stored(made.id, made.number, made.model_dump(mode="json"), person.name, self._clock())
        year.add_proposal(connection, plan.urn, plan.id, stored, by=person.id)
        return made

    @contextmanager
    def _reading(self, person: Person, plan_id: str) -> Iterator[tuple[Connection, str]]:
        with or_unavailable(), reading(self._engine, theirs(person, school_in(plan_id))) as connection:
            yield connection, permit(person, Deed.PLAN_CPD, rows.urn_of(connection, plan_id))

    @contextmanager
    def _writing(self, person: Person, plan_id: str) -> Iterator[tuple[Connection, str]]:
        with or_unavailable(), writing(self._engine, theirs(person, school_in(plan_id))) as connection:
            urn = permit(person, Deed.PLAN_CPD, rows.urn_of(connection, plan_id))
            rows.lock_plan(connection, plan_id)
            yield connection, urn


def _refuse(plan: Plan, proposal: Proposal, now: Framed) -> None:
    """What can't be accepted as things are ``now``. Raises ``Invalid``."""
    if proposal.timetable is None or not proposal.runs:
        raise Invalid("This proposal places nothing, so there is nothing to accept.")
    if not still_fits(plan, proposal, now):
        raise Invalid(_CHANGED)
    if against := broken_now(proposal, now):
        raise Invalid(f"This proposal can’t be accepted any more. {against} {_AGAIN}")


def _settings(connection: Connection, plan_id: str) -> Kept:
    stored = year.settings(connection, plan_id)
    if stored is None:
        return Kept(YearSettings(), 0)
    return Kept(YearSettings.model_validate(stored.content), stored.number)


def _found(connection: Connection, plan_id: str, proposal_id: str) -> Made:
    stored = year.proposal(connection, plan_id, proposal_id)
    if stored is None:
        raise NotFound(_GONE)
    return _made(stored)


def _made(stored: Stored) -> Made:
    try:
        return Made(Proposal.model_validate(stored.content), stored.by_name, stored.at)
    except ValidationError as error:
        raise NotFound("This proposal was made by an older version of sef2si. Please solve again.") from error


def _keep(connection: Connection, plan_id: str, proposal: Proposal) -> None:
    year.change_proposal(connection, plan_id, proposal.id, proposal.model_dump(mode="json"))
