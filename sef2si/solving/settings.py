"""How long and how hard to search."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sef2si.advice.timetable.problem import Value

MEMORY = 1 << 30


class Settings(Value):
    """``work``: where given, each step is limited by the solver's own measure of work instead of the clock, so that the
    same question gives the same answer. ``memory``: bytes the process may take, this module and Python included.
    """

    seconds: Annotated[float, Field(gt=0, le=3_600)] = 20.0
    workers: Annotated[int, Field(ge=1, le=32)] = 2
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    work: float | None = None
    memory: int = MEMORY
