"""Which projections follow the store, in the order in which they are called."""

from caseloom.explore import actions as explore
from caseloom.resolve import actions as resolve
from caseloom.store import actions as store


def connect() -> None:
    """Register each projection once. Called when Django starts."""
    store.unregister_all()
    store.register(explore.SearchProjection())
    store.register(explore.LinkProjection())
    store.register(resolve.KeyProjection())
