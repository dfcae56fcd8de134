"""Whose data is not shown for now, and how long a school keeps what."""

import sqlalchemy as sa
from alembic import op

from sef2si.store.apart import keep_apart

revision = "0015"
down_revision = "0014"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "restrictions",
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("urn", "person_id", name=op.f("pk_restrictions")),
    )
    op.create_table(
        "retention_rules",
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("urn", "rule", name=op.f("pk_retention_rules")),
    )
    for name in ("restrictions", "retention_rules"):
        keep_apart(name, "urn")
