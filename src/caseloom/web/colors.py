"""One colour per source, the same on every page; the first eight that a viewer sees all differ."""

from collections.abc import Mapping
from hashlib import sha256

from django.http import HttpRequest

from caseloom.store import queries as stored
from caseloom.web.viewer import maybe_viewer

# Told apart in both themes, on white and on dark.
PALETTE = (
    "#3b7dd8", "#a05fd0", "#c67f22", "#2f9e76", "#d0526f", "#5d7a1f", "#2694a8", "#8a6d5a",
)  # fmt: skip


def likely(key: str) -> str:
    """The colour that a key has where no earlier source has taken it."""
    return PALETTE[_slot(key)]


def _slot(key: str) -> int:
    return sha256(key.encode()).digest()[0] % len(PALETTE)


def shared_out(keys: list[str]) -> dict[str, str]:
    """A colour for each key in the order given: its likely one, or the next that is free."""
    found: dict[str, str] = {}
    free = set(range(len(PALETTE)))
    for key in dict.fromkeys(keys):
        slot = _slot(key)
        while free and slot not in free:
            slot = (slot + 1) % len(PALETTE)
        free.discard(slot)
        found[key] = PALETTE[slot]
    return found


def of(request: HttpRequest | None) -> Mapping[str, str]:
    """The colours of the sources that the viewer of `request` may see, by key; read once."""
    viewer = maybe_viewer(request) if request is not None else None
    if request is None or viewer is None:
        return {}
    known: dict[str, str] | None = getattr(request, "source_colors", None)
    if known is None:
        sources = sorted(stored.sources(viewer), key=lambda one: (one.created_at, one.key))
        known = shared_out([one.key for one in sources])
        request.source_colors = known  # type: ignore[attr-defined]  # kept for this request
    return known
