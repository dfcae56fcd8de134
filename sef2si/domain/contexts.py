"""What sort of school it is, as far as it decides whether CPD made for others suits it (000-37, 001-08)."""

from __future__ import annotations

from decimal import Decimal

from sef2si.domain.record import Choice
from sef2si.domain.school import Context, Phase, School

__all__ = ["HARDSHIP_FSM", "SIZES", "STAGES", "Context", "contexts_of"]

HARDSHIP_FSM = Decimal(35)  # per cent of pupils eligible for free school meals (003-03)

STAGES = frozenset({Context.NURSERY, Context.PRIMARY, Context.SECONDARY, Context.SIXTH_FORM, Context.SPECIAL})
SIZES = frozenset({Context.SMALL, Context.LARGE})

_OF_PHASE: dict[Phase, frozenset[Context]] = {
    Phase.NURSERY: frozenset({Context.NURSERY}),
    Phase.PRIMARY: frozenset({Context.PRIMARY}),
    Phase.MIDDLE: frozenset({Context.PRIMARY, Context.SECONDARY}),
    Phase.SECONDARY: frozenset({Context.SECONDARY}),
    Phase.ALL_THROUGH: frozenset({Context.PRIMARY, Context.SECONDARY}),
    Phase.SIXTEEN_PLUS: frozenset({Context.SIXTH_FORM}),
    Phase.SPECIAL: frozenset({Context.SPECIAL}),
    Phase.ALTERNATIVE: frozenset({Context.SPECIAL}),
}


def contexts_of(school: School) -> frozenset[Context]:
    """What the school ticked, and what its other facts say: its phase, its early years, sixth form and hardship."""
    found: set[Choice] = {*school.contexts, *(_OF_PHASE[school.phase] if school.phase else ())}
    if school.has_early_years and school.phase is not None:
        found.add(Context.NURSERY)
    if school.has_sixth_form:
        found.add(Context.SIXTH_FORM)
    if school.fsm_percent is not None and school.fsm_percent > HARDSHIP_FSM:
        found.add(Context.HARDSHIP)
    return frozenset(each for each in found if isinstance(each, Context))
