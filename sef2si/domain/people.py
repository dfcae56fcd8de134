"""Who may do what: one table of role, deed and whose record it is. The service, the pages and the tests ask it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sef2si.domain.record import Choice, Frozen


class Role(Choice):
    """What somebody is at a school. ``LEAD_ADVISER`` is held for an authority or trust, and so at each of its schools.

    ``OPERATOR`` runs the server and is nothing at any school: nobody holds it there (see ``Person.is_operator``).
    """

    HEADTEACHER = "headteacher", "Headteacher"
    SENIOR_LEADER = "senior_leader", "Senior leader"
    CPD_LEADER = "cpd_leader", "CPD leader"
    PRIORITY_LEAD = "priority_lead", "Priority lead"
    STAFF = "staff", "Member of staff"
    GOVERNOR = "governor", "Governor"
    SCHOOL_ADMIN = "school_admin", "School administrator"
    ADVISER = "adviser", "Adviser"
    LEAD_ADVISER = "lead_adviser", "Lead adviser"
    OPERATOR = "operator", "Operator"


SCHOOL_ROLES: tuple[Role, ...] = tuple(role for role in Role if role not in (Role.LEAD_ADVISER, Role.OPERATOR))
"""What a school can make somebody."""


ADVISERS = frozenset({Role.ADVISER, Role.LEAD_ADVISER})
ADVISED = "advised"
"""In place of a school's URN, where something reaches every school that somebody is an adviser of, as just that."""


class Deed(Choice):
    """What one may want to do at a school, side doors included. The label follows "does not let you"."""

    READ = "read", "read the shared plan"
    READ_ALL = "read_all", "read private needs, and private notes that are for you"
    EDIT = "edit", "change the plan"
    EDIT_OWN = "edit_own", "change the priorities you lead"
    HISTORY = "history", "read the history"
    EXPORT = "export", "take documents away"
    COMPARE = "compare", "compare a plan with an earlier one"
    PRINT = "print", "print the plan"
    SEARCH = "search", "search the plan"
    UNDO = "undo", "undo what you did"
    NOTIFY = "notify", "be told of what changes"
    RESTORE = "restore", "bring back what was removed"
    LIST_PEOPLE = "list_people", "see who may come in"
    MANAGE_PEOPLE = "manage_people", "invite people and change their roles"
    MANAGE_STAFF = "manage_staff", "keep the staff register"
    SHARE = "share", "decide what advisers see"
    ASK = "ask", "leave a question or a word of praise"
    ANSWER = "answer", "answer questions of advisers"
    PLAN_CPD = "plan_cpd", "plan and publish CPD"
    RESPOND = "respond", "answer invitations and say what you need"
    READ_ACCESS_LOG = "read_access_log", "see who read or took away what"
    SEE_PERSONAL_DATA = "see_personal_data", "see, correct or take out what is kept about a person"
    RUN_SERVER = "run_server", "run the server"


class Whose(Choice):
    """Whose record it is, or whose plan.

    ``OWN_RECORD``: it is about this person, theirs by authorship, or hangs on a priority they lead. ``SAME_BODY``: of a
    school of the same authority or trust. ``ARCHIVED``: a plan of an earlier year, a record that was removed, somebody
    who left: at a school where the role is held.
    """

    OWN_RECORD = "own_record", "Their own record"
    OWN_SCHOOL = "own_school", "Their school"
    SAME_BODY = "same_body", "Another school of the same authority or trust"
    OTHER = "other", "Any other school"
    ARCHIVED = "archived", "An earlier year, or what was removed"


class Answer(Choice):
    NO = "no", "no"
    YES = "yes", "yes"
    AS_SHARED = "as_shared", "as far as the school shares it"


