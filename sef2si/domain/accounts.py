"""Who may come in: an account is a person with a way to sign in. No secret is ever part of these values."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sef2si.domain.people import Held, Led, Person, Role
from sef2si.domain.record import Choice, Frozen

# Leaders, advisers, and those who let others in. A priority lead reads no more than a governor does: private needs and
# notes are the leaders' alone. What they change is their own priorities, with a history and an undo; so a second factor
# is theirs to set up, and not asked of every teacher who leads a subject.
_WITH_SECOND_FACTOR = frozenset(
    {
        Role.HEADTEACHER,
        Role.SENIOR_LEADER,
        Role.CPD_LEADER,
        Role.SCHOOL_ADMIN,
        Role.ADVISER,
        Role.LEAD_ADVISER,
        Role.OPERATOR,
    }
)


def needs_second_factor(*, held: tuple[Held, ...], is_operator: bool) -> bool:
    """Whether somebody with these roles may come in with a password alone, or not."""
    return is_operator or any(each.role in _WITH_SECOND_FACTOR for each in held)


class Entry(Frozen):
    """A right password, and what comes next: in, a code from their app, or setting up the app first."""

    account_id: str
    next: Literal["in", "code", "set_up"]


class Shown(Frozen):
    """Who somebody is, by the word of a provider: what it signed, as it counts here.

    ``is_trusted``: it verified the address, and may speak for the address's domain. ``held`` are the roles that follow
    from its claims; ``second_factor``: they showed one there that counts here.
    """

    provider: str
    issuer: str
    subject: str
    name: str
    email: str = ""
    is_trusted: bool = False
    held: tuple[Held, ...] = ()
    second_factor: bool = False
    makes_accounts: bool = False


class Identity(Frozen):
    """A way in by a provider that belongs to an account."""

    provider: str
    issuer: str
    subject: str
    email: str
    made_at: datetime


class Account(Frozen):
    """One person's way in, and the roles they hold. A disabled account stays, and nobody enters by it.

    ``bodies`` are the authorities and trusts they are lead adviser of, whether those have schools here yet or not.
    """

    id: str
    email: str
    name: str
    held: tuple[Held, ...] = ()
    leads: tuple[Led, ...] = ()
    bodies: tuple[str, ...] = ()
    is_operator: bool = False
    disabled: bool = False
    has_second_factor: bool = False

    @property
    def person(self) -> Person:
        return Person(id=self.id, name=self.name, held=self.held, is_operator=self.is_operator, leads=self.leads)

    @property
    def needs_second_factor(self) -> bool:
        return bool(self.bodies) or needs_second_factor(held=self.held, is_operator=self.is_operator)

    @property
    def entry(self) -> Entry:
        """What comes next once they have shown who they are by a password or a link."""
        if self.has_second_factor:
            return Entry(account_id=self.id, next="code")
        return Entry(account_id=self.id, next="set_up" if self.needs_second_factor else "in")


class SessionSeen(Frozen):
    """One of a person's sessions, to recognise and to end. ``agent`` is what their browser says it is."""

    key: str
    began_at: datetime
    seen_at: datetime
    agent: str = ""


class Purpose(Choice):
    """What a link lets its holder do, once."""

    FIRST = "first", "be the first to come in and run the server"
    INVITE = "invite", "come in for the first time"
    RESET = "reset", "choose a new password"


class LinkFor(Frozen):
    """What a link that still holds is for. ``asks`` says what its page asks: a new password, or the one they have.

    ``urn`` and ``role`` are those of an invitation to a school; an invitation without them is one to run the server.
    """

    purpose: Purpose
    email: str = ""
    name: str = ""
    urn: str = ""
    role: Role | None = None
    asks: Literal["new", "own"] = "new"


class Invited(Frozen):
    """An invitation to a school that nobody has taken up yet."""

    email: str
    name: str
    role: Role
    expires_at: datetime


def link_path(token: str) -> str:
    """Where a link leads, on whichever address the server has."""
    return f"/link/{token}"
