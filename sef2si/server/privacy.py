"""``/privacy``: what is held about people, for staff and parents, signed in or not."""

from __future__ import annotations

from jupyter_server.auth.decorator import allow_unauthenticated

from sef2si.documents import privacy
from sef2si.domain.holding import Holds
from sef2si.server.guard import Page


class Privacy(Page):
    """Generated from the tables: nobody has to remember to write it."""

    @allow_unauthenticated
    async def get(self) -> None:
        self.show(
            "privacy.html",
            lede=privacy.LEDE,
            answers=privacy.ANSWERS,
            groups=privacy.shown(),
            nothing=Holds.NOTHING.label,
            school=None,
            title=privacy.TITLE,
        )
