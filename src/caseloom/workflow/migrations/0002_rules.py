"""The database's own word on steps: only declared ones, in order, and people where it matters."""

from django.db import migrations

from caseloom.access import rls

# What a thing's next step may be is decided here, under the unique number, whatever the caller
# believes: the flags are taken from the rule, never from the row that is offered.
CHECK = """
CREATE FUNCTION workflow_check_transition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last workflow_transition;
    rule workflow_rule;
BEGIN
    SELECT * INTO last FROM workflow_transition
     WHERE machine = NEW.machine AND object_id = NEW.object_id ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1
       OR NEW.from_state <> coalesce(last.to_state, '')
       OR NEW.scope <> coalesce(last.scope, NEW.scope) THEN
        RAISE EXCEPTION 'this step does not follow the last one' USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO rule FROM workflow_rule
     WHERE machine = NEW.machine AND step = NEW.step
       AND from_state = NEW.from_state AND to_state = NEW.to_state;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no machine declares this step' USING ERRCODE = 'check_violation';
    END IF;
    NEW.adverse := rule.adverse;
    NEW.four_eyes := rule.four_eyes;
    RETURN NEW;
END $$;
CREATE TRIGGER workflow_transition_check BEFORE INSERT ON workflow_transition
    FOR EACH ROW EXECUTE FUNCTION workflow_check_transition();
ALTER TABLE workflow_transition ADD CONSTRAINT workflow_four_eyes CHECK (
    NOT four_eyes OR (cardinality(authors) > 0 AND NOT actor_id = ANY (authors)));
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON workflow_rule FROM caseloom_app;
"""
UNCHECK = """
ALTER TABLE workflow_transition DROP CONSTRAINT workflow_four_eyes;
DROP TRIGGER workflow_transition_check ON workflow_transition;
DROP FUNCTION workflow_check_transition();
"""

# security_invoker: the reader's row-level security applies, not the owner's.
POSITION = """
CREATE VIEW workflow_position WITH (security_invoker = true) AS
SELECT DISTINCT ON (machine, object_id)
       id, machine, object_kind, object_id, scope, number, to_state AS state, at AS since, due_at
  FROM workflow_transition ORDER BY machine, object_id, number DESC;
"""

HELD = rls.IN_SCOPE.format(column="scope")


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial"), ("access", "0002_row_security")]

    operations = [
        migrations.RunSQL(CHECK, UNCHECK),
        migrations.RunSQL(POSITION, "DROP VIEW workflow_position"),
        *rls.force("workflow_transition"),
        *rls.policy("workflow_transition", "workflow_transition_scope", "SELECT", using=HELD),
        # Nobody takes a step in another's name.
        *rls.policy(
            "workflow_transition", "workflow_transition_own", "INSERT",
            check=f"{HELD} AND actor_id = (SELECT caseloom_person())",
        ),
        *rls.append_only("workflow_transition"),
    ]  # fmt: skip
