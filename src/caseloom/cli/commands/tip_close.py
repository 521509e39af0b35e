"""`caseloom tip close`: end work on a tip."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("tip", help="its number or id")
    parser.add_argument(
        "--outcome", required=True,
        help="no_follow_up, not_ours, too_little, known, settled, unfounded or abuse",
    )  # fmt: skip
    parser.add_argument("--reason", required=True, help="why; it stays on record")


def run(arguments: Arguments) -> int:
    """Close it."""
    with viewer_session(arguments) as viewer:
        from caseloom.tips import actions, queries

        tip = queries.tip(viewer, arguments.tip).summary
        actions.close(tip_id=tip.id, outcome=arguments.outcome, reason=arguments.reason, by=viewer)
    arguments.output.answer({"closed": tip.number}, [f"{tip.number} is closed."])
    return 0


COMMAND = Command(
    name="tip close",
    summary="End work on a tip, with an outcome and a reason.",
    example='caseloom tip close T-2026-123456789 --outcome known --reason "In case 2026-01234."',
    arguments=arguments,
    run=run,
    viewer=True,
)
