"""The staff register of a school, and what was done to it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

EXACT = sa.Numeric(14, 2).with_variant(sa.String(32), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "staff",
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("fte_agreed", EXACT, nullable=True),
        sa.Column("directed_hours_agreed", EXACT, nullable=True),
        sa.Column("contracted_hours", EXACT, nullable=True),
        sa.Column("paid_times", sa.JSON(), nullable=False),
        sa.Column("ppa", sa.JSON(), nullable=False),
        sa.Column("early_career_time", sa.JSON(), nullable=False),
        sa.Column("career_stage", sa.Text(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("leaves_on", sa.Date(), nullable=True),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("urn", "id", name=op.f("pk_staff")),
    )
    op.create_table(
        "staff_changes",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("record_id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("undoes", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_staff_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_staff_changes_batch"), "staff_changes", ["batch"], unique=False)
    op.create_index(op.f("ix_staff_changes_urn_record_id"), "staff_changes", ["urn", "record_id"], unique=False)
