"""`caseloom token list`: your API tokens."""

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def run(arguments: Arguments) -> int:
    """List them."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import queries

        found = queries.tokens(viewer)
    if arguments.output.as_json:
        arguments.output.json(plain(found))
        return 0
    arguments.output.table(
        ("Title", "Permissions", "Ends", "Last used", "Id"),
        [
            (one.title, ", ".join(one.permissions),
             "revoked" if one.revoked else f"{one.expires_at:%F}",
             f"{one.last_used:%F %R}" if one.last_used else "never", one.id)
            for one in found
        ],
    )  # fmt: skip
    return 0


COMMAND = Command(
    name="token list",
    summary="Your API tokens, without their secrets.",
    example="caseloom token list",
    run=run,
    viewer=True,
)
