"""What the migrated database's own catalogue says of the second lock."""

from typing import Any

import pytest
from django.db import connections

pytestmark = pytest.mark.django_db

# Tables that hold no scoped row and point at none, with the reason.
UNSCOPED = {
    "access_person": "the directory of people is common to all who sign in",
    "access_token": "a person's own API tokens: digests, no records",
    "account_emailaddress": "the sign-in library's; addresses of people who sign in",
    "account_emailconfirmation": "the sign-in library's",
    "auth_group": "Django's; not used",
    "auth_group_permissions": "Django's; not used",
    "auth_permission": "Django's; not used",
    "django_content_type": "Django's; names of tables",
    "django_migrations": "Django's; names of migrations",
    "django_session": "the web's sessions; nothing of records is put there",
    "mfa_authenticator": "the sign-in library's second factors",
    "resolve_model": "weights, and frequencies counted in public and agency scopes alone",
    "resolve_threshold": "from which score a machine may judge, with the figures measured",
    "usersessions_usersession": "the sign-in library's list of sessions",
    "web_sign_in_attempts": "failed sign-ins, counted",
    "procrastinate_events": "the job queue's; when jobs began and ended",
    "procrastinate_jobs": "the job queue's; arguments are ids, and jobs run as their own viewer",
    "procrastinate_periodic_defers": "the job queue's",
    "procrastinate_workers": "the job queue's",
    "workflow_rule": "the declared rules, the same for everybody",
}

_TABLES = """
SELECT relname, relrowsecurity AND relforcerowsecurity
  FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
"""
_VIEWS = """
SELECT relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace
   AND (relkind = 'm' OR relkind = 'v'
        AND NOT coalesce('security_invoker=true' = ANY (reloptions), false))
"""
_OWNED = """
SELECT relname FROM pg_class WHERE relowner = 'caseloom_app'::regrole AND relpersistence <> 't'
 UNION SELECT proname FROM pg_proc WHERE proowner = 'caseloom_app'::regrole
 UNION SELECT nspname FROM pg_namespace WHERE nspowner = 'caseloom_app'::regrole
   AND nspname NOT LIKE 'pg\\_%'
"""
_POWERS = """
SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user
"""
_POWERFUL_FRIENDS = """
SELECT r.rolname FROM pg_roles r
 WHERE pg_has_role('caseloom_app', r.oid, 'MEMBER') AND r.rolname <> 'caseloom_app'
"""
_DEFINERS = """
SELECT proname, coalesce(array_to_string(proconfig, ','), '') FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace AND prosecdef
   AND proname NOT LIKE 'procrastinate%'
"""
_POLICIES = """
SELECT tablename FROM pg_policies WHERE schemaname = 'public'
"""
_DANGEROUS = """
SELECT table_name, privilege_type FROM information_schema.table_privileges
 WHERE grantee IN ('caseloom_app', 'PUBLIC') AND table_schema = 'public'
   AND privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')
"""


def ask(query: str) -> list[Any]:
    with connections["default"].cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def test_every_table_is_locked_or_listed_with_a_reason() -> None:
    locked = dict(ask(_TABLES))
    assert sorted(name for name, forced in locked.items() if not forced) == sorted(UNSCOPED)


def test_every_locked_table_has_a_policy() -> None:
    locked = {name for name, forced in ask(_TABLES) if forced}
    assert locked - {name for (name,) in ask(_POLICIES)} == set()


def test_no_view_shows_what_its_reader_may_not_see() -> None:
    assert ask(_VIEWS) == []


def test_the_app_owns_nothing_and_has_no_powers() -> None:
    assert ask("SELECT current_user") == [("caseloom_app",)]
    assert ask(_OWNED) == []
    assert ask(_POWERS) == [(False, False, False, False)]
    assert ask(_POWERFUL_FRIENDS) == []
    assert ask(_DANGEROUS) == []


def test_functions_with_more_rights_fix_where_they_look() -> None:
    loose = [name for name, settings in ask(_DEFINERS) if not _safe(settings)]
    assert loose == []


def _safe(settings: str) -> bool:
    """A search path that ends in pg_temp: nobody's temporary table comes first."""
    return "search_path=" in settings and settings.rstrip().endswith("pg_temp")
