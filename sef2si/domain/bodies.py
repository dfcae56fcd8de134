"""Authorities and trusts: the schools that a lead adviser serves together."""

from __future__ import annotations

from sef2si.domain.record import Choice, Frozen


class BodyKind(Choice):
    AUTHORITY = "authority", "Authority"
    TRUST = "trust", "Trust"


class Body(Frozen):
    """One authority or trust, kept by whoever runs the server: what a school types about itself changes nothing here.

    ``id`` is short and no URN: a lead adviser's role is held under it, as a school's people hold theirs under its URN.
    """

    id: str
    kind: BodyKind
    name: str
    urns: tuple[str, ...] = ()
