"""Threads as a screen shows them, beside a record or for a whole school, and what somebody says in them.

Each act names what it sends, so a screen that got no answer sends it again.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sef2si.domain.cycle import date_from, written
from sef2si.domain.people import Deed, may
from sef2si.domain.plan import Plan
from sef2si.domain.threads import Asked, Promise, Promised, Said, Talks, Thread, ThreadSort, of_school
from sef2si.errors import Fault, Invalid, Sef2siError, Unavailable
from sef2si.gateway.protocol import Gateway
from sef2si.journey import JOURNEY, sections, step_of, title_of

Json = dict[str, Any]

ACTS = ("ask", "remark", "close_thread", "promise", "keep_promise")
_SHOWN = frozenset(section.kind for step in JOURNEY for section in sections(step))


class Talking:
    """One school's threads for one person. ``side`` is school, adviser, or "" for those who have no part in them."""

    def __init__(self, gateway: Gateway, urn: str) -> None:
        self._gateway = gateway
        self.urn = urn
        person = gateway.person()
        self.side = "school" if of_school(person, urn) else "adviser" if may(person, Deed.ASK, urn) else ""
        self._begins = self.side == "adviser" or may(person, Deed.ANSWER, urn)
        self._talks = Talks(urn=urn)
        self.load()

    def look(self) -> None:
        """An adviser who opens the school has seen it as it is now."""
        if self.side == "adviser":
            self._gateway.look([self.urn])

    def load(self) -> None:
        if self.side:
            self._talks = self._gateway.talks(self.urn)

    def heard(self, message: Json, plan: Plan | None = None) -> tuple[Json, str]:
        """Do what a screen asks; what to tell the box that sent it, and what to say where it was done."""
        try:
            said = self.act(message, plan)
        except Sef2siError as error:
            return refused(error, message), ""
        return {"is": "talked", "id": str(message.get("id", ""))}, said

    def act(self, message: Json, plan: Plan | None = None) -> str:
        """Do what a screen asks; returns what to say. Raises ``Sef2siError``: what was typed stays on the screen."""
        sent, text = str(message.get("id", "")), str(message.get("text", ""))
        done = ""
        if message["do"] == "ask":
            praise = message.get("sort") == ThreadSort.PRAISE.value
            kind, record_id = str(message.get("kind") or ""), str(message.get("record") or "")
            asked = Asked(
                id=sent,
                sort=ThreadSort.PRAISE if praise else ThreadSort.QUESTION,
                text=text,
                plan_id=plan.id if plan and kind else "",
                kind=kind,
                record_id=record_id,
            )
            self._talks = self._gateway.ask(self.urn, asked)
            done = "Your praise is there to be read." if praise else "Your question is asked."
        elif message["do"] == "remark":
            self._talks = self._gateway.remark(self.urn, str(message.get("thread")), Said(id=sent, text=text))
            done = "Your answer is there to be read."
        elif message["do"] == "close_thread":
            closed = message.get("closed") is not False
            self._talks = self._gateway.close_thread(self.urn, str(message.get("thread")), closed=closed)
            done = "Settled." if closed else "Open again."
        elif message["do"] == "promise":
            promised = Promised(id=sent, text=text, due_on=_day(sent, str(message.get("due", ""))))
            self._talks = self._gateway.promise(self.urn, promised)
            done = "Your promise is noted, and the school sees it."
        elif message["do"] == "keep_promise":
            is_kept = message.get("kept") is not False
            self._talks = self._gateway.keep_promise(self.urn, str(message.get("promise")), is_kept=is_kept)
            done = "Marked as kept." if is_kept else "Still to be kept."
        return done

    def view(self, plan: Plan | None = None) -> Json:
        """All of it as JSON. With a plan, what a thread is about is called what the plan calls it now."""
        if not self.side:
            return {"side": "", "begins": False, "threads": [], "promises": []}
        return {
            "side": self.side,
            "begins": self._begins,
            "threads": [self._thread(each, plan) for each in self._talks.threads],
            "promises": [self._promise(each) for each in self._talks.promises],
        }

    def _thread(self, thread: Thread, plan: Plan | None) -> Json:
        school = self.side == "school"
        known = plan if thread.kind in _SHOWN else None
        title = title_of(known, thread.kind, thread.record_id) if known else None
        return {
            "id": thread.id,
            "sort": thread.sort.value,
            "kind": thread.kind,
            "record": thread.record_id,
            "about": title or thread.about or ("something in the plan" if thread.kind else ""),
            "where": _where(thread) if title else None,
            "state": _state(thread, school),
            "note": _note(thread, school),
            "remarks": [
                {"by": each.by_name, "at": _moment(each.at), "text": each.text, "mine": each.of_school is school}
                for each in thread.remarks
            ],
            "may_close": thread.closed_at is None and thread.may_close(school=school),
            "closed": thread.closed_at is not None,
        }

    def _promise(self, promise: Promise) -> Json:
        return {
            "id": promise.id,
            "text": promise.text,
            "by": promise.by_name,
            "due": written(promise.due_on),
            "kept": written(promise.kept_on) if promise.kept_on else "",
            "mine": promise.by == self._gateway.person().id,
        }


def _where(thread: Thread) -> Json:
    return {"step": step_of(thread.kind).key, "kind": thread.kind, "id": thread.record_id, "field": ""}


def _state(thread: Thread, school: bool) -> str:
    if thread.closed_at is not None:
        return "closed"
    if thread.sort is ThreadSort.PRAISE:
        return "praise"
    return "yours" if thread.waits_for(school=school) else "theirs"


def _note(thread: Thread, school: bool) -> str:
    if thread.closed_at is not None:
        word = "Read" if thread.sort is ThreadSort.PRAISE else "Settled"
        return f"{word} by {thread.closed_by_name} on {written(thread.closed_at.astimezone().date())}"
    if thread.sort is ThreadSort.PRAISE:
        return "A word of praise"
    if thread.waits_for(school=school):
        return "Waiting for you" if school or thread.latest is thread.began else "The school answered"
    return "Waiting for the adviser" if school else "Waiting for the school"


def _moment(at: datetime) -> str:
    here = at.astimezone()
    return f"{here.day} {here:%B}, {here:%H:%M}"


def _day(sent: str, typed: str) -> date:
    try:
        return date_from(typed)
    except ValueError as error:
        raise Invalid(str(error), (Fault("promises", sent, "due_on", str(error)),)) from error


def refused(error: Sef2siError, message: Json) -> Json:
    """A refusal as the box that sent this is told: which of its fields it is about, and why."""
    faults = error.faults if isinstance(error, Invalid) else ()
    return {
        "is": "refused",
        "seq": message.get("seq"),
        "kind": "threads",
        "id": str(message.get("id", "")),
        "field": faults[0].field if faults else "",
        "sentence": error.sentence,
        "theirs": None,
        "retry": isinstance(error, Unavailable),
    }
