"""Does a problem make sense? Each fault is a sentence that says what to do. None where it does.

A budget of nothing, no slots and needs nobody can meet make sense: the timetable is then empty, and ``why_not`` says
why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sef2si.advice.timetable.checker import broken
from sef2si.advice.timetable.problem import Placed, Problem
from sef2si.advice.timetable.timetable import Run, Timetable, Totals

# What the checker's first word means where something pinned breaks the rule.
_BROKEN = {
    "size": "has too few or too many people for it",
    "gap": "has sessions too close together",
    "sessions": "has another number of sessions than it needs",
    "slot": "lies in a slot that is too short or of another sort",
    "dates": "is not to be had on that date",
    "runs": "is pinned more often than it can be had",
    "places": "has more people than places",
    "twice": "has somebody in it twice",
    "order": "has somebody in it who has not had what must come before (003-F3h)",
    "day": "has somebody in it who does not work on that day",
    "away": "has somebody in it who is away on that day",
    "open": "lies in a slot that is not open to all of its people",
    "fixed": "has somebody in it who has something fixed at that time",
    "ppa": "takes somebody's PPA time",
    "protected": "takes somebody's early-career time",
    "lessons": "has somebody in it who is with pupils at that time",
    "clash": "has somebody in it who is elsewhere at that time",
    "release": "takes somebody from pupils twice on one day",
    "out": "takes more people out of class on one day than the school allows (003-F8a)",
    "department": "takes more people of a department out of class on one day than it allows (003-F8a)",
    "directed": "has somebody in it whose directed time is used up",
    "hours": "lies outside the contracted and paid hours of somebody in it",
    "teams": "has somebody in it who is in none of its teams",
    "people": "has nobody in it, or somebody twice",
}


def unsound(problem: Problem) -> tuple[str, ...]:
    """Every fault, each once."""
    faults = tuple(dict.fromkeys((*_doubled(problem), *_unknown(problem), *_impossible(problem))))
    return faults or tuple(dict.fromkeys(_pins(problem)))


def _doubled(problem: Problem) -> Iterator[str]:
    for word, ids in (
        ("person", [each.id for each in problem.people]),
        ("team", [each.id for each in problem.teams]),
        ("slot", [each.id for each in problem.slots]),
        ("need", [each.id for each in problem.needs]),
        ("option", [each.id for each in problem.options]),
    ):
        for name, count in Counter(ids).items():
            if count > 1:
                yield f"The {word} “{name}” is given twice. Please give each one once."


def _unknown(problem: Problem) -> Iterator[str]:
    people = {each.id for each in problem.people}
    teams = {each.id for each in problem.teams}
    slots = {each.id for each in problem.slots}
    needs = {each.id for each in problem.needs}
    options = {each.id for each in problem.options}
    for team in problem.teams:
        yield from _missing(f"The team “{team.title}”", "people", team.people, people)
    for need in problem.needs:
        yield from _missing(f"The need “{need.title}”", "teams", (need.team,), teams)
    for option in problem.options:
        yield from _missing(f"“{option.title}”", "teams", option.teams, teams)
        yield from _missing(f"“{option.title}”", "needs", (each.need for each in option.meets), needs)
        yield from _missing(f"“{option.title}”", "options before it", option.after, options)
    for slot in problem.slots:
        yield from _missing(f"The slot “{slot.id}”", "options", slot.only_for, options)
        yield from _missing(f"The slot “{slot.id}”", "teams", slot.open_to, teams)
    for fixed in problem.fixed:
        yield from _missing(f"“{fixed.title}”", "people", fixed.people, people)
    for pin in problem.pins:
        yield from _missing("What is pinned", "options", (pin.option,), options)
        yield from _missing(f"What is pinned for “{pin.option}”", "people", pin.people, people)
        yield from _missing(f"What is pinned for “{pin.option}”", "slots", pin.slots, slots)
    for ban in problem.bans:
        yield from _missing("What is banned", "options", (ban.option,), options)
        yield from _missing("What is banned", "teams", (ban.team,) if ban.team else (), teams)


def _missing(whose: str, word: str, named: Iterable[str], there: set[str]) -> Iterator[str]:
    gone = [name for name in named if name not in there]
    if gone:
        yield f"{whose} names {word} that are not there ({', '.join(gone[:3])}). Please mend or remove it."


def _impossible(problem: Problem) -> Iterator[str]:
    for option in problem.options:
        if len({each.need for each in option.meets}) < len(option.meets):
            yield f"“{option.title}” names a need twice. Please say once how far it meets it."
        if option.largest is not None and option.largest + option.others < option.smallest:
            yield f"“{option.title}” needs more people than it has room for. Please mend its smallest or largest group."
    titles = {option.id: option.title for option in problem.options}
    before = {option.id: option.after for option in problem.options}
    for option_id, after in before.items():
        seen: set[str] = set()
        waiting = list(after)
        while waiting:
            each = waiting.pop()
            if each == option_id:
                yield f"“{titles[option_id]}” must come after itself. Please mend what must come before what."
                break
            if each not in seen:
                seen.add(each)
                waiting += before.get(each, ())


def _pins(problem: Problem) -> Iterator[str]:
    """What is pinned whole must keep the rules by itself, all pins together."""
    whole = [pin for pin in problem.pins if pin.people and pin.slots]
    at = {slot.id: (slot.day, slot.start) for slot in problem.slots}
    titles = {option.id: option.title for option in problem.options}
    said: set[str] = set()
    for pin in whole:
        for word in _rules(problem, [_run(pin, at)]):
            said.add(word)
            yield f"“{titles[pin.option]}” is pinned but {_BROKEN[word]}. Please unpin it, or move it to another time."
    for word in _rules(problem, [_run(pin, at) for pin in whole]):
        if word not in said:
            yield f"What is pinned, all together, {_BROKEN[word]}. Please unpin some of it, or move it."
    together = _broken_by(problem, [_run(pin, at) for pin in whole])
    if any(line.startswith("budget:") for line in together):
        yield "What is pinned costs more than the budget. Please raise the budget or unpin something."
    if any(line.startswith("cover:") for line in together):
        yield "What is pinned needs more cover than there is. Please allow more cover or unpin something."


def _run(pin: Placed, at: Mapping[str, tuple[date, int]]) -> Run:
    return Run(option=pin.option, people=pin.people, slots=tuple(sorted(pin.slots, key=lambda each: at[each])))


def _broken_by(problem: Problem, runs: list[Run]) -> tuple[str, ...]:
    empty = Totals(met=0, most=0, needs=(), cost=0, cover=0, hours=())
    return broken(problem, Timetable(runs=tuple(runs), totals=empty))


def _rules(problem: Problem, runs: list[Run]) -> list[str]:
    words = (line.partition(":")[0] for line in _broken_by(problem, runs))
    return [word for word in dict.fromkeys(words) if word in _BROKEN]
