"""Search entries, the spelling dictionary, link edges and degrees. Raw SQL only: no models."""

from django.db import migrations

from caseloom.access import rls

ENTRY = """
CREATE TABLE explore_entry (
    record_id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    schema text NOT NULL,
    source_id integer NOT NULL,
    scope integer NOT NULL,
    rank integer NOT NULL,
    caption text NOT NULL,
    countries text[] NOT NULL,
    first_date date,
    last_date date,
    tsv tsvector NOT NULL
);
CREATE INDEX explore_entry_tsv ON explore_entry USING gin (tsv) WITH (gin_pending_list_limit = 1024);
CREATE INDEX explore_entry_rank ON explore_entry (rank, record_id);
CREATE INDEX explore_entry_entity ON explore_entry (entity_id);
ALTER TABLE explore_entry ALTER COLUMN tsv SET STATISTICS 1000;
COMMENT ON TABLE explore_entry IS
    'One row per findable record. tsv holds words (w, names n) and, marked, scope #, type @, source $, country !.';
"""

DICTIONARY = """
CREATE TABLE explore_token (
    scope integer NOT NULL,
    token text NOT NULL,
    keys text[] NOT NULL,
    PRIMARY KEY (scope, token)
);
CREATE INDEX explore_token_keys ON explore_token USING gin (keys);
COMMENT ON TABLE explore_token IS
    'Words of names by scope; keys are what is left of a word when letters are taken out.';
"""

EDGE = """
CREATE TABLE explore_edge (
    record_id uuid NOT NULL,
    source uuid NOT NULL,
    target uuid NOT NULL,
    schema text NOT NULL,
    scope integer NOT NULL,
    source_id integer NOT NULL,
    label text NOT NULL,
    start_date text,
    end_date text,
    amount numeric,
    recorded_at timestamptz NOT NULL,
    current boolean NOT NULL DEFAULT true,
    PRIMARY KEY (record_id, schema, source, target)
);
CREATE INDEX explore_edge_out ON explore_edge (source, schema, target, record_id);
CREATE INDEX explore_edge_in ON explore_edge (target, schema, source, record_id);
COMMENT ON TABLE explore_edge IS
    'A link record joins two entities. A retracted one stays, not current, for views as of a date.';
CREATE TABLE explore_degree (
    entity_id uuid NOT NULL,
    schema text NOT NULL,
    scope integer NOT NULL,
    outgoing bigint NOT NULL,
    incoming bigint NOT NULL,
    PRIMARY KEY (entity_id, schema, scope)
);
COMMENT ON TABLE explore_degree IS 'How many current edges leave and reach an entity, exactly.';
"""


def _drop(*tables: str) -> str:
    return "; ".join(f"DROP TABLE {table}" for table in tables)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("store", "0002_row_security")]
    operations = [
        migrations.RunSQL(ENTRY, _drop("explore_entry")),
        migrations.RunSQL(DICTIONARY, _drop("explore_token")),
        migrations.RunSQL(EDGE, _drop("explore_edge", "explore_degree")),
        *rls.protect("explore_entry"),
        *rls.protect("explore_token"),
        *rls.protect("explore_edge"),
        *rls.protect("explore_degree"),
        *rls.policy(
            "explore_entry", "explore_entry_search", "SELECT", using="true", role="caseloom_search"
        ),
        *rls.policy(
            "explore_token", "explore_token_search", "SELECT", using="true", role="caseloom_search"
        ),
    ]
