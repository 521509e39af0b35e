"""`caseloom tip add-line`: open a hotline."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("key", help="a short name; the public finds it under /tell/en/to/KEY/")
    parser.add_argument(
        "--title", action="append", required=True, metavar="LANG=NAME",
        help="its name in a language, such as en=Hotline; once for each",
    )  # fmt: skip
    parser.add_argument("--team", required=True, metavar="SCOPE", help="who reads it: a team's key")
    parser.add_argument("--fallback", metavar="SCOPE", help="who reads what names all of the team")
    parser.add_argument("--acknowledge", type=int, default=7, metavar="DAYS", help="7 if not said")
    parser.add_argument("--feedback", type=int, default=90, metavar="DAYS", help="90 if not said")


def run(arguments: Arguments) -> int:
    """Open it."""
    title = dict(one.split("=", 1) for one in arguments.title if "=" in one)
    with viewer_session(arguments) as viewer:
        from caseloom.access import queries as access
        from caseloom.tips import actions
        from caseloom.tips.types import LineSettings

        fallback = access.scope(viewer, arguments.fallback).id if arguments.fallback else None
        settings = LineSettings(
            languages=tuple(title), acknowledge_days=arguments.acknowledge,
            feedback_days=arguments.feedback, fallback=fallback,
        )  # fmt: skip
        made = actions.add_line(
            key=arguments.key, title=title, settings=settings, by=viewer,
            scope_id=access.scope(viewer, arguments.team).id,
        )  # fmt: skip
    arguments.output.answer(plain(made), [f"{made.key} is open at /tell/en/to/{made.key}/"])
    return 0


COMMAND = Command(
    name="tip add-line",
    summary="Open a hotline that a team reads.",
    example="caseloom tip add-line fraud --title en=Hotline --title es=Línea --team team:intake",
    arguments=arguments,
    run=run,
    viewer=True,
)
