"""Evaluation: by hand on four records, and on the Senzing truth set where it is at hand."""

import csv
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from caseloom.access.actions import as_viewer
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed
from caseloom.resolve import actions, queries
from tests.cast import Cast

SHARED = Path(os.environ.get("CASELOOM_SHARED_DATA", Path(__file__).parents[3] / "shared/data"))
SENZING = SHARED / "senzing-truth-set"
Thing = tuple[str, str, dict[str, list[str]]]


def write_truth(path: Path, lines: list[tuple[str, str, str]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["source", "key", "cluster"])
        writer.writerows(lines)
    return path


def test_figures_on_four_records(cast: Cast, people: list[UUID], tmp_path: Path) -> None:
    lines = [("test", "1", "a"), ("test", "2", "a"), ("test", "3", "c"), ("test", "9", "d")]
    truth = write_truth(tmp_path / "truth.csv", lines)
    with as_viewer(cast.analyst) as analyst:
        found = queries.evaluate(analyst, truth)
    assert (found.entities, found.missing, found.true_pairs) == (3, 1, 1)
    assert found.pair.recall == found.blocking_recall == 1.0
    assert {r.kind for r in found.rules} >= {"n", "d"}
    assert all(0 <= r.alone <= r.recall <= 1 for r in found.rules)
    assert max(r.recall for r in found.rules) == 1.0
    assert 0.95 < found.probability < 1


def test_judgements_are_honoured(cast: Cast, people: list[UUID], tmp_path: Path) -> None:
    truth = write_truth(tmp_path / "t.csv", [("test", "1", "a"), ("test", "2", "b")])
    with as_viewer(cast.agent) as agent:
        actions.decide(
            left=people[0], right=people[1], verdict="different", reason="brothers", by=agent
        )
    with as_viewer(cast.analyst) as analyst:
        assert queries.evaluate(analyst, truth).pair.precision == 1.0


def test_a_bad_truth_says_what_is_wrong(cast: Cast, people: list[UUID], tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("source,key\na,b\n")
    with as_viewer(cast.analyst) as analyst:
        with pytest.raises(Invalid, match="cluster"):
            queries.evaluate(analyst, bad)
        with pytest.raises(Invalid, match="cannot be read"):
            queries.evaluate(analyst, tmp_path / "none.csv")
        with pytest.raises(Invalid, match="None of the 1 lines"):
            queries.evaluate(analyst, write_truth(tmp_path / "x.csv", [("no", "1", "a")]))


def test_nothing_merges_by_itself_without_a_measured_threshold(
    cast: Cast, people: list[UUID], tmp_path: Path
) -> None:
    truth = write_truth(tmp_path / "t.csv", [("test", "1", "a"), ("test", "2", "a")])
    with as_viewer(cast.analyst) as analyst:
        actions.run(by=analyst)
        assert all(len(m) == 1 for m in queries.members(analyst, people).values())
        measured = actions.keep_evaluation(truth=truth, threshold=10.0, by=analyst)
        assert measured.fit == ()
        with pytest.raises(Conflict):
            actions.apply_threshold(group="person", by=analyst)
        with pytest.raises(NotAllowed):
            actions.set_threshold(group="person", evaluation_id=measured.id, reason="x", by=analyst)
    with as_viewer(cast.administrator) as by, pytest.raises(Invalid, match="not enough"):
        actions.set_threshold(group="person", evaluation_id=measured.id, reason="x", by=by)


FORMATS = ("%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%b %d %Y", "%d-%b-%y", "%Y-%m-%d")


def as_date(text: str) -> str:
    """The set's dates, of which US ones are tried first; a year to come is of the last century."""
    for form in FORMATS:
        try:
            found = datetime.strptime(text.strip(), form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        late = found.year > date(2026, 1, 1).year
        return (found.replace(year=found.year - 100) if late else found).isoformat()
    return ""


COLUMNS = {
    "PRIMARY_NAME_FULL": "name", "PRIMARY_NAME_ORG": "name", "NATIVE_NAME_FULL": "name",
    "SECONDARY_NAME_ORG": "alias", "PRIMARY_NAME_FIRST": "firstName",
    "PRIMARY_NAME_MIDDLE": "middleName", "PRIMARY_NAME_LAST": "lastName",
    "PASSPORT_NUMBER": "passportNumber", "NATIONAL_ID_NUMBER": "idNumber",
    "DRIVERS_LICENSE_NUMBER": "idNumber", "SSN_NUMBER": "socialSecurityNumber",
    "TAX_ID_NUMBER": "taxNumber", "LEI_NUMBER": "leiCode", "EMAIL_ADDRESS": "email",
    "PHONE_NUMBER": "phone",
}  # fmt: skip
GENDERS = {"m": "male", "male": "male", "f": "female", "female": "female"}
ADDRESS = ("ADDR_FULL", "ADDR_LINE1", "ADDR_CITY", "ADDR_STATE", "ADDR_POSTAL_CODE", "ADDR_COUNTRY")


def senzing(name: str) -> Iterator[Thing]:
    with (SENZING / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found: dict[str, list[str]] = {}
            for column, prop in COLUMNS.items():
                if value := (row.get(column) or "").strip():
                    found.setdefault(prop, []).append(value)
            for prop, value in (
                ("birthDate", as_date(row.get("DATE_OF_BIRTH") or "")),
                ("gender", GENDERS.get((row.get("GENDER") or "").lower(), "")),
                ("address", " ".join(v for c in ADDRESS if (v := row.get(c)))),
            ):
                if value:
                    found[prop] = [value]
            person = row["RECORD_TYPE"] == "PERSON"
            yield row["RECORD_ID"], "Person" if person else "Organization", found


@pytest.mark.skipif(not SENZING.is_dir(), reason="the Senzing truth set is not at hand")
def test_senzing_truth_set(cast: Cast, tmp_path: Path) -> None:
    """People and companies together, by the shipped weights: pair F1 of .96 and more."""
    agency = cast.scope("agency")
    for source in ("customers", "reference", "watchlist"):
        cast.records("analyst", agency, *senzing(f"{source}.csv"), source=source)
    with (SENZING / "actual_truthset_key.csv").open(newline="") as file:
        truth = write_truth(
            tmp_path / "truth.csv",
            [
                (row["DATA_SOURCE"].lower(), row["RECORD_ID"], row["CLUSTER_ID"])
                for row in csv.DictReader(file)
            ],
        )
    with as_viewer(cast.analyst) as analyst:
        found = queries.evaluate(analyst, truth)
    assert (found.entities, found.missing, found.true_pairs) == (159, 0, 108)
    assert found.blocking_recall == 1.0
    assert found.pair.f1 >= 0.96
    assert found.b_cubed.f1 >= 0.975
