"""The way of a tip through the public pages, and everything that can be wrong with it."""

from io import BytesIO
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from caseloom.kernel.numbers import check_digit
from caseloom.tips import actions, queries
from caseloom.tips.types import LineSettings
from caseloom.web.tell import flood
from tests.cast import Cast
from tests.tips.hotline import Hotline
from tests.web.tell.portal import BOX, URL, Teller, hidden, text


def named(name: str, content: bytes) -> BytesIO:
    file = BytesIO(content)
    file.name = name
    return file


def test_the_whole_way_and_back_to_the_mailbox(hotline: Hotline) -> None:
    teller = Teller()
    page = text(teller.tell("They keep our passports.", **{"a-where": "Pier 4"}))
    assert "They keep our passports." in page and "Pier 4" in page
    digits = teller.send("They keep our passports.", files=[named("list.txt", b"nine names")])
    tip = hotline.ask("intake", queries.queue, hotline.all).items[0]
    assert (tip.files, tip.channel, tip.language) == (1, "portal", "en")
    box = text(Client().post(BOX, {"step": "open", "receipt": f"{digits[:8]}-{digits[8:]}"}))
    assert "They keep our passports." in box and "list.txt" in box


def test_the_same_page_sent_twice_gives_the_same_code(hotline: Hotline) -> None:
    teller = Teller()
    teller.tell()
    before = teller.draft
    pages = [text(teller.client.post(URL, {"draft": before, "step": "send"})) for _ in range(2)]
    assert "digits" in pages[0]
    assert hidden_free(pages[0]) == hidden_free(pages[1])
    assert hotline.ask("intake", queries.counts)["all"] == 1


def hidden_free(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if 'name="box"' not in line)


def test_a_name_is_kept_apart(hotline: Hotline) -> None:
    Teller().send(who="named", name="Rosa Delgado", reach="555-0188")
    tip = hotline.ask("intake", queries.queue, hotline.all).items[0]
    whole = hotline.ask("intake", queries.tip, tip.id)
    assert whole.identity == "sealed"
    assert "Rosa" not in whole.text


def test_changing_brings_every_word_back(hotline: Hotline) -> None:
    teller = Teller()
    teller.tell("<script>alert(1)</script> =1+1", who="named", name="Rosa", reach="")
    page = text(teller.post("change"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; =1+1" in page
    assert 'value="Rosa"' in page
    assert "<script" not in page


@pytest.mark.parametrize("what", ["", "   ", "\u200b \n"])
def test_nothing_told_is_asked_for_again(hotline: Hotline, what: str) -> None:
    response = Teller().tell(what)
    assert response.status_code == (422 if not what.strip() else 200)


def test_five_megabytes_are_refused_in_words_with_the_rest_kept(hotline: Hotline) -> None:
    response = Teller().tell("a" * 5_000_000, **{"a-where": "Pier 4"})
    page = text(response)
    assert response.status_code == 422
    assert "5,000,000" in page and "Pier 4" in page


def test_too_many_and_too_large_files_lose_nothing(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    teller = Teller()
    teller.tell()
    many = [named(f"{n}.txt", b"x") for n in range(200)]
    page = text(teller.post("send", files=many))
    assert "200" in page and "They keep our passports." in page
    monkeypatch.setattr("caseloom.web.tell.views.MOST_BYTES", 1_000)
    page = text(teller.post("send", files=[named("film.mp4", b"x" * 2_000)]))
    assert "film.mp4" in page and "They keep our passports." in page
    assert hotline.ask("intake", queries.counts)["all"] == 0
    assert "digits" in text(teller.post("send"))


def test_a_database_that_is_down_loses_no_word(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    teller = Teller()
    teller.tell("Every word of it.")

    def gone(*_: Any, **__: Any) -> None:
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "send", gone)
        response = teller.post("send")
        assert response.status_code == 503
        assert "Every word of it." in text(response)
    assert "digits" in text(teller.post("send"))


def test_the_pages_speak_the_language_of_the_address(hotline: Hotline) -> None:
    for code, direction, word in (("es", "ltr", "Cuéntenos"), ("ar", "rtl", "أخبرنا")):
        page = text(Client().get(f"/tell/{code}/to/hotline/"))
        assert f'lang="{code}" dir="{direction}"' in page
        assert word in page
    assert (
        Client().get("/tell/", headers={"accept-language": "ar,en;q=0.5"})["Location"]
        == "/tell/ar/"
    )
    assert Client().get("/tell/", headers={"accept-language": "xx"})["Location"] == "/tell/en/"


def test_a_closed_line_is_no_line(hotline: Hotline) -> None:
    hotline.act(
        "administrator", actions.edit_line, key="hotline", title={"en": "Hotline"}, open=False,
        settings=LineSettings(), reason="moved",
    )  # fmt: skip
    closed, none = (Client().get(f"/tell/en/to/{key}/") for key in ("hotline", "nowhere"))
    assert closed.status_code == none.status_code == 404
    assert text(closed) == text(none)


def test_a_draft_of_somebody_else_is_none(hotline: Hotline) -> None:
    response = Client().post(URL, {"draft": "AAAA", "step": "send"})
    assert response.status_code == 200
    assert "digits" not in text(response)
    assert hotline.ask("intake", queries.counts)["all"] == 0


def test_a_flood_waits_and_who_took_her_time_does_not(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood, "sending", flood.Gate(free=2, wait=15, longest=120))
    Teller().send("one"), Teller().send("two")
    third = Teller()
    third.tell("three")
    response = third.post("send")
    assert response.status_code == 429
    assert "three" in text(response)
    monkeypatch.setattr("caseloom.web.tell.forms.Draft.age", property(lambda _: 60.0))
    assert "digits" in text(third.post("send"))


def test_a_hundred_wrong_codes_are_slowed_down_and_the_right_one_still_opens(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    digits = Teller().send()
    client = Client()
    guesses = (f"{n:015}" for n in range(100))
    answers = [
        client.post(BOX, {"step": "open", "receipt": guess + check_digit(guess)}).status_code
        for guess in guesses
    ]
    assert answers == [404] * 20 + [429] * 80
    monkeypatch.setattr("caseloom.web.tell.forms.age", lambda _: 120.0)
    assert "passports" in text(client.post(BOX, {"step": "open", "receipt": digits}))


def test_the_mailbox_is_written_to_and_files_come_back(hotline: Hotline, cast: Cast) -> None:
    digits = Teller().send()
    client = Client()
    page = text(client.post(BOX, {"step": "open", "receipt": digits}))
    box = hidden(page, "box")
    page = text(
        client.post(
            BOX,
            {
                "step": "write",
                "box": box,
                "text": "And one more.",
                "files": named("a.pdf", b"%PDF"),
            },
        )
    )
    assert "And one more." in page
    part = hidden(page, "part")
    response = client.post(BOX, {"step": "file", "box": box, "part": part})
    assert b"".join(response.streaming_content) == b"%PDF"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert "stale" not in page
    assert client.post(BOX, {"step": "write", "box": "x", "text": "?"}).status_code == 409


def test_what_was_read_is_shown_only_where_the_line_wants_it(hotline: Hotline) -> None:
    assert "found" not in text(Teller().tell("Call 202-555-0142."))
    hotline.act(
        "administrator", actions.edit_line, key="hotline", title={"en": "Hotline"}, open=True,
        settings=LineSettings(show_reading=True), reason="shown",
    )  # fmt: skip
    page = text(Teller().tell("Call +1 202-555-0142 or write to a@example.org."))
    assert 'class="found"' in page and "a@example.org" in page
