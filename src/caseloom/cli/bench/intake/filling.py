"""A scratch installation with as many tips as are wanted, each sealed under its own key."""

import json
import random
import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connections

from caseloom.access import actions as access_actions
from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.audit import actions as audit
from caseloom.cli.bench.processes import at_once
from caseloom.cli.bench.tips.making import tips as made_tips
from caseloom.cli.output import Output
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Unavailable
from caseloom.kernel.viewer import Viewer
from caseloom.tips import actions, queries
from caseloom.tips.types import LineSettings, NewTip

STATE, PURPOSE, KEY, SUBJECT = "bench-intake.json", "benchmark", "bench", "other"
# Texts that are told over and over, each time with a number of its own; tips of one transaction.
TEXTS, BATCH, SEED, PROCESSES, TRIES = 2_000, 500, 2026, 2, 5
YEARS = 2
_FILLED = ("tips_tip", "workflow_transition", "audit_event", "audit_payload", "audit_leaf")


@dataclass(frozen=True, slots=True)
class Place:
    """A filled installation. `tips`: how many there are; `seconds` that putting them in took."""

    tips: int
    seconds: float = 0.0
    filled: bool = False


def ready(folder: Path, size: int, output: Output) -> Place:
    """The tips in `folder`, made at the first call; what was interrupted goes on.

    Raises Conflict if it holds anything else.
    """
    path = folder / STATE
    place = Place(**json.loads(path.read_text())) if path.exists() else None
    if place is None and not access.is_empty():
        raise Conflict(
            f"{folder} is an installation in use.", remedy="Name an empty folder with --data."
        )
    if place is not None and place.tips != size:
        raise Conflict(
            f"{folder} holds the benchmark of {place.tips:,} tips.",
            remedy="Name another folder with --data.",
        )
    if place is None:
        path.write_text(json.dumps(asdict(Place(size))))
        _line()
    elif place.filled:
        return place
    start = time.perf_counter()
    _fill(size, output)
    place = Place(size, round(time.perf_counter() - start, 1), filled=True)
    path.write_text(json.dumps(asdict(place)))
    return place


def texts() -> list[tuple[str, str]]:
    """Texts and their languages, as the public tells them."""
    return [(one.text[:20_000], one.language) for one in made_tips(TEXTS, seed=SEED)]


def told(text: tuple[str, str], number: str, form: bytes) -> NewTip:
    """A tip of `text` that is like no other."""
    words, language = text
    return NewTip(
        channel="portal", language=language, subject=SUBJECT,
        answers={"what": f"{words}\n({number})"}, form=form,
    )  # fmt: skip


def teller() -> Viewer:
    """Somebody of the public before the line of the benchmark."""
    with as_viewer(queries.anybody()) as viewer:
        return queries.teller(queries.line(viewer, KEY))


def _line() -> None:
    with as_viewer(access.installer(PURPOSE)) as by:
        officer = access_actions.add_person(
            username="officer", name="Bench Officer", roles=["supervisor"],
            password=secrets.token_urlsafe(24), by=by,
        )  # fmt: skip
        team = access_actions.add_team(key=KEY, title="Benchmark", by=by)
        access_actions.grant(scope_id=team.id, person_id=officer.id, reason=PURPOSE, by=by)
        actions.add_line(
            key=KEY, title={"en": "Benchmark"}, scope_id=team.id, settings=LineSettings(), by=by
        )


def _fill(size: int, output: Output) -> None:
    with as_viewer(teller()), connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tips_tip")
        (done,) = cursor.fetchone()
    output.note(f"Putting {size - done:,} tips in")
    starts = range(done, size, BATCH)
    at_once(put, [(start, min(size, start + BATCH)) for start in starts], PROCESSES)
    output.note("Sealing the audit log")
    with as_viewer(access.machine("audit", PURPOSE)) as machine:
        while audit.sequence(by=machine):
            pass
        audit.checkpoint(by=machine)
    with connections["owner"].cursor() as cursor:
        for table in _FILLED:
            cursor.execute(f"VACUUM ANALYZE {table}")


def put(batches: Sequence[tuple[int, int]]) -> list[int]:
    """Put in the tips of each batch (first number, end), a transaction each."""
    by, words, now = teller(), texts(), clock.now()
    return [_put(batch, by, words, now) for batch in batches]


def _put(
    batch: tuple[int, int], by: Viewer, words: Sequence[tuple[str, str]], now: datetime
) -> int:
    chance = random.Random(f"{SEED} {batch}")  # noqa: S311  (no secret)
    tips = []
    for number in range(*batch):
        at = now - timedelta(days=chance.uniform(0, 365 * YEARS))
        tips.append((at, told(chance.choice(words), f"{number}", secrets.token_bytes(16))))
    for _ in range(TRIES):
        try:
            with as_viewer(by) as viewer:
                return actions.load(line_key=KEY, tips=tips, by=viewer)
        except Unavailable:
            # Two at once drew the numbers of each other's events, and one had to give way.
            continue
    raise Unavailable("Tips could not be put in.", remedy="See what PostgreSQL says.")
