"""Threads between a school and its advisers, each time asking first whether this person may.

Two sides speak: advisers (ASK, as far as the school shares) and the school (ANSWER). Beside a record only where the
whole plan is shared; about the school as a whole where at least a summary is. Everything is named by the sender, so
that what was sent twice is there once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine

from sef2si.domain.cycle import current_year
from sef2si.domain.leading import is_theirs
from sef2si.domain.nameless import kept_names, nameless, names_as_written, names_of_staff
from sef2si.domain.people import Answer, Deed, Person, Role, Whose, answer
from sef2si.domain.plan import KINDS, Plan, shared
from sef2si.domain.sharing import Level, Sharing, seen_by
from sef2si.domain.threads import Asked, Promise, Promised, Remark, Said, Talks, Thread, ThreadSort, of_school
from sef2si.errors import Invalid, NotAllowed, NotFound
from sef2si.journey import title_of
from sef2si.services.access import NO_SCHOOL, noted, permit, theirs
from sef2si.services.hiding import hidden_from
from sef2si.services.keeping import or_unavailable
from sef2si.services.talking import (
    MOST_REMARKS,
    checked_id,
    checked_line,
    checked_text,
    refuse_promise,
    refuse_too_many,
    was_asked,
    was_promised,
    was_said,
)
from sef2si.store import rows
from sef2si.store import sharing as shared_by
from sef2si.store import threads as kept
from sef2si.store.calling import names_at
from sef2si.store.engine import reading, writing
from sef2si.store.threads import Author

GONE = "This is not in the plan any more, or not in what is shared of it. Please reload the page; your words are kept."
NO_THREAD = "This question is not here any more. Please reload the page; your words are kept."
ABOUT_THE_SCHOOL = (
    "This school shares a summary and not its plan, so a question can be about the school as a whole, and not about "
    "one thing in the plan."
)
ANSWER_FIRST = "Please answer this first; then it can be closed."


def seen_of(person: Person, talks: Talks, sharing: Sharing) -> Talks:
    """What of a school's talks this adviser sees: their own, what the school asked all of its advisers, and all of it
    for a lead adviser. What a record is called is part of the plan: it is shown where the plan is shared."""
    leads = Role.LEAD_ADVISER in person.roles_at(talks.urn)
    return Talks(
        urn=talks.urn,
        threads=tuple(
            each if sharing.level is Level.FULL else each.model_copy(update={"about": ""})
            for each in talks.threads
            if leads or each.began.of_school or each.began.by == person.id
        ),
        promises=tuple(each for each in talks.promises if leads or each.by == person.id),
    )


class Threads:
    """Every method raises ``NotFound`` or ``NotAllowed`` for whoever may not, ``Invalid`` and ``Unavailable``.

    Every act gives back all that this person sees, as it is now.
    """

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def talks(self, person: Person, urn: str) -> Talks:
        """All threads and promises that this person sees at this school."""
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            if of_school(person, urn):
                permit(person, Deed.ANSWER, urn, _widest(person, urn))
            elif urn not in person.urns:
                raise NotFound(NO_SCHOOL)
            elif answer(person, Deed.ASK, urn) is Answer.NO:
                permit(person, Deed.ASK, urn)
            else:  # whether or not anything is shared: what was said before is read again
                noted(person, Deed.ASK, urn)
            return self._seen(connection, person, urn)

    def ask(self, person: Person, urn: str, asked: Asked) -> Talks:
        """Begin a thread: an adviser asks or praises, or the school asks its advisers."""
        text = checked_text("threads", checked_id(asked.id), asked.text, blank=_blank(asked.sort))
        with self._to_write(person, urn) as (connection, talks, author):
            about = self._about(connection, person, urn, asked)
            remark = _said(asked.id, text, author, of_school(person, urn))
            fields = asked.model_dump(exclude={"text"})
            wanted = Thread(**fields, version=1, about=about, remarks=(remark,))
            there = next((each for each in talks.threads if each.id == wanted.id), None)
            if there is None or not was_asked(there, wanted):
                _refuse_id(talks, remark)
                refuse_too_many(talks.threads, person.id)
                kept.add_thread(connection, urn, wanted, author)
            return self._seen(connection, person, urn)

    def remark(self, person: Person, urn: str, thread_id: str, said: Said) -> Talks:
        """Answer, or go on. A question that was closed is open again. An answered question stays open until closed."""
        text = checked_text("threads", thread_id, said.text, blank="Please write your answer first.")
        checked_id(said.id)
        with self._to_write(person, urn) as (connection, talks, author):
            thread = self._thread(connection, person, urn, talks, thread_id)
            remark = _said(said.id, text, author, of_school(person, urn))
            there = next((r for each in talks.threads for r in each.remarks if r.id == said.id), None)
            if there is None or not was_said(thread, there, remark):
                if len(thread.remarks) >= MOST_REMARKS:
                    raise Invalid("This thread is as long as one can be. Please ask a new question.")
                kept.add_remark(connection, urn, thread, remark, author)
            return self._seen(connection, person, urn)

    def close(self, person: Person, urn: str, thread_id: str, *, closed: bool = True) -> Talks:
        """A question is settled, or a word of praise was read; or it is not, after all."""
        with self._to_write(person, urn, only_closing=True) as (connection, talks, author):
            thread = self._thread(connection, person, urn, talks, thread_id)
            if (thread.closed_at is not None) != closed:
                if closed and not thread.may_close(school=of_school(person, urn)):
                    raise Invalid(ANSWER_FIRST)
                kept.close(connection, urn, thread, author, closed=closed)
            return self._seen(connection, person, urn)

    def promise(self, person: Person, urn: str, promised: Promised) -> Talks:
        """An adviser says what they will do, and by when (ASK)."""
        text = checked_line(
            "promises", checked_id(promised.id), promised.text, blank="Please write what you promise to do."
        )
        wanted = promised.model_copy(update={"text": text})
        with self._to_write(person, urn) as (connection, talks, author):
            permit(person, Deed.ASK, urn, sharing=shared_by.of_school(connection, urn))
            there = next((each for each in talks.promises if each.id == wanted.id), None)
            if there is None or not was_promised(there, wanted, person.id):
                refuse_promise(talks.promises, wanted, person.id, author.at.astimezone().date())
                made = Promise(**wanted.model_dump(), version=1, by=person.id, by_name=person.name, at=author.at)
                kept.add_promise(connection, urn, made, author)
            return self._seen(connection, person, urn)

    def keep_promise(self, person: Person, urn: str, promise_id: str, *, is_kept: bool = True) -> Talks:
        """Whoever made a promise marks it kept, or takes the mark away."""
        with self._to_write(person, urn, only_closing=True) as (connection, talks, author):
            there = next((each for each in talks.promises if (each.id, each.by) == (promise_id, person.id)), None)
            if there is None:
                raise NotFound("This promise is not here any more, or is not yours. Please reload the page.")
            if (there.kept_on is not None) != is_kept:
                day = author.at.astimezone().date() if is_kept else None
                after = there.model_copy(update={"version": there.version + 1, "kept_on": day})
                kept.change_promise(connection, urn, there, after, author)
            return self._seen(connection, person, urn)

    # What is seen, and by whom.

    def _seen(self, connection: Connection, person: Person, urn: str) -> Talks:
        return hidden_from(connection, urn, person.id).said(self._theirs(connection, person, urn))

    def _theirs(self, connection: Connection, person: Person, urn: str) -> Talks:
        talks = kept.talks_of(connection, [urn])[urn]
        if not of_school(person, urn):
            return seen_of(person, talks, shared_by.of_school(connection, urn))
        if _widest(person, urn) is None:
            return talks
        plans = self._own_plans(connection, urn, talks)
        own = tuple(
            each for each in talks.threads if each.plan_id in plans and _leads(person, plans[each.plan_id], each)
        )
        return Talks(urn=urn, threads=own)

    @contextmanager
    def _to_write(
        self, person: Person, urn: str, *, only_closing: bool = False
    ) -> Iterator[tuple[Connection, Talks, Author]]:
        """``only_closing``: nothing new is said, so an adviser may do it where nothing is shared any more."""
        with or_unavailable(), writing(self._engine, theirs(person, urn)) as connection:
            if of_school(person, urn):
                permit(person, Deed.ANSWER, urn, _widest(person, urn))
            else:
                sharing = shared_by.of_school(connection, urn)
                if only_closing and urn in person.urns and answer(person, Deed.ASK, urn) is not Answer.NO:
                    sharing = sharing.model_copy(update={"level": Level.SUMMARY})
                permit(person, Deed.ASK, urn, sharing=sharing)
            kept.lock_talks(connection, urn)
            yield connection, kept.talks_of(connection, [urn])[urn], Author(person.id, person.name, self._clock())

    def _thread(self, connection: Connection, person: Person, urn: str, talks: Talks, thread_id: str) -> Thread:
        """This thread, if this person sees it."""
        if all(each.id != thread_id for each in self._seen(connection, person, urn).threads):
            raise NotFound(NO_THREAD)
        return next(each for each in talks.threads if each.id == thread_id)

    def _about(self, connection: Connection, person: Person, urn: str, asked: Asked) -> str:
        """What the record is called, for those who see no names; "" for the school as a whole."""
        sharing = shared_by.of_school(connection, urn)
        is_about_a_record = bool(asked.plan_id or asked.kind or asked.record_id)
        whole = rows.read_plan(connection, asked.plan_id) if is_about_a_record else None
        if is_about_a_record and (whole is None or whole.urn != urn):
            raise NotFound(GONE)
        if of_school(person, urn):
            if whole is None or not _leads(person, whole, asked):
                permit(person, Deed.ANSWER, urn)
        else:
            permit(person, Deed.ASK, urn, self._whose(connection, whole), sharing=sharing)
            if whole is not None and seen_by(person, whole, sharing, self._clock().date()) is None:
                raise NotAllowed(ABOUT_THE_SCHOOL)
        if whole is None:
            return ""
        names = names_of_staff(whole) | names_as_written(names_at(connection, urn), whole)
        open_plan = nameless(shared(whole), names, kept_names(whole))
        title = title_of(open_plan, asked.kind, asked.record_id)
        if title is None:
            raise NotFound(GONE)
        return title

    def _whose(self, connection: Connection, plan: Plan | None) -> Whose | None:
        """Of earlier years nothing is asked: their plans are as they were."""
        if plan is None:
            return None
        today = self._clock().date()
        return Whose.ARCHIVED if plan.year < current_year(rows.years_of(connection, plan.urn), today) else None

    def _own_plans(self, connection: Connection, urn: str, talks: Talks) -> dict[str, Plan]:
        found = {each.plan_id: rows.read_plan(connection, each.plan_id) for each in talks.threads if each.plan_id}
        return {plan_id: plan for plan_id, plan in found.items() if plan is not None and plan.urn == urn}


def _widest(person: Person, urn: str) -> Whose | None:
    """Whether somebody answers for the whole school (None), or only for what is their own."""
    return None if answer(person, Deed.ANSWER, urn) is not Answer.NO else Whose.OWN_RECORD


def _leads(person: Person, plan: Plan, about: Thread | Asked) -> bool:
    """Whether this record hangs on a priority that this person leads."""
    record = plan.find(about.kind, about.record_id) if about.kind in KINDS else None
    return record is not None and is_theirs(plan, record, person.led_at(plan.urn))


def _refuse_id(talks: Talks, remark: Remark) -> None:
    """A thread's first remark has the thread's own number, which no other remark may have."""
    for thread in talks.threads:
        for there in thread.remarks:
            if there.id == remark.id:
                was_said(None, there, remark)


def _said(remark_id: str, text: str, author: Author, by_school: bool) -> Remark:
    by, by_name, at = author
    return Remark(id=remark_id, by=by, by_name=by_name, at=at, text=text, of_school=by_school)


def _blank(sort: ThreadSort) -> str:
    return f"Please write your {'question' if sort is ThreadSort.QUESTION else 'word of praise'} first."
