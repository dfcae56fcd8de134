"""What a school keeps beside its plans: who may see or change it, and how much of it there may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import Engine

from sef2si.domain.people import Deed, Person
from sef2si.errors import Invalid
from sef2si.services.access import permit, theirs
from sef2si.services.hiding import hidden_from
from sef2si.services.keeping import or_unavailable
from sef2si.store import belongings, sharing
from sef2si.store.belongings import KeptTemplate
from sef2si.store.engine import reading, writing

MOST_TEMPLATE_BYTES = 5_000_000
MOST_TEMPLATES = 40
MOST_NAMES = 500  # headings a school has explained, of one sort of file
_HEADING = 200  # characters
_FIELD = 60
_KEY = re.compile(r"[a-z0-9_-]{1,40}")
_SORT = re.compile(r"[a-z_]{1,20}")
_NOT_KEEPABLE = re.compile("[\x00\ud800-\udfff]")


class Belongings:
    """A school's own Word templates, and what the headings of its files stand for: over all its years.

    Every method raises ``NotFound`` for a school that is not there or not this person's, and ``NotAllowed``.
    """

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def template(self, person: Person, urn: str, document: str) -> bytes | None:
        """The school's own Word template of a document; None where it has none."""
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            permit(person, Deed.EXPORT, urn, sharing=sharing.of_school(connection, urn))
            return belongings.template(connection, urn, document)

    def templates(self, person: Person, urn: str) -> tuple[KeptTemplate, ...]:
        """Which documents have a template of the school's own: (document, file name, by whom, when)."""
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            permit(person, Deed.EXPORT, urn, sharing=sharing.of_school(connection, urn))
            return hidden_from(connection, urn, person.id).said(belongings.templates(connection, urn))

    def keep_template(self, person: Person, urn: str, document: str, name: str, content: bytes) -> None:
        """In place of the one there was. Whoever makes documents has checked it before. Raises ``Invalid``."""
        permit(person, Deed.EDIT, urn)
        with or_unavailable(), writing(self._engine, theirs(person, urn)) as connection:
            others = sum(kept.document != document for kept in belongings.templates(connection, urn))
            last = checked_template(document, name, content, others)
            belongings.keep_template(
                connection, urn, document, name=last, content=content, by=person.id, by_name=person.name,
                at=self._clock(),
            )  # fmt: skip

    def remove_template(self, person: Person, urn: str, document: str) -> None:
        """Documents are made with our own again. Where there was none, nothing happens."""
        permit(person, Deed.EDIT, urn)
        with or_unavailable(), writing(self._engine, theirs(person, urn)) as connection:
            belongings.remove_template(connection, urn, document)

    def column_names(self, person: Person, urn: str, sort: str) -> dict[str, str]:
        """What somebody here once said the headings of such files stand for: ``heading_key(heading)`` -> field."""
        permit(person, Deed.EDIT, urn)
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            return belongings.names_of(connection, urn, sort)

    def remember_columns(self, person: Person, urn: str, sort: str, names: Mapping[str, str]) -> None:
        """Heading -> field, besides those remembered before; "" for a column that is none of ours. Raises ``Invalid``.

        A school remembers 500 headings of a sort of file; beyond that it begins anew with these.
        """
        permit(person, Deed.EDIT, urn)
        wanted = checked_names(names)
        with or_unavailable(), writing(self._engine, theirs(person, urn)) as connection:
            known = belongings.names_of(connection, urn, checked_sort(sort))
            if len(known | wanted) > MOST_NAMES:
                belongings.forget_names(connection, urn, sort)
            belongings.remember_names(connection, urn, sort, wanted)


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
