"""When not to start at all. It imports nothing heavy, so that a refusal comes at once."""

from __future__ import annotations

from sef2si.errors import Unavailable


def refuse_unsafe(*, host: str, demo: bool, public_url: str = "") -> None:
    """Raises ``Unavailable`` where starting would let anybody in."""
    if not demo:
        raise Unavailable(
            "No way to sign in has been set up, so the server was not started: anybody could have come in. "
            "To look around with sample schools, use “sef2si demo”."
        )
    if host not in ("127.0.0.1", "localhost", "::1") or public_url:
        raise Unavailable(
            "The demo lets everyone act as anyone, so it works on this computer alone. "
            "Please leave --host at 127.0.0.1."
        )
