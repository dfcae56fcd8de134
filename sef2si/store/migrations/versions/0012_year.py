"""Planning CPD into the year: settings, proposals, invitations and their trail, links, one's own half-days."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

MOMENT = sa.DateTime(timezone=True)
EXACT = sa.Numeric(14, 2).with_variant(sa.String(32), "sqlite")
SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "invitation_answers",
        sa.Column("seq", SEQ, autoincrement=True, nullable=False),
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("invitation_id", sa.String(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("before", sa.String(length=12), nullable=True),
        sa.Column("after", sa.String(length=12), nullable=True),
        sa.Column("hash", sa.LargeBinary(), server_default=sa.text("''"), nullable=False),
        sa.Column("digest", sa.LargeBinary(), server_default=sa.text("''"), nullable=False),
        sa.Column("salt", sa.LargeBinary(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_invitation_answers")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_invitation_answers_invitation_id"), "invitation_answers", ["invitation_id"], unique=False)
    op.create_index(op.f("ix_invitation_answers_urn_seq"), "invitation_answers", ["urn", "seq"], unique=False)
    op.create_table(
        "personal_links",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("member_id", sa.String(length=120), nullable=False),
        sa.Column("use", sa.String(length=12), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_links")),
        sa.UniqueConstraint("token", name=op.f("uq_personal_links_token")),
    )
    op.create_index(op.f("ix_personal_links_urn_member_id"), "personal_links", ["urn", "member_id"], unique=False)
    op.create_table(
        "free_choices",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("member_id", sa.String(length=120), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("half_days", EXACT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_free_choices_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_free_choices")),
    )
    op.create_index(op.f("ix_free_choices_plan_id_member_id"), "free_choices", ["plan_id", "member_id"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("session_id", sa.String(length=120), nullable=False),
        sa.Column("activity_id", sa.String(length=120), nullable=False),
        sa.Column("member_id", sa.String(length=120), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("swap_to", sa.String(length=120), nullable=True),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_invitations_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint(
            "plan_id", "session_id", "member_id", name=op.f("uq_invitations_plan_id_session_id_member_id")
        ),
    )
    op.create_index(op.f("ix_invitations_plan_id_member_id"), "invitations", ["plan_id", "member_id"], unique=False)
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_proposals_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_proposals_plan_id_number")),
    )
    op.create_table(
        "year_settings",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_year_settings_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_year_settings")),
    )
