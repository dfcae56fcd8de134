"""The staff of the sample schools: lists as a school's own systems write them, read like any other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sef2si.documents import reading
from sef2si.documents.staff.meeting import meet
from sef2si.documents.staff.proposal import propose
from sef2si.domain.people import Person
from sef2si.domain.staff import StaffMember
from sef2si.errors import Invalid
from sef2si.templates import templates


def read_sample_staff(people: Iterable[Person]) -> dict[str, tuple[StaffMember, ...]]:
    """URN -> everybody on the staff there; whom one may act as in the demo (``people``) is known to be that person.

    Raises ``Invalid`` naming the file and what in it can't be kept.
    """
    accounts = {(urn, person.name): person.id for person in people for urn in person.urns}
    found: dict[str, tuple[StaffMember, ...]] = {}
    for path in sorted((templates() / "samples").glob("[0-9]*-staff.csv")):
        urn = path.name.partition("-")[0]
        meeting = meet(propose(reading.read(path.name, path.read_bytes())), (), urn, date.min)
        marked = next((outcome for outcome in meeting.outcomes if outcome.is_marked), None)
        if marked is not None:
            sentence = marked.sentence or marked.line.problems[0].sentence
            raise Invalid(f"{path.name}, {marked.line.place}: {sentence} Nothing was imported.")
        found[urn] = tuple(
            member.model_copy(update={"account_id": accounts.get((urn, member.name))}) for member in meeting.save
        )
    return found
