"""Who saw or took away what of a school: to look through, and to take away."""

from __future__ import annotations

from datetime import date
from typing import Any

from tornado import web

from sef2si.documents.access_log import as_csv
from sef2si.domain.access import Seen
from sef2si.domain.cycle import written
from sef2si.domain.people import Deed
from sef2si.server.guard import Page
from sef2si.services.watching import MOST_SHOWN, MOST_TAKEN

_DEEDS = {deed.value: deed for deed in Deed}
_NO_DAY = "Please write the day as year, month and day, such as 2026-11-23, or leave it blank."


class AccessLogPage(Page):
    """For those with READ_ACCESS_LOG; filtered by person, what they did, and days."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        chosen, wrong = self.chosen()
        who = await self.ask(self.site.planner.access_log.who, self.person, urn)
        seen = await self.found(urn, chosen, MOST_SHOWN) if not wrong else ()
        self.set_status(422 if wrong else 200)
        self.show(
            "access_log.html",
            urn=urn,
            seen=[_shown(each) for each in seen],
            is_cut=len(seen) == MOST_SHOWN,
            most=MOST_SHOWN,
            who=[("", "Everybody"), *who.items()],
            deeds=[("", "Everything"), *((key, _label(deed)) for key, deed in _DEEDS.items())],
            chosen={name: str(value or "") for name, value in chosen.items()} | self.typed_days(),
            wrong=wrong,
            query=self.request.query,
            school=None,
            title="Who has seen what" if not wrong else "Error: who has seen what",
        )

    def chosen(self) -> tuple[dict[str, Any], dict[str, str]]:
        """What is asked for, and what is wrong with it."""
        deed = self.get_query_argument("deed", "")
        chosen: dict[str, Any] = {
            "by": self.get_query_argument("by", "")[:200],
            "deed": deed if deed in _DEEDS else "",
            "since": None,
            "until": None,
        }
        wrong = {}
        for name, typed in self.typed_days().items():
            try:
                chosen[name] = date.fromisoformat(typed) if typed else None
            except ValueError:
                wrong[name] = _NO_DAY
        return chosen, wrong

    def typed_days(self) -> dict[str, str]:
        return {name: self.get_query_argument(name, "").strip() for name in ("since", "until")}

    async def found(self, urn: str, chosen: dict[str, Any], most: int) -> tuple[Seen, ...]:
        log = self.site.planner.access_log
        return await self.ask(lambda: log.seen(self.person, urn, **chosen, most=most))


class AccessLogFile(AccessLogPage):
    """The same as CSV."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        chosen, _ = self.chosen()
        content = as_csv(await self.found(urn, chosen, MOST_TAKEN))
        await self.give_file(f"access-log-{urn}.csv", "text/csv; charset=utf-8", content, urn)


def _label(deed: Deed) -> str:
    return deed.label[:1].upper() + deed.label[1:]


def _shown(each: Seen) -> dict[str, Any]:
    at = each.quarter.astimezone()
    return {
        "at": f"{written(at.date())}, {at:%H:%M}",
        "who": each.by_name,
        "role": each.role,
        "what": each.what,
        "thing": each.thing,
        "count": each.count,
    }
