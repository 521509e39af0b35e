"""Several processes for a benchmark, each with Django set up before it gets any work."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

Work = TypeVar("Work")
Answer = TypeVar("Answer")
_gate: "list[Barrier]" = []


def at_once(
    act: Callable[[Sequence[Work]], list[Answer]], work: Sequence[Work], processes: int
) -> list[Answer]:
    """`act` on a share of `work` in each of `processes`; they wait for each other at `gate`.

    Spawned, not forked: a connection must not be in two processes.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _begin, (context.Barrier(processes),)) as pool:
        shares = [work[n::processes] for n in range(processes)]
        return [answer for many in pool.map(act, shares) for answer in many]


def gate() -> None:
    """Go on when every process has come this far."""
    _gate[0].wait()


def _begin(barrier: "Barrier") -> None:
    import django

    django.setup()
    _gate.append(barrier)
