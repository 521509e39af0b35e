"""Who reads a tip again: somebody else than who judged it, once, and only to raise it."""

from typing import Any

from django.db import migrations

from caseloom.access import rls

# Who has judged, taken, ended or been given a tip is not its second reader; nor is anybody to
# whom it is closed. Only what was drawn is given.
GIVEN = """
CREATE FUNCTION tips_worked_on(wanted uuid, person uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM tips_tip t WHERE t.id = wanted AND t.officer = person)
        OR EXISTS (SELECT 1 FROM tips_assessment a
                    WHERE a.tip_id = wanted AND a.by = person AND NOT a.reread)
        OR EXISTS (SELECT 1 FROM workflow_transition w
                    WHERE w.machine = 'tip' AND w.object_id = wanted AND w.step <> 'receive'
                      AND w.actor_id = person::text)
$$;
CREATE FUNCTION tips_reread_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM tips_draw d JOIN tips_tip t ON t.id = NEW.tip_id
                    WHERE d.id = NEW.draw_id AND d.scope = t.scope AND t.id = ANY (d.drawn)) THEN
        RAISE EXCEPTION 'this tip was not drawn' USING ERRCODE = 'check_violation';
    END IF;
    IF tips_worked_on(NEW.tip_id, NEW.reader) THEN
        RAISE EXCEPTION 'who judged a tip does not read it again'
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM tips_closure c
                WHERE c.tip_id = NEW.tip_id AND c.person = NEW.reader) THEN
        RAISE EXCEPTION 'this tip is closed to that reader' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM tips_assessment a WHERE a.tip_id = NEW.tip_id AND a.reread) THEN
        RAISE EXCEPTION 'this tip was read again already' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tips_reread_given BEFORE INSERT ON tips_reread
    FOR EACH ROW EXECUTE FUNCTION tips_reread_guard();
"""
UNGIVEN = """
DROP TRIGGER tips_reread_given ON tips_reread;
DROP FUNCTION tips_reread_guard();
DROP FUNCTION tips_worked_on(uuid, uuid);
"""

# Her judgement needs the tip to be hers to read again; until then she judges it in no other way.
JUDGED = """
CREATE FUNCTION tips_assessment_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    reading uuid;
BEGIN
    SELECT r.reader INTO reading FROM tips_reread r WHERE r.tip_id = NEW.tip_id
     ORDER BY r.number DESC LIMIT 1;
    IF NEW.reread AND (reading IS DISTINCT FROM NEW."by" OR tips_worked_on(NEW.tip_id, NEW."by")) THEN
        RAISE EXCEPTION 'this tip is not hers to read again' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT NEW.reread AND reading = NEW."by" AND NOT EXISTS (
        SELECT 1 FROM tips_assessment a WHERE a.tip_id = NEW.tip_id AND a.reread) THEN
        RAISE EXCEPTION 'she has to read this tip again first' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tips_assessment_reread BEFORE INSERT ON tips_assessment
    FOR EACH ROW EXECUTE FUNCTION tips_assessment_guard();
"""
UNJUDGED = """
DROP TRIGGER tips_assessment_reread ON tips_assessment;
DROP FUNCTION tips_assessment_guard();
"""

# As in 0002, but that a second reader's judgement raises the priority, and does nothing else.
GUARD = """
CREATE OR REPLACE FUNCTION tips_guard() RETURNS trigger LANGUAGE plpgsql AS $$
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
        SELECT * INTO said FROM tips_assessment a WHERE a.tip_id = NEW.id{last}
         ORDER BY a.at DESC, a.id LIMIT 1;
        IF (said.priority IS DISTINCT FROM NEW.person_priority
            OR said.category IS DISTINCT FROM NEW.category){raised} THEN
            RAISE EXCEPTION 'no person judged this tip so' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""
RAISED = """ AND NOT (
            NEW.category = OLD.category
            AND NEW.person_priority > coalesce(OLD.person_priority, 0)
            AND EXISTS (SELECT 1 FROM tips_assessment a
                         WHERE a.tip_id = NEW.id AND a.reread AND a.priority = NEW.person_priority
                           AND a.by::text = caseloom_person()))"""
HELD = rls.IN_SCOPE.format(column="scope")
HANDLED = (
    "EXISTS (SELECT 1 FROM tips_tip t WHERE t.id = tip_id"
    " AND t.scope = ANY ((SELECT caseloom_scopes())::int[]))"
)


def _added(table: str, rule: str) -> list[Any]:
    return [
        *rls.force(f"tips_{table}"),
        *rls.policy(f"tips_{table}", f"tips_{table}_seen", "SELECT", using=rule),
        *rls.policy(f"tips_{table}", f"tips_{table}_added", "INSERT", check=rule),
        *rls.append_only(f"tips_{table}"),
    ]


class Migration(migrations.Migration):
    dependencies = [("tips", "0005_reread"), ("workflow", "0002_rules")]

    operations = [
        *_added("draw", HELD),
        *_added("reread", HANDLED),
        migrations.RunSQL(GIVEN, UNGIVEN),
        migrations.RunSQL(JUDGED, UNJUDGED),
        migrations.RunSQL(
            GUARD.format(last=" AND NOT a.reread", raised=RAISED), GUARD.format(last="", raised="")
        ),
    ]
