"""Clearing out what is past its time: looked at first, done once, with a certificate. Done again it does nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time

from sqlalchemy import Connection, Engine

from sef2si.domain.cycle import last_day
from sef2si.domain.people import Deed, Person
from sef2si.domain.personal import FORMER, Act, Subject
from sef2si.domain.record import new_id
from sef2si.domain.retention import Rule, years_back
from sef2si.errors import Invalid
from sef2si.services.access import permit, theirs
from sef2si.services.keeping import or_unavailable
from sef2si.services.people_acts import Doing, former_in_register
from sef2si.services.personal import CHANGED, Looked
from sef2si.store import changes, people_data, personal, rows, staff, threads, year
from sef2si.store import retention as kept
from sef2si.store.engine import reading, writing
from sef2si.store.personal import Certificate
from sef2si.store.rows import Edit


class Retention:
    """SEE_PERSONAL_DATA at the school is asked for everything."""

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def rules(self, person: Person, urn: str) -> dict[Rule, int]:
        """Each rule with its years, the school's own or the default."""
        permit(person, Deed.SEE_PERSONAL_DATA, urn)
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            return kept.rules_of(connection, urn)

    def decide(self, person: Person, urn: str, years: Mapping[Rule, int]) -> None:
        """The school's own years for these rules. Raises ``Invalid``."""
        permit(person, Deed.SEE_PERSONAL_DATA, urn)
        for rule, number in years.items():
            if not 1 <= number <= rule.most:
                raise Invalid(f"Please give whole years from 1 to {rule.most}.")
        with or_unavailable(), writing(self._engine, theirs(person, urn)) as connection:
            now = kept.rules_of(connection, urn)
            for rule, number in years.items():
                if number != now[rule]:
                    by = {"by": person.id, "by_name": person.name}
                    kept.put_rule(connection, urn, rule, number, at=self._clock(), **by)

    def look(self, person: Person, urn: str) -> Looked:
        """What ``do`` would do now; nothing is kept of it."""
        permit(person, Deed.SEE_PERSONAL_DATA, urn)
        with or_unavailable(), writing(self._engine, theirs(person, urn)) as connection:
            counts = self._done(connection, person, urn, new_id())
            connection.rollback()
        return Looked(counts, _seen(urn, counts))

    def do(self, person: Person, urn: str, seen: str) -> Certificate | None:
        """All that is past its time goes, if it is what was looked at; None where nothing is. Raises ``Invalid``."""
        permit(person, Deed.SEE_PERSONAL_DATA, urn)
        with or_unavailable(), writing(self._engine, theirs(person, urn)) as connection:
            certificate = new_id()
            counts = self._done(connection, person, urn, certificate)
            if seen != _seen(urn, counts):
                raise Invalid(CHANGED)
            if not any(counts.values()):
                return None
            at = self._clock()
            made = Certificate(certificate, urn, Act.RETENTION.value, at, person.id, person.name, counts)
            personal.certify(connection, made)
        return made

    def _done(self, connection: Connection, person: Person, urn: str, certificate: str) -> dict[str, int]:
        staff.lock_register(connection, urn)
        threads.lock_talks(connection, urn)
        rows.lock_plans(connection, list(rows.years_of(connection, urn).values()))
        today = self._clock().date()
        days = {rule: years_back(today, years) for rule, years in kept.rules_of(connection, urn).items()}
        moments = {rule: datetime.combine(day, time.min, UTC) for rule, day in days.items()}
        left = kept.leavers(connection, urn, days[Rule.LEAVERS])
        for staff_id in left:
            subject = Subject(staff_id=staff_id, name="")
            former_in_register(Doing(connection, person, urn, subject, certificate))
            year.remove_links(connection, urn, staff_id)
            year.blank_choices(connection, urn, staff_id)
            personal.release(connection, urn, (staff_id,))
        if left:
            people_data.put_name(connection, urn, left, FORMER, certificate)
        notes = kept.old_notes(connection, urn, days[Rule.NOTES])
        for plan_id, note_id in notes:
            self._take_out_note(connection, person, plan_id, note_id)
            kept.empty_note(connection, urn, plan_id, note_id, certificate)
        ended = [plan_id for each, plan_id in rows.years_of(connection, urn).items() if last_day(each) < days[Rule.CPD]]
        links = kept.forget_links(connection, urn, moments[Rule.LINKS])
        links += kept.forget_personal_links(connection, urn, moments[Rule.LINKS])
        return {
            Rule.LEAVERS.value: len(left),
            Rule.ACCESS_LOG.value: kept.forget_access(connection, urn, moments[Rule.ACCESS_LOG]),
            Rule.CHANGES.value: kept.empty_changes(connection, urn, moments[Rule.CHANGES], certificate),
            Rule.NOTES.value: len(notes),
            Rule.LINKS.value: links,
            Rule.TALKS.value: kept.forget_talks(connection, urn, moments[Rule.TALKS], certificate),
            Rule.CPD.value: kept.forget_cpd(connection, urn, ended, certificate),
        }

    def _take_out_note(self, connection: Connection, person: Person, plan_id: str, note_id: str) -> None:
        """Removed as by hand, with its change."""
        plan = rows.read_plan(connection, plan_id)
        assert plan is not None
        edit = Edit(plan_id, "notes", plan.find("notes", note_id), None)
        rows.apply(connection, [edit])
        changes.add_changes(
            connection, [edit], batch=new_id(), by=person.id, by_name=person.name, at=self._clock(), undoes=None
        )


def _seen(urn: str, counts: Mapping[str, int]) -> str:
    return hashlib.sha256(json.dumps([urn, dict(counts)], sort_keys=True).encode()).hexdigest()
