"""What is new to somebody at their schools, as they may be told it at this very moment (NOTIFY).

Leaders and governors are told what changed in the plan they see, priority leads of their priorities, whoever is invited
to CPD of what is their own, and advisers what a school asked, what they promised and what it shares, while it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Connection

from sef2si.domain import invitations
from sef2si.domain.advising import is_due
from sef2si.domain.beside import Beside
from sef2si.domain.changes import Change
from sef2si.domain.cycle import current_year
from sef2si.domain.leading import is_theirs
from sef2si.domain.news import DUE_WITHIN, Item, News, changed, news, touched
from sef2si.domain.people import ADVISED, Answer, Deed, Person, Whose, allowed, answer, within
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.sharing import Sharing
from sef2si.domain.swapping import Swapping
from sef2si.domain.threads import Talks
from sef2si.errors import Invalid
from sef2si.services.access import noted
from sef2si.services.noting import sight
from sef2si.services.rewinding import ever_private, rewound
from sef2si.services.threads import seen_of
from sef2si.store import changes, rows, sharing, staff, threads, year
from sef2si.store.news import called_off_for


def gathered(connection: Connection, person: Person, since: Mapping[str, datetime], now: datetime) -> tuple[News, ...]:
    """URN -> since when, to what is new to this person there. A school of which they may be told nothing is not there.

    The transaction must be for these schools.
    """
    urns = [urn for urn in sorted(since) if urn in person.urns]
    shared, said = sharing.of_schools(connection, urns), threads.talks_of(connection, urns, only_open=True)
    as_adviser, found = within(person, ADVISED), []
    for urn in urns:
        at = _AtSchool(connection, urn, since[urn], now)
        items: list[Item] = []
        if allowed(person, Deed.NOTIFY, urn) and answer(person, Deed.READ, urn) is Answer.YES:
            items += [*at.in_the_plan(person, shared[urn]), *at.waiting_for_school(person, said[urn])]
        if allowed(person, Deed.PLAN_CPD, urn):
            items += at.leavers()
        if allowed(person, Deed.NOTIFY, urn, Whose.OWN_RECORD):
            items += at.own_cpd(person)
        if allowed(as_adviser, Deed.NOTIFY, urn, is_shared=shared[urn].is_shared):
            items += at.for_adviser(as_adviser, said[urn], shared[urn])
        if items:
            noted(person, Deed.NOTIFY, urn)
            found.append(news(urn, items))
    return tuple(each for each in found if each.items)


class _AtSchool:
    """One school since one moment. What takes a look at the plan is asked only where something was written."""

    def __init__(self, connection: Connection, urn: str, since: datetime, now: datetime) -> None:
        self._connection, self._urn, self._since = connection, urn, since
        self._today, self._since_day = now.astimezone().date(), since.astimezone().date()

    @cached_property
    def _plan_id(self) -> str:
        years = rows.years_of(self._connection, self._urn)
        return years[current_year(years, self._today)] if years else ""

    @cached_property
    def _plan(self) -> Plan | None:
        return rows.read_plan(self._connection, self._plan_id)

    @cached_property
    def _past(self) -> tuple[Change, ...]:
        """What was written since, oldest first."""
        found = changes.of_plan(self._connection, self._plan_id, self._since)
        return tuple(each for each in reversed(found) if each.at > self._since)

    def in_the_plan(self, person: Person, shared: Sharing) -> Iterator[Item]:
        if not self._past or self._plan is None:
            return
        begun = [each for each in self._past if each.kind == "school" and each.before is None and not each.is_cleared]
        if begun and begun[0].by != person.id:
            yield Item(sort="begun", count=1)  # all of it is new: nothing in it is told one by one
            return
        newest_first = [each for each in reversed(self._past) if each.kind != "school" or each.before is not None]
        try:
            then = rewound(self._plan, newest_first)
        except Invalid:  # what was said then is past its time
            return
        states = Beside(self._plan, ever_private(self._past)), Beside(then)
        by_others = touched(sight(self._connection, person, self._urn).shown(self._past), person.id)
        counts = changed(person, then, self._plan, by_others, sharing=shared, today=self._today, beside=states)
        yield from (Item(sort=kind, count=count) for kind, count in counts.items())

    def waiting_for_school(self, person: Person, talks: Talks) -> Iterator[Item]:
        """Questions of advisers, to those who may answer them."""
        waiting = [each for each in talks.threads if each.waits_for(school=True)]
        if not allowed(person, Deed.ANSWER, self._urn):
            own = allowed(person, Deed.ANSWER, self._urn, Whose.OWN_RECORD)
            waiting = [each for each in waiting if own and self._leads(person, each.plan_id, each.kind, each.record_id)]
        yield Item(sort="waiting", count=len(waiting), is_new=any(each.latest.at > self._since for each in waiting))

    def _leads(self, person: Person, plan_id: str, kind: str, record_id: str) -> bool:
        plan = self._plan if plan_id and plan_id == self._plan_id else None
        record = plan.find(kind, record_id) if plan and kind in KINDS else None
        return plan is not None and record is not None and is_theirs(plan, record, person.led_at(self._urn))

    def for_adviser(self, person: Person, talks: Talks, shared: Sharing) -> Iterator[Item]:
        seen = seen_of(person, talks, shared)
        mine = [each for each in seen.threads if each.began.of_school or each.began.by == person.id]
        waiting = [each for each in mine if each.waits_for(school=False)]
        yield Item(sort="waiting", count=len(waiting), is_new=any(each.latest.at > self._since for each in waiting))
        due = [each for each in seen.promises if each.by == person.id and is_due(each, self._today)]
        newly = any(each.at > self._since or not is_due(each, self._since_day) for each in due)
        yield Item(sort="promises", count=len(due), is_new=newly)
        yield Item(sort="sharing", count=int(shared.at is not None and shared.at > self._since))

    def leavers(self) -> Iterator[Item]:
        """To those who plan CPD: whose yes counts no more, for they have left by that day."""
        found = year.invitations_of(self._connection, self._plan_id) if self._plan_id else ()
        if not found or self._plan is None:
            return
        register = staff.read_staff(self._connection, self._urn)
        days = {each.id: each.held_on for each in self._plan.cpd_sessions if each.held_on}
        coming = [each for each in found if days.get(each.comes_to, self._today) > self._today]
        gone = invitations.lapsed(coming, days, register, self._today)
        last = {each.id: each.leaves_on for each in register}
        yes = [e for e in coming if e.id in gone and e.answer in (invitations.Answer.ACCEPTED, invitations.Answer.SWAP)]
        newly = any(
            (day := last.get(each.member_id)) is not None and self._since_day <= day < self._today for each in yes
        )
        yield Item(sort="left", count=len(yes), is_new=newly)

    def own_cpd(self, person: Person) -> Iterator[Item]:
        """To what they are invited, and what became of it."""
        here = staff.read_staff(self._connection, self._urn)
        member = next((each for each in here if each.account_id == person.id), None)
        if member is None or not self._plan_id:
            return
        every = year.invitations_of(self._connection, self._plan_id)
        own = [each for each in every if each.member_id == member.id and each.answer is not invitations.Answer.DECLINED]
        cancelled = set(called_off_for(self._connection, self._urn, member.id, self._since))
        invited = moved = due = 0
        is_due_newly = False
        sessions = {each.id: each for each in self._plan.cpd_sessions} if own and self._plan else {}
        for each in own:
            session_id = each.comes_to
            session = sessions.get(session_id)
            written = [
                change
                for change in self._past
                if (change.kind, change.record_id) == ("cpd_sessions", session_id) and change.at > each.invited_at
            ]
            if session is None:
                cancelled |= {session_id} if any(change.after is None for change in written) else set()
                continue
            if session.held_on is not None and session.held_on < self._today:
                continue
            if _moved(written, session.held_on, session.at):
                moved += 1
            if each.answer is not invitations.Answer.INVITED:
                continue
            if each.invited_at > self._since:
                invited += 1
            elif session.held_on is not None and session.held_on <= self._today + DUE_WITHIN:
                due += 1
                is_due_newly |= session.held_on > self._since_day + DUE_WITHIN
        yield Item(sort="invited", count=invited)
        yield from self._changed_places(member.id, every)
        yield Item(sort="moved", count=moved)
        yield Item(sort="cancelled", count=len(cancelled))
        yield Item(sort="answers", count=due, is_new=is_due_newly)

    def _changed_places(self, member_id: str, every: Sequence[invitations.Invitation]) -> Iterator[Item]:
        """Who would like one's place still, and who gave one theirs since."""
        if self._plan is None or not any(each.asks_for or each.swapped_at for each in every):
            return
        asked = [asking for asking, _ in Swapping(self._plan, every, self._today).asked_of(member_id)]
        is_new = any(each.asked_at is not None and each.asked_at > self._since for each in asked)
        yield Item(sort="swap_asked", count=len(asked), is_new=is_new)
        own = [each.swapped_at for each in every if each.member_id == member_id and each.swapped_at]
        yield Item(sort="swapped", count=sum(at > self._since for at in own))


def _moved(written: list[Change], held_on: date | None, at: str) -> bool:
    """Whether a session is at another time than before these changes of it."""
    first = next((each.before for each in written if each.before is not None), None)
    return first is not None and (first.get("held_on"), first.get("at")) != (held_on and held_on.isoformat(), at)
