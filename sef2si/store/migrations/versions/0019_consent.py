"""Whoever could help others says so themselves: who that is in the staff register, and consent given on paper."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("expertise", sa.Column("paper_on", sa.Date(), nullable=True))
    op.add_column("expertise", sa.Column("paper_how", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("expertise", sa.Column("member_id", sa.Text(), nullable=True))
