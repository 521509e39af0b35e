"""Mail of a line's mailbox becomes tips, each message once."""

import os
import re
import secrets
import ssl
import stat
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import transaction

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import Invalid, NotFound, Unavailable
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.tips import imap, mail, models
from caseloom.tips.actions.mail import as_tip
from caseloom.tips.actions.receiving import id_of, send
from caseloom.tips.queries.line import questionnaire
from caseloom.tips.rows import line_row
from caseloom.tips.types import Imported, NewMailAccount

ADMINISTER = "settings.administer"
# Messages of one fetching: the rest waits for the next one.
MOST_AT_ONCE = 500
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?")


@transaction.atomic
def set_mail_account(
    *, line_key: str, account: NewMailAccount | None, password: str = "", by: Viewer
) -> None:
    """Fetch mail for a line from there from now on; None: fetch none. An empty password stays.

    Raises NotAllowed, UnknownLine, Invalid, Unavailable (its file cannot be written).
    """
    by.must(ADMINISTER)
    line = line_row(by, line_key)
    before = models.MailAccount.objects.filter(line=line).first()
    if account is None:
        if before is None:
            raise NotFound("No mail is fetched for this line.", remedy="Look at its settings.")
        before.active = False
        before.save(update_fields=["active"])
    else:
        _check(account)
        given = {
            "host": account.host, "port": account.port, "user": account.user,
            "folder": account.folder, "remove": account.remove, "starttls": account.starttls,
            "active": True, "trouble": "",
        }  # fmt: skip
        if before and (before.host, before.user, before.folder) != (
            account.host, account.user, account.folder,
        ):  # fmt: skip
            given |= {"uidvalidity": 0, "uid": 0}
        models.MailAccount.objects.update_or_create(
            line=line, defaults=given | {"scope": line.scope}
        )
    if password:
        _write_password(line_key, password)
    told = (
        {}
        if account is None
        else {
            "host": account.host,
            "user": account.user,
            "folder": account.folder,
            "remove": account.remove,
        }
    )
    audit.record(
        verb="line.mail_set", object_kind="line", object_id=line_key, by=by,
        detail={"fetched": account is not None, "password": bool(password), **told},
    )  # fmt: skip


def _check(account: NewMailAccount) -> None:
    if not _HOST.fullmatch(account.host):
        raise Invalid(
            "This is no name of a server.", remedy="Such as imap.example.org.", field="host"
        )
    if not 1 <= account.port <= 65_535:
        raise Invalid("There is no such port.", remedy="993, or 143 for STARTTLS.", field="port")
    for name, value in (("user", account.user), ("folder", account.folder)):
        if not value.strip() or len(value) > 200 or not value.isprintable():
            raise Invalid(f"Say the {name}.", field=name)


def fetch_mail(*, line_key: str, by: Viewer) -> Imported:
    """Take the new mail of a line's mailbox: each message once, in a transaction of its own.

    A message that cannot be taken is set aside and told; it stays in its folder, and the next is
    taken. Mail is deleted only where the account says so, and only what is a tip. Raises
    NotAllowed, NotFound (no account), Unavailable (the server, the certificate, the password).
    """
    by.must("tips.send")
    with as_viewer(by) as viewer:
        account = _account(viewer, line_key)
        address = imap.Address(
            account.host, account.port, account.user, account.folder, account.starttls
        )
        password = _password(line_key)
    done = _Done()
    trouble = ""
    try:
        context = ssl.create_default_context()
        with imap.opened(address, password, context, writes=account.remove) as box:
            _take_all(line_key, box, account.remove, done, by)
    except Unavailable as error:
        trouble = error.message
        raise
    finally:
        _close(line_key, done, trouble, by)
    return Imported(done.taken, done.known, tuple(done.rejected))


class _Done:
    """What came of one fetching."""

    def __init__(self) -> None:
        self.taken = self.known = 0
        self.rejected: list[str] = []


def _account(viewer: Viewer, line_key: str, *, lock: bool = False) -> models.MailAccount:
    rows = models.MailAccount.objects.filter(
        line__key=line_key, active=True, scope__in=list(viewer.scopes)
    )
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise NotFound("No mail is fetched for this line.", remedy="Set its mailbox first.")
    return row


