"""The labels of the historical people as Caseloom's truth file: source, key, cluster.

    python3 truth.py DATA_FOLDER > truth.csv

Needs DuckDB, which comes with Caseloom.
"""

import csv
import sys
from pathlib import Path

import duckdb

QUERY = "SELECT 'historical-people', unique_id, cluster FROM read_parquet(?) ORDER BY unique_id"


def main(folder: Path) -> None:
    """Write one line per record."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("source", "key", "cluster"))
    path = str(folder / "historical_figures_with_errors_50k.parquet")
    out.writerows(duckdb.execute(QUERY, [path]).fetchall())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
