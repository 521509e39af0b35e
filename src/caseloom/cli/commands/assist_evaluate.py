"""`caseloom assist evaluate`: what a task's model does on labelled texts."""

import argparse
from pathlib import Path

from caseloom.cli import telling
from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("task", help="the task that was trained")
    parser.add_argument("--test", type=Path, required=True, help="a CSV with a header, in UTF-8")
    parser.add_argument("--text", default="text", metavar="COL", help="the column of texts (text)")
    parser.add_argument("--label", default="label", metavar="COL", help="what each is (label)")


def run(arguments: Arguments) -> int:
    """Measure, with 95 % intervals. Needs no database."""
    from caseloom.assist import queries

    with arguments.output.progress("Reading") as advance:
        done = queries.evaluate_on_file(
            arguments.task, arguments.test, folder=arguments.installation.folder,
            text=arguments.text, label=arguments.label, told=advance,
        )  # fmt: skip
    found, out = done.figures, arguments.output
    if out.as_json:
        told = {"task": done.task, "model": done.model, "seen": done.seen, "seconds": done.seconds}
        out.json(plain(found) | told)
        return 0
    telling.by_label(out, found)
    rows = (
        ("Accuracy", found.accuracy, "accuracy"), ("Macro-F1", found.macro_f1, "macro_f1"),
        ("Calibration error", found.ece, "ece"), ("Brier score", found.brier, "brier"),
    )  # fmt: skip
    out.table(
        ("Figure", "Value", "95 % interval"),
        [
            (title, f"{value:.3f}", "{:.3f} to {:.3f}".format(*found.intervals[key]))
            for title, value, key in rows
        ],
    )
    out.line(f"{found.texts:,} texts in {done.seconds:.1f} s.")
    if found.unknown:
        out.line(f"{found.unknown:,} have a label that the model does not know; they count wrong.")
    if done.seen:
        out.line(f"{done.seen:,} of them were trained on: the figures are too good.")
    return 0


COMMAND = Command(
    name="assist evaluate",
    summary="Measure a task's model on labelled texts, with intervals.",
    example="caseloom assist evaluate route --test later.csv --text story --label unit --json",
    description="Needs no database.",
    arguments=arguments,
    run=run,
)
