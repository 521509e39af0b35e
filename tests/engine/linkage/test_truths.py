"""Labelled sets that are at hand: no weight was learnt from their labels."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseloom.engine.linkage import batch, features, linking, measure
from caseloom.engine.linkage.batch import Unit
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.levels import COMPARISONS, level_of

SHARED = Path(os.environ.get("CASELOOM_SHARED_DATA", Path(__file__).parents[4] / "shared/data"))
FEBRL = SHARED / "febrl"
NAMES = SHARED / "name-pairs" / "cases.csv"
# From here up two names are called the same: one holds the other, or a slip in one short word.
SAME = {"exact", "close", "contained", "slip"}
ADDRESS = ("street_number", "address_1", "address_2", "suburb", "postcode", "state")


def name_level(row: dict[str, str]) -> str:
    one, two = (features.extract(row["schema"], [{"name": [row[n]]}]) for n in ("name1", "name2"))
    found = level_of(COMPARISONS["names"], one, two, frozenset())
    return found.key if found else ""


@pytest.mark.skipif(not NAMES.is_file(), reason="the pairs of names are not at hand")
def test_hard_pairs_of_names() -> None:
    """F1 at one fixed level; the peers' best at their own threshold is .796."""
    with NAMES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    judged = [(name_level(row) in SAME, row["is_match"] == "true") for row in rows]
    right = sum(said and so for said, so in judged)
    wrong = sum(said != so for said, so in judged)
    assert len(judged) == 826
    assert 2 * right / (2 * right + wrong) >= 0.84


def people(letter: str) -> Iterator[tuple[str, Unit]]:
    """(the person's number, the unit) of one of the two files, the social security number left."""
    with (FEBRL / f"dataset4{letter}.csv").open(newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            born = row["date_of_birth"].strip()
            given = {
                "firstName": row["given_name"],
                "lastName": row["surname"],
                "birthDate": f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else "",
                "address": " ".join(v for name in ADDRESS if (v := row[name].strip())),
            }
            found = features.extract("Person", [{k: [v] for k, v in given.items() if v}])
            name = letter + row["rec_id"].strip()
            source = 1 + "ab".index(letter)
            yield row["rec_id"].split("-")[1], Unit(name, name, found, source=source)


@pytest.mark.skipif(not FEBRL.is_dir(), reason="the FEBRL files are not at hand")
def test_two_files_free_of_duplicates() -> None:
    """FEBRL 4 without its number: trained without labels, linked one to one."""
    units = [one for letter in "ab" for one in people(letter)]
    truth = {unit.unit: person for person, unit in units}
    connection = batch.connect()
    batch.load_units(connection, (unit for _, unit in units))
    model = linking.link(connection, default_model("person")).model
    grouping = linking.group(connection, model)
    candidates = connection.execute("SELECT join_key_l, join_key_r FROM candidate").fetchall()
    assert grouping.free == [1, 2]
    assert measure.blocking_recall(truth, candidates) >= 0.999
    figures = measure.pairwise(truth, grouping.clusters())
    connection.close()
    assert figures.precision >= 0.999
    assert figures.f1 >= 0.9975
