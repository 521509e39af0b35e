"""`caseloom source add`: say where records will come from, and by what right."""

import argparse

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import number, plain
from caseloom.cli.session import viewer_session


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("key", help="a short name, such as dmv-2026")
    parser.add_argument("--title", default="", help="the name that screens show")
    parser.add_argument("--kind", default="file", help="file, register, extraction, statement …")
    parser.add_argument(
        "--authority", required=True, help="by what right it is held: a subpoena, a statute"
    )
    parser.add_argument("--licence", default="")
    parser.add_argument("--retention-days", type=number, help="kept so long; without it, forever")
    parser.add_argument(
        "--scope", default="agency", help="who may see it: public, agency, team:… (default: agency)"
    )


def run(arguments: Arguments) -> int:
    """Declare the source."""
    with viewer_session(arguments) as viewer:
        from caseloom.access import queries as access
        from caseloom.store import actions

        source = actions.add_source(
            key=arguments.key,
            title=arguments.title,
            kind=arguments.kind,
            legal_authority=arguments.authority,
            licence=arguments.licence,
            retention_days=arguments.retention_days,
            scope_id=access.scope(viewer, arguments.scope).id,
            by=viewer,
        )
    arguments.output.answer(plain(source), [f"{source.key}: {source.title}"])
    return 0


COMMAND = Command(
    name="source add",
    summary="Say where records will come from, and by what right.",
    example='caseloom source add dmv-2026 --title "Vehicle register" --authority "Subpoena 17"',
    arguments=arguments,
    run=run,
    viewer=True,
)
