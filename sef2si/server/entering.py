"""Coming in: a password, a code where one is needed, setting up the app that makes codes, and a forgotten password."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import segno
from jupyter_server.auth.decorator import allow_unauthenticated

from sef2si.domain.accounts import Account, Entry, link_path
from sef2si.errors import Sef2siError
from sef2si.server.coming import SessionPage
from sef2si.server.doorstep import Waiting, own_path
from sef2si.server.guard import Refused
from sef2si.server.identity import SignedIn
from sef2si.services.mail import reset

if TYPE_CHECKING:
    from sef2si.services.accounts import Accounts

_TOO_SHORT = "Please type {}."
LATE = "That took longer than half an hour, so please begin again. Nothing was changed."


class DoorPage(SessionPage):
    """A page that somebody sees before they are in, or that changes how they come in."""

    @property
    def accounts(self) -> Accounts:
        assert self.site.accounts is not None  # the map has these pages where there are accounts
        return self.site.accounts

    def typed(self, name: str) -> str:
        """What was typed, as it stands: a password may begin with a space."""
        return self.get_body_argument(name, "", strip=False)

    def waiting(self) -> Waiting | None:
        token = self.get_cookie(self.site.door_cookie)
        found = self.site.doorstep.find(token) if token else None
        user = self.current_user if isinstance(self.current_user, SignedIn) else None
        # Somebody else has signed in here since.
        return None if found and user and found.account_id and found.account_id != user.person.id else found

    def wait(self, waiting: Waiting) -> None:
        """Let this browser wait, under an id of its own that is new each time."""
        self.stop_waiting()
        token = self.site.doorstep.keep(waiting)
        self.set_cookie(
            self.site.door_cookie, token, path="/", httponly=True, samesite="Lax", secure=self.site.is_https
        )

    def stop_waiting(self) -> None:
        if token := self.get_cookie(self.site.door_cookie):
            self.site.doorstep.drop(token)
            self.clear_cookie(self.site.door_cookie, path="/")

    async def step_on(self, entry: Entry, to: str) -> None:
        """What comes after a right password or link: the code, the app, or in."""
        if entry.next == "in":
            await self.come_in(entry.account_id)
            self.redirect(to, status=303)
            return
        await self.leave()
        self.wait(Waiting(entry.next, entry.account_id, to))
        self.redirect("/sign-in/code" if entry.next == "code" else "/second-factor", status=303)

    async def come_in(self, account_id: str) -> None:
        """In, and no longer on the doorstep."""
        self.stop_waiting()
        await self.begin_session(account_id)


class SignIn(DoorPage):
    """Email address and password."""

    @allow_unauthenticated
    async def get(self) -> None:
        to = own_path(self.get_query_argument("next", "/"))
        if isinstance(self.current_user, SignedIn):
            self.redirect(to)
            return
        self._ask(to=to)

    @allow_unauthenticated
    async def post(self) -> None:
        to, email, password = own_path(self.typed("next")), self.typed("email").strip(), self.typed("password")
        wrong = {
            name: _TOO_SHORT.format(words)
            for name, words, typed in (("email", "your email address", email), ("password", "your password", password))
            if not typed
        }
        if wrong:
            self._ask(to=to, email=email, wrong=wrong, status=422)
            return
        try:
            entry = await self.try_to(self.accounts.enter, email, password, self.address)
        except Sef2siError as refusal:
            self._ask(to=to, email=email, wrong={"email": self.refused(refusal)}, status=refusal.status)
            return
        await self.step_on(entry, to)

    def _ask(self, *, to: str, email: str = "", wrong: dict[str, str] | None = None, status: int = 200) -> None:
        self.set_status(status)
        title = "Sign in" if not wrong else "Error: sign in"
        self.show("sign_in.html", to=to, email=email, wrong=wrong or {}, told="", school=None, title=title)


class Code(DoorPage):
    """The second step, after a right password."""

    @allow_unauthenticated
    async def get(self) -> None:
        if self._who() is None:
            self.redirect("/sign-in")
            return
        self._ask()

    @allow_unauthenticated
    async def post(self) -> None:
        who = self._who()
        if who is None:
            raise Refused(403, LATE)
        code = self.typed("code").strip()
        if not code:
            self._ask({"code": _TOO_SHORT.format("the code")}, 422)
            return
        try:
            await self.try_to(self.accounts.confirm_code, who.account_id, code, self.address)
        except Sef2siError as refusal:
            self._ask({"code": self.refused(refusal)}, refusal.status)
            return
        await self.come_in(who.account_id)
        self.redirect(who.to, status=303)

    def _who(self) -> Waiting | None:
        found = self.waiting()
        return found if found and found.next == "code" else None

    def _ask(self, wrong: dict[str, str] | None = None, status: int = 200) -> None:
        self.set_status(status)
        self.show("code.html", wrong=wrong or {}, school=None, title="Your code" if not wrong else "Error: your code")


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
                await self.try_to(self.accounts.enter, account.email, password, self.address)
            secret = await self.try_to(self.accounts.begin_second_factor, who.account_id, code, self.address)
        except Sef2siError as refusal:
            await self._ask({self._proof(account): self.refused(refusal)}, refusal.status)
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
            await self.come_in(who.account_id)
        self.show("recovery_codes.html", codes=codes, to=who.to, school=None, title="Your recovery codes")

    async def _account(self, who: Waiting) -> Account:
        account = await self.ask(self.accounts.find, who.account_id)
        if account is None or account.disabled:
            raise Refused(403, LATE)
        return account

    def _proof(self, account: Account) -> str:
        """What shows that it is them: a code where they have an app; else, once they are in, their password."""
        return "code" if account.has_second_factor else "password" if self.current_user else ""

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
            proof=self._proof(account),
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


class Forgotten(DoorPage):
    """Asks for a link to choose a new password. The answer is the same whether or not there is such an account."""

    @allow_unauthenticated
    async def get(self) -> None:
        self._show()

    @allow_unauthenticated
    async def post(self) -> None:
        email = self.typed("email").strip()
        if not self.site.sends_mail:
            self._show()
            return
        if not email:
            self._show(wrong={"email": _TOO_SHORT.format("your email address")}, status=422)
            return
        try:
            token = await self.try_to(self.accounts.reset_link, email, self.address)
        except Sef2siError as refusal:
            self._show(email=email, wrong={"email": self.refused(refusal)}, status=refusal.status)
            return
        if token:
            # Not waited for: how long it takes would tell who has an account.
            self.site.send_later(email, reset(self.site_address + link_path(token)))
        self._show(email=email, done=True)

    def _show(
        self, *, email: str = "", done: bool = False, wrong: dict[str, str] | None = None, status: int = 200
    ) -> None:
        self.set_status(status)
        title = "Forgotten password" if not wrong else "Error: forgotten password"
        self.show(
            "forgotten.html",
            email=email,
            done=done,
            wrong=wrong or {},
            sends_mail=self.site.sends_mail,
            school=None,
            title=title,
        )
