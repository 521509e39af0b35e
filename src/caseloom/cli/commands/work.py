"""`caseloom work`: what waits for you."""

from caseloom.cli.command import Arguments, Command
from caseloom.cli.plain import plain
from caseloom.cli.session import viewer_session


def run(arguments: Arguments) -> int:
    """Show it."""
    with viewer_session(arguments) as viewer:
        from caseloom.cases import queries

        found = queries.my_work(viewer)
    output = arguments.output
    if output.as_json:
        output.json(plain(found))
        return 0
    waiting = [
        *(("Review", one.title, one.case_number, one.due_at, one.id) for one in found.to_review),
        *(("Returned", one.title, one.case_number, one.due_at, one.id) for one in found.returned),
        *(("Draft", one.title, one.case_number, one.due_at, one.id) for one in found.drafts),
        *(("Task", one.title, one.case_number, one.due_at, one.id) for one in found.tasks),
    ]
    if not waiting and not found.cases:
        output.line("Nothing waits for you. `caseloom case open` opens a case.")
        return 0
    if waiting:
        rows = [(*row[:3], f"{row[3]:%F}" if row[3] else "", row[4]) for row in waiting]
        output.table(("What", "Title", "Case", "Due", "Id"), rows)
    for case in found.cases:
        output.line(f"{case.number}  {case.title}  ({case.state})")
    return 0


COMMAND = Command(
    name="work",
    summary="What waits for you: your tasks, reports to write or review, your cases.",
    example="caseloom work",
    run=run,
    viewer=True,
)
