"""Reading and writing what planning the year keeps. It decides nothing, and knows nothing of what proposals hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from sef2si.domain.invitations import Answer, FreeChoice, Invitation, PersonalLink
from sef2si.store.rows import RowChanged
from sef2si.store.year_tables import (
    ANSWERS,
    free_choices,
    invitations,
    personal_links,
    proposals,
    taken_back,
    year_settings,
)

_TAKEN_BACK = [column.name for column in taken_back.columns if column.name != "at"]
_INVITATION = [invitations.c[name] for name in Invitation.model_fields]
_CHOICE = [free_choices.c[name] for name in FreeChoice.model_fields]
_LINK = [personal_links.c[name] for name in PersonalLink.model_fields]


class Stored(NamedTuple):
    """Something kept as JSON, by whom and when. ``number`` is a proposal's own, or the version of settings."""

    id: str
    number: int
    content: Mapping[str, Any]
    by_name: str
    at: datetime


def settings(connection: Connection, plan_id: str) -> Stored | None:
    here = year_settings.c.plan_id == plan_id
    row = connection.execute(select(year_settings).where(here)).one_or_none()
    return Stored(plan_id, row.version, row.content, row.by_name, row.at) if row else None


def keep_settings(
    connection: Connection, urn: str, plan_id: str, seen: int, content: Mapping[str, Any],
    *, by: str, by_name: str, at: datetime,
) -> None:  # fmt: skip
    """In place of version ``seen``, 0 where there were none. Raises ``RowChanged`` where somebody was quicker."""
    row = {"content": content, "by": by, "by_name": by_name, "at": at, "version": seen + 1}
    if not seen:
        if settings(connection, plan_id) is not None:
            raise RowChanged
        connection.execute(insert(year_settings).values(plan_id=plan_id, urn=urn, **row))
        return
    here = (year_settings.c.plan_id == plan_id) & (year_settings.c.version == seen)
    if connection.execute(update(year_settings).where(here).values(row)).rowcount != 1:
        raise RowChanged


def proposals_of(connection: Connection, plan_id: str) -> tuple[Stored, ...]:
    """All of a plan, newest first."""
    query = select(proposals).where(proposals.c.plan_id == plan_id).order_by(proposals.c.number.desc())
    return tuple(_stored(row) for row in connection.execute(query))


def proposal(connection: Connection, plan_id: str, proposal_id: str) -> Stored | None:
    here = (proposals.c.plan_id == plan_id) & (proposals.c.id == proposal_id)
    row = connection.execute(select(proposals).where(here)).one_or_none()
    return _stored(row) if row else None


def next_number(connection: Connection, plan_id: str) -> int:
    newest = select(func.max(proposals.c.number)).where(proposals.c.plan_id == plan_id)
    return (connection.execute(newest).scalar() or 0) + 1


def add_proposal(connection: Connection, urn: str, plan_id: str, made: Stored, *, by: str) -> None:
    row = {"number": made.number, "content": made.content, "by": by, "by_name": made.by_name, "at": made.at}
    connection.execute(insert(proposals).values(id=made.id, urn=urn, plan_id=plan_id, **row))


def change_proposal(connection: Connection, plan_id: str, proposal_id: str, content: Mapping[str, Any]) -> bool:
    """Whether it was still there."""
    here = (proposals.c.plan_id == plan_id) & (proposals.c.id == proposal_id)
    return connection.execute(update(proposals).where(here).values(content=content)).rowcount == 1


def remove_proposal(connection: Connection, plan_id: str, proposal_id: str) -> None:
    connection.execute(delete(proposals).where((proposals.c.plan_id == plan_id) & (proposals.c.id == proposal_id)))


# Invitations


def invitations_of(
    connection: Connection, plan_id: str, *, members: Collection[str] | None = None
) -> tuple[Invitation, ...]:
    """Of a plan, or of these members in it."""
    query = select(*_INVITATION).where(invitations.c.plan_id == plan_id)
    if members is not None:
        query = query.where(invitations.c.member_id.in_(members))
    found = (_invitation(row) for row in connection.execute(query))
    return tuple(sorted(found, key=lambda each: (each.session_id, each.member_id)))


def add_invitations(connection: Connection, added: Sequence[Invitation], by: str) -> None:
    if added:
        connection.execute(insert(invitations), [_row(each) for each in added])
        _trail(connection, ((each, None, each.answer, each.invited_at) for each in added), by)


