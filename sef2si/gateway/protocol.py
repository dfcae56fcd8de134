"""What a screen may ask of the service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sef2si.domain.advising import Overview
from sef2si.domain.changes import Change
from sef2si.domain.people import Person
from sef2si.domain.plan import Plan
from sef2si.domain.record import Record
from sef2si.domain.staff import StaffMember
from sef2si.domain.threads import Asked, Promised, Said, Talks


class Gateway(Protocol):
    """Every call may raise an error of ``sef2si.errors``; nothing is half done when it does."""

    def person(self) -> Person:
        """Who is asking."""

    def years(self, urn: str) -> tuple[str, ...]:
        """The academic years this school has plans of, newest first."""

    def load(self, urn: str, year: str | None = None) -> Plan:
        """The school's plan of a year, by default the newest that has begun, as far as this person may see it."""

    def write(self, plan_id: str, save: Sequence[Record] = (), remove: Sequence[Record] = ()) -> Plan:
        """One act: all of it is kept, or none. Returns the plan as it is now.

        Each record names in ``version`` the version it was made from. What others changed in other fields meanwhile
        is merged; the same field raises ``Conflict``. Removing a record removes what it owns and unlinks the rest.
        """

    def undo(self, plan_id: str) -> Plan:
        """Take back this person's last act, while nobody has changed its records since."""

    def history(self, plan_id: str, kind: str, record_id: str) -> tuple[Change, ...]:
        """All changes of one record, newest first, those of earlier years included."""

    def carry(self, plan_id: str) -> Plan:
        """Start the next year's plan with what is still open. Returns the new plan."""

    def staff(self, urn: str) -> tuple[StaffMember, ...]:
        """The school's staff register, over all its years: all who are or were there, by surname."""

    def write_staff(
        self, urn: str, save: Sequence[StaffMember] = (), remove: Sequence[StaffMember] = ()
    ) -> tuple[StaffMember, ...]:
        """One act on the register, as ``write`` is one on a plan. Returns the register as it is now."""

    def undo_staff(self, urn: str) -> tuple[StaffMember, ...]:
        """Take back this person's last act on the register, while nobody has changed it since."""

    # Each of these gives back all that this person sees at the school, and may be sent twice.

    def talks(self, urn: str) -> Talks:
        """What the school and its advisers said to one another, as far as this person sees it."""

    def ask(self, urn: str, asked: Asked) -> Talks:
        """Begin a thread beside a record, or about the school as a whole."""

    def remark(self, urn: str, thread_id: str, said: Said) -> Talks:
        """Answer in a thread, or go on."""

    def close_thread(self, urn: str, thread_id: str, *, closed: bool = True) -> Talks:
        """A question is settled, or open again."""

    def promise(self, urn: str, promised: Promised) -> Talks:
        """An adviser promises something by a day."""

    def keep_promise(self, urn: str, promise_id: str, *, is_kept: bool = True) -> Talks:
        """Mark one's own promise as kept."""

    def overview(self) -> Overview:
        """What matters now to an adviser, and one line for each of their schools, as far as it shares."""

    def look(self, urns: Sequence[str]) -> None:
        """This adviser has now looked at these schools: what changes from here on is told."""
