"""One's own CPD: what a member of staff is invited to, their answers, and the half-days that are theirs to choose.

They come by their account, or by a personal link without one; either way they see and change their own alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from sef2si.advice.year.settings import YearSettings, out_a_day
from sef2si.advice.year.taken import out_with
from sef2si.domain.cycle import current_year
from sef2si.domain.expertise import Expertise
from sef2si.domain.invitations import (
    FREE_HALF_DAYS,
    Answer,
    CameBy,
    FreeChoice,
    Invitation,
    LinkUse,
    PersonalLink,
    is_small,
    lapsed,
    used_half_days,
)
from sef2si.domain.people import Deed, Person, Whose
from sef2si.domain.personal import SOMEBODY
from sef2si.domain.plan import Plan
from sef2si.domain.record import new_id
from sef2si.domain.staff import StaffMember
from sef2si.domain.swapping import OtherTime, Said, Swapping, answered, exchanged
from sef2si.errors import Invalid, NotFound
from sef2si.services import consenting, personal_links
from sef2si.services.access import noted, permit, theirs
from sef2si.services.hiding import hidden_from
from sef2si.services.keeping import or_unavailable
from sef2si.services.personal_links import NO_LINK
from sef2si.store import rows, staff, year
from sef2si.store.engine import NO_SCHOOL, reading, see, writing

NOT_ON_STAFF = (
    "Nobody in the staff register is connected with your account yet. Whoever keeps the register can do that."
)
_LONGEST = 500
Answers = Mapping[str, tuple[Answer, str | None]]  # invitation id -> the answer, and the session asked for instead


class ByAccount(NamedTuple):
    """Somebody signed in, at one of their schools."""

    person: Person
    urn: str


class ByLink(NamedTuple):
    """Whoever holds this token of a personal link; ``beside`` is whose account is signed in in the same browser."""

    token: str
    beside: str = ""


Who = ByAccount | ByLink


class Asked(NamedTuple):
    """A colleague would like one's own place at a time: who, by which invitation, and their time for it."""

    invitation_id: str
    name: str
    mine: str
    theirs: str


class Mine(NamedTuple):
    """What one member of staff sees: who they are, their school's plan of this year, and what is theirs in it.

    ``plan`` is whole: whoever shows it, shows of it what is theirs. ``helping`` is what they could help others with, as
    they said or as somebody thinks; ``small`` are sessions of so few that their leaders see who is missing.
    ``has_calendar``: a calendar program can follow theirs already, by a link. ``times``: by invitation, other times at
    which they could come; ``asked``: who would like to change places with them.
    """

    member: StaffMember
    plan: Plan
    invitations: tuple[Invitation, ...]
    choices: tuple[FreeChoice, ...]
    helping: tuple[Expertise, ...]
    small: frozenset[str]
    has_calendar: bool
    times: Mapping[str, tuple[OtherTime, ...]]
    asked: tuple[Asked, ...]

    @property
    def half_days_left(self) -> Decimal:
        return FREE_HALF_DAYS - used_half_days(self.choices)


