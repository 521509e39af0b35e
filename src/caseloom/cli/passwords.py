"""Passwords, asked for on a terminal or read from standard input; never from the command line."""

import getpass
import sys

from caseloom.kernel.errors import Invalid


def read_password(*, from_stdin: bool) -> str:
    """A new password. Raises Invalid without a terminal, and when the two entries differ."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Invalid(
            "There is no terminal to ask for the password.",
            remedy="Add --password-stdin and give it on standard input.",
        )
    first = getpass.getpass("Password (at least 12 characters): ")
    if getpass.getpass("Once more: ") != first:
        raise Invalid("The two passwords differ.", remedy="Try again.")
    return first


def read_line() -> str:
    """A password that another program gives on standard input. Raises Invalid for none."""
    found = sys.stdin.readline().rstrip("\r\n")
    if not found:
        raise Invalid("There is no password on standard input.", remedy="Give it there.")
    return found
