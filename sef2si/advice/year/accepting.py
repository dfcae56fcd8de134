"""A proposal as records of the plan: activities and their sessions, all in one act."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sef2si.advice.timetable.free import Free
from sef2si.advice.timetable.problem import Slot
from sef2si.advice.timetable.timetable import Run
from sef2si.advice.timetable.worth import Worth
from sef2si.advice.year.numbering import new_runs, session_id
from sef2si.advice.year.proposal import Proposal
from sef2si.advice.year.ways import Way, is_placed
from sef2si.domain.activities import Activity
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.dates import clock_words
from sef2si.domain.invitations import is_small
from sef2si.domain.plan import Plan
from sef2si.domain.record import Record

_NOUGHT = Decimal("0.00")


@dataclass(frozen=True)
class Accepted:
    """What to write in one act. ``moved`` and ``gone`` are sessions by id; ``assigned``: who is meant, by session."""

    save: tuple[Record, ...]
    remove: tuple[Record, ...]
    moved: tuple[str, ...]
    gone: tuple[str, ...]
    assigned: Mapping[str, tuple[str, ...]]


def accepted(plan: Plan, proposal: Proposal) -> Accepted:
    """``plan`` is whole, and every need and activity of the proposal is in it."""
    save: list[Record] = []
    remove: list[CpdSession] = []
    moved: list[str] = []
    assigned: dict[str, tuple[str, ...]] = {}
    activities: dict[str, Activity] = {}
    for way, runs in _by_way(proposal):
        # Second times of one activity are ways of their own: each adds to what the one before made of it.
        activity: Activity | None = activities.get(way.activity_id or "") or plan.find("activities", way.activity_id)
        old = tuple(plan.sessions_of(activity)) if activity and not is_placed(plan, activity) else ()
        made = _activity(plan, proposal, way, runs, activity)
        activities[made.id] = made
        there = {each.id: each for each in old}
        kept: set[str] = set()
        taken = {each.id for each in (*plan.cpd_sessions, *save)} - set(there)
        for wanted, run in _sessions(proposal, way, runs, made.id, taken):
            before, session = there.get(wanted.id), wanted
            if before is not None:
                session = wanted.having(version=before.version, position=before.position)
                if (before.held_on, before.clock) != (session.held_on, session.clock):
                    moved.append(session.id)
            kept.add(session.id)
            save.append(session)
            assigned[session.id] = tuple(each for each in run.people if not each.startswith("stand-in."))
        remove += [each for each in old if each.id not in kept]
    gone = tuple(each.id for each in remove)
    return Accepted((*activities.values(), *save), tuple(remove), tuple(moved), gone, assigned)


def _by_way(proposal: Proposal) -> Iterator[tuple[Way, list[Run]]]:
    found: dict[str, list[Run]] = {}
    for run in sorted(proposal.runs, key=lambda run: (run.option, min(proposal.slot(s).day for s in run.slots))):
        found.setdefault(run.option, []).append(run)
    for option, runs in found.items():
        yield proposal.framed.way(option), runs


def _activity(plan: Plan, proposal: Proposal, way: Way, runs: Sequence[Run], there: Activity | None) -> Activity:
    """What the plan has, with its days and what it takes; or a new one."""
    days = sorted(proposal.slot(each).day for run in runs for each in run.slots)
    people = {each for run in runs for each in run.people}
    worth = Worth(Free(proposal.framed.problem))
    cover = Decimal(sum(worth.taken(run).cover for run in runs)) / 100
    price = way.price * len(runs) + way.price_each * sum(len(run.people) for run in runs)
    paid = _paid(plan, worth, runs)
    told = {
        "starts": days[0],
        "ends": days[-1],
        "people": len(people),
        "hours": Decimal(way.sessions * way.minutes) / 60,
        "cover_days": cover,
    }
    if there is not None and is_placed(plan, there):
        # A second time for those who could not come: its days may reach further, and what it costs comes on top.
        return there.having(
            starts=min(days[0], there.starts or days[0]),
            ends=max(days[-1], there.ends or there.starts or days[-1]),
            price=_more(there.price, price),
            cover_days=_more(there.cover_days, cover),
            support_staff_pay=_more(there.support_staff_pay, paid or _NOUGHT),
        )
    if there is not None:
        return there.having(
            **told,
            # A price that nobody gave is not known to be nought.
            price=None if there.price is None and not price else price,
            support_staff_pay=there.support_staff_pay if paid is None else paid,
        )
    return Activity(
        id=_new_id(proposal, way),
        what=proposal.title(runs[0]),
        need_ids=way.need_ids,
        form=way.form,
        led_by=way.led_by,
        provision=way.provision,
        provider=way.provider,
        price=price,
        offer_id=way.offer_id,
        option=way.option or (f"offer:{way.offer_id}" if way.offer_id else ""),
        support_staff_pay=paid,
        **told,
    )


def _sessions(
    proposal: Proposal, way: Way, runs: Sequence[Run], activity_id: str, taken: set[str]
) -> Iterator[tuple[CpdSession, Run]]:
    """Under ids that the next planning finds again, so that what stays where it is, stays the same."""
    for run, letter in zip(runs, new_runs(activity_id, taken), strict=False):
        team = proposal.team_words(run)
        numbers = way.again or range(1, len(run.slots) + 1)
        slots = sorted(run.slots, key=lambda each: _when(proposal.slot(each)))
        for number, slot_id in zip(numbers, slots, strict=True):
            slot = proposal.slot(slot_id)
            yield (
                CpdSession(
                    id=session_id(activity_id, letter, number),
                    activity_id=activity_id,
                    held_on=slot.day,
                    at=clock_words(slot.start),
                    minutes=way.minutes,
                    team=team if len(runs) == 1 and not way.again else f"Group {letter}: {team}",
                    people=None if proposal.is_again(run) and is_small(len(run.people)) else len(run.people),
                    date_id=proposal.framed.dates.get(slot_id),
                    pinned=proposal.is_pinned(run),
                ),
                run,
            )


def _when(slot: Slot) -> tuple[object, int]:
    return slot.day, slot.start


def _paid(plan: Plan, worth: Worth, runs: Sequence[Run]) -> Decimal | None:
    """What is paid to support staff beyond their hours; £0 is known too. None where nobody says what an hour costs."""
    taken = [worth.taken(run) for run in runs]
    if plan.school.support_hour_cost is None and any(each.paid_minutes for each in taken):
        return None
    return Decimal(sum(each.paid_time for each in taken)) / 100


def _more(known: Decimal | None, more: Decimal) -> Decimal | None:
    """What comes on top; where nothing does, what is not known stays so."""
    return (known or _NOUGHT) + more if more else known


def _new_id(proposal: Proposal, way: Way) -> str:
    """The same for the same proposal: accepted twice, it is there once."""
    return hashlib.sha256(f"{proposal.id} {way.id}".encode()).hexdigest()[:32]
