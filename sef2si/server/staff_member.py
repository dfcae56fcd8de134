"""One member of staff: typed, changed, taken out. What is refused stays as it was typed, with why beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from tornado import web

from sef2si.advice.costs import plain
from sef2si.documents.staff import values
from sef2si.domain.cycle import date_from, written
from sef2si.domain.people import Deed, may
from sef2si.domain.staff import CareerStage, HalfDay, StaffMember, Weekday, days_in_words, faults
from sef2si.errors import Conflict, Invalid, NotFound, Sef2siError
from sef2si.server.guard import Refused
from sef2si.server.staff import GROUPS, StaffPage
from sef2si.services.reading import faults_of

_GONE = "This person is not in the register any more. Perhaps somebody took them out; “Undo” there brings them back."
STAGES = [("", "Not said"), *((stage.value, stage.label) for stage in CareerStage)]
LABELS = {
    "name": "Name, or initials", "reference": "Staff code", "role": "Role", "group": "Group", "team": "Team",
    "days": "Days worked", "days_b": "Days worked in week B", "fte_agreed": "Part of full time",
    "directed_hours_agreed": "Directed hours a year", "contracted_hours": "Contracted hours a week",
    "paid_times": "Paid times of the week", "ppa": "PPA", "not_teaching": "Times without lessons",
    "early_career_time": "Early-career times", "career_stage": "Career stage", "started_on": "First day",
    "leaves_on": "Last day", "account_id": "Account",
}  # fmt: skip
_TICKED = ("days", "days_b")
_LINES = ("name", "reference", "role", "group", "team")


def _stage(typed: str) -> CareerStage:
    if typed not in list(CareerStage):
        raise ValueError("This is not one of the choices offered. Please choose again.")
    return next(stage for stage in CareerStage if stage.value == typed)


_READ: Mapping[str, Callable[[str], object]] = {
    "fte_agreed": values.fte,
    "directed_hours_agreed": values.number,
    "contracted_hours": values.number,
    "paid_times": values.weekly,
    "ppa": values.weekly,
    "not_teaching": values.free_times,
    "early_career_time": values.weekly,
    "career_stage": _stage,
    "started_on": date_from,
    "leaves_on": date_from,
    "account_id": str,
}
_BLANK: Mapping[str, object] = dict.fromkeys(("paid_times", "ppa", "not_teaching", "early_career_time"), ())


@dataclass
class Form:
    """What stands in the boxes: text as typed, and the half days that are ticked, ``days_b`` None where week B is like
    week A. ``kept``: field -> what the register says meanwhile."""

    typed: dict[str, str]
    days: tuple[str, ...]
    days_b: tuple[str, ...] | None
    version: int
    wrong: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)


def form_of(member: StaffMember) -> Form:
    typed = {name: said(name, getattr(member, name)) for name in LABELS if name not in _TICKED}
    return Form(typed, member.days, member.days_b, member.version)


def said(name: str, value: Any) -> str:
    """A field's value as its box holds it."""
    if value is None:
        return ""
    if name in _TICKED:
        return days_in_words(value)
    if name in _BLANK:
        return "\n".join(each.written for each in value)
    if name in ("started_on", "leaves_on"):
        return written(value)
    if name in ("fte_agreed", "directed_hours_agreed", "contracted_hours"):
        return plain(value)
    return str(value)


