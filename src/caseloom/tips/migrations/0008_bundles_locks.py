"""Who sees what went to other agencies, and that only people send it."""

from typing import Any

from django.db import migrations

from caseloom.access import rls

# Where a line asks for a second person, nobody is ready alone: whoever the caller is.
TWO = """
CREATE FUNCTION tips_two_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM tips_dissemination d WHERE d.id = NEW.object_id
                    AND (NEW.step <> 'release' OR NOT d.second)
                    AND (NEW.step <> 'approve' OR NEW.authors = ARRAY[d.by::text]::varchar[])) THEN
        RAISE EXCEPTION 'a second person allows it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tips_dissemination_two BEFORE INSERT ON workflow_transition FOR EACH ROW
    WHEN (NEW.machine = 'dissemination') EXECUTE FUNCTION tips_two_people();
CREATE INDEX tips_dissemination_tip ON tips_dissemination (tip_id, at);
"""
NOT_TWO = """
DROP INDEX tips_dissemination_tip;
DROP TRIGGER tips_dissemination_two ON workflow_transition;
DROP FUNCTION tips_two_people();
"""

RULES = [
    ("dissemination", "prepare", "", "prepared", False, False),
    ("dissemination", "approve", "prepared", "ready", True, True),
    ("dissemination", "release", "prepared", "ready", True, False),
    ("dissemination", "refuse", "prepared", "refused", True, False),
    ("dissemination", "refuse", "ready", "refused", True, False),
    ("dissemination", "send", "ready", "sent", True, False),
    ("dissemination", "recall", "sent", "recalled", True, False),
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
    rule.objects.using(schema_editor.connection.alias).filter(machine="dissemination").delete()


HANDLED = (
    "EXISTS (SELECT 1 FROM tips_tip t WHERE t.id = tip_id"
    " AND t.scope = ANY ((SELECT caseloom_scopes())::int[]))"
)
MINE = "by::text = (SELECT caseloom_person())"
SOMEBODY = "(SELECT caseloom_person()) <> ''"
ADMINISTERS = "(SELECT caseloom_is_administrator())"


def _belongs(table: str, rule: str, check: str) -> list[Any]:
    return [
        *rls.force(f"tips_{table}"),
        *rls.policy(f"tips_{table}", f"tips_{table}_seen", "SELECT", using=rule),
        *rls.policy(f"tips_{table}", f"tips_{table}_added", "INSERT", check=check),
        *rls.append_only(f"tips_{table}"),
    ]


class Migration(migrations.Migration):
    dependencies = [("tips", "0007_bundles"), ("workflow", "0002_rules")]

    operations = [
        *_belongs("dissemination", HANDLED, f"{HANDLED} AND {MINE}"),
        *_belongs("provenance", HANDLED, f"{HANDLED} AND {MINE}"),
        *_belongs("agency", SOMEBODY, ADMINISTERS),
        migrations.RunSQL(TWO, NOT_TWO),
        migrations.RunPython(declare, withdraw),
    ]
