"""All standing records, batch by batch, in the form in which the store hands them over."""

from collections.abc import Iterator

from django.db import connection

from caseloom.store.types import Batch

SIZE = 50_000

_PREPARE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS store_batch (id uuid PRIMARY KEY) ON COMMIT DROP;
    DROP TABLE IF EXISTS explore_todo;
    CREATE TEMPORARY TABLE explore_todo ON COMMIT DROP AS
        SELECT id, ((row_number() OVER (ORDER BY id) - 1) / {size})::int AS part
          FROM store_current
"""


def standing(size: int = SIZE) -> Iterator[Batch]:
    """Fill store_batch with `size` records at a time, those that the viewer may see."""
    with connection.cursor() as cursor:
        cursor.execute(_PREPARE.format(size=int(size)))
        cursor.execute("SELECT part, count(*) FROM explore_todo GROUP BY part ORDER BY part")
        parts = cursor.fetchall()
    for part, count in parts:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE store_batch")
            cursor.execute(
                "INSERT INTO store_batch SELECT id FROM explore_todo WHERE part = %s", [part]
            )
        yield Batch(count=count)
