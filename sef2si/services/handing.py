"""A leaver's records handed over: what names them in the plan, the priorities they lead, what they were asked.

All of it is one act, in one transaction, with one undo. Whoever may change the whole plan may do so (EDIT).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from sef2si.domain.changes import Change, StaffChange
from sef2si.domain.cycle import current_year
from sef2si.domain.hiding import Hidden
from sef2si.domain.people import Deed, Person, Role
from sef2si.domain.plan import Plan
from sef2si.domain.record import Record, new_id
from sef2si.errors import CannotUndo, Invalid, NotFound
from sef2si.services import staffing
from sef2si.services.access import permit
from sef2si.services.acts import Records, acted, edits_between, records_of
from sef2si.services.hiding import hidden_from, refusing
from sef2si.services.keeping import or_unavailable
from sef2si.services.leaving import Item, Listed, Somebody, everybody_at, listed
from sef2si.services.undoing import undone
from sef2si.store import accounts, changes, rows, staff, threads, year
from sef2si.store.engine import reading, writing

CHANGED = "The plan was changed since you looked, so nothing was handed over. This is how it is now."
NOBODY = "We can't find that person among the staff and the people of this school. Please choose them from the list."
THEMSELVES = "Please choose somebody else to hand this over to."
Rewritten = Callable[[staffing.Register], staffing.Register]


class Wanted(NamedTuple):
    """``of`` and ``to`` are keys of people. ``boxes``: the key of an item -> what its box says from now on; ``leads``:
    priorities to change hands; ``last_day`` goes into the staff register. ``seen`` is ``Listed.mark`` of what was
    looked at; where that is no longer so, nothing is done."""

    of: str
    to: str
    boxes: Mapping[str, str] = MappingProxyType({})
    leads: Sequence[str] = ()
    last_day: date | None = None
    seen: str = ""


@dataclass(frozen=True)
class Handed:
    """What was done, and ``token`` to take it back by."""

    records: int
    leads: int
    token: str


class Handing:
    """Raises ``NotFound``, ``NotAllowed``, ``Invalid``, ``CannotUndo`` and ``Unavailable``, as the planner does.

    People are named by ``Somebody.key``, as on the pages.
    """

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def people(self, person: Person, urn: str, *, with_leavers: bool = False) -> tuple[Somebody, ...]:
        """Everybody a record can be handed to: the staff who are here, and all who may come in."""
        permit(person, Deed.EDIT, urn)
        with or_unavailable(), reading(self._engine, urn) as connection:
            everybody = everybody_at(connection, urn, self._today, with_leavers=with_leavers)
            return _shown_of(everybody, hidden_from(connection, urn, person.id))

    def look(self, person: Person, urn: str, of: str, to: str = "") -> Listed:
        """What ``of`` looks after in the plans of this year and later, worded for ``to`` where somebody is chosen."""
        permit(person, Deed.EDIT, urn)
        with or_unavailable(), reading(self._engine, urn) as connection:
            hidden = hidden_from(connection, urn, person.id)
            return hidden.said(self._look(connection, urn, of, to, hidden))

    def hand_over(self, person: Person, urn: str, wanted: Wanted) -> Handed:
        """One act. Raises ``Invalid`` where it is not what was looked at any more."""
        with self._to_write(person, urn) as connection:
            hidden = hidden_from(connection, urn, person.id)
            found = self._look(connection, urn, wanted.of, wanted.to, hidden)
            if wanted.seen and wanted.seen != hidden.said(found).mark:
                raise Invalid(CHANGED)
            if found.to is None:
                raise Invalid("Please choose whom to hand this over to.")
            if found.of.key == found.to.key:
                raise Invalid(THEMSELVES)
            batch, items = new_id(), {item.key: item for item in found.items}
            typed = {items[key]: text for key, text in wanted.boxes.items() if key in items}
            meant = {item: hidden.meant_text(text, item.becomes) for item, text in typed.items()}
            said = {item: text for item, text in meant.items() if text != item.was}
            for plan_id in sorted({item.plan_id for item in said}):
                own = {item: text for item, text in said.items() if item.plan_id == plan_id}
                self._reword(connection, person, plan_id, own, batch)
            moved = [lead for lead in found.leads if lead.priority_id in wanted.leads]
            for lead in moved:
                accounts.put_lead(connection, urn, lead.priority_id, found.leads_to, by=person.id, at=self._clock())
            if wanted.last_day is not None:
                left = self._left(connection, person, urn, found.of, wanted.last_day)
                self._register(connection, person, urn, left, batch=batch)
            last = wanted.last_day or found.of.leaves_on
            if found.of.staff_id and last is not None and last < self._today:
                year.remove_links(connection, urn, found.of.staff_id)  # until then they work here, and plan by them
        back = ",".join(f"{lead.priority_id}={found.of.account_id}" for lead in moved)
        return Handed(len(said), len(moved), f"{batch};{found.leads_to or ''};{back}")

    def undo(self, person: Person, urn: str, token: str) -> None:
        """Take all of it back, while nobody has changed any of it since. Raises ``CannotUndo``."""
        batch, _, rest = token.partition(";")
        now_led_by, _, back = rest.partition(";")
        with self._to_write(person, urn) as connection:
            done = [change for change in changes.of_batch(connection, urn, batch) if change.by == person.id]
            for plan_id in sorted({change.plan_id for change in done}):
                plan = _plan(connection, plan_id)
                of_plan = [change for change in done if change.plan_id == plan_id]
                then = undone(records_of(plan), of_plan, lambda k, i, p=plan_id: _latest(connection, p, k, i))  # type: ignore[misc]
                self._keep(connection, person, plan, then, batch=new_id(), undoes=batch)
            register = [change for change in staff.of_batch(connection, urn, batch) if change.by == person.id]
            if register:
                self._register(connection, person, urn, _undone(connection, urn, register), undoes=batch)
            given = self._give_back(connection, person, urn, now_led_by, back)
            if not done and not register and not given:
                raise CannotUndo("There is nothing of this left to take back.")

    def _look(self, connection: Connection, urn: str, of: str, to: str, hidden: Hidden) -> Listed:
        everybody = _shown_of(everybody_at(connection, urn, self._today, with_leavers=True), hidden)
        by_key = {f"account-{each.account_id}": each for each in everybody} | {each.key: each for each in everybody}
        if of not in by_key or (to and to not in by_key):
            raise NotFound(NOBODY)
        plans = self._plans(connection, urn)
        talks = threads.talks_of(connection, [urn]).get(urn)
        led = accounts.led_by(connection, urn)
        leads = [each for each, account_id in led.items() if account_id == by_key[of].account_id]
        spoken = talks.threads if talks else ()
        return listed(by_key[of], by_key.get(to), everybody, plans, threads=spoken, leads=leads, today=self._today)

    def _plans(self, connection: Connection, urn: str) -> list[Plan]:
        """Those of this year and later: what was done in earlier ones was done by whom it says."""
        years = rows.years_of(connection, urn)
        this = current_year(years, self._today)
        return [_plan(connection, plan_id) for starts, plan_id in years.items() if starts >= this]

    def _reword(
        self, connection: Connection, person: Person, plan_id: str, texts: Mapping[Item, str], batch: str
    ) -> None:
        plan = _plan(connection, plan_id)
        said: dict[tuple[str, str], dict[str, str]] = {}
        for item, text in texts.items():
            said.setdefault((item.kind, item.record_id), {})[item.field] = text
        save: list[Record] = []
        for (kind, record_id), fields in said.items():
            record: Record = plan.find(kind, record_id)
            save.append(record.model_copy(update=fields))

        def past(kind: str, record_id: str) -> Sequence[tuple[int, Change]]:
            return changes.of_record(connection, plan_id, kind, record_id)

        self._keep(connection, person, plan, acted(plan, save, (), past, person.id), batch=batch)

    def _keep(
        self,
        connection: Connection,
        person: Person,
        plan: Plan,
        then: Records,
        *,
        batch: str,
        undoes: str | None = None,
    ) -> None:
        def last_version(kind: str, record_id: str) -> int:
            return changes.last_version(connection, plan.id, kind, record_id)

        edits = edits_between(plan.id, records_of(plan), then, last_version)
        rows.apply(connection, edits)
        changes.add_changes(
            connection, edits, batch=batch, by=person.id, by_name=person.name, at=self._clock(), undoes=undoes
        )  # fmt: skip

    def _left(self, connection: Connection, person: Person, urn: str, of: Somebody, day: date) -> Rewritten:
        if not of.staff_id:
            raise Invalid(f"{of.name} is not in the staff register, so no last day can be kept. Please leave it blank.")

        def left(now: staffing.Register) -> staffing.Register:
            changed = [now[of.staff_id].model_copy(update={"leaves_on": day})]
            return staffing.acted(now, changed, (), _past(connection, urn), person.id)

        return left

    def _register(
        self,
        connection: Connection,
        person: Person,
        urn: str,
        made: Rewritten,
        *,
        batch: str = "",
        undoes: str | None = None,
    ) -> None:
        now = {member.id: member for member in staff.read_staff(connection, urn)}
        edits = staffing.edits_between(now, made(now), lambda each: staff.last_version(connection, urn, each))
        staff.apply(connection, urn, edits)
        staff.add_changes(
            connection, urn, edits, batch=batch or new_id(), by=person.id, by_name=person.name, at=self._clock(),
            undoes=undoes,
        )  # fmt: skip

    def _give_back(self, connection: Connection, person: Person, urn: str, now_led_by: str, back: str) -> bool:
        """Priorities led before, to those who led them, where they still may and nobody else leads them since."""
        given = False
        for each in filter(None, back.split(",")):
            priority_id, _, account_id = each.partition("=")
            before = accounts.find(connection, account_id)
            leads = accounts.led_by(connection, urn).get(priority_id, "")
            if before is None or Role.PRIORITY_LEAD not in before.account.person.roles_at(urn) or leads != now_led_by:
                raise CannotUndo("Who leads what was changed since. Please put it right on the page “Who leads what”.")
            accounts.put_lead(connection, urn, priority_id, account_id, by=person.id, at=self._clock())
            given = True
        return given

    @contextmanager
    def _to_write(self, person: Person, urn: str) -> Iterator[Connection]:
        """Everything that may be written is locked first, always in this order."""
        with or_unavailable(), writing(self._engine, urn) as connection:
            permit(person, Deed.EDIT, urn)
            accounts.lock_people(connection)
            staff.lock_register(connection, urn)
            rows.lock_plans(connection, list(rows.years_of(connection, urn).values()))
            with refusing(hidden_from(connection, urn, person.id)):
                yield connection

    @property
    def _today(self) -> date:
        return self._clock().date()


def _shown_of(everybody: Sequence[Somebody], hidden: Hidden) -> tuple[Somebody, ...]:
    """Nothing is handed over by or to those who are not shown for now."""
    return tuple(each for each in everybody if not {each.staff_id, each.account_id} & hidden.ids)


def _plan(connection: Connection, plan_id: str) -> Plan:
    plan = rows.read_plan(connection, plan_id)
    assert plan is not None
    return plan


def _latest(connection: Connection, plan_id: str, kind: str, record_id: str) -> Change:
    return changes.of_record(connection, plan_id, kind, record_id)[-1][1]


def _undone(connection: Connection, urn: str, register: Sequence[StaffChange]) -> Rewritten:
    return lambda now: staffing.undone(now, register, _past(connection, urn))


def _past(connection: Connection, urn: str) -> staffing.Past:
    return lambda member_id: staff.past_of(connection, urn, member_id)
