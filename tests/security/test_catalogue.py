"""What PostgreSQL's own catalogue says of the migrated database: the second lock is whole."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connections

pytestmark = pytest.mark.django_db

# Tables without row-level security, each with the reason why every row may be anybody's.
UNSCOPED = {
    "access_person": "the directory of people is common to all who sign in",
    "access_token": "a person's own tokens: digests, titles, no records",
    "account_emailaddress": "the sign-in library's; addresses of people who sign in",
    "account_emailconfirmation": "the sign-in library's",
    "auth_group": "Django's; not used",
    "auth_group_permissions": "Django's; not used",
    "auth_permission": "Django's; names of permissions, not used",
    "django_content_type": "Django's; names of models",
    "django_migrations": "Django's; names of migrations",
    "django_session": "found by a random key only; holds a purpose and no record",
    "mfa_authenticator": "the sign-in library's second factors",
    "usersessions_usersession": "the sign-in library's list of a person's own sessions",
    "web_sign_in_attempts": "failed sign-ins by a hash of the name",
    "procrastinate_events": "the job queue's; when jobs began and ended",
    "procrastinate_jobs": "the job queue's; ids alone, and a job runs as the person who asked",
    "procrastinate_periodic_defers": "the job queue's",
    "procrastinate_workers": "the job queue's",
    "resolve_model": "weights and frequencies, counted in public and agency scopes alone",
    "resolve_evaluation": "figures that were handed over for thresholds, the same for all",
    "resolve_threshold": "from which score on a machine may judge; measured, the same for all",
    "workflow_rule": "the declared steps, the same for everybody",
}

# Rows that are only ever added: the app's role may not touch them again.
APPEND_ONLY = {
    "assist_asking", "assist_exchange", "assist_outcome", "assist_permit", "assist_spending",
    "assist_suggestion", "assist_switch", "tips_agency", "tips_assessment", "tips_chunk",
    "tips_closure", "tips_dissemination", "tips_draw", "tips_handed", "tips_identity",
    "tips_identityrequest", "tips_likeness", "tips_meaning", "tips_part", "tips_provenance",
    "tips_publication", "tips_questionnaire", "tips_reread", "tips_sending", "tips_setaside",
    "audit_checkpoint", "audit_destruction", "audit_event", "audit_leaf", "audit_node",
    "audit_publickey", "cases_draft", "cases_note", "resolve_evaluation",
    "resolve_judgement", "resolve_threshold", "store_record", "store_retraction",
    "workflow_transition",
}  # fmt: skip
# Besides those, what the app's role may not remove: it is ended, not deleted.
KEPT = {
    "access_membership", "access_person", "access_scope", "access_token", "audit_payload",
    "audit_pending", "cases_case", "cases_graph", "cases_member", "cases_report", "cases_subject",
    "cases_task", "cases_version", "store_run", "store_source", "tips_line",
    "tips_mailaccount", "tips_tip",
    "workflow_rule",
}  # fmt: skip

# A unique key is checked against hidden rows too, so that a refusal may betray one. Each key of a
# protected table, why a viewer learns nothing from it, and which keys share that reason.
RANDOM = "a random number that nobody chooses"
PARENT = "begins with a random id that only those know who see the parent"
SCOPED = "holds the scope, which the writer must hold"
CONTENT = "follows from content that includes the scope's key, or is taken without a word"
SERVER = "made by a function of the log, never by a viewer"
UNIQUE = {
    "access_membership (id)": RANDOM,
    "access_membership (scope, person_id) WHERE (revoked_at IS NULL)": SCOPED,
    "access_scope (id)": "a random number; one that is taken moves on without a word",
    "access_scope (key)": "keys of cases are random; of teams, made by those who see all teams",
    "audit_checkpoint (tree_size)": SERVER,
    "audit_destruction (event_id)": SERVER,
    "audit_destruction (order_event_id)": SERVER,
    "audit_event (id)": SERVER,
    "audit_leaf (event_id)": SERVER,
    "audit_leaf (sequence)": SERVER,
    "audit_node (level, \"position\")": SERVER,
    "audit_payload (event_id, scope)": SERVER,
    "audit_pending (turn)": SERVER,
    "audit_publickey (key_id)": SERVER,
    "cases_case (id)": RANDOM,
    "cases_case (id, scope)": RANDOM,
    "cases_case (number)": "drawn at random until one is free; nobody sees a draw that was not",
    "cases_case (scope)": "a scope of its own for each case",
    "cases_draft (id)": RANDOM,
    "cases_draft (version_id, revision)": PARENT,
    "cases_graph (id)": RANDOM,
    "cases_member (id)": RANDOM,
    "cases_member (case_id, person) WHERE (left_at IS NULL)": PARENT,
    "cases_note (id)": RANDOM,
    "cases_report (id)": RANDOM,
    "cases_report (id, scope)": RANDOM,
    "cases_report (case_id, number)": PARENT,
    "cases_subject (id)": RANDOM,
    "cases_subject (case_id, entity_id, role) WHERE (removed_at IS NULL)": PARENT,
    "cases_task (id)": RANDOM,
    "cases_version (id)": RANDOM,
    "cases_version (id, scope)": RANDOM,
    "cases_version (report_id, number)": PARENT,
    "explore_degree (entity_id, schema, scope)": SCOPED,
    "explore_edge (record_id, schema, source, target)": CONTENT,
    "explore_entry (record_id)": CONTENT,
    "explore_token (scope, token)": SCOPED,
    "ingest_upload (id)": RANDOM,
    "resolve_judgement (id)": RANDOM,
    "resolve_judgement (\"position\")": "numbered by the database; never shown",
    "resolve_keyed (record_id)": CONTENT,
    "resolve_run (id)": RANDOM,
    "resolve_suggestion (id)": CONTENT,
    "resolve_suggestion (\"left\", left_scope, \"right\", right_scope)": SCOPED,
    "store_record (id)": CONTENT,
    "store_retraction (\"position\")": "numbered by the database; never shown",
    "store_run (id)": RANDOM,
    "store_source (id)": RANDOM,
    "store_source (key, scope)": SCOPED,
    "assist_asking (id)": RANDOM,
    "assist_exchange (id)": RANDOM,
    "assist_exchange (asking_id)": PARENT,
    "assist_outcome (id)": RANDOM,
    "assist_permit (id)": RANDOM,
    "assist_spending (id)": RANDOM,
    "assist_suggestion (id)": RANDOM,
    "assist_switch (id)": RANDOM,
    "tips_agency (id)": RANDOM,
    "tips_assessment (id)": RANDOM,
    "tips_assessment (tip_id) WHERE reread": PARENT,
    "tips_chunk (id)": "numbered by the database; never shown",
    "tips_chunk (part_id, number)": PARENT,
    "tips_closure (id)": RANDOM,
    "tips_closure (tip_id, person)": PARENT,
    "tips_dissemination (bundle)": RANDOM,
    "tips_dissemination (id)": RANDOM,
    "tips_draw (id)": RANDOM,
    "tips_draw (line_id, scope, week)": SCOPED,
    "tips_handed (id)": RANDOM,
    "tips_identity (tip_id)": PARENT,
    "tips_identityrequest (id)": RANDOM,
    "tips_likeness (tip_id)": PARENT,
    "tips_line (id)": RANDOM,
    "tips_line (key)": "keys of lines are public, or known to those who administer all of them",
    "tips_mailaccount (line_id)": "a line's own, made by those who administer all lines",
    "tips_meaning (tip_id)": PARENT,
    "tips_part (id)": RANDOM,
    "tips_provenance (tip_id)": PARENT,
    "tips_publication (id)": RANDOM,
    "tips_questionnaire (id)": RANDOM,
    "tips_questionnaire (line_id, number)": PARENT,
    "tips_rarity (id)": "numbered by the database; never shown",
    "tips_rarity (scope, value)": SCOPED,
    "tips_sending (tip_id)": PARENT,
    "tips_setaside (id)": RANDOM,
    "tips_reread (id)": RANDOM,
    "tips_reread (tip_id, number)": PARENT,
    "tips_tip (id)": "follows from a form's random bytes under a key",
    "tips_tip (number)": "drawn at random until one is free; nobody sees a draw that was not",
    "tips_tip (receipt)": "a keyed slow hash of what follows from a form's random bytes",
    "workflow_transition (id)": RANDOM,
    "workflow_transition (machine, object_id, number)": PARENT,
}  # fmt: skip

# A foreign key, too, is checked against hidden rows: who could guess an id would learn of it.
FOREIGN = {
    "access_membership → access_person": "the directory is common",
    "access_membership → access_scope": "a policy asks for the scope first",
    "cases_draft → cases_version": RANDOM,
    "cases_graph → cases_case": RANDOM,
    "cases_member → cases_case": RANDOM,
    "cases_note → cases_case": RANDOM,
    "cases_note → cases_note": RANDOM,
    "cases_report → cases_case": RANDOM,
    "cases_subject → cases_case": RANDOM,
    "cases_task → cases_case": RANDOM,
    "cases_version → cases_report": RANDOM,
    "assist_exchange → assist_asking": RANDOM,
    "assist_exchange → assist_suggestion": RANDOM,
    "assist_outcome → assist_suggestion": RANDOM,
    "assist_spending → assist_asking": RANDOM,
    "tips_assessment → tips_tip": RANDOM,
    "tips_chunk → tips_part": RANDOM,
    "tips_closure → tips_tip": RANDOM,
    "tips_dissemination → tips_tip": RANDOM,
    "tips_draw → tips_line": "random, and taken from a line that the drawer sees",
    "tips_handed → tips_tip": RANDOM,
    "tips_identity → tips_tip": RANDOM,
    "tips_identityrequest → tips_tip": RANDOM,
    "tips_likeness → tips_tip": RANDOM,
    "tips_mailaccount → tips_line": RANDOM,
    "tips_meaning → tips_tip": RANDOM,
    "tips_part → tips_tip": RANDOM,
    "tips_provenance → tips_tip": RANDOM,
    "tips_publication → tips_line": RANDOM,
    "tips_questionnaire → tips_line": RANDOM,
    "tips_sending → tips_tip": RANDOM,
    "tips_setaside → tips_line": RANDOM,
    "tips_reread → tips_draw": RANDOM,
    "tips_reread → tips_tip": RANDOM,
    "tips_tip → tips_line": "random, and taken from a line that the writer sees",
    "tips_tip → tips_questionnaire": "random, and taken from a line that the writer sees",
    "store_record → store_run": "random, and taken from a run that the writer sees",
    "store_record → store_source": "random, and taken from a run that the writer sees",
    "store_run → store_source": "random, and taken from a source that the writer sees",
}

# Functions that run with more rights than their caller, and whose.
SEARCH, OWNER = "caseloom_search", "caseloom_owner"
DEFINERS = {
    "assist_spent": SEARCH,
    "audit_destroy": OWNER,
    "audit_orders": OWNER,
    "audit_payload_state": OWNER,
    "audit_record": OWNER,
    "audit_seal": OWNER,
    "audit_sign": OWNER,
    "caseloom_add_scope": SEARCH,
    "caseloom_confine_scope": SEARCH,
    "caseloom_open_scopes": SEARCH,
    "caseloom_scopes_of": SEARCH,
    "explore_earlier": SEARCH,
    "explore_find": SEARCH,
    "explore_similar": SEARCH,
    "explore_unused": SEARCH,
    "ingest_unclaimed": SEARCH,
    "caseloom_share_scope": SEARCH,
    "tips_alike": SEARCH,
    "tips_by_receipt": SEARCH,
    "tips_closed_mine": SEARCH,
    "tips_sent_alike": SEARCH,
}

_TABLES = """
SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
"""
_OWNED = """
SELECT 'relation ' || relname FROM pg_class
 WHERE relowner = 'caseloom_app'::regrole AND relpersistence <> 't'
   AND relnamespace <> ALL (SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg\\_toast%%')
 UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE proowner = 'caseloom_app'::regrole
 UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspowner = 'caseloom_app'::regrole
 UNION ALL SELECT 'database ' || datname FROM pg_database WHERE datdba = 'caseloom_app'::regrole
 UNION ALL SELECT 'type ' || typname FROM pg_type
            WHERE typowner = 'caseloom_app'::regrole AND typnamespace = 'public'::regnamespace
"""
_ATTRIBUTES = """
SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
  FROM pg_roles WHERE rolname IN ('caseloom_app', 'caseloom_owner', 'caseloom_search')
"""
_MEMBER_OF = """
SELECT rolname FROM pg_roles
 WHERE rolname <> 'caseloom_app' AND pg_has_role('caseloom_app', oid, 'MEMBER')
"""
_VIEWS = """
SELECT relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace
   AND (relkind = 'm' OR relkind = 'v'
        AND NOT coalesce('security_invoker=true' = ANY (reloptions), false))
"""
_DEFINERS = """
SELECT proname, proowner::regrole::text,
       coalesce((SELECT one FROM unnest(proconfig) one WHERE one LIKE 'search_path=%'), ''),
       has_function_privilege('public', oid, 'EXECUTE'), provolatile
  FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
"""
_GRANTS = """
SELECT c.relname, g.privilege_type
  FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) g
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')
   AND g.grantee IN ('caseloom_app'::regrole, 0)
