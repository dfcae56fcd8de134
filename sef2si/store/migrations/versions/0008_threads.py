"""Threads between a school and its advisers, promises, what was done to them, and when an adviser last looked."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "threads",
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=120), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.String(length=200), nullable=False),
        sa.Column("closed_by_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("urn", "id", name=op.f("pk_threads")),
    )
    op.create_table(
        "remarks",
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("thread_id", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("of_school", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["urn", "thread_id"], ["threads.urn", "threads.id"], name=op.f("fk_remarks_urn_thread_id_threads")
        ),
        sa.PrimaryKeyConstraint("urn", "id", name=op.f("pk_remarks")),
    )
    op.create_index(op.f("ix_remarks_urn_thread_id"), "remarks", ["urn", "thread_id"], unique=False)
    op.create_table(
        "promises",
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("urn", "id", name=op.f("pk_promises")),
    )
    op.create_table(
        "looks",
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "urn", name=op.f("pk_looks")),
    )
    op.create_table(
        "thread_changes",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("undoes", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_thread_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_thread_changes_batch"), "thread_changes", ["batch"], unique=False)
    op.create_index(op.f("ix_thread_changes_urn_seq"), "thread_changes", ["urn", "seq"], unique=False)
