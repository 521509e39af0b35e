"""Reports: writing, handing in, returning, signing, and reading versions."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Query, Router, Schema, Status

from caseloom.api.fields import Number, Reason, Title
from caseloom.api.middleware import viewer_of
from caseloom.api.problems import answers, file
from caseloom.api.shapes import Given, shape, shapes
from caseloom.cases import actions, queries, types

router = Router()
PDF = "application/pdf"
Body = Annotated[
    str,
    Field(max_length=2_000_000, description="Markdown; [[s:STATEMENT ID]] cites a statement."),
]
Key = Annotated[str, Path(max_length=100, description="A case's number or id.")]
Summary = shape(types.ReportSummary)


@router.get(
    "cases/{case_id}/reports", response=answers(shapes(types.ReportSummary)), operation_id="reports"
)
def reports(request: HttpRequest, case_id: Key) -> list[types.ReportSummary]:
    """The reports of a case (by number or id), each by its latest version."""
    return list(queries.reports(viewer_of(request), case_id))


class NewReport(Given):
    """A report to begin."""

    title: Title
    body: Body = ""


@router.post(
    "cases/{case_id}/reports", response=answers(Summary, status=201), operation_id="write_report"
)
def write_report(
    request: HttpRequest, case_id: UUID, new: NewReport
) -> "Status[types.ReportSummary]":
    """Begin a report in a case."""
    return Status(201, actions.write_report(case_id=case_id, **new.dict(), by=viewer_of(request)))


@router.get("reports/{report_id}", response=answers(shape(types.Report)), operation_id="report")
def report(request: HttpRequest, report_id: UUID, version: Number | None = None) -> types.Report:
    """A version of a report, the latest unless told, with its footnotes and what stops it."""
    return queries.report(viewer_of(request), report_id, version)


class Draft(Given):
    """A draft that was loaded at `revision`, so that no save overwrites another."""

    revision: Annotated[int, Field(ge=0, le=2_147_483_647)]
    title: Title
    body: Body


class Revision(Schema):
    """The draft's revision now; send it with the next save."""

    revision: int


@router.put(
    "reports/{report_id}/versions/{version}", response=answers(Revision),
    operation_id="edit_report",
)  # fmt: skip
def edit_report(
    request: HttpRequest, report_id: UUID, version: Number, draft: Draft
) -> dict[str, int]:
    """Save a draft. 409 when somebody else saved it since it was loaded."""
    revision = actions.edit_report(
        report_id=report_id, version=version, **draft.dict(), by=viewer_of(request)
    )
    return {"revision": revision}


class AsOf(Given):
    """The revision that you read."""

    revision: Annotated[int, Field(ge=0, le=2_147_483_647)]


@router.post(
    "reports/{report_id}/versions/{version}/submit", response=answers(Summary),
    operation_id="submit_report",
)  # fmt: skip
def submit_report(
    request: HttpRequest, report_id: UUID, version: Number, given: AsOf
) -> types.ReportSummary:
    """Hand a draft in for review, as it was at the revision that you read."""
    return actions.submit_report(
        report_id=report_id, version=version, revision=given.revision, by=viewer_of(request)
    )


@router.post(
    "reports/{report_id}/versions/{version}/withdraw", response=answers(Summary),
    operation_id="withdraw_report",
)  # fmt: skip
def withdraw_report(request: HttpRequest, report_id: UUID, version: Number) -> types.ReportSummary:
    """Take a submitted version back to work on it."""
    return actions.withdraw_report(report_id=report_id, version=version, by=viewer_of(request))


class Remarks(Given):
    """What is to be done better."""

    remarks: Reason


@router.post(
    "reports/{report_id}/versions/{version}/return", response=answers(Summary),
    operation_id="return_report",
)  # fmt: skip
def return_report(
    request: HttpRequest, report_id: UUID, version: Number, given: Remarks
) -> types.ReportSummary:
    """Send a submitted version back with remarks. Nobody reviews his own work."""
    return actions.return_report(
        report_id=report_id, version=version, remarks=given.remarks, by=viewer_of(request)
    )


@router.post(
    "reports/{report_id}/versions/{version}/sign", response=answers(Summary),
    operation_id="sign_report",
)  # fmt: skip
def sign_report(
    request: HttpRequest, report_id: UUID, version: Number, given: AsOf
) -> types.ReportSummary:
    """Sign a submitted version as you read it; it is frozen with all that it cites."""
    return actions.sign_report(
        report_id=report_id, version=version, revision=given.revision, by=viewer_of(request)
    )


@router.post(
    "reports/{report_id}/versions", response=answers(Summary, status=201),
    operation_id="new_version",
)  # fmt: skip
def new_version(request: HttpRequest, report_id: UUID) -> "Status[types.ReportSummary]":
    """Begin the next version of a signed report from its text."""
    return Status(201, actions.new_version(report_id=report_id, by=viewer_of(request)))


@router.get(
    "reports/{report_id}/diff", response=answers(shape(types.Difference)),
    operation_id="report_diff",
)  # fmt: skip
def diff(request: HttpRequest, report_id: UUID, before: Number, after: Number) -> types.Difference:
    """What separates two versions of a report."""
    return queries.diff(viewer_of(request), report_id, before, after)


@router.get(
    "reports/{report_id}/pdf", response=answers(None), operation_id="report_pdf",
    openapi_extra=file(PDF),
)  # fmt: skip
def pdf(
    request: HttpRequest,
    report_id: UUID,
    version: Number | None = None,
    paper: Annotated[str, Query(pattern="^(us-letter|a4)$")] = "us-letter",
) -> HttpResponse:
    """A version as PDF: the same bytes each time for the same version, reader and paper."""
    made = queries.pdf(
        viewer_of(request), report_id, version, paper="a4" if paper == "a4" else "us-letter"
    )
    return HttpResponse(made, content_type=PDF)
