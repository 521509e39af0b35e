"""Make the virtual environment from the lock file, once per lock file. Standard library only.

Looks for the system packages that pip cannot install, and installs them where it may (root, or
sudo that asks no password); otherwise it names the exact command and stops.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {name: ROOT / "requirements" / f"{name}.txt" for name in ("base", "dev")}
OLDEST = (3, 11)


class Missing(Exception):
    """Something is needed that this script may not install. The message names the remedy."""


def main() -> int:
    """Prepare everything that `make demo` and `make test` need. 0 when ready, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv")
    parser.add_argument("--base", action="store_true", help="only what running needs")
    parser.add_argument("--browser", action="store_true", help="also see to a Chromium for tests")
    parser.add_argument("--java", action="store_true", help="also see to a Java for tests of Spark")
    options = parser.parse_args()
    try:
        lock = "base" if options.base else "dev"
        prepare(options.venv.absolute(), lock, browser=options.browser, java=options.java)
    except Missing as missing:
        print(f"bootstrap: {missing}", file=sys.stderr)
        return 1
    return 0


def prepare(folder: Path, lock: str, *, browser: bool, java: bool = False) -> None:
    """Check the machine, then make the environment in `folder` unless it is up to date.

    `lock` is "base", to run Caseloom, or "dev", to test it as well, which holds all of base.
    """
    if sys.version_info < OLDEST:
        raise Missing(
            f"this is Python {sys.version.split()[0]}, and Caseloom needs 3.11 or newer.\n"
            "Name a newer one: make PYTHON=python3.12 ..."
        )
    if browser:
        see_to_browser()
    if java:
        see_to_java()
    stamp = folder / f".{lock}"
    enough = ("base", "dev") if lock == "base" else ("dev",)
    if not any(fresh(folder, name) for name in enough):
        see_to(build_packages())
        install(folder, LOCKS[lock])
    stamp.write_text(fingerprint(lock))  # also to make it newer than the lock, for make


def fresh(folder: Path, lock: str) -> bool:
    """Whether the environment in `folder` was made from the lock as it is now."""
    stamp = folder / f".{lock}"
    return stamp.exists() and stamp.read_text() == fingerprint(lock)


def fingerprint(lock: str) -> str:
    """What the environment follows from: the lock, the package's own description, the Python."""
    digest = hashlib.sha256(LOCKS[lock].read_bytes() + (ROOT / "pyproject.toml").read_bytes())
    return f"{sys.version_info.major}.{sys.version_info.minor} {digest.hexdigest()}\n"


def install(folder: Path, lock: Path) -> None:
    """Make the environment and install exactly what the lock names, then Caseloom itself."""
    python = folder / "bin" / "python"
    if not usable(python):
        shutil.rmtree(folder, ignore_errors=True)
        say(f"making {folder}")
        venv.create(folder, with_pip=True, symlinks=True)
    say(f"installing what requirements/{lock.name} names (some minutes the first time)")
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "install", "--quiet", "--require-hashes", "-r", str(lock)])
    run([*pip, "install", "--quiet", "--no-deps", "-e", str(ROOT)])


def usable(python: Path) -> bool:
    """Whether an environment is there and of the Python that runs this."""
    if not python.exists():
        return False
    told = subprocess.run(
        [python, "-c", "import sys, pip; print(*sys.version_info[:2])"],
        capture_output=True,
        text=True,
    )
    return told.stdout.split() == [str(part) for part in sys.version_info[:2]]


def build_packages() -> list[str]:
    """System packages that pyicu is compiled with and that are not there."""
    needed = []
    if not (shutil.which("g++") or shutil.which("c++") or shutil.which("clang++")):
        needed.append("g++")
    if not (shutil.which("pkg-config") or shutil.which("icu-config")):
        needed.append("pkg-config")
        needed.append("libicu-dev")
    elif not found("pkg-config", "--exists", "icu-i18n"):
        needed.append("libicu-dev")
    if not python_headers():
        needed.append("python3-dev")
    if not found(sys.executable, "-c", "import ensurepip"):
        needed.append("python3-venv")
    return needed


def python_headers() -> bool:
    """Whether the header files of this Python are installed."""
    import sysconfig

    return Path(sysconfig.get_path("include"), "Python.h").exists()


def see_to_browser() -> None:
    """A Chromium that the browser tests can drive: named, found, or installed."""
    named = os.environ.get("CASELOOM_CHROMIUM", "")
    names = (named, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    if any(name and shutil.which(name) for name in names):
        return
    see_to_for_tests("chromium")


def see_to_java() -> None:
    """A Java that Spark can run on: found, or installed. Spark itself says if it is too old."""
    home = os.environ.get("JAVA_HOME")
    if not (home and Path(home, "bin", "java").exists()) and not shutil.which("java"):
        see_to_for_tests("default-jre-headless")


def see_to_for_tests(package: str) -> None:
    """Install the system package, or say how."""
    try:
        see_to([package])
    except Missing as missing:
        # The other tests are worth running; those that lack it name it themselves.
        print(f"bootstrap: {missing}", file=sys.stderr)


def see_to(packages: list[str]) -> None:
    """Install the system `packages`, or raise Missing with the command that does."""
    if not packages:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        raise Missing(
            f"this needs {', '.join(packages)} (the names are Debian's).\n"
            "Install the like with your system's package manager and try again."
        )
    prefix = privilege()
    if prefix is None:
        raise Missing(
            f"this needs {', '.join(packages)}.\nInstall them and try again: "
            f"sudo apt-get update && sudo {' '.join(command)}"
        )
    say(f"installing {', '.join(packages)}")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*prefix, "apt-get", "update", "-qq"], env=environ, check=False)
    done = subprocess.run([*prefix, *command], env=environ, capture_output=True, text=True)
    if done.returncode:
        raise Missing(f"apt-get failed: {done.stderr.strip()[-800:]}")


def privilege() -> list[str] | None:
    """What to put before apt-get so that it may install; None when it may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and found("sudo", "-n", "true"):
        return ["sudo", "-n"]
    return None


def found(*command: str) -> bool:
    """Whether `command` ends with success."""
    return subprocess.run(command, capture_output=True).returncode == 0


def run(command: list[str]) -> None:
    """Run `command`, its output passed on. Raises Missing when it fails."""
    if subprocess.run(command).returncode:
        raise Missing(f"this failed: {' '.join(command)}")


def say(what: str) -> None:
    """Tell what is going on."""
    print(f"bootstrap: {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
