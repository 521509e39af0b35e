"""Every write of lines, tips, mailboxes and decisions."""

from caseloom.tips.actions.exporting import export
from caseloom.tips.actions.handover import hand_over
from caseloom.tips.actions.identity import ask_identity, decide_identity
from caseloom.tips.actions.line import add_line, edit_line, set_questionnaire
from caseloom.tips.actions.loading import load
from caseloom.tips.actions.mail import import_mail
from caseloom.tips.actions.mailbox import write_as_reporter, write_to_reporter
from caseloom.tips.actions.reading import read
from caseloom.tips.actions.receiving import send
from caseloom.tips.actions.remote import allow_model, answer, ask_model, judge_answer
from caseloom.tips.actions.triage import (
    assess,
    assign,
    close,
    follow,
    refer,
    reopen,
    take,
    take_next,
)

__all__ = [
    "add_line",
    "allow_model",
    "answer",
    "ask_identity",
    "ask_model",
    "assess",
    "assign",
    "close",
    "decide_identity",
    "edit_line",
    "export",
    "follow",
    "hand_over",
    "import_mail",
    "judge_answer",
    "load",
    "read",
    "refer",
    "reopen",
    "send",
    "set_questionnaire",
    "take",
    "take_next",
    "write_as_reporter",
    "write_to_reporter",
]
