"""Who could help others says so themselves: leaders suggest, and nobody's yes is written by somebody else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection

from sef2si.advice.ways import Setting
from sef2si.advice.ways.options import led_by_colleagues
from sef2si.domain.activities import Activity
from sef2si.domain.chosen import COLLEAGUES, LED_BY
from sef2si.domain.expertise import Expertise
from sef2si.domain.naming import Named
from sef2si.domain.plan import Plan
from sef2si.domain.record import new_id
from sef2si.domain.staff import StaffMember
from sef2si.errors import Fault, Invalid, NotFound
from sef2si.services.acts import Records, edits_between, placed, plan_with, records_of
from sef2si.services.reading import CANNOT_KEEP
from sef2si.store import changes, rows

NOT_YOURS_TO_SAY = (
    "Only they themselves can say yes or no, under “My CPD”. If they said yes on paper, please write down when and how."
)
GONE = "This is not here any more. Nothing was changed; please look again."
REWORDED = "What it says was changed since you looked. Please read it again, and then answer."
_WORDS = ("who", "can_help_with")


class By(NamedTuple):
    """Whose word it is, and when: ``id`` is their account's, or that of their entry in the staff register."""

    id: str
    name: str
    at: datetime


# What leaders write


def guarded(plan: Plan, then: Records, register: Callable[[], Sequence[StaffMember]]) -> Records:
    """The records of an act of somebody else's with consent as it was: never given or taken back by them.

    A yes was to these words: where a leader changes them, it waits for a new one. A no stays. What comes from a file
    with an answer, and is not here, is a suggestion again. ``register`` is asked only where anything of this sort
    changes. Raises ``Invalid`` where somebody's answer is written for them.
    """
    faults: list[Fault] = []
    kept = dict(then)
    for key, record in then.items():
        now = plan.find("expertise", record.id) if isinstance(record, Expertise) else None
        if not isinstance(record, Expertise) or record == now:
            continue
        if now is not None and (record.agreed, record.agreed_on) != (now.agreed, now.agreed_on):
            faults.append(Fault(*key, "agreed", NOT_YOURS_TO_SAY))
            continue
        kept[key] = _suggested(record, now, register)
    if faults:
        raise Invalid(CANNOT_KEEP, tuple(faults))
    return kept


def _suggested(record: Expertise, now: Expertise | None, register: Callable[[], Sequence[StaffMember]]) -> Expertise:
    if now is not None and all(getattr(now, name) == getattr(record, name) for name in _WORDS) and now.member_id:
        return record.model_copy(update={"member_id": now.member_id})
    update: dict[str, object] = {"member_id": named_in(record.who, register())}
    if record.agreed or now is None:
        update |= {"agreed": None, "agreed_on": None}
    return record.model_copy(update=update)


def named_in(who: str, register: Sequence[StaffMember]) -> str | None:
    """The one member of staff that these words name; None where they name nobody, or could be two."""
    names = [member.name for member in register]
    found = [member.id for member in register if Named(member.name, names).is_in(who)]
    return found[0] if len(found) == 1 else None


# What they say themselves


def of_member(plan: Plan, member: StaffMember, register: Sequence[StaffMember]) -> tuple[Expertise, ...]:
    """What they said they could help with, or somebody thinks they could."""
    return tuple(
        each
        for each in plan.expertise
        if each.can_help_with.strip() and (each.member_id or named_in(each.who, register)) == member.id
    )


def offered(
    connection: Connection, plan_id: str, member: StaffMember, *, what: str, hours: Decimal | None, by: By
) -> None:
    """Something they say of themselves, which is their yes as well. Raises ``Invalid`` where they said it before."""
    plan = _plan(connection, plan_id)
    if any(_plain(each.can_help_with) == _plain(what) for each in of_member(plan, member, [member])):
        raise Invalid("You have said this already; you find it below. Nothing was changed.")
    said = Expertise(
        id=new_id(), who=member.name, can_help_with=what, hours=hours, group=member.group, member_id=member.id,
        agreed=True, agreed_on=by.at.date(),
    )  # fmt: skip
    _keep(connection, plan, placed([said], records_of(plan)), by)


def answered(
    connection: Connection,
    plan_ids: Iterable[str],
    member: StaffMember,
    expertise_id: str,
    *,
    register: Sequence[StaffMember],
    yes: bool,
    seen: int,
    by: By,
) -> None:
    """Their yes, or that they take it back, in these plans: the one of this year, first, and those after it.

    A yes is to words of version ``seen`` and nothing else. A no counts at once: what was chosen and not announced says
    no more that they lead it. Raises ``NotFound`` or ``Invalid``.
    """
    for number, plan_id in enumerate(plan_ids):
        plan = _plan(connection, plan_id)
        own = next((each for each in of_member(plan, member, register) if each.id == expertise_id), None)
        if own is None:
            if number == 0:
                raise NotFound(GONE)
            continue
        if yes and number == 0 and own.version != seen:
            raise Invalid(REWORDED)
        if own.agreed is yes and own.member_id:
            continue
        then = records_of(plan)
        said = {"agreed": yes, "agreed_on": by.at.date(), "member_id": member.id}
        then["expertise", own.id] = own.model_copy(update=said)
        _keep(connection, plan, then if yes else without_them(plan, then, by.at.date()), by)


def without_them(plan: Plan, then: Records, today: date) -> Records:
    """The records, with what colleagues were to lead and is not announced led by those of them who are left."""
    before, after = Setting.of(plan, today), Setting.of(plan_with(plan, then), today)
    kept = dict(then)
    for activity in plan.activities:
        if not activity.option.startswith(COLLEAGUES) or _is_announced(plan, activity):
            continue
        needs = plan.needs_met_by(activity)
        was, left = (max((len(each.helpers_for(need)) for need in needs), default=0) for each in (before, after))
        # LED_BY: as it is once a priority lead, who sees no number, has saved it.
        if left < was and activity.led_by in (led_by_colleagues(was), LED_BY):
            kept["activities", activity.id] = activity.model_copy(update={"led_by": led_by_colleagues(left)})
    return kept


def _is_announced(plan: Plan, activity: Activity) -> bool:
    return any(session.announced_on is not None for session in plan.sessions_of(activity))


def _keep(connection: Connection, plan: Plan, then: Records, by: By) -> None:
    def last_version(kind: str, record_id: str) -> int:
        return changes.last_version(connection, plan.id, kind, record_id)

    edits = edits_between(plan.id, records_of(plan), then, last_version)
    rows.apply(connection, edits)
    changes.add_changes(connection, edits, batch=new_id(), by=by.id, by_name=by.name, at=by.at, undoes=None)


def _plan(connection: Connection, plan_id: str) -> Plan:
    plan = rows.read_plan(connection, plan_id)
    assert plan is not None
    return plan


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
