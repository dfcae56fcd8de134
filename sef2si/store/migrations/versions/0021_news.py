"""Being told of what is new: who wants to be, each email that told somebody, and sessions called off."""

import sqlalchemy as sa
from alembic import op

from sef2si.store.apart import keep_apart

revision = "0021"
down_revision = "0020"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "news_choices",
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("looked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("person_id", "urn", name=op.f("pk_news_choices")),
    )
    op.create_table(
        "news_mails",
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("stop", sa.String(length=64), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("person_id", "sent_on", name=op.f("pk_news_mails")),
        sa.UniqueConstraint("stop", name=op.f("uq_news_mails_stop")),
    )
    op.create_table(
        "called_off",
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("session_id", sa.String(length=120), nullable=False),
        sa.Column("member_id", sa.String(length=120), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("urn", "session_id", "member_id", name=op.f("pk_called_off")),
    )
    op.create_index(op.f("ix_called_off_urn_member_id"), "called_off", ["urn", "member_id"], unique=False)
    keep_apart("called_off", "urn")
