"""Which rows are one school's, and how PostgreSQL keeps the schools apart (row-level security).

The service asks on every call whether a person may. This stands behind it: a transaction names the schools it is for
(``store.engine``), and PostgreSQL shows, takes and counts rows of no other, whatever a statement asks. SQLite has
nothing of the kind: there the service stands alone.

A table whose ``plan_id`` refers to a plan, or else with a column ``urn``, is a school's. Any other, and one that has
such a column and still is read before anybody knows for which school, says so with its reason:
``info=kept(…) | across_schools("…")``. A test names each table that is neither, and each that no migration put under
its policies (``keep_apart``).
"""

from __future__ import annotations

from typing import Any, Literal

from alembic import op
from sqlalchemy import Table

By = Literal["plan_id", "urn"]
_ACROSS = "across_schools"

# Read once for each statement, not once for each row. What is not set is NULL, and matches nothing.
_SCHOOLS = "((SELECT string_to_array(current_setting('sef2si.schools', true), ','))::text[])"
_MINE = {
    "urn": f"urn = ANY {_SCHOOLS}",
    # The policy of ``plans`` holds inside this one: the plans of these schools are all that is seen there.
    "plan_id": "plan_id IN (SELECT id FROM plans)",
}
_EVERY = "(SELECT current_setting('sef2si.every_school', true)) = 'on'"


def across_schools(reason: str) -> dict[str, Any]:
    """For a table's ``info``: it holds nothing of a school's content, or is read before a school is known. Why?"""
    return {_ACROSS: reason}


def kept_apart_by(table: Table) -> By | None:
    """The column that says whose a row is; None for a table across schools. Raises ``LookupError`` for neither."""
    if table.info.get(_ACROSS):
        return None
    if "plan_id" in {column.name for key in table.foreign_key_constraints for column in key.columns}:
        return "plan_id"
    if "urn" in table.c:
        return "urn"
    raise LookupError(
        f"Table {table.name}: whose are its rows? Give it a plan_id that refers to a plan, or a urn, and call "
        f'keep_apart in its migration; or say why it is nobody\'s, with info=kept(…) | across_schools("…").'
    )


def keep_apart(table: str, by: By) -> None:
    """For migrations: from now on this table's rows are seen by transactions of their own school alone.

    ``FORCE``: for the tables' owner too. The owner, and nobody else, may ask for every school (``EVERY_SCHOOL``): to
    migrate, back up, restore and check. On SQLite nothing happens. Tables that refer to ``plans`` come after it.
    """
    if op.get_context().dialect.name != "postgresql":
        return
    for statement in (
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY its_school ON "{table}" USING ({_MINE[by]})',
        f'CREATE POLICY every_school ON "{table}" TO CURRENT_USER USING ({_EVERY})',
    ):
        op.execute(statement)
