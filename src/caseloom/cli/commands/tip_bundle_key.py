"""`caseloom tip bundle-key`: the keys that sign what goes to other agencies."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--new", action="store_true", help="sign with a new key from now on")


def run(arguments: Arguments) -> int:
    """Show them, the one that signs now marked."""
    with viewer_session(arguments) as viewer:
        from caseloom.tips import actions, queries

        if arguments.new:
            actions.make_signing_key(by=viewer)
        keys = queries.signing_keys(viewer)
    told = [{"key": name, "pem": pem, "signs": now} for name, pem, now in keys]
    lines = [f"{name}{' (signs now)' if now else ''}\n{pem.strip()}" for name, pem, now in keys]
    arguments.output.answer(told, lines or ["There is no key yet. Make one with --new."])
    return 0


COMMAND = Command(
    name="tip bundle-key",
    summary="Show the public keys with which bundles are signed here, or make a new one.",
    example="caseloom tip bundle-key --new",
    arguments=arguments,
    run=run,
    viewer=True,
)
