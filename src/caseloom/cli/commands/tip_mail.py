"""`caseloom tip mail`: where mail of a line is fetched."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.passwords import read_line
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session
from caseloom.kernel.errors import Invalid


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("line", help="the line that the mail is for")
    parser.add_argument("--host", help="the IMAP server; without it, what is set is shown")
    parser.add_argument("--user", help="as whom to sign in there")
    parser.add_argument("--port", type=int, default=993, help="993 if not said")
    parser.add_argument(
        "--folder", dest="mailbox", default="INBOX", metavar="FOLDER", help="INBOX if not said"
    )
    parser.add_argument(
        "--starttls", action="store_true", help="the port begins in clear; TLS is begun first"
    )
    parser.add_argument(
        "--remove", action="store_true", help="delete there what is a tip; else nothing is deleted"
    )
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    parser.add_argument("--off", action="store_true", help="fetch no more")


def run(arguments: Arguments) -> int:
    """Set it, end it or show it."""
    if bool(arguments.host) != bool(arguments.user):
        raise Invalid("A mailbox has a server and a user.", remedy="Add --host and --user.")
    password = read_line() if arguments.password_stdin else ""
    with viewer_session(arguments) as viewer:
        from caseloom.tips import actions, queries
        from caseloom.tips.types import NewMailAccount

        given = NewMailAccount(
            arguments.host or "", arguments.user or "", arguments.port, arguments.mailbox,
            arguments.remove, arguments.starttls,
        )  # fmt: skip
        if arguments.host or arguments.off:
            actions.set_mail_account(
                line_key=arguments.line, account=None if arguments.off else given,
                password=password, by=viewer,
            )  # fmt: skip
        kept = queries.mail_account(viewer, arguments.line)
    if kept is None or not kept.active:
        arguments.output.answer(plain(kept), ["No mail is fetched for this line."])
        return 0
    lines = [
        f"{kept.user} on {kept.host}:{kept.port}, folder {kept.folder}",
        f"Last fetched: {kept.fetched_at:%F %H:%M}" if kept.fetched_at else "Not fetched yet",
        *([f"It failed: {kept.trouble}"] if kept.trouble else []),
        *(f"Set aside: message {one.uid}, {one.why}" for one in kept.aside),
    ]
    arguments.output.answer(plain(kept), lines)
    return 0


COMMAND = Command(
    name="tip mail",
    summary="Where mail of a line is fetched: set it, end it, or show how it goes.",
    example="caseloom tip mail fraud --host imap.example.org --user line@example.org",
    arguments=arguments,
    run=run,
    viewer=True,
)
