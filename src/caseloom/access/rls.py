"""Row-level security for migrations: the second lock, in one way everywhere.

The app's role owns nothing and cannot bypass policies. The viewer's scopes are set per
transaction by `access.actions.as_viewer`; without one, every protected table is empty.
"""

from django.db.migrations import RunSQL

IN_SCOPE = "{column} = ANY ((SELECT caseloom_scopes())::int[])"


def protect(table: str, column: str = "scope") -> list[RunSQL]:
    """Lock `table`: a row is there only for a viewer who holds the scope in `column`.

    The comparison stands in a sub-select so that PostgreSQL evaluates it once per query.
    """
    rule = IN_SCOPE.format(column=column)
    return [*force(table), *policy(table, f"{table}_scope", "ALL", using=rule, check=rule)]


def force(table: str) -> list[RunSQL]:
    """Switch row-level security on for `table`, for its owner too."""
    return [
        RunSQL(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
            f" ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
            f" ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        )
    ]


def policy(
    table: str, name: str, command: str, *, using: str = "", check: str = "", role: str = "PUBLIC"
) -> list[RunSQL]:
    """A policy of its own on `table`. `command` is SELECT, INSERT, UPDATE, DELETE or ALL."""
    clauses = (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
    return [
        RunSQL(
            f"CREATE POLICY {name} ON {table} FOR {command} TO {role}{clauses}",
            f"DROP POLICY {name} ON {table}",
        )
    ]


def append_only(table: str) -> list[RunSQL]:
    """Let rows of `table` be added and read, never changed or removed, by anybody.

    The owner could drop the trigger; the audit log's proofs stand against that.
    """
    return [
        RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM caseloom_app;"
            f" CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION caseloom_refuse_change()",
            f"DROP TRIGGER {table}_append_only ON {table};"
            f" GRANT UPDATE, DELETE ON {table} TO caseloom_app",
        )
    ]
