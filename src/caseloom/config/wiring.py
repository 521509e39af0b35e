"""Wires what follows the store and who is told of people, each in the order in which it is called.

The rooms that answer are loaded when they are called: most commands call none of them, and
loading all takes longer than what they do.
"""

from collections.abc import Iterable
from uuid import UUID

from caseloom.access import actions as access
from caseloom.kernel.viewer import Viewer
from caseloom.store import following
from caseloom.store.types import Projection


def connect() -> None:
    """Name each. Called when Django starts."""
    following.follow(_projections)
    access.watch(_staff_changed)


def _projections() -> Iterable[Projection]:
    from caseloom.explore import actions as explore
    from caseloom.resolve import actions as resolve

    return explore.SearchProjection(), explore.LinkProjection(), resolve.KeyProjection()


def _staff_changed(person_id: UUID, by: Viewer) -> None:
    from caseloom.tips import actions as tips

    tips.staff_changed(person_id, by)
