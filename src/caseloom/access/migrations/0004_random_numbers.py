"""Scopes get random numbers: a running one tells how many others were made, hidden ones too."""

from django.db import migrations, models

import caseloom.kernel.ids

# A number that is taken moves on to the next free one, so nobody learns which were taken.
ADD = """
DROP FUNCTION caseloom_add_scope(text, text, text, boolean, timestamptz);
GRANT CREATE ON SCHEMA public TO caseloom_search;
CREATE FUNCTION caseloom_add_scope(
    number int, scope_kind text, scope_key text, scope_title text, held boolean,
    made_at timestamptz)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE made int := number;
BEGIN
    LOOP
        INSERT INTO access_scope (id, kind, key, title, created_at)
        VALUES (made, scope_kind, scope_key, scope_title, made_at) ON CONFLICT (id) DO NOTHING;
        EXIT WHEN FOUND;
        made := made + 1;
    END LOOP;
    IF held AND scope_kind NOT IN ('public', 'agency', 'team') THEN
        INSERT INTO access_membership (id, scope, person_id, reason, granted_at, granted_by,
                                       revoked_reason)
        VALUES (gen_random_uuid(), made, caseloom_person()::uuid, 'made it', made_at,
                caseloom_person()::uuid, '');
    END IF;
    PERFORM set_config('caseloom.scopes', array_append(caseloom_scopes(), made)::text, true);
    RETURN made;
END $$;
ALTER FUNCTION caseloom_add_scope(int, text, text, text, boolean, timestamptz)
    OWNER TO caseloom_search;
REVOKE EXECUTE ON FUNCTION caseloom_add_scope(int, text, text, text, boolean, timestamptz)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION caseloom_add_scope(int, text, text, text, boolean, timestamptz)
    TO caseloom_app;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_sealing")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="scope",
                    name="id",
                    field=models.IntegerField(
                        default=caseloom.kernel.ids.new_number, primary_key=True, serialize=False
                    ),
                )
            ],
            # Django would alter the type too, which a policy on the column forbids.
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE access_scope ALTER COLUMN id DROP IDENTITY", migrations.RunSQL.noop
                )
            ],
        ),
        migrations.RunSQL(ADD),
    ]
