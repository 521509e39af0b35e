"""`caseloom audit verify`: prove that the log is complete and unaltered."""

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def run(arguments: Arguments) -> int:
    """Verify in the database; exit status 1 if something is wrong."""
    with viewer_session(arguments) as viewer:
        from caseloom.audit import actions, queries

        # Seal what is committed first, so that the newest events are checked as well.
        while actions.sequence(by=viewer):
            pass
        actions.checkpoint(by=viewer)
        found = queries.verify(viewer)
    lines = [
        f"{found.events:,} events verified; root {found.root_hash[:16]}…, key {found.key_id}",
        f"{found.payloads:,} payloads hold, {found.destroyed:,} destroyed by order,"
        f" {found.withheld:,} of scopes that you do not hold",
    ]
    lines += [f"WRONG: {problem}" for problem in found.problems]
    arguments.output.answer(plain(found), lines)
    return 0 if found.ok else 1


COMMAND = Command(
    name="audit verify",
    summary="Prove that the audit log is complete and unaltered.",
    example="caseloom audit verify --json",
    run=run,
    viewer=True,
)
