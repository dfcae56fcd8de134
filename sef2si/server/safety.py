"""When not to start at all. It imports nothing heavy, so that a refusal comes at once."""

from __future__ import annotations

from urllib.parse import urlsplit

from sef2si.errors import Unavailable

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def refuse_unsafe(*, host: str, demo: bool, public_url: str = "") -> None:
    """Raises ``Unavailable`` where starting would let in people, or listeners, who have no business here."""
    if demo and (host not in LOOPBACK or public_url):
        raise Unavailable(
            "The demo lets everyone act as anyone, so it works on this computer alone. "
            "Please leave --host at 127.0.0.1."
        )
    if public_url and not _is_https_origin(public_url):
        raise Unavailable(
            "--public-url must be the https address that people type, without anything after the name, such as "
            "https://sef.example.org. Without https, passwords could be read on their way."
        )
    if host not in LOOPBACK and not public_url:
        raise Unavailable(
            "Other computers could reach this server, but without https, so passwords could be read on their way. "
            "Please put it behind a web server that speaks https, and give its address with --public-url; "
            "or leave --host at 127.0.0.1."
        )


def _is_https_origin(url: str) -> bool:
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    rest = parts.path.rstrip("/") or parts.query or parts.fragment or parts.username
    return parts.scheme == "https" and named and not rest
