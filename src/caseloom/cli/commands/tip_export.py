"""`caseloom tip export`: tips as CSV or XLSX."""

import argparse
from pathlib import Path

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("path", type=Path, help="a new file; its ending, .csv or .xlsx, says which")
    parser.add_argument("--state", action="append", default=[], help="all states if not said")
    parser.add_argument("--line", default="", help="only this line")
    parser.add_argument("--channel", default="", help="portal, phone, email or api")
    parser.add_argument("--language", default="", help="such as es")
    parser.add_argument("--category", default="", help="as somebody judged it")


def run(arguments: Arguments) -> int:
    """Write every tip that fits, whole."""
    with viewer_session(arguments) as viewer, arguments.output.progress("Tips") as advance:
        from caseloom.tips import actions, queries

        wanted = queries.Filter(
            whose="all", states=tuple(arguments.state), line=arguments.line,
            channel=arguments.channel, language=arguments.language, category=arguments.category,
        )  # fmt: skip
        count = actions.export(
            wanted=wanted, path=arguments.path, format=arguments.path.suffix.lstrip(".").lower(),
            told=lambda done: advance(done, None), by=viewer,
        )  # fmt: skip
    arguments.output.answer({"tips": count}, [f"{count:,} tips in {arguments.path}"])
    return 0


COMMAND = Command(
    name="tip export",
    summary="Write tips to CSV or XLSX, whole, without the names of reporters.",
    example="caseloom tip export tips.xlsx --line fraud",
    arguments=arguments,
    run=run,
    viewer=True,
)
