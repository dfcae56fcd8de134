"""What was written in threads, sealed as all other changes are."""

import hashlib
import json
import os
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

SEALS = ("hash", "digest", "salt")
FACTS = ("batch", "kind", "record_id", "version", "by", "at", "undoes")
SAID = ("by_name", "before", "after")
JSON = sa.JSON(none_as_null=True)
TYPES: "dict[str, sa.types.TypeEngine[Any]]" = {"at": sa.DateTime(timezone=True), "before": JSON, "after": JSON}
TYPES |= {name: sa.LargeBinary() for name in SEALS}


def upgrade() -> None:
    for name in SEALS:
        column = sa.Column(name, sa.LargeBinary(), nullable=False, server_default=sa.text("''"))
        op.add_column("thread_changes", column)
    names = ("seq", "urn", *FACTS, *SAID, *SEALS)
    table = sa.table("thread_changes", *(sa.column(name, TYPES.get(name, sa.types.NullType())) for name in names))
    query = sa.select(table).order_by(table.c.urn, table.c.seq)
    last, head = None, bytes(32)
    for row in op.get_bind().execute(query).mappings().all():
        head = head if row["urn"] == last else bytes(32)
        last = row["urn"]
        salt = os.urandom(16)
        digest = hashlib.sha256(salt + _inside(*(row[name] for name in SAID))).digest()
        at = row["at"].replace(tzinfo=row["at"].tzinfo or UTC).astimezone(UTC)
        fixed = {**row, "at": f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"}
        head = hashlib.sha256(head + digest + _inside(*(fixed[name] for name in ("seq", "urn", *FACTS)))).digest()
        sealed = {"hash": head, "digest": digest, "salt": salt}
        op.get_bind().execute(sa.update(table).where(table.c.seq == row["seq"]).values(sealed))


def _inside(*values: object) -> bytes:
    """The inside of a JSON list."""
    return ",".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values).encode()
