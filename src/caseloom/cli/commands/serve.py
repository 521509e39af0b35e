"""`caseloom serve`: run everything until Ctrl-C."""

import argparse
import os

from caseloom.cli import database
from caseloom.cli.command import Arguments, Command
from caseloom.cli.serving.service import Address, check_port, serve

FIRST_PERSON = """\
Nobody can sign in yet. In another terminal, add the first administrator:
  caseloom person add USERNAME --name "YOUR NAME" --role administrator{data}
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port", type=int, default=int(os.environ.get("PORT") or 8000), help="(PORT, else 8000)"
    )
    parser.add_argument("--workers", type=int, default=2, help="web processes (%(default)s)")


def run(arguments: Arguments) -> int:
    """Start the database, check its tables, and serve until interrupted."""
    address = Address(arguments.host, arguments.port)
    check_port(address)
    database.ready(arguments.installation)
    # Asked now and not when the first answer comes: a database that dies by then would be revived,
    # but the connection of this process to it would not.
    new = _is_new()
    serve(
        arguments.installation,
        address,
        workers=arguments.workers,
        say=arguments.output.note,
        ready=lambda: _tell(arguments, address, new=new),
    )
    arguments.output.note("Stopped.")
    return 0


def _is_new() -> bool:
    """Whether nobody can sign in yet. Leaves no connection behind."""
    from django.db import connections

    from caseloom.access import queries

    try:
        return queries.is_empty()
    finally:
        connections.close_all()


def _tell(arguments: Arguments, address: Address, *, new: bool) -> None:
    arguments.output.answer({"url": address.url}, [f"Caseloom serves {address.url}"])
    if new:
        named = f" --data {arguments.data}" if arguments.data else ""
        arguments.output.note(FIRST_PERSON.format(data=named))
    arguments.output.note("Ctrl-C stops it.")


COMMAND = Command(
    name="serve",
    summary="Serve Caseloom until Ctrl-C.",
    description="Starts the database (unless DATABASE_URL names one), the web server, "
    "the worker and the sequencer, and looks after them.",
    example="caseloom serve --port 8000",
    arguments=arguments,
    run=run,
)
