"""Who may do what."""

from __future__ import annotations

from sef2si.domain.record import Choice, Frozen


class Role(Choice):
    HEADTEACHER = "headteacher", "Headteacher"
    CPD_LEADER = "cpd_leader", "CPD leader"
    GOVERNOR = "governor", "Governor"
    ADVISER = "adviser", "Adviser"


class Deed(Choice):
    """What one may want to do to a school's plan, side doors included."""

    READ = "read", "read the shared plan"
    READ_ALL = "read_all", "read private notes and needs"
    EDIT = "edit", "change the plan"
    HISTORY = "history", "read the history"
    EXPORT = "export", "take documents away"


_MAY: dict[Role, frozenset[Deed]] = {
    Role.HEADTEACHER: frozenset(Deed),
    Role.CPD_LEADER: frozenset(Deed),
    Role.GOVERNOR: frozenset({Deed.READ, Deed.EXPORT}),
    Role.ADVISER: frozenset({Deed.READ, Deed.EXPORT}),
}


class Person(Frozen):
    """Someone signed in: one role at the schools named by ``urns``."""

    id: str
    name: str
    role: Role
    urns: frozenset[str] = frozenset()


def may(person: Person, deed: Deed, urn: str) -> bool:
    """Whether this person may do this to this school's plan."""
    return urn in person.urns and deed in _MAY[person.role]
