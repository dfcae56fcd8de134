"""The sentences that refuse a file: what happened, what to do, and that nothing was imported."""

from __future__ import annotations

import re

from sef2si.errors import Invalid

NOTHING = "Nothing was imported."


def called(name: str) -> str:
    """A file's name as it may stand in a sentence: without folders and control characters, and not too long."""
    last = re.split(r"[\\/]", name)[-1]
    plain = "".join(letter for letter in last if letter.isprintable()).strip()
    if not plain:
        return "The file"
    return plain if len(plain) <= 80 else f"{plain[:60]}…{plain[-15:]}"


def refused(name: str, sentence: str) -> Invalid:
    """The refusal of one file. ``sentence`` goes on after its name: ``"is empty. Please …"``."""
    return Invalid(f"{called(name)} {sentence} {NOTHING}")


def damaged(name: str) -> Invalid:
    """For a file that can't be understood, whatever is wrong inside it."""
    return refused(
        name,
        "seems to be damaged or was cut short. Please open it in Word or Excel, save it again under a new name and "
        "bring that file.",
    )


def too_large(name: str) -> Invalid:
    """For a file that needs more memory, places or parts than a school's document ever does."""
    return refused(
        name,
        "holds far more than a plan or calendar does. Please copy the part you need into a new file and bring that.",
    )


def too_slow(name: str) -> Invalid:
    """For a file that can't be read in the time a page may wait."""
    return refused(
        name, "takes too long to read. Please copy the part you need into a new, smaller file and bring that."
    )
