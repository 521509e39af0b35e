"""Runs PostgreSQL's own pg_dump and pg_restore, passwords never among their words."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

from caseloom.cli.installation import Installation
from caseloom.kernel.errors import Unavailable

_TOO_NEW = b"SET transaction_timeout = 0;\n"
"""What pg_restore of 17 and newer says first, and servers before 17 do not know."""


def dump(installation: Installation, target: Path) -> None:
    """Write the whole database to `target` in pg_dump's custom format, one consistent moment."""
    _run(installation, "pg_dump", ["--format=custom", f"--file={target}"])


def load(installation: Installation, source: Path) -> None:
    """Fill the (empty) database from `source`, all or nothing."""
    with psycopg.connect(installation.admin_url) as connection:
        name, version = connection.info.dbname, connection.info.server_version
    if version < 170_000:
        _load_into_older(installation, source)
        return
    words = ["--single-transaction", "--exit-on-error", f"--dbname={name}", str(source)]
    _run(installation, "pg_restore", words)


def _load_into_older(installation: Installation, source: Path) -> None:
    """As `load`, by way of psql, without what a server before 17 does not understand."""
    reading = subprocess.Popen(
        [installation.program("pg_restore"), "--file=-", str(source)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    writing = subprocess.Popen(
        [installation.program("psql"), "--no-password", "--no-psqlrc", "--quiet",
         "--set=ON_ERROR_STOP=1"],
        env=_environment(installation.admin_url),
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    with reading, writing:
        dump, to = cast(IO[bytes], reading.stdout), cast(IO[bytes], writing.stdin)
        said = [cast(IO[bytes], one.stderr) for one in (reading, writing)]
        try:
            to.write(b"BEGIN;\n")
            _copy(dump, to)
            # Only a dump that was read to its end is committed; psql rolls back what is not.
            if reading.wait() == 0:
                to.write(b"COMMIT;\n")
            to.close()
        except BrokenPipeError:  # psql has ended before, and says why
            dump.close()
            with suppress(BrokenPipeError):
                to.close()  # what it did not take
        failure = b"".join(one.read() for one in said).decode(errors="replace")
    if reading.returncode or writing.returncode:
        _refused("pg_restore", failure)


def _copy(dump: IO[bytes], to: IO[bytes]) -> None:
    for line in dump:
        if line != _TOO_NEW:
            to.write(line)
        if line == _TOO_NEW or line.startswith((b"CREATE ", b"COPY ")):
            break  # from here on it is contents
    shutil.copyfileobj(dump, to)


def _run(installation: Installation, program: str, words: Sequence[str]) -> None:
    done = subprocess.run(
        [installation.program(program), "--no-password", *words],
        env=_environment(installation.admin_url),
        capture_output=True,
        text=True,
        umask=0o077,
    )
    if done.returncode:
        _refused(program, done.stderr)


def _refused(program: str, said: str) -> None:
    raise Unavailable(
        f"{program} failed: {said.strip()[-800:]}",
        remedy="See whether the disk has room. A role in CASELOOM_ADMIN_URL must be a superuser "
        "or have BYPASSRLS.",
    )


def _environment(url: str) -> dict[str, str]:
    """The variables by which libpq learns all that `url` says: TLS and time-outs, too."""
    parts = conninfo_to_dict(url)
    variables = {one.keyword.decode(): one.envvar for one in Conninfo.get_defaults()}
    named = {
        variable.decode(): str(value)
        for key, value in parts.items()
        if value is not None and (variable := variables.get(key))
    }
    return {"PATH": os.environ.get("PATH", ""), **named}
