"""LinkProjection: keeps explore_edge and explore_degree in step with the records."""

from typing import Any

from django.db import connection

from caseloom.explore import batches, shapes
from caseloom.store.types import Batch, Told

_DEGREES = """
    ends AS (
        SELECT source AS entity_id, schema, scope, 1 AS outgoing, 0 AS incoming FROM changed
        UNION ALL SELECT target, schema, scope, 0, 1 FROM changed)
    INSERT INTO explore_degree AS d (entity_id, schema, scope, outgoing, incoming)
    SELECT entity_id, schema, scope, {sign} sum(outgoing), {sign} sum(incoming)
      FROM ends GROUP BY entity_id, schema, scope
     ORDER BY entity_id, schema, scope -- one order for all writers, so that none deadlock
    ON CONFLICT (entity_id, schema, scope) DO UPDATE
       SET outgoing = d.outgoing + excluded.outgoing, incoming = d.incoming + excluded.incoming
"""

_JOIN = """
    -- Edges of the batch, and the degrees they add. What comes in again after a retraction
    -- turns current again; what is current already changes nothing.
    WITH joining AS (
        SELECT * FROM unnest(%(schema)s::text[], %(source)s::text[], %(target)s::text[],
            %(name)s::text[], %(labels)s::text[], %(starts)s::text[], %(ends)s::text[])
            AS t (schema, source, target, name, labels, starts, ends)),
    found AS (
        SELECT DISTINCT r.id, lower(s.value) AS source, lower(t.value) AS target, j.name, r.scope,
               r.source_id, r.recorded_at, r.properties, j.labels, j.starts, j.ends
          FROM store_batch b JOIN store_record r ON r.id = b.id
          JOIN joining j ON j.schema = r.schema
          CROSS JOIN LATERAL (
               SELECT r.entity_id::text AS value WHERE j.source = ''
               UNION ALL
               SELECT jsonb_array_elements_text(r.properties -> j.source) WHERE j.source <> '') s
          CROSS JOIN LATERAL jsonb_array_elements_text(r.properties -> j.target) AS t (value)
         WHERE lower(s.value) ~ %(uuid)s AND lower(t.value) ~ %(uuid)s),
    changed AS (
        INSERT INTO explore_edge AS e (record_id, source, target, schema, scope, source_id, label,
                                       start_date, end_date, amount, recorded_at)
        SELECT id, source::uuid, target::uuid, name, scope, source_id,
               coalesce((SELECT string_agg(properties -> p ->> 0, ', ' ORDER BY n)
                           FROM unnest(string_to_array(labels, ' ')) WITH ORDINALITY AS u (p, n)
                          WHERE properties ? p), ''),
               (SELECT min(v) FROM unnest(string_to_array(starts, ' ')) AS u (p),
                       jsonb_array_elements_text(properties -> p) v),
               (SELECT max(v) FROM unnest(string_to_array(ends, ' ')) AS u (p),
                       jsonb_array_elements_text(properties -> p) v),
               CASE WHEN properties -> 'amount' ->> 0 ~ '^-?[0-9]{{1,30}}([.][0-9]{{1,10}})?$'
                    THEN (properties -> 'amount' ->> 0)::numeric END,
               recorded_at
          FROM found
        ON CONFLICT (record_id, schema, source, target) DO UPDATE SET current = true
         WHERE NOT e.current
        RETURNING source, target, schema, scope),
    {degrees}
"""

_PART = """
    WITH changed AS (
        UPDATE explore_edge e SET current = false FROM store_batch b
         WHERE e.record_id = b.id AND e.current
        RETURNING e.source, e.target, e.schema, e.scope),
    {degrees}
"""

_EMPTY = """
    DELETE FROM explore_degree d USING (
        SELECT e.source AS id FROM store_batch b JOIN explore_edge e ON e.record_id = b.id
        UNION SELECT e.target FROM store_batch b JOIN explore_edge e ON e.record_id = b.id) x
     WHERE d.entity_id = x.id AND d.outgoing = 0 AND d.incoming = 0
"""

_PAST = """
    -- Edges of retracted records: not current, kept for views as of an earlier date.
    INSERT INTO store_batch
    SELECT r.id FROM store_record r WHERE NOT EXISTS (SELECT FROM store_current c WHERE c.id = r.id)
       AND EXISTS (SELECT FROM store_retraction t WHERE t.record_id = r.id)
"""

_UUID = "^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$"


class LinkProjection:
    """Edges between entities and how many each has, by type and scope."""

    name = "links"

    def appended(self, *, batch: Batch) -> None:
        """Add the edges of the records in store_batch."""
        with connection.cursor() as cursor:
            cursor.execute(_JOIN.format(degrees=_DEGREES.format(sign="+")), _columns())

    def retracted(self, *, batch: Batch) -> None:
        """Take the edges of the records in store_batch out of all current views."""
        with connection.cursor() as cursor:
            cursor.execute(_PART.format(degrees=_DEGREES.format(sign="-")))
            cursor.execute(_EMPTY)

    def rebuild(self, *, told: Told) -> None:
        """Make the edges of every record that the viewer may see anew; leaves others alone."""
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE explore_edge, explore_degree IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("DELETE FROM explore_edge")
            cursor.execute("DELETE FROM explore_degree")
        done = 0
        for batch in batches.standing():
            self.appended(batch=batch)
            told(done := done + batch.count)
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE store_batch")
            cursor.execute(_PAST)
            past = Batch(count=cursor.rowcount)
        if past.count:
            self.appended(batch=past)
            self.retracted(batch=past)


def _columns() -> dict[str, Any]:
    joining = shapes.joining()
    return {
        "schema": [one.schema for one in joining],
        "source": [one.source for one in joining],
        "target": [one.target for one in joining],
        "name": [one.name for one in joining],
        "labels": [one.labels for one in joining],
        "starts": [one.starts for one in joining],
        "ends": [one.ends for one in joining],
        "uuid": _UUID,
    }
