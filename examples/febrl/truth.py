"""FEBRL's labels, which are in its record numbers, as Caseloom's truth file: source, key, cluster.

    python3 truth.py DATA_FOLDER > truth.csv

“rec-1070-org” of file a and “rec-1070-dup-0” of file b are the same person, 1070.
"""

import csv
import sys
from pathlib import Path


def main(folder: Path) -> None:
    """Write one line per record of the two files."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("source", "key", "cluster"))
    for letter in "ab":
        path = folder / f"dataset4{letter}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, skipinitialspace=True):
                out.writerow((f"febrl-{letter}", row["rec_id"], row["rec_id"].split("-")[1]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
