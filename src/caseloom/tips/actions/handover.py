"""From a tip to a case in one act: what was told becomes records that cite the words.

Nothing is typed anew. The whole text is one record of the case, each subject another that cites
the place of its name in it; so the case's people see what was told, and never the tip itself.
"""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from caseloom.audit import actions as audit
from caseloom.cases import actions as cases
from caseloom.cases import queries as case_queries
from caseloom.cases.types import CaseSummary
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid
from caseloom.kernel.ids import entity_id, new_id
from caseloom.kernel.viewer import Viewer
from caseloom.ontology import model as ontology
from caseloom.ontology.cleaning import clean
from caseloom.store import actions as store
from caseloom.store import queries as records
from caseloom.store.types import Citation, NewRecord, Source
from caseloom.tips import models
from caseloom.tips.actions import outcomes
from caseloom.tips.actions.triage import end
from caseloom.tips.queries.mailbox import parts
from caseloom.tips.rows import handled, opened, person_id
from caseloom.tips.types import CASE_SCHEMATA, NewCase, Picked

MOST_PICKED = 100


@transaction.atomic
def hand_over(
    *, tip_id: UUID, case: UUID | NewCase, subjects: Sequence[Picked] = (), reason: str = "",
    by: Viewer,
) -> CaseSummary:  # fmt: skip
    """Join a tip to a case, or open one for it, with what was picked from its words as subjects.

    Several tips may go into one case. Raises NotAllowed (also without “case.open” for a new one),
    UnknownTip, UnknownCase, Invalid (a place that is not in the text), Conflict (the tip has
    ended, or somebody on the case is one to whom it is closed).
    """
    row = handled(by, tip_id)
    body = opened(row).open_json(bytes(row.body), "body")
    text: str = body["text"]
    _check(text, subjects)
    summary = _case(case, by)
    by = replace(by, scopes=by.scopes | {summary.scope})
    _refuse_closed(row, summary, by)
    source = _source(row, summary, by)
    made = _records(row, text, subjects, source)
    run = store.start_run(
        source_id=source.id, scope_id=summary.scope, file_name=f"Tip {row.number}",
        file_hash=sha256(text.encode()).hexdigest(), mapping={}, by=by,
    )  # fmt: skip
    store.append(run_id=run.id, records=made, by=by)
    store.finish_run(run_id=run.id, counts={"records": len(made)}, by=by)
    kept = {one.entity_id: one for one in records.records(by, {one.entity_id for one in made})}
    for picked, new in zip(subjects, made[-len(subjects) :] if subjects else (), strict=True):
        cases.add_subject(
            case_id=summary.id, entity_id=new.entity_id, role=picked.role,
            why=f"Named in tip {row.number}.",
            sources=[f"{kept[new.entity_id].id}.name.0"], by=by,
        )  # fmt: skip
    outcomes.picked(row, subjects, by)
    end(row, "join", reason, {"case": str(summary.id)}, by)
    models.Handed.objects.create(
        id=new_id(), tip=row, case=summary.id, at=clock.now(), by=person_id(by),
        records=[one.id for one in kept.values()],
    )  # fmt: skip
    audit.record(
        verb="tip.handed_over", object_kind="tip", object_id=str(row.id), by=by,
        shown={row.scope: {"case": summary.number, "subjects": len(subjects)}},
    )  # fmt: skip
    return summary


def _check(text: str, subjects: Sequence[Picked]) -> None:
    if len(subjects) > MOST_PICKED:
        raise Invalid(f"{MOST_PICKED} subjects at once is the most.", field="subjects")
    for one in subjects:
        places = [(one.start, one.end), *((start, end) for _, start, end in one.properties)]
        if any(not 0 <= start < end <= len(text) for start, end in places):
            raise Invalid("A subject is not in the words of this tip.", field="subjects")
        if one.schema not in CASE_SCHEMATA:
            raise Invalid(
                f"A subject of a tip is no “{one.schema}”.",
                remedy=f"Choose one of: {', '.join(CASE_SCHEMATA)}.",
                field="subjects",
            )


def _case(case: UUID | NewCase, by: Viewer) -> CaseSummary:
    if isinstance(case, UUID):
        return case_queries.case(by, case).summary
    return cases.open_case(
        title=case.title, type=case.type, predicate=case.predicate,
        legal_authority=case.legal_authority, lead_id=case.lead_id, member_ids=case.member_ids,
        by=by,
    )  # fmt: skip


def _refuse_closed(row: models.Tip, summary: CaseSummary, by: Viewer) -> None:
    closed = set(models.Closure.objects.filter(tip=row).values_list("person", flat=True))
    if not closed:
        return
    members = {one.person_id for one in case_queries.case(by, summary.id).members}
    if closed & members:
        raise Conflict(
            "This tip is closed to somebody on that case.", remedy="Open a case of its own for it."
        )


def _source(row: models.Tip, summary: CaseSummary, by: Viewer) -> Source:
    key = f"tips-{summary.number}"
    for source in records.sources(by):
        if source.key == key:
            return source
    return store.add_source(
        key=key, title=f"What the public told, case {summary.number}", kind="statement",
        legal_authority=f"Told to the hotline “{row.line.key}”, joined to case {summary.number}.",
        scope_id=summary.scope, by=by,
    )  # fmt: skip


def _records(
    row: models.Tip, text: str, subjects: Sequence[Picked], source: Source
) -> list[NewRecord]:
    """The text, then each file by its name, then each subject."""

    def record(name: str, schema: str, values: dict[str, Any], citation: Citation) -> NewRecord:
        origin = f"{row.number}/{name}"
        return NewRecord(entity_id(source.key, origin), origin, schema, values, {}, citation)

    named = f"Tip {row.number}"
    told = {"title": (named,), "bodyText": (text,), "date": (row.arrived_at.date().isoformat(),)}
    found = [record("text", "PlainText", told, Citation(file=named, span=(0, len(text))))]
    for part in parts(row, opened(row), {}):
        if part.kind == "file":
            about = {"fileName": (part.text,), "fileSize": (str(part.size),)}
            note = f"file {part.id} in the mailbox of the tip"
            found.append(
                record(f"file/{part.id}", "Document", about, Citation(file=named, note=note))
            )
    for number, one in enumerate(subjects):
        origin = f"{row.number}/subject/{number}"
        values, originals = _values(text, one)
        place = Citation(file=named, span=(one.start, one.end))
        found.append(
            NewRecord(entity_id(source.key, origin), origin, one.schema, values, originals, place)
        )
    return found


def _values(text: str, one: Picked) -> tuple[dict[str, tuple[str, ...]], dict[str, Any]]:
    """What was picked, cleaned as imports are; what no property takes stays as a note."""
    values: dict[str, tuple[str, ...]] = {}
    originals: dict[str, tuple[str, ...]] = {}
    for prop, start, stop in (("name", one.start, one.end), *one.properties):
        kind = ontology.prop(one.schema, prop).type.name
        raw = text[start:stop]
        cleaned = clean(kind, raw)
        into, kept = (prop, cleaned) if cleaned else ("notes", f"{prop}: {raw}")
        values[into] = tuple(dict.fromkeys((*values.get(into, ()), kept)))
        originals[into] = (*originals.get(into, ()), raw)
    if "name" not in values:
        raise Invalid("A subject needs a name.", remedy="Mark its name.", field="subjects")
    return values, originals
