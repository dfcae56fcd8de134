"""Jupyter's two questions, answered for schools: who is it, and is this kernel theirs?"""

from __future__ import annotations

import asyncio
from typing import Any

from jupyter_server.auth import Authorizer, IdentityProvider, User

from sef2si.domain.people import Person, standing
from sef2si.server.sessions import Session
from sef2si.server.site import Site


class SignedIn(User):
    """Jupyter's user, with the person and the session behind it."""

    def __init__(self, person: Person, session: Session) -> None:
        super().__init__(username=person.id, name=person.name)
        self.person = person
        self.session = session


class SchoolIdentity(IdentityProvider):
    """A session cookie or nobody. Jupyter's own tokens, passwords, sign-in and identity pages do not exist here."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("token", None)
        kwargs.pop("login_handler_class", None)
        super().__init__(token="", **kwargs)

    @property
    def auth_enabled(self) -> bool:
        return True

    def get_handlers(self) -> list[tuple[str, Any]]:
        return []

    async def get_user(self, handler: Any) -> SignedIn | None:
        site: Site = handler.settings["site"]
        token = handler.get_cookie(site.cookie_name) if handler.asks_who else None
        return await asyncio.to_thread(_signed_in, site, token) if token else None


class OwnKernelsOnly(Authorizer):
    """A kernel is used by the session it was started in, and by nobody else."""

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        if resource != "kernels" or not isinstance(user, SignedIn):
            return False
        kernel_id = handler.path_kwargs.get("kernel_id") or next(iter(handler.path_args), None)
        owner = handler.kernel_manager.owner(kernel_id)
        return (
            owner is not None
            and owner.session_key == user.session.key
            and owner.person_id == user.person.id
            # A person whose role at a school changes loses the pages that are open on it.
            and owner.standing == standing(user.person, owner.reach)
        )


def _signed_in(site: Site, token: str) -> SignedIn | None:
    session = site.sessions.find(token)
    person = site.sessions.person(session) if session else None
    return SignedIn(person, session) if person and session else None
