"""On PostgreSQL a transaction sees rows of the schools it is for, and of no other (``store.apart``)."""

from alembic import op

from sef2si.store.apart import keep_apart

revision = "0014"
down_revision = "0013"

OF_A_PLAN = (
    "school", "judgements", "priorities", "points", "evidence", "criteria", "milestones", "needs", "actions",
    "activities", "checks", "notes", "dates", "cpd_sessions", "expertise", "preferences", "offers", "activity_needs",
    "activity_offers", "offer_needs", "changes", "free_choices", "invitations", "proposals", "year_settings",
)  # fmt: skip
OF_A_SCHOOL = (
    "plans", "school_templates", "column_names", "staff", "staff_changes", "sharing", "certificates", "replacements",
    "threads", "remarks", "promises", "looks", "thread_changes", "access_log", "invitation_answers",
)  # fmt: skip

# Which schools are here, and what they are called, for whoever runs the server: nothing of what they write. It runs as
# the tables' owner, and asks for every school while it does.
DIRECTORY = """
CREATE FUNCTION sef2si_schools() RETURNS TABLE (urn text, year text, name text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $body$
DECLARE
    before text DEFAULT coalesce(current_setting('sef2si.every_school', true), '');
BEGIN
    PERFORM set_config('sef2si.every_school', 'on', true);
    RETURN QUERY
        SELECT CAST(p.urn AS text), CAST(p.year AS text), s.name FROM plans p JOIN school s ON s.plan_id = p.id;
    PERFORM set_config('sef2si.every_school', before, true);
END
$body$
"""


def upgrade() -> None:
    for table in OF_A_SCHOOL:
        keep_apart(table, "urn")
    for table in OF_A_PLAN:
        keep_apart(table, "plan_id")
    if op.get_context().dialect.name == "postgresql":
        schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
        op.execute(DIRECTORY.format(schema=schema))
