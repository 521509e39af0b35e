"""Lines in administration, and their questionnaires, edited without a line of JSON."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests.cast import Cast
from tests.tips.hotline import Hotline
from tests.web.clients import signed_in

from caseloom.tips import queries
from caseloom.tips.types import LineSettings, Questionnaire

LINE = {
    "key": "wages", "title_en": "Wages", "title_es": "Salarios", "title_ar": "",
    "languages": ["en", "es"], "first_language": "es", "acknowledge_days": "7",
    "feedback_days": "90", "reread_share": "2", "judge_first_share": "10", "fallback": "",
}  # fmt: skip
HERE = "/tips/lines/hotline/"
ASKED = f"{HERE}questions/"
SAID = {"title_en": "Trade", "title_es": "Comercio", "title_ar": "تجارة"}
WHICH = {"label_en": "Which firm?", "label_es": "¿Qué empresa?", "label_ar": "أي شركة؟"}


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast, "administrator")


@pytest.fixture
def asked(hotline: Hotline) -> Callable[[], Questionnaire]:
    return lambda: hotline.ask("administrator", queries.questionnaire, "hotline")


def change(client: Client, version: int, do: str, **given: str) -> Any:
    return client.post(f"{ASKED}change/", {"do": do, "version": str(version), **given})


def test_a_line_is_added_and_asks_in_its_languages(hotline: Hotline, client: Client) -> None:
    page = client.get("/tips/lines/add/").content.decode()
    assert "Team hotline" not in page and "Hotline" in page
    added = client.post("/tips/lines/add/", {**LINE, "scope_id": str(hotline.scope)})
    assert added["Location"] == "/tips/lines/wages/questions/"
    assert "Somebody who works for us" in client.get(added["Location"]).content.decode()
    line = hotline.ask("administrator", queries.line, "wages")
    assert line.settings.languages == ("es", "en") and line.settings.reread_share == 0.02
    assert "Wages" in client.get("/tips/lines/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "beside"),
    [
        ("title_es", " ", "title_es"), ("first_language", "xx", "first_language"),
        ("languages", [], "languages"),
        ("acknowledge_days", "0", "acknowledge_days"), ("feedback_days", "3", "feedback_days"),
        ("reread_share", "1", "reread_share"), ("key", "hotline", "key"), ("key", "add", "key"),
        ("key", "Ünder", "key"), ("scope_id", "99999", "scope_id"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_beside_its_field(
    hotline: Hotline, client: Client, field: str, value: object, beside: str
) -> None:
    given = {**LINE, "scope_id": str(hotline.scope), field: value}
    page = client.post("/tips/lines/add/", given)
    assert page.status_code == 422
    assert f'id="id_{beside}_error"' in page.content.decode()


def test_a_line_is_changed_and_closed_with_a_reason(hotline: Hotline, client: Client) -> None:
    given = {**LINE, "languages": ["en", "es", "ar"], "acknowledge_days": "3", "show_reading": "on"}
    assert 'id="id_reason_error"' in client.post(HERE, given).content.decode()
    assert client.post(HERE, {**given, "reason": "Holidays."}).status_code == 302
    line = hotline.ask("administrator", queries.line, "hotline")
    assert (line.open, line.settings.acknowledge_days, line.settings.show_reading) == (False, 3, 1)
    assert line.title == {"en": "Wages", "es": "Salarios"}
    assert line.scope == hotline.scope
    page = client.get(HERE).content.decode()
    assert "Closed to the public" in page and 'name="key"' not in page


def test_a_subject_is_added_changed_moved_and_taken_out(
    client: Client, asked: Callable[[], Questionnaire]
) -> None:
    new = {"version": "1", "key": "trade", **SAID, "asks": ["what", "who"]}
    assert client.post(f"{ASKED}subjects/new/", new)["Location"] == ASKED
    trade = asked().subjects[-1]
    assert (trade.key, trade.title["ar"], trade.asks) == ("trade", "تجارة", ("what", "who"))
    again = {"version": "2", **SAID, "title_en": "Trading", "hint_en": "Goods and ships"}
    assert client.post(f"{ASKED}subjects/trade/", again).status_code == 302
    assert asked().subjects[-1].title["en"] == "Trading"
    assert asked().subjects[-1].asks == ("what", "who")
    assert change(client, 3, "subject_up", subject="trade").status_code == 302
    assert asked().subjects[-2].key == "trade"
    change(client, 4, "subject_down", subject="trade")
    assert asked().subjects[-1].key == "trade"
    change(client, 5, "subject_remove", subject="trade")
    assert "trade" not in {one.key for one in asked().subjects} and asked().number == 6


def test_what_a_subject_asks_is_ordered_by_buttons(
    client: Client, asked: Callable[[], Questionnaire]
) -> None:
    def work() -> tuple[str, ...]:
        return asked().subjects[0].asks

    page = client.get(f"{ASKED}subjects/work/").content.decode()
    assert "Down: what" in page and "Up: what" not in page and "Ask this, too" in page
    done = change(client, 1, "asked_down", subject="work", question="what")
    assert done["Location"] == f"{ASKED}subjects/work/"
    assert work()[:2] == ("who", "what")
    change(client, 2, "asked_up", subject="work", question="what")
    change(client, 3, "asked_add", subject="work", question="danger")
    assert work()[0] == "what" and work()[-1] == "danger"
    assert change(client, 4, "asked_add", subject="work", question="danger").status_code == 422
    change(client, 4, "asked_remove", subject="work", question="danger")
    assert work() == ("what", "who", "where", "when", "how_known", "told")


def test_a_question_with_answers_is_added_changed_and_taken_out(
    client: Client, asked: Callable[[], Questionnaire]
) -> None:
    new = {
        "version": "1", "key": "firm", **WHICH, "kind": "choice", "required": "on",
        "choice0": "a", "choice0_en": "A", "choice0_es": "A", "choice0_ar": "أ",
        "choice1": "b", "choice1_en": "B", "choice1_es": "B", "choice1_ar": "ب",
    }  # fmt: skip
    assert client.post(f"{ASKED}asked/new/", new)["Location"] == ASKED
    firm = asked().questions[-1]
    assert firm.required and [key for key, _words in firm.choices] == ["a", "b"]
    assert "no subject asks it" in client.get(ASKED).content.decode()
    change(client, 2, "asked_add", subject="work", question="firm")
    gone = {**new, "version": "3", "choice0_en": "", "choice0_es": "", "choice0_ar": ""}
    assert client.post(f"{ASKED}asked/firm/", gone).status_code == 302
    assert [key for key, _words in asked().questions[-1].choices] == ["b"]
    change(client, 4, "question_remove", question="firm")
    assert "firm" not in {one.key for one in asked().questions}
    assert "firm" not in asked().subjects[0].asks


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"label_es": " "}, 'id="id_label_es_error"'), ({"key": "Was?"}, 'id="id_key_error"'),
        ({"key": "new"}, 'id="id_key_error"'), ({"key": "what"}, "There are two of the question"),
        ({"kind": "choice"}, "choices belong to the kind"), ({"kind": "x"}, 'id="id_kind_error"'),
        ({"choice0_en": "A"}, 'id="id_choice0_error"'), ({"choice0": "a"}, "in every language"),
        ({"label_en": "x" * 301}, 'id="id_label_en_error"'),
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_told(
    client: Client, asked: Callable[[], Questionnaire], given: dict[str, str], told: str
) -> None:
    new = {"version": "1", "key": "firm", **WHICH, "kind": "text", **given}
    page = client.post(f"{ASKED}asked/new/", new)
    assert page.status_code == 422 and told in page.content.decode()
    assert asked().number == 1


def test_who_saves_over_somebody_elses_version_is_told(
    client: Client, asked: Callable[[], Questionnaire]
) -> None:
    change(client, 1, "subject_down", subject="work")
    page = client.post(f"{ASKED}subjects/other/", {"version": "1", **SAID})
    assert page.status_code == 422 and "Somebody else saved it" in page.content.decode()
    assert change(client, 1, "subject_down", subject="work").status_code == 409
    assert change(client, 2, "explode").status_code == 422
    assert change(client, 2, "subject_up", subject="nothing").status_code == 404
    assert asked().number == 2


def test_a_new_language_is_said_on_one_page(
    hotline: Hotline, client: Client, asked: Callable[[], Questionnaire]
) -> None:
    page = client.get(f"{ASKED}texts/es/").content.decode()
    assert "What happened?" in page and 'name="questions.what.label" value="¿' in page
    form = client.get(f"{ASKED}texts/es/").context["form"]
    given = {name: str(field.initial or "") for name, field in form.fields.items()}
    given |= {"version": "1", "questions.what.label": "Cuente"}
    assert client.post(f"{ASKED}texts/es/", given).status_code == 302
    assert asked().questions[0].label["en"] == "What happened?"
    assert {one.key: one for one in asked().questions}["what"].label["es"] == "Cuente"
    lacking = client.post(f"{ASKED}texts/es/", {**given, "version": "2", "subjects.work.title": ""})
    assert lacking.status_code == 422


def test_what_is_not_said_yet_is_told(cast: Cast, client: Client) -> None:
    hotline = Hotline(cast, LineSettings(languages=("en",)))
    given = {**LINE, "first_language": "en", "open": "on", "reason": "More people."}
    assert client.post(HERE, given).status_code == 302
    assert "texts are not said in Español" in client.get("/tips/lines/").content.decode()
    assert "texts are not said in Español" in client.get(ASKED).content.decode()
    new = {"version": "1", "key": "firm", "label_en": "Firm?", "label_es": "¿Qué?", "kind": "text"}
    page = client.post(f"{ASKED}asked/new/", new)
    assert page.status_code == 422 and "is not said in: es" in page.content.decode()
    form = client.get(f"{ASKED}texts/es/").context["form"]
    said = dict.fromkeys(form.fields, "Dicho") | {"version": "1"}
    assert client.post(f"{ASKED}texts/es/", said).status_code == 302
    assert hotline.ask("administrator", queries.questionnaire, "hotline").number == 2
    assert "not said in" not in client.get(ASKED).content.decode()


def test_versions_stay_and_can_be_asked_again(
    client: Client, asked: Callable[[], Questionnaire]
) -> None:
    change(client, 1, "subject_remove", subject="work")
    page = client.get(f"{ASKED}versions/").content.decode()
    assert "Asked now" in page and "Ask version 1 again" in page and "Addy Min" in page
    assert "Work, wages" in client.get(f"{ASKED}versions/1/").content.decode()
    assert "Work, wages" not in client.get(f"{ASKED}versions/2/").content.decode()
    # Who looked at a version that is not the last one takes nobody's work away.
    assert client.post(f"{ASKED}versions/1/use/", {"version": "1"}).status_code == 409
    client.post(f"{ASKED}versions/1/use/", {"version": "2"})
    assert asked().number == 3 and asked().subjects[0].key == "work"
    assert client.get(f"{ASKED}versions/99/").status_code == 404


def test_the_preview_speaks_each_language(hotline: Hotline, client: Client) -> None:
    page = client.get(f"{ASKED}versions/1/?language=ar&subject=harm").content.decode()
    assert 'lang="ar" dir="rtl"' in page and "ماذا حدث؟" in page
    assert "Is somebody in danger now?" in client.get(
        f"{ASKED}versions/1/?language=xx&subject=harm"
    ).content.decode()  # fmt: skip


ADDRESSES = (
    "/tips/lines/", "/tips/lines/add/", HERE, ASKED, f"{ASKED}versions/", f"{ASKED}versions/1/",
    f"{ASKED}subjects/work/", f"{ASKED}asked/what/", f"{ASKED}texts/es/",
)  # fmt: skip


@pytest.mark.parametrize("who", ["intake", "agent", "supervisor", "auditor", "outsider"])
def test_only_an_administrator_sees_and_changes_lines(
    hotline: Hotline, cast: Cast, who: str
) -> None:
    client = signed_in(cast, who)
    assert {client.get(one).status_code for one in ADDRESSES} == {403}
    assert change(client, 1, "subject_remove", subject="work").status_code == 403
    assert client.post(f"{ASKED}versions/1/use/").status_code == 403


def test_an_administrator_finds_every_page_and_no_tip(hotline: Hotline, client: Client) -> None:
    sent = hotline.send("The foreman keeps the passports.")
    pages = [client.get(one) for one in ADDRESSES]
    assert {page.status_code for page in pages} == {200}
    assert not any(b"foreman" in page.content for page in pages)
    assert client.get(f"/tips/{sent.tip_id}/").status_code == 403
    assert b"/tips/lines/" in client.get("/administration/").content
    for absent in ("/tips/lines/none/", f"{ASKED}subjects/none/", f"{ASKED}asked/none/"):
        assert client.get(absent).status_code == 404


def test_the_mailbox_of_a_line_is_set_and_its_password_never_shown(
    hotline: Hotline, client: Client, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    here = f"{HERE}mail/"
    given = {"active": "on", "host": "imap.example.org", "port": "993", "user": "line",
             "folder": "INBOX", "password": "a secret of it"}  # fmt: skip
    assert client.get(here).status_code == 200
    wrong = client.post(here, {**given, "host": "a b"})
    assert wrong.status_code == 422 and 'id="id_host_error"' in wrong.content.decode()
    assert client.post(here, given).status_code == 302
    page = client.get(here).content.decode()
    assert "imap.example.org" in page and "a secret of it" not in page
    kept = hotline.ask("administrator", queries.mail_account, "hotline")
    assert (kept.active, kept.user) == (True, "line")
    assert client.post(here, {**given, "active": ""}).status_code == 302
    assert not hotline.ask("administrator", queries.mail_account, "hotline").active
    assert signed_in(cast, "supervisor").get(here).status_code == 403
