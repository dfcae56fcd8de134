"""The words by which documents are understood: files in data/templates/incoming that an adviser can read and edit."""

from __future__ import annotations

import csv
import re
from functools import cache

from sef2si.templates import templates


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one file of words, such as ``columns``."""
    with (templates() / "incoming" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
        return tuple({key: (value or "").strip() for key, value in row.items()} for row in csv.DictReader(lines))


def simple(text: str) -> str:
    """Text to compare by: small letters, no punctuation, “and” for “&”, single blanks."""
    plain = text.casefold().replace("&", " and ").replace("’", "'").replace("'", "")
    return " ".join(re.sub(r"[^\w£#%]+", " ", plain).split())
