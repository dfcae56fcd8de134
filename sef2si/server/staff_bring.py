"""Bring a list of staff: choose a file, see what it would do to the register, decide, and take it back as one act."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tornado import web

from sef2si.documents.incoming.proposal import State
from sef2si.documents.incoming.wording import simple
from sef2si.documents.reading.blocks import Reading
from sef2si.documents.reading.limited import read_limited
from sef2si.documents.staff.meeting import Decisions, Meeting, Outcome, meet, roles_asked
from sef2si.documents.staff.proposal import propose, without_the_rest
from sef2si.documents.staff.words import NEVER, labels
from sef2si.domain.cycle import date_from, written
from sef2si.domain.needs import StaffGroup
from sef2si.domain.people import Deed, may
from sef2si.domain.staff import NOT_OF_STAFF, StaffMember, days_in_words
from sef2si.errors import Invalid, Sef2siError
from sef2si.server.guard import Refused
from sef2si.server.staff import GROUPS, StaffPage
from sef2si.server.staff_member import LABELS, said
from sef2si.server.uploads import LARGEST, uploaded

_GONE = "This file is not here any more: we keep one for an hour at most. Please choose it again. Nothing was changed."
_CHANGED = "The register was changed meanwhile. This is what the file would do now."
_GROUPS = {group.value: group for group in StaffGroup if group not in NOT_OF_STAFF}


class BringStaff(StaffPage):
    """Choose a file."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self._show(urn)

    @web.authenticated
    async def post(self, urn: str) -> None:
        await self.register(urn)  # whoever may not is refused before anything of the file is read
        try:
            file = uploaded(self)
            if file is None:
                await self._show(urn, "No file was chosen. Please choose one first, or drag it onto the box.")
                return
            found = without_the_rest(await self.try_to(read_limited, file.name, file.content))
            names = await self.ask(self.site.planner.staff.words, self.person, urn, "staff")
            await self.try_to(propose, found, names)
        except Invalid as refusal:
            await self._show(urn, refusal.sentence)
            return
        name = self.site.pending_staff.keep(self.session_key, urn, found)
        self.redirect(f"/schools/{urn}/staff/bring/{name}", status=303)

    async def _show(self, urn: str, wrong: str = "") -> None:
        if wrong:
            self.set_status(422)
        name = await self.school_name(urn)
        self.show_staff("staff_bring.html", urn, name=name, wrong=wrong, largest=LARGEST, title="Bring a list of staff")


@dataclass
class Told:
    """What a person decided so far, and boxes that can't be read."""

    columns: dict[str, str] = field(default_factory=dict)
    roles: dict[str, StaffGroup] = field(default_factory=dict)
    decisions: Decisions = field(default_factory=Decisions)
    wrong: dict[str, str] = field(default_factory=dict)
    typed_days: dict[str, str] = field(default_factory=dict)


