"""Private notes are records of their own, each with its author and those it is for.

What stood in a judgement's private note becomes a note beside it, for all leaders as it was. Its author is whoever
wrote these words, as the changes of all years say; nobody, where they say nothing or a file brought it. A note from a
document is whoever's brought it in. Each of these is a change of its own, sealed with those before it.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from os import urandom
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from sef2si.store.apart import keep_apart

revision = "0020"
down_revision = "0019"

BY = "sef2si update"
IMPORTER = "sef2si import"
AUDIENCE = ["headteacher", "senior_leader", "cpd_leader"]
FACTS = ("seq", "plan_id", "batch", "kind", "record_id", "version", "by", "at", "undoes")
SAID = ("by_name", "before", "after")
JSON = sa.JSON(none_as_null=True)
TYPES: "dict[str, sa.types.TypeEngine[Any]]" = {"at": sa.DateTime(timezone=True), "before": JSON, "after": JSON}
TYPES |= {name: sa.LargeBinary() for name in ("hash", "digest", "salt")}
CHANGES = sa.table(
    "changes",
    *(sa.column(name, TYPES.get(name, sa.types.NullType())) for name in (*FACTS, *SAID, "hash", "digest", "salt")),
)
PLANS = sa.table("plans", sa.column("id"), sa.column("urn"), sa.column("year"))
JUDGEMENTS = sa.table("judgements", sa.column("plan_id"), sa.column("id"), sa.column("private_note", sa.Text()))
_OF_NOTE = (
    "plan_id",
    "id",
    "version",
    "position",
    "text",
    "source",
    "kept_on",
    "priority_id",
    "audience",
    "by",
    "by_name",
)
_NOTE_TYPES: "dict[str, sa.types.TypeEngine[Any]]" = {"audience": JSON, "kept_on": sa.Date()}
NOTES = sa.table("notes", *(sa.column(name, _NOTE_TYPES.get(name, sa.types.NullType())) for name in _OF_NOTE))
LINKS = sa.table("note_judgements", *(sa.column(name) for name in ("plan_id", "note_id", "judgement_id", "position")))


def upgrade() -> None:
    leaders = f"'{json.dumps(AUDIENCE)}'" + ("::json" if op.get_bind().dialect.name == "postgresql" else "")
    op.add_column("notes", sa.Column("audience", sa.JSON(), nullable=False, server_default=sa.text(leaders)))
    op.add_column("notes", sa.Column("by", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("notes", sa.Column("by_name", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "note_judgements",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("note_id", sa.String(length=120), nullable=False),
        sa.Column("judgement_id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id", "note_id"], ["notes.plan_id", "notes.id"], name=op.f("fk_note_judgements_plan_id_note_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "judgement_id"],
            ["judgements.plan_id", "judgements.id"],
            name=op.f("fk_note_judgements_plan_id_judgement_id"),
        ),
        sa.PrimaryKeyConstraint("plan_id", "note_id", "judgement_id", name=op.f("pk_note_judgements")),
    )
    op.create_index(
        op.f("ix_note_judgements_plan_id_judgement_id"), "note_judgements", ["plan_id", "judgement_id"], unique=False
    )
    keep_apart("note_judgements", "plan_id")
    for plan_id, urn in op.get_bind().execute(sa.select(PLANS.c.id, PLANS.c.urn).order_by(PLANS.c.id)).all():
        batch = uuid4().hex
        for before, after in (*_authors(plan_id, urn), *_moved(plan_id, urn)):
            _seal(plan_id, batch, before, after)
    op.drop_column("judgements", "private_note")


def _authors(plan_id: str, urn: str) -> "Iterator[tuple[dict[str, Any] | None, dict[str, Any]]]":
    """Notes that are there, with whoever wrote what they say."""
    bind = op.get_bind()
    for row in bind.execute(sa.select(NOTES).where(NOTES.c.plan_id == plan_id).order_by(NOTES.c.id)).mappings().all():
        by, by_name = _writer(urn, "notes", row["id"], "text", row["text"])
        if by:
            before = _said(row)
            here = (NOTES.c.plan_id == plan_id) & (NOTES.c.id == row["id"])
            now = {"by": by, "by_name": by_name, "version": row["version"] + 1}
            bind.execute(sa.update(NOTES).where(here).values(now))
            # What it said before is as its last change has it, without the boxes there were not.
            yield _last(plan_id, row["id"]) or before, _said({**row, **now})


def _moved(plan_id: str, urn: str) -> "Iterator[tuple[dict[str, Any] | None, dict[str, Any]]]":
    """What stood in judgements, as notes."""
    bind = op.get_bind()
    last = bind.execute(sa.select(sa.func.max(NOTES.c.position)).where(NOTES.c.plan_id == plan_id)).scalar() or 0
    here = (JUDGEMENTS.c.plan_id == plan_id) & (JUDGEMENTS.c.private_note != "")
    found = bind.execute(sa.select(JUDGEMENTS).where(here).order_by(JUDGEMENTS.c.id)).all()
    for position, (_, judgement_id, text) in enumerate(found, last + 1):
        by, by_name = _writer(urn, "judgements", judgement_id, "private_note", text)
        row = {
            "plan_id": plan_id,
            "id": hashlib.sha256(f"note {judgement_id}".encode()).hexdigest()[:32],
            "version": 1,
            "position": position,
            "text": text,
            "source": "",
            "kept_on": None,
            "priority_id": None,
            "audience": AUDIENCE,
            "by": by,
            "by_name": by_name,
        }
        bind.execute(sa.insert(NOTES).values(row))
        link = {"plan_id": plan_id, "note_id": row["id"], "judgement_id": judgement_id, "position": 0}
        bind.execute(sa.insert(LINKS).values(link))
        yield None, _said(row, judgement_id)


def _said(row: Any, judgement_id: "str | None" = None) -> "dict[str, Any]":
    kept_on = row["kept_on"].isoformat() if row["kept_on"] else None
    names = ("id", "version", "position", "text", "source")
    links = {"priority_id": row["priority_id"], "judgement_id": judgement_id}
    written = {"audience": row["audience"], "by": row["by"], "by_name": row["by_name"]}
    return {**{name: row[name] for name in names}, "kept_on": kept_on, **links, **written}


def _writer(urn: str, kind: str, record_id: str, field: str, text: str) -> "tuple[str, str]":
    """Whose words these are: of all changes in all years, the last that made the field say other than before."""
    years = sa.select(PLANS.c.id).where(PLANS.c.urn == urn)
    here = CHANGES.c.plan_id.in_(years) & (CHANGES.c.kind == kind) & (CHANGES.c.record_id == record_id)
    said, found = "", ("", "")
    for row in op.get_bind().execute(sa.select(CHANGES).where(here).order_by(CHANGES.c.seq)).mappings():
        now = (row["after"] or {}).get(field, "")
        if now and now != said:
            said, found = now, ((row["by"], row["by_name"]) if row["by"] != IMPORTER else ("", ""))
    return found if said == text else ("", "")


def _last(plan_id: str, record_id: str) -> "dict[str, Any] | None":
    here = (CHANGES.c.plan_id == plan_id) & (CHANGES.c.kind == "notes") & (CHANGES.c.record_id == record_id)
    found: dict[str, Any] | None = (
        op.get_bind().execute(sa.select(CHANGES.c.after).where(here).order_by(CHANGES.c.seq.desc()).limit(1)).scalar()
    )
    return found


def _seal(plan_id: str, batch: str, before: "dict[str, Any] | None", after: "dict[str, Any]") -> None:
    """One change, sealed with the last of its plan. Its number is part of what is sealed, and the database gives it."""
    bind = op.get_bind()
    mine = CHANGES.c.plan_id == plan_id
    head = bind.execute(sa.select(CHANGES.c.hash).where(mine).order_by(CHANGES.c.seq.desc()).limit(1)).scalar()
    at = datetime.now(UTC)
    row: dict[str, Any] = {
        "plan_id": plan_id, "batch": batch, "kind": "notes", "record_id": after["id"], "version": after["version"],
        "by": BY, "at": at, "undoes": None, "by_name": BY, "before": before, "after": after,
    }  # fmt: skip
    blank = dict.fromkeys(("hash", "digest", "salt"), b"")
    bind.execute(sa.insert(CHANGES).values({**row, **blank}))
    seq = bind.execute(sa.select(sa.func.max(CHANGES.c.seq)).where(mine)).scalar()
    salt = urandom(16)
    digest = hashlib.sha256(salt + _inside(*(row[name] for name in SAID))).digest()
    fixed = {**row, "seq": seq, "at": f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"}
    seal = hashlib.sha256((head or bytes(32)) + digest + _inside(*(fixed[name] for name in FACTS))).digest()
    sealed = {"hash": seal, "digest": digest, "salt": salt}
    bind.execute(sa.update(CHANGES).where(CHANGES.c.seq == seq).values(sealed))


def _inside(*values: object) -> bytes:
    """The inside of a JSON list."""
    return ",".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values).encode()
