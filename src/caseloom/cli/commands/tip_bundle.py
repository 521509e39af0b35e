"""`caseloom tip bundle`: what of a tip is to go to another agency."""

import argparse
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("tip", help="its number or id")
    parser.add_argument("--to", required=True, help="which agency")
    parser.add_argument("--ground", required=True, help="legal ground and purpose; on record")
    parser.add_argument("--contact", default="", help="who there receives it")
    parser.add_argument("--caveats", default="", help="how they may use it")
    parser.add_argument(
        "--leave-out", action="append", default=[], metavar="WORDS",
        help="words that are left out wherever they stand; several times",
    )  # fmt: skip
    parser.add_argument(
        "--keep-proposed",
        action="store_true",
        help="do not leave out what may betray the reporter and was found so",
    )
    parser.add_argument(
        "--message",
        action="append",
        default=[],
        metavar="ID",
        type=UUID,
        help="with this message of the mailbox",
    )
    parser.add_argument(
        "--file", action="append", default=[], metavar="ID", type=UUID, help="with this file"
    )
    parser.add_argument("--places", action="store_true", help="with what a program found in it")
    parser.add_argument(
        "--hidden-data",
        action="store_true",
        help="files go even if their hidden data cannot be taken out",
    )


def run(arguments: Arguments) -> int:
    """Prepare it, and show what they get."""
    with viewer_session(arguments) as viewer:
        from caseloom.tips import actions, queries
        from caseloom.tips.types import NewBundle

        tip = queries.tip(viewer, arguments.tip)
        proposed = queries.betraying(viewer, tip.summary.id)
        out = [one.stretch for one in proposed if one.likely and not arguments.keep_proposed]
        given = NewBundle(
            recipient=arguments.to, ground=arguments.ground, contact=arguments.contact,
            caveats=arguments.caveats, answers=tuple(range(len(tip.segments) or 1)),
            messages=tuple(arguments.message), files=tuple(arguments.file), leave_out=tuple(out),
            words=tuple(arguments.leave_out), places=arguments.places,
            hidden_data=arguments.hidden_data,
        )  # fmt: skip
        shown = queries.preview_bundle(viewer, tip.summary.id, given)
        one = actions.prepare_bundle(tip_id=tip.summary.id, token=shown.token, by=viewer)
        (record, _) = queries.bundle(viewer, one)
    lines = [text for name, text in shown.words if name == "text.txt"]
    lines += [f"{record.id}: {record.state}, {shown.redactions} left out, SHA-256 {shown.sha256}"]
    arguments.output.answer(plain(record), lines)
    return 0


COMMAND = Command(
    name="tip bundle",
    summary="Prepare a tip for another agency: signed, and without what betrays the reporter.",
    example='caseloom tip bundle T-2026-123456789 --to "Harbor police" --ground "Art. 12"',
    arguments=arguments,
    run=run,
    viewer=True,
)
