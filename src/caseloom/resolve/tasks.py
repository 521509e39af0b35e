"""Resolutions that the worker does: a transaction per group, so that progress can be read."""

from uuid import UUID

from procrastinate.contrib.django import app

from caseloom.access import queries as access
from caseloom.resolve.working import work


@app.task(name="resolve.run", queue="resolve", pass_context=False)
def run(*, schemata: list[str], person_id: str, purpose: str) -> None:
    """Look for pairs as the person who asked for it, with what he may see now."""
    work(schemata=tuple(schemata), by=access.viewer_of(UUID(person_id), purpose))


# At a quarter past two, when few wait for the machine. The lock: no second one beside it.
@app.periodic(cron="15 2 * * *")
@app.task(name="resolve.run_nightly", queue="resolve", queueing_lock="resolve.run_nightly")
def run_nightly(timestamp: int) -> None:
    """Look for pairs as the machine: everything that is not sealed."""
    work(schemata=(), by=access.machine("resolve", "nightly resolution"))
