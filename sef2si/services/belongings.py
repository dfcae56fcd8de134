"""What a school may keep beside its plans, and how much of it: checked before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

from sef2si.errors import Invalid

MOST_TEMPLATE_BYTES = 5_000_000
MOST_TEMPLATES = 40
MOST_NAMES = 500  # headings a school has explained, of one sort of file
_HEADING = 200  # characters
_FIELD = 60
_KEY = re.compile(r"[a-z0-9_-]{1,40}")
_SORT = re.compile(r"[a-z_]{1,20}")
_NOT_KEEPABLE = re.compile("[\x00\ud800-\udfff]")


def heading_key(heading: str) -> str:
    """A heading as it is kept and looked up: capitals, blanks and closing marks make no difference."""
    plain = " ".join(_NOT_KEEPABLE.sub("", heading).casefold().split())
    return plain.strip(" :.?*•-–—")[:_HEADING]


def checked_template(document: str, name: str, content: bytes, others: int) -> str:
    """The file's name as it will be kept. ``others`` is how many further templates the school has.

    Whether the content can be used is for whoever makes documents from it. Raises ``Invalid``.
    """
    if not _KEY.fullmatch(document):
        raise Invalid("There is no such document. Please choose one from the list.")
    if not content:
        raise Invalid("This file is empty. Nothing was changed; please choose the Word template again.")
    if len(content) > MOST_TEMPLATE_BYTES:
        raise Invalid(
            f"This file is larger than {MOST_TEMPLATE_BYTES // 1_000_000} MB. Nothing was changed; "
            "please make the pictures in it smaller and try again."
        )
    if others >= MOST_TEMPLATES:
        raise Invalid("There are too many templates here. Nothing was changed; please remove one of them first.")
    last = PurePath(_NOT_KEEPABLE.sub("", name).replace("\\", "/")).name.strip()
    return last[-_HEADING:] or "template.docx"


def checked_sort(sort: str) -> str:
    if not _SORT.fullmatch(sort):
        raise Invalid("There are no files of that sort. Please reload the page.")
    return sort


def checked_names(names: Mapping[str, str]) -> dict[str, str]:
    """Heading -> field, the headings as they will be kept. A field of "" says that a column is none of ours."""
    kept = {heading_key(heading): field for heading, field in names.items()}
    kept.pop("", None)
    if len(kept) > MOST_NAMES:
        raise Invalid(f"This file has more than {MOST_NAMES} columns. Please check that it is the right one.")
    if any(len(field) > _FIELD or _NOT_KEEPABLE.search(field) for field in kept.values()):
        raise Invalid("One of the columns was given a field that there is not. Please choose again.")
    return kept
