"""Notes kept from documents, judgements carried from another framework, schools' own templates and column names."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("judgements", sa.Column("carried_from", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("judgements", sa.Column("carried_on", sa.Date(), nullable=True))
    op.add_column("judgements", sa.Column("reviewed_on", sa.Date(), nullable=True))
    op.create_table(
        "notes",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=True),
        sa.Column("priority_id", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_notes_plan_id")),
        sa.ForeignKeyConstraint(
            ["plan_id", "priority_id"],
            ["priorities.plan_id", "priorities.id"],
            name=op.f("fk_notes_plan_id_priority_id"),
        ),
        sa.PrimaryKeyConstraint("plan_id", "id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_plan_id_priority_id"), "notes", ["plan_id", "priority_id"], unique=False)
    op.create_table(
        "school_templates",
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("document", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("urn", "document", name=op.f("pk_school_templates")),
    )
    op.create_table(
        "column_names",
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("urn", "sort", "heading", name=op.f("pk_column_names")),
    )
