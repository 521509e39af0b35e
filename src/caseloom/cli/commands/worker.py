"""`caseloom worker`: runs the jobs that others left. A child of `serve`."""

from caseloom.cli.command import Arguments, Command


def run(arguments: Arguments) -> int:
    """Run jobs until told to stop."""
    arguments.installation.open()

    from django.core.management import call_command

    call_command("procrastinate", "worker")
    return 0


COMMAND = Command(
    name="worker",
    summary="Run the jobs that are waiting, until stopped.",
    description="`caseloom serve` starts one; more can run beside it.",
    example="caseloom worker",
    run=run,
    hidden=True,
)
