"""`caseloom case confine`: say how closed a case is."""

import argparse
from typing import TYPE_CHECKING

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session

if TYPE_CHECKING:
    from caseloom.cases.types import CaseSummary
    from caseloom.kernel.viewer import Viewer


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("case", help="its number or id")
    parser.add_argument("step", choices=("restrict", "lift", "seal", "unseal"))
    parser.add_argument(
        "--keep", action="append", default=[], metavar="USERNAME",
        help="stays on a case that is sealed; repeatable",
    )  # fmt: skip
    parser.add_argument("--reason", required=True, help="why; goes on record")


def run(arguments: Arguments) -> int:
    """Confine it."""
    with viewer_session(arguments) as viewer:
        made = _confine(arguments, viewer)
    arguments.output.answer(plain(made), [f"{made.number} is {made.confinement}."])
    return 0


def _confine(arguments: Arguments, viewer: "Viewer") -> "CaseSummary":
    from caseloom.access import queries as access
    from caseloom.cases import actions, queries

    case_id = queries.case(viewer, arguments.case).summary.id
    if arguments.step == "seal":
        keep = [access.person_by_username(viewer, name).id for name in arguments.keep]
        return actions.seal_case(case_id=case_id, keep=keep, reason=arguments.reason, by=viewer)
    step = {
        "restrict": actions.restrict_case,
        "lift": actions.lift_restriction,
        "unseal": actions.unseal_case,
    }[arguments.step]
    return step(case_id=case_id, reason=arguments.reason, by=viewer)


COMMAND = Command(
    name="case confine",
    summary="Restrict or seal an investigation, or open it again.",
    description="Restricted: its lead alone says who is on it. Sealed: only those kept see it, "
    "and no machine does.",
    example='caseloom case confine 2026-01234 seal --keep dana --reason "a leak is suspected"',
    arguments=arguments,
    run=run,
    viewer=True,
)
