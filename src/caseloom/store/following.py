"""What follows the records. `config` names it when Django starts; it is made when it is needed.

Making it loads the rooms that it is of. A command that brings no records does not wait for that.
"""

from collections.abc import Callable, Iterable, Mapping

from caseloom.store import types

Make = Callable[[], Iterable[types.Projection]]
_make: Make | None = None
_made: Mapping[str, types.Projection] | None = None


def follow(make: Make) -> None:
    """Have the projections that `make` returns follow every batch of records, in their order."""
    global _make, _made
    _make, _made = make, None


def projections() -> Mapping[str, types.Projection]:
    """The projections by name, in the order in which they follow."""
    global _made
    if _made is None:
        _made = {one.name: one for one in (_make() if _make else ())}
    return _made
