"""Coming in: a password, a code where one is needed; and a forgotten password."""

from __future__ import annotations

from jupyter_server.auth.decorator import allow_unauthenticated

from sef2si.domain.accounts import link_path
from sef2si.errors import Sef2siError
from sef2si.server.door import LATE, DoorPage
from sef2si.server.doorstep import Waiting, own_path
from sef2si.server.guard import Refused
from sef2si.server.identity import SignedIn
from sef2si.services.mail import reset

_TOO_SHORT = "Please type {}."


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
        self.show(
            "sign_in.html",
            to=to,
            email=email,
            wrong=wrong or {},
            told="",
            providers=self.site.provider_names,
            school=None,
            title=title,
        )


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
        await self.come_in(who.account_id, who.by)
        self.redirect(who.to, status=303)

    def _who(self) -> Waiting | None:
        found = self.waiting()
        return found if found and found.next == "code" else None

    def _ask(self, wrong: dict[str, str] | None = None, status: int = 200) -> None:
        self.set_status(status)
        self.show("code.html", wrong=wrong or {}, school=None, title="Your code" if not wrong else "Error: your code")


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
