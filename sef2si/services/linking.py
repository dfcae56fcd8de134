"""Links that let somebody in once: the very first, invitations, and those to choose a new password."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import Connection

from sef2si.domain.accounts import Account, LinkFor, Purpose
from sef2si.errors import Invalid, NotAllowed, NotFound
from sef2si.services.emails import checked_email, checked_name, email_key
from sef2si.services.passwords import checked_password
from sef2si.services.signing_in import SigningIn
from sef2si.services.tries import hashed
from sef2si.store import accounts as kept
from sef2si.store.accounts import FoundLink, Kept
from sef2si.store.engine import see

NO_LINK = (
    "This link does not open anything any more: it was used, has expired, or a newer one took its place. "
    "Please ask for a new one."
)
LASTS = {
    Purpose.FIRST: timedelta(hours=24),
    Purpose.INVITE: timedelta(days=7),
    Purpose.RESET: timedelta(hours=1),
}


class Linking(SigningIn):
    """Links are kept as hashes of 256 random bits; the token itself is returned once and never again."""

    def is_empty(self) -> bool:
        """Whether nobody has an account yet."""
        with self._reading() as connection:
            return not kept.any_account(connection)

    def first_link(self) -> str:
        """The token of the link for whoever comes first, and will run the server. Earlier ones end.

        Raises ``NotAllowed`` once there is an account.
        """
        with self._writing() as connection:
            kept.lock_people(connection)
            self._still_empty(connection)
            return self._issue(connection, LinkFor(purpose=Purpose.FIRST))

    def reset_link(self, email: str, address: str = "") -> str | None:
        """The token of a link to choose a new password, or None where there is no such account: to be told alike.

        Raises ``TooMany``, whoever they are.
        """
        key = email_key(email)
        self._tries.count(f"reset {key}", address)
        with self._writing() as connection:
            kept.lock_people(connection)
            found = kept.find_by_email(connection, key)
            if found is None or found.account.disabled:
                return None
            return self._reset(connection, found.account)

    def link(self, token: str) -> LinkFor | None:
        """What a link is for, as long as it holds. Looking does not use it."""
        with self._reading() as connection:
            found = kept.find_link(connection, digest_of(token), self._clock())
            if found is None:
                return None
            there = invited_account(connection, found)
        return found.link.model_copy(update={"asks": "own"}) if there else found.link

    def accept(self, token: str, name: str, password: str, *, email: str = "", address: str = "") -> Account:
        """Use a link: become the first (``email`` is asked of them alone), take up an invitation, choose a password.

        Whoever is invited and has an account shows their own password, and keeps it. Raises ``NotFound`` for a link
        that holds no more, ``Invalid`` for a password or name that will not do (the link holds on), ``NotAllowed``
        for a wrong own password, and ``TooMany``.
        """
        digest = digest_of(token)
        with self._reading() as connection:
            found = kept.find_link(connection, digest, self._clock())
            if found is None:
                raise NotFound(NO_LINK)
            there = invited_account(connection, found)
            holder = kept.find(connection, found.account_id) if found.account_id else None
            see(connection, found.link.urn)
            schools = kept.school_names(connection, [found.link.urn])
        match found.link.purpose:
            case Purpose.RESET:
                return self._accept_reset(digest, holder, password)
            case Purpose.INVITE if there is not None:
                return self._accept_role(digest, found, there, password, address)
        typed = checked_email(email if found.link.purpose is Purpose.FIRST else found.link.email)
        called = checked_name(name or found.link.name)
        made = self._hashing.make(checked_password(password, own=(typed, called, found.link.urn, *schools)))
        return self._accept_new(digest, found, typed, called, made)

    def _accept_new(self, digest: str, found: FoundLink, email: str, name: str, made: str) -> Account:
        account_id, link = uuid4().hex, found.link
        with self._writing() as connection:
            kept.lock_people(connection)
            self._use(connection, digest)
            if link.purpose is Purpose.FIRST:
                self._still_empty(connection)
            elif invited_account(connection, found) is not None:
                raise Invalid("You have come in by another link meanwhile. Please open this one again.")
            kept.add_account(
                connection,
                account_id,
                email=email,
                email_key=email_key(email),
                name=name,
                password=made,
                is_operator=not link.urn,
                at=self._clock(),
            )
            if link.urn:
                kept.put_role(connection, account_id, link.urn, link.role)
            return account_there(connection, account_id)

    def _accept_role(self, digest: str, found: FoundLink, there: Kept, password: str, address: str) -> Account:
        account_id, link = there.account.id, found.link
        with self._tries.one(f"password {found.email_key}", address):
            self._need_password(there, password)
        with self._writing() as connection:
            kept.lock_people(connection)
            self._use(connection, digest)
            now = account_there(connection, account_id)
            if now.disabled:
                raise NotFound(NO_LINK)
            if not link.urn:
                kept.change(connection, account_id, is_operator=True)
            elif not now.person.roles_at(link.urn):
                kept.put_role(connection, account_id, link.urn, link.role)
            now = account_there(connection, account_id)
            self._end_where_set_up_is_due(connection, now)
            return now

    def _accept_reset(self, digest: str, holder: Kept | None, password: str) -> Account:
        if holder is None:
            raise NotFound(NO_LINK)
        account = holder.account
        with self._reading() as connection:
            own = self._own_words(connection, account)
        made = self._hashing.make(checked_password(password, own=own))
        with self._writing() as connection:
            kept.lock_people(connection)
            self._use(connection, digest)
            now = account_there(connection, account.id)
            if now.disabled:
                raise NotFound(NO_LINK)
            kept.change(connection, account.id, password=made)
            kept.drop_links(connection, account_id=account.id)
            kept.end_sessions(connection, account.id)
            return now

    # What the others build on

    def _issue(self, connection: Connection, link: LinkFor, *, account_id: str | None = None, key: str = "") -> str:
        token = secrets.token_urlsafe(32)
        expires_at = self._clock() + LASTS[link.purpose]
        kept.add_link(connection, digest_of(token), link, email_key=key, account_id=account_id, expires_at=expires_at)
        return token

    def _reset(self, connection: Connection, account: Account) -> str:
        link = LinkFor(purpose=Purpose.RESET, email=account.email, name=account.name)
        return self._issue(connection, link, account_id=account.id, key=email_key(account.email))

    def _use(self, connection: Connection, digest: str) -> None:
        if not kept.use_link(connection, digest, self._clock()):
            raise NotFound(NO_LINK)

    def _still_empty(self, connection: Connection) -> None:
        if kept.any_account(connection):
            raise NotAllowed(
                "Somebody runs this server already. Please ask them for an invitation, or write “sef2si person add”."
            )

    def _end_where_set_up_is_due(self, connection: Connection, account: Account) -> None:
        """Who now needs a second factor and has none sets it up before going on."""
        if account.needs_second_factor and not account.has_second_factor:
            kept.end_sessions(connection, account.id)


def digest_of(token: str) -> str:
    return hashed("link", token)


def invited_account(connection: Connection, found: FoundLink) -> Kept | None:
    """The account that an invited person has already."""
    if found.link.purpose is not Purpose.INVITE:
        return None
    return kept.find_by_email(connection, found.email_key)


def account_there(connection: Connection, account_id: str) -> Account:
    found = kept.find(connection, account_id)
    assert found is not None
    return found.account
