"""Pages over HTTP: cursors that come back are only those that were given out."""

from typing import Annotated, Any, Generic, TypeVar

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from ninja import Query, Schema

from caseloom.kernel.errors import Invalid
from caseloom.kernel.paging import Page

Cursor = Annotated[str | None, Query(max_length=2000, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=100, description="How many on a page.")]

T = TypeVar("T")


class Listed(Schema, Generic[T]):
    """A page; `next` is the cursor of the page after it, null on the last."""

    items: list[T]
    next: str | None


def opened(request: HttpRequest, cursor: str | None) -> str | None:
    """The room's cursor in what a caller sent. Raises Invalid unless this address gave it out."""
    if not cursor:
        return None
    try:
        return _signer(request).unsign(cursor)
    except BadSignature as error:
        raise Invalid(
            "The page cursor is not valid.", remedy="Start from the first page.", field="cursor"
        ) from error


def sealed(request: HttpRequest, cursor: str | None) -> str | None:
    """A room's cursor as callers get it."""
    return _signer(request).sign(cursor) if cursor else None


def listed(request: HttpRequest, page: Page[Any]) -> dict[str, object]:
    """A room's page as callers get it."""
    return {"items": page.items, "next": sealed(request, page.next)}


def _signer(request: HttpRequest) -> Signer:
    return Signer(salt=f"cursor {request.path_info}")
