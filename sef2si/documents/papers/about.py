"""How every paper begins: the plan as its edition may hold it, what the paper says of itself, and an empty plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sef2si.documents.editions import for_edition
from sef2si.documents.printing.paper import About, Block, Bullets, Heading, Tone, Words
from sef2si.documents.source import Edition, Source
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan
from sef2si.journey.progress import next_step, progress

_WRITTEN = ("points", "evidence", "priorities", "needs", "activities", "actions")


@dataclass(frozen=True)
class Opened:
    """What a paper is written from. ``plan`` holds only what this edition may."""

    plan: Plan
    today: date
    about: About

    @property
    def subtitle(self) -> str:
        return f"Academic year {self.plan.year}"


def opened(source: Source, edition: Edition = Edition.SHARED) -> Opened:
    """The one way from a source to a paper: nothing of the whole plan goes around it (003-18)."""
    plan, left_out = for_edition(source.plan, edition)
    school = plan.school.name.strip() or f"School {plan.urn}"
    about = About(school, plan.urn, plan.year, written(source.today), plan.seq, edition.label, left_out)
    return Opened(plan, source.today, about)


def is_empty(plan: Plan) -> bool:
    """Nothing is written down but the school itself."""
    written_in = any(plan.records(kind) for kind in _WRITTEN)
    return not written_in and not any(judgement.grade for judgement in plan.judgements)


def what_to_do_next(of: Opened, because: str) -> tuple[Block, ...]:
    """In place of a paper without contents: why it is empty, and the first thing each step asks for."""
    asked = tuple(f"{s.step.title} {s.blockers[0]}" for s in progress(of.plan, of.today) if s.blockers)
    start = next((s.step for s in progress(of.plan, of.today) if s.blockers), next_step(of.plan, of.today))
    return (
        Words(because, Tone.LEDE),
        Heading("What to do next"),
        Words(f"Open the workbook at “{start.title}”. You can leave anything blank and come back to it."),
        *((Bullets(asked),) if asked else ()),
    )
