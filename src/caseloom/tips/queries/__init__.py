"""Every read of lines, tips, mailboxes and queues."""

from caseloom.tips.languages import language, languages
from caseloom.tips.queries.alike import alike, compared
from caseloom.tips.queries.bundles import (
    agencies,
    betraying,
    bundle,
    disseminations,
    preview_bundle,
    provenance,
    signing_keys,
)
from caseloom.tips.queries.flat import as_csv, flat
from caseloom.tips.queries.known import known, known_in
from caseloom.tips.queries.line import (
    anybody,
    compose,
    line,
    lines,
    questionnaire,
    teller,
    versions,
)
from caseloom.tips.queries.machine import machine
from caseloom.tips.queries.mail import mail_account
from caseloom.tips.queries.mailbox import as_reporter, holder, mailbox, own_file, tip_of
from caseloom.tips.queries.oversight import Oversight, oversight
from caseloom.tips.queries.overview import overview
from caseloom.tips.queries.queue import Filter, counts, queue
from caseloom.tips.queries.remote import exchange, model_lines, model_view
from caseloom.tips.queries.rereading import lots, reread, rereads, rereads_waiting
from caseloom.tips.queries.senders import crowds, sender
from caseloom.tips.queries.statistics import LEAST, published, statistics
from caseloom.tips.queries.tip import file, identity, tip
from caseloom.tips.sealing.receipts import read as read_receipt
from caseloom.tips.sealing.receipts import shown as show_receipt
from caseloom.tips.sealing.tokens import issue as issue_token
from caseloom.tips.sealing.tokens import read as read_token

__all__ = [
    "LEAST",
    "Filter",
    "Oversight",
    "agencies",
    "alike",
    "anybody",
    "as_csv",
    "as_reporter",
    "betraying",
    "bundle",
    "compared",
    "compose",
    "counts",
    "crowds",
    "disseminations",
    "exchange",
    "file",
    "flat",
    "holder",
    "identity",
    "issue_token",
    "known",
    "known_in",
    "language",
    "languages",
    "line",
    "lines",
    "lots",
    "machine",
    "mail_account",
    "mailbox",
    "model_lines",
    "model_view",
    "oversight",
    "overview",
    "own_file",
    "preview_bundle",
    "provenance",
    "published",
    "questionnaire",
    "queue",
    "read_receipt",
    "read_token",
    "reread",
    "rereads",
    "rereads_waiting",
    "sender",
    "show_receipt",
    "signing_keys",
    "statistics",
    "teller",
    "tip",
    "tip_of",
    "versions",
]
