"""The words kept of a way that was chosen, as others than the leadership read them.

They say nothing of who could help, nor of what people prefer: both stay with the leadership (``shared``). That
colleagues lead it is a fact of the activity; how many of them said that they could, and how many were asked what they
found useful, is not. Where the size of a group is hidden, the days of cover and the pounds go, for they are so many
times something (``domain.suppression``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sef2si.domain.activities import Activity

COLLEAGUES = "colleagues:"  # how the key of a way begins that colleagues lead who said they could help
LED_BY = "Colleagues"

_NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)"
_HELPERS = re.compile(rf"\b(?:a colleague|{_NUMBER} colleagues)\b", re.IGNORECASE)
_LED = re.compile(rf"\bled by {_HELPERS.pattern}", re.IGNORECASE)
_COVER = re.compile(r"\b\d[\d,.]* (?=days? of cover\b)")
_POUNDS = re.compile(r"£(?=[\d,.]*[1-9])\d[\d,]*(?:\.\d+)?")  # nought of them says nothing of how many, and stays
_NOT_SHOWN = " (… is not shown: a group is under five)"
_LIKED = re.compile(r",? ?\bfound useful by \d{1,3}% of those asked\b")


def open_words(words: str, option: str) -> str:
    """The line of this way without what colleagues said of themselves; any other words as they are."""
    words = _LIKED.sub("", words)
    return _LED.sub("led by colleagues", words) if option.startswith(COLLEAGUES) else words


def without_costs(words: str) -> str:
    """These words without how many days of cover, or how many pounds."""
    left = _POUNDS.sub("£…", _COVER.sub("… ", words))
    return words if left == words else f"{left}{_NOT_SHOWN}"


def opened(activity: Activity) -> Activity:
    """The activity as it may leave the leadership, whenever its words were kept."""
    counted = activity.option.startswith(COLLEAGUES) and _HELPERS.fullmatch(activity.led_by.strip())
    said = {
        "chosen_why": open_words(activity.chosen_why, activity.option),
        "led_by": LED_BY if counted else activity.led_by,
    }
    return activity.model_copy(update=said)
