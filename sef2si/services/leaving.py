"""What somebody looks after at a school, found in its plans: pure, but for the list of everybody who is there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from sef2si.domain.actions import Action, ActionStatus
from sef2si.domain.activities import Activity
from sef2si.domain.naming import Named
from sef2si.domain.people import Deed, Role, may
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.priorities import Priority, PriorityState
from sef2si.domain.record import NamesSomebody, Record
from sef2si.domain.threads import Thread
from sef2si.journey import sections, step_of, title_of
from sef2si.store import accounts, staff

# What is somebody's own and nobody else's: it is shown, and goes with them.
_THEIR_OWN = frozenset({"expertise"})
_LABELS = {"lead": "Lead", "link_governor": "Link governor", "who": "Who", "led_by": "Led by"}


@dataclass(frozen=True)
class Somebody:
    """One person as a school knows them: of its staff, with an account, or both."""

    key: str
    name: str
    role: str = ""
    staff_id: str = ""
    account_id: str = ""
    is_lead: bool = False
    may_edit: bool = False
    disabled: bool = False
    leaves_on: date | None = None


@dataclass(frozen=True)
class Item:
    """One box of the plan that names them. ``becomes`` is what it would say; ``is_open``: there is still work in it."""

    plan_id: str
    year: str
    kind: str
    record_id: str
    field: str
    title: str
    label: str
    was: str
    becomes: str
    is_open: bool

    @property
    def key(self) -> str:
        return hashlib.sha256("|".join((self.plan_id, self.kind, self.record_id, self.field)).encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Led:
    """A priority that is theirs to change."""

    priority_id: str
    title: str


@dataclass(frozen=True)
class Listed:
    """``own`` goes with them; ``mentions`` are texts that name them beside, as (title, text), for somebody to look at.

    ``leads_to`` is the account the priorities they lead would go to, None for the school's leaders alone, as
    ``leads_said`` explains. ``waiting`` are questions of advisers that they last spoke to, and are still open.
    """

    of: Somebody
    to: Somebody | None
    items: tuple[Item, ...]
    own: tuple[Item, ...]
    leads: tuple[Led, ...]
    leads_to: str | None
    leads_said: str
    mentions: tuple[tuple[str, str], ...]
    waiting: tuple[str, ...]

    @property
    def mark(self) -> str:
        """Tells one state of it from another, whoever it is handed to."""
        said = [*(f"{item.key}{item.was}" for item in self.items), *(lead.priority_id for lead in self.leads)]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:20]


def everybody_at(connection: Connection, urn: str, today: date, *, with_leavers: bool = False) -> tuple[Somebody, ...]:
    """The staff, and whoever has an account and is not among them, by name. Accounts shut out take nothing over."""
    here = {account.id: account for account in accounts.people_at(connection, urn)}
    found: list[Somebody] = []
    for member in staff.read_staff(connection, urn):
        account = here.pop(member.account_id, None) if member.account_id else None
        if not with_leavers and member.leaves_on and member.leaves_on < today:
            continue
        found.append(
            Somebody(
                key=f"staff-{member.id}",
                name=member.name,
                role=member.role or member.group.label,
                staff_id=member.id,
                account_id=account.id if account else "",
                is_lead=account is not None and Role.PRIORITY_LEAD in account.person.roles_at(urn),
                may_edit=account is not None and may(account.person, Deed.EDIT, urn),
                disabled=account is not None and account.disabled,
                leaves_on=member.leaves_on,
            )
        )
    for account in here.values():
        if with_leavers or not account.disabled:
            found.append(
                Somebody(
                    key=f"account-{account.id}",
                    name=account.name,
                    role=account.person.role_words(urn),
                    account_id=account.id,
                    is_lead=Role.PRIORITY_LEAD in account.person.roles_at(urn),
                    may_edit=may(account.person, Deed.EDIT, urn),
                    disabled=account.disabled,
                )
            )
    return tuple(sorted(found, key=lambda each: (each.name.split()[-1].casefold(), each.name.casefold())))


def listed(
    of: Somebody,
    to: Somebody | None,
    everybody: Sequence[Somebody],
    plans: Sequence[Plan],
    *,
    threads: Iterable[Thread],
    leads: Iterable[str],
    today: date,
) -> Listed:
    """``leads`` are ids of the priorities whose lead ``of`` is."""
    named = Named(of.name, [each.name for each in everybody])
    boxes = [item for plan in plans for item in _boxes(plan, named, to, today)]
    titles = {
        each.id: title_of(plan, "priorities", each.id) or each.title for plan in plans for each in plan.priorities
    }
    leads_to, said = _leads_to(to)
    return Listed(
        of=of,
        to=to,
        items=tuple(sorted((i for i in boxes if i.kind not in _THEIR_OWN), key=lambda item: not item.is_open)),
        own=tuple(item for item in boxes if item.kind in _THEIR_OWN),
        leads=tuple(Led(each, titles[each]) for each in sorted(leads) if each in titles),
        leads_to=leads_to,
        leads_said=said,
        mentions=tuple(mention for plan in plans for mention in _mentions(plan, named)),
        waiting=tuple(
            thread.about or thread.began.text
            for thread in threads
            if thread.is_open and of.account_id and of.account_id in {r.by for r in thread.remarks if r.of_school}
        ),
    )


def _leads_to(to: Somebody | None) -> tuple[str | None, str]:
    if to is None:
        return None, ""
    if to.is_lead and not to.disabled:
        return to.account_id, f"{to.name} can change them from then on."
    if to.may_edit:
        return None, f"{to.name} changes the whole plan already, so nobody else need be named for them."
    return None, (
        f"{to.name} is no priority lead with an account here, so the school’s leaders alone change them from then on. "
        "You can invite them as priority lead, and name them on “Who leads what”."
    )


def _boxes(plan: Plan, named: Named, to: Somebody | None, today: date) -> Iterator[Item]:
    for kind, cls in KINDS.items():
        for field in cls.fields_marked(NamesSomebody):
            for record in plan.records(kind):
                was = getattr(record, field)
                if not named.is_in(was):
                    continue
                yield Item(
                    plan_id=plan.id,
                    year=plan.year,
                    kind=kind,
                    record_id=record.id,
                    field=field,
                    title=title_of(plan, kind, record.id) or _kind_words(kind),
                    label=_LABELS.get(field, field.replace("_", " ").capitalize()),
                    was=was,
                    becomes=named.replaced(was, to.name) if to else was,
                    is_open=_is_open(plan, record, today),
                )


def _kind_words(kind: str) -> str:
    found = next((section.singular for section in sections(step_of(kind)) if section.kind == kind), kind)
    return f"{found[:1].upper()}{found[1:]}"


def _is_open(plan: Plan, record: Record, today: date) -> bool:
    """What is finished was theirs, and stays so unless somebody says otherwise."""
    match record:
        case Priority():
            return record.state is not PriorityState.DONE
        case Action():
            return record.status not in (ActionStatus.DONE, ActionStatus.DROPPED)
        case Activity():
            due = plan.check_due(record)
            last = record.ends or record.starts
            return last is None or last >= today or (due is not None and due >= today)
        case _:
            return True


def _mentions(plan: Plan, named: Named) -> Iterator[tuple[str, str]]:
    for kind, cls in KINDS.items():
        boxes = {*cls.fields_marked(NamesSomebody), "id"}
        if kind in _THEIR_OWN:
            continue
        for record in plan.records(kind):
            for field in cls.model_fields:
                text = getattr(record, field)
                if field not in boxes and isinstance(text, str) and " " in text and named.is_in(text):
                    yield title_of(plan, kind, record.id) or _kind_words(kind), text
