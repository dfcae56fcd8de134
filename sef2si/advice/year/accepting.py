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
from sef2si.advice.year.proposal import Proposal
from sef2si.advice.year.ways import Way, is_placed
from sef2si.domain.activities import Activity
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.dates import clock_words
from sef2si.domain.invitations import is_small
from sef2si.domain.plan import Plan
from sef2si.domain.record import Record

_NOUGHT = Decimal("0.00")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


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
    for way, runs in _by_way(proposal):
        activity: Activity | None = plan.find("activities", way.activity_id)
        old = tuple(plan.sessions_of(activity)) if activity and not is_placed(plan, activity) else ()
        made = _activity(plan, proposal, way, runs, activity)
        save.append(made)
        there = {each.id: each for each in old}
        kept: set[str] = set()
        taken = {each.id for each in plan.cpd_sessions} - set(there)
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
    return Accepted(tuple(save), tuple(remove), tuple(moved), tuple(each.id for each in remove), assigned)


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
    told = {
        "starts": days[0],
        "ends": days[-1],
        "people": len(people),
        "hours": Decimal(way.sessions * way.minutes) / 60,
        "cover_days": cover,
    }
    if there is not None and is_placed(plan, there):
        # A second time for those who could not come: its days may reach further, and it costs what it costs.
        return there.having(
            ends=max(days[-1], there.ends or there.starts or days[-1]),
            cover_days=(there.cover_days or _NOUGHT) + cover,
        )
    price = way.price * len(runs) + way.price_each * len(people)
    if there is not None:
        return there.having(**told, price=price if there.price is None else there.price)
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
        support_staff_pay=_paid(worth, runs),
        **told,
    )


def _sessions(
    proposal: Proposal, way: Way, runs: Sequence[Run], activity_id: str, taken: set[str]
) -> Iterator[tuple[CpdSession, Run]]:
    """Under ids that the next planning finds again, so that what stays where it is, stays the same."""
    letters = iter(_LETTERS * 4)
    for run in runs:
        letter = next(letters)
        while f"{activity_id}.{letter}.1" in taken:
            letter = next(letters)
        team = proposal.team_words(run)
        for number, slot_id in enumerate(sorted(run.slots, key=lambda each: _when(proposal.slot(each))), start=1):
            slot = proposal.slot(slot_id)
            yield (
                CpdSession(
                    id=f"{activity_id}.{letter}.{number}",
                    activity_id=activity_id,
                    held_on=slot.day,
                    at=clock_words(slot.start),
                    minutes=way.minutes,
                    team=team if len(runs) == 1 else f"Group {letter}: {team}",
                    people=None if proposal.is_again(run) and is_small(len(run.people)) else len(run.people),
                    date_id=proposal.framed.dates.get(slot_id),
                    pinned=proposal.is_pinned(run),
                ),
                run,
            )


def _when(slot: Slot) -> tuple[object, int]:
    return slot.day, slot.start


def _paid(worth: Worth, runs: Sequence[Run]) -> Decimal:
    """What is paid to support staff beyond their hours; £0 is known too."""
    return Decimal(sum(worth.taken(run).paid_time for run in runs)) / 100


def _new_id(proposal: Proposal, way: Way) -> str:
    """The same for the same proposal: accepted twice, it is there once."""
    return hashlib.sha256(f"{proposal.id} {way.id}".encode()).hexdigest()[:32]
