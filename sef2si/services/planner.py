"""Everything that can be asked of a plan, each time asking first whether this person may."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine

from sef2si.domain import notes
from sef2si.domain.beside import Beside
from sef2si.domain.changes import Change
from sef2si.domain.cycle import current_year, first_day, next_year
from sef2si.domain.people import Answer, Deed, Person, Whose, answer
from sef2si.domain.plan import Plan, kind_of
from sef2si.domain.record import Record, new_id
from sef2si.domain.school import School
from sef2si.domain.sharing import seen_by
from sef2si.errors import CannotUndo, Invalid, NotAllowed, NotFound
from sef2si.services import consenting, importing, leading, noting
from sef2si.services.access import NO_SCHOOL, SUMMARY_ONLY, permit, school_in, theirs
from sef2si.services.acts import Records, acted, edits_between, placed, plan_with, records_of
from sef2si.services.advising import Advising
from sef2si.services.archiving import Archive, take_out
from sef2si.services.belongings import Belongings
from sef2si.services.carrying import carried
from sef2si.services.comparing import Comparing
from sef2si.services.handing import Handing
from sef2si.services.hiding import hidden_from, meant, refusing
from sef2si.services.history import shown
from sef2si.services.importing import Imported
from sef2si.services.invitations import Invitations
from sef2si.services.keeping import or_unavailable, writing_within
from sef2si.services.own_cpd import OwnCpd
from sef2si.services.personal import PeopleData
from sef2si.services.registering import register_schools
from sef2si.services.restoring import Restoring
from sef2si.services.retention import Retention
from sef2si.services.searching import Searching
from sef2si.services.sharing import Sharings
from sef2si.services.staff import Staff
from sef2si.services.telling import Telling
from sef2si.services.threads import Threads
from sef2si.services.undoing import changes_nothing, undone
from sef2si.services.unregistering import TakenBack, unregister
from sef2si.services.watching import AccessLog
from sef2si.services.year import YearPlanning
from sef2si.store import changes, rows, sharing, staff
from sef2si.store.calling import names_at
from sef2si.store.engine import EVERY_SCHOOL, reading, writing

IMPORTER = "sef2si import"
NOTHING_TO_UNDO = "There is nothing of yours left to undo in this plan."


def _now() -> datetime:
    return datetime.now(UTC)


class Planner:
    """The methods of ``gateway.protocol.Gateway``, with the person first; and what the command line needs.

    ``staff`` is the register of a school's staff, ``threads`` what it and its advisers say to one another,
    ``belongings`` what it keeps beside its plans: each has methods of its own. ``searching``, ``comparing`` and
    ``restoring`` are side doors to plans, and see them as ``load`` does. ``access_log`` is who saw what,
    ``people_data`` what is kept about one person, ``retention`` how long, and
    ``telling`` tells people what is new.

    Every method raises ``NotFound`` with one and the same sentence for a school or plan that is not there and for one
    that is not this person's, ``NotAllowed`` where the role does not reach, ``Unavailable`` where the database fails.
    """

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime] = _now) -> None:
        self._engine = engine
        self._clock = clock
        self.staff = Staff(engine, clock=clock)
        self.belongings = Belongings(engine, clock=clock)
        self.handing = Handing(engine, clock=clock)
        self.sharings = Sharings(engine, clock=clock)
        self.invitations = Invitations(engine, clock=clock)
        self.own_cpd = OwnCpd(engine, clock=clock)
        self.year = YearPlanning(self, engine, clock=clock)
        self.searching = Searching(self, engine, clock=clock)
        self.restoring = Restoring(self, engine)
        self.comparing = Comparing(self, clock=clock)
        self.threads = Threads(engine, clock=clock)
        self.advising = Advising(engine, self.sharings, clock=clock)
        self.access_log = AccessLog(engine, clock=clock)
        self.people_data = PeopleData(engine, clock=clock)
        self.retention = Retention(engine, clock=clock)
        self.telling = Telling(engine, clock=clock)

    def check(self) -> None:
        """Whether plans can be read at all. Raises ``Unavailable``."""
        with or_unavailable(), reading(self._engine, "") as connection:
            rows.urn_of(connection, "")

    def person(self, person: Person) -> Person:
        return person

    def years(self, person: Person, urn: str) -> tuple[str, ...]:
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            permit(person, Deed.READ, urn, sharing=sharing.of_school(connection, urn))
            return tuple(rows.years_of(connection, urn))

    def load(self, person: Person, urn: str, year: str | None = None, deed: Deed = Deed.READ) -> Plan:
        """The plan of this year, or of the current one, as this person sees it; ``deed``: what they see it for."""
        with self._plan_to_read(person, urn, year, deed) as (connection, plan):
            return self._seen_by(connection, person, plan)

    def write(
        self,
        person: Person,
        plan_id: str,
        save: Sequence[Record] = (),
        remove: Sequence[Record] = (),
        *,
        within: Connection | None = None,
    ) -> Plan:
        """One act: all of it is kept, or none, ``within`` a transaction or one of its own. See ``gateway.protocol``.

        Saving the same again changes nothing, so a save whose answer was lost may be sent again. A new record whose
        position is 0 goes to the end of its kind. Of a record to remove only kind, id and version are looked at.
        """
        with self._plan_to_write(person, plan_id, within=within) as (connection, plan, led):

            def past(kind: str, record_id: str) -> Sequence[tuple[int, Change]]:
                found = changes.of_record(connection, plan_id, kind, record_id)
                if kind != notes.KIND or not found:
                    return found
                seen = noting.sight(connection, person, plan.urn)
                return [(version, change) for version, change in found if seen.shows(change)]

            if led is not None:
                leading.refuse_others(plan, (*save, *remove), led)
            others = noting.hidden_from(person, plan)
            remove = [each for each in remove if (kind_of(each), each.id) not in others]
            hidden, seen = hidden_from(connection, plan.urn, person.id), noting.without(plan, others)
            save = [meant(hidden, r, seen.find(k := kind_of(r), r.id), partial(past, k, r.id)) for r in save]
            save = noting.stamped(person, plan, save, past)
            then = acted(plan, save, remove, past, person.id)
            then = consenting.guarded(plan, then, partial(staff.read_staff, connection, plan.urn))
            if led is not None:
                leading.refuse_trespass(plan, plan_with(plan, then), (*save, *remove), led)
            kept = self._keep(connection, plan, then, by=person.id, by_name=person.name)
            return self._seen_by(connection, person, kept)

    def undo(self, person: Person, plan_id: str, *, within: Connection | None = None) -> Plan:
        """Take back this person's newest act that still stands; asked again, the one before. Raises ``CannotUndo``."""
        with self._plan_to_write(person, plan_id, Deed.UNDO, within=within) as (connection, plan, led):
            hidden = noting.hidden_from(person, plan)
            seen = noting.sight(connection, person, plan.urn)
            now = {key: record for key, record in records_of(plan).items() if key not in hidden}

            def latest(kind: str, record_id: str) -> Change:
                return changes.of_record(connection, plan_id, kind, record_id)[-1][1]

            passed: list[str] = []
            while batch := changes.batch_to_undo(connection, plan_id, person.id, passed):
                if any(change.kind == "school" and change.before is None for change in batch):
                    break
                theirs = [change for change in batch if seen.shows(change)]
                if not changes_nothing(theirs):
                    then = noting.relinked(hidden, batch, undone(now, theirs, latest))
                    if led is not None:
                        leading.refuse_trespass(plan, plan_with(plan, then), (), led)
                    kept = self._keep(connection, plan, then, by=person.id, by_name=person.name, undoes=batch[0].batch)
                    if kept is not plan:
                        return self._seen_by(connection, person, kept)
                passed.append(batch[0].batch)
            raise CannotUndo(NOTHING_TO_UNDO)

    def history(self, person: Person, plan_id: str, kind: str, record_id: str) -> tuple[Change, ...]:
        """All changes of one record, newest first, over all years of the school. Empty where there never was one."""
        with or_unavailable(), reading(self._engine, theirs(person, school_in(plan_id))) as connection:
            urn = permit(person, Deed.HISTORY, rows.urn_of(connection, plan_id))
            return shown(connection, person, urn, changes.history(connection, urn, kind, record_id))

    def changes(self, person: Person, plan_id: str, since: datetime | None = None) -> tuple[Change, ...]:
        """All changes of this plan, newest first; with ``since``, those made from that moment on."""
        with or_unavailable(), reading(self._engine, theirs(person, school_in(plan_id))) as connection:
            urn = permit(person, Deed.HISTORY, rows.urn_of(connection, plan_id))
            return shown(connection, person, urn, changes.of_plan(connection, plan_id, since))

    def carry(self, person: Person, plan_id: str) -> Plan:
        """Start the next year with what is still open (``services.carrying``). Raises ``Invalid`` if it is there."""
        with self._plan_to_write(person, plan_id) as (connection, plan, _):
            permit(person, Deed.EDIT, plan.urn, self._whose_plan(connection, plan))
            year = next_year(plan.year)
            if year in rows.years_of(connection, plan.urn):
                raise Invalid(f"There is already a plan for {year}. Please open it from the list of years.")
            fresh = carried(plan)
            rows.add_plans(connection, [(fresh.id, fresh.urn, fresh.year)])
            kept = self._keep(connection, fresh, records_of(fresh), now={}, by=person.id, by_name=person.name)
            return self._seen_by(connection, person, kept)

    def archive(self, person: Person, urn: str, files: Mapping[str, bytes]) -> Archive:
        """Everything this school has (``services.archiving``), with these files of its own frameworks."""
        return take_out(self._engine, person, urn, files)

    # Where plans come from.

    def open_plan(self, person: Person | None, school: School, year: str) -> Plan:
        """The school's plan of this year: a new one, empty, where there was none. No person: an import by file."""
        if person is not None:
            permit(person, Deed.EDIT, school.urn)
        by, by_name = (person.id, person.name) if person else (IMPORTER, IMPORTER)
        fresh = importing.checked([_empty(school, year)])[0]
        with (
            or_unavailable(),
            writing(self._engine, theirs(person, school.urn) if person else school.urn) as connection,
        ):
            there = rows.years_of(connection, school.urn).get(year)
            found = rows.read_plan(connection, there) if there else None
            if found is None:
                rows.add_plans(connection, [(fresh.id, fresh.urn, fresh.year)])
                found = self._keep(connection, fresh, records_of(fresh), now={}, by=by, by_name=by_name)
            return self._seen_by(connection, person, found) if person else found

    def import_schools(
        self,
        schools: Iterable[School | Mapping[str, Any]],
        year: str,
        progress: Callable[[int], None] | None = None,
        *,
        look: bool = False,
    ) -> Imported:
        """Schools from a file, all or none. One that has a plan keeps it: its newest gets the facts it lacks.

        A school without a plan gets an empty one of ``year``. No plan of a new year is opened for a school that has
        one already: that is for the school to do, with what it carries over. ``schools``, or their fields, may still be
        being read; ``progress`` hears how many are done. With ``look`` nothing is kept of it.
        Raises ``Invalid``, and whatever reading them raises.
        """
        with or_unavailable(), writing(self._engine, EVERY_SCHOOL) as connection:
            done = register_schools(connection, schools, year, by=IMPORTER, at=self._clock(), progress=progress)
            if look:
                connection.rollback()
        return done

    def undo_schools(self) -> TakenBack:
        """Take back the newest import of the register (``services.unregistering``). Raises ``CannotUndo``."""
        with or_unavailable(), writing(self._engine, EVERY_SCHOOL) as connection:
            return unregister(connection, by=IMPORTER, at=self._clock())

    def import_plans(self, plans: Sequence[Plan]) -> Imported:
        """Whole plans from files, all or none; the same again changes nothing. Raises ``Invalid``."""
        plans = importing.checked(plans)
        added = changed = 0
        with or_unavailable(), writing(self._engine, {plan.urn for plan in plans}) as connection:
            for wanted in plans:
                there = rows.years_of(connection, wanted.urn).get(wanted.year)
                if there is None:
                    rows.add_plans(connection, [(wanted.id, wanted.urn, wanted.year)])
                    then = placed(tuple(wanted.all_records()), {})
                    self._keep(connection, wanted, then, now={}, by=IMPORTER, by_name=IMPORTER)
                    added += 1
                elif self._follow(connection, there, wanted):
                    changed += 1
        return Imported(added=added, changed=changed, unchanged=len(plans) - added - changed)

    def _follow(self, connection: Connection, plan_id: str, wanted: Plan) -> bool:
        rows.lock_plan(connection, plan_id)
        plan = rows.read_plan(connection, plan_id)
        assert plan is not None

        def past(kind: str, record_id: str) -> Sequence[Change]:
            return changes.history(connection, plan.urn, kind, record_id)[::-1]

        then = importing.followed(records_of(plan), tuple(wanted.all_records()), past, IMPORTER)
        return self._keep(connection, plan, then, by=IMPORTER, by_name=IMPORTER).seq != plan.seq

    # What they see.

    def _whose(self, years: Mapping[str, str], year: str) -> Whose | None:
        """Whether a plan of this year is one of the past. A year to come is not."""
        is_past = year < current_year(years, self._clock().date())
        return Whose.ARCHIVED if is_past else None

    def _whose_plan(self, connection: Connection, plan: Plan) -> Whose | None:
        return self._whose(rows.years_of(connection, plan.urn), plan.year)

    @contextmanager
    def _plan_to_read(
        self, person: Person, urn: str, year: str | None, deed: Deed
    ) -> Iterator[tuple[Connection, Plan]]:
        """The whole plan, for whoever may do this with it: what they see of it is for ``_seen_by`` to say."""
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            years = rows.years_of(connection, urn)
            wanted = year or current_year(years, self._clock().date())
            permit(person, deed, urn, self._whose(years, wanted), sharing=sharing.of_school(connection, urn))
            plan = rows.read_plan(connection, years[wanted]) if wanted in years else None
            if plan is None:
                raise NotFound(f"There is no plan of {year} for this school yet." if years and year else NO_SCHOOL)
            yield connection, plan

    def _seen_by(self, connection: Connection, person: Person, plan: Plan, beside: Beside | None = None) -> Plan:
        """As far as they may see it, next to another state of it or not. Raises ``NotAllowed`` where that is none."""
        today, whose = self._clock().date(), self._whose_plan(connection, plan)
        by_share = answer(person, Deed.READ, plan.urn, whose) is Answer.AS_SHARED
        staff = names_at(connection, plan.urn) if by_share else ()
        shared = sharing.of_school(connection, plan.urn)
        seen = seen_by(person, plan, shared, today, whose, beside=beside, staff=staff)
        if seen is None:
            raise NotAllowed(SUMMARY_ONLY)
        return hidden_from(connection, plan.urn, person.id).said(seen)

    # Writing.

    @contextmanager
    def _plan_to_write(
        self, person: Person, plan_id: str, *deeds: Deed, within: Connection | None = None
    ) -> Iterator[tuple[Connection, Plan, frozenset[str] | None]]:
        """The plan, locked, and what of it this person may write: see ``permit_writing``."""
        with writing_within(self._engine, theirs(person, school_in(plan_id)), within) as connection:
            urn = rows.urn_of(connection, plan_id)
            years = rows.years_of(connection, urn or "")
            whose = self._whose(years, next((year for year, each in years.items() if each == plan_id), ""))
            led = leading.permit_writing(person, urn, whose)
            for deed in deeds:
                permit(person, deed, urn, whose or Whose.OWN_RECORD)
            rows.lock_plan(connection, plan_id)
            plan = rows.read_plan(connection, plan_id)
            assert plan is not None
            with refusing(hidden_from(connection, plan.urn, person.id)):
                yield connection, plan, led

    def _keep(
        self,
        connection: Connection,
        plan: Plan,
        then: Records,
        *,
        by: str,
        by_name: str,
        now: Records | None = None,
        undoes: str | None = None,
    ) -> Plan:
        """Write what differs, each record with its change record. ``now`` is empty for a plan that is new."""

        def last_version(kind: str, record_id: str) -> int:
            return changes.last_version(connection, plan.id, kind, record_id) if now is None else 0

        edits = edits_between(plan.id, records_of(plan) if now is None else now, then, last_version)
        if not edits:
            return plan
        rows.apply(connection, edits)
        batch = new_id()
        at = self._clock()
        seq = changes.add_changes(connection, edits, batch=batch, by=by, by_name=by_name, at=at, undoes=undoes)
        return plan_with(plan, then, seq)


def _empty(school: School, year: str) -> Plan:
    return Plan(id=f"{school.urn}-{first_day(year).year}", urn=school.urn, year=year, school=school)
