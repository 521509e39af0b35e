"""The page of one tip: what it shows, what it refuses, and to whom it does not exist."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.cast import Cast
from tests.tips.hotline import TOLD, Hotline
from tests.web.clients import signed_in, told

from caseloom.access import queries as access
from caseloom.access.actions import as_viewer
from caseloom.tips import actions, models, queries
from caseloom.tips.types import MOST_BYTES, Contact, LineSettings, NewFile, Sent

ABSENT = "T-2026-123456789"
HOSTILE = "<script>alert(1)</script>\n  =cmd|'/c calc'!A1\n\u202egnp.exe\u202c {{ 7*7 }}"
CLOSE = {"outcome": "known", "reason": "It is in case 1."}


@pytest.fixture
def intake(cast: Cast) -> Client:
    return signed_in(cast, "intake")


@pytest.fixture
def number(hotline: Hotline) -> Callable[[Sent], str]:
    return lambda sent: hotline.tip("intake", sent).summary.number


def raised(hotline: Hotline, sent: Sent, priority: int) -> None:
    """The machine holds a tip for this urgent."""
    machine = replace(access.machine("tips", "a test"), scopes=frozenset({hotline.scope}))
    with as_viewer(machine):
        models.Tip.objects.filter(id=sent.tip_id).update(machine_priority=priority)


def test_what_was_told_stands_under_its_questions_and_stays_inert(
    hotline: Hotline, intake: Client
) -> None:
    sent = hotline.send(HOSTILE, answers={"where": "رصيف 4"})
    page = intake.get(f"/tips/{sent.tip_id}/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;\n  =cmd" in page
    assert "\u202e" not in page and "‹U+202E›gnp.exe" in page
    assert "{{ 7*7 }}" in page
    assert "What happened?" in page and "Where?" in page and "رصيف 4" in page
    assert page.count('class="prewrap" dir="auto"') == 2


def test_a_tip_is_found_by_its_number_and_by_its_id(
    hotline: Hotline, intake: Client, number: Callable[[Sent], str]
) -> None:
    sent = hotline.send()
    for key in (number(sent), sent.tip_id):
        assert TOLD in intake.get(f"/tips/{key}/").content.decode()


def test_files_come_as_they_were_sent_and_are_never_opened(
    hotline: Hotline, intake: Client
) -> None:
    sent = hotline.send(files=(NewFile('x"\n<b>.html', BytesIO(b"<script>1</script>" * 40_000)),))
    part = hotline.tip("intake", sent).parts[0]
    address = f"/tips/files/{sent.tip_id}/{part.id}/"
    assert address in intake.get(f"/tips/{sent.tip_id}/").content.decode()
    got = intake.get(address)
    assert b"".join(got.streaming_content) == b"<script>1</script>" * 40_000
    assert got["Content-Type"] == "application/octet-stream"
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Disposition"].startswith("attachment")
    assert "\n" not in got["Content-Disposition"]
    assert intake.get(f"/tips/files/{sent.tip_id}/{uuid4()}/").status_code == 404


def test_kept_hidden_data_is_warned_of(hotline: Hotline, intake: Client) -> None:
    photo = b"\xff\xd8\xff\xe1" + b"not one that can be read" * 4
    sent = hotline.send(files=(NewFile("a.jpg", BytesIO(photo), keep_metadata=True),))
    assert "Hidden data was kept" in intake.get(f"/tips/{sent.tip_id}/").content.decode()


def test_both_sides_talk(hotline: Hotline, intake: Client, number: Callable[[Sent], str]) -> None:
    sent = hotline.send()
    address = f"/tips/{number(sent)}/write/"
    empty = intake.post(address, {"tip": str(sent.tip_id), "text": " "})
    assert empty.status_code == 422 and 'id="write-text_error"' in empty.content.decode()
    assert intake.post(address, {"tip": str(sent.tip_id), "text": "Which pier?"}).status_code == 302
    hotline.write(sent, "Pier 4.")
    page = intake.get(f"/tips/{sent.tip_id}/").content.decode()
    assert page.index("Which pier?") < page.index("Pier 4.")
    assert "New words from the reporter" in page and "Ina Take" in page
    assert hotline.tip("intake", sent).summary.feedback_at is None
    intake.post(address, {"tip": str(sent.tip_id), "text": "We asked them.", "feedback": "on"})
    assert hotline.tip("intake", sent).summary.feedback_at is not None


def test_what_came_by_e_mail_has_no_mailbox(
    hotline: Hotline, intake: Client, number: Callable[[Sent], str]
) -> None:
    sent = hotline.send(channel="email")
    page = intake.get(f"/tips/{sent.tip_id}/").content.decode()
    assert "Answer on the way it came" in page and 'name="text"' not in page
    refused = intake.post(f"/tips/{number(sent)}/write/", {"tip": str(sent.tip_id), "text": "?"})
    assert refused.status_code == 422


def test_a_judgement_is_kept_and_what_it_lacks_is_told(
    hotline: Hotline, intake: Client, number: Callable[[Sent], str]
) -> None:
    sent = hotline.send()
    address, tip = f"/tips/{number(sent)}/assess/", {"tip": str(sent.tip_id)}
    lacking = intake.post(address, {**tip, "priority": "2"})
    assert lacking.status_code == 422
    assert 'id="assess-category_error"' in lacking.content.decode()
    given = {**tip, "category": "trafficking", "priority": "2", "reason": "They are locked in."}
    assert intake.post(address, given)["Location"] == f"/tips/{number(sent)}/"
    page = intake.get(f"/tips/{sent.tip_id}/").content.decode()
    assert "They are locked in." in page and "People held or forced" in page
    assert '<span class="chip chip-warn">Urgent</span>' in page
    assert intake.post(address, {**given, "shown": "nonsense"}).status_code == 422


def test_less_urgent_than_the_machines_needs_a_reason(
    hotline: Hotline, intake: Client, number: Callable[[Sent], str]
) -> None:
    sent = hotline.send()
    raised(hotline, sent, 3)
    address = f"/tips/{number(sent)}/assess/"
    given = {"tip": str(sent.tip_id), "category": "other", "priority": "1"}
    page = intake.post(address, given)
    assert page.status_code == 422 and 'id="assess-reason_error"' in page.content.decode()
    assert "Say in a sentence why" in page.content.decode()
    assert intake.post(address, {**given, "reason": "A song."}).status_code == 302
    assert hotline.tip("intake", sent).summary.priority == 3


def test_who_judges_first_does_not_see_how_urgent_a_machine_holds_it(
    cast: Cast, intake: Client
) -> None:
    hotline = Hotline(cast, LineSettings(judge_first_share=1))
    agent = signed_in(cast, "agent")
    sent = hotline.send()
    raised(hotline, sent, 3)
    page = intake.get(f"/tips/{sent.tip_id}/").content.decode()
    assert "Judge this one first" in page and "chip-bad" not in page
    hotline.act("intake", actions.assess, tip_id=sent.tip_id, category="other", priority=3)
    page = intake.get(f"/tips/{sent.tip_id}/").content.decode()
    assert "Judge this one first" not in page
    assert '<span class="chip chip-bad">Immediate</span>' in page
    assert "Judge this one first" in agent.get(f"/tips/{sent.tip_id}/").content.decode()


@pytest.mark.parametrize(
    ("step", "given", "missing", "state"),
    [
        ("follow", {"reason": "Three tell the same."}, "reason", "lead"),
        ("refer", {"to": "Harbor police", "reason": "It is theirs."}, "to", "referred"),
        ("close", CLOSE, "outcome", "closed"),
        ("close", CLOSE, "reason", "closed"),
    ],
)
def test_each_step_asks_for_what_it_needs(
    hotline: Hotline, intake: Client, number: Callable[[Sent], str], step: str,
    given: dict[str, str], missing: str, state: str,
) -> None:  # fmt: skip
    sent = hotline.send()
    address = f"/tips/{number(sent)}/steps/{step}/"
    assert intake.get(address).status_code == 200
    page = intake.post(address, {**given, missing: " "})
    assert page.status_code == 422 and f'id="id_{missing}_error"' in page.content.decode()
    assert hotline.tip("intake", sent).summary.state == "received"
    assert intake.post(address, given)["Location"] == f"/tips/{number(sent)}/"
    assert hotline.tip("intake", sent).summary.state == state
    assert given["reason"] in intake.get(f"/tips/{sent.tip_id}/").content.decode()


def test_what_has_ended_is_opened_again_and_not_ended_twice(
    hotline: Hotline, intake: Client, number: Callable[[Sent], str]
) -> None:
    sent = hotline.send()
    intake.post(f"/tips/{number(sent)}/steps/close/", CLOSE)
    page = intake.get(f"/tips/{sent.tip_id}/").content.decode()
    assert "<b>Closed: Known already.</b> It is in case 1." in page and "Take the next one" in page
    assert f"/tips/{number(sent)}/assess/" not in page
    assert intake.post(f"/tips/{number(sent)}/steps/close/", CLOSE).status_code == 409
    assert intake.post(f"/tips/{number(sent)}/steps/join/", {"case": "1"}).status_code == 409
    intake.post(f"/tips/{number(sent)}/steps/reopen/", {"reason": "New words."})
    assert hotline.tip("intake", sent).summary.state == "open"


def test_a_supervisor_assigns_and_nobody_else(
    hotline: Hotline, cast: Cast, number: Callable[[Sent], str]
) -> None:
    sent = hotline.send()
    address = f"/tips/{number(sent)}/assign/"
    supervisor = signed_in(cast, "supervisor")
    given = {"tip": str(sent.tip_id), "officer_id": str(hotline.id("agent"))}
    assert supervisor.post(address, given).status_code == 302
    assert hotline.tip("agent", sent).summary.officer_name == "Ada Okafor"
    stranger = supervisor.post(address, {**given, "officer_id": str(hotline.id("outsider"))})
    assert stranger.status_code == 422
    assert "Nobody of that name may work on this tip" in stranger.content.decode()
    assert supervisor.post(address, {**given, "officer_id": ""}).status_code == 302
    assert hotline.tip("agent", sent).summary.officer_id is None
    assert signed_in(cast, "intake").post(address, given).status_code == 403
    page = signed_in(cast, "intake").get(f"/tips/{sent.tip_id}/").content.decode()
    assert 'name="officer_id"' not in page


def test_a_name_opens_for_a_reason_and_by_a_second_person(
    hotline: Hotline, cast: Cast, number: Callable[[Sent], str]
) -> None:
    sent = hotline.send(contact=Contact("Rosa Díaz", "555 0199, evenings"))
    there, tip = f"/tips/{number(sent)}/", {"tip": str(sent.tip_id)}
    intake, agent = signed_in(cast, "intake"), signed_in(cast, "agent")
    assert "It is sealed" in intake.get(there).content.decode()
    assert intake.post(f"{there}identity/show/", tip).status_code == 404
    assert intake.post(f"{there}identity/ask/", {"reason": " "}).status_code == 422
    assert intake.post(f"{there}identity/ask/", {"reason": "To meet."}).status_code == 302
    page = intake.get(there).content.decode()
    assert "waits for a second person" in page and "allow/" not in page
    wish = hotline.tip("agent", sent).requests[0].id
    assert intake.post(f"{there}identity/{wish}/allow/", {}).status_code in (403, 409, 422)
    assert f"{there}identity/{wish}/allow/" in agent.get(there).content.decode()
    assert agent.post(f"{there}identity/{wish}/refuse/", {}).status_code == 422
    assert agent.get(f"{there}identity/{wish}/else/").status_code == 404
    assert agent.post(f"{there}identity/{wish}/allow/", {}).status_code == 302
    assert agent.post(f"{there}identity/show/", tip).status_code == 404
    page = intake.get(there).content.decode()
    assert "Allowed for a day by Ada Okafor" in page and "Rosa Díaz" not in page
    shown = intake.post(f"{there}identity/show/", tip)
    assert "Rosa Díaz" in shown.content.decode() and "no-store" in shown["Cache-Control"]


def test_a_refused_name_stays_closed(
    hotline: Hotline, cast: Cast, number: Callable[[Sent], str]
) -> None:
    sent = hotline.send(contact=Contact("Rosa Díaz"))
    there = f"/tips/{number(sent)}/"
    wish = hotline.act("intake", actions.ask_identity, tip_id=sent.tip_id, reason="To meet.")
    agent = signed_in(cast, "agent")
    agent.post(f"{there}identity/{wish}/refuse/", {"reason": "Ask through the mailbox."})
    page = signed_in(cast, "intake").get(there).content.decode()
    assert "Refused by Ada Okafor" in page and "Ask for the name" in page
    assert agent.post(f"{there}identity/{wish}/allow/", {}).status_code == 422


ADDRESSES = ("", "steps/close/", "identity/ask/")
POSTED = ("take/", "assess/", "write/", "identity/show/")


@pytest.mark.parametrize("who", ["agent", "outsider"])
def test_to_whom_it_is_closed_it_does_not_exist(hotline: Hotline, cast: Cast, who: str) -> None:
    sent = hotline.send("Ada Okafor takes money from the clerks.", contact=Contact("Rosa Díaz"))
    with as_viewer(cast.viewer("intake")) as viewer:
        number = queries.tip(viewer, sent.tip_id).summary.number
    client = signed_in(cast, who)
    given = {"tip": str(sent.tip_id), "text": "Hello", "category": "other", "priority": "1"}
    absent = {**given, "tip": str(uuid4())}
    for rest in ADDRESSES:
        hidden, none = client.get(f"/tips/{number}/{rest}"), client.get(f"/tips/{ABSENT}/{rest}")
        assert hidden.status_code == none.status_code == 404, rest
        assert told(hidden.content, number) == told(none.content, ABSENT)
    for rest in POSTED:
        hidden = client.post(f"/tips/{number}/{rest}", given)
        none = client.post(f"/tips/{ABSENT}/{rest}", absent)
        assert hidden.status_code == none.status_code == 404, rest
        assert told(hidden.content, number) == told(none.content, ABSENT)


def test_who_it_is_closed_to_is_told_to_the_others(hotline: Hotline, intake: Client) -> None:
    sent = hotline.send("Ada Okafor takes money from the clerks.")
    page = intake.get(f"/tips/{sent.tip_id}/").content.decode()
    assert "Closed to" in page and "Ada Okafor <small>named in it</small></li>" in page


@pytest.mark.parametrize("who", ["auditor", "administrator", "analyst", "recruiter"])
def test_whose_roles_handle_no_tips_opens_none(hotline: Hotline, cast: Cast, who: str) -> None:
    sent = hotline.send()
    client = signed_in(cast, who)
    assert client.get(f"/tips/{sent.tip_id}/").status_code == 403
    assert client.post(f"/tips/{sent.tip_id}/take/", {"tip": str(sent.tip_id)}).status_code == 403


def test_a_form_without_a_tip_finds_none(hotline: Hotline, intake: Client) -> None:
    sent = hotline.send()
    assert intake.post(f"/tips/{sent.tip_id}/take/", {}).status_code == 404
    assert intake.get("/tips/next/").status_code == 405
    assert intake.get("/tips/T-2026-%00/").status_code == 404


def test_a_file_goes_to_the_reporter_sealed_and_bare(
    hotline: Hotline, intake: Client, number: Callable[[Sent], str]
) -> None:
    sent = hotline.send()
    address, tip = f"/tips/{number(sent)}/write/", {"tip": str(sent.tip_id), "text": "Is it this?"}
    photo = b"\xff\xd8\xff\xe1\x00\x08GPS123\xff\xda\x00\x02\x01\x02\xff\xd9"
    files = [SimpleUploadedFile("pier.jpg", photo), SimpleUploadedFile("form.txt", b"Fill it in.")]
    assert intake.post(address, {**tip, "files": files}).status_code == 302
    box = hotline.mailbox(sent)
    assert [(one.side, one.text) for one in box.parts] == [
        ("staff", "Is it this?"), ("staff", "pier.jpg"), ("staff", "form.txt"),
    ]  # fmt: skip
    with queries.as_reporter(sent.tip_id) as viewer:
        got = queries.own_file(viewer, sent.tip_id, box.parts[1].id)
        assert b"GPS" not in b"".join(got.chunks)
    page = intake.get(f"/tips/{sent.tip_id}/").content.decode()
    assert 'enctype="multipart/form-data"' in page
    huge = SimpleUploadedFile("x.bin", bytes(MOST_BYTES + 1))
    refused = intake.post(address, {**tip, "files": huge})
    assert refused.status_code == 422 and "x.bin" in refused.content.decode()
    assert len(hotline.mailbox(sent).parts) == 3


def test_a_form_with_files_needs_its_token(
    hotline: Hotline, cast: Cast, number: Callable[[Sent], str]
) -> None:
    sent = hotline.send()
    client = signed_in(cast, "intake")
    client.handler.enforce_csrf_checks = True
    given = {"tip": str(sent.tip_id), "text": "Which pier?"}
    for address in (f"/tips/{number(sent)}/write/", "/tips/bundles/take/"):
        assert client.post(address, given).status_code == 403
    assert hotline.mailbox(sent).parts == ()


def test_numbers_keep_their_order_among_arabic_words(hotline: Hotline, intake: Client) -> None:
    sent = hotline.send("اتصلوا بالمدير 202 555-0142 الآن <b>")
    page = intake.get(f"/tips/{sent.tip_id}/").content.decode()
    assert '<bdi dir="ltr">202 555-0142</bdi> الآن &lt;b&gt;' in page
    plain = hotline.send("Call 202 555-0142 now")
    assert "Call 202 555-0142 now" in intake.get(f"/tips/{plain.tip_id}/").content.decode()
