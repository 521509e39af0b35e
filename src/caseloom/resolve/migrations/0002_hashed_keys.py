"""Blocking keys as numbers: an eighth of the bytes, and written in the order of their index.

`resolve_keyed` holds each record's keys together, so that forgetting a record reads one row.
"""

from django.db import migrations

from caseloom.access import rls

# hashtextextended: 64 bits. Two keys that meet in one number add a candidate for the weights to
# refuse, nothing more; among 10 million keys that is expected 0.000003 times.
FORWARD = """
ALTER TABLE resolve_key NO FORCE ROW LEVEL SECURITY;
ALTER TABLE resolve_key RENAME TO resolve_key_text;
CREATE TABLE resolve_key (
    key bigint NOT NULL,
    scope integer NOT NULL,
    record_id uuid NOT NULL,
    entity_id uuid NOT NULL
);
CREATE TABLE resolve_keyed (
    record_id uuid PRIMARY KEY,
    scope integer NOT NULL,
    keys bigint[] NOT NULL
);
INSERT INTO resolve_key (key, scope, record_id, entity_id)
SELECT DISTINCT hashtextextended(category || ' ' || key, 0), scope, record_id, entity_id
  FROM resolve_key_text;
INSERT INTO resolve_keyed (record_id, scope, keys)
SELECT record_id, min(scope), array_agg(key) FROM resolve_key GROUP BY record_id;
DROP TABLE resolve_key_text;
CREATE INDEX resolve_key_key ON resolve_key (key, scope);
COMMENT ON TABLE resolve_key IS
    'Hashed blocking keys per record, for the match of one thing online.';
COMMENT ON TABLE resolve_keyed IS 'The keys that a record has in resolve_key.';
"""
BACK = """
ALTER TABLE resolve_key RENAME TO resolve_key_hashed;
CREATE TABLE resolve_key (
    key text NOT NULL,
    category text NOT NULL,
    record_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    scope integer NOT NULL,
    PRIMARY KEY (record_id, key)
);
DROP TABLE resolve_key_hashed, resolve_keyed;
CREATE INDEX resolve_key_key ON resolve_key (key, category, scope);
ALTER TABLE resolve_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE resolve_key FORCE ROW LEVEL SECURITY;
CREATE POLICY resolve_key_scope ON resolve_key
    USING (scope = ANY ((SELECT caseloom_scopes())::int[]))
    WITH CHECK (scope = ANY ((SELECT caseloom_scopes())::int[]));
"""


class Migration(migrations.Migration):
    dependencies = [("resolve", "0001_tables")]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
        *(
            operation
            for table in ("resolve_key", "resolve_keyed")
            for operation in rls.protect(table)
        ),
    ]
