"""Each change sealed with the one before it, words outside; certificates of what is done with people's data."""

import hashlib
import json
import os
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SEALS = ("hash", "digest", "salt")
AT_ONCE = 500

# Table -> the column that says whose chain a row is in, and its facts.
TRAILS = {
    "changes": ("plan_id", ("batch", "kind", "record_id", "version", "by", "at", "undoes")),
    "staff_changes": ("urn", ("batch", "record_id", "version", "by", "at", "undoes")),
}
SAID = ("by_name", "before", "after")
JSON = sa.JSON(none_as_null=True)
TYPES: "dict[str, sa.types.TypeEngine[Any]]" = {"seq": sa.BigInteger(), "at": MOMENT, "before": JSON, "after": JSON}


def sealed_columns() -> "list[sa.Column[bytes]]":
    return [sa.Column(name, sa.LargeBinary(), nullable=False, server_default=sa.text("''")) for name in SEALS]


def upgrade() -> None:
    op.create_index(op.f("ix_staff_changes_urn_seq"), "staff_changes", ["urn", "seq"], unique=False)
    for name in TRAILS:
        for column in sealed_columns():
            op.add_column(name, column)
        _seal(name)
    op.create_table(
        "certificates",
        sa.Column("seq", NUMBER, autoincrement=True, nullable=False),
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        *sealed_columns(),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_certificates")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_certificates_urn_seq"), "certificates", ["urn", "seq"], unique=False)
    op.create_index(op.f("ix_certificates_id"), "certificates", ["id"], unique=False)
    op.create_table(
        "replacements",
        sa.Column("seq", NUMBER, autoincrement=True, nullable=False),
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("certificate", sa.String(length=32), nullable=False),
        sa.Column("trail", sa.String(length=40), nullable=False),
        sa.Column("of_seq", sa.BigInteger(), nullable=False),
        sa.Column("now", sa.String(length=64), nullable=False),
        *sealed_columns(),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_replacements")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_replacements_urn_seq"), "replacements", ["urn", "seq"], unique=False)
    op.create_index(op.f("ix_replacements_trail_of_seq"), "replacements", ["trail", "of_seq"], unique=False)


def _seal(name: str) -> None:
    """What was written before this is taken for true: it is sealed as it stands now (store/sealing.py)."""
    chain, facts = TRAILS[name]
    columns: list[sa.ColumnClause[Any]] = [
        sa.column(each, TYPES.get(each, sa.types.NullType())) for each in ("seq", chain, *facts, *SAID)
    ]
    table = sa.table(name, *columns, *(sa.column(each, sa.LargeBinary) for each in SEALS))
    connection, here = op.get_bind(), table.c
    query = sa.select(*columns).order_by(here[chain], here.seq).limit(AT_ONCE)
    put = (
        sa.update(table)
        .where(here.seq == sa.bindparam("of"))
        .values({each: sa.bindparam(f"to_{each}") for each in SEALS})
    )
    last, head = None, bytes(32)
    rows = connection.execute(query).mappings().all()
    while rows:
        done = []
        for row in rows:
            if row[chain] != last:
                last, head = row[chain], bytes(32)
            salt = os.urandom(16)
            digest = hashlib.sha256(salt + _inside(*(row[each] for each in SAID))).digest()
            at = row["at"].replace(tzinfo=row["at"].tzinfo or UTC).astimezone(UTC)
            fixed = {**row, "at": f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"}
            head = hashlib.sha256(head + digest + _inside(*(fixed[each] for each in ("seq", chain, *facts)))).digest()
            done.append({"of": row["seq"], "to_hash": head, "to_digest": digest, "to_salt": salt})
        connection.execute(put, done)
        after = (here[chain] > last) | ((here[chain] == last) & (here.seq > rows[-1]["seq"]))
        rows = connection.execute(query.where(after)).mappings().all()


def _inside(*values: object) -> bytes:
    """The inside of a JSON list."""
    return ",".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values).encode()
