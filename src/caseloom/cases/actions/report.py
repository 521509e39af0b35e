"""Writing a report, submitting it, returning it, signing it, and beginning its next version."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from caseloom.access import queries as access
from caseloom.audit import actions as audit
from caseloom.cases import citing, models, reading
from caseloom.cases.errors import LostUpdate
from caseloom.cases.machines import REPORT
from caseloom.cases.rows import open_case_row, person_id, text, version_row
from caseloom.cases.types import ReportSummary
from caseloom.kernel import clock
from caseloom.kernel.canonical import canonical_json
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.store.types import Statement
from caseloom.workflow import actions as moves
from caseloom.workflow import queries as workflow
from caseloom.workflow.errors import OwnWork

BODY_LIMIT = 2_000_000


@transaction.atomic
def write_report(*, case_id: UUID, title: str, body: str = "", by: Viewer) -> ReportSummary:
    """Begin a report in a case. Raises UnknownCase, NotAllowed, Invalid, Conflict (closed)."""
    by.must("report.write")
    case = open_case_row(by, case_id)
    # The case's row is locked, so no other report can take the number.
    number = models.Report.objects.filter(case=case).count() + 1
    report = models.Report.objects.create(
        id=new_id(), case=case, scope=case.scope, number=number, created_at=clock.now()
    )
    return _begin(report, 1, title, body, [], by)


@transaction.atomic
def new_version(*, report_id: UUID, by: Viewer) -> ReportSummary:
    """Begin the next version of a signed report from its text.

    Whoever worked on an earlier version counts as a contributor of this one.
    Raises UnknownReport, NotAllowed, Conflict (the latest is not signed, or the case is closed).
    """
    by.must("report.write")
    # Which version is the latest is only sure under the lock of the case.
    open_case_row(by, version_row(by, report_id).report.case_id)
    row = version_row(by, report_id, lock=True)
    if row.hash is None:
        raise Conflict(f"Version {row.number} is not signed yet.", remedy="Go on in that version.")
    return _begin(row.report, row.number + 1, row.title, row.body, row.contributors, by)


def _begin(
    report: models.Report, number: int, title: str, body: str, earlier: list[UUID], by: Viewer
) -> ReportSummary:
    me = person_id(by)
    row = models.Version(
        id=new_id(), report=report, scope=report.scope, number=number,
        title=text(title, field="title", limit=300), body=_body(body), author=me,
        contributors=sorted({*earlier, me}), updated_at=clock.now(),
    )  # fmt: skip
    row.save(force_insert=True)
    _keep(row, me)
    moves.start(
        machine=REPORT, object_id=row.id, scope_id=row.scope, by=by,
        shown={"report": str(report.id), "version": number, "title": row.title},
    )  # fmt: skip
    return reading.report_summaries(by, [row])[0]


@transaction.atomic
def edit_report(
    *, report_id: UUID, version: int, revision: int, title: str, body: str, by: Viewer
) -> int:
    """Save a draft that was loaded at `revision`; the new revision.

    Raises UnknownReport, NotAllowed, Invalid, Conflict (submitted or signed), and LostUpdate,
    which carries both texts, if somebody saved in between.
    """
    by.must("report.write")
    row = version_row(by, report_id, version, lock=True)
    state = workflow.position(by, REPORT, row.id).state
    if state not in ("draft", "returned"):
        raise Conflict(
            f"This version is {state}, so its text stands.",
            remedy="Begin a new version." if state == "signed" else "Withdraw it first.",
        )
    open_case_row(by, row.report.case_id)
    title, body = text(title, field="title", limit=300), _body(body)
    if revision != row.revision:
        raise LostUpdate(
            revision=row.revision, title=row.title, body=row.body, your_title=title, your_body=body
        )
    me = person_id(by)
    row.title, row.body, row.revision, row.updated_at = title, body, revision + 1, clock.now()
    row.contributors = sorted({*row.contributors, me})
    row.save(update_fields=["title", "body", "revision", "updated_at", "contributors"])
    _keep(row, me)
    audit.record(
        verb="report.edited", object_kind="report_version", object_id=str(row.id), by=by,
        shown={row.scope: {"title": title, "body": body, "revision": row.revision}},
    )  # fmt: skip
    return row.revision


def _body(body: str) -> str:
    if "\x00" in body or len(body) > BODY_LIMIT:
        raise Invalid(
            f"A report has at most {BODY_LIMIT:,} characters and no NUL.",
            remedy="Split it in two.",
            field="body",
        )
    return body.replace("\r\n", "\n")


def _keep(row: models.Version, me: UUID) -> None:
    models.Draft.objects.create(
        version=row, scope=row.scope, revision=row.revision, title=row.title, body=row.body,
        at=row.updated_at, by=me,
    )  # fmt: skip


@transaction.atomic
def submit_report(*, report_id: UUID, version: int, revision: int, by: Viewer) -> ReportSummary:
    """Hand a draft in for review, as it was at `revision`.

    Raises UnknownReport, NotAllowed, LostUpdate, Invalid (empty, or a citation that does not
    stand), Leak (it cites what somebody on the case may not see), Conflict.
    """
    row = _at(version_row(by, report_id, version, lock=True), revision)
    case = open_case_row(by, row.report.case_id)
    if not row.body.strip():
        raise Invalid("The report is empty.", remedy="Write it first.", field="body")
    citing.refuse_problems(by, case, row.body)
    moves.move(
        machine=REPORT, step="submit", object_id=row.id, by=by,
        shown={"title": row.title, "body": row.body},
    )  # fmt: skip
    return reading.report_summaries(by, [row])[0]


@transaction.atomic
def withdraw_report(*, report_id: UUID, version: int, by: Viewer) -> ReportSummary:
    """Take a submitted version back to work on it; only who worked on it may.

    Raises UnknownReport, NotAllowed, Conflict (not submitted).
    """
    row = version_row(by, report_id, version, lock=True)
    if person_id(by) not in row.contributors:
        raise NotAllowed(
            "Only who wrote a report takes it back.", remedy="A reviewer returns it instead."
        )
    moves.move(machine=REPORT, step="withdraw", object_id=row.id, by=by)
    return reading.report_summaries(by, [row])[0]


@transaction.atomic
def return_report(*, report_id: UUID, version: int, remarks: str, by: Viewer) -> ReportSummary:
    """Send a submitted version back with remarks. Raises as `sign_report`."""
    row = version_row(by, report_id, version, lock=True)
    moves.move(
        machine=REPORT, step="return", object_id=row.id, by=by,
        given={"remarks": remarks.strip()}, authors=[str(one) for one in row.contributors],
        shown={"title": row.title},
    )  # fmt: skip
    return reading.report_summaries(by, [row])[0]


@transaction.atomic
def sign_report(*, report_id: UUID, version: int, revision: int, by: Viewer) -> ReportSummary:
    """Sign a submitted version as it was at `revision`, and freeze it with all that it cites.

    Raises UnknownReport, NotAllowed (no reviewer, or a contributor: OwnWork), LostUpdate, Invalid
    and Leak (a citation no longer stands), Conflict (not submitted).
    """
    by.must("report.review")
    row = _at(version_row(by, report_id, version, lock=True), revision)
    if person_id(by) in row.contributors:
        raise OwnWork
    case = open_case_row(by, row.report.case_id)
    if workflow.position(by, REPORT, row.id).state == "submitted":
        citing.refuse_problems(by, case, row.body)
    at = clock.now()
    cited = [one.statement for one in citing.footnotes(by, row.body) if one.statement]
    frozen = canonical_json(_account(row, cited, by, at.isoformat()))
    digest = sha256(frozen).hexdigest()
    moves.move(
        machine=REPORT, step="sign", object_id=row.id, by=by, given={"hash": digest},
        authors=[str(one) for one in row.contributors], shown={"title": row.title},
    )  # fmt: skip
    row.frozen, row.hash, row.signed_by, row.signed_at = frozen.decode(), digest, person_id(by), at
    row.note_scopes = [one.scope for one in cited]
    row.note_sources = [one.source_id for one in cited]
    row.save(
        update_fields=["frozen", "hash", "signed_by", "signed_at", "note_scopes", "note_sources"]
    )
    return reading.report_summaries(by, [row])[0]


def _at(row: models.Version, revision: int) -> models.Version:
    if row.revision != revision:
        raise LostUpdate(
            revision=row.revision, title=row.title, body=row.body, your_title="", your_body=""
        )
    return row


def _account(
    row: models.Version, cited: Sequence[Statement], by: Viewer, at: str
) -> dict[str, Any]:
    case = row.report.case
    names = access.person_names(by, row.contributors)
    submitted = [move for move in workflow.history(by, [row.id]) if move.to_state == "submitted"]
    return {
        "format": "caseloom report 1",
        "case": {
            "id": str(case.id), "number": case.number, "title": case.title, "type": case.type,
            "predicate": case.predicate, "legal_authority": case.legal_authority,
        },
        "report": {
            "id": str(row.report_id), "number": row.report.number, "version": row.number,
            "title": row.title, "body": row.body,
        },
        "notes": [citing.freeze(by, number, one) for number, one in enumerate(cited, 1)],
        "exhibits": [],
        "author": str(row.author),
        "contributors": [
            {"id": str(one), "name": names.get(one, "")}
            for one in sorted(row.contributors, key=lambda one: (one != row.author, str(one)))
        ],
        "submitted_at": submitted[-1].at.isoformat() if submitted else None,
        "signer": {"id": by.id, "name": by.name},
        "signed_at": at,
    }  # fmt: skip
