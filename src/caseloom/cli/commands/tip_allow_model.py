"""`caseloom tip allow-model`: whether the model server may read texts of a line."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("line", help="the line's key")
    parser.add_argument("allowed", choices=("yes", "no"))
    parser.add_argument("--reason", required=True, help="why; it stays on record")


def run(arguments: Arguments) -> int:
    """Allow or forbid it."""
    allowed = arguments.allowed == "yes"
    with viewer_session(arguments) as viewer:
        from caseloom.tips import actions

        actions.allow_model(key=arguments.line, allowed=allowed, reason=arguments.reason, by=viewer)
    told = "may be read by the model server" if allowed else "stay here"
    arguments.output.answer(
        {"line": arguments.line, "allowed": allowed}, [f"Texts of {arguments.line} {told}."]
    )
    return 0


COMMAND = Command(
    name="tip allow-model",
    summary="Say whether the model server may read texts of a line.",
    example='caseloom tip allow-model county yes --reason "Contract of 3 May; the server is ours."',
    arguments=arguments,
    run=run,
    viewer=True,
)
