"""By which provider a session came, so that signing out ends the one there as well."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "provider_sessions",
        sa.Column("session_key", sa.String(length=64), nullable=False),
        sa.Column("provider", sa.String(length=30), nullable=False),
        sa.Column("id_token", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_key"], ["sessions.key"], name=op.f("fk_provider_sessions_session_key"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_key", name=op.f("pk_provider_sessions")),
    )
