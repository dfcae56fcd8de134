"""Setting up the app that makes codes."""

from __future__ import annotations

import base64
import io
import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import segno
from jupyter_server.auth.decorator import allow_unauthenticated

from sef2si.domain.accounts import Account
from sef2si.errors import NotAllowed, Sef2siError
from sef2si.server.door import LATE, DoorPage
from sef2si.server.doorstep import Waiting
from sef2si.server.guard import Refused
from sef2si.server.identity import SignedIn

_JUST_IN = 10 * 60  # seconds
COME_IN_ANEW = (
    "You have no password here, so please show once more that it is you: sign out, come in again with the account you "
    "have at work, and set up your code within ten minutes."
)


class SecondFactor(DoorPage):
    """Setting up the app that makes codes: on the way in where it is needed, or from one's account."""

    @allow_unauthenticated
    async def get(self) -> None:
        if self._who() is None:
            self.redirect("/sign-in?next=%2Fsecond-factor")
            return
        await self._ask()

    @allow_unauthenticated
    async def post(self) -> None:
        who = self._who()
        if who is None:
            raise Refused(403, LATE)
        await (self._finish(who) if self.typed("do") == "finish" else self._begin(who))

    def _who(self) -> Waiting | None:
        """Whoever sets it up: half in, or signed in."""
        found = self.waiting()
        if found and found.next == "set_up":
            return found
        user = self.current_user
        return Waiting("set_up", user.person.id, "/account") if isinstance(user, SignedIn) else None

    async def _begin(self, who: Waiting) -> None:
        code, password = self.typed("code").strip(), self.typed("password")
        account = await self._account(who)
        try:
            if isinstance(self.current_user, SignedIn) and not account.has_second_factor:
                if await self.ask(self.accounts.has_password, account.id):
                    await self.try_to(self.accounts.enter, account.email, password, self.address)
                elif time.time() - self.current_user.session.began_at > _JUST_IN:
                    raise NotAllowed(COME_IN_ANEW)
            secret = await self.try_to(self.accounts.begin_second_factor, who.account_id, code, self.address)
        except Sef2siError as refusal:
            await self._ask({await self._proof(account): self.refused(refusal)}, refusal.status)
            return
        self.wait(replace(who, secret=secret))
        self.redirect("/second-factor", status=303)

    async def _finish(self, who: Waiting) -> None:
        code = self.typed("code").strip()
        try:
            codes = await self.try_to(self.accounts.finish_second_factor, who.account_id, code, self.address)
        except Sef2siError as refusal:
            await self._ask({"code": self.refused(refusal)}, refusal.status)
            return
        if isinstance(self.current_user, SignedIn):
            self.stop_waiting()
        else:
            await self.come_in(who.account_id, who.by)
        self.show("recovery_codes.html", codes=codes, to=who.to, school=None, title="Your recovery codes")

    async def _account(self, who: Waiting) -> Account:
        account = await self.ask(self.accounts.find, who.account_id)
        if account is None or account.disabled:
            raise Refused(403, LATE)
        return account

    async def _proof(self, account: Account) -> str:
        """What shows that it is them: a code where they have an app; else, once they are in, their password.

        Who has none came in by a provider, and shows it by having done so just now.
        """
        if account.has_second_factor:
            return "code"
        return "password" if self.current_user and await self.ask(self.accounts.has_password, account.id) else ""

    async def _ask(self, wrong: dict[str, str] | None = None, status: int = 200) -> None:
        who = self._who()
        assert who is not None
        account = await self._account(who)
        self.set_status(status)
        self.show(
            "second_factor.html",
            picture=_picture(who.secret) if who.secret else "",
            key=_key(who.secret),
            wrong=wrong or {},
            proof=await self._proof(account),
            school=None,
            title="Set up your code" if not wrong else "Error: set up your code",
        )


def _picture(address: str) -> str:
    """The address as a picture for a phone's camera, to stand in an ``img``."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", scale=4, border=2, xmldecl=False)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()


def _key(address: str) -> str:
    """The secret in it in groups of four letters, to be typed."""
    (secret,) = parse_qs(urlsplit(address).query).get("secret", [""])
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
