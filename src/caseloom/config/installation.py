"""The installation that the commands work on: the data folder and its database."""

import os
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from caseloom.config.environment import data_folder
from caseloom.config.postgres import Cluster, Dsns, binaries, provision
from caseloom.kernel.errors import Invalid, Unavailable


class Local:
    """The data folder `folder` (or the one the environment names) of this machine."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder.expanduser().absolute() if folder else data_folder()
        self.own_database = not os.environ.get("DATABASE_URL")
        self._cluster = Cluster(self.folder) if self.own_database else None
        self._urls: Dsns | None = None

    def open(self) -> None:
        """Start or join the database, tell the settings where it is, and set Django up."""
        if self._urls is not None:
            return
        self._urls = self._cluster.start() if self._cluster else self._named()
        os.environ["DATA"] = str(self.folder)
        os.environ["DATABASE_URL"] = self._urls.app
        os.environ["CASELOOM_OWNER_URL"] = self._urls.owner
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caseloom.config.settings")

        import django

        django.setup()

    def close(self) -> None:
        """Close this process's connections and let go of the database."""
        if self._urls is None:
            return
        from django.db import connections

        connections.close_all()
        self._urls = None
        if self._cluster:
            self._cluster.stop()
            del os.environ["DATABASE_URL"], os.environ["CASELOOM_OWNER_URL"]

    def revive(self) -> bool:
        """Start the own PostgreSQL again if it has died; it recovers what was committed."""
        if self._cluster is None or self._cluster.pid is not None:
            return False
        self._cluster.start()
        return True

    def start_over(self) -> None:
        """Drop the own database and make it again, empty. Raises Invalid on a named one."""
        if self._cluster is None:
            raise Invalid("Only the own database can be emptied.", remedy="Unset DATABASE_URL.")
        from django.db import connections

        connections.close_all()
        self._cluster.drop_database(self._cluster.database)
        self._cluster.create_database(self._cluster.database)

    def provision(self) -> None:
        """Make the roles and the database on the server that CASELOOM_ADMIN_URL names."""
        admin = os.environ.get("CASELOOM_ADMIN_URL", "")
        if admin and self._cluster is None:
            self._urls = self._named()
            try:
                provision.provision_urls(admin, Dsns(owner=self.owner_url, app=self.app_url))
            finally:
                self._urls = None  # it is not open: there is nothing to close yet

    @property
    def app_url(self) -> str:
        """Where the app's role connects."""
        return self._opened().app

    @property
    def owner_url(self) -> str:
        """Where the owner's role connects. Raises Invalid when nothing names it."""
        urls = self._opened()
        if not urls.owner:
            raise Invalid(
                "DATABASE_URL is set and CASELOOM_OWNER_URL is not.",
                remedy="Set it to the same database with the role that owns the tables: "
                "postgresql://caseloom_owner:PASSWORD@HOST:5432/caseloom",
            )
        return urls.owner

    @property
    def admin_url(self) -> str:
        """Where a role that bypasses row-level security connects, on the app's database."""
        if self._cluster:
            return self._cluster.admin_dsn(self._cluster.database)
        url = os.environ.get("CASELOOM_ADMIN_URL", "")
        if not url:
            raise Unavailable(
                "Row-level security hides rows from the roles in DATABASE_URL and "
                "CASELOOM_OWNER_URL.",
                remedy="Set CASELOOM_ADMIN_URL to a role that is a superuser or has BYPASSRLS.",
            )
        # Whatever database the address names (`migrate` needs another one, to make this one in):
        # a backup of that would be whole, and empty.
        return make_conninfo(url, dbname=conninfo_to_dict(self.app_url)["dbname"])

    def program(self, name: str) -> str:
        """The path of a PostgreSQL program."""
        return binaries.find().path(name)

    def _opened(self) -> Dsns:
        if self._urls is None:
            raise Unavailable("The installation is not open.", remedy="Call open() first.")
        return self._urls

    def _named(self) -> Dsns:
        owner = os.environ.get("CASELOOM_OWNER_URL", "")
        return Dsns(owner=owner, app=os.environ["DATABASE_URL"])
