"""Dates that are not the same compared: a slip apart, day and month exchanged, or known in part.

Most units have one whole date, which is compared as a number; the rest by their lists.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

MACROS = """
CREATE OR REPLACE MACRO cl_day(dates, partial) AS
  CASE WHEN len(dates) = 1 AND len(partial) = 0 THEN replace(dates[1], '-', '')::INT END;
CREATE OR REPLACE MACRO cl_swap(day) AS
  CASE WHEN day % 100 <= 12 THEN day // 10000 * 10000 + day % 100 * 100 + day // 100 % 100 END;
CREATE OR REPLACE MACRO cl_day_slip(l, r) AS
  -- One slip leaves two of year, month and day as they are.
  CASE WHEN (l // 10000 = r // 10000)::INT + (l // 100 % 100 = r // 100 % 100)::INT
            + (l % 100 = r % 100)::INT >= 2
       THEN damerau_levenshtein(lpad(l::VARCHAR, 8, '0'), lpad(r::VARCHAR, 8, '0')) <= 1
       ELSE false END;
CREATE OR REPLACE MACRO cl_days_near(l, r) AS
  -- So what shares neither the year and a number, nor both numbers, need not be looked at.
  CASE WHEN (l // 10000 = r // 10000 AND (l // 100 = r // 100 OR l % 100 = r % 100
               OR l // 100 % 100 = r % 100 OR l % 100 = r // 100 % 100))
            OR l % 10000 = r % 10000
            OR (l // 100 % 100 = r % 100 AND l % 100 = r // 100 % 100)
       THEN coalesce(l = cl_swap(r) OR cl_swap(l) = r, false) OR cl_day_slip(l, r)
            OR coalesce(cl_day_slip(l, cl_swap(r)), false)
            OR coalesce(cl_day_slip(cl_swap(l), r), false)
       ELSE false END;
CREATE OR REPLACE MACRO cl_dates_near(l, r, l_swaps, r_swaps) AS
  list_has_any(l, r_swaps) OR list_has_any(l_swaps, r) OR cl_near(l, r, 10)
  OR cl_near(l, r_swaps, 10) OR cl_near(l_swaps, r, 10);
CREATE OR REPLACE MACRO cl_partial(l, r, lp, rp) AS
  len(list_filter(l || lp, lambda a: len(list_filter(r || rp, lambda b:
    (length(a) < 10 OR length(b) < 10) AND (starts_with(a, b) OR starts_with(b, a)))) > 0)) > 0;
"""
_NEAR = """
    CREATE OR REPLACE TABLE listed AS
    SELECT p.l, p.r FROM {pairs} p JOIN prepared a ON a.n = p.l JOIN prepared b ON b.n = p.r
     WHERE (a.day IS NULL OR b.day IS NULL) AND a.has & b.has & {present} > 0;
    CREATE OR REPLACE TABLE near_date AS
    SELECT p.l, p.r, 1::TINYINT AS date_level
      FROM {pairs} p JOIN prepared a ON a.n = p.l JOIN prepared b ON b.n = p.r
     WHERE a.day <> b.day AND cl_days_near(a.day, b.day);
    INSERT INTO near_date SELECT * FROM (
           SELECT l, r,
                  CASE WHEN cl_dates_near(x.dates, y.dates, x.swaps, y.swaps) THEN 1
                       WHEN cl_partial(x.dates, y.dates, x.partial, y.partial) THEN 2
                       ELSE 3 END::TINYINT AS date_level
             FROM listed JOIN unit x ON x.n = l JOIN unit y ON y.n = r)
     WHERE date_level < 3;
    DROP TABLE listed;
"""


def near(connection: "duckdb.DuckDBPyConnection", pairs: str, present: int) -> None:
    """Make the table `near_date` (l, r, date_level): 1 near, 2 known in part; no others.

    present: the bit of `has` that stands for dates.
    """
    connection.execute(_NEAR.format(pairs=pairs, present=present))
