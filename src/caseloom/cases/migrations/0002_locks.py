"""Row-level security on everything in a case, what never changes, and the rules of its machines."""

from typing import Any

from django.db import migrations

from caseloom.access import rls

CHILDREN = ("member", "subject", "note", "task", "report")

# A row cannot lie in another scope than the case, report or version that it belongs to.
ONE_SCOPE = """
ALTER TABLE cases_case ADD CONSTRAINT cases_case_scoped UNIQUE (id, scope);
ALTER TABLE cases_report ADD CONSTRAINT cases_report_scoped UNIQUE (id, scope);
ALTER TABLE cases_version ADD CONSTRAINT cases_version_scoped UNIQUE (id, scope);
ALTER TABLE cases_version ADD CONSTRAINT cases_version_same_scope
    FOREIGN KEY (report_id, scope) REFERENCES cases_report (id, scope);
ALTER TABLE cases_draft ADD CONSTRAINT cases_draft_same_scope
    FOREIGN KEY (version_id, scope) REFERENCES cases_version (id, scope);
""" + "".join(
    f"ALTER TABLE cases_{child} ADD CONSTRAINT cases_{child}_same_scope"
    " FOREIGN KEY (case_id, scope) REFERENCES cases_case (id, scope);\n"
    for child in CHILDREN
)
MANY_SCOPES = "".join(
    f"ALTER TABLE cases_{child} DROP CONSTRAINT cases_{child}_same_scope;\n"
    for child in (*CHILDREN, "draft", "version")
) + "".join(
    f"ALTER TABLE cases_{parent} DROP CONSTRAINT cases_{parent}_scoped;\n"
    for parent in ("version", "report", "case")
)

# What was signed is the text whose hash is kept, and it stays, whoever asks.
SIGNED = """
ALTER TABLE cases_version ADD CONSTRAINT cases_version_hash CHECK (
    hash IS NULL OR hash = encode(sha256(convert_to(frozen, 'UTF8')), 'hex'));
CREATE FUNCTION cases_refuse_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.hash IS NOT NULL) THEN
        RAISE EXCEPTION 'a report version is never removed, and a signed one never changed'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.hash IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.signed_by = NEW.author OR NEW.signed_by = ANY (NEW.contributors) THEN
        RAISE EXCEPTION 'nobody signs his own report' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM workflow_transition t
                    WHERE t.machine = 'report' AND t.object_id = NEW.id AND t.step = 'sign'
                      AND t.actor_id = NEW.signed_by::text AND t.given ->> 'hash' = NEW.hash) THEN
        RAISE EXCEPTION 'this version was not signed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_version_signed BEFORE INSERT OR UPDATE OR DELETE ON cases_version
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_signed();
REVOKE DELETE, TRUNCATE ON cases_case, cases_member, cases_subject, cases_task, cases_report,
    cases_version FROM caseloom_app;
"""
UNSIGNED = """
GRANT DELETE ON cases_case, cases_member, cases_subject, cases_task, cases_report, cases_version
    TO caseloom_app;
DROP TRIGGER cases_version_signed ON cases_version;
DROP FUNCTION cases_refuse_signed();
ALTER TABLE cases_version DROP CONSTRAINT cases_version_hash;
"""

# machine, step, from ("" where it begins), to, adverse, four eyes: as in cases/machines.py.
RULES = [
    ("case", "open", "", "opened", True, False),
    ("case", "activate", "opened", "active", False, False),
    ("case", "activate", "reopened", "active", False, False),
    ("case", "activate", "suspended", "active", False, False),
    ("case", "suspend", "opened", "suspended", True, False),
    ("case", "suspend", "active", "suspended", True, False),
    ("case", "suspend", "reopened", "suspended", True, False),
    ("case", "close", "opened", "closed", True, False),
    ("case", "close", "active", "closed", True, False),
    ("case", "close", "suspended", "closed", True, False),
    ("case", "close", "reopened", "closed", True, False),
    ("case", "reopen", "closed", "reopened", True, False),
    ("confinement", "begin", "", "ordinary", False, False),
    ("confinement", "restrict", "ordinary", "restricted", True, False),
    ("confinement", "lift", "restricted", "ordinary", True, False),
    ("confinement", "seal", "ordinary", "sealed", True, False),
    ("confinement", "seal", "restricted", "sealed", True, False),
    ("confinement", "unseal", "sealed", "restricted", True, False),
    ("task", "add", "", "open", False, False),
    ("task", "complete", "open", "done", False, False),
    ("task", "cancel", "open", "cancelled", True, False),
    ("task", "resume", "done", "open", False, False),
    ("task", "resume", "cancelled", "open", False, False),
    ("report", "write", "", "draft", False, False),
    ("report", "submit", "draft", "submitted", False, False),
    ("report", "submit", "returned", "submitted", False, False),
    ("report", "withdraw", "submitted", "draft", False, False),
    ("report", "return", "submitted", "returned", True, True),
    ("report", "sign", "submitted", "signed", True, True),
]


def declare(apps: Any, schema_editor: Any) -> None:
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


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("access", "0002_row_security"),
        ("workflow", "0002_rules"),
    ]

    operations = [
        migrations.RunSQL(ONE_SCOPE, MANY_SCOPES),
        migrations.RunSQL(SIGNED, UNSIGNED),
        *(
            operation
            for table in ("case", *CHILDREN, "version", "draft")
            for operation in rls.protect(f"cases_{table}")
        ),
        *rls.append_only("cases_note"),
        *rls.append_only("cases_draft"),
        migrations.RunPython(declare, withdraw),
    ]
