"""What is kept of a way that was chosen says nothing of who could help, nor of what people prefer (see ``shared``).

Both stay with the leadership. That colleagues lead it is a fact of the activity; how many of them said that they could,
and how many were asked what they found useful, is not.
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
_LIKED = re.compile(r",? ?\bfound useful by \d{1,3}% of those asked\b")


def open_words(words: str, option: str) -> str:
    """The line of this way without what colleagues said of themselves; any other words as they are."""
    words = _LIKED.sub("", words)
    return _LED.sub("led by colleagues", words) if option.startswith(COLLEAGUES) else words


def opened(activity: Activity) -> Activity:
    """The activity as it may leave the leadership, whenever its words were kept."""
    counted = activity.option.startswith(COLLEAGUES) and _HELPERS.fullmatch(activity.led_by.strip())
    said = {
        "chosen_why": open_words(activity.chosen_why, activity.option),
        "led_by": LED_BY if counted else activity.led_by,
    }
    return activity.model_copy(update=said)
