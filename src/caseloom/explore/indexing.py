"""SearchProjection: keeps explore_entry and explore_token in step with the records."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection

from caseloom.explore import batches, bulk, shapes, text
from caseloom.store.types import Batch, Incoming, Told

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FOREIGN = """
    -- Searched values of the batch that are not plain ASCII, each once.
    SELECT DISTINCT v.value
      FROM store_batch b JOIN store_record r ON r.id = b.id
      CROSS JOIN LATERAL (SELECT * FROM jsonb_each(r.properties) UNION ALL
                          SELECT * FROM jsonb_each(r.originals)) AS p (name, many)
      CROSS JOIN LATERAL jsonb_array_elements_text(p.many) AS v (value)
     WHERE octet_length(r.properties::text) <> length(r.properties::text)
        OR octet_length(r.originals::text) <> length(r.originals::text)
"""

# Words get the mark w, those of names and identifiers once more the mark n, so that asking for
# either needs nothing but the index. A mark alone and the gap between values are taken out again.
_ENTRIES = """
    -- One entry for each record of the batch that can be found: things always, links if they
    -- have words of their own. All of it follows from the record alone, never from others.
    WITH searched AS (
        SELECT * FROM unnest(%(s_schema)s::text[], %(s_name)s::text[], %(s_kind)s::text[],
                             %(s_place)s::int[])
                   WITH ORDINALITY AS t (schema, name, kind, place, nth)),
    typed AS (
        SELECT * FROM unnest(%(t_schema)s::text[], %(t_base)s::int[], %(t_link)s::bool[])
                   AS t (schema, base, link)),
    latin AS (
        SELECT * FROM unnest(%(value)s::text[], %(plain)s::text[]) AS t (value, plain)),
    -- Materialised, so that the two joins below hash once, not once a record.
    raw AS MATERIALIZED (
        SELECT r.id, r.schema, p.name, p.clean, v.ord, v.value
          FROM store_batch b JOIN store_record r ON r.id = b.id
          CROSS JOIN LATERAL (
               SELECT name, many, true AS clean FROM jsonb_each(r.properties) AS e (name, many)
               UNION ALL
               SELECT name, many, false FROM jsonb_each(r.originals) AS e (name, many)) p
          CROSS JOIN LATERAL jsonb_array_elements_text(p.many) WITH ORDINALITY AS v (value, ord)),
    -- `simple`: words with single spaces between, as most values are. What the expressions below
    -- do for all, plain text functions do for these, at a fraction of the cost.
    given AS (
        SELECT v.id, s.kind, s.place, s.nth, v.ord, v.value, p.plain, v.clean,
               p.plain ~ '^[a-z0-9]+( [a-z0-9]+)*$' AS simple
          FROM raw v
          JOIN searched s ON s.schema = v.schema AND s.name = v.name
          LEFT JOIN latin l ON l.value = v.value
          CROSS JOIN LATERAL (
               SELECT coalesce(l.plain, translate(lower(v.value), '`', '''''')) AS plain) p),
    worded AS (
        SELECT g.*,
               CASE WHEN octet_length(u.marked) > 41 AND u.marked ~ '[a-z0-9]{42}'
                    THEN regexp_replace(u.marked, '(w[a-z0-9]{40})[a-z0-9]+', '\\1', 'g')
                    ELSE u.marked END AS words,
               CASE WHEN kind NOT IN ('I', 'P', 'E', 'D') THEN NULL
                    WHEN simple THEN 'w' || left(replace(plain, ' ', ''), 40)
                    ELSE 'w' || left(regexp_replace(plain, '[^a-z0-9]+', '', 'g'), 40)
                    END AS squashed,
               CASE WHEN kind = 'P' THEN regexp_replace(plain, '[^0-9]+', '', 'g') END AS digits
          FROM given g
          CROSS JOIN LATERAL (SELECT CASE WHEN kind IN ('C', '-') THEN ''
                   WHEN simple THEN replace(' ' || plain, ' ', ' w')
                   WHEN kind = 'N' AND strpos(plain, '''') > 0
                   THEN regexp_replace(' ' || translate(plain, '''', ''), '[^a-z0-9]+', ' w', 'g')
                        || ' gap '
                        || regexp_replace(' ' || plain, '[^a-z0-9]+', ' w', 'g')
                   ELSE regexp_replace(' ' || translate(plain, '''', ''), '[^a-z0-9]+', ' w', 'g')
                   END) u (marked)),
    dated AS (
        SELECT id, value,
               to_date(rpad(left(value, 7), 7, '-01'), 'YYYY-MM') AS first_month,
               CASE WHEN length(value) >= 10 THEN substr(value, 9, 2)::int END AS day
          FROM given
         WHERE kind = 'D' AND clean
           AND value ~ '^[12][0-9]{3}($|-(0[1-9]|1[0-2])($|-[0-3][0-9]))'),
    spans AS (
        SELECT id,
               min(first_month + coalesce(day - 1, 0)) AS first_date,
               max(CASE WHEN day IS NOT NULL THEN first_month + day - 1
                        WHEN length(value) = 4 THEN (first_month + interval '1 year - 1 day')::date
                        ELSE (first_month + interval '1 month - 1 day')::date END) AS last_date
          FROM dated GROUP BY id),
    gathered AS (
        SELECT id, count(*) FILTER (WHERE clean) AS fullness,
               bool_or(kind NOT IN ('C', 'D', '-')) AS findable,
               string_agg(words, ' gap ' ORDER BY nth, clean DESC, ord)
                   FILTER (WHERE kind = 'N') AS names,
               string_agg(words || ' gap ' || squashed, ' gap ' ORDER BY nth, clean DESC, ord)
                   FILTER (WHERE kind IN ('I', 'P', 'E')) AS numbers,
               string_agg(words, ' gap ' ORDER BY nth, clean DESC, ord)
                   FILTER (WHERE kind = 'A') AS places,
               string_agg(words || CASE WHEN kind = 'D' THEN ' gap ' || squashed ELSE '' END,
                   ' gap ' ORDER BY nth, clean DESC, ord)
                   FILTER (WHERE kind IN ('T', 'D')) AS texts,
               array_agg(DISTINCT '~' || right(digits, 8))
                   FILTER (WHERE kind = 'P' AND length(digits) >= 8) AS ends,
               array_agg(DISTINCT value COLLATE "C" ORDER BY value COLLATE "C")
                   FILTER (WHERE kind = 'C' AND clean AND value ~ '^[a-z0-9-]+$') AS countries,
               (array_agg(value ORDER BY place, ord)
                   FILTER (WHERE place IS NOT NULL AND clean))[1] AS caption
          FROM worded GROUP BY id)
    INSERT INTO explore_entry (record_id, entity_id, schema, source_id, scope, rank, caption,
                               countries, first_date, last_date, tsv)
    SELECT r.id, r.entity_id, r.schema, r.source_id, r.scope,
           t.base + 500 - 10 * least(coalesce(g.fullness, 0), 50)::int,
           coalesce(g.caption, ''), coalesce(g.countries, '{}'), d.first_date, d.last_date,
           ts_delete(
               setweight(to_tsvector('simple', left(coalesce(g.names, ''), 200000)), 'A')
               || setweight(to_tsvector('simple', left(coalesce(g.numbers, ''), 200000)), 'B')
               || setweight(to_tsvector('simple', left(coalesce(g.places, ''), 100000)), 'C')
               || to_tsvector('simple', left(coalesce(g.texts, ''), 300000))
               || to_tsvector('simple', replace(left(concat_ws(' gap ', g.names, g.numbers),
                                                     200000), ' w', ' n')),
               '{gap,w,n}'::text[])
           || array_to_tsvector(ARRAY['#' || r.scope, '@' || r.schema, '$' || r.source_id]
               || coalesce(g.ends, '{}')
               || ARRAY(SELECT '!' || c FROM unnest(g.countries) c))
      FROM store_batch b JOIN store_record r ON r.id = b.id
      JOIN typed t ON t.schema = r.schema
      LEFT JOIN gathered g ON g.id = r.id
      LEFT JOIN spans d ON d.id = r.id
     WHERE NOT t.link OR g.findable
    ON CONFLICT (record_id) DO NOTHING
"""

_NEW_TOKENS = """
    -- Words of names that this scope did not have yet, for finding misspelt ones.
    SELECT DISTINCT e.scope, substr(u.lexeme, 2)
      FROM store_batch b JOIN explore_entry e ON e.record_id = b.id
      CROSS JOIN LATERAL unnest(e.tsv) u
     WHERE 'A' = ANY (u.weights) AND length(u.lexeme) >= 4 AND u.lexeme !~ '[0-9]'
       AND NOT EXISTS (SELECT FROM explore_token t
                        WHERE t.scope = e.scope AND t.token = substr(u.lexeme, 2))
"""

_NEW_WORDS = """
    SELECT %(scope)s, w FROM unnest(%(words)s::text[]) w
     WHERE NOT EXISTS (SELECT FROM explore_token t WHERE t.scope = %(scope)s AND t.token = w)
"""

_ADD_TOKENS = """
    INSERT INTO explore_token (scope, token, keys)
    SELECT scope, token, string_to_array(keys, ' ')
      FROM unnest(%s::int[], %s::text[], %s::text[]) AS t (scope, token, keys)
     ORDER BY scope, token
    ON CONFLICT DO NOTHING
"""

_REMOVE = """
    WITH gone AS (
        DELETE FROM explore_entry e USING store_batch b WHERE e.record_id = b.id
        RETURNING e.scope, e.tsv)
    SELECT scope, array_agg(DISTINCT substr(u.lexeme, 2))
      FROM gone CROSS JOIN LATERAL unnest(gone.tsv) u
     WHERE 'A' = ANY (u.weights) AND length(u.lexeme) >= 4 AND u.lexeme !~ '[0-9]'
     GROUP BY scope ORDER BY scope
"""

_INCOMING = """
    CREATE TEMPORARY TABLE IF NOT EXISTS explore_incoming (
        record_id uuid, entity_id uuid, schema text, rank integer, caption text, countries text[],
        first_date date, last_date date, tsv tsvector) ON COMMIT DROP;
    CREATE TEMPORARY TABLE IF NOT EXISTS explore_left (id uuid PRIMARY KEY) ON COMMIT DROP;
    TRUNCATE explore_incoming, explore_left
"""

_TAKE = """
    INSERT INTO explore_entry (record_id, entity_id, schema, source_id, scope, rank, caption,
                               countries, first_date, last_date, tsv)
    SELECT record_id, entity_id, schema, %(source)s, %(scope)s, rank, caption, countries,
           first_date, last_date, tsv
      FROM explore_incoming i
     WHERE %(whole)s OR EXISTS (SELECT FROM store_batch b WHERE b.id = i.record_id)
    ON CONFLICT (record_id) DO NOTHING
"""

_LEFT = """
    INSERT INTO explore_left SELECT id FROM store_batch WHERE id = ANY (%s::uuid[])
"""

_FORGET = """
    DELETE FROM explore_token WHERE scope = %(scope)s
       AND token IN (SELECT explore_unused(%(scope)s, %(tokens)s::text[]))
"""

# A retraction waits for appends under way, so that it never takes a word from the dictionary
# that one of them has just found there.
_SHARED = "SELECT pg_advisory_xact_lock_shared(hashtext('explore_token'))"
_ALONE = "SELECT pg_advisory_xact_lock(hashtext('explore_token'))"


class SearchProjection:
    """Entries that can be found, and the dictionary of words for misspelt questions."""

    name = "search"

    def prepare(
        self, engine: "DuckDBPyConnection", incoming: Incoming, folder: Path
    ) -> bulk.Entries:
        """Make the entries of an import's rows beforehand."""
        return bulk.prepare(engine, incoming, folder)

    def appended(self, *, batch: Batch) -> None:
        """Index the records in store_batch."""
        with connection.cursor() as cursor:
            cursor.execute(_SHARED)
            if isinstance(batch.prepared, bulk.Entries):
                found = _take(cursor, batch.prepared, whole=batch.whole)
            else:
                found = _index(cursor, "store_batch")
            # All at once, in one order for all writers, so that none deadlock.
            _add_tokens(cursor, found)

    def retracted(self, *, batch: Batch) -> None:
        """Forget the records in store_batch, and words that no other record of a scope has."""
        with connection.cursor() as cursor:
            cursor.execute(_ALONE)
            cursor.execute(_REMOVE)
            for scope, tokens in cursor.fetchall():
                cursor.execute(_FORGET, {"scope": scope, "tokens": tokens})

    def rebuild(self, *, told: Told) -> None:
        """Index every standing record that the viewer may see anew; leaves the others alone."""
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE explore_entry, explore_token IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("DELETE FROM explore_entry")
            cursor.execute("DELETE FROM explore_token")
        done = 0
        for batch in batches.standing():
            self.appended(batch=batch)
            told(done := done + batch.count)


def _index(cursor: Any, batch: str) -> list[tuple[int, str]]:
    """Index the records in the temporary table `batch`, all of it in PostgreSQL.

    Returns the words of names that their scope did not have yet.
    """
    cursor.execute(_FOREIGN.replace("store_batch", batch))
    foreign = [value for (value,) in cursor.fetchall() if not value.isascii()]
    cursor.execute(_ENTRIES.replace("store_batch", batch), _columns(foreign))
    cursor.execute(_NEW_TOKENS.replace("store_batch", batch))
    return list(cursor.fetchall())


def _take(cursor: Any, entries: bulk.Entries, *, whole: bool) -> list[tuple[int, str]]:
    """Index the records in store_batch by what was made beforehand for the rows they came in.

    Returns the words of names that their scope did not have yet.
    """
    cursor.execute(_INCOMING)
    with cursor.copy("COPY explore_incoming FROM STDIN (FORMAT csv)") as copy:
        for data in entries.chunks():
            copy.write(data)
    under = {"source": entries.under.source_id, "scope": entries.under.scope}
    cursor.execute(_TAKE, {**under, "whole": whole})
    if whole:
        cursor.execute(_NEW_WORDS, {**under, "words": list(entries.words)})
    else:  # a word of a record that was known, and has been retracted since, must not come back
        cursor.execute(_NEW_TOKENS)
    found = list(cursor.fetchall())
    if entries.left:
        cursor.execute(_LEFT, [list(entries.left)])
        found += _index(cursor, "explore_left")
    return found


def _columns(foreign: Sequence[str]) -> dict[str, Any]:
    searched, typed = shapes.searched(), shapes.typed()
    return {
        "s_schema": [one.schema for one in searched],
        "s_name": [one.name for one in searched],
        "s_kind": [one.kind for one in searched],
        "s_place": [one.place for one in searched],
        "t_schema": [one.schema for one in typed],
        "t_base": [one.base for one in typed],
        "t_link": [one.link for one in typed],
        "value": list(foreign),
        "plain": [text.plain(value) for value in foreign],
    }


def _add_tokens(cursor: Any, found: Sequence[tuple[int, str]]) -> None:
    if found:
        scopes, tokens = zip(*found, strict=True)
        keys = [" ".join(sorted(text.keys(token))) for token in tokens]
        cursor.execute(_ADD_TOKENS, [list(scopes), list(tokens), keys])
