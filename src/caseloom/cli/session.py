"""On whose behalf a command acts.

Whoever may open the data folder (or holds the address of the database) could read it with psql
as well, so the command line takes his word for who he is, and keeps the word, the OS user and
the command in the audit log.
"""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from caseloom.cli.command import Arguments
from caseloom.kernel.errors import Invalid

if TYPE_CHECKING:
    from caseloom.cli.output import Output
    from caseloom.kernel.viewer import Viewer


@contextmanager
def viewer_session(arguments: Arguments) -> Iterator["Viewer"]:
    """Open the installation and one transaction as the person of --as. Commits at the end.

    Raises Invalid without a person or a purpose, NotFound for an unknown person.
    """
    viewer = acting_viewer(arguments)

    from caseloom.access.actions import as_viewer

    with as_viewer(viewer):
        yield viewer
        if arguments.output.as_json:
            _know(arguments.output, viewer)  # again, for what was made just now


def _know(output: "Output", viewer: "Viewer") -> None:
    """Have the output know the keys of the scopes and sources that the viewer sees."""
    from caseloom.access import queries as access
    from caseloom.store import queries as store

    output.know(
        scopes={one.id: one.key for one in access.scopes(viewer)},
        sources={one.id: one.key for one in store.sources(viewer)},
    )


def acting_viewer(arguments: Arguments) -> "Viewer":
    """Open the installation and find the person of --as; for commands of many transactions.

    Each transaction of theirs opens `access.actions.as_viewer(viewer)`. That the command was
    begun is on record before this returns.
    """
    username = arguments.acting or os.environ.get("CASELOOM_AS", "")
    purpose = arguments.purpose or os.environ.get("CASELOOM_PURPOSE", "")
    if not username:
        raise Invalid(
            "Nobody is named on whose behalf this is done.",
            remedy="Add --as USERNAME, or set CASELOOM_AS. "
            "`caseloom person add` adds the first person.",
        )
    if not purpose.strip():
        raise Invalid(
            "Nothing says why this is done.",
            remedy='Add --purpose "…", or set CASELOOM_PURPOSE. It goes into the audit log.',
        )
    arguments.installation.open()
    return _signed_in(arguments, username, purpose.strip())


def _signed_in(arguments: Arguments, username: str, purpose: str) -> "Viewer":
    from caseloom.access import queries
    from caseloom.access.actions import as_viewer
    from caseloom.audit import actions as audit

    with as_viewer(queries.installer(purpose)) as installer:
        person = queries.person_by_username(installer, username)
        viewer = queries.viewer_of(person.id, purpose)
    with as_viewer(viewer):
        audit.record(
            verb="terminal.opened",
            object_kind="person",
            object_id=viewer.id,
            by=viewer,
            detail={"os_user": os_user(), "command": str(getattr(arguments, "command", ""))},
        )
        if arguments.output.as_json:
            _know(arguments.output, viewer)
    return viewer


def os_user() -> str:
    """The name of the OS user that runs this process, or its number when it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
