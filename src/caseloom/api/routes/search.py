"""Searching, and completing while somebody types."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from caseloom.api import paging
from caseloom.api.fields import Day
from caseloom.api.middleware import viewer_of
from caseloom.api.problems import answers
from caseloom.api.shapes import shape, shapes
from caseloom.explore import queries, types
from caseloom.store import queries as stored

router = Router()
Names = Annotated[list[str], Query(max_length=50)]


@router.get("search", response=answers(shape(types.SearchResult)), operation_id="search")
def search(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=500)] = "",
    type: Names = [],  # noqa: B006  (read, never changed)
    source: Names = [],  # noqa: B006  (read, never changed)
    country: Names = [],  # noqa: B006  (read, never changed)
    since: Day | None = None,
    until: Day | None = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 20,
) -> dict[str, object]:
    """Find entities by words in any script, “phrases”, begin*, numbers in any form, and filters."""
    viewer = viewer_of(request)
    found = queries.search(
        viewer,
        q,
        schema=type,
        source=[stored.source(viewer, key).id for key in source],
        country=country,
        since=since,
        until=until,
        cursor=paging.opened(request, cursor),
        limit=limit,
    )
    return {
        "hits": found.hits,
        "facets": found.facets,
        "total": found.total,
        "total_is_lower_bound": found.total_is_lower_bound,
        "next": paging.sealed(request, found.next),
        "spellings": found.spellings,
    }


@router.get("suggest", response=answers(shapes(types.Completion)), operation_id="suggest")
def suggest(
    request: HttpRequest,
    prefix: Annotated[str, Query(max_length=200)],
    limit: Annotated[int, Query(ge=1, le=50)] = 8,
) -> list[types.Completion]:
    """Entities whose words begin as typed so far."""
    return list(queries.suggest(viewer_of(request), prefix, limit=limit))
