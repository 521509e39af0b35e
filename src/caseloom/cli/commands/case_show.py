"""`caseloom case show`: one investigation."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("case", help="its number or id")


def run(arguments: Arguments) -> int:
    """Show it."""
    with viewer_session(arguments) as viewer:
        from caseloom.cases import queries

        found = queries.case(viewer, arguments.case)
    output, about = arguments.output, found.summary
    if output.as_json:
        output.json(plain(found))
        return 0
    output.line(f"{about.number}  {about.title}  ({about.type}, {about.state})")
    output.line(f"Predicate: {found.predicate}")
    output.line(f"Legal authority: {found.legal_authority}")
    output.line("On it: " + ", ".join(f"{one.name} ({one.role})" for one in found.members))
    output.table(
        ("Subject", "Role", "Why", "Entity"),
        [(one.caption or "Unnamed", one.role, one.why, one.entity_id) for one in found.subjects],
    )
    output.table(
        ("Task", "State", "For", "Due", "Id"),
        [(one.title, one.state, one.assignee_name, one.due_at, one.id) for one in found.tasks],
    )
    output.table(
        ("Report", "Version", "State", "Author", "Id"),
        [(one.title, one.version, one.state, one.author_name, one.id) for one in found.reports],
    )
    return 0


COMMAND = Command(
    name="case show",
    summary="Show an investigation: who is on it, its subjects, tasks and reports.",
    example="caseloom case show 2026-01234",
    arguments=arguments,
    run=run,
    viewer=True,
)
