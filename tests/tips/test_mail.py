"""E-mail as tips: every message, whatever is wrong with it, once."""

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from caseloom.access.actions import as_viewer
from caseloom.kernel.errors import Invalid, NotAllowed
from caseloom.tips import actions, mail, queries
from tests.tips.hotline import Hotline


def message(text: str = "They dump at night.", **more: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = more.get("sender", "Rosa <rosa@example.org>")
    made["Subject"] = more.get("subject", "Dumping")
    made["Message-ID"] = more.get("id", "<1@example.org>")
    made.set_content(text)
    return made


def brought(hotline: Hotline, path: Path, who: str = "intake") -> object:
    with as_viewer(hotline.cast.viewer(who)) as by:
        return actions.import_mail(line_key="hotline", path=path, by=by)


def texts(hotline: Hotline) -> list[str]:
    found = hotline.ask("intake", queries.queue, hotline.all).items
    return sorted(hotline.ask("intake", queries.tip, one.id).text for one in found)


def test_an_mbox_is_taken_once(hotline: Hotline, tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "in.mbox")
    one, two = message(), message("Second", id="<2@example.org>", subject="")
    one.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    box.add(one)
    box.add(two)
    box.flush()
    box.close()
    first, second = (brought(hotline, tmp_path / "in.mbox") for _ in range(2))
    assert (first.taken, first.known, first.rejected) == (2, 0, ())  # type: ignore[attr-defined]  # Imported
    assert (second.taken, second.known) == (0, 2)  # type: ignore[attr-defined]  # as above
    assert texts(hotline) == ["Dumping\n\nThey dump at night.", "Second"]


def test_the_sender_is_kept_apart_and_the_files_come_along(
    hotline: Hotline, tmp_path: Path
) -> None:
    one = message()
    one.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="../../etc/x.pdf")
    (tmp_path / "a.eml").write_bytes(one.as_bytes())
    brought(hotline, tmp_path / "a.eml")
    (queued,) = hotline.ask("intake", queries.queue, hotline.all).items
    tip = hotline.ask("intake", queries.tip, queued.id)
    assert tip.identity == "sealed" and "rosa" not in tip.text.lower()
    assert [one.text for one in tip.parts] == ["x.pdf"]
    assert queued.channel == "email"


def test_html_gives_its_words_and_runs_nothing(hotline: Hotline, tmp_path: Path) -> None:
    one = EmailMessage()
    one["From"] = "a@example.org"
    one.set_content(
        "<style>p{}</style><p>First</p><script>steal()</script><p>Second &amp; <b>third</b></p>"
        "<img src='https://spy.example/x.png'>",
        subtype="html",
    )
    (tmp_path / "a.eml").write_bytes(one.as_bytes())
    brought(hotline, tmp_path)
    assert texts(hotline) == ["First\nSecond & third"]


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\n\r\nhola",
        b"Content-Type: text/plain; charset=klingon\r\n\r\nhello \xff",
        b"From: \xff\xfe\r\nSubject: \xff\r\n\r\nhello",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhello\r\n",
        b"Content-Transfer-Encoding: base64\r\n\r\nnot base64 !!!",
        b"\x00\x01\x02 nothing of a mail",
        b"Date: not a date\r\nMessage-ID: <\r\n\r\nhello",
    ],
)
def test_whatever_is_wrong_with_a_message_its_words_arrive(
    hotline: Hotline, tmp_path: Path, raw: bytes
) -> None:
    (tmp_path / "a.eml").write_bytes(raw)
    found = brought(hotline, tmp_path / "a.eml")
    assert found.taken + len(found.rejected) >= 1  # type: ignore[attr-defined]  # Imported


def test_an_empty_message_is_told_and_the_next_is_taken(hotline: Hotline, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"From: a@b\r\n\r\n")
    (tmp_path / "b.eml").write_bytes(message().as_bytes())
    found = brought(hotline, tmp_path)
    assert (found.taken, len(found.rejected)) == (1, 1)  # type: ignore[attr-defined]  # Imported


def test_one_message_id_does_not_hide_another_message(tmp_path: Path) -> None:
    forms = {mail.parsed(message(text).as_bytes()).form for text in ("one", "two")}
    assert len(forms) == 2


def test_who_may_not_and_what_is_not_there(hotline: Hotline, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        brought(hotline, tmp_path, "auditor")
    with pytest.raises(Invalid):
        brought(hotline, tmp_path / "nothing.eml")
