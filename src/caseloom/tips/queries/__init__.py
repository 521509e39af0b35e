"""Every read of lines, tips, mailboxes and queues."""

from caseloom.tips.queries.line import anybody, line, lines, questionnaire, teller, versions
from caseloom.tips.queries.mailbox import as_reporter, holder, mailbox, own_file, tip_of
from caseloom.tips.queries.queue import counts, queue
from caseloom.tips.queries.tip import file, identity, tip

__all__ = [
    "anybody",
    "as_reporter",
    "counts",
    "file",
    "holder",
    "identity",
    "line",
    "lines",
    "mailbox",
    "own_file",
    "questionnaire",
    "queue",
    "teller",
    "tip",
    "tip_of",
    "versions",
]
