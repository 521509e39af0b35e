"""What follows the store and who is told of people, each in the order in which it is called."""

from caseloom.access import actions as access
from caseloom.explore import actions as explore
from caseloom.resolve import actions as resolve
from caseloom.store import actions as store
from caseloom.tips import actions as tips


def connect() -> None:
    """Register each once. Called when Django starts."""
    store.unregister_all()
    store.register(explore.SearchProjection())
    store.register(explore.LinkProjection())
    store.register(resolve.KeyProjection())
    access.watch(tips.staff_changed)
