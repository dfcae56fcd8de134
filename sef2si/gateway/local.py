"""The gateway of a process that may open the database itself: JupyterLab, the pages, the tests."""

from __future__ import annotations

from collections.abc import Sequence

from sef2si.domain.advising import Overview
from sef2si.domain.changes import Change
from sef2si.domain.people import Person
from sef2si.domain.plan import Plan
from sef2si.domain.record import Record
from sef2si.domain.staff import StaffMember
from sef2si.domain.threads import Asked, Promised, Said, Talks
from sef2si.services.planner import Planner
from sef2si.settings import Settings
from sef2si.store.engine import open_engine
from sef2si.store.migrate import migrate


class LocalGateway:
    """``gateway.protocol.Gateway`` on a planner, for one person."""

    def __init__(self, planner: Planner, person: Person) -> None:
        self._planner = planner
        self._person = person

    def person(self) -> Person:
        return self._planner.person(self._person)

    def years(self, urn: str) -> tuple[str, ...]:
        return self._planner.years(self._person, urn)

    def load(self, urn: str, year: str | None = None) -> Plan:
        return self._planner.load(self._person, urn, year)

    def write(self, plan_id: str, save: Sequence[Record] = (), remove: Sequence[Record] = ()) -> Plan:
        return self._planner.write(self._person, plan_id, save, remove)

    def undo(self, plan_id: str) -> Plan:
        return self._planner.undo(self._person, plan_id)

    def history(self, plan_id: str, kind: str, record_id: str) -> tuple[Change, ...]:
        return self._planner.history(self._person, plan_id, kind, record_id)

    def carry(self, plan_id: str) -> Plan:
        return self._planner.carry(self._person, plan_id)

    def staff(self, urn: str) -> tuple[StaffMember, ...]:
        return self._planner.staff.members(self._person, urn)

    def write_staff(
        self, urn: str, save: Sequence[StaffMember] = (), remove: Sequence[StaffMember] = ()
    ) -> tuple[StaffMember, ...]:
        return self._planner.staff.write(self._person, urn, save, remove)

    def undo_staff(self, urn: str) -> tuple[StaffMember, ...]:
        return self._planner.staff.undo(self._person, urn)

    def talks(self, urn: str) -> Talks:
        return self._planner.threads.talks(self._person, urn)

    def ask(self, urn: str, asked: Asked) -> Talks:
        return self._planner.threads.ask(self._person, urn, asked)

    def remark(self, urn: str, thread_id: str, said: Said) -> Talks:
        return self._planner.threads.remark(self._person, urn, thread_id, said)

    def close_thread(self, urn: str, thread_id: str, *, closed: bool = True) -> Talks:
        return self._planner.threads.close(self._person, urn, thread_id, closed=closed)

    def promise(self, urn: str, promised: Promised) -> Talks:
        return self._planner.threads.promise(self._person, urn, promised)

    def keep_promise(self, urn: str, promise_id: str, *, is_kept: bool = True) -> Talks:
        return self._planner.threads.keep_promise(self._person, urn, promise_id, is_kept=is_kept)

    def overview(self) -> Overview:
        return self._planner.advising.overview(self._person)

    def look(self, urns: Sequence[str]) -> None:
        self._planner.advising.look(self._person, urns)


def open_local(person: Person) -> LocalGateway:
    """The gateway to this machine's own database (``SEF2SI_DATABASE``), brought up to date, for one person."""
    engine = open_engine(Settings.from_environment().database)
    migrate(engine)
    return LocalGateway(Planner(engine), person)