class OwnCpd:
    """Raises ``NotFound``, ``NotAllowed``, ``Invalid`` and ``Unavailable``, as the planner does (RESPOND)."""

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def schools(self, person: Person) -> tuple[str, ...]:
        """Schools where somebody in the staff register has this person's account."""
        with or_unavailable(), reading(self._engine, person.urns) as connection:
            registers = {urn: staff.read_staff(connection, urn) for urn in sorted(person.urns)}
        return tuple(urn for urn, those in registers.items() if any(each.account_id == person.id for each in those))

    def mine(self, who: Who) -> Mine:
        with self._reading(who) as (mine, _):
            return mine

    def calendar(self, token: str) -> Mine:
        """For a calendar program, by the link that is for it alone."""
        with or_unavailable(), reading(self._engine, NO_SCHOOL) as connection:
            link = personal_links.found(connection, token, LinkUse.CALENDAR, self._clock())
            return _by_link(connection, link, self._clock())

    def respond(self, who: Who, answers: Answers) -> None:
        """One's own answers. A decline needs no reason, and may be taken back. Another time counts at once where it has
        a place; where it has none, colleagues there are asked, and nothing else changes until one of them says yes.
        """
        with self._writing(who) as (connection, mine, by):
            came_by = _came_by(who, mine.member)
            own = {each.id: each for each in mine.invitations}
            now = self._clock()
            changed = []
            for invitation_id, (answer, swap_to) in answers.items():
                before = own.get(invitation_id)
                if before is None:
                    raise NotFound("This invitation is not here any more. Nothing was changed; please look again.")
                after = answered(before, Said(answer, swap_to, now, came_by), mine.times.get(before.id, ()))
                if after != before:
                    changed.append((before, after))
            year.change_invitations(connection, changed, by)

    def ask_no_more(self, who: Who, invitation_id: str) -> None:
        """Take back that one would like to change places. Gone already: nothing is."""
        with self._writing(who) as (connection, mine, by):
            own = [each for each in mine.invitations if each.id == invitation_id and each.asks_for]
            year.change_invitations(
                connection, [(each, each.model_copy(update={"asks_for": None, "asked_at": None})) for each in own], by
            )

    def change_places(self, who: Who, invitation_id: str) -> None:
        """One's yes to a colleague who asked: from now on each comes where the other did. Raises ``NotFound``."""
        with self._writing(who) as (connection, mine, by):
            swapping = _swapping(connection, mine.plan, self._clock().date())
            pair = next((each for each in swapping.asked_of(mine.member.id) if each[0].id == invitation_id), None)
            if pair is None:
                raise NotFound(
                    "They do not ask for this any more: somebody else said yes, or it was taken back. Nothing was "
                    "changed."
                )
            both = exchanged(*pair, self._clock(), _came_by(who, mine.member))
            year.change_invitations(connection, both, by)

    def choose(self, who: Who, what: str, on: date | None, half_days: Decimal) -> None:
        """Use some of one's own half-days (003-F5f). Raises ``Invalid`` where there are not so many left."""
        words = " ".join(what.split())
        if not words or len(words) > _LONGEST:
            raise Invalid(f"Please say in a few words what you chose, in {_LONGEST} letters at most.")
        if half_days <= 0 or half_days % 1:
            raise Invalid("Please give a whole number of half-days, such as 1 or 2.")
        with self._writing(who) as (connection, mine, _):
            if half_days > mine.half_days_left:
                raise Invalid(
                    f"You have {mine.half_days_left.normalize():f} of your {FREE_HALF_DAYS} half-days left this year. "
                    "Nothing was changed; anything beyond them is agreed with whoever plans CPD."
                )
            choice = FreeChoice(
                id=new_id(), urn=mine.plan.urn, plan_id=mine.plan.id, member_id=mine.member.id, what=words, on=on,
                half_days=half_days, made_at=self._clock(),
            )  # fmt: skip
            year.add_choice(connection, choice)

    def drop_choice(self, who: Who, choice_id: str) -> None:
        with self._writing(who) as (connection, mine, _):
            year.remove_choice(connection, mine.plan.id, mine.member.id, choice_id)

    def could_help(self, who: Who, what: str, hours: Decimal | None) -> None:
        """Say what they could help others with: only the leadership sees it, and it is their yes to being asked."""
        words = " ".join(what.split())
        if not words or len(words) > _LONGEST:
            raise Invalid(f"Please say in a few words what others could ask you, in {_LONGEST} letters at most.")
        with self._writing(who) as (connection, mine, by):
            consenting.offered(
                connection, mine.plan.id, mine.member, what=words, hours=hours, by=self._said_by(mine, by)
            )

    def answer_help(self, who: Who, expertise_id: str, *, yes: bool, seen: int = 0) -> None:
        """Their yes to what version ``seen`` of it says, or that they take it back; in later years' plans as well."""
        with self._writing(who) as (connection, mine, by):
            years = rows.years_of(connection, mine.plan.urn)
            plans = [plan_id for year, plan_id in sorted(years.items()) if year >= mine.plan.year]
            rows.lock_plans(connection, plans)
            register = staff.read_staff(connection, mine.plan.urn)
            consenting.answered(
                connection, plans, mine.member, expertise_id, register=register, yes=yes, seen=seen,
                by=self._said_by(mine, by),
            )  # fmt: skip

    def calendar_link(self, who: Who) -> str:
        """The token of one's own calendar, for a calendar program. The one before ends."""
        with self._writing(who) as (connection, mine, _):
            return personal_links.issue(
                connection, mine.plan.urn, mine.member.id, LinkUse.CALENDAR, self._clock()
            )  # fmt: skip

    def end_calendar(self, who: Who) -> None:
        with self._writing(who) as (connection, mine, _):
            year.remove_links(connection, mine.plan.urn, mine.member.id, LinkUse.CALENDAR.value)

    @contextmanager
    def _reading(self, who: Who) -> Iterator[tuple[Mine, str]]:
        with or_unavailable(), reading(self._engine, _whose(who)) as connection:
            yield self._own(connection, who)

    @contextmanager
    def _writing(self, who: Who) -> Iterator[tuple[Connection, Mine, str]]:
        with or_unavailable(), writing(self._engine, _whose(who)) as connection:
            mine, by = self._own(connection, who)
            # Two answers at once, or two uses of the last half-day, one after the other.
            rows.lock_plan(connection, mine.plan.id)
            yield connection, self._own(connection, who)[0], by

    def _own(self, connection: Connection, who: Who) -> tuple[Mine, str]:
        now = self._clock()
        if isinstance(who, ByLink):
            link = personal_links.found(connection, who.token, LinkUse.PAGE, now)
            return _by_link(connection, link, now), f"link {link.id}"
        permit(who.person, Deed.RESPOND, who.urn, Whose.OWN_RECORD)
        here = staff.read_staff(connection, who.urn)
        member = next((each for each in here if each.account_id == who.person.id), None)
        if member is None:
            raise NotFound(NOT_ON_STAFF)
        return _mine(connection, who.urn, member.id, now), who.person.id

    def _said_by(self, mine: Mine, by: str) -> consenting.By:
        """Whoever comes by a link is known by their entry in the register, beside what they did."""
        return consenting.By(by if by == mine.member.account_id else mine.member.id, mine.member.name, self._clock())


