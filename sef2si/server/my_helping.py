"""My CPD, the part about helping others: what they said, what their leaders suggest, and their yes or no."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from sef2si.advice.costs import plain
from sef2si.domain.cycle import written
from sef2si.domain.expertise import Consent, Expertise
from sef2si.errors import Invalid
from sef2si.services.own_cpd import Mine

_YES, _NO, _AGAIN, _BACK = "Yes, you may ask me", "No", "Say yes after all", "Take it back"


def helping(mine: Mine) -> list[dict[str, Any]]:
    """Each with how it stands, and what they may answer as (what it does, its button); what waits comes first."""
    ordered = sorted(mine.helping, key=lambda each: each.consent is not Consent.WAITING)
    return [
        {
            "id": each.id,
            "version": each.version,
            "what": each.can_help_with.strip(),
            "hours": f"{plain(each.hours)} hours this year" if each.hours else "",
            "stands": _stands(each),
            "answers": _answers(each),
        }
        for each in ordered
    ]


def _stands(each: Expertise) -> str:
    match each.consent:
        case Consent.WAITING:
            return "Your leaders think you could. Nobody else is told, and nobody counts on it, unless you say yes."
        case Consent.OWN:
            return f"You said yes{_on(each)}."
        case Consent.PAPER:
            assert each.paper_on is not None
            return f"A leader wrote down that you said yes on {written(each.paper_on)}: {each.paper_how.strip()}"
        case Consent.NO:
            return f"You said no{_on(each)}. Nobody counts on you for it."


def _on(each: Expertise) -> str:
    return f" on {written(each.agreed_on)}" if each.agreed_on else ""


def _answers(each: Expertise) -> tuple[tuple[str, str], ...]:
    return {
        Consent.WAITING: (("help_yes", _YES), ("help_no", _NO)),
        Consent.OWN: (("help_no", _BACK),),
        Consent.PAPER: (("help_yes", "Yes, that is so"), ("help_no", _BACK)),
        Consent.NO: (("help_yes", _AGAIN),),
    }[each.consent]


def hours_from(typed: str) -> Decimal | None:
    """Hours as somebody types them; None where they leave it open. Raises ``Invalid``."""
    words = typed.strip()
    try:
        hours = Decimal(words) if words else None
    except InvalidOperation:
        hours = Decimal(-1)
    if hours is not None and not (hours.is_finite() and 0 < hours <= 1000):
        raise Invalid("Please give the hours in figures, such as 2 or 4.5, or leave them open. Nothing was changed.")
    return hours
