"""One person's name as plans write it: whole, with initials, or the surname after a title; and another in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TITLES = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame)\.?"


class Named:
    """``"Jory Penhaligon"`` is also ``"J. Penhaligon"``, ``"J Penhaligon"``, and, where nobody ``among`` the others has
    the surname, ``"Mrs Penhaligon"`` and ``"Penhaligon"``. Initials, where they are all we know, are in capitals.
    """

    def __init__(self, name: str, among: Iterable[str] = ()) -> None:
        self.name = " ".join(name.split())
        words = self.name.split()
        others = {other.split()[-1].casefold() for other in among if other.split() and other != name}
        forms = [_spaced(words)] if len(words) > 1 else []
        self._initialled: re.Pattern[str] | None = None
        if len(words) > 1:
            surname = re.escape(words[-1])
            letters = rf"{re.escape(words[0][0])}\.?(?:\s?[A-Z]\.?){{0,2}}\s{surname}"
            self._initialled = re.compile(rf"(?<!\w){letters}(?!\w)", re.IGNORECASE)
            forms += [rf"{_TITLES}\s{letters}", letters]
            if words[-1].casefold() not in others:
                forms += [rf"{_TITLES}\s{surname}", surname]
        flags = re.IGNORECASE if len(words) > 1 else 0
        forms = forms or [re.escape(self.name)]
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", flags) if self.name else None

    def is_in(self, text: str) -> bool:
        return self._pattern is not None and self._pattern.search(text) is not None

    def replaced(self, text: str, other: str) -> str:
        """The text with the other's name: with initials where it stood with initials, else as it is."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self._as_written(found[0], other), text)

    def _as_written(self, found: str, other: str) -> str:
        words = other.split()
        with_initials = self._initialled is not None and self._initialled.fullmatch(found) is not None
        return f"{words[0][0]}. {words[-1]}" if with_initials and len(words) > 1 else other


def _spaced(words: list[str]) -> str:
    return r"\s+".join(re.escape(word) for word in words)