def change_invitations(connection: Connection, changed: Sequence[tuple[Invitation, Invitation]], by: str) -> None:
    """Each as it was and as it is. Raises ``RowChanged`` where one is gone."""
    for before, after in changed:
        here = (invitations.c.id == before.id) & (invitations.c.answer == before.answer.value)
        if connection.execute(update(invitations).where(here).values(_row(after))).rowcount != 1:
            raise RowChanged
    said = ((after, before.answer, after.answer, after.answered_at or after.invited_at) for before, after in changed)
    _trail(connection, said, by)


def remove_invitations(connection: Connection, removed: Sequence[Invitation], by: str, at: datetime) -> None:
    """Taken back; whose each was stays known, for what its answers say is theirs."""
    if removed:
        gone = [{name: getattr(each, name) for name in _TAKEN_BACK} | {"at": at} for each in removed]
        connection.execute(insert(taken_back), gone)
        connection.execute(delete(invitations).where(invitations.c.id.in_([each.id for each in removed])))
        _trail(connection, ((each, each.answer, None, at) for each in removed), by)


def _trail(
    connection: Connection, said: Iterable[tuple[Invitation, Answer | None, Answer | None, datetime]], by: str
) -> None:
    rows = [
        (each.urn, each.plan_id, each.id, at, by, before and before.value, after and after.value)
        for each, before, after, at in said
    ]
    if rows:
        ANSWERS.add(connection, rows)


# One's own half-days


def choices_of(connection: Connection, plan_id: str, member_id: str | None = None) -> tuple[FreeChoice, ...]:
    query = select(*_CHOICE).where(free_choices.c.plan_id == plan_id).order_by(free_choices.c.made_at)
    if member_id is not None:
        query = query.where(free_choices.c.member_id == member_id)
    return tuple(FreeChoice.model_validate(dict(row._mapping)) for row in connection.execute(query))


def add_choice(connection: Connection, choice: FreeChoice) -> None:
    connection.execute(insert(free_choices).values(choice.model_dump()))


def remove_choice(connection: Connection, plan_id: str, member_id: str, choice_id: str) -> None:
    here = (free_choices.c.plan_id == plan_id) & (free_choices.c.member_id == member_id)
    connection.execute(delete(free_choices).where(here & (free_choices.c.id == choice_id)))


def blank_choices(connection: Connection, urn: str, member_id: str) -> int:
    """What they chose is nobody's business any more; that so many half-days were used, and when, stays."""
    here = (free_choices.c.urn == urn) & (free_choices.c.member_id == member_id) & (free_choices.c.what != "")
    done: int = connection.execute(update(free_choices).where(here).values(what="")).rowcount
    return done


# Links


def add_link(connection: Connection, link: PersonalLink, token: str) -> None:
    """Those of the same use for the same person end. ``token`` is a hash."""
    remove_links(connection, link.urn, link.member_id, link.use.value)
    values = {**link.model_dump(), "use": link.use.value, "token": token}
    connection.execute(insert(personal_links).values(values))


def find_link(connection: Connection, token: str, now: datetime) -> PersonalLink | None:
    here = (personal_links.c.token == token) & (personal_links.c.expires_at > now)
    row = connection.execute(select(*_LINK).where(here)).one_or_none()
    return PersonalLink.model_validate(dict(row._mapping)) if row else None


def links_of(connection: Connection, urn: str, now: datetime) -> tuple[PersonalLink, ...]:
    here = (personal_links.c.urn == urn) & (personal_links.c.expires_at > now)
    return tuple(
        PersonalLink.model_validate(dict(row._mapping)) for row in connection.execute(select(*_LINK).where(here))
    )


def remove_links(connection: Connection, urn: str, member_id: str, use: str | None = None) -> int:
    """All of theirs, or those of one use; returns how many there were."""
    here = (personal_links.c.urn == urn) & (personal_links.c.member_id == member_id)
    if use is not None:
        here &= personal_links.c.use == use
    done: int = connection.execute(delete(personal_links).where(here)).rowcount
    return done


def _stored(row: Row[Any]) -> Stored:
    return Stored(row.id, row.number, row.content, row.by_name, row.at)


def _row(each: Invitation) -> dict[str, Any]:
    return {**each.model_dump(), "answer": each.answer.value, "came_by": each.came_by and each.came_by.value}


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation.model_validate(dict(row._mapping))
