"""What a record offers for comparison, packed beside its keys; and who is near, in one question.

Records stored before have none until `caseloom rebuild --projection keys`; what compares them
reads the record instead.
"""

from django.db import migrations

# Records near a description. `wanted`: its keys, the most telling kinds first. A key held by more
# than `cap` counts only beside one of another kind: the first `broad` of them are read up to `wide`. The `most`
# entities are given that share the rarest keys; beside them the model in use and the keys that
# too many hold.
#
# The caller's rights and row-level security hold inside (SECURITY INVOKER). Keys are read by
# (key, scope): what the viewer may not see is not even passed over. The plan is made once for each
# connection, since making it takes longer than running it.
NEAR = """
CREATE FUNCTION resolve_near(
    kind text, wanted text[], cap int, broad int, wide int, most int)
RETURNS TABLE (
    part text, named text, entity uuid, judged boolean, schema text, properties jsonb,
    originals jsonb, described text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH held AS MATERIALIZED (
        SELECT k.place, k.hash, found.n, found.entities
          FROM (SELECT place, hashtextextended(kind || ' ' || given, 0) AS hash
                  FROM unnest(wanted) WITH ORDINALITY u (given, place)) k
         CROSS JOIN LATERAL (
               SELECT count(*) AS n, array_agg(DISTINCT e) AS entities
                 FROM (SELECT r.entity_id FROM resolve_key r
                        WHERE r.key = k.hash LIMIT cap + 1) f (e)) found),
    -- A whole phone number (t) says no more beside its own ending.
    over AS MATERIALIZED (
        SELECT place, hash, ascii(wanted[place]) AS sort, count(*) OVER () AS keys FROM held
         WHERE n > cap AND wanted[place] NOT LIKE 't:%' ORDER BY place LIMIT broad),
    near AS MATERIALIZED (
        SELECT e, sum(greatest(10 - ln(n::float8) / ln(2.0::float8), 0.1)) AS weight
          FROM (SELECT held.n, held.entities, 0 AS sort FROM held WHERE n <= cap
                UNION ALL
                SELECT found.n, found.entities, over.sort
                  FROM over CROSS JOIN LATERAL (
                       SELECT count(*) AS n, array_agg(DISTINCT e) AS entities
                         FROM (SELECT r.entity_id FROM resolve_key r
                                WHERE r.key = over.hash AND over.keys > 1
                                LIMIT wide + 1) f (e)) found
                 WHERE found.n <= wide) s
         CROSS JOIN LATERAL unnest(s.entities) e
         GROUP BY e HAVING min(s.sort) = 0 OR min(s.sort) < max(s.sort)
         ORDER BY 2 DESC, 1 LIMIT most)
    SELECT 'model', (SELECT m.hash FROM resolve_model m WHERE m.category = kind
                      ORDER BY m.at DESC, m.hash LIMIT 1),
           NULL::uuid, NULL::boolean, NULL, NULL::jsonb, NULL::jsonb, NULL
    UNION ALL
    SELECT 'key', wanted[held.place], NULL, NULL, NULL, NULL, NULL, NULL
      FROM held WHERE held.n > cap
    UNION ALL
    (SELECT 'record', NULL, near.e,
            EXISTS (SELECT 1 FROM resolve_judgement j
                     WHERE j."left" = near.e AND j.verdict = 'same')
            OR EXISTS (SELECT 1 FROM resolve_judgement j
                        WHERE j."right" = near.e AND j.verdict = 'same'),
            r.schema::text, r.properties, r.originals, kept.described
       FROM near
       JOIN store_record r ON r.entity_id = near.e
       LEFT JOIN resolve_keyed kept ON kept.record_id = r.id
      -- Only a record that stands has its words kept; the others are looked up.
      WHERE kept.record_id IS NOT NULL
         OR NOT coalesce((SELECT t.retracted FROM store_retraction t WHERE t.record_id = r.id
                           ORDER BY t.position DESC LIMIT 1), false)
      ORDER BY near.weight DESC, near.e, r.recorded_at, r.id);
END $$;
"""
_NEAR_TYPES = "text, text[], int, int, int, int"


class Migration(migrations.Migration):
    dependencies = [("resolve", "0003_evaluations"), ("store", "0003_random_numbers")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE resolve_keyed ADD COLUMN described text;"
            " COMMENT ON COLUMN resolve_keyed.described IS"
            " 'The words that are compared (engine.linkage.online); NULL in older rows.'",
            "ALTER TABLE resolve_keyed DROP COLUMN described",
        ),
        migrations.RunSQL(NEAR, f"DROP FUNCTION resolve_near({_NEAR_TYPES})"),
    ]
