"""A virtual environment for each peer, from a lock that binds every file by its hash."""

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import bootstrap

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "requirements" / "peers"


class Unmade(Exception):
    """An environment could not be made. The message names it, what failed, and the remedy."""


def python_of(name: str, folder: Path) -> Path:
    """The interpreter of the peer `name`, whose environment is made in `folder` if it is not.

    Raises Unmade.
    """
    lock = LOCKS / f"{name}.txt"
    stamp = folder / name / ".made"
    python = folder / name / "bin" / "python"
    if stamp.exists() and stamp.read_text() == _print_of(lock):
        return python
    try:
        bootstrap.see_to(bootstrap.build_packages())  # nomenklatura compiles pyicu
    except bootstrap.Missing as missing:
        raise Unmade(f"the environment of {name}: {missing}") from missing
    if not bootstrap.usable(python):
        shutil.rmtree(folder / name, ignore_errors=True)
        venv.create(folder / name, with_pip=True, symlinks=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    done = subprocess.run(
        [*pip, "--require-hashes", "-r", str(lock)], capture_output=True, text=True
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["nothing was said"]
        raise Unmade(
            f"the environment of {name}: pip could not install {lock.relative_to(ROOT)}:\n"
            + "\n".join(said[-5:])
            + "\nRun the command again; what is installed stays."
        )
    stamp.write_text(_print_of(lock))
    return python


def _print_of(lock: Path) -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return f"{version} {hashlib.sha256(lock.read_bytes()).hexdigest()}\n"