"""
_COLUMN_GRANTS = """
SELECT a.attrelid::regclass::text, a.attname, g.privilege_type
  FROM pg_attribute a, aclexplode(a.attacl) g
 WHERE g.grantee IN ('caseloom_app'::regrole, 0) AND a.attrelid > 16383
"""
_POLICIES = """
SELECT tablename, array_agg(roles::text[] || cmd || coalesce(qual, with_check)) FROM pg_policies
 WHERE schemaname = 'public' GROUP BY 1
"""
_OPEN_POLICIES = """
SELECT tablename, unnest(roles)::text FROM pg_policies
 WHERE schemaname = 'public' AND (qual = 'true' OR with_check = 'true')
"""
_UNIQUE = """
SELECT indrelid::regclass::text
       || regexp_replace(pg_get_indexdef(indexrelid), '^.* USING btree', '')
  FROM pg_index JOIN pg_class c ON c.oid = indrelid
 WHERE indisunique AND c.relnamespace = 'public'::regnamespace AND c.relrowsecurity
"""
_FOREIGN = """
SELECT DISTINCT conrelid::regclass || ' → ' || confrelid::regclass
  FROM pg_constraint JOIN pg_class c ON c.oid = conrelid
 WHERE contype = 'f' AND c.relnamespace = 'public'::regnamespace AND c.relrowsecurity
