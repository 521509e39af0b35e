"""Reports: the list, one version as its reader may see it, differences, and the printed page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from caseloom.access import queries as access
from caseloom.audit import actions as audit
from caseloom.cases import citing, models, printing, prose, reading, types
from caseloom.cases.difference import difference
from caseloom.cases.machines import REPORT
from caseloom.cases.printing import Paper
from caseloom.cases.rows import case_row, version_row
from caseloom.cases.types import Citation
from caseloom.kernel.viewer import Viewer
from caseloom.workflow import queries as workflow


def reports(viewer: Viewer, key: UUID | str) -> tuple[types.ReportSummary, ...]:
    """The reports of a case, each by its latest version. Raises NotAllowed, UnknownCase."""
    viewer.must("case.read")
    row = case_row(viewer, key)
    found = reading.report_summaries(viewer, reading.latest_versions(viewer, [row.id]))
    audit.record(
        verb="report.listed", object_kind="case", object_id=str(row.id), by=viewer,
        shown={row.scope: {"reports": [[str(one.id), one.title] for one in found]}},
    )  # fmt: skip
    return found


def report(viewer: Viewer, report_id: UUID, version: int | None = None) -> types.Report:
    """One version, the latest unless told. Raises NotAllowed, UnknownReport.

    A citation that the viewer may not see is there as a number, without its value.
    """
    viewer.must("case.read")
    row = version_row(viewer, report_id, version)
    notes = _notes(viewer, row)
    _record(viewer, "report.viewed", row, notes)
    return _report(viewer, row, notes)


def _report(viewer: Viewer, row: models.Version, notes: tuple[Citation, ...]) -> types.Report:
    moves = workflow.history(viewer, [row.id])
    people = {*row.contributors, *(UUID(move.actor_id) for move in moves)}
    names = access.person_names(viewer, people)
    versions = models.Version.objects.filter(report=row.report_id).order_by("number")
    authors = [str(one) for one in row.contributors]
    return types.Report(
        summary=reading.report_summaries(viewer, [row])[0],
        versions=tuple(versions.values_list("number", flat=True)),
        revision=row.revision,
        body=row.body,
        html=prose.html(row.body),
        citations=notes,
        contributors=tuple((one, names.get(one, "")) for one in row.contributors),
        unsourced=prose.unsourced(row.body),
        problems=() if row.hash else citing.problems(viewer, row.report.case, row.body),
        remarks=tuple(
            types.Remark(move.at, names.get(UUID(move.actor_id), ""), move.given["remarks"])
            for move in moves
            if move.step == "return"
        ),
        steps=tuple(
            step
            for step in workflow.possible(viewer, REPORT, moves[-1].to_state, authors)
            if step.name != "withdraw" or viewer.id in authors
        ),
        signer_name=names.get(row.signed_by) if row.signed_by else None,
        signed_at=row.signed_at,
        frozen=citing.account(viewer, row) if row.frozen else None,
    )


def _notes(viewer: Viewer, row: models.Version) -> tuple[Citation, ...]:
    if row.frozen is None:
        return citing.footnotes(viewer, row.body)
    return citing.thaw(viewer, row)


def _record(
    viewer: Viewer, verb: str, row: models.Version, notes: Iterable[Citation], **shown: Any
) -> None:
    by_scope: dict[int, dict[str, Any]] = {
        row.scope: {
            "report": str(row.report_id), "version": row.number, "revision": row.revision,
            "title": row.title, "hash": row.hash, **shown,
        }
    }  # fmt: skip
    for one in (note.statement for note in notes if note.statement):
        by_scope.setdefault(one.scope, {}).setdefault("statements", []).append([one.id, one.value])
    audit.record(
        verb=verb, object_kind="report_version", object_id=str(row.id), by=viewer, shown=by_scope
    )


def preview(viewer: Viewer, report_id: UUID, version: int, body: str) -> types.Preview:
    """`body` as this version would show it; nothing is saved. Raises NotAllowed, UnknownReport."""
    viewer.must("report.write")
    row = version_row(viewer, report_id, version)
    notes = citing.footnotes(viewer, body)
    _record(viewer, "report.previewed", row, notes)
    return types.Preview(
        html=prose.html(body),
        citations=notes,
        unsourced=prose.unsourced(body),
        problems=citing.problems(viewer, row.report.case, body),
    )


def drafts(viewer: Viewer, report_id: UUID, version: int) -> tuple[tuple[int, datetime, str], ...]:
    """Every saved revision of a version: its number, when, and its text, oldest first."""
    viewer.must("case.read")
    row = version_row(viewer, report_id, version)
    found = models.Draft.objects.filter(version=row).order_by("revision")
    _record(viewer, "report.drafts_viewed", row, ())
    return tuple((one.revision, one.at, one.body) for one in found)


def diff(viewer: Viewer, report_id: UUID, before: int, after: int) -> types.Difference:
    """What separates two versions of a report. Raises NotAllowed, UnknownReport."""
    viewer.must("case.read")
    old, new = (version_row(viewer, report_id, number) for number in (before, after))
    _record(viewer, "report.compared", new, (), before=before)
    return types.Difference(
        report_id, before, after, difference(old.title, new.title), difference(old.body, new.body)
    )


def pdf(
    viewer: Viewer, report_id: UUID, version: int | None = None, *, paper: Paper = "us-letter"
) -> bytes:
    """A version as PDF: the same bytes each time for the same version, reader's rights and paper.

    Raises NotAllowed, UnknownReport, Invalid (paper), Unavailable (it could not be set).
    """
    viewer.must("case.read")
    row = version_row(viewer, report_id, version)
    notes = _notes(viewer, row)
    account = citing.account(viewer, row) if row.frozen else _unsigned(viewer, row)
    state = workflow.position(viewer, REPORT, row.id).state
    _record(viewer, "report.printed", row, notes, paper=paper)
    return printing.print_pdf(
        _page(account, notes, state, row.hash), at=row.signed_at or row.updated_at, paper=paper
    )


def _unsigned(viewer: Viewer, row: models.Version) -> dict[str, Any]:
    case = row.report.case
    names = access.person_names(viewer, row.contributors)
    return {
        "case": {
            "number": case.number, "title": case.title, "type": case.type,
            "predicate": case.predicate, "legal_authority": case.legal_authority,
        },
        "report": {
            "number": row.report.number, "version": row.number, "title": row.title,
            "body": row.body,
        },
        "contributors": [{"name": names.get(one, "")} for one in row.contributors],
        "submitted_at": None, "signer": None, "signed_at": None,
    }  # fmt: skip


def _page(
    account: Mapping[str, Any], notes: Sequence[Citation], state: str, digest: str | None
) -> dict[str, Any]:
    case, about = account["case"], account["report"]
    return {
        "title": about["title"], "number": about["number"], "version": about["version"],
        "case": {"number": case["number"]}, "state": state, "hash": digest, "lang": "en",
        "facts": [
            ["Case", f"{case['number']}, {case['title']}"], ["Type", case["type"]],
            ["Predicate", case["predicate"]], ["Legal authority", case["legal_authority"]],
        ],
        "blocks": printing.mark_first(prose.blocks(about["body"])),
        "notes": [_printed(note) for note in notes],
        "authors": [one["name"] for one in account["contributors"]],
        "submitted": _moment("Submitted", account["submitted_at"]),
        "signer": account["signer"]["name"] if account["signer"] else "",
        "signed_at": _moment("Signed", account["signed_at"]),
    }  # fmt: skip


def _printed(note: Citation) -> dict[str, Any]:
    one = note.statement
    if one is None:
        return {"withheld": True}
    return {
        "withheld": False, "record": str(one.record_id), "label": f"{one.schema}, {one.property}",
        "value": one.value, "source": one.source_title, "place": str(one.citation),
        "retracted": one.retracted,
    }  # fmt: skip


def _moment(word: str, at: str | None) -> str:
    return f"{word} {datetime.fromisoformat(at):%Y-%m-%d %H:%M UTC}" if at else ""
