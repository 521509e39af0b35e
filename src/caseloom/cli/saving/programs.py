"""Runs PostgreSQL's own pg_dump and pg_restore, passwords never among their words."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from caseloom.cli.installation import Installation
from caseloom.kernel.errors import Unavailable

_NAMES = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}


def dump(installation: Installation, target: Path) -> None:
    """Write the whole database to `target` in pg_dump's custom format, one consistent moment."""
    _run(installation, "pg_dump", ["--format=custom", f"--file={target}"])


def load(installation: Installation, source: Path) -> None:
    """Fill the (empty) database from `source`, all or nothing."""
    name = conninfo_to_dict(installation.admin_url)["dbname"]
    words = ["--single-transaction", "--exit-on-error", f"--dbname={name}", str(source)]
    _run(installation, "pg_restore", words)


def _run(installation: Installation, program: str, words: Sequence[str]) -> None:
    done = subprocess.run(
        [installation.program(program), "--no-password", *words],
        env=_environment(installation.admin_url),
        capture_output=True,
        text=True,
        umask=0o077,
    )
    if done.returncode:
        raise Unavailable(
            f"{program} failed: {done.stderr.strip()[-800:]}",
            remedy="See whether the disk has room and the role may read every table.",
        )


def _environment(url: str) -> dict[str, str]:
    parts = conninfo_to_dict(url)
    named = {variable: str(parts[key]) for key, variable in _NAMES.items() if parts.get(key)}
    return {"PATH": os.environ.get("PATH", ""), "PGDATABASE": str(parts["dbname"]), **named}
