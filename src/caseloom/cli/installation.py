"""What stands around the rooms, as the commands see it. `config` provides the real one."""

from pathlib import Path
from typing import Protocol


class Installation(Protocol):
    """A data folder and its database. Opened when a command needs them, closed at its end."""

    @property
    def folder(self) -> Path:
        """The data folder (0700)."""

    @property
    def own_database(self) -> bool:
        """Whether the database is the one under the data folder, not one named by DATABASE_URL."""

    def open(self) -> None:
        """Start or join the database and set Django up. Twice is as good as once.

        Raises Unavailable with the remedy.
        """

    def close(self) -> None:
        """Let go of the database; it stops when nobody else uses it."""

    def revive(self) -> bool:
        """Start the own database again if it has died. True when that was needed."""

    def start_over(self) -> None:
        """Empty the own database. For a demonstration whose building was interrupted."""

    def provision(self) -> None:
        """Make the roles and the database on a server named by CASELOOM_ADMIN_URL, if it is."""

    @property
    def app_url(self) -> str:
        """Where the app's role, which owns nothing, connects."""

    @property
    def owner_url(self) -> str:
        """Where the role that owns the tables connects."""

    @property
    def admin_url(self) -> str:
        """Where a role that sees all rows connects, for backups. Raises Unavailable if unknown."""

    def program(self, name: str) -> str:
        """The path of the PostgreSQL program `name`, such as "pg_dump"."""
