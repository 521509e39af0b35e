"""The whole benchmark: send hostile tips, have them read, and count what must be none."""

import sys
import time
from collections import Counter
from pathlib import Path

from caseloom.cli.bench.figures import Report
from caseloom.cli.bench.injections import counting, making, place, sending
from caseloom.cli.bench.injections.outputs import Watch
from caseloom.cli.bench.injections.payloads import KINDS
from caseloom.cli.output import Output

# Tip pages that are rendered; findings that are shown of each target.
PAGES, SHOWN = 1_000, 20


def injections(folder: Path, size: int, seed: int, output: Output) -> Report:
    """Send `size` hostile tips through intake and reading, and count against the targets."""
    start = time.perf_counter()
    where, watch, counted = place.ready(folder), Watch(), counting.Counted()
    bases = making.bases(min(making.BASES, max(4, size // 10)), seed)
    attacks = list(making.attacks(size, seed, len(bases), where.other))
    sys.addaudithook(watch)
    watch.on = True
    try:
        output.note(f"Sending {size:,} hostile tips and having them read")
        arrived = sending.send_all(where, bases, attacks)
        output.note("Looking at what came of them")
        counting.changes(where, counted)
        counting.priorities(where, attacks, arrived, counted)
        counting.outcomes(where, attacks, bases, arrived, counted)
        rendered = counting.pages(where, attacks, arrived, counted, PAGES)
        expected = size + 2 * len(bases) + place.CANARIES
        rendered |= counting.exports(where, expected, counted)
    finally:
        watch.on = False
    counted.found["requests_out"] = watch.seen
    report = Report("injections", size)
    report.figures = {
        **{target: len(found) for target, found in counted.found.items()},
        # Of the lowered ones, those that stood first without the attack.
        "immediate_lowered": sum(
            "immediate to" in one for one in counted.found["priorities_lowered"]
        ),
        "findings": {name: found[:SHOWN] for name, found in counted.found.items() if found},
        "kinds": len({one.kind for one in attacks}), "of_kinds": len(KINDS),
        "ways": dict(Counter(one.way for one in attacks)), "honest": len(bases), **rendered,
        "seed": seed, "seconds": round(time.perf_counter() - start, 1),
    }  # fmt: skip
    return report
