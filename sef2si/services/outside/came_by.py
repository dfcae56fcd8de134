"""By which provider somebody came in, kept with their session so that signing out ends the one there as well.

A provider wants to see its own token again for that, and the token names the person. It is sealed with a key that is
made of the session's token, of which the server keeps the hash alone: only a request from the session's own browser
can have it opened. It goes with the session, and is in no backup.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

_HEAD = {"alg": "dir", "enc": "A256GCM"}
_LONGEST = 4_000  # characters: it goes back in an address, and longer ones are cut off on the way


@dataclass(frozen=True)
class CameBy:
    """``id_token`` is what the provider signed as they came; ``""`` where it is too long to be shown there again."""

    provider: str
    id_token: str = field(default="", repr=False)


def came_by(provider: str, id_token: str) -> CameBy:
    return CameBy(provider, id_token if len(id_token) <= _LONGEST else "")


def sealed(id_token: str, session_token: str) -> str:
    """For the database, where nobody can open it."""
    return jwe.encrypt_compact(_HEAD, id_token, _key(session_token))


def opened(text: str, session_token: str) -> str:
    """``""`` for what was sealed for another session, or is not as it was sealed."""
    try:
        plain = jwe.decrypt_compact(text, _key(session_token)).plaintext
    except (JoseError, ValueError):
        return ""
    return plain.decode() if plain else ""


def _key(session_token: str) -> OctKey:
    return OctKey.import_key(hmac.digest(session_token.encode("utf-8", "surrogatepass"), b"id token", "sha256"))
