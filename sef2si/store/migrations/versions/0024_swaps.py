"""Changing places with a colleague takes their yes; how an answer to an invitation came."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("invitations", sa.Column("came_by", sa.String(length=12), nullable=True))
    op.add_column("invitations", sa.Column("asks_for", sa.String(length=120), nullable=True))
    op.add_column("invitations", sa.Column("asked_at", MOMENT, nullable=True))
    op.add_column("invitations", sa.Column("swapped_at", MOMENT, nullable=True))
