"""How a benchmark times and says what it found."""

import os
import platform
import resource
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MIB = 1024  # getrusage counts KiB on Linux


@dataclass(slots=True)
class Report:
    """One benchmark's answer: `figures` in ms, per second or MB as their names say."""

    bench: str
    size: int
    figures: dict[str, Any] = field(default_factory=dict)
    peers: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "bench": self.bench,
            "size": self.size,
            "figures": self.figures,
            "peers": self.peers,
            "machine": machine(),
        }


def machine() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "load": [round(one, 2) for one in os.getloadavg()],
        "python": platform.python_version(),
        "system": platform.system(),
    }


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in text.splitlines() if "model name" in line]
    return names[0] if names else platform.processor()


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median and percentiles of some durations, in milliseconds."""
    ordered = sorted(seconds)
    return {
        "median_ms": _at(ordered, 0.50),
        "p95_ms": _at(ordered, 0.95),
        "p99_ms": _at(ordered, 0.99),
        "max_ms": _at(ordered, 1.0),
        "runs": len(ordered),
    }


def _at(ordered: Sequence[float], share: float) -> float:
    """The nearest-rank percentile, in milliseconds."""
    place = min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))
    return round(ordered[place] * 1000, 3)


def timed(acts: Iterable[Callable[[], object]]) -> list[float]:
    """The seconds that each act takes, one after another."""
    found = []
    for act in acts:
        start = time.perf_counter()
        act()
        found.append(time.perf_counter() - start)
    return found


def peak_mb() -> float:
    """The most memory that this process has held, in MB. Children and PostgreSQL not counted."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB, 1)
