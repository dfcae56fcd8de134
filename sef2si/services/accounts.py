"""Who may come in, and as what: asked of every call, whatever a page shows."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from sef2si.domain.accounts import Account, Invited, LinkFor, Purpose
from sef2si.domain.people import SCHOOL_ROLES, Deed, Person, Role, may
from sef2si.domain.school import School
from sef2si.errors import Invalid, NotAllowed, NotFound
from sef2si.services import personal_links
from sef2si.services.access import NO_SCHOOL, noted, permit, theirs
from sef2si.services.arriving import Arriving
from sef2si.services.bodies import NO_BODY
from sef2si.services.emails import checked_email, checked_name, email_key
from sef2si.services.hiding import hidden_from
from sef2si.services.managing import NOT_YOURSELF, need_to_give, still_managed
from sef2si.services.planner import Planner
from sef2si.store import accounts as kept
from sef2si.store import bodies
from sef2si.store.engine import see

NO_PERSON = "We can't find that person among the people of this school. Please reload the page."
NO_LEAD = (
    "This person is not a priority lead at this school, so nothing was changed. Please choose somebody from the list, "
    "or make them a priority lead on the page “People” first."
)
LAST_OPERATOR = "Nobody else could then run this server. Nothing was changed; please invite another operator first."
ELSEWHERE = (
    "This person works at another school as well, so their account is not this school's alone. Nothing was changed; "
    "you can take away their role here, or ask whoever runs the server."
)
MORE_THAN_YOU = (
    "This person may do more here than you, so a new password is theirs to ask for. They can do so on the sign-in "
    "page, or ask whoever runs the server."
)
THROUGH_A_BODY = (
    "This person serves your school for its authority or trust, so whoever runs the server sees to their account. What "
    "they see is yours to decide, on the page “Sharing”."
)
NO_SUCH_ROLE = "A school can't give this role. Nothing was changed; please choose another."
_MOST_SHOWN = 50
_OPERATORS_ONLY = "Only whoever runs the server can do this. Please ask them."


class Accounts(Arriving):
    """People, their roles at schools, and their ways in.

    ``person`` is who acts. Whoever runs the server may manage the people of every school, and reads no plan for it.
    """

    def people_at(self, person: Person, urn: str, *, to_manage: bool = False) -> tuple[Account, ...]:
        """All with a role at this school, by name, with no more than what they hold there (LIST_PEOPLE).

        Without those whose data is not shown for now; with them ``to_manage``, for whoever sees to people's data.
        """
        with self._reading() as connection:
            _permit(connection, person, Deed.LIST_PEOPLE, urn)
            see(connection, urn)
            hidden = frozenset() if _sees_all(person, urn, to_manage) else hidden_from(connection, urn, person.id).ids
            found = kept.people_at(connection, urn)
            return tuple(_as_seen_at(urn, account) for account in found if account.id not in hidden)

    def invited_at(self, person: Person, urn: str) -> tuple[Invited, ...]:
        """Invitations that nobody has taken up, by name (LIST_PEOPLE)."""
        with self._reading() as connection:
            _permit(connection, person, Deed.LIST_PEOPLE, urn)
            see(connection, urn)
            hidden = hidden_from(connection, urn, person.id)
            shown = _sees_all(person, urn, True)
            found = kept.invited_at(connection, urn, self._clock())
            return tuple(each for each in found if shown or hidden.said(each) == each)

    def invite(self, person: Person, urn: str, email: str, name: str, role: Role) -> str:
        """The token of an invitation to this school (MANAGE_PEOPLE); an earlier one to the same address ends.

        A role that reads the whole plan is a headteacher's to give (``managing.roles_to_give``).
        """
        _check_role(role)
        link = LinkFor(purpose=Purpose.INVITE, email=checked_email(email), name=checked_name(name), urn=urn, role=role)
        key = email_key(email)
        with self._writing() as connection:
            kept.lock_people(connection)
            _permit(connection, person, Deed.MANAGE_PEOPLE, urn)
            found = kept.find_by_email(connection, key)
            if found is not None and found.account.id == person.id:
                raise NotAllowed(NOT_YOURSELF)
            need_to_give(connection, person, urn, role)
            if found is not None and found.account.person.roles_at(urn):
                raise Invalid(
                    f"{found.account.name} is among the people of this school already. Nobody was invited; you can "
                    "change their role in the list."
                )
            return self._issue(connection, link, key=key)

    def invite_lead_adviser(self, person: Person, body_id: str, email: str, name: str) -> str:
        """The token of an invitation to serve all schools of an authority or trust (RUN_SERVER)."""
        _need_operator(person)
        role = Role.LEAD_ADVISER
        link = LinkFor(
            purpose=Purpose.INVITE, email=checked_email(email), name=checked_name(name), urn=body_id, role=role
        )
        key = email_key(email)
        with self._writing() as connection:
            kept.lock_people(connection)
            if bodies.find(connection, body_id) is None:
                raise NotFound(NO_BODY)
            found = kept.find_by_email(connection, key)
            if found is not None and body_id in found.account.bodies:
                raise Invalid(f"{found.account.name} is its lead adviser already. Nobody was invited.")
            return self._issue(connection, link, key=key)

    def withdraw(self, person: Person, urn: str, email: str) -> None:
        """The invitation of this address to this school opens nothing any more (MANAGE_PEOPLE)."""
        with self._writing() as connection:
            _permit(connection, person, Deed.MANAGE_PEOPLE, urn)
            kept.drop_invitation(connection, urn, email_key(email))

    def set_role(self, person: Person, urn: str, account_id: str, role: Role | None) -> None:
        """The one role they hold at this school from now on; None takes them out of it (MANAGE_PEOPLE).

        It is felt at once, and whoever is taken out comes by no personal link either. Raises ``Invalid`` where nobody
        else could manage the school's people any more, and ``NotAllowed`` for a role that is a headteacher's to give.
        """
        if role is not None:
            _check_role(role)
        with self._writing() as connection:
            account = self._one_of(connection, person, urn, account_id)
            if role is not None:
                need_to_give(connection, person, urn, role)
            kept.put_role(connection, account_id, urn, role)
            still_managed(connection, account, (urn,))
            if role is None:
                kept.drop_invitation(connection, urn, email_key(account.email))
                personal_links.end_of_account(connection, account_id, (urn,))
            now = kept.find(connection, account_id)
            assert now is not None
            self._end_where_set_up_is_due(connection, now.account)

    def set_lead(self, person: Person, urn: str, priority_id: str, account_id: str | None) -> None:
        """Who changes this priority besides the leaders, from now on and at once; None for nobody else (EDIT).

        Raises ``Invalid`` for somebody who is no priority lead here, or a priority that is in no plan of the school.
        """
        permit(person, Deed.EDIT, urn)
        with self._writing() as connection:
            see(connection, theirs(person, urn))
            kept.lock_people(connection)
            found = kept.find(connection, account_id) if account_id is not None else None
            if account_id is not None and (found is None or not _leads_here(found.account, urn)):
                raise Invalid(NO_LEAD)
            if not kept.is_priority(connection, urn, priority_id):
                raise Invalid("This priority is no longer in the plan. Please reload the page.")
            kept.put_lead(connection, urn, priority_id, account_id, by=person.id, at=self._clock())

    def disable(self, person: Person, urn: str, account_id: str, disabled: bool) -> None:
        """Let nobody in by this account, at once, or let them in again (MANAGE_PEOPLE at each of their schools).

        Their personal links end with it.

        Whoever runs the server may do so for anybody, with ``urn`` ``""`` too.
        """
        with self._writing() as connection:
            account = self._one_of(connection, person, urn, account_id)
            _all_ones_own(person, account)
            kept.change(connection, account_id, disabled=disabled)
            if disabled:
                if not person.is_operator:
                    still_managed(connection, account, sorted(account.person.urns))
                _still_operated(connection, account)
                kept.drop_links(connection, account_id=account_id)
                kept.end_sessions(connection, account_id)
                personal_links.end_of_account(connection, account_id, account.person.urns)

    def reset_for(self, person: Person, urn: str, account_id: str) -> str:
        """The token of a link to choose a new password, to hand over where no mail is sent (MANAGE_PEOPLE).

        Not for whoever may do more at the school than ``person``: the link would open what they may not.
        """
        with self._writing() as connection:
            account = self._one_of(connection, person, urn, account_id)
            _all_ones_own(person, account)
            if not person.is_operator and any(
                may(account.person, deed, each) and not may(person, deed, each)
                for deed in Deed
                for each in account.person.urns
            ):
                raise NotAllowed(MORE_THAN_YOU)
            if account.disabled:
                raise Invalid("This account is disabled. Please let them in again first.")
            return self._reset(connection, account)

    def names_of(self, urns: Iterable[str]) -> dict[str, str]:
        """URN -> what a school is called, for those who have to do with it but may read no plan."""
        wanted = tuple(urns)
        with self._reading(wanted) as connection:
            return kept.called(connection, wanted)

    # Whoever runs the server

    def everyone(self, person: Person) -> tuple[Account, ...]:
        """All accounts, by name, with all they hold."""
        _need_operator(person)
        with self._reading() as connection:
            return kept.everyone(connection)

    def find_by_email(self, person: Person, email: str) -> Account:
        """Raises ``NotFound``."""
        _need_operator(person)
        with self._reading() as connection:
            found = kept.find_by_email(connection, email_key(email))
        if found is None:
            raise NotFound("There is no account with this email address. “sef2si person list” shows all there are.")
        return found.account

    def invite_operator(self, person: Person, email: str, name: str) -> str:
        """The token of an invitation to run the server."""
        _need_operator(person)
        link = LinkFor(purpose=Purpose.INVITE, email=checked_email(email), name=checked_name(name))
        key = email_key(email)
        with self._writing() as connection:
            kept.lock_people(connection)
            found = kept.find_by_email(connection, key)
            if found is not None and found.account.is_operator:
                raise Invalid(f"{found.account.name} runs this server already. Nobody was invited.")
            return self._issue(connection, link, key=key)

    def add_school(self, person: Person, school: School, year: str) -> None:
        """A school with an empty plan of this year. Raises ``Invalid`` where it is here already."""
        _need_operator(person)
        with self._reading(school.urn) as connection:
            if kept.is_school(connection, school.urn):
                raise Invalid(f"School {school.urn} is here already. Nothing was changed.")
        Planner(self._engine, clock=self._clock).open_plan(None, school, year)

    def schools(self, person: Person, words: str = "") -> tuple[int, dict[str, str]]:
        """How many schools are here, and URN -> name of up to 50 of those whose name or URN is sought."""
        _need_operator(person)
        with self._reading() as connection:
            found = kept.search_schools(connection, words, _MOST_SHOWN)
            return kept.count_schools(connection), found

    def forget_second_factor(self, person: Person, account_id: str) -> None:
        """They lost their phone and their recovery codes: they set up anew when they next come in, and nobody is in."""
        _need_operator(person)
        with self._writing() as connection:
            if kept.find(connection, account_id) is None:
                raise NotFound(NO_PERSON)
            kept.change(connection, account_id, secret="", secret_tried="")
            kept.put_recovery_codes(connection, account_id, ())
            kept.end_sessions(connection, account_id)

    def _one_of(self, connection: Connection, person: Person, urn: str, account_id: str) -> Account:
        """Somebody of this school whom this person may change, while everybody else who would waits."""
        kept.lock_people(connection)
        if not (person.is_operator and urn == ""):
            _permit(connection, person, Deed.MANAGE_PEOPLE, urn)
        found = kept.find(connection, account_id)
        if found is None or not (urn == "" or found.account.person.roles_at(urn)):
            raise NotFound(NO_PERSON)
        if account_id == person.id:
            raise NotAllowed(NOT_YOURSELF)
        if urn and all(each.body for each in found.account.held if each.urn == urn):
            raise NotAllowed(THROUGH_A_BODY)
        return found.account


def _permit(connection: Connection, person: Person, deed: Deed, urn: str) -> None:
    """May this person? Whoever runs the server sees to the people of every school that is here."""
    if not (person.is_operator and may(person, deed, urn)):
        permit(person, deed, urn)
        return
    see(connection, urn)
    if not kept.is_school(connection, urn):
        raise NotFound(NO_SCHOOL)
    noted(person, deed, urn)


def _sees_all(person: Person, urn: str, to_manage: bool) -> bool:
    return to_manage and may(person, Deed.SEE_PERSONAL_DATA, urn)


def _check_role(role: Role) -> None:
    if role not in SCHOOL_ROLES:
        raise Invalid(NO_SUCH_ROLE)


def _need_operator(person: Person) -> None:
    if not may(person, Deed.RUN_SERVER, ""):
        raise NotAllowed(_OPERATORS_ONLY)


def _all_ones_own(person: Person, account: Account) -> None:
    """An account is changed by whoever sees to people at each of its schools."""
    if person.is_operator:
        return
    if account.is_operator or not all(may(person, Deed.MANAGE_PEOPLE, urn) for urn in account.person.urns):
        raise NotAllowed(ELSEWHERE)


def _leads_here(account: Account, urn: str) -> bool:
    return Role.PRIORITY_LEAD in account.person.roles_at(urn)


def _still_operated(connection: Connection, before: Account) -> None:
    if before.is_operator and not any(
        account.is_operator and not account.disabled for account in kept.everyone(connection)
    ):
        raise Invalid(LAST_OPERATOR)


def _as_seen_at(urn: str, account: Account) -> Account:
    seen = account.person.only_at(urn)
    return account.model_copy(update={"held": seen.held, "leads": seen.leads, "is_operator": False})