# Every cell is decided: a role, a deed or a "whose" that is missing here fails as soon as this is imported.
# One letter for each of ``Whose``, in its order: own record, own school, same body, other, archived.
_ROWS: Mapping[Deed, str] = {
    # Deed                  head  senior cpd   lead  staff gover admin advis l.adv operator
    Deed.READ:              "yy--y yy--y yy--y yy--y yy--y yy--y ----- ss--s sss-s -----",
    Deed.READ_ALL:          "yy--y yy--y yy--y ----- ----- ----- ----- ----- ----- -----",
    Deed.EDIT:              "yy--y yy--y yy--y ----- ----- ----- ----- ----- ----- -----",
    Deed.EDIT_OWN:          "y---y y---y y---y y---- ----- ----- ----- ----- ----- -----",
    Deed.HISTORY:           "yy--y yy--y yy--y ----- ----- ----- ----- ----- ----- -----",
    Deed.EXPORT:            "yy--y yy--y yy--y yy--y ----- yy--y ----- ss--s sss-s -----",
    Deed.COMPARE:           "yy--y yy--y yy--y yy--y ----- yy--y ----- ss--s sss-s -----",
    Deed.PRINT:             "yy--y yy--y yy--y yy--y ----- yy--y ----- ss--s sss-s -----",
    Deed.SEARCH:            "yy--y yy--y yy--y yy--y yy--y yy--y ----- ss--s sss-s -----",
    Deed.UNDO:              "y---y y---y y---y y---- ----- ----- ----- ----- ----- -----",
    Deed.NOTIFY:            "yy--- yy--- yy--- yy--- y---- yy--- y---- ss--- sss-- -----",
    Deed.RESTORE:           "yy--y yy--y yy--y ----- ----- ----- ----- ----- ----- -----",
    Deed.LIST_PEOPLE:       "yy--y yy--y yy--y ----- ----- ----- yy--y ----- ----- yyyyy",
    Deed.MANAGE_PEOPLE:     "-y--y ----- ----- ----- ----- ----- -y--y ----- ----- -yyyy",
    Deed.MANAGE_STAFF:      "yy--y yy--y yy--y ----- ----- ----- yy--y ----- ----- -----",
    Deed.SHARE:             "yy--- ----- ----- ----- ----- ----- ----- ----- ----- -----",
    Deed.ASK:               "----- ----- ----- ----- ----- ----- ----- ss--- sss-- -----",
    Deed.ANSWER:            "yy--- yy--- yy--- y---- ----- ----- ----- ----- ----- -----",
    Deed.PLAN_CPD:          "yy--- yy--- yy--- ----- ----- ----- ----- ----- ----- -----",
    Deed.RESPOND:           "y---- y---- y---- y---- y---- y---- y---- ----- ----- -----",
    Deed.READ_ACCESS_LOG:   "yy--y ----- ----- ----- ----- ----- yy--y ----- ----- -----",
    Deed.SEE_PERSONAL_DATA: "yy--y y---- y---- y---- y---- y---- yy--y y---- y---- y----",
    Deed.RUN_SERVER:        "----- ----- ----- ----- ----- ----- ----- ----- ----- yyyyy",
}  # fmt: skip

_ANSWERS = {"-": Answer.NO, "y": Answer.YES, "s": Answer.AS_SHARED}
TABLE: Mapping[Role, Mapping[Deed, Mapping[Whose, Answer]]] = {
    role: {
        deed: {whose: _ANSWERS[letter] for whose, letter in zip(Whose, _ROWS[deed].split()[column], strict=True)}
        for deed in Deed
    }
    for column, role in enumerate(Role)
}

# What nobody does but with what is theirs: the simple question means that.
_WITH_ONES_OWN = frozenset({Deed.EDIT_OWN, Deed.UNDO, Deed.RESPOND})


class Held(Frozen):
    """One role at one school; ``body`` is the authority or trust it is held through, ``""`` where it is held there."""

    urn: str
    role: Role
    body: str = ""


class Led(Frozen):
    """A priority that somebody leads, over all the school's years: it keeps its id when it is carried over."""

    urn: str
    priority_id: str


