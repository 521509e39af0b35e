"""`caseloom tip trust`: another agency's key."""

import argparse
from pathlib import Path

from caseloom.bundle.signing import read_pem
from caseloom.cli.command import Arguments, Command
from caseloom.cli.saving.files import read_file
from caseloom.cli.session import viewer_session
from caseloom.kernel.errors import Invalid


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("name", help="the agency")
    parser.add_argument("--key", type=Path, metavar="FILE", help="its public key, a PEM file")
    parser.add_argument("--end", metavar="KEY", help="the id of a key that is trusted no more")


def run(arguments: Arguments) -> int:
    """Trust it, or end that."""
    if bool(arguments.key) == bool(arguments.end):
        raise Invalid("Give either a key or the end of one.", remedy="Add --key or --end.")
    with viewer_session(arguments) as viewer:
        from caseloom.tips import actions

        if arguments.end:
            actions.distrust_agency(key_id=arguments.end, by=viewer)
            key_id = arguments.end
        else:
            public = read_pem(read_file(arguments.key))
            key_id = actions.trust_agency(name=arguments.name, public=public, by=viewer).key_id
    said = "no more trusted" if arguments.end else "trusted"
    arguments.output.answer({"key": key_id, "trusted": not arguments.end}, [f"{key_id}: {said}"])
    return 0


COMMAND = Command(
    name="tip trust",
    summary="Take bundles that this key signed as that agency's, or no more.",
    example='caseloom tip trust "Harbor police" --key harbor.pem',
    arguments=arguments,
    run=run,
    viewer=True,
)
