"""Who sees a tip and what belongs to it, what never changes, and the rules of its machines."""

from typing import Any

from django.db import migrations

from caseloom.access import rls

# A reporter holds no scope: her receipt opens one tip, named in a setting of the transaction.
MAILBOX = """
CREATE FUNCTION tips_mailbox() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('caseloom.mailbox', true), '')::uuid;
CREATE FUNCTION tips_by_receipt(digest bytea) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id FROM tips_tip WHERE receipt = digest
$$;
GRANT SELECT (id, receipt) ON tips_tip TO caseloom_search;
GRANT CREATE ON SCHEMA public TO caseloom_search;
ALTER FUNCTION tips_by_receipt(bytea) OWNER TO caseloom_search;
REVOKE EXECUTE ON FUNCTION tips_by_receipt(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tips_by_receipt(bytea) TO caseloom_app;
"""
NO_MAILBOX = """
DROP FUNCTION tips_by_receipt(bytea);
REVOKE SELECT (id, receipt) ON tips_tip FROM caseloom_search;
DROP FUNCTION tips_mailbox();
"""

# What was told is never changed; a machine's priority only rises; a state follows a person's step
# and a person's priority her assessment. Columns that may change at all are granted one by one.
GUARD = """
REVOKE UPDATE, DELETE, TRUNCATE ON tips_tip FROM caseloom_app;
GRANT UPDATE (state, officer, judge_first, machine_priority, person_priority, score, category,
              language, read_at, acknowledged_at, feedback_at, waiting, files,
              key_name, data_key) ON tips_tip TO caseloom_app;
CREATE FUNCTION tips_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said tips_assessment;
BEGIN
    IF NOT OLD.scope = ANY (caseloom_scopes()) AND
       (OLD.state, OLD.officer, OLD.judge_first, OLD.machine_priority, OLD.person_priority,
        OLD.score, OLD.category, OLD.language, OLD.read_at, OLD.acknowledged_at, OLD.feedback_at,
        OLD.key_name, OLD.data_key) IS DISTINCT FROM
       (NEW.state, NEW.officer, NEW.judge_first, NEW.machine_priority, NEW.person_priority,
        NEW.score, NEW.category, NEW.language, NEW.read_at, NEW.acknowledged_at, NEW.feedback_at,
        NEW.key_name, NEW.data_key) THEN
        RAISE EXCEPTION 'a receipt only adds to its mailbox' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.machine_priority > coalesce(NEW.machine_priority, -1) THEN
        RAISE EXCEPTION 'a machine never lowers a priority' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state <> OLD.state AND NOT EXISTS (
        SELECT 1 FROM (SELECT t.to_state, t.actor_kind FROM workflow_transition t
                        WHERE t.machine = 'tip' AND t.object_id = NEW.id
                        ORDER BY t.number DESC LIMIT 1) last
         WHERE last.to_state = NEW.state AND last.actor_kind = 'person') THEN
        RAISE EXCEPTION 'no person moved this tip' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.person_priority IS DISTINCT FROM OLD.person_priority
       OR NEW.category IS DISTINCT FROM OLD.category THEN
        SELECT * INTO said FROM tips_assessment a WHERE a.tip_id = NEW.id
         ORDER BY a.at DESC, a.id LIMIT 1;
        IF said.priority IS DISTINCT FROM NEW.person_priority
           OR said.category IS DISTINCT FROM NEW.category THEN
            RAISE EXCEPTION 'no person judged this tip so' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tips_tip_guard BEFORE UPDATE ON tips_tip
    FOR EACH ROW EXECUTE FUNCTION tips_guard();
CREATE TRIGGER tips_tip_kept BEFORE DELETE ON tips_tip
    FOR EACH ROW EXECUTE FUNCTION caseloom_refuse_change();
"""
UNGUARD = """
DROP TRIGGER tips_tip_kept ON tips_tip;
DROP TRIGGER tips_tip_guard ON tips_tip;
DROP FUNCTION tips_guard();
GRANT UPDATE, DELETE ON tips_tip TO caseloom_app;
"""

# One order for the queue, read from its end; the rest finds what is late.
INDEXES = """
CREATE INDEX tips_tip_queue ON tips_tip (scope, priority DESC, score DESC, arrived_at, id)
    WHERE state IN ('received', 'open', 'lead');
CREATE INDEX tips_tip_officer ON tips_tip (officer, priority DESC, score DESC, arrived_at, id)
    WHERE state IN ('received', 'open', 'lead');
CREATE INDEX tips_tip_arrived ON tips_tip (scope, arrived_at DESC, id);
CREATE INDEX tips_tip_acknowledge ON tips_tip (acknowledge_by) WHERE acknowledged_at IS NULL;
CREATE INDEX tips_tip_feedback ON tips_tip (feedback_by) WHERE feedback_at IS NULL;
CREATE INDEX tips_part_tip ON tips_part (tip_id, at);
CREATE INDEX tips_assessment_tip ON tips_assessment (tip_id, at);
"""
NO_INDEXES = """
DROP INDEX tips_tip_queue, tips_tip_officer, tips_tip_arrived, tips_tip_acknowledge,
    tips_tip_feedback, tips_part_tip, tips_assessment_tip;
"""

