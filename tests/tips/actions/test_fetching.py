"""Mail fetched from a real IMAP server: once, over TLS alone, whatever goes wrong on the way."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from caseloom.kernel.errors import Invalid, NotAllowed, NotFound, Unavailable
from caseloom.tips import actions, imap, models, queries
from caseloom.tips.types import Imported, MailAccount, NewMailAccount
from tests.tips.hotline import Hotline
from tests.tips.imap_server import PASSWORD, USER, Gate, serving


def message(text: str, number: int = 1) -> bytes:
    one = EmailMessage()
    one["From"] = "Rosa <rosa@example.org>"
    one["Subject"] = "Dumping"
    one["Message-ID"] = f"<{number}@example.org>"
    one.set_content(text)
    return bytes(one)


@pytest.fixture
def gate(hotline: Hotline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    with serving(tmp_path) as made:
        monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
        fetched_from(hotline, made)
        yield made


def fetched_from(hotline: Hotline, gate: Gate, password: str = PASSWORD, **more: Any) -> None:
    account = NewMailAccount(**{"host": "localhost", "user": USER, "port": gate.port, **more})
    hotline.act(
        "administrator", actions.set_mail_account, line_key="hotline", account=account,
        password=password,
    )  # fmt: skip


def fetch(hotline: Hotline, who: str = "intake") -> Imported:
    found: Imported = hotline.act(who, actions.fetch_mail, line_key="hotline")
    return found


def account(hotline: Hotline, who: str = "intake") -> MailAccount:
    found: MailAccount = hotline.ask(who, queries.mail_account, "hotline")
    return found


def texts(hotline: Hotline) -> set[str]:
    page = hotline.ask("intake", queries.queue, hotline.all)
    return {hotline.ask("intake", queries.tip, one.id).text for one in page.items}


def test_each_message_is_a_tip_once_and_stays_where_it_was(hotline: Hotline, gate: Gate) -> None:
    for number in (1, 2):
        gate.folder.put(message(f"They dump at night, {number}.", number))
    assert fetch(hotline) == Imported(2, 0, ())
    assert fetch(hotline) == Imported(0, 0, ())
    gate.folder.put(message("A third.", 3))
    assert fetch(hotline).taken == 1
    assert len(texts(hotline)) == 3
    assert gate.folder.lost == []
    assert account(hotline).fetched_at and account(hotline).trouble == ""


def test_numbered_anew_it_is_known_by_its_content(hotline: Hotline, gate: Gate) -> None:
    gate.folder.put(message("They dump at night."))
    fetch(hotline)
    gate.folder.uidvalidity += 1
    assert fetch(hotline) == Imported(0, 1, ())
    assert len(texts(hotline)) == 1


def test_what_cannot_be_taken_is_set_aside_and_the_next_is_taken(
    hotline: Hotline, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "MOST", 5_000)
    gate.folder.put(message("x" * 9_000, 1))
    gate.folder.put(b"From: a@b\r\n\r\n")
    gate.folder.put(message("They dump at night.", 3))
    found = fetch(hotline)
    assert (found.taken, len(found.rejected)) == (1, 2)
    aside = account(hotline, "administrator").aside
    assert {one.uid for one in aside} == {1, 2} and any("bytes" in one.why for one in aside)
    assert fetch(hotline) == Imported(0, 0, ())


def test_it_deletes_only_if_told_and_only_what_is_a_tip(hotline: Hotline, gate: Gate) -> None:
    fetched_from(hotline, gate, remove=True)
    gate.folder.put(b"From: a@b\r\n\r\n")
    gate.folder.put(message("They dump at night.", 2))
    fetch(hotline)
    assert gate.folder.lost == [2]


@pytest.mark.parametrize("cut", [5, 200, 900, 1_500])
def test_a_line_that_breaks_loses_and_doubles_nothing(
    hotline: Hotline, gate: Gate, cut: int
) -> None:
    for number in range(3):
        gate.folder.put(message(f"They dump at night, {number}. " + "word " * 60, number))
    gate.cut = cut
    with pytest.raises(Unavailable):
        fetch(hotline)
    gate.cut = None
    done = fetch(hotline)
    assert len(texts(hotline)) == 3 and done.known == 0


@pytest.mark.parametrize(
    "says",
    [
        b"",
        b"* BYE gone\r\n",
        b"\x00" * 500,
        b"* OK\r\n" + b"x" * 2_000_000,
        b"HTTP/1.1 200 OK\r\n\r\n",
    ],
)
def test_whatever_else_answers_is_told(hotline: Hotline, gate: Gate, says: bytes) -> None:
    gate.says = says or b"\r\n"
    with pytest.raises(Unavailable):
        fetch(hotline)


def test_a_failure_is_kept_where_an_administrator_sees_it(hotline: Hotline, gate: Gate) -> None:
    fetched_from(hotline, gate, password="a wrong one")
    actions.fetch_all_mail()
    trouble = account(hotline, "administrator").trouble
    assert "localhost" in trouble and "a wrong one" not in trouble
    fetched_from(hotline, gate)
    gate.folder.put(message("They dump at night."))
    actions.fetch_all_mail()
    assert account(hotline).trouble == "" and len(texts(hotline)) == 1


class TestTls:
    def test_a_certificate_of_another_name_is_refused(
        self, hotline: Hotline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings, "DATA", tmp_path)
        with serving(tmp_path, name="other.example.org") as gate:
            monkeypatch.setenv("SSL_CERT_FILE", str(gate.authority))
            fetched_from(hotline, gate)
            with pytest.raises(Unavailable, match="certificate"):
                fetch(hotline)
            assert PASSWORD.encode() not in gate.seen

    def test_a_certificate_that_nobody_vouches_for_is_refused(
        self, hotline: Hotline, gate: Gate, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(Unavailable, match="certificate"):
            fetch(hotline)

    def test_no_password_goes_in_clear(
        self, hotline: Hotline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings, "DATA", tmp_path)
        with serving(tmp_path, clear=True) as gate:
            for starttls in (True, False):
                fetched_from(hotline, gate, starttls=starttls)
                with pytest.raises(Unavailable):
                    fetch(hotline)
            assert PASSWORD.encode() not in gate.seen and b"LOGIN" not in gate.seen


class TestWhoMay:
    def test_only_administrators_set_it_and_the_password_is_a_closed_file(
        self, hotline: Hotline, gate: Gate, tmp_path: Path
    ) -> None:
        file = tmp_path / "keys" / "tips" / "mail-hotline.password"
        assert file.stat().st_mode & 0o777 == 0o600
        with pytest.raises(NotAllowed):
            hotline.act("supervisor", actions.set_mail_account, line_key="hotline", account=None)
        file.chmod(0o640)
        with pytest.raises(Unavailable, match="Others can read"):
            fetch(hotline)
        file.unlink()
        with pytest.raises(Unavailable, match="password"):
            fetch(hotline)

    @pytest.mark.parametrize(("who", "error"), [("outsider", NotFound), ("auditor", NotAllowed)])
    def test_others_fetch_nothing(
        self, hotline: Hotline, gate: Gate, who: str, error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            fetch(hotline, who)
        assert hotline.ask(who, queries.mail_account, "hotline") is None

    def test_it_is_switched_off(self, hotline: Hotline, gate: Gate) -> None:
        hotline.act("administrator", actions.set_mail_account, line_key="hotline", account=None)
        with pytest.raises(NotFound):
            fetch(hotline)
        assert models.MailAccount.objects.count() == 0

    @pytest.mark.parametrize(
        "wrong",
        [{"host": "a b"}, {"host": ""}, {"host": "a\r\nb"}, {"port": 0}, {"user": " "},
         {"folder": "a\nb"}],
    )  # fmt: skip
    def test_what_makes_no_sense_is_refused(
        self, hotline: Hotline, gate: Gate, wrong: dict[str, Any]
    ) -> None:
        with pytest.raises(Invalid):
            fetched_from(hotline, gate, **wrong)

    def test_what_names_somebody_is_closed_to_him_as_any_tip(
        self, hotline: Hotline, gate: Gate
    ) -> None:
        gate.folder.put(message("Inspector Okafor takes money."))
        fetch(hotline, "agent")
        assert hotline.ask("agent", queries.counts)["all"] == 0
        assert hotline.ask("intake", queries.counts)["all"] == 1
