"""A leaver's records handed to somebody else: looked at, worded, done as one act, and taken back as one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tornado import web

from sef2si.domain.cycle import date_from, written
from sef2si.domain.people import Deed, may
from sef2si.errors import NotAllowed, NotFound, Sef2siError
from sef2si.server.guard import Refused
from sef2si.server.staff import StaffPage
from sef2si.services.handing import Wanted
from sef2si.services.leaving import Listed


@dataclass
class Chosen:
    """What stands in the boxes: key of an item -> what it is to say, ticked or not. None: nothing was chosen yet."""

    boxes: dict[str, str] | None = None
    ticked: set[str] = field(default_factory=set)
    leads: set[str] | None = None
    last_day: str = ""


class HandOver(StaffPage):
    """One who leaves, and all that names them or is theirs."""

    @web.authenticated
    async def get(self, urn: str, of: str) -> None:
        await self._show(urn, of, self.get_query_argument("to", ""), Chosen())

    @web.authenticated
    async def post(self, urn: str, of: str) -> None:
        if self.get_body_argument("do", "") == "undo":
            await self._undo(urn, of)
            return
        to, chosen = self.get_body_argument("to", ""), self._chosen()
        day: date | None = None
        try:
            day = date_from(chosen.last_day) if chosen.last_day else None
        except ValueError as error:
            await self._show(urn, of, to, chosen, {"last_day": str(error)})
            return
        boxes = {key: text for key, text in (chosen.boxes or {}).items() if key in chosen.ticked}
        wanted = Wanted(of, to, boxes, tuple(chosen.leads or ()), day, self.get_body_argument("mark", "-"))
        try:
            done = await self.try_to(self.site.planner.handing.hand_over, self.person, urn, wanted)
        except (NotFound, NotAllowed) as refusal:
            raise Refused(refusal.status, refusal.sentence) from None
        except Sef2siError as refusal:
            await self._show(urn, of, to, chosen, {"": refusal.sentence})
            return
        found = await self.ask(self.site.planner.handing.look, self.person, urn, of, to)
        self.show_staff(
            "handed_over.html",
            urn,
            found=found,
            of=of,
            token=done.token,
            said=_said(done.records, done.leads, day),
            wrong="",
            sees_people=self._sees_people(urn),
            title="Handed over",
        )

    async def _undo(self, urn: str, of: str) -> None:
        token = self.get_body_argument("token", "")
        try:
            await self.try_to(self.site.planner.handing.undo, self.person, urn, token)
        except (NotFound, NotAllowed) as refusal:
            raise Refused(refusal.status, refusal.sentence) from None
        except Sef2siError as refusal:
            self.set_status(refusal.status)
            found = await self.ask(self.site.planner.handing.look, self.person, urn, of)
            self.show_staff(
                "handed_over.html",
                urn,
                found=found,
                of=of,
                token="",
                said="",
                wrong=refusal.sentence,
                sees_people=self._sees_people(urn),
                title="Not taken back",
            )
            return
        self.redirect(f"/schools/{urn}/hand-over/{of}?back=1", status=303)

    def _chosen(self) -> Chosen:
        keys = self.get_body_arguments("item")
        return Chosen(
            {key: self.get_body_argument(f"text.{key}", "") for key in keys},
            {key for key in keys if self.get_body_argument(f"tick.{key}", "") == "1"},
            set(self.get_body_arguments("lead")),
            self.get_body_argument("last_day", "").strip(),
        )

    def _sees_people(self, urn: str) -> bool:
        return not self.site.demo and may(self.person, Deed.LIST_PEOPLE, urn)

    async def _show(self, urn: str, of: str, to: str, chosen: Chosen, wrong: dict[str, str] | None = None) -> None:
        handing = self.site.planner.handing
        found = await self.ask(handing.look, self.person, urn, of, to)
        people = await self.ask(handing.people, self.person, urn)
        if wrong:
            self.set_status(422)
        self.show_staff(
            "hand_over.html",
            urn,
            of=of,
            found=found,
            items=[
                {
                    "item": item,
                    "text": (chosen.boxes or {}).get(item.key, item.becomes),
                    "ticked": item.is_open if chosen.boxes is None else item.key in chosen.ticked,
                }
                for item in found.items
            ],
            leads=[(each, chosen.leads is None or each.priority_id in chosen.leads) for each in found.leads],
            people=[("", "Please choose"), *((p.key, f"{p.name}, {p.role}") for p in people if p.key != of)],
            to=to,
            last_day=chosen.last_day or _day(found),
            name=await self.school_name(urn),
            wrong=wrong or {},
            told="All of it was taken back. It is as it was before." if self.get_query_argument("back", "") else "",
            sees_people=self._sees_people(urn),
            title=("Error: " if wrong else "") + f"Hand over: {found.of.name}",
        )


def _day(found: Listed) -> str:
    return written(found.of.leaves_on) if found.of.leaves_on else ""


def _said(records: int, leads: int, day: date | None) -> str:
    parts = []
    if records:
        parts.append(f"{records} {'place' if records == 1 else 'places'} in the plan")
    if leads:
        parts.append(f"{leads} {'priority' if leads == 1 else 'priorities'} they could change")
    if day:
        parts.append(f"their last day, {written(day)}, in the staff register")
    if not parts:
        return "Nothing was ticked, so nothing was changed."
    return f"Kept: {', '.join(parts[:-1])}{' and ' if len(parts) > 1 else ''}{parts[-1]}."
