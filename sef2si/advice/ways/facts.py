"""What is behind a way: each figure with how it was reached, what went in, the rule; and what is not known, said so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sef2si import templates
from sef2si.advice.costs import plain, pounds
from sef2si.advice.ways.line import amount
from sef2si.advice.ways.options import Sort
from sef2si.advice.ways.setting import SAME_WORDS, TICKED, Setting
from sef2si.advice.ways.weighing import (
    DAY_HOURS,
    SUSTAINED_SESSIONS,
    Weighed,
    sorts_of_need,
)
from sef2si.advice.ways.words import stems
from sef2si.domain.contexts import Context
from sef2si.domain.cycle import written
from sef2si.domain.needs import Need
from sef2si.domain.offers import PriceFor, TakesPlace
from sef2si.domain.preferences import SMALLEST_GROUP

NOT_KNOWN = "not known"
OURS = "our estimate"


_NO_DATE = "There is no date yet, and nobody said that it can be had on demand."
_NO_FORM = "Without a form of CPD nobody can say how long it takes."
_NOT_TICKED = "Which of EEF’s mechanisms it uses is not said; tick them on the offer."
_NO_FEATURES = "Nobody said whether it has discussion, coaching or observation."
_NO_LEVELS = "The need or the offer does not say from where to where."
_NO_CONTEXT = "The offer does not say for what sort of school it was made."
_NO_LEVEL = "Give the offer a form of CPD to see which level suits it."
_USUAL = f"Usual for this form ({OURS}); your own copy of the menu may say otherwise."


@dataclass(frozen=True)
class Fact:
    """One figure or finding. ``how`` is its formula and where its parts come from; ``rule`` the ID it follows.

    ``known`` is False where we do not know: ``said`` then says so, and ``how`` what would tell.
    """

    label: str
    said: str
    how: str = ""
    rule: str = ""
    known: bool = True


def facts(way: Weighed, need: Need, setting: Setting) -> tuple[Fact, ...]:
    """All of them, in the order in which a person would ask."""
    return (
        _about(way, need),
        *_cost(way, setting),
        _directed(way),
        _hours(way),
        _soon(way),
        _mechanisms(way),
        _sustained(way),
        _features(way),
        _fits(way, need),
        _level(way, need),
        _context(way, setting),
        _preferred(way, need, setting),
        _group(way),
        _quality(way),
        *_before(way),
        _evidence(way),
    )


def _about(way: Weighed, need: Need) -> Fact:
    option = way.option
    if way.about == TICKED:
        return Fact("Why it is here", "you ticked this need on the offer")
    if option.sort is Sort.COLLEAGUES:
        who = "a colleague has" if option.helpers == 1 else f"{option.helpers} colleagues have"
        given = f", {plain(option.helpers_hours)} hours in all" if option.helpers_hours is not None else ""
        return Fact("Why it is here", f"{who} said they can help with this{given}", rule="003-F4e, 003-O9")
    if way.about == SAME_WORDS:
        shared = sorted({word for key, word in stems(need.what).items() if key in stems(option.title)})
        words = f": {', '.join(f'“{word}”' for word in shared)}" if shared else ""
        return Fact("Why it is here", f"it uses the same words as the need{words}")
    return Fact("Why it is here", "a form of CPD that can be filled with any subject, if somebody here can lead it")


def _cost(way: Weighed, setting: Setting) -> Iterator[Fact]:
    option, cost = way.option, way.cost
    words = " + ".join((_price(way), _cover(way, setting), _paid(way, setting), _travel(way)))
    total = cost.total
    said = (
        pounds(total) if total is not None else f"{pounds(cost.so_far)} so far; {', '.join(cost.missing)} {NOT_KNOWN}"
    )
    rate = f"; cover: {setting.cover_day.said.rstrip('.')}" if way.cover_days else ""
    estimate = f"; hours are {OURS}" if "hours" in option.estimated and (way.cover_days or cost.paid_time) else ""
    yield Fact("True cost", said, f"{words}{rate}{estimate}", "004-04, 002-06, 003-F6", total is not None)


def _price(way: Weighed) -> str:
    option = way.option
    if option.price is None:
        return f"price {NOT_KNOWN}"
    if not option.price:
        return "price £0" + (" (in-house, none given)" if option.in_house else "")
    if way.cost.price is None:
        missing = "how many people it is for" if option.price_for else "whether that is for each person or for all"
        return f"price {pounds(option.price)}, but {missing} is not said"
    if option.price_for is PriceFor.PERSON:
        return f"price {pounds(option.price)} x {way.people} people"
    again = f" x {way.runs} times, for {option.places} places" if way.runs and way.runs > 1 else ""
    return f"price {pounds(option.price)}{again}"


def _cover(way: Weighed, setting: Setting) -> str:
    option = way.option
    if way.cover_days is None:
        why = (
            "whether it takes people from pupils depends on the timetable"
            if option.takes_place is TakesPlace.LESSONS and option.hours is not None and way.teachers is not None
            else "how many teach, the hours or the time of day is not said"
        )
        return f"cover {NOT_KNOWN} ({why})"
    if not way.cover_days:
        return "no cover"
    day = setting.cover_day
    rate = pounds(day.amount) if day.amount is not None else f"a rate that is {NOT_KNOWN}"
    hours = plain(option.hours) if option.hours is not None else ""
    return f"cover {way.teachers} x {hours} hours / {plain(DAY_HOURS)} = {plain(way.cover_days)} days x {rate}"


def _paid(way: Weighed, setting: Setting) -> str:
    paid = way.cost.paid_time
    if paid is None:
        if way.support and setting.support_hour is None and way.option.hours is not None:
            return f"paid time of support staff {NOT_KNOWN} (say in “Our school” what an extra hour costs)"
        return f"paid time of support staff {NOT_KNOWN}"
    if not paid or way.option.hours is None or setting.support_hour is None:
        return "no paid time"
    return f"paid time {way.support} x {plain(way.option.hours)} hours x {pounds(setting.support_hour)}"


def _travel(way: Weighed) -> str:
    travel = way.option.travel
    if way.cost.travel is None:
        return f"travel {NOT_KNOWN}"
    return "no travel" if not travel else f"travel {pounds(travel)} x {way.people} people"


def _directed(way: Weighed) -> Fact:
    label, hours = "Directed time", way.directed_hours
    if hours is None:
        return Fact(label, NOT_KNOWN, "In whose time it is has not been said.", "C10", known=False)
    if not hours:
        return Fact(label, "none beyond lessons and INSET days", rule="C10")
    whose = "anybody who teaches" if way.teachers is None else "each teacher"
    each = f"{plain(hours)} of the 1,265 hours of {whose}"
    return Fact(label, each, f"{amount(way.option)}, outside lessons and INSET days", "C10")


def _hours(way: Weighed) -> Fact:
    option, label = way.option, "Time"
    if option.hours is None:
        return Fact(label, NOT_KNOWN, "The offer does not say how long it takes.", known=False)
    total = way.total_hours
    all_of_them = (
        f"; {plain(total)} hours of all {way.people} together" if total is not None and way.people != 1 else ""
    )
    return Fact(label, f"{amount(option)}{all_of_them}", _estimate(way, "hours"), "003-F6")


def _soon(way: Weighed) -> Fact:
    option, label = way.option, "How soon practice could change"
    if way.starts is None:
        return Fact(label, NOT_KNOWN, _NO_DATE, known=False)
    starts = f"it could begin on {written(way.starts)}" if option.days else "it could begin at once"
    if way.shows is None:
        return Fact(label, f"{NOT_KNOWN}; {starts}", _NO_FORM, known=False)
    how = f"{starts}, and {option.weeks} weeks pass until practice could change, by its form ({OURS})"
    return Fact(label, f"from {written(way.shows)}", how, "003-F6")


def _mechanisms(way: Weighed) -> Fact:
    option, label = way.option, "How it works"
    every = templates.MECHANISM_GROUPS
    if option.mechanisms is None or way.groups is None:
        return Fact(
            label,
            NOT_KNOWN,
            _NOT_TICKED,
            "C6",
            known=False,
        )
    labels = [each.label for each in templates.mechanisms() if each.id in option.mechanisms]
    there = [words.lower() for key, words in every.items() if key in way.groups]
    lacking = [words.lower() for key, words in every.items() if key not in way.groups]
    balance = f"it has something to {', '.join(there)}" if lacking else "it has something of all four groups"
    missing = f"; nothing to {', '.join(lacking)}" if lacking else ""
    verb = "Its form allows (that proves nothing)" if option.allows_only else "It uses"
    how = f"{verb}: {'; '.join(labels)}"
    return Fact(label, f"{balance}{missing}", how, "C6")


def _sustained(way: Weighed) -> Fact:
    option, label = way.option, "Sustained, or once"
    rule = "003-O14"
    how = f"Sustained: {SUSTAINED_SESSIONS} sessions or more, or a follow-up that is named (our rule)."
    if way.sustained is None:
        return Fact(label, NOT_KNOWN, "Neither sessions nor a follow-up are given.", rule, known=False)
    if not way.sustained:
        return Fact(label, "once, with nothing after it", how, rule)
    after = f"followed up: {option.follow_up}" if option.follow_up else f"{option.sessions} sessions"
    return Fact(label, after, how, rule)


def _features(way: Weighed) -> Fact:
    features, label = way.option.features, "With colleagues"
    if features is None:
        return Fact(label, NOT_KNOWN, _NO_FEATURES, "003-F7", False)
    if not features:
        return Fact(label, "no discussion, coaching or observation in it", _estimate(way, "features"), "003-F7")
    words = ", ".join(sorted(each.label.lower() for each in features))
    return Fact(label, words, _estimate(way, "features"), "003-F7")


def _fits(way: Weighed, need: Need) -> Fact:
    label, rule = "This kind of need", "000-29"
    sorts = sorts_of_need(need)
    if not sorts:
        return Fact(label, NOT_KNOWN, "Say on the need what kind it is, or how many have it.", rule, known=False)
    taken = "" if need.sort else f" (taken from the number of people, {need.people})"
    said = f"{' or '.join(f'“{sort.label.lower()}”' for sort in sorts)}{taken}"
    if way.fits is None:
        return Fact(label, NOT_KNOWN, f"The need is {said}; the offer has no form of CPD yet.", rule, known=False)
    verdict = "its form suits it" if way.fits else "its form is usually for another kind"
    return Fact(label, verdict, f"The need is {said}.", rule)


def _level(way: Weighed, need: Need) -> Fact:
    label, option = "Level", way.option
    if way.level is None:
        return Fact(label, NOT_KNOWN, _NO_LEVELS, "003-F4d", known=False)
    start = option.level_from.label if option.level_from else "any level"
    to = f" to “{option.level_to.label}”" if option.level_to else ""
    they = f"They are “{need.level_now.label}”" if need.level_now else "Where they are is not said"
    needed = f" and need “{need.level_needed.label}”." if need.level_needed else "."
    verdict = "it fits" if way.level else "it is for another level"
    return Fact(label, f"{verdict}: from “{start}”{to}", f"{they}{needed}", "003-F4d")


def _context(way: Weighed, setting: Setting) -> Fact:
    label, made_for = "School like yours", way.option.contexts
    if not made_for:
        if way.option.in_house:
            return Fact(label, "made here", rule="000-37")
        return Fact(label, NOT_KNOWN, _NO_CONTEXT, "000-37", known=False)
    theirs = _names(made_for)
    if way.context is None:
        return Fact(label, NOT_KNOWN, f"Made for: {theirs}. Say in “Our school” what yours is.", "000-37", known=False)
    said = "made for schools like yours" if way.context else "made for another sort of school"
    return Fact(label, said, f"Made for: {theirs}. Yours: {_names(setting.contexts)}.", "000-37, 001-08")


def _names(contexts: frozenset[Context]) -> str:
    return "; ".join(each.label.lower() for each in Context if each in contexts) or "not said"


def _preferred(way: Weighed, need: Need, setting: Setting) -> Fact:
    label = "What people prefer"
    if way.preferred is None:
        how = f"No answer of this group about this form, or fewer than {SMALLEST_GROUP} people were asked."
        return Fact(label, NOT_KNOWN, how, "003-F6a", known=False)
    group = need.group.label.lower() if need.group else "staff"
    percent = (way.preferred * 100).quantize(Decimal(1))
    answer = setting.answers[need.group, way.option.form] if need.group else None
    asked_on = f" on {written(answer.asked_on)}" if answer and answer.asked_on else ""
    how = f"{answer.useful} of {answer.asked} asked{asked_on}, counted as a group." if answer else ""
    return Fact(label, f"{percent}% of the {group} asked found this form useful", how, "003-F6a")


def _group(way: Weighed) -> Fact:
    option, label = way.option, "Places"
    if option.places is None and option.minimum is None:
        return Fact(label, "no limit given", rule="002-19, 002-20")
    limits = [f"{option.places} places"] if option.places is not None else []
    if option.minimum is not None:
        day = f", decided by {written(option.decide_by)}" if option.decide_by else ""
        limits.append(f"goes ahead from {option.minimum} people{day}")
    people = f"you are {way.people}" if way.people is not None else "how many you are is not said"
    verdict = {True: "", False: "; that does not work out", None: "; it may with people from elsewhere"}[way.goes_ahead]
    return Fact(
        label, f"{', '.join(limits)}; {people}{verdict}", rule="002-19, 002-20", known=way.goes_ahead is not None
    )


def _quality(way: Weighed) -> Fact:
    label, option = "Quality", way.option
    rule = "001-07, 001-10"
    if not option.assured and not option.evidence:
        if option.sort is Sort.FORM:
            return Fact(label, NOT_KNOWN, "It depends on who leads it here.", rule, known=False)
        return Fact(label, NOT_KNOWN, "Nobody has said who looked at it, or what it led to.", rule, known=False)
    parts = [
        f"looked at by {option.assured}" if option.assured else "",
        f"led to: {option.evidence}" if option.evidence else "",
    ]
    return Fact(label, "; ".join(part for part in parts if part), "As written on the offer.", rule)


def _before(way: Weighed) -> Iterator[Fact]:
    if way.option.prerequisites:
        yield Fact("Before it", way.option.prerequisites, "Check that this is in place first.", "003-F3h")


def _evidence(way: Weighed) -> Fact:
    label, levels = "What would show that it worked", way.option.impact_levels
    if not levels:
        return Fact(label, NOT_KNOWN, _NO_LEVEL, "C7", False)
    words = f"level {levels[0]}" if len(levels) == 1 else f"levels {', '.join(levels[:-1])} and {levels[-1]}"
    return Fact(label, f"evidence of Guskey’s {words}", f"By its form ({OURS}).", "C7")


def _estimate(way: Weighed, name: str) -> str:
    return _USUAL if name in way.option.estimated else "As the offer says."
