"""What may be published: counts that cannot point to anybody.

Only whole quarters that have ended. A count below LEAST is left out, and with it as many more of
its row as are needed so that what was left out adds up to LEAST and is more than one: else the
total would tell it (secondary suppression; see L. Willenborg and T. de Waal, “Elements of
Statistical Disclosure Control”, 2001, ch. 4). Tips that are closed to some of the staff are not
counted: the difference to what those see would tell them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.kernel import clock
from caseloom.kernel.viewer import Viewer
from caseloom.tips import models
from caseloom.tips.rows import line_row

LEAST = 5
# How far work has come is not among them: it changes one tip at a time, and that could be watched.
_SPLITS = ("channel", "language", "subject")

_COUNTS = """
SELECT l.key, date_trunc('quarter', t.arrived_at AT TIME ZONE 'UTC'), {split}, count(*)
  FROM tips_tip t JOIN tips_line l ON l.id = t.line_id
 WHERE t.scope = l.scope AND t.arrived_at < %s
   AND NOT EXISTS (SELECT 1 FROM tips_closure c WHERE c.tip_id = t.id)
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter of one line. A count is None where it was left out.

    `by`: per split (channel, language, subject) the counts of its values.
    """

    line: str
    begins: str
    total: int | None
    by: Mapping[str, Mapping[str, int | None]]


def statistics() -> tuple[Quarter, ...]:
    """All quarters that have ended, for anybody."""
    with (
        as_viewer(access.machine("tips", "counting for the public")),
        connection.cursor() as cursor,
    ):
        counted: dict[tuple[str, datetime], dict[str, dict[str, int]]] = {}
        for split in _SPLITS:
            cursor.execute(_COUNTS.format(split=f"t.{split}"), [_this_quarter()])
            for line, quarter, value, count in cursor.fetchall():
                counted.setdefault((line, quarter), {}).setdefault(split, {})[value] = count
    return tuple(
        _quarter(line, begins, splits) for (line, begins), splits in sorted(counted.items())
    )


def _this_quarter() -> datetime:
    now = clock.now().astimezone(UTC)
    return datetime(now.year, 3 * ((now.month - 1) // 3) + 1, 1, tzinfo=UTC)


def _quarter(line: str, begins: datetime, splits: dict[str, dict[str, int]]) -> Quarter:
    total = sum(splits["channel"].values())
    by = {split: suppressed(counts) for split, counts in splits.items()}
    shown = total if total >= LEAST else None
    return Quarter(line, begins.date().isoformat(), shown, by)


def suppressed(counts: Mapping[str, int]) -> dict[str, int | None]:
    """`counts` with those left out that are small, or that would tell a small one."""
    smallest = sorted(counts, key=lambda value: (counts[value], value))
    hidden = [value for value in smallest if counts[value] < LEAST]
    rest = [value for value in smallest if counts[value] >= LEAST]
    while hidden and rest and (len(hidden) < 2 or sum(counts[one] for one in hidden) < LEAST):
        hidden.append(rest.pop(0))
    return {value: None if value in hidden else count for value, count in counts.items()}


def published(viewer: Viewer, line_key: str) -> bool:
    """Whether anybody may see the statistics of a line. Raises UnknownLine."""
    line = line_row(viewer, line_key)
    last = models.Publication.objects.filter(line=line).order_by("-at", "id").first()
    return last is not None and last.published
