"""One act in a thread, thought through before anything is written: what may be said, and whether it was said before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter, ValidationError

from sef2si.domain.record import Line, Text
from sef2si.domain.threads import Promise, Promised, Remark, Thread
from sef2si.errors import Fault, Invalid

MOST_OPEN = 100  # questions of one person at one school that wait for an answer, and promises that are to be kept
MOST_REMARKS = 200  # in one thread
MOST_AHEAD = timedelta(days=2 * 366)  # of a promise

_ID = re.compile(r"[A-Za-z0-9._-]{1,32}")
_TEXT: TypeAdapter[str] = TypeAdapter(Annotated[Text, StringConstraints(strip_whitespace=True)])
_LINE: TypeAdapter[str] = TypeAdapter(Annotated[Line, StringConstraints(strip_whitespace=True)])
_TAKEN = "Something else was sent under the same number. Nothing was kept of it; please reload the page and try again."


def checked_id(sent: str) -> str:
    if not _ID.fullmatch(sent):
        raise Invalid("This came without a number we can keep it under. Please reload the page and try again.")
    return sent


def checked_text(kind: str, record_id: str, typed: str, *, blank: str) -> str:
    """What was typed, without blanks around it. Raises ``Invalid`` with a fault for the box; ``blank`` if it is."""
    return _checked(_TEXT, kind, record_id, typed, blank)


def checked_line(kind: str, record_id: str, typed: str, *, blank: str) -> str:
    return _checked(_LINE, kind, record_id, typed, blank)


def _checked(wanted: TypeAdapter[str], kind: str, record_id: str, typed: str, blank: str) -> str:
    try:
        text = wanted.validate_python(typed)
    except ValidationError as error:
        first = error.errors()[0]
        ours = first["type"] == "value_error"
        sentence = str(first["ctx"]["error"]) if ours else "This can't be kept as it is. Please type it again."
        raise Invalid(sentence, (Fault(kind, record_id, "text", sentence),)) from error
    if not text:
        raise Invalid(blank, (Fault(kind, record_id, "text", blank),))
    return text


def was_asked(thread: Thread, wanted: Thread) -> bool:
    """Whether this thread was begun already. Raises ``Invalid`` where another has its number."""
    alike = [
        (each.sort, each.plan_id, each.kind, each.record_id, each.began.by, each.began.text)
        for each in (thread, wanted)
    ]
    if alike[0] != alike[1]:
        raise Invalid(_TAKEN)
    return True


def was_said(thread: Thread | None, there: Remark, wanted: Remark) -> bool:
    """Whether this was said already, in this thread. Raises ``Invalid`` where something else has its number."""
    if thread is None or there not in thread.remarks or (there.by, there.text) != (wanted.by, wanted.text):
        raise Invalid(_TAKEN)
    return True


def was_promised(there: Promise, wanted: Promised, by: str) -> bool:
    if (there.by, there.text, there.due_on) != (by, wanted.text, wanted.due_on):
        raise Invalid(_TAKEN)
    return True


def refuse_too_many(threads: Sequence[Thread], by: str) -> None:
    waiting = sum(each.is_open and each.began.by == by for each in threads)
    if waiting >= MOST_OPEN:
        raise Invalid(
            f"You have {MOST_OPEN} questions open at this school, which is as many as can be kept open at once. "
            "Please close some that are settled, then ask again."
        )


def refuse_promise(promises: Sequence[Promise], wanted: Promised, by: str, today: date) -> None:
    """A promise is for a day to come, and soon enough to be remembered."""
    if sum(each.kept_on is None and each.by == by for each in promises) >= MOST_OPEN:
        raise Invalid(f"You have {MOST_OPEN} promises to keep at this school. Please mark those that are kept.")
    sentence = ""
    if wanted.due_on < today:
        sentence = "This day is over. Please choose the day by which you will have done it."
    elif wanted.due_on > today + MOST_AHEAD:
        sentence = "This is more than two years ahead. Please check the year."
    if sentence:
        raise Invalid(sentence, (Fault("promises", wanted.id, "due_on", sentence),))
