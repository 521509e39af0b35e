"""Bringing the database's tables up to date, as the role that owns them."""

import io

from caseloom.cli.installation import Installation
from caseloom.kernel.errors import Unavailable

_LOCK = 7_221_653_099_541  # any number that nothing else locks


def pending() -> tuple[str, ...]:
    """The migrations that have not been applied, such as "store.0001_initial"."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["default"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple(f"{step.app_label}.{step.name}" for step, _backwards in plan)


def is_new() -> bool:
    """Whether the database has no tables of Caseloom yet."""
    from django.db import connections

    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.access_person') IS NULL")
        return bool(cursor.fetchone()[0])


def migrate(installation: Installation) -> tuple[str, ...]:
    """Apply what is pending, one process at a time. Returns what was applied.

    Raises Unavailable when the database refuses; the step that failed is rolled back.
    """
    from django.core.management import call_command
    from django.db import Error, connections

    _ = installation.owner_url  # says what is missing better than a failed connection does
    try:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                applied = pending()
                if applied:
                    call_command(
                        "migrate", database="owner", interactive=False, stdout=io.StringIO()
                    )
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    except Error as error:
        raise Unavailable(
            f"The migration failed: {str(error).strip()}",
            remedy="Nothing of the failed step was kept. Restore the backup if in doubt.",
        ) from error
    finally:
        connections["owner"].close()
    return applied


def ready(installation: Installation) -> None:
    """Open the installation and see that its tables are up to date. A new database gets them.

    Raises Unavailable when one in use is not: changing filled tables wants a backup first.
    """
    installation.open()
    waiting = pending()
    if not waiting:
        return
    if not is_new():
        raise Unavailable(
            f"The database is older than this version: {len(waiting)} migrations are pending.",
            remedy="Make a backup (caseloom backup FOLDER), then run: caseloom migrate",
        )
    migrate(installation)
