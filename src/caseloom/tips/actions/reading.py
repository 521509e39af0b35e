"""The machine reads a tip: what it finds is put beside it, and may only raise it."""

from dataclasses import replace
from uuid import UUID

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.kernel import clock
from caseloom.tips import models


def read(*, tip_id: UUID, scope: int) -> None:
    """Read a tip within its own scope, sealed or not. Once is enough: again changes nothing."""
    machine = access.machine("tips", "reading a tip that arrived")
    with as_viewer(replace(machine, scopes=frozenset({scope}))):
        row = models.Tip.objects.filter(id=tip_id).select_for_update(no_key=True).first()
        if row is None or row.read_at is not None:
            return
        row.read_at = clock.now()
        row.save(update_fields=["read_at"])
