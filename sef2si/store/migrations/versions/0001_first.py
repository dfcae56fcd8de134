"""The first tables: plans, eleven kinds of record, the links of activities to needs, and changes.

Written out, never derived from the live tables: a released migration says what it said when it was released.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

EXACT = sa.Numeric(14, 2).with_variant(sa.String(32), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("urn", sa.String(length=10), nullable=False),
        sa.Column("year", sa.String(length=7), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("urn", "year", name=op.f("uq_plans_urn_year")),
    )
    op.create_table(
        "activities",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("led_by", sa.Text(), nullable=False),
        sa.Column("provision", sa.Text(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("hours", EXACT, nullable=True),
        sa.Column("price", EXACT, nullable=True),
        sa.Column("cover_days", EXACT, nullable=True),
        sa.Column("support_staff_pay", EXACT, nullable=True),
        sa.Column("follow_up", sa.Text(), nullable=False),
        sa.Column("pass_on", sa.Text(), nullable=False),
        sa.Column("intended_level", sa.Text(), nullable=True),
        sa.Column("intended", sa.Text(), nullable=False),
        sa.Column("intended_measure", sa.Text(), nullable=False),
        sa.Column("intended_now", sa.Text(), nullable=False),
        sa.Column("intended_target", sa.Text(), nullable=False),
        sa.Column("check_due", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_activities_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "id", name=op.f("pk_activities")),
    )
    op.create_table(
        "changes",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("undoes", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_changes_plan_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_changes_batch"), "changes", ["batch"], unique=False)
    op.create_index(
        op.f("ix_changes_plan_id_kind_record_id"), "changes", ["plan_id", "kind", "record_id"], unique=False
    )
    op.create_index(op.f("ix_changes_plan_id_seq"), "changes", ["plan_id", "seq"], unique=False)
    op.create_table(
        "judgements",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("framework", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("voices", sa.JSON(), nullable=False),
        sa.Column("private_note", sa.Text(), nullable=False),
        sa.Column("hints_ignored", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_judgements_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "id", name=op.f("pk_judgements")),
    )
    op.create_table(
        "priorities",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("now", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("by", sa.Date(), nullable=True),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("pupils_will", sa.Text(), nullable=False),
        sa.Column("which_pupils", sa.Text(), nullable=False),
        sa.Column("link_governor", sa.Text(), nullable=False),
        sa.Column("funding", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("no_cpd_needed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_priorities_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "id", name=op.f("pk_priorities")),
    )
    op.create_table(
        "school",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("urn", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.Column("nation", sa.Text(), nullable=False),
        sa.Column("framework", sa.Text(), nullable=False),
        sa.Column("school_type", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("trust", sa.Text(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=True),
        sa.Column("fsm_percent", EXACT, nullable=True),
        sa.Column("early_years", sa.Boolean(), nullable=True),
        sa.Column("sixth_form", sa.Boolean(), nullable=True),
        sa.Column("classes", sa.Integer(), nullable=True),
        sa.Column("teachers", sa.Integer(), nullable=True),
        sa.Column("support_staff", sa.Integer(), nullable=True),
        sa.Column("cpd_budget", EXACT, nullable=True),
        sa.Column("cover_day_cost", EXACT, nullable=True),
        sa.Column("cover_day_cost_on", sa.Date(), nullable=True),
        sa.Column("inset_days", sa.Integer(), nullable=True),
        sa.Column("live_limit", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_school_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "id", name=op.f("pk_school")),
    )
    op.create_table(
        "actions",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("priority_id", sa.String(length=120), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("by", sa.Date(), nullable=True),
        sa.Column("cost", EXACT, nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id", "priority_id"],
            ["priorities.plan_id", "priorities.id"],
            name=op.f("fk_actions_plan_id_priority_id"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_actions_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "id", name=op.f("pk_actions")),
    )
    op.create_index(op.f("ix_actions_plan_id_priority_id"), "actions", ["plan_id", "priority_id"], unique=False)
    op.create_table(
        "criteria",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("priority_id", sa.String(length=120), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id", "priority_id"],
            ["priorities.plan_id", "priorities.id"],
            name=op.f("fk_criteria_plan_id_priority_id"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_criteria_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "id", name=op.f("pk_criteria")),
    )
    op.create_index(op.f("ix_criteria_plan_id_priority_id"), "criteria", ["plan_id", "priority_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("judgement_id", sa.String(length=120), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("renewed", sa.Text(), nullable=True),
        sa.Column("shows", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id", "judgement_id"],
            ["judgements.plan_id", "judgements.id"],
            name=op.f("fk_evidence_plan_id_judgement_id"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_evidence_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_plan_id_judgement_id"), "evidence", ["plan_id", "judgement_id"], unique=False)
    op.create_table(
        "milestones",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("priority_id", sa.String(length=120), nullable=True),
        sa.Column("term", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id", "priority_id"],
            ["priorities.plan_id", "priorities.id"],
            name=op.f("fk_milestones_plan_id_priority_id"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_milestones_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "id", name=op.f("pk_milestones")),
    )
    op.create_index(op.f("ix_milestones_plan_id_priority_id"), "milestones", ["plan_id", "priority_id"], unique=False)
    op.create_table(
        "needs",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("group", sa.Text(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("priority_id", sa.String(length=120), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("known_by", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("ask_again", sa.Date(), nullable=True),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("brings", sa.Text(), nullable=False),
        sa.Column("level_now", sa.Text(), nullable=True),
        sa.Column("level_needed", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id", "priority_id"],
            ["priorities.plan_id", "priorities.id"],
            name=op.f("fk_needs_plan_id_priority_id"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_needs_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "id", name=op.f("pk_needs")),
    )
    op.create_index(op.f("ix_needs_plan_id_priority_id"), "needs", ["plan_id", "priority_id"], unique=False)
    op.create_table(
        "points",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("judgement_id", sa.String(length=120), nullable=True),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("priority_id", sa.String(length=120), nullable=True),
        sa.Column("not_this_year", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id", "judgement_id"],
            ["judgements.plan_id", "judgements.id"],
            name=op.f("fk_points_plan_id_judgement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "priority_id"],
            ["priorities.plan_id", "priorities.id"],
            name=op.f("fk_points_plan_id_priority_id"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_points_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "id", name=op.f("pk_points")),
    )
    op.create_index(op.f("ix_points_plan_id_judgement_id"), "points", ["plan_id", "judgement_id"], unique=False)
    op.create_index(op.f("ix_points_plan_id_priority_id"), "points", ["plan_id", "priority_id"], unique=False)
    op.create_table(
        "activity_needs",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("activity_id", sa.String(length=120), nullable=False),
        sa.Column("need_id", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id", "activity_id"],
            ["activities.plan_id", "activities.id"],
            name=op.f("fk_activity_needs_plan_id_activity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "need_id"], ["needs.plan_id", "needs.id"], name=op.f("fk_activity_needs_plan_id_need_id")
        ),
        sa.PrimaryKeyConstraint("plan_id", "activity_id", "need_id", name=op.f("pk_activity_needs")),
    )
    op.create_index(op.f("ix_activity_needs_plan_id_need_id"), "activity_needs", ["plan_id", "need_id"], unique=False)
    op.create_table(
        "checks",
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(length=120), nullable=True),
        sa.Column("action_id", sa.String(length=120), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("against_intent", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("unplanned", sa.Text(), nullable=False),
        sa.Column("side_effects", sa.Text(), nullable=False),
        sa.Column("strength", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("next_check", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id", "action_id"], ["actions.plan_id", "actions.id"], name=op.f("fk_checks_plan_id_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id", "activity_id"],
            ["activities.plan_id", "activities.id"],
            name=op.f("fk_checks_plan_id_activity_id"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_checks_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "id", name=op.f("pk_checks")),
    )
    op.create_index(op.f("ix_checks_plan_id_action_id"), "checks", ["plan_id", "action_id"], unique=False)
    op.create_index(op.f("ix_checks_plan_id_activity_id"), "checks", ["plan_id", "activity_id"], unique=False)
