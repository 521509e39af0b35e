"""Makes the demonstration's six sources and their truth: `generate(folder, size=…, seed=…)`.

One pass over the households, nothing kept but numbers seen, so that ten million records are
made in flat memory. The same size and seed give the same bytes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from caseloom.cli.demo.background import Background
from caseloom.cli.demo.sources import Addresses, Bank, Payroll, Phones, Register, Stops
from caseloom.cli.demo.story import Cast, Desk, Scenario, Story
from caseloom.cli.demo.world import World
from caseloom.cli.demo.writers import Truth
from caseloom.kernel.errors import Invalid

MAPPINGS = Path(__file__).parent / "mappings"
SMALLEST, LARGEST = 5_000, 12_000_000
# Counted with the shipped mappings: records that the story makes, and each household after it.
STORY_RECORDS = 1_500
RECORDS_PER_HOUSEHOLD = 20.3
FILES = {
    "payroll": ("payroll.csv",),
    "register": ("register.xlsx",),
    "phones": ("phones-contacts.csv", "phones-calls.csv"),
    "bank": ("bank-transfers.csv",),
    "stops": ("vehicle-stops.jsonl",),
    "addresses": ("addresses.parquet",),
}


@dataclass(frozen=True, slots=True)
class Generated:
    """What was made. `files`: by source key; `truth_path`: a CSV of source, key, cluster."""

    folder: Path
    files: dict[str, tuple[Path, ...]]
    truth_path: Path
    scenario: Scenario


def generate(
    folder: Path,
    *,
    size: int = 25_000,
    seed: int = 2026,
    progress: Callable[[int, int], None] | None = None,
) -> Generated:
    """Write the six sources into `folder`; about `size` records when they are mapped.

    `progress` is told (households done, households in all) now and then. Raises Invalid when
    `size` is not within SMALLEST and LARGEST (a sheet of the workbook ends there).
    """
    if not SMALLEST <= size <= LARGEST:
        raise Invalid(
            f"The demonstration cannot have {size:,} records.",
            remedy=f"Choose a size from {SMALLEST:,} to {LARGEST:,}.",
            field="size",
        )
    folder.mkdir(parents=True, exist_ok=True)
    world = World(seed, round((size - STORY_RECORDS) / RECORDS_PER_HOUSEHOLD))
    cast = Cast(world)
    world.known[0] = cast.blue_crane
    with Truth(folder / "truth.csv") as truth:
        desk = Desk(
            Payroll(folder, truth),
            Register(folder, truth),
            Phones(folder, truth),
            Bank(folder, truth),
            Stops(folder, truth),
            Addresses(folder, truth),
        )
        scenario = _write(world, cast, desk, progress)
    files = {key: tuple(folder / name for name in of) for key, of in FILES.items()}
    return Generated(folder, files, folder / "truth.csv", scenario)


def _write(
    world: World, cast: Cast, desk: Desk, progress: Callable[[int, int], None] | None
) -> Scenario:
    scenario = Story(world, cast, desk).tell()
    background = Background(world, desk)
    for number in range(world.households):
        background.household(number)
        if progress and number % 500 == 0:
            progress(number, world.households)
    for source in (desk.payroll, desk.register, desk.phones, desk.bank, desk.stops, desk.addresses):
        source.close()
    if progress:
        progress(world.households, world.households)
    return scenario
