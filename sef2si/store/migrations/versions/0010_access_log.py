"""Who saw or took away what of a school."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "access_log",
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("quarter", MOMENT, nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("deed", sa.String(length=20), nullable=False),
        sa.Column("thing", sa.String(length=80), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("urn", "quarter", "by", "deed", "thing", name=op.f("pk_access_log")),
    )
    op.create_index(op.f("ix_access_log_by"), "access_log", ["by"], unique=False)
