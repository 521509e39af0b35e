"""`caseloom assist train`: teach a task from labelled texts, or from what people decided."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from caseloom.cli import telling
from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import acting_viewer, viewer_session

if TYPE_CHECKING:
    from caseloom.assist.types import Taught


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("task", help="what the texts are sorted by, such as route")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--train", type=Path, help="a CSV with a header, in UTF-8")
    source.add_argument(
        "--from-decisions", action="store_true",
        help="the tips of the database that people gave a category",
    )  # fmt: skip
    source.add_argument("--use", metavar="VERSION", help="go back to a version that was kept")
    parser.add_argument("--line", default="", help="of decisions: only this line's")
    parser.add_argument("--text", default="text", metavar="COL", help="the column of texts (text)")
    parser.add_argument("--label", default="label", metavar="COL", help="what each is (label)")
    parser.add_argument(
        "--replace", action="store_true", help="keep the new model even if it is worse"
    )
    parser.add_argument(
        "--tier", type=int, choices=(0, 1),
        help="0 by words alone, 1 by what they mean as well (what tells texts left out better)",
    )  # fmt: skip


def run(arguments: Arguments) -> int:
    """Train, and say what it is worth on texts left out."""
    if arguments.use:
        return _use(arguments)
    if arguments.from_decisions:
        return _decisions(arguments)
    from caseloom.assist import actions

    with arguments.output.progress("Learning") as advance:
        done = actions.train_on_file(
            arguments.task, arguments.train, folder=arguments.installation.folder,
            text=arguments.text, label=arguments.label, replace=arguments.replace,
            tier=arguments.tier,
            told=lambda _, step, steps: advance(step, steps or None),
        )  # fmt: skip
    if arguments.output.as_json:
        arguments.output.json(plain(done))
        return 0
    found, out = done.left_out, arguments.output
    telling.by_label(out, found)
    out.line(
        f"{done.task}: {done.texts:,} texts in {done.seconds:.1f} s. On texts left out, macro-F1 "
        f"{found.macro_f1:.3f}, calibration error {found.ece:.3f}."
    )
    if done.replaced:
        out.line(done.replaced.told)
    if not done.in_use:
        out.line("To use the new one all the same, train with --replace.")
    return 0


def _decisions(arguments: Arguments) -> int:
    """Teach it from the database, as somebody who leads a line."""
    viewer = acting_viewer(arguments)
    from caseloom.tips import actions

    with arguments.output.progress("Learning") as advance:
        done = actions.teach(
            task=arguments.task, line=arguments.line, viewer=viewer,
            told=lambda _, step, steps: advance(step, steps or None),
        )  # fmt: skip
    if arguments.output.as_json:
        arguments.output.json(plain(done))
    else:
        _say(arguments, done)
    return 0


def _say(arguments: Arguments, done: "Taught") -> None:
    out = arguments.output
    telling.by_label(out, done.held_out)
    out.line(
        f"{done.task} {done.version}: {done.texts:,} tips in {done.seconds:.1f} s. On"
        f" {done.held_out.texts:,} held out, accuracy {done.held_out.accuracy:.3f}, macro-F1"
        f" {done.held_out.macro_f1:.3f}, calibration error {done.held_out.ece:.3f}."
    )
    if done.left_out:
        few = ", ".join(f"{name} {many}" for name, many in done.left_out)
        out.line(f"Left out, for they are too few: {few}.")
    out.line(done.told)
    if not done.in_use:
        out.line(f"It is kept: caseloom assist train {done.task} --use {done.version}")


def _use(arguments: Arguments) -> int:
    """Go back to a version."""
    with viewer_session(arguments) as viewer:
        from caseloom.tips import actions

        actions.use_version(task=arguments.task, version=arguments.use, by=viewer)
    arguments.output.answer(
        {"task": arguments.task, "version": arguments.use},
        [f"{arguments.task} {arguments.use} is used from now on."],
    )
    return 0


COMMAND = Command(
    name="assist train",
    summary="Teach a task from labelled texts; they stay on this machine.",
    example="caseloom assist train route --train tips.csv --text story --label unit",
    description="A file needs no database and no person. From decisions, or back to a version, as"
    " somebody who leads a line. The model before stays where it is better.",
    arguments=arguments,
    run=run,
    viewer=True,
)
