"""What a report may cite, and what signing freezes of it.

A report is read by everybody on its case, so it may hold only what each of them may see: see
docs/adr/0010-reports.md.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from caseloom.access import queries as access
from caseloom.access.errors import UnknownPerson
from caseloom.cases import models, prose, reading
from caseloom.cases.errors import Leak
from caseloom.cases.types import Citation
from caseloom.kernel.errors import Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.store.types import Citation as Place
from caseloom.store.types import Statement


def footnotes(viewer: Viewer, body: str) -> tuple[Citation, ...]:
    """The footnotes of a text as this viewer may see them."""
    ids = prose.citations(body)
    found = reading.resolve(viewer, ids)
    return tuple(Citation(number, one, found.get(one)) for number, one in enumerate(ids, 1))


def problems(viewer: Viewer, case: models.Case, body: str) -> tuple[str, ...]:
    """What stops this text from being submitted or signed, each in a sentence."""
    notes = footnotes(viewer, body)
    return (*_unsound(body, notes), *_leaks(viewer, case, notes))


def refuse_problems(viewer: Viewer, case: models.Case, body: str) -> None:
    """Raise Leak or Invalid, naming each problem, if there are any."""
    notes = footnotes(viewer, body)
    leaks, unsound = _leaks(viewer, case, notes), _unsound(body, notes)
    if leaks or unsound:
        kind = Leak if leaks else Invalid
        raise kind(
            " ".join((*unsound, *leaks)),
            remedy="Remove or replace these citations first.",
            field="body",
        )


def _unsound(body: str, notes: tuple[Citation, ...]) -> tuple[str, ...]:
    found = [f"“{bad}” is not a citation." for bad in prose.broken_markers(body)]
    found += [
        f"Footnote {note.number} cites a statement that does not exist or that you may not see."
        for note in notes
        if note.statement is None
    ]
    found += [
        f"Footnote {note.number} cites a record that was retracted."
        for note in notes
        if note.statement and note.statement.retracted
    ]
    return tuple(found)


def _leaks(viewer: Viewer, case: models.Case, notes: tuple[Citation, ...]) -> tuple[str, ...]:
    cited = [(note.number, note.statement) for note in notes if note.statement]
    scopes = {one.scope for _, one in cited} - {case.scope}
    if not scopes:
        return ()
    readers = list(_readers(viewer, case))
    refused = {number: _kept_from(viewer, number, readers) for number in scopes}
    return tuple(
        f"Footnote {number} cites {one.schema} {one.property} from"
        f" “{reading.scope_title(viewer, one.scope)}”, which {refused[one.scope]}."
        for number, one in cited
        if refused.get(one.scope)
    )


def _readers(viewer: Viewer, case: models.Case) -> Iterator[Viewer]:
    for member in access.members(viewer, case.scope):
        try:
            yield access.viewer_of(member.person_id, viewer.purpose)
        except UnknownPerson:  # has left the agency, and reads nothing any more
            continue


def _kept_from(viewer: Viewer, scope_id: int, readers: list[Viewer]) -> str:
    lacking = sorted(reader.name for reader in readers if scope_id not in reader.scopes)
    if lacking:
        return f"{', '.join(lacking)} on this case may not see"
    if access.scope(viewer, scope_id).kind == "sealed":
        return "is sealed"
    return ""


def freeze(viewer: Viewer, number: int, one: Statement) -> dict[str, Any]:
    """A footnote as it goes into the signed account. The record's id is its content hash.

    Scope and source are named by key: their numbers would count what a reader may not see.
    """
    place = one.citation
    return {
        "number": number, "statement": one.id, "record": str(one.record_id),
        "entity": str(one.entity_id), "schema": one.schema, "property": one.property,
        "value": one.value, "originals": list(one.originals),
        "scope": access.scope(viewer, one.scope).key,
        "source": {"key": one.source_key, "title": one.source_title},
        "citation": {
            "file": place.file, "row": place.row, "sheet": place.sheet, "page": place.page,
            "span": list(place.span) if place.span else None, "note": place.note,
        },
        "recorded_at": one.recorded_at.isoformat(),
    }  # fmt: skip


def thaw(viewer: Viewer, row: models.Version) -> tuple[Citation, ...]:
    """The frozen footnotes of a signed version as this viewer may see them."""
    notes = json.loads(row.frozen or "{}")["notes"]
    return tuple(
        Citation(
            note["number"],
            note["statement"],
            _thawed(note, scope, source) if scope in viewer.scopes else None,
        )
        for note, scope, source in zip(notes, row.note_scopes, row.note_sources, strict=True)
    )


def _thawed(note: Mapping[str, Any], scope: int, source: int) -> Statement:
    place = note["citation"]
    return Statement(
        id=note["statement"], record_id=UUID(note["record"]), entity_id=UUID(note["entity"]),
        schema=note["schema"], property=note["property"], value=note["value"],
        originals=tuple(note["originals"]), source_id=source, source_key=note["source"]["key"],
        source_title=note["source"]["title"],
        citation=Place(
            file=place["file"], row=place["row"], sheet=place["sheet"], page=place["page"],
            span=(place["span"][0], place["span"][1]) if place["span"] else None,
            note=place["note"],
        ),
        scope=scope, recorded_at=datetime.fromisoformat(note["recorded_at"]),
    )  # fmt: skip


def account(viewer: Viewer, row: models.Version) -> dict[str, Any]:
    """The signed account, without the statements that this viewer may not see."""
    signed: dict[str, Any] = json.loads(row.frozen or "{}")
    notes = [
        note if scope in viewer.scopes else {"number": note["number"], "withheld": True}
        for note, scope in zip(signed["notes"], row.note_scopes, strict=True)
    ]
    return {**signed, "notes": notes}
