"""The roles and the database that Caseloom needs, made idempotently on any PostgreSQL 15+.

On a server of your own the connecting role needs CREATEROLE and CREATEDB, and on
PostgreSQL 16 or newer nothing else; a superuser always suffices. It is used for this only:
migrations run as `caseloom_owner`, everything else as `caseloom_app`.
"""

from typing import LiteralString

import psycopg
from psycopg import Connection, connect, sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import DuplicateDatabase, DuplicateObject

from caseloom.config.postgres.dsns import APP, DATABASE, OWNER, SEARCH, Dsns
from caseloom.kernel.errors import Invalid, Unavailable


def provision(
    admin_dsn: str, *, owner_password: str, app_password: str, database: str = DATABASE
) -> None:
    """Make what is missing of the three roles and `database`, and set the passwords.

    `admin_dsn` names any existing database of the server. Raises psycopg.Error when the
    connecting role may not do it.
    """
    with connect(admin_dsn, autocommit=True) as admin:
        _role(admin, OWNER, "LOGIN", owner_password)
        _role(admin, APP, "LOGIN", app_password)
        _role(admin, SEARCH, "NOLOGIN", None)
        # The owner hands the search functions over to this role, so it must be a member.
        _run(admin, "GRANT {} TO {}", SEARCH, OWNER)
        _run(admin, "GRANT {} TO CURRENT_USER", OWNER)
    create_database(admin_dsn, database)


def provision_urls(admin_dsn: str, urls: Dsns) -> None:
    """Provision the server of `admin_dsn` so that `urls` work: their passwords, their database.

    Raises Invalid when `urls` name other roles, Unavailable when the server refuses.
    """
    owner, app = conninfo_to_dict(urls.owner), conninfo_to_dict(urls.app)
    if (owner.get("user"), app.get("user")) != (OWNER, APP):
        raise Invalid(
            "The roles in CASELOOM_OWNER_URL and DATABASE_URL have other names.",
            remedy=f"Name {OWNER} in CASELOOM_OWNER_URL and {APP} in DATABASE_URL.",
        )
    try:
        provision(
            admin_dsn,
            owner_password=str(owner.get("password", "")),
            app_password=str(app.get("password", "")),
            database=str(owner.get("dbname", DATABASE)),
        )
        grant_defaults(urls.owner)
    except psycopg.Error as error:
        raise Unavailable(
            f"The roles could not be made: {str(error).strip()}",
            remedy="The role in CASELOOM_ADMIN_URL needs CREATEROLE and CREATEDB.",
        ) from error


def create_database(admin_dsn: str, database: str, *, template: str | None = None) -> None:
    """Make `database`, owned by caseloom_owner and open to the app, unless it is there.

    With `template`, a copy of that database, which nobody may be connected to.
    """
    with connect(admin_dsn, autocommit=True) as admin:
        try:
            admin.execute(_creation(admin, database, template))
        except DuplicateDatabase:
            pass
        _run(admin, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
        # TEMPORARY: a batch of records names its ids in a temporary table.
        _run(admin, "GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}", database, APP)


def drop_database(admin_dsn: str, database: str) -> None:
    """Remove `database`, ending whoever is connected to it."""
    with connect(admin_dsn, autocommit=True) as admin:
        _run(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", database)


def grant_defaults(owner_dsn: str) -> None:
    """Let the app read and write what the owner will make in this database; it owns nothing."""
    with connect(owner_dsn, autocommit=True) as owner:
        _run(owner, "GRANT USAGE ON SCHEMA public TO {}", APP)
        for rights, kind in (
            ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
            ("USAGE, SELECT", "SEQUENCES"),
        ):
            statement = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {} ON {} TO {}"
            owner.execute(
                sql.SQL(statement).format(sql.SQL(rights), sql.SQL(kind), sql.Identifier(APP))
            )


def _role(admin: Connection, name: str, login: str, password: str | None) -> None:
    limits = sql.SQL("{} NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB").format(sql.SQL(login))
    try:
        admin.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(name), limits))
    except DuplicateObject:
        pass
    if password is not None:
        admin.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(password))
        )


def _creation(admin: Connection, database: str, template: str | None) -> sql.Composed:
    settings: sql.Composable
    if template is not None:
        settings = sql.SQL("TEMPLATE {}").format(sql.Identifier(template))
    elif admin.info.server_version >= 170000:
        settings = sql.SQL(
            "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' "
            "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
        )
    else:
        settings = sql.SQL("TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
    return sql.SQL("CREATE DATABASE {} OWNER {} {}").format(
        sql.Identifier(database), sql.Identifier(OWNER), settings
    )


def _run(admin: Connection, statement: LiteralString, *names: str) -> None:
    admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