def _take_all(line_key: str, box: imap.Mailbox, removes: bool, done: _Done, by: Viewer) -> None:
    with as_viewer(by) as viewer:
        account = _account(viewer, line_key, lock=True)
        if account.uidvalidity != box.uidvalidity:
            # The server numbered anew. What was taken is known by its content.
            account.uidvalidity, account.uid = box.uidvalidity, 0
            account.save(update_fields=["uidvalidity", "uid"])
        begin = account.uid
    for uid in box.after(begin)[:MOST_AT_ONCE]:
        try:
            raw = box.message(uid)
        except imap.TooLargeMessage as error:
            _set_aside(line_key, box, uid, str(error), done, by)
            continue
        if raw is None:
            continue
        if _take(line_key, box, uid, raw, done, by) and removes:
            box.remove(uid)


def _take(line_key: str, box: imap.Mailbox, uid: int, raw: bytes, done: _Done, by: Viewer) -> bool:
    """Whether the message is a tip now; else it was set aside."""
    try:
        with as_viewer(by) as viewer:
            if not _goes_on(viewer, line_key, box, uid):
                return False
            message = mail.parsed(raw)
            tip = as_tip(message, questionnaire(viewer, line_key))
            known = models.Tip.objects.filter(id=id_of(tip.form)).exists()
            send(line_key=line_key, tip=tip, by=viewer)
    except (Invalid, ValueError, LookupError, AttributeError, TypeError, RecursionError) as error:
        # Whatever a stranger's message does to the parser, the next one is taken.
        why = error.message if isinstance(error, Invalid) else f"{type(error).__name__}"
        _set_aside(line_key, box, uid, why, done, by)
        return False
    done.known += known
    done.taken += not known
    done.rejected += [f"message {uid}: {one}" for one in message.problems]
    return True


def _goes_on(viewer: Viewer, line_key: str, box: imap.Mailbox, uid: int) -> bool:
    """Whether nobody took this one meanwhile; from now on it counts as taken."""
    account = _account(viewer, line_key, lock=True)
    if (account.uidvalidity, True) != (box.uidvalidity, account.uid < uid):
        return False
    account.uid = uid
    account.save(update_fields=["uid"])
    return True


def _set_aside(
    line_key: str, box: imap.Mailbox, uid: int, why: str, done: _Done, by: Viewer
) -> None:
    with as_viewer(by) as viewer:
        if not _goes_on(viewer, line_key, box, uid):
            return
        line = line_row(viewer, line_key)
        models.SetAside.objects.create(
            id=new_id(), line=line, scope=line.scope, uidvalidity=box.uidvalidity, uid=uid,
            why=why[:500], at=clock.now(),
        )  # fmt: skip
        audit.record(
            verb="line.mail_set_aside", object_kind="line", object_id=line_key, by=viewer,
            detail={"uid": uid, "why": why[:500]},
        )  # fmt: skip
    done.rejected.append(f"message {uid}: {why}")


def _close(line_key: str, done: _Done, trouble: str, by: Viewer) -> None:
    with as_viewer(by) as viewer:
        account = _account(viewer, line_key, lock=True)
        account.fetched_at, account.trouble = clock.now(), trouble
        account.save(update_fields=["fetched_at", "trouble"])
        audit.record(
            verb="line.mail_fetched", object_kind="line", object_id=line_key, by=viewer,
            detail={"taken": done.taken, "known": done.known, "rejected": len(done.rejected),
                    "trouble": trouble},
        )  # fmt: skip


def fetch_all_mail() -> None:
    """Fetch for every line that has a mailbox, as the machine; one that fails stops no other."""
    machine = access.machine("tips", "fetching mail")
    with as_viewer(machine):
        lines = list(
            models.MailAccount.objects.filter(active=True).values_list("line__key", "scope")
        )
    for key, scope in lines:
        by = replace(machine, scopes=frozenset({scope}), permissions=frozenset({"tips.send"}))
        try:
            fetch_mail(line_key=key, by=by)
        except Unavailable:
            # It is kept beside the account, where an administrator sees it.
            continue


def _password_path(line_key: str) -> Path:
    return Path(settings.DATA) / "keys" / "tips" / f"mail-{line_key}.password"


def _password(line_key: str) -> str:
    path = _password_path(line_key)
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise Unavailable(f"Others can read {path}.", remedy=f"Run: chmod 600 {path}.")
        return path.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(
            f"The password of the mailbox is not in {path}.",
            remedy=f"Run: caseloom tip mail {line_key} --password-stdin.",
        ) from error


def _write_password(line_key: str, password: str) -> None:
    path = _password_path(line_key)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = path.with_suffix(f".{secrets.token_hex(4)}")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(password)
        aside.replace(path)
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be written: {error.strerror}.",
            remedy="See that the data folder can be written.",
        ) from error
