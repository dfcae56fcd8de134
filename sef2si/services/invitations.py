"""Invitations to CPD, as those who plan it see them: who comes, who asked to be left out, and a count of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, Engine

from sef2si.domain.invitations import (
    SMALLEST_COUNT,
    Answer,
    Answered,
    Invitation,
    LinkUse,
    answered,
    lapsed,
    used_half_days,
)
from sef2si.domain.people import Deed, Person
from sef2si.domain.personal import SOMEBODY
from sef2si.domain.record import new_id
from sef2si.errors import Invalid, NotFound
from sef2si.services.access import permit, school_in, theirs
from sef2si.services.hiding import hidden_from
from sef2si.services.keeping import or_unavailable, writing_within
from sef2si.services.personal_links import issue, opens_for
from sef2si.store import rows, staff, year
from sef2si.store.engine import reading, writing
from sef2si.store.news import call_off


class Invitations:
    """Raises ``NotFound``, ``NotAllowed``, ``Invalid`` and ``Unavailable``, as the planner does."""

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    # Those who plan CPD

    def invite(
        self, person: Person, plan_id: str, wanted: Mapping[str, Sequence[str]], *, within: Connection | None = None
    ) -> int:
        """Invite members of staff to sessions: session id -> member ids. Returns how many invitations are new.

        A session has to be announced first: nobody is invited to what may still move. Who was invited before stays so.
        """
        with self._planning(person, plan_id, within) as (connection, urn):
            plan = rows.read_plan(connection, plan_id)
            assert plan is not None
            here = {each.id for each in staff.read_staff(connection, urn)}
            there = {(each.session_id, each.member_id) for each in year.invitations_of(connection, plan_id)}
            now, added = self._clock(), []
            for session_id, members in wanted.items():
                session = plan.find("cpd_sessions", session_id)
                if session is None or session.activity_id is None:
                    raise NotFound("One of the sessions is not in the plan any more. Nobody was invited.")
                if session.announced_on is None:
                    raise Invalid("A session is announced before people are invited to it. Nobody was invited.")
                if not here.issuperset(members):
                    raise NotFound("Somebody is not in the staff register any more. Nobody was invited.")
                added += [
                    Invitation(
                        id=new_id(), urn=urn, plan_id=plan_id, session_id=session_id, activity_id=session.activity_id,
                        member_id=member, invited_at=now,
                    )
                    for member in dict.fromkeys(members)
                    if (session_id, member) not in there
                ]  # fmt: skip
            year.add_invitations(connection, added, person.id)
        return len(added)

    def answers(self, person: Person, plan_id: str) -> dict[str, Answered]:
        """By session: who comes, who asked to be left out, and how many others there are where they are not too few."""
        urn = self._may_plan(person, plan_id)
        with or_unavailable(), reading(self._engine, theirs(person, school_in(plan_id))) as connection:
            found = year.invitations_of(connection, plan_id)
            hidden = hidden_from(connection, urn, person.id).ids
            here, gone = staff.read_staff(connection, urn), _gone(connection, plan_id, found, self._clock().date())
            names = {each.id: SOMEBODY if each.id in hidden else each.name for each in here}
        sessions = {session for each in found for session in (each.session_id, each.comes_to)}
        return {session: answered(session, found, names, gone) for session in sessions}

    def apart(self, person: Person, plan_id: str) -> dict[str, frozenset[str]]:
        """For planning again, and for no page: by session, those who can't come and are asked for another time."""
        return self._said(person, plan_id, Answer.DECLINED, lambda each: each.session_id)

    def left_out(self, person: Person, plan_id: str) -> dict[str, frozenset[str]]:
        """By activity, the members who asked to be left out of it."""
        return self._said(person, plan_id, Answer.LEFT_OUT, lambda each: each.activity_id)

    def _said(
        self, person: Person, plan_id: str, answer: Answer, of: Callable[[Invitation], str]
    ) -> dict[str, frozenset[str]]:
        self._may_plan(person, plan_id)
        with or_unavailable(), reading(self._engine, theirs(person, school_in(plan_id))) as connection:
            found = year.invitations_of(connection, plan_id)
        those: dict[str, set[str]] = {}
        for each in found:
            if each.answer is answer:
                those.setdefault(of(each), set()).add(each.member_id)
        return {key: frozenset(members) for key, members in those.items()}

    def coming(self, person: Person, plan_id: str) -> dict[str, frozenset[str]]:
        """For planning again, and for no page: by session, who was invited and may still come."""
        self._may_plan(person, plan_id)
        with or_unavailable(), reading(self._engine, theirs(person, school_in(plan_id))) as connection:
            found = year.invitations_of(connection, plan_id)
            gone = _gone(connection, plan_id, found, self._clock().date())
        those: dict[str, set[str]] = {}
        for each in found:
            here = those.setdefault(each.comes_to, set())
            if each.may_come and each.id not in gone:
                here.add(each.member_id)
        return {session: frozenset(members) for session, members in those.items()}

    def follow(
        self,
        person: Person,
        plan_id: str,
        moved: Sequence[str],
        gone: Sequence[str],
        *,
        within: Connection | None = None,
    ) -> None:
        """After sessions moved, those invited are asked anew, and so are those who were to come there instead, and
        nobody asks for its places any more; invitations to what is no more are taken back.
        """
        with self._planning(person, plan_id, within) as (connection, urn):
            found = year.invitations_of(connection, plan_id)
            now = self._clock()
            kept = [each for each in found if each.session_id not in gone]
            anew = [(each, after) for each in kept if (after := _after(each, moved, gone)) != each]
            year.change_invitations(connection, anew, person.id)
            removed = [each for each in found if each.session_id in gone]
            year.remove_invitations(connection, removed, person.id, now)
            coming = [each for each in removed if each.answer is not Answer.DECLINED]
            call_off(connection, [(urn, each.session_id, each.member_id) for each in coming], now)

    def half_days_used(self, person: Person, plan_id: str) -> tuple[Decimal, int] | None:
        """Half-days of free choice used in all, and by how many people; None where those are too few to be counted."""
        self._may_plan(person, plan_id)
        with or_unavailable(), reading(self._engine, theirs(person, school_in(plan_id))) as connection:
            found = year.choices_of(connection, plan_id)
        people = len({each.member_id for each in found})
        return (used_half_days(found), people) if people >= SMALLEST_COUNT else None

    def give_link(self, person: Person, urn: str, member_id: str) -> str:
        """The token of a link to their own page for somebody without an account. The one before ends."""
        permit(person, Deed.PLAN_CPD, urn)
        with or_unavailable(), writing(self._engine, theirs(person, urn)) as connection:
            now = self._clock()
            member = next((each for each in staff.read_staff(connection, urn) if each.id == member_id), None)
            if member is None:
                raise NotFound("They are not in the staff register any more. No link was made.")
            if not opens_for(connection, member, now.date()):
                raise Invalid(
                    f"{member.name} has left, or is kept out under “People”, so a link would open nothing. No link was "
                    "made; if that is not so, please put it right there or in the staff register first."
                )
            return issue(connection, urn, member_id, LinkUse.PAGE, now)

    def take_link_back(self, person: Person, urn: str, member_id: str) -> None:
        """All links of this member of staff end."""
        permit(person, Deed.PLAN_CPD, urn)
        with or_unavailable(), writing(self._engine, theirs(person, urn)) as connection:
            year.remove_links(connection, urn, member_id)

    def links(self, person: Person, urn: str) -> frozenset[str]:
        """Members who hold a link to their page that still opens it."""
        permit(person, Deed.PLAN_CPD, urn)
        now = self._clock()
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            found = {each.member_id for each in year.links_of(connection, urn, now) if each.use is LinkUse.PAGE}
            holders = (each for each in staff.read_staff(connection, urn) if each.id in found)
            return frozenset(each.id for each in holders if opens_for(connection, each, now.date()))

    # Their parts

    def _may_plan(self, person: Person, plan_id: str) -> str:
        with or_unavailable(), reading(self._engine, theirs(person, school_in(plan_id))) as connection:
            return permit(person, Deed.PLAN_CPD, rows.urn_of(connection, plan_id))

    @contextmanager
    def _planning(
        self, person: Person, plan_id: str, within: Connection | None = None
    ) -> Iterator[tuple[Connection, str]]:
        with writing_within(self._engine, theirs(person, school_in(plan_id)), within) as connection:
            urn = permit(person, Deed.PLAN_CPD, rows.urn_of(connection, plan_id))
            rows.lock_plan(connection, plan_id)
            yield connection, urn


def _gone(connection: Connection, plan_id: str, found: Sequence[Invitation], today: date) -> frozenset[str]:
    """Those of people who have left by the day of their session."""
    plan = rows.read_plan(connection, plan_id)
    assert plan is not None
    days = {each.id: each.held_on for each in plan.cpd_sessions}
    return lapsed(found, days, staff.read_staff(connection, plan.urn), today)


def _after(each: Invitation, moved: Sequence[str], gone: Sequence[str]) -> Invitation:
    """An invitation once sessions moved or are no more: what it said of another day, it says no longer."""
    touched, asks_no_more = {*moved, *gone}, {"asks_for": None, "asked_at": None}
    if each.session_id in moved or each.swap_to in touched:
        if each.answer is Answer.LEFT_OUT:
            return each.model_copy(update=asks_no_more)
        said = {"answer": Answer.INVITED, "swap_to": None, "answered_at": None, "came_by": None}
        return each.model_copy(update={**said, **asks_no_more})
    return each.model_copy(update=asks_no_more) if each.asks_for in touched else each
