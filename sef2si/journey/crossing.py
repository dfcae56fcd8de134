"""When the framework changes: what was said under an earlier one is carried to the nearest new area, to be reviewed.

Points and evidence are copied, under ids that carrying again would make again; what was judged stays as it was. No
grade is carried: a grade of one framework says nothing in another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256

from sef2si.crosswalks import crosswalk
from sef2si.domain.cycle import written
from sef2si.domain.evaluation import Evidence, Judgement, Point
from sef2si.domain.framework import Framework, Near
from sef2si.domain.plan import Plan
from sef2si.domain.record import Record
from sef2si.journey import options
from sef2si.journey.step import Blocker, Option, Press, Tag, Where


def blockers(plan: Plan) -> Iterator[Blocker]:
    """Judgements that were carried and that nobody has looked at since."""
    for judgement in plan.judgements:
        if judgement.to_review and judgement.framework == options.framework_in_use(plan).key:
            yield Blocker(
                options.area_label(_area(judgement)),
                f", {carried(judgement)}: please review.",
                Where("judgements", judgement.id),
            )


def carried(judgement: Judgement) -> str:
    """``"carried from Quality of education on 3 November 2026"``; "" where it was not."""
    if judgement.carried_on is None:
        return ""
    areas = [options.area_label(area) for area in judgement.earlier_areas]
    source = " and ".join(areas) if len(areas) < 3 else f"{len(areas)} earlier areas"
    return f"carried from {source or 'an earlier area'} on {written(judgement.carried_on)}"


def tags(judgement: Judgement) -> tuple[Tag, ...]:
    return (Tag("Please review", "todo"),) if judgement.to_review else ()


def nearest(plan: Plan, judgement: Judgement) -> tuple[Near, ...]:
    """The areas of today's framework that an earlier judgement can still be carried to, the nearest first."""
    now = options.framework_in_use(plan)
    if judgement.framework == now.key or not (_points(plan, judgement) or _evidence(plan, judgement)):
        return ()
    walk = crosswalk(judgement.framework, now.key)
    offered = {area.key for area in now.areas_for(plan.school)}
    done = {
        each.area for each in plan.judgements if each.framework == now.key and _area(judgement) in each.earlier_areas
    }
    near = walk.near.get(judgement.area, ()) if walk else ()
    return tuple(each for each in near if each.area in offered and each.area not in done)


def _waiting(plan: Plan) -> tuple[tuple[Judgement, Near], ...]:
    """Earlier judgements that have been carried nowhere yet, each with its nearest area."""
    done = {area for judgement in plan.judgements for area in judgement.earlier_areas}
    found = ((each, nearest(plan, each)) for each in plan.judgements if _area(each) not in done)
    return tuple((judgement, near[0]) for judgement, near in found if near)


def note(plan: Plan) -> str:
    """One sentence where there is anything to carry; "" where not."""
    waiting = _waiting(plan)
    if not waiting:
        return ""
    areas = f"{len(waiting)} areas were" if len(waiting) > 1 else "1 area was"
    return f"{areas} judged under an earlier framework: open one to carry it to today’s nearest."


def carry(plan: Plan, moves: Iterable[tuple[Judgement, str]], today: date) -> tuple[Record, ...]:
    """What is saved in one act to carry each of these judgements to an area of today's framework."""
    now = options.framework_in_use(plan)
    targets: dict[str, Judgement] = {}
    copies: list[Record] = []
    known = {record.id for record in (*plan.points, *plan.evidence)}
    for judgement, area in moves:
        target = targets.get(area) or _target(plan, now, area)
        earlier = "; ".join(dict.fromkeys((*target.earlier_areas, _area(judgement))))
        targets[area] = target.having(carried_from=earlier, carried_on=today, reviewed_on=None)
        for record in (*_points(plan, judgement), *_evidence(plan, judgement)):
            copy_id = sha256(f"{target.id}|{record.id}".encode()).hexdigest()[:32]
            if copy_id not in known:
                copies.append(record.having(id=copy_id, version=0, position=0, judgement_id=target.id))
    return (*targets.values(), *copies)


def _target(plan: Plan, framework: Framework, area: str) -> Judgement:
    there = next((each for each in plan.judgements if (each.framework, each.area) == (framework.key, area)), None)
    place = next(n for n, each in enumerate(framework.areas_for(plan.school), 1) if each.key == area)
    starter = Judgement(id=f"{framework.key}.{area}", framework=framework.key, area=area, position=place)
    return there or starter


def _area(judgement: Judgement) -> str:
    return f"{judgement.framework}.{judgement.area}"


def _points(plan: Plan, judgement: Judgement) -> tuple[Point, ...]:
    return tuple(each for each in plan.points if each.judgement_id == judgement.id and each.text.strip())


def _evidence(plan: Plan, judgement: Judgement) -> tuple[Evidence, ...]:
    own = (each for each in plan.evidence if each.judgement_id == judgement.id)
    return tuple(each for each in own if each.source.strip() or each.shows.strip())


def _label(plan: Plan, near: Near) -> str:
    return options.area_label(f"{options.framework_in_use(plan).key}.{near.area}")


def _choices(plan: Plan, judgement: Judgement) -> tuple[Option, ...]:
    return tuple(Option(near.area, _label(plan, near), near.note) for near in nearest(plan, judgement))


def _one_label(plan: Plan, judgement: Judgement) -> str | None:
    near = nearest(plan, judgement)
    return f"Carry to {_label(plan, near[0])}" if len(near) == 1 else None


def _carry_one(plan: Plan, judgement: Judgement, choice: str, today: date) -> tuple[Record, ...]:
    return carry(plan, [(judgement, choice or nearest(plan, judgement)[0].area)], today)


def _all_label(plan: Plan, judgement: Judgement) -> str | None:
    """Offered once, on the first of them."""
    waiting = _waiting(plan) if nearest(plan, judgement) else ()
    first = len(waiting) > 1 and waiting[0][0].id == judgement.id
    return f"Carry all {len(waiting)} earlier areas to the nearest new ones" if first else None


def _carry_all(plan: Plan, judgement: Judgement, choice: str, today: date) -> tuple[Record, ...]:
    return carry(plan, [(each, near.area) for each, near in _waiting(plan)], today)


def _review(plan: Plan, judgement: Judgement, choice: str, today: date) -> tuple[Record, ...]:
    return (judgement.having(reviewed_on=today),)


PRESSES = (
    Press("reviewed", lambda plan, judgement: "Reviewed" if judgement.to_review else None, _review),
    Press("carry", _one_label, _carry_one),
    Press(
        "carry_to",
        lambda plan, judgement: "Carry to a new area" if len(nearest(plan, judgement)) > 1 else None,
        _carry_one,
        choose=_choices,
    ),
    Press("carry_all", _all_label, _carry_all),
)
