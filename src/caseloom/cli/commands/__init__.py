"""The commands, one module each. To add one: write its module, and name it here."""

MODULES = (
    "demo",
    "serve",
    "migrate",
    "doctor",
    "backup",
    "restore",
    "person_add",
    "source_add",
    "source_list",
    "map_draft",
    "ingest",
    "search",
    "show",
    "expand",
    "resolve_run",
    "resolve_evaluate",
    "resolve_decide",
    "resolve_undo",
    "case_open",
    "case_list",
    "case_show",
    "case_add_subject",
    "case_note",
    "case_report",
    "case_submit",
    "case_sign",
    "case_pdf",
    "export",
    "import_",
    "bench",
    "audit_verify",
    "audit_export",
    "worker",
    "sequencer",
)
"""In the order in which `caseloom --help` shows them."""

GROUPS = {
    "person": "People who can sign in.",
    "source": "Where records come from.",
    "map": "Mappings: how a file's columns become records.",
    "resolve": "Who is the same.",
    "case": "Investigations.",
    "audit": "What was done and seen.",
}
"""What the first word of a command of two words is about."""
