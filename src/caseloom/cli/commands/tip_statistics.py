"""`caseloom tip statistics`: what may be published."""

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def run(arguments: Arguments) -> int:
    """Count whole quarters, small counts left out."""
    with viewer_session(arguments):
        from caseloom.tips import queries

        found = queries.statistics()
    if arguments.output.as_json:
        arguments.output.json(plain(found))
        return 0
    if not found:
        arguments.output.line("No quarter with tips has ended yet.")
        return 0
    arguments.output.table(
        ("Line", "Quarter from", "Tips", "Split", "Value", "Count"),
        [
            (one.line, one.begins, _shown(one.total), split, value or "–", _shown(count))
            for one in found
            for split, counts in one.by.items()
            for value, count in counts.items()
        ],
    )
    return 0


def _shown(count: int | None) -> str:
    return "left out" if count is None else f"{count:,}"


COMMAND = Command(
    name="tip statistics",
    summary="Counts of tips by quarter that point to nobody.",
    example="caseloom tip statistics --json",
    run=run,
    viewer=True,
)
