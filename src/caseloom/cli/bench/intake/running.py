"""The whole benchmark: fill, send at a rate, send through crashes, and open every mailbox."""

import asyncio
import json
import os
import random
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caseloom.access.actions import as_viewer
from caseloom.cli.bench.figures import Report, spread
from caseloom.cli.bench.intake import filling
from caseloom.cli.bench.intake.sending import Told, stream
from caseloom.cli.bench.intake.serving import Server
from caseloom.cli.bench.processes import at_once
from caseloom.cli.output import Output
from caseloom.kernel.errors import CaseloomError
from caseloom.tips import queries

# Seconds before the figures begin, and processes that open mailboxes afterwards.
WARM, OPENERS = 5, 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much: tips in the database, tips a second, seconds, web processes."""

    size: int
    rate: float
    seconds: int
    workers: int = 2


def intake(folder: Path, wanted: Wanted, output: Output) -> Report:
    """Measure the portal. The second run is a fifth as long and is killed twice in its midst."""
    place = filling.ready(folder, wanted.size, output)
    report = Report("intake", wanted.size)
    report.figures["filled"] = {"tips": place.tips, "seconds": place.seconds}
    server = Server(folder, _free_port(), wanted.workers)
    server.start()
    try:
        _warm(server, wanted)
        output.note(f"Sending {wanted.rate:g} tips a second for {wanted.seconds} seconds")
        report.figures["steady"] = _steady(server, wanted)
        # Said at once: what comes now may fail.
        output.note(json.dumps(report.figures["steady"]))
        short = max(12, wanted.seconds // 5)
        output.note(f"Sending for {short} seconds through two crashes")
        report.figures["killed"] = _killed(server, wanted, short)
    finally:
        server.stop()
    return report


def _warm(server: Server, wanted: Wanted) -> None:
    asyncio.run(stream(server.port, _texts(round(wanted.rate * WARM)), wanted.rate, {}))


def _steady(server: Server, wanted: Wanted) -> dict[str, Any]:
    before, begun, loads = server.seconds(), time.monotonic(), [_load()]
    at: dict[float, Callable[[], object]] = {
        wanted.seconds / 2: lambda: loads.append(_load()),
        wanted.seconds - 0.1: lambda: loads.append(_load()),
    }
    many = round(wanted.rate * wanted.seconds)
    sent = asyncio.run(stream(server.port, _texts(many), wanted.rate, at))
    lasted = time.monotonic() - begun
    used = {part: round(now - before.get(part, 0.0), 1) for part, now in server.seconds().items()}
    return {
        "sent": many, "per_second": round(many / lasted, 1), "seconds": round(lasted, 1),
        **spread([one.seconds for one in sent if one.receipt]),
        "errors": _errors(sent), "load": loads, "core_seconds": used, **_opened(sent),
    }  # fmt: skip


def _killed(server: Server, wanted: Wanted, seconds: int) -> dict[str, Any]:
    """Everything that serves is killed after a third, PostgreSQL after two thirds."""
    killed: dict[str, float] = {}

    def crash() -> None:
        begun = time.monotonic()
        killed["processes"] = server.kill()
        server.start()
        killed["served_again_after"] = round(time.monotonic() - begun, 1)
        # Only what serves is looked after: the second crash waits for the first to be over.
        time.sleep(max(1.0, seconds / 3 - (time.monotonic() - begun)))
        killed["postmaster"] = int(server.kill_database() > 0)

    many = round(wanted.rate * seconds)
    sent = asyncio.run(stream(server.port, _texts(many), wanted.rate, {seconds / 3: crash}))
    server.await_ready()
    return {"sent": many, "killed": killed, "errors": _errors(sent), **_opened(sent)}


def _texts(many: int) -> list[str]:
    chance, words = random.Random(many), filling.texts()  # noqa: S311  (no secret)
    return [f"{chance.choice(words)[0]}\n(sent {number})" for number in range(many)]


def _errors(sent: Sequence[Told]) -> dict[str, int]:
    """Answers that gave no receipt, by status; 0 is no answer."""
    found: dict[str, int] = {}
    for status in (status for one in sent for status in one.tries):
        found[str(status)] = found.get(str(status), 0) + 1
    return found


def _opened(sent: Sequence[Told]) -> dict[str, int]:
    """How many receipts were seen, and how many of them open no mailbox with the same words."""
    seen = [(one.receipt, one.text) for one in sent if one.receipt]
    held = at_once(opens, seen, OPENERS)
    return {
        "receipts": len(seen), "without_receipt": len(sent) - len(seen),
        "lost": len(seen) - sum(held),
    }  # fmt: skip


def opens(seen: Sequence[tuple[str, str]]) -> list[bool]:
    """Of each receipt, whether it opens her mailbox and her words are in it."""
    return [_opens(receipt, text) for receipt, text in seen]


def _opens(receipt: str, text: str) -> bool:
    try:
        with as_viewer(queries.anybody()) as viewer:
            tip_id = queries.tip_of(viewer, receipt)
        with queries.as_reporter(tip_id) as viewer:
            return queries.mailbox(viewer, tip_id).text == text.strip()
    except CaseloomError:
        return False


def _load() -> float:
    return round(os.getloadavg()[0], 2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
