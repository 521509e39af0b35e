"""How a case, its confinement, a task and a report version move.

The database holds the same rules (workflow_rule, filled by this room's migrations) and refuses
anything else; a test compares the two.
"""

from datetime import timedelta

from caseloom.workflow.types import Machine, State, Step

CASE = Machine(
    name="case",
    object_kind="case",
    states=(
        State("opened", "Opened", deadline=timedelta(days=30)),
        State("active", "Active"),
        State("suspended", "Suspended", deadline=timedelta(days=90)),
        State("closed", "Closed", final=True),
        State("reopened", "Reopened", deadline=timedelta(days=30)),
    ),
    steps=(
        Step("open", "Open", (), "opened", "case.open", "case.opened", adverse=True),
        Step(
            "activate", "Start work", ("opened", "reopened", "suspended"), "active", "case.edit",
            "case.activated",
        ),
        Step(
            "suspend", "Suspend", ("opened", "active", "reopened"), "suspended", "case.edit",
            "case.suspended", requires=("reason",), adverse=True,
        ),
        Step(
            "close", "Close", ("opened", "active", "suspended", "reopened"), "closed",
            "case.edit", "case.closed", requires=("reason", "outcome"), adverse=True,
        ),
        Step(
            "reopen", "Reopen", ("closed",), "reopened", "case.edit", "case.reopened",
            requires=("reason",), adverse=True,
        ),
    ),
)  # fmt: skip

CONFINEMENT = Machine(
    name="confinement",
    object_kind="case",
    states=(
        State("ordinary", "Ordinary", final=True),
        State("restricted", "Restricted", final=True),
        State("sealed", "Sealed", final=True),
    ),
    steps=(
        Step("begin", "Begin", (), "ordinary", "case.open", "case.confinement_begun"),
        Step(
            "restrict", "Restrict", ("ordinary",), "restricted", "case.edit", "case.restricted",
            requires=("reason",), adverse=True,
        ),
        Step(
            "lift", "Lift the restriction", ("restricted",), "ordinary", "case.edit",
            "case.restriction_lifted", requires=("reason",), adverse=True,
        ),
        Step(
            "seal", "Seal", ("ordinary", "restricted"), "sealed", "case.seal", "case.sealed",
            requires=("reason",), adverse=True,
        ),
        Step(
            "unseal", "Unseal", ("sealed",), "restricted", "case.seal", "case.unsealed",
            requires=("reason",), adverse=True,
        ),
    ),
)  # fmt: skip

TASK = Machine(
    name="task",
    object_kind="task",
    states=(
        State("open", "Open"),
        State("done", "Done", final=True),
        State("cancelled", "Cancelled", final=True),
    ),
    steps=(
        Step("add", "Add", (), "open", "task.edit", "task.added"),
        Step("complete", "Done", ("open",), "done", "task.edit", "task.completed"),
        Step(
            "cancel", "Cancel", ("open",), "cancelled", "task.edit", "task.cancelled",
            requires=("reason",), adverse=True,
        ),
        Step("resume", "Take up again", ("done", "cancelled"), "open", "task.edit", "task.resumed"),
    ),
)  # fmt: skip

REPORT = Machine(
    name="report",
    object_kind="report_version",
    states=(
        State("draft", "Draft"),
        State("submitted", "Submitted", deadline=timedelta(days=7)),
        State("returned", "Returned", deadline=timedelta(days=14)),
        State("signed", "Signed", final=True),
    ),
    steps=(
        Step("write", "Write", (), "draft", "report.write", "report.written"),
        Step(
            "submit", "Submit", ("draft", "returned"), "submitted", "report.write",
            "report.submitted",
        ),
        Step("withdraw", "Withdraw", ("submitted",), "draft", "report.write", "report.withdrawn"),
        Step(
            "return", "Return", ("submitted",), "returned", "report.review", "report.returned",
            requires=("remarks",), adverse=True, four_eyes=True,
        ),
        Step(
            "sign", "Sign", ("submitted",), "signed", "report.review", "report.signed",
            requires=("hash",), adverse=True, four_eyes=True,
        ),
    ),
)  # fmt: skip

MACHINES = (CASE, CONFINEMENT, TASK, REPORT)
