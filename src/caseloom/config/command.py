"""The program `caseloom`: the commands, given the installation of this machine."""

import sys

from caseloom.cli.main import run
from caseloom.config.installation import Local


def main() -> int:
    """Run the command that the process was started with; its exit status."""
    return run(sys.argv[1:], installation=Local)


if __name__ == "__main__":
    sys.exit(main())
