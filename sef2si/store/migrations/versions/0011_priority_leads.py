"""Who leads which priority."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "priority_leads",
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("priority_id", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_priority_leads_account_id")),
        sa.PrimaryKeyConstraint("urn", "priority_id", name=op.f("pk_priority_leads")),
    )
    op.create_index(op.f("ix_priority_leads_account_id"), "priority_leads", ["account_id"], unique=False)
