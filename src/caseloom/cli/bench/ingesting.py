"""From a CSV to searchable records, stage by stage, with `ftm map` on the same rows beside it."""

import csv
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.cli.bench.dataset import TEAM, Dataset
from caseloom.cli.bench.figures import Report, peak_mb
from caseloom.ingest import actions as ingest
from caseloom.ingest.types import Progress
from caseloom.store import actions as store

COLUMNS = ("id", "name", "born", "phone", "email", "address", "country", "registered")
STAGES = ("hashing", "mapping", "appending")
PEER_ROWS = 20_000
"""What the peer is timed on: it takes rows one by one, so the number changes no rate."""

MAPPING = """
bench:
  queries:
    - csv_url: people.csv
      entities:
        person:
          schema: Person
          keys: [id]
          properties:
            name: {column: name}
            birthDate: {column: born}
            phone: {column: phone}
            email: {column: email}
            address: {column: address}
            country: {column: country}
            createdAt: {column: registered}
"""


def ingesting(dataset: Dataset) -> Report:
    """Write a CSV of `size` people with eight columns, bring it in, and map a part with `ftm`."""
    folder = dataset.folder / "bench-ingest"
    folder.mkdir(exist_ok=True)
    mapping = folder / "people.yml"
    mapping.write_text(MAPPING)
    _write(folder / "people.csv", dataset.size)
    key = f"bench-{time.time_ns()}"  # a source of its own each time, so that every record is new
    with as_viewer(dataset.viewer()) as by:
        store.add_source(
            key=key, title="Benchmark", kind="file", legal_authority="benchmark",
            scope_id=access.scope(by, TEAM).id, by=by,
        )  # fmt: skip
    watch = Watch()
    start = time.perf_counter()
    done = ingest.run(mapping=mapping, source_key=key, by=dataset.viewer(), notify=watch.tell)
    watch.end(time.perf_counter() - start)
    rows = dataset.size
    mapped = round(rows / done.seconds["mapping"])
    figures = {
        "rows": rows,
        "records_per_second": round(rows / watch.seconds),
        "mapping_rows_per_second": mapped,
        "appending_records_per_second": round(rows / done.seconds["appending"]),
        "stages": {name: round(done.seconds[name], 2) for name in STAGES},
        # Several chunks are under way at a time: these add up to more than the stage itself.
        "steps": {k: round(v, 2) for k, v in sorted(done.seconds.items()) if k not in STAGES},
        "peak_mb": watch.peaks,
        "load": watch.loads,
    }
    peer = _peer(folder, min(rows, PEER_ROWS))
    ratio = round(mapped / peer, 1) if peer else None
    return Report("ingest", rows, figures, {
        "ftm map": {"rows_per_second": peer, "rows": min(rows, PEER_ROWS), "times_faster": ratio}
    })  # fmt: skip


class Watch:
    """Memory and load as an import goes on."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.loads = [_load()]
        self.peaks: dict[str, float] = {}

    def tell(self, progress: Progress) -> None:
        """Note the most memory that this process has held up to now."""
        if progress.stage != "appending":
            self.peaks["mapping"] = peak_mb()
        elif progress.done * 10 >= progress.total:
            tenth = progress.done * 10 // progress.total
            if tenth in (1, 5, 10):
                self.peaks.setdefault(f"appending, {tenth}0 %", peak_mb())

    def end(self, seconds: float) -> None:
        """Note how long it took."""
        self.seconds = seconds
        self.loads.append(_load())


def _load() -> float:
    return round(os.getloadavg()[0], 2)


def _write(path: Path, rows: int) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_people(rows))


def _people(rows: int) -> Iterator[tuple[object, ...]]:
    chance = random.Random(rows)  # noqa: S311  (invented people, no secret)
    syllables = ("ba", "chen", "dor", "el", "fi", "gar", "hu", "is", "jo", "kam", "li", "mo")
    for number in range(rows):
        first, last = ("".join(chance.choices(syllables, k=3)).title() for _ in range(2))
        day = f"{chance.randint(1940, 2004)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        yield (
            number, f"{first} {last}", day, f"+1 202 555 {chance.randint(0, 9999):04}",
            f"{first.lower()}.{number}@example.org", f"{chance.randint(1, 999)} {last} Street",
            chance.choice(("us", "gb", "mx", "Germany", "fr")), "2026-01-15",
        )  # fmt: skip


def _peer(folder: Path, rows: int) -> int:
    """Rows a second of `ftm map` on the first `rows`, its start-up not counted."""
    part = folder / "peer"
    part.mkdir(exist_ok=True)
    for name, count in (("few", 1), ("many", rows)):
        with (folder / "people.csv").open() as source, (part / f"{name}.csv").open("w") as target:
            target.writelines(line for line, _ in zip(source, range(count + 1), strict=False))
        text = MAPPING.replace("people.csv", (part / f"{name}.csv").as_uri())
        (part / f"{name}.yml").write_text(text)
    seconds = _ftm(part / "many.yml") - _ftm(part / "few.yml")
    return round(rows / seconds) if seconds > 0 else 0


def _ftm(mapping: Path) -> float:
    program = Path(sys.executable).with_name("ftm")
    out = mapping.with_suffix(".json")
    start = time.perf_counter()
    subprocess.run([program, "map", "-o", out, mapping], check=True, capture_output=True)
    return time.perf_counter() - start
