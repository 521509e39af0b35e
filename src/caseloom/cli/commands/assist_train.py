"""`caseloom assist train`: teach a task from labelled texts."""

import argparse
from pathlib import Path

from caseloom.cli import telling
from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("task", help="what the texts are sorted by, such as route")
    parser.add_argument("--train", type=Path, required=True, help="a CSV with a header, in UTF-8")
    parser.add_argument("--text", default="text", metavar="COL", help="the column of texts (text)")
    parser.add_argument("--label", default="label", metavar="COL", help="what each is (label)")
    parser.add_argument(
        "--replace", action="store_true", help="keep the new model even if it is worse"
    )
    parser.add_argument(
        "--tier", type=int, choices=(0, 1), default=1,
        help="0 by words alone, 1 by what they mean as well (1)",
    )  # fmt: skip


def run(arguments: Arguments) -> int:
    """Train, and say what it is worth on texts left out. Needs no database."""
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


COMMAND = Command(
    name="assist train",
    summary="Teach a task from labelled texts; they stay on this machine.",
    example="caseloom assist train route --train tips.csv --text story --label unit",
    description="Needs no database. The model before stays where it is better.",
    arguments=arguments,
    run=run,
)
