"""Authorities and trusts, and the schools each has."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "bodies",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bodies")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_bodies_kind_name")),
    )
    op.create_table(
        "body_schools",
        sa.Column("body_id", sa.String(length=10), nullable=False),
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_body_schools_body_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("body_id", "urn", name=op.f("pk_body_schools")),
    )
    op.create_index(op.f("ix_body_schools_urn"), "body_schools", ["urn"], unique=False)
