"""Drives a workbook as its form does, by the labels that a person sees."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Engine

from sef2si.domain.people import Person, Role
from sef2si.gateway.local import LocalGateway
from sef2si.journey import JOURNEY, sections
from sef2si.services.planner import Planner
from sef2si.widgets.workbook import Workbook
from tests import factories as make

TODAY = date(2026, 11, 22)


class Driver:
    """One open workbook. ``said`` are the messages it has sent to the browser."""

    def __init__(self, engine: Engine, *, person: Person | None = None, gateway: Any = None) -> None:
        planner = Planner(engine)
        if person is None or Role.HEADTEACHER in person.roles_at(make.URN):
            planner.open_plan(None, make.school(), make.YEAR)
        self.workbook = Workbook(
            gateway or LocalGateway(planner, person or make.person()), make.URN, today=lambda: TODAY
        )
        self.said: list[dict[str, Any]] = []
        self.workbook.form.say = self._hear  # type: ignore[method-assign]
        self.view = self.workbook.form.view
        self._seq = 0

    def _hear(self, message: dict[str, Any]) -> None:
        self.said.append(message)
        if message["is"] == "view":
            self.view = message["view"]
        if message["is"] == "patch":
            for key, value in message.items():
                if key == "cards":
                    for name, part in value.items():
                        kept = {card["id"]: card for card in self.view["cards"][name]}
                        kept |= {card["id"]: card for card in part["changed"]}
                        self.view["cards"][name] = [kept[i] for i in part["order"]]
                elif key != "is":
                    self.view[key] = value

    @property
    def plan(self) -> Any:
        return self.workbook.plan

    def do(self, do: str, **message: Any) -> dict[str, Any]:
        """Send a message; returns the answer that names it: saved or refused."""
        self._seq += 1
        self.workbook.receive({"do": do, "seq": self._seq, **message})
        answers = [each for each in self.said if each.get("seq") == self._seq]
        return answers[-1] if answers else {}

    def go(self, question: str) -> None:
        self.do("go", step=next(step.key for step in JOURNEY if step.question == question))

    def field(self, kind: str, label: str) -> str:
        return next(
            field.name
            for step in JOURNEY
            for section in sections(step)
            if section.kind == kind
            for field in section.fields
            if field.label == label
        )

    def type(self, kind: str, record_id: str, label: str, typed: Any) -> dict[str, Any]:
        return self.do("edit", kind=kind, id=record_id, field=self.field(kind, label), typed=typed)

    def card(self, section: str, title: str) -> dict[str, Any]:
        return next(card for card in self._cards(section) if card["title"] == title)

    def _cards(self, section: str) -> list[dict[str, Any]]:
        if section in self.view["cards"]:
            return list(self.view["cards"][section])
        return [
            each
            for cards in self.view["cards"].values()
            for card in cards
            for each in card["children"].get(section, [])
        ]

    def add(self, section: str, parent: str = "") -> str:
        """Add a record; returns its id."""
        self.do("add", section=section, parent=parent)
        return str(self.last_focus()["id"])

    def press(self, kind: str, record_id: str, label: str, choice: str = "") -> dict[str, Any]:
        cards = [card for cards in self.view["cards"].values() for card in cards]
        cards += [child for card in cards for children in card["children"].values() for child in children]
        card = next(card for card in cards if (card["kind"], card["id"]) == (kind, record_id))
        key = next(press["key"] for press in card["presses"] if press["label"] == label)
        return self.do("press", kind=kind, id=record_id, press=key, choice=choice)

    def last_focus(self) -> dict[str, Any]:
        return dict(next(message["where"] for message in reversed(self.said) if message["is"] == "focus"))
