"""Coming in by a provider's word: to which account it leads, and which roles follow from it."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import Connection

from sef2si.domain.accounts import Account, Entry, Identity, Purpose, Shown
from sef2si.domain.people import Held
from sef2si.errors import Invalid, NotAllowed, NotFound
from sef2si.services.emails import email_key
from sef2si.services.linking import NO_LINK, Linking, account_there, digest_of, invited_account
from sef2si.store import accounts as kept
from sef2si.store import bodies, identities
from sef2si.store.accounts import FoundLink
from sef2si.store.engine import see

DISABLED = "This account can’t come in any more. If you think it should, ask your school’s headteacher."
SOMEBODY_ELSES = (
    "The account you used there belongs to somebody else here already. Nothing was changed; please choose another "
    "there, or ask whoever runs the server."
)
OTHER_ACCOUNT = (
    "This invitation is for another account than the one you came in by. Nothing was changed; please open its link "
    "again and use the password of the account it is for."
)
NO_OPERATOR = "Whoever runs the server comes in by a password and a code. Please open the link again and choose one."


class Unknown(NotAllowed):
    """A provider knows them, and nobody here does."""

    key = "unknown_person"


class Arriving(Linking):
    """An identity is the pair of issuer and subject. An address alone leads to an account once, and only where the
    provider verified it and is trusted for its domain; from then on the pair does."""

    def arrive(self, shown: Shown, link: str = "") -> Entry:
        """What comes next for somebody a provider showed; ``link`` is the token of an invitation that they opened.

        Roles that the provider's word gives are put, and those it gave before and does not now are taken away.
        Raises ``Unknown`` for somebody nobody here knows, ``NotFound`` for a link that is over, ``NotAllowed``.
        """
        with self._writing() as connection:
            kept.lock_people(connection)
            account_id = identities.account_of(connection, shown.issuer, shown.subject)
            if link:
                account_id = self._accept_by(connection, shown, digest_of(link), account_id)
            elif account_id is None:
                account_id = self._recognised(connection, shown) or self._made(connection, shown)
            account = account_there(connection, account_id)
            if account.disabled:
                raise NotAllowed(DISABLED)
            needed = account.needs_second_factor
            self._put_roles(connection, shown, account)
            account = account_there(connection, account_id)
            if shown.second_factor:
                if not needed:  # whoever else is in by this account came before a second factor was asked for
                    self._end_where_set_up_is_due(connection, account)
                return Entry(account_id=account.id, next="in")
            self._end_where_set_up_is_due(connection, account)
            return account.entry

    def connect(self, account_id: str, shown: Shown) -> None:
        """From now on this account comes in by this identity too. Raises ``NotAllowed`` where it is another's."""
        with self._writing() as connection:
            kept.lock_people(connection)
            of = identities.account_of(connection, shown.issuer, shown.subject)
            if of not in (None, account_id):
                raise NotAllowed(SOMEBODY_ELSES)
            account = account_there(connection, account_id)
            if account.disabled:
                raise NotAllowed(DISABLED)
            if of is None:
                identities.connect(connection, shown, account_id, self._clock())
            self._put_roles(connection, shown, account)
            # A role by the provider's word may ask for a code that this session never showed.
            self._end_where_set_up_is_due(connection, account_there(connection, account_id))

    def disconnect(self, account_id: str, issuer: str, subject: str) -> None:
        """It opens this account no more. Raises ``Invalid`` where it is the only way in."""
        with self._writing() as connection:
            kept.lock_people(connection)
            found = kept.find(connection, account_id)
            others = [
                each
                for each in identities.identities_of(connection, account_id)
                if (each.issuer, each.subject) != (issuer, subject)
            ]
            if found is None or not (found.password or others):
                raise Invalid(
                    "You have no password here, so this is your only way in. Nothing was changed; please choose a "
                    "password first, with “I have forgotten my password” on the sign-in page."
                )
            identities.disconnect(connection, account_id, issuer, subject)
            kept.end_sessions(connection, account_id)

    def identities_of(self, account_id: str) -> tuple[Identity, ...]:
        with self._reading() as connection:
            return identities.identities_of(connection, account_id)

    def has_password(self, account_id: str) -> bool:
        with self._reading() as connection:
            found = kept.find(connection, account_id)
        return bool(found and found.password)

    # To which account

    def _recognised(self, connection: Connection, shown: Shown) -> str | None:
        """The account of an address that the provider may speak for, connected from now on.

        Not one of whoever runs the server: they connect theirs while they are in.
        """
        found = kept.find_by_email(connection, email_key(shown.email)) if shown.is_trusted else None
        if found is None or found.account.is_operator:
            return None
        identities.connect(connection, shown, found.account.id, self._clock())
        return found.account.id

    def _made(self, connection: Connection, shown: Shown) -> str:
        """A new account, where the provider may speak for the address and its word gives a role at a school here."""
        key = email_key(shown.email)
        wanted = shown.makes_accounts and shown.is_trusted and kept.find_by_email(connection, key) is None
        if not wanted or not self._given(connection, shown):
            raise Unknown("Nobody here knows you yet.")
        return self._new(connection, shown, shown.email, shown.name)

    def _new(self, connection: Connection, shown: Shown, email: str, name: str) -> str:
        account_id, at = uuid4().hex, self._clock()
        kept.add_account(
            connection,
            account_id,
            email=email,
            email_key=email_key(email),
            name=name,
            password="",
            is_operator=False,
            at=at,
        )
        identities.connect(connection, shown, account_id, at)
        return account_id

    def _accept_by(self, connection: Connection, shown: Shown, digest: str, account_id: str | None) -> str:
        """Use an invitation to a school. Whoever has an account under its address must have shown that very one."""
        found = kept.find_link(connection, digest, self._clock())
        if found is None or found.link.purpose is not Purpose.INVITE:
            raise NotFound(NO_LINK)
        link = found.link
        if not link.urn:
            raise NotAllowed(NO_OPERATOR)
        invited = invited_account(connection, found)
        if invited is not None and account_id is None and self._is_theirs(shown, found):
            account_id = self._recognised(connection, shown)
        if invited is not None and invited.account.id != account_id:
            raise NotAllowed(OTHER_ACCOUNT)
        self._use(connection, digest)
        if account_id is None:
            account_id = self._new(connection, shown, link.email, link.name)
        account = account_there(connection, account_id)
        if not account.disabled and not account.person.roles_at(link.urn):
            kept.put_role(connection, account_id, link.urn, link.role)
        return account_id

    def _is_theirs(self, shown: Shown, found: FoundLink) -> bool:
        return shown.is_trusted and email_key(shown.email) == found.email_key

    # Which roles

    def _put_roles(self, connection: Connection, shown: Shown, account: Account) -> None:
        given = {each.urn: each.role for each in self._given(connection, shown)}
        identities.put_given(connection, account.id, shown.provider, given)

    def _given(self, connection: Connection, shown: Shown) -> list[Held]:
        """What the provider's word gives at schools, and for authorities and trusts, that are here."""
        see(connection, {each.urn for each in shown.held})
        return [
            each
            for each in shown.held
            if (bodies.find(connection, each.body) is not None if each.body else kept.is_school(connection, each.urn))
        ]
