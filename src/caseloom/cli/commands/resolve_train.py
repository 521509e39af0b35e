"""`caseloom resolve train`: learn from the organisation's own judgements."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session
from caseloom.kernel.errors import Invalid
from caseloom.kernel.viewer import Viewer


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--type", action="append", default=[], help="only this type, such as Person; repeatable"
    )
    parser.add_argument("--try", action="store_true", dest="trial", help="measure, change nothing")
    parser.add_argument("--forget", metavar="REASON", help="weigh without judgements again")


def run(arguments: Arguments) -> int:
    """Learn, group by group, and say what it was worth."""
    with viewer_session(arguments) as viewer:
        from caseloom.resolve import actions

        if arguments.forget is not None:
            return _forget(arguments, viewer)
        with arguments.output.progress("Learning") as advance:
            done = actions.train(
                schemata=tuple(arguments.type), by=viewer, keep=not arguments.trial,
                progress=lambda p: advance(p.done, p.total or None),
            )  # fmt: skip
    if arguments.output.as_json:
        arguments.output.json(plain(list(done)))
        return 0
    rows = [
        (
            one.group, f"{one.judged:,}", f"{one.same:,}", _two(one.loss_before, one.loss_after),
            _two(one.error_before, one.error_after),
        )
        for one in done
    ]  # fmt: skip
    arguments.output.table(
        ("Group", "Judgements", "Same", "Loss before, after", "Calibration error before, after"),
        rows,
    )
    for one in done:
        arguments.output.line(f"{one.group}: {one.told}")
    return 0


def _forget(arguments: Arguments, viewer: Viewer) -> int:
    from caseloom.resolve import actions

    if len(arguments.type) != 1:
        raise Invalid("Forget one type at a time.", remedy="Give --type once, such as Person.")
    actions.forget(group=arguments.type[0], reason=arguments.forget, by=viewer)
    arguments.output.answer(
        {"forgotten": arguments.type[0]}, ["Forgotten. The next run weighs without judgements."]
    )
    return 0


def _two(before: float | None, after: float | None) -> str:
    return "" if before is None or after is None else f"{before:.4f}  {after:.4f}"


COMMAND = Command(
    name="resolve train",
    summary="Learn from people's judgements, and calibrate; nothing leaves the database.",
    example="caseloom resolve train --type Person --try",
    arguments=arguments,
    run=run,
    viewer=True,
)