HELD = rls.IN_SCOPE.format(column="scope")
SEEN = "EXISTS (SELECT 1 FROM tips_tip t WHERE t.id = tip_id)"
HANDLED = (
    "EXISTS (SELECT 1 FROM tips_tip t WHERE t.id = tip_id"
    " AND t.scope = ANY ((SELECT caseloom_scopes())::int[]))"
)
MINE = "by::text = (SELECT caseloom_person())"
PART_BY = (
    f"{SEEN} AND ((side = 'reporter' AND tip_id = (SELECT tips_mailbox()))"
    f" OR (side = 'staff' AND {MINE}))"
)
# The name opens for whoever asked with a reason, for a day after somebody else allowed it.
OPENED = """EXISTS (
    SELECT 1 FROM tips_identityrequest r
      JOIN workflow_transition w ON w.machine = 'identity' AND w.object_id = r.id
     WHERE r.tip_id = tips_identity.tip_id AND r.asked_by::text = (SELECT caseloom_person())
       AND w.to_state = 'opened' AND w.actor_kind = 'person'
       AND w.actor_id <> r.asked_by::text AND w.at > now() - interval '1 day')"""
ADMINISTERS = "(SELECT caseloom_is_administrator())"


def _belongs(table: str, rule: str, check: str) -> list[Any]:
    return [
        *rls.force(f"tips_{table}"),
        *rls.policy(f"tips_{table}", f"tips_{table}_seen", "SELECT", using=rule),
        *rls.policy(f"tips_{table}", f"tips_{table}_added", "INSERT", check=check),
        *rls.append_only(f"tips_{table}"),
    ]


def declare(apps: Any, schema_editor: Any) -> None:
    """As in tips/machines.py: machine, step, from, to, adverse, four eyes."""
    rule = apps.get_model("workflow", "Rule")
    rule.objects.using(schema_editor.connection.alias).bulk_create(
        rule(
            machine=machine, step=step, from_state=start, to_state=end, adverse=adverse,
            four_eyes=four_eyes,
        )
        for machine, step, start, end, adverse, four_eyes in RULES
    )  # fmt: skip


def withdraw(apps: Any, schema_editor: Any) -> None:
    rule = apps.get_model("workflow", "Rule")
    names = {machine for machine, *_ in RULES}
    rule.objects.using(schema_editor.connection.alias).filter(machine__in=names).delete()


WAITING = ("received", "open", "lead")
RULES = [
    ("tip", "receive", "", "received", False, False),
    ("tip", "take", "received", "open", False, False),
    ("tip", "follow", "received", "lead", False, False),
    ("tip", "follow", "open", "lead", False, False),
    *(("tip", "refer", state, "referred", True, False) for state in WAITING),
    *(("tip", "join", state, "joined", True, False) for state in WAITING),
    *(("tip", "close", state, "closed", True, False) for state in WAITING),
    *(("tip", "reopen", state, "open", True, False) for state in ("referred", "joined", "closed")),
    ("identity", "ask", "", "asked", False, False),
    ("identity", "open", "asked", "opened", True, True),
    ("identity", "refuse", "asked", "refused", True, True),
]


class Migration(migrations.Migration):
    dependencies = [
        ("tips", "0001_initial"),
        ("access", "0002_row_security"),
        ("workflow", "0002_rules"),
    ]

    operations = [
        migrations.RunSQL(MAILBOX, NO_MAILBOX),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL(INDEXES, NO_INDEXES),
        *rls.force("tips_line"),
        *rls.policy("tips_line", "tips_line_seen", "SELECT", using=f"open OR {HELD} OR {ADMINISTERS}"),
        *rls.policy("tips_line", "tips_line_added", "INSERT", check=ADMINISTERS),
        *rls.policy("tips_line", "tips_line_changed", "UPDATE", using=ADMINISTERS, check=ADMINISTERS),
        migrations.RunSQL(
            "REVOKE DELETE, TRUNCATE ON tips_line FROM caseloom_app",
            "GRANT DELETE ON tips_line TO caseloom_app",
        ),
        *_belongs(
            "questionnaire", "EXISTS (SELECT 1 FROM tips_line l WHERE l.id = line_id)", ADMINISTERS
        ),
        *rls.force("tips_tip"),
        *rls.policy(
            "tips_tip", "tips_tip_seen", "SELECT", using=f"{HELD} OR id = (SELECT tips_mailbox())"
        ),
        *rls.policy("tips_tip", "tips_tip_added", "INSERT", check=HELD),
        *rls.policy(
            "tips_tip", "tips_tip_changed", "UPDATE",
            using=f"{HELD} OR id = (SELECT tips_mailbox())",
            check=f"{HELD} OR id = (SELECT tips_mailbox())",
        ),
        *rls.policy(
            "tips_tip", "tips_tip_lookup", "SELECT", using="true", role="caseloom_search"
        ),
        *_belongs("part", SEEN, PART_BY),
        *_belongs(
            "chunk", "EXISTS (SELECT 1 FROM tips_part p WHERE p.id = part_id)",
            "EXISTS (SELECT 1 FROM tips_part p WHERE p.id = part_id)",
        ),
        *_belongs("closure", HANDLED, HANDLED),
        *_belongs("identity", OPENED, HANDLED),
        *_belongs(
            "identityrequest", HANDLED, f"{HANDLED} AND asked_by::text = (SELECT caseloom_person())"
        ),
        *_belongs("assessment", HANDLED, f"{HANDLED} AND {MINE}"),
        *_belongs("handed", HANDLED, f"{HANDLED} AND {MINE}"),
        migrations.RunPython(declare, withdraw),
    ]  # fmt: skip
