"""Passwords: which ones may be chosen, and how they are kept."""

from __future__ import annotations

import re
import secrets
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from sef2si.errors import Invalid
from sef2si.templates import templates

SHORTEST, LONGEST = 12, 128
_AT_ONCE = 4  # hashes: each takes 64 MB for a moment
_LEFT = 6  # characters that nobody who knows the school could guess
_OWN_WORD = 4  # letters: shorter parts of names are in too many other words
_RUNS = (
    "0123456789012345678909876543210 abcdefghijklmnopqrstuvwxyz zyxwvutsrqponmlkjihgfedcba qwertyuiop asdfghjkl zxcvbnm"
)
_slots = threading.BoundedSemaphore(_AT_ONCE)


class Hashing:
    """Argon2, at most four at once, and about equal work whether or not there is anything to compare with."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    def make(self, password: str) -> str:
        with _slots:
            return self._hasher.hash(_bytes(password))

    def fits(self, kept: str, password: str) -> bool:
        """Whether this is the password kept. One hash is computed whatever the answer, for ``""`` as well."""
        known = bool(kept) and len(password) <= LONGEST
        with _slots:
            try:
                self._hasher.verify(kept if known else self._nobody, _bytes(password[:LONGEST]))
            except (Argon2Error, InvalidHashError):
                return False
        return known

    def is_old(self, kept: str) -> bool:
        """Whether it was made with weaker settings than today's."""
        return self._hasher.check_needs_rehash(kept)


def _bytes(password: str) -> bytes:
    # The same letters can be typed as one character or as two, depending on the keyboard.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def checked_password(password: str, *, own: Iterable[str] = ()) -> str:
    """The password, if it may be chosen. ``own`` are names and words of this person and school. Raises ``Invalid``."""
    length = len(password)
    if length < SHORTEST:
        raise Invalid(
            f"Please choose a password of at least {SHORTEST} characters: three or four words of your own do well."
        )
    if length > LONGEST:
        raise Invalid(f"Please choose a password of at most {LONGEST} characters.")
    if _left(password, own) < _LEFT:
        raise Invalid(
            "This password is easy to guess: it is made of common words, rows of keys, or the name of you or your "
            "school. Please choose another; three or four words that have nothing to do with school do well."
        )
    return password


def _left(password: str, own: Iterable[str]) -> int:
    """How many different characters remain once what is easily guessed is taken out."""
    rest = _folded(password)
    words = {part for name in own for part in re.findall(r"\w+", _folded(name)) if len(part) >= _OWN_WORD}
    for word in sorted({*words, *_common()}, key=lambda each: (-len(each), each)):
        rest = rest.replace(word, " ")
    rest = re.sub(r"(?:19|20)\d\d", " ", rest)
    return len(set(_without_runs(rest)) - set(" "))


def _without_runs(text: str) -> str:
    """Without rows of four and more keys or letters beside one another."""
    at, kept = 0, []
    while at < len(text):
        end = at + 1
        while end < len(text) and text[at : end + 1] in _RUNS:
            end += 1
        kept.append(" " if end - at >= 4 else text[at:end])
        at = end
    return "".join(kept)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def _common() -> frozenset[str]:
    lines = (templates() / "passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(_folded(line.strip()) for line in lines if line.strip() and not line.startswith("#"))
