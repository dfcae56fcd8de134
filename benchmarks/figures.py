"""What a benchmark finds: one figure with its bar, kept in results.json and printed as a table."""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results.json"


@dataclass(frozen=True)
class Spread:
    """Many measurements of one thing, in one unit."""

    median: float
    low: float
    high: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(
            round(statistics.median(values), 4), round(min(values), 4), round(max(values), 4), len(values)
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.median:.3g} ({self.low:.3g} to {self.high:.3g})"


@dataclass(frozen=True)
class Figure:
    """One row of results.json. ``holds``: the value is at most the bar.

    ``ours`` and ``theirs`` are what was measured, in ``measured_in``, on us and on the peer in the same run. ``load``
    is the machine's load average over a minute when the run began: much above 0 means that it had other work.
    """

    name: str
    value: float
    unit: str
    peer: str
    bar: float
    holds: bool
    measured_in: str
    ours: Spread
    theirs: Spread
    ratio: float
    measured_on: str
    cores: int
    load: float


def figure(
    name: str,
    *,
    value: float,
    unit: str,
    bar: float,
    peer: str,
    measured_in: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    load: float,
) -> Figure:
    """A figure of today's, on this machine."""
    own, other = Spread.of(ours), Spread.of(theirs)
    return Figure(
        name=name,
        value=round(value, 4),
        unit=unit,
        peer=peer,
        bar=bar,
        holds=value <= bar,
        measured_in=measured_in,
        ours=own,
        theirs=other,
        ratio=round(own.median / other.median, 4),
        measured_on=date.today().isoformat(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        load=round(load, 2),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` (0 to 1) of the values don't exceed, by the nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


def keep(found: Iterable[Figure], file: Path = RESULTS) -> None:
    """Write these figures; those of benchmarks that did not run stay as they were."""
    rows: dict[str, dict[str, Any]] = {}
    if file.is_file():
        rows = {row["name"]: row for row in json.loads(file.read_text(encoding="utf-8"))}
    rows |= {each.name: asdict(each) for each in found}
    file.write_text(json.dumps(list(rows.values()), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def table(found: Sequence[Figure]) -> str:
    """The figures for people: a missed bar is said in capitals."""
    head = ("Benchmark", "Value", "Bar", "Holds", "Ours: median (low to high)", "Peer: median (low to high)", "Peer")
    rows = [
        (
            each.name,
            f"{each.value:.3g} {each.unit}",
            f"{each.bar:.3g}",
            "yes" if each.holds else "MISSED",
            f"{each.ours} {each.measured_in}",
            f"{each.theirs} {each.measured_in}",
            each.peer,
        )
        for each in found
    ]
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (head, *rows)]
    return "\n".join(line.rstrip() for line in (lines[0], "  ".join("-" * width for width in widths), *lines[1:]))
