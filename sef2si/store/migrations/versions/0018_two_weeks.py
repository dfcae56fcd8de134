"""What days kept free of CPD stop; a week of two of each member of staff, and their times without lessons."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("dates", sa.Column("stops", sa.Text(), nullable=True))
    op.add_column("staff", sa.Column("days_b", sa.JSON(), nullable=True))
    op.add_column("staff", sa.Column("not_teaching", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
