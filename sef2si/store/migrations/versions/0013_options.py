"""Ways to learn: offers, who could help others, what people prefer; and why a way was chosen."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

EXACT = sa.Numeric(14, 2).with_variant(sa.String(32), "sqlite")
NO_TEXT = sa.text("''")
NO_VALUES = sa.text("'[]'")


def upgrade() -> None:
    op.add_column("school", sa.Column("support_hour_cost", EXACT, nullable=True))
    op.add_column("school", sa.Column("contexts", sa.JSON(), nullable=False, server_default=NO_VALUES))
    op.add_column("school", sa.Column("looks_first", sa.Text(), nullable=True))
    op.add_column("needs", sa.Column("sort", sa.Text(), nullable=True))
    op.add_column("needs", sa.Column("hints_ignored", sa.JSON(), nullable=False, server_default=NO_VALUES))
    op.add_column("activities", sa.Column("option", sa.Text(), nullable=False, server_default=NO_TEXT))
    op.add_column("activities", sa.Column("chosen_for", sa.Text(), nullable=True))
    op.add_column("activities", sa.Column("chosen_why", sa.Text(), nullable=False, server_default=NO_TEXT))
    op.add_column("activities", sa.Column("leaders_join", sa.Boolean(), nullable=True))
    op.add_column("activities", sa.Column("hints_ignored", sa.JSON(), nullable=False, server_default=NO_VALUES))
    _records(
        "expertise",
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("can_help_with", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("group", sa.Text(), nullable=True),
        sa.Column("hours", EXACT, nullable=True),
        sa.Column("known_by", sa.Text(), nullable=False),
        sa.Column("developed", sa.Text(), nullable=False),
        sa.Column("shared_with", sa.Text(), nullable=False),
    )
    _records(
        "preferences",
        sa.Column("group", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=True),
        sa.Column("useful", sa.Integer(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
    )
    _records(
        "offers",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("led_by", sa.Text(), nullable=False),
        sa.Column("hours", EXACT, nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("provision", sa.Text(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("takes_place", sa.Text(), nullable=True),
        sa.Column("sessions", sa.Integer(), nullable=True),
        sa.Column("dates", sa.Text(), nullable=False),
        sa.Column("on_demand", sa.Boolean(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("minimum", sa.Integer(), nullable=True),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("price", EXACT, nullable=True),
        sa.Column("price_for", sa.Text(), nullable=True),
        sa.Column("travel", EXACT, nullable=True),
        sa.Column("mechanisms", sa.JSON(), nullable=False),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.Column("follow_up", sa.Text(), nullable=False),
        sa.Column("assured_by", sa.Text(), nullable=False),
        sa.Column("assured_how", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("exchange", sa.Text(), nullable=True),
        sa.Column("contexts", sa.JSON(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("level_from", sa.Text(), nullable=True),
        sa.Column("level_to", sa.Text(), nullable=True),
        sa.Column("prerequisites", sa.Text(), nullable=False),
    )
    _links("offer_needs", "offers", "offer_id", "needs", "need_id")
    _links("activity_offers", "activities", "activity_id", "offers", "offer_id")


def _records(kind: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        kind,
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f(f"fk_{kind}_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "id", name=op.f(f"pk_{kind}")),
    )


def _links(name: str, kind: str, own: str, target: str, other: str) -> None:
    op.create_table(
        name,
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column(own, sa.String(length=120), nullable=False),
        sa.Column(other, sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id", own], [f"{kind}.plan_id", f"{kind}.id"], name=op.f(f"fk_{name}_plan_id_{own}")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", other], [f"{target}.plan_id", f"{target}.id"], name=op.f(f"fk_{name}_plan_id_{other}")
        ),
        sa.PrimaryKeyConstraint("plan_id", own, other, name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_plan_id_{other}"), name, ["plan_id", other], unique=False)
