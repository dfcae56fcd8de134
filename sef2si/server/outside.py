"""Coming in by a provider: the way there, and the way back."""

from __future__ import annotations

import hmac

from jupyter_server.auth.decorator import allow_unauthenticated

from sef2si.errors import NotAllowed, Sef2siError
from sef2si.server.door import LATE, DoorPage
from sef2si.server.doorstep import Waiting, own_path
from sef2si.server.guard import Refused
from sef2si.server.identity import SignedIn
from sef2si.services.arriving import Unknown
from sef2si.services.outside.asking import Asked, Talks
from sef2si.services.outside.came_by import came_by

BEGIN_AGAIN = (
    "This did not come from where you were sent, or came twice or too late, so nobody was let in. Please begin again."
)
CHANGED_MIND = "You were not signed in there, so nobody was let in here. Please begin again, or choose another way in."
_NO_PROVIDER = "There is no such way in here."
NEEDS_PROOF = "Please choose a password first, with “I have forgotten my password”: it shows who you are."


class ProviderPage(DoorPage):
    """A page that knows which provider it is about."""

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Referrer-Policy", "no-referrer")

    def talks(self, key: str) -> Talks:
        found = self.site.providers.get(key)
        if found is None:
            raise Refused(404, _NO_PROVIDER)
        return found

    def back(self, key: str) -> str:
        """Where this provider, and no other, sends the browser back to."""
        return f"{self.site_address}/sign-in/with/{key}/back"


class ToProvider(ProviderPage):
    """Sends the browser there: from the sign-in page, from an invitation that is open, or from one's own account."""

    SUPPORTED_METHODS = ("POST",)

    @allow_unauthenticated
    async def post(self, key: str) -> None:
        talks = self.talks(key)
        link, account_id = self._invitation(), await self._connecting()
        try:
            asked = await talks.begin(self.back(key))
        except Sef2siError as refusal:
            raise Refused(refusal.status, refusal.sentence) from None
        to = "/account?done=connected" if account_id else own_path(self.typed("next"))
        self.wait(Waiting("outside", account_id, to, link=link, provider=key, asked=asked))
        # A page of its own, for our policy lets no form lead to another site.
        self.show("to_provider.html", name=talks.provider.name, address=asked.address, school=None, title="One moment")

    def _invitation(self) -> str:
        """The token of the invitation whose page this came from."""
        found = self.waiting()
        return found.link if found and found.next == "link" and self.typed("do") == "accept" else ""

    async def _connecting(self) -> str:
        """Whoever is in connects it to their own account, and shows by their password that it is them."""
        user = self.current_user
        if not isinstance(user, SignedIn):
            return ""
        account = await self.ask(self.accounts.find, user.person.id)
        if account is None or not await self.ask(self.accounts.has_password, user.person.id):
            raise Refused(403, NEEDS_PROOF)
        try:
            await self.try_to(self.accounts.enter, account.email, self.typed("password"), self.address)
        except Sef2siError as refusal:
            raise Refused(refusal.status, self.refused(refusal)) from None
        return user.person.id


class FromProvider(ProviderPage):
    """The way back. It counts once, for the browser that was sent, from the provider it was sent to."""

    @allow_unauthenticated
    async def get(self, key: str) -> None:
        talks, found = self.talks(key), self.waiting()
        state = self.get_query_argument("state", "")
        asked = found.asked if found and found.next == "outside" and found.provider == key else None
        if found is None or asked is None or not hmac.compare_digest(asked.state.encode(), state.encode()):
            raise Refused(403, BEGIN_AGAIN, title="Please begin again")
        self.stop_waiting()
        user = self.current_user.person.id if isinstance(self.current_user, SignedIn) else ""
        if found.account_id != user:
            raise Refused(403, LATE, title="Please begin again")
        code = self.get_query_argument("code", "")
        if not code:
            raise Refused(403, CHANGED_MIND, title="You are not signed in")
        await self._arrive(talks, found, asked, code)

    async def _arrive(self, talks: Talks, found: Waiting, asked: Asked, code: str) -> None:
        try:
            arrived = await talks.finish(asked, code, self.back(found.provider), self.get_query_argument("iss", None))
            if found.account_id:
                await self.try_to(self.accounts.connect, found.account_id, arrived.shown)
                self.redirect(found.to, status=303)
                return
            entry = await self.try_to(self.accounts.arrive, arrived.shown, found.link)
        except Unknown:
            self.set_status(NotAllowed.status)
            name, shown = talks.provider.name, arrived.shown
            self.show("unknown.html", name=name, shown=shown, school=None, title="We don’t know you yet")
            return
        except Sef2siError as refusal:
            raise Refused(refusal.status, refusal.sentence, title="You are not signed in") from None
        await self.step_on(entry, found.to, came_by(found.provider, arrived.id_token))
