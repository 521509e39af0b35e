"""`caseloom resolve evaluate`: how right the machine is, against a truth."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session
from caseloom.kernel.errors import NotFound

if TYPE_CHECKING:
    from caseloom.resolve.types import Evaluation


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--truth", type=Path, required=True, help="a CSV with the columns source, key, cluster"
    )
    parser.add_argument("--threshold", type=float, help="decide “same” from so many bits on")
    parser.add_argument(
        "--keep", action="store_true", help="hand the figures to the administrators, for thresholds"
    )


def run(arguments: Arguments) -> int:
    """Evaluate the last run; changes nothing, and with --keep hands the figures over."""
    if not arguments.truth.is_file():
        raise NotFound(f"There is no file {arguments.truth}.", remedy="Check the path.")
    with viewer_session(arguments) as viewer:
        from caseloom.resolve import actions, queries

        chosen = {} if arguments.threshold is None else {"threshold": arguments.threshold}
        if arguments.keep:
            kept = actions.keep_evaluation(truth=arguments.truth, by=viewer, **chosen)
        found = (
            kept.evaluation
            if arguments.keep
            else queries.evaluate(viewer, arguments.truth, **chosen)
        )
    rows = [
        ("pairs", found.pair), ("B³", found.b_cubed), ("joined by themselves", found.automatic)
    ]  # fmt: skip
    if arguments.output.as_json:
        arguments.output.json(plain(found))
        return 0
    arguments.output.table(
        ("", "Precision", "Recall", "F1"),
        [
            (name, f"{one.precision:.4f}", f"{one.recall:.4f}", f"{one.f1:.4f}")
            for name, one in rows
        ],
    )
    arguments.output.line(
        f"Blocking recall {found.blocking_recall:.4f}; {found.entities:,} entities of the truth"
        f" found, {found.missing:,} missing; decided at {found.threshold:g} bits"
    )
    arguments.output.table(
        ("Found by", "Pairs", "Recall", "By nothing else"),
        [(r.title, f"{r.pairs:,}", f"{r.recall:.4f}", f"{r.alone:.4f}") for r in found.rules],
    )
    _beliefs(arguments, found)
    if arguments.keep:
        arguments.output.line(_told(kept.fit))
    return 0


def _beliefs(arguments: Arguments, found: "Evaluation") -> None:
    """How far the figures and the probabilities can be believed, and what there is to review."""
    arguments.output.table(
        ("95 % of resamples", "Precision", "Recall", "F1"),
        [
            (
                title,
                *(_range(found.ranges[name][f]) for f in ("precision", "recall", "f1")),
            )
            for name, title in (("pair", "pairs"), ("b_cubed", "B³"))
        ],
    )
    arguments.output.table(
        ("To review from", "Pairs", "Labelled", "Same", "Recall"),
        [
            (f"{bits:g} bits", f"{load.pairs:,}", f"{load.labelled:,}", f"{load.same:,}",
             f"{load.recall:.4f}")
            for bits, load in found.load.items()
        ],
    )  # fmt: skip
    arguments.output.table(
        ("Pairs", "Predicted", "Same in truth"),
        [(f"{b.pairs:,}", f"{b.predicted:.3f}", f"{b.observed:.3f}") for b in found.bins],
    )
    if found.error is not None and found.error_range is not None:
        state = "calibrated by judgements" if found.calibrated else "uncalibrated"
        arguments.output.line(
            f"Calibration error {found.error:.4f} ({_range(found.error_range)}), {state}"
        )
    arguments.output.table(
        ("Held out, seed", "Same from", "Precision", "Recall", "Calibration error before, after"),
        [
            (str(h.seed), "never" if h.bits is None else f"{h.bits:g} bits", f"{h.precision:.4f}",
             f"{h.recall:.4f}", f"{h.error_before:.4f}  {h.error_after:.4f}")
            for h in found.held_out
        ],
    )  # fmt: skip


def _range(ends: tuple[float, float]) -> str:
    return f"{ends[0]:.4f} to {ends[1]:.4f}"


def _told(fit: tuple[str, ...]) -> str:
    if not fit:
        return "Kept. It is not precise enough, or on too few pairs, for a threshold."
    return f"Kept. An administrator may set a threshold from it for: {', '.join(fit)}."


COMMAND = Command(
    name="resolve evaluate",
    summary="Say how right the suggestions are, against a truth that nothing was trained on.",
    example="caseloom resolve evaluate --truth truth.csv --json",
    arguments=arguments,
    run=run,
    viewer=True,
)