class PreviewStaff(StaffPage):
    """What the file would do; and, once somebody says so, doing it: one act, all of it or nothing."""

    @web.authenticated
    async def get(self, urn: str, name: str) -> None:
        register = await self.register(urn)
        found = self._file(urn, name)
        await self._show(urn, name, await self._met(urn, found, register, Told()), Told(), register)

    @web.authenticated
    async def post(self, urn: str, name: str) -> None:
        register = await self.register(urn)
        found = self._file(urn, name)
        try:
            plain = await self._met(urn, found, register, Told())
            told = self._told(plain, register)
            meeting = await self._met(urn, found, register, told)
        except Invalid as refusal:
            told = Told(wrong={"": refusal.sentence})
            await self._show(urn, name, await self._met(urn, found, register, Told()), told, register)
            return
        bring = self.get_body_argument("do", "") == "bring" and not told.wrong
        if bring and self.get_body_argument("mark", "") != _mark(register):
            told.wrong[""] = _CHANGED
        if not bring or told.wrong or not meeting.save:
            await self._remember(urn, told)
            await self._show(urn, name, meeting, told, register)
            return
        try:
            await self.try_to(self.site.planner.staff.write, self.person, urn, meeting.save)
            await self._remember(urn, told)
        except Sef2siError as refusal:
            if refusal.status in (403, 404):
                raise Refused(refusal.status, refusal.sentence) from None
            told.wrong[""] = refusal.sentence
            await self._show(urn, name, meeting, told, register)
            return
        self.site.pending_staff.drop(self.session_key, name)
        self.redirect(f"/schools/{urn}/staff?done=brought", status=303)

    def _file(self, urn: str, name: str) -> Reading:
        found = self.site.pending_staff.find(self.session_key, urn, name)
        if found is None:
            raise Refused(404, _GONE, title="Please choose the file again")
        return found

    async def _met(self, urn: str, found: Reading, register: tuple[StaffMember, ...], told: Told) -> Meeting:
        staff = self.site.planner.staff
        names = await self.ask(staff.words, self.person, urn, "staff")
        known = await self.ask(staff.words, self.person, urn, "staff_roles")
        roles = {role: _GROUPS[key] for role, key in known.items() if key in _GROUPS} | told.roles
        listed = await self.try_to(propose, found, names | told.columns, roles)
        return await self.try_to(meet, listed, register, urn, self.site.today(), told.decisions)

    async def _remember(self, urn: str, told: Told) -> None:
        staff = self.site.planner.staff
        if told.columns:
            await self.ask(staff.remember, self.person, urn, "staff", told.columns)
        if told.roles:
            roles = {role: group.value for role, group in told.roles.items()}
            await self.ask(staff.remember, self.person, urn, "staff_roles", roles)

    def _told(self, meeting: Meeting, register: tuple[StaffMember, ...]) -> Told:
        """What the person chose otherwise than we did, in the boxes of the page they saw."""
        told = Told()
        for place, match in enumerate(meeting.listed.columns):
            chosen = self.get_body_argument(f"column.{place}", match.field)
            if chosen != match.field and chosen in ("", NEVER, *labels()):
                told.columns[match.heading] = chosen
        for place, (role, _, group) in enumerate(roles_asked(meeting)):
            asked = self.get_body_argument(f"role.{place}", "")
            if (
                asked in _GROUPS
                and _GROUPS[asked] is not group
                and self.get_body_argument(f"role-is.{place}", "") == role
            ):
                told.roles[role] = _GROUPS[asked]
        ids = {member.id for member in register}
        who = {}
        kept = set()
        for outcome in meeting.outcomes:
            key = outcome.line.key
            asked = self.get_body_argument(f"who.{key}", self.get_body_argument(f"who-was.{key}", ""))
            if asked != self.get_body_argument(f"who-was.{key}", "") and asked in ("", *ids):
                who[key] = asked
            if self.get_body_argument(f"keep.{key}", "") == "1":
                kept.add(key)
        last_days: dict[str, date] = {}
        for member in meeting.absent:
            told.typed_days[member.id] = typed = self.get_body_argument(f"last.{member.id}", "").strip()
            if typed:
                try:
                    last_days[member.id] = date_from(typed)
                except ValueError as error:
                    told.wrong[f"last-{member.id}"] = f"{member.name}: {error}"
        told.decisions = Decisions(
            who,
            frozenset(kept),
            last_days,
            full_time=self.get_body_argument("full_time", "") == "1",
            without_marked=self.get_body_argument("without", "") == "1",
        )
        return told

    async def _show(
        self, urn: str, waiting: str, meeting: Meeting, told: Told, register: tuple[StaffMember, ...]
    ) -> None:
        if told.wrong:
            self.set_status(422)
        self.show_staff(
            "staff_preview.html",
            urn,
            name=await self.school_name(urn),
            waiting=waiting,
            meeting=meeting,
            mark=_mark(register),
            summary=_summary(meeting),
            rows=[_row(outcome, told) for outcome in meeting.outcomes],
            unchanged=meeting.count(State.UNCHANGED),
            roles=[(role, many, group.value if group else "") for role, many, group in roles_asked(meeting)],
            groups=GROUPS,
            fields=[*labels().items()],
            never=NEVER,
            told=told,
            absent=[(m.id, m.name, _about(m), told.typed_days.get(m.id, "")) for m in meeting.absent],
            may_keep=may(self.person, Deed.MANAGE_STAFF, urn),
            title=("Error: " if told.wrong else "") + "What we found",
        )


def _mark(register: tuple[StaffMember, ...]) -> str:
    """Tells one state of the register from another."""
    return f"{len(register)}-{sum(member.version for member in register)}"


def _summary(meeting: Meeting) -> str:
    words = {State.NEW: "new", State.CHANGED: "changed", State.UNCHANGED: "as they were", State.REFUSED: "marked"}
    counts = [f"{meeting.count(state)} {word}" for state, word in words.items() if meeting.count(state)]
    return f"{', '.join(counts)}." if counts else "There is nobody in this file."


def _row(outcome: Outcome, told: Told) -> dict[str, Any]:
    line, shown = outcome.line, outcome.member or outcome.before
    return {
        "key": line.key,
        "name": line.name or "No name",
        "state": "Marked" if outcome.is_marked else outcome.state.label,
        "tone": "todo" if outcome.is_marked else {State.NEW: "done", State.CHANGED: "done"}.get(outcome.state, ""),
        "place": str(line.place),
        "about": _about(shown) if shown else "",
        "sentence": outcome.sentence,
        "problems": [(str(each.place), each.sentence) for each in line.problems],
        "changes": [_change(name, outcome) for name in outcome.changed] if outcome.before else [],
        "is_kept": line.key in told.decisions.kept,
        "who": outcome.before.id if outcome.before else "",
        "might_be": [(each.id, f"{each.name}, {_about(each)}") for each in outcome.might_be],
        "asks": bool(outcome.might_be) and outcome.before is None,
        "is_shown": outcome.is_marked or outcome.state is not State.UNCHANGED or bool(outcome.changed),
    }


def _change(name: str, outcome: Outcome) -> tuple[str, str, str]:
    """(label, what the register says, what the file says). Whose words stay is the person's to say."""
    member, before = outcome.member, outcome.before
    assert member is not None and before is not None
    return LABELS[name], _words(name, before), _words(name, member)


def _words(name: str, member: StaffMember) -> str:
    value = getattr(member, name)
    if name == "days":
        return days_in_words(value)
    if name == "days_b":
        return "as in week A" if value is None else days_in_words(value) if value else "none"
    if name in ("group", "career_stage"):
        return value.label if value else "nothing"
    return said(name, value).replace("\n", "; ") or "nothing"


def _about(member: StaffMember) -> str:
    about = [member.role or member.group.label, member.group.label if member.role else "", member.team]
    about.append(days_in_words(member.days) if member.days else "days not known yet")
    if member.leaves_on:
        about.append(f"leaves {written(member.leaves_on)}")
    return " · ".join(part for part in about if simple(part))
