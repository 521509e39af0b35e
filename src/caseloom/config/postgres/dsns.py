"""The addresses at which each role reaches a database."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ADMIN, OWNER, APP, SEARCH = "postgres", "caseloom_owner", "caseloom_app", "caseloom_search"
DATABASE = "caseloom"


@dataclass(frozen=True, slots=True)
class Dsns:
    """Connection URLs (libpq form) of one database: `owner` migrates, `app` serves."""

    owner: str
    app: str


def socket_dsn(role: str, password: str, database: str, folder: Path) -> str:
    """The URL of `database` for `role` through the Unix socket in `folder`."""
    return f"postgresql://{role}:{quote(password, safe='')}@/{database}?host={quote(str(folder))}"
