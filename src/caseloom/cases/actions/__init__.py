"""Every write in a case: opening and moving it, its people, what is in it, and its reports."""

from caseloom.cases.actions.case import (
    edit_case,
    lift_restriction,
    move_case,
    open_case,
    restrict_case,
    seal_case,
    unseal_case,
)
from caseloom.cases.actions.content import (
    add_note,
    add_subject,
    add_task,
    assign_task,
    cancel_task,
    complete_task,
    remove_subject,
    resume_task,
)
from caseloom.cases.actions.graph import remove_graph, save_graph
from caseloom.cases.actions.people import add_member, remove_member, set_lead
from caseloom.cases.actions.report import (
    edit_report,
    new_version,
    return_report,
    sign_report,
    submit_report,
    withdraw_report,
    write_report,
)

__all__ = [
    "add_member",
    "add_note",
    "add_subject",
    "add_task",
    "assign_task",
    "cancel_task",
    "complete_task",
    "edit_case",
    "edit_report",
    "lift_restriction",
    "move_case",
    "new_version",
    "open_case",
    "remove_graph",
    "remove_member",
    "remove_subject",
    "restrict_case",
    "resume_task",
    "return_report",
    "save_graph",
    "seal_case",
    "set_lead",
    "sign_report",
    "submit_report",
    "unseal_case",
    "withdraw_report",
    "write_report",
]