class Person(Frozen):
    """Someone signed in, with the roles they hold. ``is_operator``: they run the server, and see no content for it.

    ``leads`` says which priorities are theirs to change, where their role is to change their own.
    """

    id: str
    name: str
    held: tuple[Held, ...] = ()
    is_operator: bool = False
    leads: tuple[Led, ...] = ()

    @classmethod
    def with_role(cls, *, id: str, name: str, role: Role, urns: Iterable[str] = ()) -> Person:
        """Somebody with one and the same role at these schools."""
        return cls(id=id, name=name, held=tuple(Held(urn=urn, role=role) for urn in sorted(urns)))

    @property
    def urns(self) -> frozenset[str]:
        """The schools they hold any role at."""
        return frozenset(each.urn for each in self.held)

    @property
    def is_adviser(self) -> bool:
        """Whether they advise any school."""
        return any(each.role in ADVISERS for each in self.held)

    @property
    def has_own_cpd(self) -> bool:
        """Whether they may be invited to CPD at any school."""
        return any(may(self, Deed.RESPOND, urn) for urn in self.urns)

    def roles_at(self, urn: str) -> tuple[Role, ...]:
        return tuple(each.role for each in self.held if each.urn == urn)

    def led_at(self, urn: str) -> frozenset[str]:
        """Ids of the priorities they lead at this school."""
        return frozenset(each.priority_id for each in self.leads if each.urn == urn)

    def role_words(self, urn: str | None = None) -> str:
        """``"Headteacher"``, ``"Governor and adviser"``: what they are at this school, or anywhere."""
        roles = dict.fromkeys(each.role for each in self.held if urn in (None, each.urn))
        words = [role.label for role in Role if role in roles]
        said = " and ".join([words[0], *(word[:1].lower() + word[1:] for word in words[1:])]) if words else ""
        return said or ("Operator" if self.is_operator else "No role yet")

    def only_at(self, urn: str) -> Person:
        """The same person with no more than what they hold at this school."""
        return self.model_copy(
            update={
                "held": tuple(each for each in self.held if each.urn == urn),
                "leads": tuple(each for each in self.leads if each.urn == urn),
                "is_operator": False,
            }
        )


COMMAND_LINE = Person(id="command-line", name="command line", is_operator=True)
"""Whoever can run commands on the server, and so can read the database as well."""


def within(person: Person, reach: str) -> Person:
    """The same person with no more than what they hold at one school (its URN), or as an adviser (``ADVISED``)."""
    if reach != ADVISED:
        return person.only_at(reach)
    as_adviser = tuple(each for each in person.held if each.role in ADVISERS)
    return person.model_copy(update={"held": as_adviser, "leads": (), "is_operator": False})


def standing(person: Person, reach: str) -> tuple[Held, ...]:
    """What must not change while a page is open: the roles at its school; for a page over several, all of them."""
    return person.held if reach == ADVISED else person.only_at(reach).held


def may(person: Person, deed: Deed, urn: str) -> bool:
    """Whether this person's roles reach so far at this school; for an adviser, if the school shares what it may.

    It is about anything of the school, but for what is only ever done with one's own (undo, respond, edit one's own).
    What a school shares is asked by ``allowed``, in the service, on every call.
    """
    whose = Whose.OWN_RECORD if deed in _WITH_ONES_OWN else None
    return answer(person, deed, urn, whose) is not Answer.NO


def allowed(person: Person, deed: Deed, urn: str, whose: Whose | None = None, *, is_shared: bool = False) -> bool:
    """The finer question: may they, with a record of this kind, where the school shares, or does not?"""
    found = answer(person, deed, urn, whose)
    return found is Answer.YES or (found is Answer.AS_SHARED and is_shared)


def answer(person: Person, deed: Deed, urn: str, whose: Whose | None = None) -> Answer:
    """The table's answer, the most generous of those that this person's roles give.

    ``whose`` is said for ``OWN_RECORD`` and ``ARCHIVED``; without it, it follows from where the roles are held.
    """
    found = {TABLE[role][deed][each] for role, each in _rows_for(person, urn, whose)}
    return next((each for each in (Answer.YES, Answer.AS_SHARED) if each in found), Answer.NO)


def _rows_for(person: Person, urn: str, whose: Whose | None) -> Iterator[tuple[Role, Whose]]:
    """Which row of the table each of their roles is in, and which column this school is for it.

    What somebody holds at one school says nothing of another, be it of the same trust: the table is asked all the same.
    """
    for held in person.held:
        if held.urn != urn:
            yield held.role, Whose.OTHER
        elif whose is not None:
            yield held.role, whose
        else:
            yield held.role, Whose.SAME_BODY if held.body else Whose.OWN_SCHOOL
    if person.is_operator:
        yield Role.OPERATOR, whose or Whose.OTHER
