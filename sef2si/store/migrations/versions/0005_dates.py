"""The school's calendar, and when CPD activities meet."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "dates",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("repeats", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("who", sa.JSON(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("directed", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_dates_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "id", name=op.f("pk_dates")),
    )
    op.create_table(
        "cpd_sessions",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(length=120), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("date_id", sa.String(length=120), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_cpd_sessions_plan_id")),
        sa.ForeignKeyConstraint(
            ["plan_id", "activity_id"],
            ["activities.plan_id", "activities.id"],
            name=op.f("fk_cpd_sessions_plan_id_activity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "date_id"], ["dates.plan_id", "dates.id"], name=op.f("fk_cpd_sessions_plan_id_date_id")
        ),
        sa.PrimaryKeyConstraint("plan_id", "id", name=op.f("pk_cpd_sessions")),
    )
    op.create_index(op.f("ix_cpd_sessions_plan_id_activity_id"), "cpd_sessions", ["plan_id", "activity_id"])
    op.create_index(op.f("ix_cpd_sessions_plan_id_date_id"), "cpd_sessions", ["plan_id", "date_id"])
