"""`caseloom sequencer`: puts audit events in order and signs checkpoints. A child of `serve`."""

import signal
import threading
import time

from caseloom.cli.command import Arguments, Command

_EVERY = 1.0  # seconds between two looks for new events
_CHECKPOINT_EVERY = 60.0  # seconds


def run(arguments: Arguments) -> int:
    """Order what was committed, every second, and sign a checkpoint when a minute has passed."""
    arguments.installation.open()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    last = time.monotonic()
    while not stop.wait(_EVERY):
        due = time.monotonic() - last >= _CHECKPOINT_EVERY
        _step(checkpoint=due)
        if due:
            last = time.monotonic()
    _step(checkpoint=True)
    return 0


def _step(*, checkpoint: bool) -> None:
    from caseloom.access import queries
    from caseloom.access.actions import as_viewer
    from caseloom.audit import actions as audit

    with as_viewer(queries.machine("sequencer", "ordering the audit log")) as viewer:
        audit.sequence(by=viewer)
        if checkpoint:
            audit.checkpoint(by=viewer)


COMMAND = Command(
    name="sequencer",
    summary="Put audit events in order and sign checkpoints, until stopped.",
    description="`caseloom serve` starts one.",
    example="caseloom sequencer",
    run=run,
    hidden=True,
)
