"""Reads the environment for settings, and says how to mend what is missing."""

import os
import re
import secrets
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_MODEL = re.compile(r"CASELOOM_MODEL_[A-Z_]+")


def data_folder() -> Path:
    """The data folder named by DATA, or the user's own. Not created here."""
    named = os.environ.get("DATA", "")
    return (Path(named) if named else Path.home() / ".local" / "share" / "caseloom").absolute()


def model_server() -> dict[str, str]:
    """Every variable CASELOOM_MODEL_…; what they mean is read where a server is asked."""
    return {key: value for key, value in os.environ.items() if _MODEL.fullmatch(key)}


def secret_key(data: Path) -> str:
    """The key that signs sessions: from CASELOOM_SECRET_KEY, or kept in the data folder (0600)."""
    if key := os.environ.get("CASELOOM_SECRET_KEY", ""):
        return key
    path = data / "keys" / "session"
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    data.chmod(0o700)
    key = secrets.token_urlsafe(50)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key)
    except FileExistsError:  # another process was first
        return path.read_text().strip()
    return key


def database(role: Literal["app", "owner"]) -> dict[str, Any]:
    """Django's description of the database for `role`, from DATABASE_URL or CASELOOM_OWNER_URL.

    `caseloom serve` and the other commands set both variables when they start an own PostgreSQL.
    """
    variable = "DATABASE_URL" if role == "app" else "CASELOOM_OWNER_URL"
    url = os.environ.get(variable, "")
    if not url:
        return {"ENGINE": "django.db.backends.postgresql", "NAME": "", "HOST": "", "OPTIONS": {}}
    return parse_url(url, variable)


def parse_url(url: str, variable: str = "DATABASE_URL") -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?host=/socket/folder` as Django wants it."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or len(parts.path) < 2:
        raise ImproperlyConfigured(
            f"{variable} is not a PostgreSQL address. Write it as"
            " postgresql://user:password@host:5432/database."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": options.pop("port", "") or str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


class OwnerMigrates:
    """Only the owner's role makes tables; everything else is the app's role."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"
