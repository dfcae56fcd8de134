"""Who may do what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sef2si.domain.record import Choice, Frozen


class Role(Choice):
    """What somebody is at a school. ``OPERATOR`` runs the server and is nothing at any school."""

    HEADTEACHER = "headteacher", "Headteacher"
    SENIOR_LEADER = "senior_leader", "Senior leader"
    CPD_LEADER = "cpd_leader", "CPD leader"
    GOVERNOR = "governor", "Governor"
    SCHOOL_ADMIN = "school_admin", "School administrator"
    ADVISER = "adviser", "Adviser"


class Deed(Choice):
    """What one may want to do at a school, side doors included."""

    READ = "read", "read the shared plan"
    READ_ALL = "read_all", "read private notes and needs"
    EDIT = "edit", "change the plan"
    HISTORY = "history", "read the history"
    EXPORT = "export", "take documents away"
    LIST_PEOPLE = "list_people", "see who may come in"
    MANAGE_PEOPLE = "manage_people", "invite people and change their roles"


_YES, _NO = True, False
# Every cell is decided: a role or a deed that is missing here fails as soon as it is asked for.
_MAY: Mapping[Role, Mapping[Deed, bool]] = {
    role: dict(zip(Deed, cells, strict=True))
    for role, cells in {
        #                   read  all   edit  history export list  manage
        Role.HEADTEACHER: (_YES, _YES, _YES, _YES, _YES, _YES, _YES),
        Role.SENIOR_LEADER: (_YES, _YES, _YES, _YES, _YES, _YES, _NO),
        Role.CPD_LEADER: (_YES, _YES, _YES, _YES, _YES, _YES, _NO),
        Role.GOVERNOR: (_YES, _NO, _NO, _NO, _YES, _NO, _NO),
        Role.SCHOOL_ADMIN: (_NO, _NO, _NO, _NO, _NO, _YES, _YES),
        Role.ADVISER: (_YES, _NO, _NO, _NO, _YES, _NO, _NO),
    }.items()
}


class Held(Frozen):
    """One role at one school."""

    urn: str
    role: Role


class Person(Frozen):
    """Someone signed in, with the roles they hold. ``is_operator``: they run the server, and see no content for it."""

    id: str
    name: str
    held: tuple[Held, ...] = ()
    is_operator: bool = False

    @classmethod
    def with_role(cls, *, id: str, name: str, role: Role, urns: Iterable[str] = ()) -> Person:
        """Somebody with one and the same role at these schools."""
        return cls(id=id, name=name, held=tuple(Held(urn=urn, role=role) for urn in sorted(urns)))

    @property
    def urns(self) -> frozenset[str]:
        """The schools they hold any role at."""
        return frozenset(each.urn for each in self.held)

    def roles_at(self, urn: str) -> tuple[Role, ...]:
        return tuple(each.role for each in self.held if each.urn == urn)

    def role_words(self, urn: str | None = None) -> str:
        """``"Headteacher"``, ``"Governor and adviser"``: what they are at this school, or anywhere."""
        roles = dict.fromkeys(each.role for each in self.held if urn in (None, each.urn))
        words = [role.label for role in Role if role in roles]
        said = " and ".join([words[0], *(word[:1].lower() + word[1:] for word in words[1:])]) if words else ""
        return said or ("Operator" if self.is_operator else "No role yet")

    def only_at(self, urn: str) -> Person:
        """The same person with no more than what they hold at this school."""
        return self.model_copy(
            update={"held": tuple(each for each in self.held if each.urn == urn), "is_operator": False}
        )


def may(person: Person, deed: Deed, urn: str) -> bool:
    """Whether this person may do this at this school: one of the roles they hold there allows it."""
    return any(_MAY[role][deed] for role in person.roles_at(urn))
