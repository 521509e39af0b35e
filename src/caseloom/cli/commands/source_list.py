"""`caseloom source list`: the sources that you may see."""

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def run(arguments: Arguments) -> int:
    """List them."""
    with viewer_session(arguments) as viewer:
        from caseloom.store import queries

        sources = queries.sources(viewer)
    if arguments.output.as_json:
        arguments.output.json(plain(sources))
    elif not sources:
        arguments.output.line("There are no sources yet. `caseloom source add` makes one.")
    else:
        arguments.output.table(
            ("Key", "Title", "Kind", "Authority"),
            [(one.key, one.title, one.kind, one.legal_authority) for one in sources],
        )
    return 0


COMMAND = Command(
    name="source list",
    summary="The sources that you may see.",
    example="caseloom source list",
    run=run,
    viewer=True,
)
