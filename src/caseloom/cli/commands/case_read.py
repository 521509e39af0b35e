"""`caseloom case read`: one version of a report: its text, notes and remarks."""

import argparse
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import number, plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("report", type=UUID, help="its id, as `caseloom case show` gives it")
    parser.add_argument("--version", type=number, help="by default the latest")


def run(arguments: Arguments) -> int:
    """Show it."""
    with viewer_session(arguments) as viewer:
        from caseloom.cases import queries

        found = queries.report(viewer, arguments.report, arguments.version)
    output, about = arguments.output, found.summary
    if output.as_json:
        output.json(plain(found))
        return 0
    output.line(f"{about.title}  (report {about.number}, version {about.version}, {about.state})")
    output.line(f"By {about.author_name}, in case {about.case_number}")
    output.line()
    output.line(found.body)
    for note in found.citations:
        said = note.statement
        told = f"{said.value} ({said.source_title}, {said.citation})" if said else "withheld"
        output.line(f"[{note.number}] {told}")
    for remark in found.remarks:
        output.line(f"{remark.by_name}, {remark.at:%F}: {remark.text}")
    for problem in found.problems:
        output.line(f"To mend: {problem}")
    if about.hash:
        output.line(f"Signed by {found.signer_name}, {found.signed_at:%F}: {about.hash}")
    return 0


COMMAND = Command(
    name="case read",
    summary="Read a report: its text, what it cites, what a reviewer remarked.",
    example="caseloom case read 6f9619ff-8b86-8d01-b42d-00c04fc964ff --version 1",
    arguments=arguments,
    run=run,
    viewer=True,
)