class MemberPage(StaffPage):
    def read_form(self, start: StaffMember | None) -> tuple[Form, StaffMember | None]:
        """What was typed, and the member of staff it makes; None where a box can't be kept as typed."""
        typed = {name: self.get_body_argument(name, "") for name in LABELS if name not in _TICKED}
        days, ticked_b = (
            tuple(half for half in HalfDay if half.value in self.get_body_arguments(name)) for name in _TICKED
        )
        days_b = ticked_b if self.get_body_argument("two_weeks", "") else None
        version = self.get_body_argument("version", "0")
        form = Form(typed, days, days_b, int(version) if version.isdigit() else 0)
        fields: dict[str, Any] = {
            **{name: typed[name] for name in _LINES}, "days": days, "days_b": days_b, "version": form.version,
        }  # fmt: skip
        for name, read in _READ.items():
            try:
                fields[name] = read(typed[name]) if typed[name].strip() else _BLANK.get(name)
            except ValueError as error:
                form.wrong[name] = str(error)
        if self.site.accounts is None and start is not None:
            fields["account_id"] = start.account_id  # the demo has no accounts to choose from
        if start is not None:
            fields["id"] = start.id
        elif (given := self.get_body_argument("id", "")).isalnum():
            fields["id"] = given  # pressed twice, it is one person
        try:
            member = StaffMember.model_validate({**fields, **{name: None for name in form.wrong if name not in _BLANK}})
        except ValidationError as error:
            for each in faults_of("staff", "", error):
                form.wrong.setdefault(each.field, each.sentence)
            return form, None
        for name, sentence in faults(member):
            form.wrong.setdefault(name, sentence)
        return form, None if form.wrong else member

    async def keep(self, urn: str, form: Form, member: StaffMember, old: StaffMember | None) -> bool:
        """Whether it was kept; else the page says why."""
        try:
            await self.try_to(self.site.planner.staff.write, self.person, urn, [member])
        except Invalid as refusal:
            form.wrong = {each.field: each.sentence for each in refusal.faults} or {"": refusal.sentence}
        except Conflict as refusal:
            await self._both(urn, form, member, refusal)
        except Sef2siError as refusal:
            if refusal.status in (403, 404):
                raise Refused(refusal.status, refusal.sentence) from None
            form.wrong = {"": refusal.sentence}
        else:
            return True
        await self.show_member(urn, form, old, status=422)
        return False

    async def _both(self, urn: str, form: Form, member: StaffMember, refusal: Conflict) -> None:
        """Theirs beside one's own. Saving again, from the version they made, keeps one's own."""
        now = next((each for each in await self.register(urn) if each.id == member.id), None)
        if now is None:
            form.wrong, form.version = {"": refusal.sentence}, 0
            return
        form.version = now.version
        who = refusal.by or "Somebody"
        for name in refusal.theirs:
            theirs = said(name, getattr(now, name)) or "nothing"
            form.wrong[name] = f"{who} wrote “{theirs}” here meanwhile. Save again to keep yours, or type theirs."

    async def show_member(self, urn: str, form: Form, old: StaffMember | None, status: int = 200) -> None:
        everybody = await self.register(urn)
        accounts = await self.accounts_here(urn)
        taken = {each.account_id for each in everybody if old is None or each.id != old.id}
        offered = [("", "No account"), *((a.id, f"{a.name}, {a.email}") for a in accounts if a.id not in taken)]
        if form.typed["account_id"] and form.typed["account_id"] not in dict(offered):
            offered.append((form.typed["account_id"], "An account that is not one of this school any more"))
        alike = next(
            (a for a in accounts if a.id not in taken and a.name.casefold() == form.typed["name"].strip().casefold()),
            None,
        )
        self.set_status(status)
        self.show_staff(
            "staff_member.html",
            urn,
            member=old,
            form=form,
            labels=LABELS,
            name=await self.school_name(urn),
            groups=GROUPS,
            stages=STAGES,
            week=[(day.label, [half for half in HalfDay if half.weekday is day]) for day in Weekday],
            teams=sorted({each.team for each in everybody if each.team}, key=str.casefold),
            accounts=offered if self.site.accounts is not None else [],
            alike=alike if alike and not form.typed["account_id"] else None,
            may_invite=self.site.accounts is not None and may(self.person, Deed.MANAGE_PEOPLE, urn),
            may_hand_over=may(self.person, Deed.EDIT, urn),
            fresh_id=old.id if old else StaffMember(name="-").id,
            title=("Error: " if form.wrong else "") + (old.name if old else "Add somebody"),
        )


class AddMember(MemberPage):
    """Somebody new, typed."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self.show_member(urn, form_of(StaffMember.model_construct(name="")), None)

    @web.authenticated
    async def post(self, urn: str) -> None:
        form, member = self.read_form(None)
        if member is None:
            await self.show_member(urn, form, None, status=422)
        elif await self.keep(urn, form, member, None):
            self.redirect(f"/schools/{urn}/staff?done=saved", status=303)


class ChangeMember(MemberPage):
    """One who is in the register."""

    @web.authenticated
    async def get(self, urn: str, member_id: str) -> None:
        old = await self._find(urn, member_id)
        await self.show_member(urn, form_of(old), old)

    @web.authenticated
    async def post(self, urn: str, member_id: str) -> None:
        old = await self._find(urn, member_id)
        if self.get_body_argument("do", "") == "remove":
            await self._remove(urn, old)
            return
        form, member = self.read_form(old)
        if member is None:
            await self.show_member(urn, form, old, status=422)
        elif await self.keep(urn, form, member, old):
            self.redirect(f"/schools/{urn}/staff?done=saved", status=303)

    async def _remove(self, urn: str, old: StaffMember) -> None:
        version = self.get_body_argument("version", "")
        seen = old.model_copy(update={"version": int(version) if version.isdigit() else 0})
        try:
            await self.try_to(self.site.planner.staff.write, self.person, urn, (), [seen])
        except Conflict as refusal:
            form = form_of(old)
            form.wrong = {"": f"{refusal.by or 'Somebody'} changed this after you opened it. Nobody was taken out."}
            await self.show_member(urn, form, old, status=409)
            return
        self.redirect(f"/schools/{urn}/staff?done=removed", status=303)

    async def _find(self, urn: str, member_id: str) -> StaffMember:
        found = next((each for each in await self.register(urn) if each.id == member_id), None)
        if found is None:
            raise Refused(NotFound.status, _GONE)
        return found
