"""Searches for a year, one for each plan at a time, in the background: they go on while pages are closed and opened."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sef2si.advice.timetable.problem import Problem
from sef2si.advice.timetable.timetable import NotFitted, Progress, Timetable
from sef2si.errors import Invalid

_log = logging.getLogger(__name__)
FAILED = "The search ended without a plan. Nothing was lost; please try again, and tell whoever runs the server."
BUSY = "Another school’s year is being planned just now. Please try again in a minute; nothing was lost."
_AT_ONCE = 2  # searches on one machine: each takes a core


@dataclass(frozen=True)
class Outcome:
    """What a search found; ``timetable`` None: nothing, and ``said`` says why."""

    timetable: Timetable | None
    not_fitted: tuple[NotFitted, ...] = ()
    said: str = ""


Heard = Callable[[Progress], None]
Search = Callable[[Problem, float, Heard, threading.Event], Outcome]


@dataclass
class Job:
    """One search. ``progress`` is its newest line; ``stopping`` asks it to end with the best it has."""

    proposal_id: str
    seconds: float
    progress: Progress | None = None
    stopping: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None


class Jobs:
    """All searches of this server."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def of(self, plan_id: str) -> Job | None:
        """The search that is under way for a plan."""
        with self._lock:
            return self._jobs.get(plan_id)

    def start(
        self, plan_id: str, proposal_id: str, problem: Problem, seconds: float, ended: Callable[[Outcome], Any]
    ) -> None:
        """``ended`` hears what was found, whatever it was. Raises ``Invalid`` where one is under way already."""
        job = Job(proposal_id, seconds)
        with self._lock:
            if plan_id in self._jobs:
                raise Invalid("This year is being planned already. Please wait for it, or stop it first.")
            if len(self._jobs) >= _AT_ONCE:
                raise Invalid(BUSY)
            self._jobs[plan_id] = job
        job.thread = threading.Thread(
            target=self._run, args=(plan_id, job, problem, ended), name=f"year {plan_id}", daemon=True
        )
        job.thread.start()

    def stop(self, plan_id: str) -> None:
        """End it with the best plan so far."""
        if job := self.of(plan_id):
            job.stopping.set()

    def stop_all(self) -> None:
        """As the server stops: each keeps the best it has."""
        with self._lock:
            jobs = [*self._jobs.values()]
        for job in jobs:
            job.stopping.set()
        for job in jobs:
            if job.thread is not None:
                job.thread.join(5)

    def _run(self, plan_id: str, job: Job, problem: Problem, ended: Callable[[Outcome], Any]) -> None:
        def heard(progress: Progress) -> None:
            job.progress = progress

        try:
            outcome = self._search(problem, job.seconds, heard, job.stopping)
        except Exception as failure:  # whatever it was, whoever waits is told
            _log.exception("A search for a year failed: %s", type(failure).__name__)
            outcome = Outcome(None, said=FAILED)
        try:
            ended(outcome)
        except Exception as failure:
            _log.error("What a search found could not be kept: %s", type(failure).__name__)
        finally:
            with self._lock:
                self._jobs.pop(plan_id, None)
