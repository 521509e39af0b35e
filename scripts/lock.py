"""Write requirements/base.txt, spark.txt (base and Spark) and dev.txt anew from pyproject.toml.

With --peers instead requirements/peers/*.txt from the .in beside each (scripts/peers/run.py).

No index host and no path of this machine goes into them, so that any mirror can serve them; the
hashes still bind each file. The others follow the pins of dev, so that what is tested is installed.
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
    parser.add_argument("--peers", action="store_true")
    asked = parser.parse_args()
    upgrade = ["--upgrade"] if asked.upgrade else []
    if asked.peers:
        for source in sorted((ROOT / "requirements" / "peers").glob("*.in")):
            named = source.relative_to(ROOT)
            lock(upgrade, str(named.with_suffix(".txt")), str(named), "scripts/lock.py --peers")
        return 0
    lock(["--extra", "dev", "--extra", "spark", *upgrade], "requirements/dev.txt")
    follows = ["--constraint", "requirements/dev.txt", *upgrade]
    lock(follows, "requirements/base.txt")
    lock(["--extra", "spark", *follows], "requirements/spark.txt")
    return 0


def lock(
    options: list[str], target: str, source: str = "pyproject.toml", command: str = "make lock"
) -> None:
    """Run pip-compile for `target` from `source`, both relative to the repository."""
    subprocess.run(
        [sys.executable, "-m", "piptools", "compile", *OPTIONS, *options]
        + ["--output-file", target, source],
        cwd=ROOT,
        env={**os.environ, "CUSTOM_COMPILE_COMMAND": command},
        check=True,
    )


if __name__ == "__main__":
    sys.exit(main())
