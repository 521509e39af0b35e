"""`caseloom migrate`: bring the database up to date."""

from caseloom.cli import database
from caseloom.cli.command import Arguments, Command


def run(arguments: Arguments) -> int:
    """Provision a named server if an administrator's address is given, then migrate."""
    arguments.installation.provision()
    arguments.installation.open()
    applied = database.migrate(arguments.installation)
    lines = [*applied, f"{len(applied)} applied."] if applied else ["Nothing to do."]
    arguments.output.answer({"applied": applied}, lines)
    return 0


COMMAND = Command(
    name="migrate",
    summary="Bring the database up to date.",
    description="With CASELOOM_ADMIN_URL it first makes the roles and the database there.",
    example="caseloom migrate",
    run=run,
)
