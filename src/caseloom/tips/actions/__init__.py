"""Every write of lines, tips, mailboxes and decisions."""

from caseloom.tips.actions.bundles import (
    decide_bundle,
    distrust_agency,
    export_disseminations,
    fetch_bundle,
    import_bundle,
    make_signing_key,
    prepare_bundle,
    recall_bundle,
    trust_agency,
)
from caseloom.tips.actions.closing import close_later, staff_changed
from caseloom.tips.actions.exporting import export
from caseloom.tips.actions.fetching import fetch_all_mail, fetch_mail, set_mail_account
from caseloom.tips.actions.handover import hand_over
from caseloom.tips.actions.identity import ask_identity, decide_identity
from caseloom.tips.actions.line import add_line, edit_line, set_questionnaire
from caseloom.tips.actions.loading import load
from caseloom.tips.actions.mail import import_mail
from caseloom.tips.actions.mailbox import write_as_reporter, write_to_reporter
from caseloom.tips.actions.publishing import publish_statistics
from caseloom.tips.actions.reading import read
from caseloom.tips.actions.receiving import send
from caseloom.tips.actions.remote import allow_model, answer, ask_model, judge_answer
from caseloom.tips.actions.rereading import draw_due, draw_one, give_reread, reread
from caseloom.tips.actions.teaching import teach, use_version
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
    "close_later",
    "decide_bundle",
    "decide_identity",
    "distrust_agency",
    "draw_due",
    "draw_one",
    "edit_line",
    "export",
    "export_disseminations",
    "fetch_all_mail",
    "fetch_bundle",
    "fetch_mail",
    "follow",
    "give_reread",
    "hand_over",
    "import_bundle",
    "import_mail",
    "judge_answer",
    "load",
    "make_signing_key",
    "prepare_bundle",
    "publish_statistics",
    "read",
    "recall_bundle",
    "refer",
    "reopen",
    "reread",
    "send",
    "set_mail_account",
    "set_questionnaire",
    "staff_changed",
    "take",
    "take_next",
    "teach",
    "trust_agency",
    "use_version",
    "write_as_reporter",
    "write_to_reporter",
]
