"""`caseloom case task`: finish a task, cancel it, take it up again, hand it over."""

import argparse
from typing import TYPE_CHECKING
from uuid import UUID

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session
from caseloom.cli.times import moment
from caseloom.kernel.errors import Invalid

if TYPE_CHECKING:
    from caseloom.cases.types import Task
    from caseloom.kernel.viewer import Viewer


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("task", type=UUID, help="its id, as `caseloom case show` gives it")
    parser.add_argument("step", choices=("complete", "cancel", "resume", "assign"))
    parser.add_argument("--reason", default="", help="why; cancelling needs it")
    parser.add_argument("--for", dest="assignee", default="", metavar="USERNAME", help="to whom")
    parser.add_argument("--due", type=moment, help="until when, of a task taken up again")


def run(arguments: Arguments) -> int:
    """Take the step."""
    with viewer_session(arguments) as viewer:
        made = _step(arguments, viewer)
    arguments.output.answer(plain(made), [f"{made.title}: {made.state}, for {made.assignee_name}"])
    return 0


def _step(arguments: Arguments, viewer: "Viewer") -> "Task":
    from caseloom.access import queries as access
    from caseloom.cases import actions

    task = arguments.task
    if arguments.step == "complete":
        return actions.complete_task(task_id=task, by=viewer)
    if arguments.step == "cancel":
        return actions.cancel_task(task_id=task, reason=arguments.reason, by=viewer)
    if arguments.step == "resume":
        return actions.resume_task(task_id=task, due_at=arguments.due, by=viewer)
    if not arguments.assignee:
        raise Invalid("Nobody is named to do it.", remedy="Add --for USERNAME.")
    person = access.person_by_username(viewer, arguments.assignee)
    return actions.assign_task(task_id=task, assignee_id=person.id, by=viewer)


COMMAND = Command(
    name="case task",
    summary="Finish a task, cancel it, take it up again, or hand it to somebody.",
    example="caseloom case task 6f9619ff-8b86-8d01-b42d-00c04fc964ff assign --for ana",
    arguments=arguments,
    run=run,
    viewer=True,
)
