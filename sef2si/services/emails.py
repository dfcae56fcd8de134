"""Email addresses and names of people, as typed and as kept."""

from __future__ import annotations

import re
import string

from sef2si.errors import Invalid

_LONGEST_EMAIL = 254
_LONGEST_NAME = 200
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_NOT_KEEPABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\u2028\u2029]")
_EMAIL = re.compile(r"[^\s@<>(),;:\"\\\[\]]+@[^\s@<>(),;:\"\\\[\]]+\.[^\s@<>(),;:\"\\\[\].]+")


def email_key(typed: str) -> str:
    """How an address is compared: A to Z as a to z, without blanks around. ``""`` for what is no address.

    Nothing more is taken as alike: a letter that only looks the same leads to somebody else's letterbox.
    """
    plain = typed[:1000].strip().translate(_SMALL)
    return plain if len(plain) <= _LONGEST_EMAIL and _EMAIL.fullmatch(plain) and not _has_odd(plain) else ""


def checked_email(typed: str) -> str:
    """The address as it will be written to. Raises ``Invalid``."""
    email = typed.strip()
    if not email_key(email) or len(email) > _LONGEST_EMAIL:
        raise Invalid("This is not an email address. Please write it like name@school.example.")
    return email


def checked_name(typed: str) -> str:
    """A person's name on one line. Raises ``Invalid``."""
    name = " ".join(typed.split())
    if not name:
        raise Invalid("Please write a name, so that others know who this is.")
    if len(name) > _LONGEST_NAME or _has_odd(name):
        raise Invalid(f"Please write a name of at most {_LONGEST_NAME} ordinary characters.")
    return name


def _has_odd(text: str) -> bool:
    return _NOT_KEEPABLE.search(text) is not None