"""
_INTO_PROTECTED = """
SELECT conrelid::regclass || ' → ' || confrelid::regclass
  FROM pg_constraint JOIN pg_class c ON c.oid = confrelid JOIN pg_class f ON f.oid = conrelid
 WHERE contype = 'f' AND c.relrowsecurity AND NOT f.relrowsecurity
"""
_EXCLUDING = """
SELECT conrelid::regclass::text FROM pg_constraint
 WHERE contype = 'x' AND connamespace = 'public'::regnamespace
"""


def ask(query: str) -> list[Any]:
    with connections["default"].cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def column(query: str) -> list[str]:
    return sorted(row[0] for row in ask(query))


def forced() -> set[str]:
    return {name for name, locked in ask(_TABLES) if locked}


def grants() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table, privilege in ask(_GRANTS):
        found.setdefault(table, set()).add(privilege)
    return found


def test_every_table_is_locked_or_listed_with_its_reason() -> None:
    unlocked = sorted(name for name, locked in ask(_TABLES) if not locked)

    assert unlocked == sorted(UNSCOPED)


def test_every_locked_table_has_a_policy_and_none_is_open_to_the_app() -> None:
    assert forced() - {table for table, _ in ask(_POLICIES)} == set()
    # Functions of these two roles narrow what they answer; see DEFINERS.
    assert {role for _, role in ask(_OPEN_POLICIES)} <= {SEARCH, OWNER}


def test_the_app_owns_nothing_and_has_no_powers() -> None:
    assert ask("SELECT current_user, session_user") == [("caseloom_app", "caseloom_app")]
    assert column(_OWNED) == []
    assert dict(ask(_ATTRIBUTES)) == dict.fromkeys(("caseloom_app", OWNER, SEARCH), False)
    assert column(_MEMBER_OF) == []
    assert ask("SELECT has_schema_privilege('public', 'CREATE')") == [(False,)]
    assert ask("SELECT has_database_privilege(current_database(), 'CREATE')") == [(False,)]


def test_no_view_shows_what_its_reader_may_not_see() -> None:
    assert column(_VIEWS) == []


def test_functions_with_more_rights_are_known_pinned_and_closed() -> None:
    found = ask(_DEFINERS)

    assert {name: owner for name, owner, *_ in found} == DEFINERS
    # A path that ends in pg_temp: nobody's temporary table is looked at first.
    paths = {settings for _, _, settings, *_ in found}
    assert all("search_path=" in one and one.endswith("public, pg_temp") for one in paths), paths
    assert [name for name, _, _, everybody, _ in found if everybody] == []


def test_what_is_only_added_is_never_changed_or_removed_by_the_app() -> None:
    held = grants()

    changing = {"UPDATE", "DELETE", "TRUNCATE"}
    assert {table for table in APPEND_ONLY if held.get(table, set()) & changing} == set()
    assert {table for table in KEPT if held.get(table, set()) & {"DELETE", "TRUNCATE"}} == set()
    assert {t for t, rights in held.items() if rights & {"TRUNCATE", "REFERENCES", "TRIGGER"}} == (
        set()
    )
    # Of a tip only what is decided on it may change, never what was told (see its trigger).
    changing_columns = {(table, name) for table, name, _ in ask(_COLUMN_GRANTS)}
    assert {table for table, _ in changing_columns} == {"tips_tip"}
    told = {"id", "line_id", "scope", "number", "channel", "arrived_at", "receipt", "body",
            "anonymous", "acknowledge_by", "feedback_by"}  # fmt: skip
    assert told & {name for _, name in changing_columns} == set()


def test_append_only_tables_refuse_their_owner_too() -> None:
    refusing = column(
        "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
        " WHERE tgname LIKE '%%\\_append\\_only' AND tgenabled = 'O'"
    )

    assert refusing == sorted(APPEND_ONLY)


@pytest.mark.parametrize(
    ("query", "reasons"), [(_UNIQUE, UNIQUE), (_FOREIGN, FOREIGN)], ids=["unique", "foreign"]
)
def test_every_key_across_scopes_has_a_reason_why_it_betrays_nothing(
    query: str, reasons: Mapping[str, str]
) -> None:
    assert column(query) == sorted(reasons)


def test_nothing_else_compares_across_scopes() -> None:
    assert column(_EXCLUDING) == []
    assert column(_INTO_PROTECTED) == []


def test_numbers_that_are_shown_are_not_counted_up() -> None:
    counted = column(
        "SELECT d.refobjid::regclass::text FROM pg_class s JOIN pg_depend d ON d.objid = s.oid"
        " WHERE s.relkind = 'S' AND d.refobjsubid > 0 AND d.refclassid = 'pg_class'::regclass"
        " AND s.relnamespace = 'public'::regnamespace"
    )

    # Their numbers order rows inside the database; no answer holds one (see noninterference).
    assert set(counted) & forced() == {
        "audit_pending", "resolve_judgement", "store_retraction", "tips_chunk", "tips_rarity",
    }  # fmt: skip
