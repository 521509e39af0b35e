"""The truth set's own key as Caseloom's truth file: source, key, cluster.

python3 truth.py DATA_FOLDER > truth.csv
"""

import csv
import sys
from pathlib import Path


def main(folder: Path) -> None:
    """Write the clusters of the key file; a source is called as its list, in small letters."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("source", "key", "cluster"))
    with (folder / "actual_truthset_key.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            out.writerow((row["DATA_SOURCE"].lower(), row["RECORD_ID"], row["CLUSTER_ID"]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
