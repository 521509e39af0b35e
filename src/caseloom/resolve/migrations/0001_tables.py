"""Judgements, suggestions, blocking keys, runs, models and thresholds. Raw SQL only: no models."""

from django.db import migrations

from caseloom.access import rls

JUDGEMENT = """
CREATE TABLE resolve_judgement (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    "left" uuid NOT NULL,
    left_scope integer NOT NULL,
    "right" uuid NOT NULL,
    right_scope integer NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('same', 'different', 'unsure', 'undo')),
    undoes uuid,
    reason text NOT NULL,
    score double precision,
    model text NOT NULL,
    weights jsonb NOT NULL,
    actor_kind text NOT NULL CHECK (actor_kind IN ('person', 'machine')),
    actor_id text NOT NULL,
    actor_name text NOT NULL,
    at timestamptz NOT NULL,
    CHECK ("left" < "right"),
    CHECK ((verdict = 'undo') = (undoes IS NOT NULL))
);
CREATE INDEX resolve_judgement_left ON resolve_judgement ("left");
CREATE INDEX resolve_judgement_right ON resolve_judgement ("right");
CREATE INDEX resolve_judgement_undoes ON resolve_judgement (undoes) WHERE undoes IS NOT NULL;
COMMENT ON TABLE resolve_judgement IS
    'Append-only. The earlier stands against the later; an undo is a row of its own.';
"""

SUGGESTION = """
CREATE TABLE resolve_suggestion (
    id uuid PRIMARY KEY,
    category text NOT NULL,
    "left" uuid NOT NULL,
    left_scope integer NOT NULL,
    "right" uuid NOT NULL,
    right_scope integer NOT NULL,
    left_schema text NOT NULL,
    right_schema text NOT NULL,
    score double precision NOT NULL,
    priority double precision NOT NULL,
    weights jsonb NOT NULL,
    model text NOT NULL,
    at timestamptz NOT NULL,
    UNIQUE ("left", left_scope, "right", right_scope),
    CHECK ("left" < "right")
);
CREATE INDEX resolve_suggestion_priority ON resolve_suggestion (priority DESC, id);
CREATE INDEX resolve_suggestion_right ON resolve_suggestion ("right");
COMMENT ON TABLE resolve_suggestion IS
    'A pair of entities, each as its records in one scope describe it. Scores use those alone.';
"""

KEY = """
CREATE TABLE resolve_key (
    key text NOT NULL,
    category text NOT NULL,
    record_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    scope integer NOT NULL,
    PRIMARY KEY (record_id, key)
);
CREATE INDEX resolve_key_key ON resolve_key (key, category, scope);
COMMENT ON TABLE resolve_key IS 'Blocking keys per record, for the match of one thing online.';
"""

RUN = """
CREATE TABLE resolve_run (
    id uuid PRIMARY KEY,
    categories text[] NOT NULL,
    scopes integer[] NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    step text NOT NULL,
    counts jsonb NOT NULL,
    error text NOT NULL,
    started_by text NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE INDEX resolve_run_started ON resolve_run (started_at DESC, id);
"""

MODEL = """
CREATE TABLE resolve_model (
    hash text PRIMARY KEY,
    category text NOT NULL,
    body jsonb NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX resolve_model_category ON resolve_model (category, at DESC);
COMMENT ON TABLE resolve_model IS
    'Unscoped: weights, and frequencies counted in public and agency scopes alone.';
"""

THRESHOLD = """
CREATE TABLE resolve_threshold (
    id uuid PRIMARY KEY,
    category text NOT NULL,
    bits double precision,
    evaluation jsonb NOT NULL,
    reason text NOT NULL,
    set_by text NOT NULL,
    at timestamptz NOT NULL
);
COMMENT ON TABLE resolve_threshold IS
    'Unscoped, append-only: from which score on a machine may judge “same”; NULL is never.';
"""

_BOTH = (
    "left_scope = ANY ((SELECT caseloom_scopes())::int[])"
    " AND right_scope = ANY ((SELECT caseloom_scopes())::int[])"
)
_ALL = "scopes <@ (SELECT caseloom_scopes())::int[]"


def _table(sql: str, name: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql, f"DROP TABLE {name}")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("store", "0002_row_security"), ("access", "0002_row_security")]

    operations = [
        _table(JUDGEMENT, "resolve_judgement"),
        _table(SUGGESTION, "resolve_suggestion"),
        _table(KEY, "resolve_key"),
        _table(RUN, "resolve_run"),
        _table(MODEL, "resolve_model"),
        _table(THRESHOLD, "resolve_threshold"),
        *rls.force("resolve_judgement"),
        *rls.policy("resolve_judgement", "resolve_judgement_both", "ALL", using=_BOTH, check=_BOTH),
        *rls.append_only("resolve_judgement"),
        *rls.force("resolve_suggestion"),
        *rls.policy(
            "resolve_suggestion", "resolve_suggestion_both", "ALL", using=_BOTH, check=_BOTH
        ),
        *rls.protect("resolve_key"),
        *rls.force("resolve_run"),
        *rls.policy("resolve_run", "resolve_run_all", "ALL", using=_ALL, check=_ALL),
        *rls.append_only("resolve_threshold"),
    ]
