"""What a machine judged, so that each of it can be found and taken back."""

from datetime import datetime
from uuid import UUID

from caseloom.audit import actions as audit
from caseloom.kernel.errors import Invalid
from caseloom.kernel.paging import Page, decode_cursor, encode_cursor
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import reading, rows, types
from caseloom.store import queries as store

_STANDING = (
    reading.COLUMNS
    + """
     WHERE j.verdict <> 'undo' AND j.actor_kind = 'machine' AND u.id IS NULL
       AND (%(at)s::timestamptz IS NULL OR (j.at, j.id) < (%(at)s, %(id)s::uuid))
     ORDER BY j.at DESC, j.id DESC LIMIT %(limit)s
"""
)
_AT = 11  # the column of reading.COLUMNS that says when


def automatic(
    viewer: Viewer, *, cursor: str | None = None, limit: int = 50
) -> Page[types.Automatic]:
    """What the machine judged and nobody took back, newest first, as far as both sides are seen.

    Raises NotAllowed, Invalid for a broken cursor.
    """
    viewer.must("judge")
    at, last = _after(cursor)
    found = rows.fetch(_STANDING, {"at": at, "id": last, "limit": limit + 1})
    made = [rows.judgement(row) for row in found[:limit]]
    sides = list(dict.fromkeys(side for one in made for side in (one.left, one.right)))
    # Each side as it is by itself: joined, both would have the same name.
    composed = store.compose_many(viewer, [(side,) for side in sides])
    captions = {side: one.caption for side, one in zip(sides, composed, strict=True) if one}
    items = tuple(
        types.Automatic(one, captions[one.left], captions[one.right])
        for one in made
        if one.left in captions and one.right in captions
    )
    audit.record(
        verb="judgements.listed", object_kind="judgement", object_id="automatic", by=viewer,
        detail={"count": len(items)},
    )  # fmt: skip
    final = found[limit - 1] if len(found) > limit else None
    return Page(items, encode_cursor(final[_AT].isoformat(), final[0]) if final else None)


def _after(cursor: str | None) -> tuple[datetime | None, UUID | None]:
    if not cursor:
        return None, None
    at, last = decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(str(at)), UUID(str(last))
    except ValueError as error:
        raise Invalid(
            "The page cursor is not valid.", remedy="Start from the first page.", field="cursor"
        ) from error