def _whose(who: Who) -> str:
    """The school that somebody comes for; a link says it by itself, once it is found."""
    return NO_SCHOOL if isinstance(who, ByLink) else theirs(who.person, who.urn)


def _by_link(connection: Connection, link: PersonalLink, now: datetime) -> Mine:
    """What a link opens; that it was opened is in the school's access log, as that person's."""
    see(connection, link.urn)
    member = next((each for each in staff.read_staff(connection, link.urn) if each.id == link.member_id), None)
    if member is None or not personal_links.opens_for(connection, member, now.date()):
        raise NotFound(NO_LINK)
    mine = _mine(connection, link.urn, link.member_id, now)
    noted(Person(id=mine.member.id, name=mine.member.name), Deed.RESPOND, link.urn, link.use.way)
    return mine


def _mine(connection: Connection, urn: str, member_id: str, now: datetime) -> Mine:
    register = staff.read_staff(connection, urn)
    member = next((each for each in register if each.id == member_id), None)
    years = rows.years_of(connection, urn)
    plan = rows.read_plan(connection, years[current_year(years, now.date())]) if years else None
    if member is None or plan is None:
        raise NotFound(NO_LINK)
    invitations = year.invitations_of(connection, plan.id)
    invited = tuple(each for each in invitations if each.member_id == member.id)
    sizes = Counter(each.session_id for each in invitations)
    hidden = hidden_from(connection, urn, member.id)
    swapping = _swapping(connection, plan, now.date(), invitations, register)
    names = {each.id: SOMEBODY if each.id in hidden.ids else each.name for each in register}
    links = (each for each in year.links_of(connection, urn, now) if each.member_id == member.id)
    return Mine(
        member=hidden.said(member),
        plan=hidden.said(plan),
        invitations=invited,
        choices=year.choices_of(connection, plan.id, member.id),
        helping=hidden.said(consenting.of_member(plan, member, register)),
        small=frozenset(session for session, people in sizes.items() if is_small(people)),
        has_calendar=any(each.use is LinkUse.CALENDAR for each in links),
        times={each.id: swapping.other_times(each) for each in invited},
        asked=tuple(
            Asked(asking.id, names.get(asking.member_id, "A colleague"), own.comes_to, asking.comes_to)
            for asking, own in swapping.asked_of(member.id)
        ),
    )


def _came_by(who: Who, member: StaffMember) -> CameBy:
    if isinstance(who, ByAccount):
        return CameBy.ACCOUNT
    return CameBy.OTHER if who.beside and who.beside != member.account_id else CameBy.LINK


def _swapping(
    connection: Connection,
    plan: Plan,
    today: date,
    invitations: tuple[Invitation, ...] | None = None,
    register: tuple[StaffMember, ...] | None = None,
) -> Swapping:
    """Who comes when, with the school's limit of people out of class on one day."""
    found = year.invitations_of(connection, plan.id) if invitations is None else invitations
    members = staff.read_staff(connection, plan.urn) if register is None else register
    kept = year.settings(connection, plan.id)
    settings = YearSettings.model_validate(kept.content) if kept else YearSettings()
    gone = lapsed(found, {each.id: each.held_on for each in plan.cpd_sessions}, members, today)
    coming = tuple(each for each in found if each.id not in gone)
    return Swapping(plan, coming, today, out_with(plan, coming, members), out_a_day(settings, plan.school))
