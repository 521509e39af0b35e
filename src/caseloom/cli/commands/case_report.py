"""`caseloom case report`: begin a report, or save its draft."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session
from caseloom.kernel.errors import Invalid

if TYPE_CHECKING:
    from caseloom.cases.types import ReportSummary
    from caseloom.kernel.viewer import Viewer


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("case", help="its number or id")
    parser.add_argument("file", type=Path, help="the text (Markdown); “-” is standard input")
    parser.add_argument("--title", default="", help="needed for a new report")
    parser.add_argument("--report", type=UUID, help="save the draft of this report instead")


def run(arguments: Arguments) -> int:
    """Begin it or save it."""
    body = _text(arguments.file)
    with viewer_session(arguments) as viewer:
        made = (_save if arguments.report else _begin)(arguments, body, viewer)
    arguments.output.answer(
        plain(made),
        [f"Report {made.number}, version {made.version}: {made.title}",
         f"Hand it in: caseloom case submit {made.id}"],
    )  # fmt: skip
    return 0


def _begin(arguments: Arguments, body: str, viewer: "Viewer") -> "ReportSummary":
    from caseloom.cases import actions, queries

    case_id = queries.case(viewer, arguments.case).summary.id
    return actions.write_report(case_id=case_id, title=arguments.title, body=body, by=viewer)


def _save(arguments: Arguments, body: str, viewer: "Viewer") -> "ReportSummary":
    from caseloom.cases import actions, queries

    case_id = queries.case(viewer, arguments.case).summary.id
    now = queries.report(viewer, arguments.report)
    if now.summary.case_id != case_id:
        raise Invalid("This report is of another case.", remedy="Check the number and the id.")
    actions.edit_report(
        report_id=arguments.report,
        version=now.summary.version,
        revision=now.revision,
        title=arguments.title or now.summary.title,
        body=body,
        by=viewer,
    )
    return queries.report(viewer, arguments.report).summary


def _text(path: Path) -> str:
    try:
        if str(path) == "-":
            return sys.stdin.read()
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Invalid(f"{path} is not UTF-8 text.", remedy="Save it as UTF-8.") from error


COMMAND = Command(
    name="case report",
    summary="Begin a report in an investigation from a text file, or save its draft.",
    description="In the text, [[s:ID]] cites the statement with that id.",
    example='caseloom case report 2026-01234 report.md --title "Interview of the bookkeeper"',
    arguments=arguments,
    run=run,
    viewer=True,
)
