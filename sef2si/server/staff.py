"""The staff of a school: everybody by team, who leaves, how many of each group; and taking one's last change back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from tornado import web

from sef2si.advice.costs import plain
from sef2si.documents.incoming.wording import simple
from sef2si.domain.accounts import Account
from sef2si.domain.cycle import written
from sef2si.domain.needs import StaffGroup
from sef2si.domain.people import Deed, may
from sef2si.domain.staff import NOT_OF_STAFF, StaffMember, days_in_words
from sef2si.errors import Sef2siError
from sef2si.server.guard import Page, Refused

GROUPS = [(group.value, group.label) for group in StaffGroup if group not in NOT_OF_STAFF]
_DONE = {
    "saved": "Kept.",
    "removed": "Taken out of the register.",
    "brought": "All of it is in the register.",
    "undone": "Taken back. The register is as it was before.",
    "handed": "Handed over.",
}


class StaffPage(Page):
    """What the pages of the register share. The service refuses whoever may not."""

    async def register(self, urn: str) -> tuple[StaffMember, ...]:
        return await self.ask(self.site.planner.staff.members, self.person, urn)

    async def school_name(self, urn: str) -> str:
        return await self.ask(self.site.planner.staff.school_name, self.person, urn) or f"School {urn}"

    async def accounts_here(self, urn: str) -> tuple[Account, ...]:
        """Who may come in at this school; nobody in the demo, where there are no accounts."""
        if self.site.accounts is None or not may(self.person, Deed.LIST_PEOPLE, urn):
            return ()
        return await self.ask(self.site.accounts.people_at, self.person, urn)

    @property
    def session_key(self) -> str:
        key: str = self.current_user.session.key
        return key

    def show_staff(self, name: str, urn: str, /, **shown: Any) -> None:
        self.show(name, urn=urn, link=f"/schools/{urn}/staff", school=None, **shown)


@dataclass(frozen=True)
class Row:
    """One member of staff as the list shows them."""

    id: str
    name: str
    about: str
    marks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Counted:
    group: str
    people: int
    fte: str


class StaffRegister(StaffPage):
    """The list. It is printed as it stands."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self._show(urn, told=_DONE.get(self.get_query_argument("done", ""), ""))

    @web.authenticated
    async def post(self, urn: str) -> None:
        """Take back one's own last act on the register."""
        act = self.get_body_argument("act", "-")
        try:
            await self.try_to(self.site.planner.staff.undo, self.person, urn, act)
        except Sef2siError as refusal:
            if refusal.status in (403, 404):  # not their school, or not their register
                raise Refused(refusal.status, refusal.sentence) from None
            await self._show(urn, wrong=refusal.sentence, status=refusal.status)
            return
        self.redirect(f"/schools/{urn}/staff?done=undone", status=303)

    async def _show(self, urn: str, *, told: str = "", wrong: str = "", status: int = 200) -> None:
        today = self.site.today()
        everybody = await self.register(urn)
        here = [member for member in everybody if not (member.leaves_on and member.leaves_on < today)]
        sought, group = self.get_query_argument("q", "").strip(), self.get_query_argument("group", "")
        gone = self.get_query_argument("gone", "") == "1"
        shown = [each for each in (everybody if gone else here) if _is_sought(each, sought, group)]
        accounts = {account.id for account in await self.accounts_here(urn)}
        undoable = await self.ask(self.site.planner.staff.undoable, self.person, urn) if told else ""
        self.set_status(status)
        self.show_staff(
            "staff.html",
            urn,
            name=await self.school_name(urn),
            total=len(here),
            fte=_fte(here),
            counts=_counted(here),
            teams=_teams(shown, accounts),
            shown=len(shown),
            leaving=[(each.id, each.name, written(day)) for each, day in _leaving(here)],
            no_days=[(each.id, each.name) for each in here if not each.days],
            left=len(everybody) - len(here),
            sought=sought,
            group=group,
            groups=GROUPS,
            gone=gone,
            told=told,
            act=undoable if told != _DONE["undone"] else "",
            wrong=wrong,
            sees_people=not self.site.demo and may(self.person, Deed.LIST_PEOPLE, urn),
            may_hand_over=may(self.person, Deed.EDIT, urn),
            today=written(today),
            title="Staff",
        )


def _is_sought(member: StaffMember, sought: str, group: str) -> bool:
    words = simple(f"{member.name} {member.role} {member.team} {member.reference}")
    return all(word in words for word in simple(sought).split()) and group in ("", member.group.value)


def _leaving(here: Sequence[StaffMember]) -> list[tuple[StaffMember, date]]:
    found = [(each, each.leaves_on) for each in here if each.leaves_on]
    return sorted(found, key=lambda each: (each[1], each[0].sort_key))


def _counted(here: Sequence[StaffMember]) -> list[Counted]:
    found = [(group.label, [each for each in here if each.group is group]) for group in StaffGroup]
    return [Counted(label, len(members), _fte(members)) for label, members in found if members]


def _fte(members: Sequence[StaffMember]) -> str:
    return plain(sum((each.fte or Decimal(0) for each in members), Decimal(0)).quantize(Decimal("0.1")))


def _teams(members: Sequence[StaffMember], accounts: set[str]) -> list[tuple[str, list[Row]]]:
    """By team, those without one in the end; in a team by surname."""
    by_team = sorted(members, key=lambda each: (not each.team.strip(), each.team.casefold(), each.sort_key))
    return [
        (same[0].team.strip() or "No team", [_row(each, accounts) for each in same])
        for same in (list(found) for _, found in groupby(by_team, key=lambda each: each.team.strip().casefold()))
    ]


def _row(member: StaffMember, accounts: set[str]) -> Row:
    about = [member.role or member.group.label, days_in_words(member.days) if member.days else "days not known yet"]
    if member.contracted_hours:
        about.append(f"{plain(member.contracted_hours)} hours a week")
    elif member.fte is not None and member.fte < 1:
        about.append(f"{plain(member.fte)} of full time")
    marks = []
    if member.is_early_career:
        marks.append(("", "Early career"))
    if member.leaves_on:
        marks.append(("todo", f"Leaves {written(member.leaves_on)}"))
    if member.account_id and member.account_id in accounts:
        marks.append(("done", "Has an account"))
    return Row(member.id, member.name, " · ".join(about), tuple(marks))
