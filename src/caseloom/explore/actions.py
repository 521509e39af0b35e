"""What follows the records, for `config` to wire to the store."""

from caseloom.explore.indexing import SearchProjection
from caseloom.explore.linking import LinkProjection

__all__ = ["LinkProjection", "SearchProjection"]
