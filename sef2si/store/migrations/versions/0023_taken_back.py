"""Whose an invitation was that is taken back."""

import sqlalchemy as sa
from alembic import op

from sef2si.store.apart import keep_apart

revision = "0023"
down_revision = "0022"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "taken_back",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("session_id", sa.String(length=120), nullable=False),
        sa.Column("activity_id", sa.String(length=120), nullable=False),
        sa.Column("member_id", sa.String(length=120), nullable=False),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_taken_back_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taken_back")),
    )
    op.create_index(op.f("ix_taken_back_plan_id_member_id"), "taken_back", ["plan_id", "member_id"], unique=False)
    keep_apart("taken_back", "plan_id")
