"""The functions that search across row-level security, and give back only what the viewer may see.

PostgreSQL's text and array operators are not leak-proof, so a policy would switch their indexes
off. These functions belong to `caseloom_search`, take the viewer's scopes from the transaction's
settings, never from an argument, and add them to what the index is asked.
"""

from django.db import migrations

HIT = """
CREATE TYPE explore_hit AS (
    record_id uuid, entity_id uuid, schema text, source_id integer, scope integer, rank integer,
    caption text, countries text[], first_date date, last_date date, score real
)
"""

# The scopes as one query, or NULL when there are so many that an array test is faster
# (measured: 12 ms for 400 lexemes, 143 ms for 2,000).
SCOPES = """
CREATE FUNCTION explore_scope_query(scopes integer[]) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN cardinality(scopes) <= 300
        THEN (SELECT string_agg(format('''#%s''', s), '|') FROM unnest(scopes) s)::tsquery END
$$
"""

# The first `cap` visible matches in the order (rank, record_id), after a given place in it.
# What comes back depends on visible rows alone. The planner's estimate, which knows hidden rows
# too, only chooses the way: common words walk the rank index and stop early, over at most 30,000
# rows; anything else, and a walk that came up short, goes through the GIN index.
FIND = """
CREATE FUNCTION explore_find(
    words tsquery, filters tsquery, since date, until date,
    after_rank integer, after_id uuid, cap integer
) RETURNS SETOF explore_hit
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    scopes integer[] := caseloom_scopes();
    within tsquery := explore_scope_query(scopes);
    wanted tsquery := coalesce(words && filters, words, filters);
    q tsquery := coalesce(wanted && within, wanted, within);
    plan json;
    estimate double precision := 0;
    hits explore_hit[];
BEGIN
    IF cardinality(scopes) = 0 THEN
        RETURN;
    END IF;
    IF q IS NOT NULL THEN
        EXECUTE format('EXPLAIN (FORMAT JSON) SELECT 1 FROM public.explore_entry'
            ' WHERE tsv @@ %L::tsquery', q) INTO plan;
        estimate := (plan -> 0 -> 'Plan' ->> 'Plan Rows')::double precision;
    END IF;
    IF q IS NULL OR estimate > 3000 THEN
        hits := ARRAY(
            SELECT (w.record_id, w.entity_id, w.schema, w.source_id, w.scope, w.rank, w.caption,
                    w.countries, w.first_date, w.last_date,
                    coalesce(ts_rank(w.tsv, words, 1), 0))::explore_hit
            FROM (
                SELECT * FROM explore_entry e
                WHERE after_id IS NULL OR (e.rank, e.record_id) > (after_rank, after_id)
                ORDER BY e.rank, e.record_id LIMIT 30000
            ) w
            WHERE (q IS NULL OR w.tsv @@ q) AND w.scope = ANY (scopes)
                AND (since IS NULL OR w.last_date >= since)
                AND (until IS NULL OR w.first_date <= until)
            ORDER BY w.rank, w.record_id LIMIT cap);
        IF cardinality(hits) >= cap THEN
            RETURN QUERY SELECT * FROM unnest(hits);
            RETURN;
        END IF;
    END IF;
    RETURN QUERY
        SELECT f.record_id, f.entity_id, f.schema, f.source_id, f.scope, f.rank, f.caption,
            f.countries, f.first_date, f.last_date, coalesce(ts_rank(f.tsv, words, 1), 0)
        FROM (
            -- OFFSET 0 keeps the planner from walking the rank index after all.
            SELECT * FROM (
                SELECT * FROM explore_entry e
                WHERE (q IS NULL OR e.tsv @@ q) AND e.scope = ANY (scopes)
                    AND (since IS NULL OR e.last_date >= since)
                    AND (until IS NULL OR e.first_date <= until)
                OFFSET 0
            ) m
            WHERE after_id IS NULL OR (m.rank, m.record_id) > (after_rank, after_id)
            ORDER BY m.rank, m.record_id LIMIT cap
        ) f;
END
$$
"""

# Of the entities `wanted`, those with a visible match before a given place: a later page must
# not show an entity again.
EARLIER = """
CREATE FUNCTION explore_earlier(
    words tsquery, filters tsquery, since date, until date,
    before_rank integer, before_id uuid, wanted uuid[]
) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT e.entity_id FROM explore_entry e
    WHERE e.entity_id = ANY (wanted) AND e.scope = ANY (caseloom_scopes())
        AND (e.rank, e.record_id) <= (before_rank, before_id)
        AND (words IS NULL OR e.tsv @@ words) AND (filters IS NULL OR e.tsv @@ filters)
        AND (since IS NULL OR e.last_date >= since)
        AND (until IS NULL OR e.first_date <= until)
$$
"""

# Words of names, in the viewer's scopes, that share a key with a misspelt word.
SIMILAR = """
CREATE FUNCTION explore_similar(wanted text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT t.token FROM explore_token t
    WHERE t.keys && wanted AND t.scope = ANY (caseloom_scopes())
$$
"""

# Of some words of names, those that no entry of a scope has any more.
UNUSED = """
CREATE FUNCTION explore_unused(of_scope integer, tokens text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t FROM unnest(tokens) t
    WHERE of_scope = ANY (caseloom_scopes()) AND NOT EXISTS (
        SELECT FROM explore_entry e
        WHERE e.tsv @@ format('%L:A & %L', 'w' || t, '#' || of_scope)::tsquery)
$$
"""

SIGNATURES = (
    "explore_find(tsquery, tsquery, date, date, integer, uuid, integer)",
    "explore_earlier(tsquery, tsquery, date, date, integer, uuid, uuid[])",
    "explore_similar(text[])",
    "explore_unused(integer, text[])",
)


def _own(signature: str) -> str:
    return (
        f"ALTER FUNCTION {signature} OWNER TO caseloom_search;"
        f" REVOKE ALL ON FUNCTION {signature} FROM PUBLIC;"
        f" GRANT EXECUTE ON FUNCTION {signature} TO caseloom_app"
    )


class Migration(migrations.Migration):
    dependencies = [("explore", "0001_tables")]
    operations = [
        migrations.RunSQL(
            "GRANT SELECT ON explore_entry, explore_token TO caseloom_search",
            "REVOKE SELECT ON explore_entry, explore_token FROM caseloom_search",
        ),
        migrations.RunSQL(HIT, "DROP TYPE explore_hit"),
        migrations.RunSQL(SCOPES, "DROP FUNCTION explore_scope_query(integer[])"),
        *(
            migrations.RunSQL(text, f"DROP FUNCTION {signature}")
            for text, signature in zip((FIND, EARLIER, SIMILAR, UNUSED), SIGNATURES, strict=True)
        ),
        *(migrations.RunSQL(_own(signature), migrations.RunSQL.noop) for signature in SIGNATURES),
    ]
