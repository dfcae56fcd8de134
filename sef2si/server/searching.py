"""How this server looks for the best plan: in a process of its own, stopped when somebody asks."""

from __future__ import annotations

import threading

from sef2si.advice.timetable.problem import Problem
from sef2si.advice.timetable.why_not import not_fitted
from sef2si.errors import Invalid
from sef2si.server.solving import Heard, Outcome
from sef2si.solving.asking import Solving
from sef2si.solving.settings import Settings

_EVERY = 0.3  # seconds between two looks at how far it is


def search(problem: Problem, seconds: float, heard: Heard, stopping: threading.Event) -> Outcome:
    """The best plan within so many seconds, or by the time somebody stops it; with what did not fit, and why."""
    try:
        with Solving(problem, Settings(seconds=seconds)) as solving:
            asked = False
            while not solving.wait(_EVERY):
                heard(solving.progress)
                if stopping.is_set() and not asked:
                    solving.stop()
                    asked = True
            timetable = solving.answer()
    except Invalid as refusal:
        return Outcome(None, said=refusal.sentence)
    return Outcome(timetable, not_fitted(problem, timetable))
