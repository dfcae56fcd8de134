"""What else somebody is called whose data is not shown for now."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("restrictions", sa.Column("also", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
