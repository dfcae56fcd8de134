"""The form of the page of the year as it comes back: what was chosen and typed, as settings to plan by."""

from __future__ import annotations

from datetime import date

from sef2si.advice.timetable.problem import Wishes
from sef2si.advice.year.asked import usual_weight
from sef2si.advice.year.days import school_year
from sef2si.advice.year.limits import Part, parts
from sef2si.advice.year.settings import YearSettings, usual_out_a_day
from sef2si.advice.year.ways import Ways, to_plan
from sef2si.domain.plan import Plan
from sef2si.journey.names import need_name, priority_name
from sef2si.server.cpd_pages import Typed, YearPage

WISHES = (
    ("spacing", "Time for practice between sessions", "So that people can try things out in between."),
    ("early", "What is pressing comes early", ""),
    ("edges", "Away from the first and last days of a term", "Learning is poor there."),
    ("even", "Hours even by role", ""),
    ("thrift", "What costs less", "Where two plans meet the same need; cover and travel count too."),
    ("close", "Close to what stood before", "When you solve again, little moves."),
)


def parts_ahead(plan: Plan, today: date) -> tuple[Part, ...]:
    """Terms and months that are not over yet."""
    return tuple(part for part in parts(school_year(plan.dates)) if part.last > today)


def chosen(page: YearPage, plan: Plan, settings: YearSettings, today: date) -> tuple[YearSettings, dict[str, str]]:
    """The settings with what was decided; and by box what can't be read."""
    typed = Typed(page)
    shown = [each for each in plan.needs if to_plan(plan, each)]
    wanted, kept_pins, kept_bans = (set(page.boxes(name)) for name in ("need", "pin", "ban"))
    wishes = {name: typed.whole(f"wish.{name}", label, most=10) for name, label, _ in WISHES}
    out, team_out = typed.whole("out_a_day", "People out on one day"), typed.whole("department_out", "Of one team")
    return settings.model_copy(
        update={
            "left_out": tuple(need.id for need in shown if need.id not in wanted),
            "ways": _ways(page, plan, settings, today),
            "needs_from": _needs_from(typed, plan, settings, today),
            "weights": _weights(typed, plan),
            "wishes": Wishes(**{name: each for name, each in wishes.items() if each is not None}),
            "budget": typed.amount("budget", "Budget"),
            "cover_days": typed.amount("cover_days", "Days of cover"),
            "cover_a_term": typed.amount("cover_a_term", "Days of cover in a term"),
            "cover_a_month": typed.amount("cover_a_month", "Days of cover in a month"),
            "cover_parts": _cover_parts(typed, plan, settings, today),
            "out_a_day": None if out == usual_out_a_day(plan.school) else out,
            "department_out_a_day": team_out,
            "paid_hours": typed.amount("paid_hours", "Paid hours") or 0,
            "not_before": typed.day("not_before", "Nothing before"),
            "seconds": typed.whole("seconds", "Seconds to look", least=1, most=300) or settings.seconds,
            "pins": tuple(pin for n, pin in enumerate(settings.pins) if str(n) in kept_pins),
            "bans": tuple(ban for n, ban in enumerate(settings.bans) if str(n) in kept_bans),
        }
    ), typed.wrong


def _ways(page: YearPage, plan: Plan, settings: YearSettings, today: date) -> dict[str, tuple[str, ...]]:
    """By need the ways that may be used, where those are not all."""
    offers, ways = Ways(plan, today), dict(settings.ways)
    for need in (each for each in plan.needs if to_plan(plan, each)):
        offered = [way.id for way in offers.of(need)]
        ticked = [way for way in page.boxes(f"way.{need.id}") if way in offered]
        if page.get_body_argument(f"ways.{need.id}", ""):
            ways.pop(need.id, None)
            if set(ticked) != set(offered):
                ways[need.id] = tuple(ticked)
    return ways


def _needs_from(typed: Typed, plan: Plan, settings: YearSettings, today: date) -> dict[str, date]:
    """Days that are past say nothing any more."""
    found = {need: day for need, day in settings.needs_from.items() if day > today}
    for need in (each for each in plan.needs if to_plan(plan, each)):
        found.pop(need.id, None)
        if day := typed.day(f"from.{need.id}", f"{need_name(need)}, not before"):
            found[need.id] = day
    return found


def _weights(typed: Typed, plan: Plan) -> dict[str, int]:
    return {
        each.id: weight
        for each in plan.live
        if (weight := typed.whole(f"weight.{each.id}", priority_name(each), least=1, most=10)) is not None
        and weight != usual_weight(each)
    }


def _cover_parts(typed: Typed, plan: Plan, settings: YearSettings, today: date) -> dict[str, object]:
    """Of terms and months that are over, what was said stays."""
    shown = parts_ahead(plan, today)
    found: dict[str, object] = {
        key: most for key, most in settings.cover_parts.items() if key not in {part.key for part in shown}
    }
    for part in shown:
        if (most := typed.amount(f"cover.{part.key}", f"Days of cover, {part.title}")) is not None:
            found[part.key] = most
    return found
