"""Autocomplete: entities whose names have the words typed so far, the last one unfinished."""

from caseloom.explore import lookup, search, terms
from caseloom.explore.types import Completion
from caseloom.kernel.viewer import Viewer

_CAP = 60


def complete(viewer: Viewer, prefix: str, limit: int) -> tuple[Completion, ...]:
    """Up to `limit` entities, fullest first; the order follows from visible entries alone."""
    clauses = terms.parse(prefix, last_is_prefix=True)
    words = terms.tsquery(clauses, named=True)
    if words is None:
        return ()
    found = lookup.find(lookup.Question(words, None), cap=_CAP)
    keyed = [((search.NAMED, 0.0, entry.rank, str(entry.record_id)), entry) for entry in found]
    groups = search.grouped(search.Composed(viewer), [pair for pair in keyed if pair[1].caption])
    return tuple(
        Completion(g.entity_ids[0], g.entries[0].schema, g.entries[0].caption, g.entries[0].scope)
        for g in groups[:limit]
    )
