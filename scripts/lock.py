"""Write requirements/base.txt and requirements/dev.txt anew from pyproject.toml.

No index host and no path of this machine goes into them, so that any mirror can serve them; the
hashes still bind each file. The base follows the pins of dev, so that what is tested is installed.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = (
    "--quiet",
    "--generate-hashes",
    "--strip-extras",
    "--allow-unsafe",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
    "--no-emit-options",
)


def main() -> int:
    """Lock. With --upgrade to the newest that pyproject.toml allows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true")
    upgrade = ["--upgrade"] if parser.parse_args().upgrade else []
    lock(["--extra", "dev", *upgrade], "requirements/dev.txt")
    lock(["--constraint", "requirements/dev.txt", *upgrade], "requirements/base.txt")
    return 0


def lock(options: list[str], target: str) -> None:
    """Run pip-compile for `target` (relative to the repository)."""
    subprocess.run(
        [sys.executable, "-m", "piptools", "compile", *OPTIONS, *options]
        + ["--output-file", target, "pyproject.toml"],
        cwd=ROOT,
        env={**os.environ, "CUSTOM_COMPILE_COMMAND": "make lock"},
        check=True,
    )


if __name__ == "__main__":
    sys.exit(main())
