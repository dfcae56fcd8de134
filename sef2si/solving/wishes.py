"""The soft wishes as a sum to be lowered, in the points of ``advice.timetable.wished``, each by its weight."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from ortools.sat.python import cp_model

from sef2si.advice.timetable.free import bits_of, positions
from sef2si.advice.timetable.wished import TEN_POUNDS, TENTHS, heads_in, most_pressing, near_edges, weeks_in
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
        terms += [weights.edges * TENTHS * var for at, var in sits.items() if near[at]]
        if urgent := weights.early * pressing[units.option(unit).id]:
            parts.append(urgent * _weeks_before(model, unit, weeks))
    parts.append(cp_model.LinearExpr.sum(terms))
    if weights.even:
        parts.append(weights.even * _uneven(units, model))
    if weights.close:
        parts.append(weights.close * TENTHS * _moved(units, model))
    if weights.thrift:
        parts.append(weights.thrift * _tens_of_pounds(units, model))
    return cp_model.LinearExpr.sum(parts)


def _weeks_before(model: Model, unit: int, weeks: Sequence[int]) -> cp_model.LinearExprT:
    """Weeks until its first session: for each week in which it could have one, whether it has begun by then."""
    by_week: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for at, sits in model.sits[unit].items():
        by_week[weeks[at]].append(sits)
    before: list[cp_model.LinearExprT] = []
    so_far: list[cp_model.IntVar] = []
    last, waits = 0, model.runs[unit]
    for week in sorted(by_week):
        before.append((week - last) * waits)
        so_far += by_week[week]
        last, waits = week, model.cp.new_bool_var(f"waits {unit} {week}")
        model.cp.add(sum(so_far) + waits >= model.runs[unit])
    return cp_model.LinearExpr.sum(before)


def _tens_of_pounds(units: Units, model: Model) -> cp_model.LinearExprT:
    """True cost, begun tens of pounds."""
    pence: list[cp_model.LinearExprT] = [units.price(unit) * runs for unit, runs in model.runs.items()]
    most = sum(units.price(unit) for unit in model.runs)
    for unit, some in model.sits.items():
        pence += [units.session(unit, at).pence * sits for at, sits in some.items()]
        most += sum(units.session(unit, at).pence for at in some)
    tens = model.cp.new_int_var(0, -(-most // TEN_POUNDS), "tens of pounds")
    model.cp.add(TEN_POUNDS * tens >= cp_model.LinearExpr.sum(pence))
    return tens


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
    heads = heads_in(units.free)
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
