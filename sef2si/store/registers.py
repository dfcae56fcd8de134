"""What an import of the register wrote, found again by its batch, and taken away whole where it is not built on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, func, not_, or_, select

from sef2si.domain.record import new_id
from sef2si.domain.school import School
from sef2si.store.every import every_table
from sef2si.store.tables import changes, plans, tables

OF_REGISTER = "register-"


def new_batch() -> str:
    """An id for an import of the register, or for taking one back: told from every other act by how it begins."""
    return f"{OF_REGISTER}{new_id()}"[:32]


def newest(connection: Connection) -> str | None:
    """The newest import of the register that was not taken back."""
    undone = select(changes.c.undoes).where(changes.c.undoes.like(f"{OF_REGISTER}%"))
    found = select(changes.c.batch).where(
        changes.c.batch.like(f"{OF_REGISTER}%"), changes.c.undoes.is_(None), changes.c.batch.not_in(undone)
    )
    return connection.execute(found.order_by(changes.c.seq.desc()).limit(1)).scalar()


def plans_in(connection: Connection, batch: str) -> Sequence[str]:
    found = select(changes.c.plan_id).where(changes.c.batch == batch).order_by(changes.c.plan_id)
    return connection.execute(found).scalars().all()


def written(connection: Connection, batch: str, plan_ids: Collection[str]) -> Sequence[Any]:
    """(plan_id, record_id, before, after) of this batch in these plans."""
    columns = (changes.c.plan_id, changes.c.record_id, changes.c.before, changes.c.after)
    here = (changes.c.batch == batch) & changes.c.plan_id.in_(plan_ids)
    return connection.execute(select(*columns).where(here)).all()


def schools_now(connection: Connection, plan_ids: Collection[str]) -> dict[str, School]:
    table = tables["school"]
    found = connection.execute(select(table).where(table.c.plan_id.in_(plan_ids))).mappings()
    return {row["plan_id"]: School.model_validate({k: row[k] for k in row if k != "plan_id"}) for row in found}


def built_on(connection: Connection, urns: Collection[str]) -> set[str]:
    """Those of these schools for which anything was written that no import of the register wrote."""
    other = or_(not_(changes.c.batch.like(f"{OF_REGISTER}%")), changes.c.kind != "school")
    found = select(plans.c.urn).join(changes, changes.c.plan_id == plans.c.id).where(plans.c.urn.in_(urns), other)
    built = set(connection.execute(found.distinct()).scalars())
    several = select(plans.c.urn).where(plans.c.urn.in_(urns)).group_by(plans.c.urn).having(func.count() > 1)
    built |= set(connection.execute(several).scalars())
    for table in _beside():
        built |= set(connection.execute(select(table.c.urn).where(table.c.urn.in_(urns)).distinct()).scalars())
    return built


def _beside() -> list[Table]:
    """Whatever else is kept under a school's number: its people, invitations, staff, templates, remembered headings."""
    return [table for table in every_table() if "urn" in table.c and table.name not in ("plans", "school")]


def remove_plans(connection: Connection, plan_ids: Collection[str]) -> None:
    """Plans that hold a school and nothing else, with their changes."""
    if plan_ids:
        for column in (changes.c.plan_id, tables["school"].c.plan_id, plans.c.id):
            connection.execute(delete(column.table).where(column.in_(plan_ids)))
