"""The soft wishes as a sum to be lowered, in the points of ``advice.timetable.wished``, each by its weight."""

from __future__ import annotations

from collections import Counter, defaultdict

from ortools.sat.python import cp_model

from sef2si.advice.timetable.free import bits_of, positions
from sef2si.advice.timetable.wished import TENTHS, most_pressing, near_edges, weeks_in
from sef2si.solving.model import Model
from sef2si.solving.units import Units


def shortfall(units: Units, model: Model) -> cp_model.LinearExprT:
    """Weighted points; adds what it needs to the model."""
    weights = units.problem.wishes
    parts: list[cp_model.LinearExprT] = []
    if weights.spacing:
        parts.append(weights.spacing * TENTHS * _too_close(units, model))
    near, weeks = near_edges(units.free), weeks_in(units.free)
    pressing = most_pressing(units.problem)
    terms = []
    for unit, sits in model.sits.items():
        urgent = pressing[units.option(unit).id]
        for at, var in sits.items():
            points = weights.edges * TENTHS * near[at] + weights.early * urgent * weeks[at]
            if points:
                terms.append(points * var)
    parts.append(cp_model.LinearExpr.sum(terms))
    if weights.even:
        parts.append(weights.even * _uneven(units, model))
    if weights.close:
        parts.append(weights.close * TENTHS * _moved(units, model))
    return cp_model.LinearExpr.sum(parts)


def _too_close(units: Units, model: Model) -> cp_model.LinearExprT:
    found = []
    for unit, sits in model.sits.items():
        option = units.option(unit)
        if option.sessions > 1 and option.spacing_days:
            close = model.cp.new_int_var(0, option.sessions - 1, f"close {unit}")
            for near in units.too_near(bits_of(sits), option.spacing_days):
                model.cp.add(sum(sits[at] for at in positions(near)) <= 1 + close)
            found.append(close)
    return cp_model.LinearExpr.sum(found)


def _uneven(units: Units, model: Model) -> cp_model.LinearExprT:
    """Tenths of an hour a head between the best and the worst served role (003-O10)."""
    heads = Counter(person.role for person in units.free.people)
    terms: dict[str, list[cp_model.LinearExprT]] = defaultdict(list)
    longest = 0
    for unit, runs in model.runs.items():
        option = units.option(unit)
        minutes = option.minutes * option.sessions
        roles = Counter(units.free.people[person].role for person in positions(units.groups[unit].people))
        for role, count in roles.items():
            terms[role].append(minutes * count * runs)
        longest += minutes
    most, least = (model.cp.new_int_var(0, longest, name) for name in ("most", "least"))
    for role, count in heads.items():
        minutes_of = cp_model.LinearExpr.sum(terms[role])
        model.cp.add(count * most >= minutes_of)
        model.cp.add(count * least <= minutes_of)
    tenths = model.cp.new_int_var(0, longest, "tenths of an hour apart")
    model.cp.add(6 * tenths + 5 >= most - least)
    return tenths


def _moved(units: Units, model: Model) -> cp_model.LinearExprT:
    """Sessions of the previous timetable that are gone."""
    found = []
    for option, slot in sorted({(each.option, slot) for each in units.problem.previous for slot in each.slots}):
        at = units.free.slot_at.get(slot)
        kept = [
            sits[at] for unit, sits in model.sits.items() if at in sits and units.option(unit).id == option
        ] if at is not None else []  # fmt: skip
        gone = model.cp.new_bool_var(f"gone {option} {slot}")
        model.cp.add(sum(kept) + gone >= 1)
        found.append(gone)
    return cp_model.LinearExpr.sum(found)
