"""Which projections follow the store, in the order in which they are called."""

from caseloom.store import actions as store


def connect() -> None:
    """Register each projection once. Called when Django starts."""
    store.unregister_all()
