"""`caseloom scope list`: the compartments that you hold or administer."""

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def run(arguments: Arguments) -> int:
    """List them."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import queries

        found = queries.scopes(viewer)
    if arguments.output.as_json:
        arguments.output.json(plain(found))
        return 0
    arguments.output.table(
        ("Key", "Kind", "Title"), [(one.key, one.kind, one.title) for one in found]
    )
    return 0


COMMAND = Command(
    name="scope list",
    summary="The compartments that you hold or administer.",
    example="caseloom scope list",
    run=run,
    viewer=True,
)
