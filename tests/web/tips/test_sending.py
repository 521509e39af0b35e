"""A tip to another agency on the screen: chosen, seen, allowed, fetched; and taken in elsewhere."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.cast import Cast
from tests.tips.hotline import Hotline
from tests.web.clients import signed_in

from caseloom.bundle import signing
from caseloom.bundle.checking import check
from caseloom.tips import actions, queries
from caseloom.tips.types import Contact, Sent

TOLD = "They dump at night. I work at Gray Mill. <b>Carl</b> Hume pays."
GIVEN = {"recipient": "Harbor police", "ground": "Art. 12", "answers": ["0"]}


@pytest.fixture(autouse=True)
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hotline: Hotline) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    hotline.act("administrator", actions.make_signing_key)


@pytest.fixture
def intake(cast: Cast) -> Client:
    return signed_in(cast, "intake")


@pytest.fixture
def sent(hotline: Hotline) -> Sent:
    return hotline.send(TOLD, contact=Contact("Rosa Díaz"))


def there(hotline: Hotline, sent: Sent) -> str:
    return f"/tips/{hotline.tip('intake', sent).summary.number}/"


def text(response: Any) -> str:
    return str(response.content.decode())


def prepared(hotline: Hotline, client: Client, sent: Sent, **more: Any) -> str:
    """The address of a bundle that `client` chose, saw and put on record."""
    page = there(hotline, sent)
    seen = text(client.post(f"{page}send/", {**GIVEN, **more}))
    token = re.search(r'name="token" value="([^"]+)"', seen)
    assert token, seen
    done = client.post(f"{page}send/", {"tip": str(sent.tip_id), "token": token[1]})
    return str(done["Location"])


def test_what_betrays_is_ticked_and_every_byte_is_shown(
    hotline: Hotline, intake: Client, sent: Sent
) -> None:
    page = there(hotline, sent)
    asked = text(intake.get(f"{page}send/"))
    assert f"{page}send/" in text(intake.get(page))
    ticked = re.findall(r'name="out" value="([^"]+)"[^>]*checked', asked)
    assert ticked == [f":{TOLD.index('I work')}:{TOLD.index('. <b>')}"]
    seen = text(intake.post(f"{page}send/", {**GIVEN, "out": ticked, "words": "hume\n\n"}))
    assert "They dump at night. [left out]. &lt;b&gt;Carl&lt;/b&gt; [left out] pays." in seen
    assert "<b>Carl" not in seen and "Rosa" not in seen and "2 stretches are left out" in seen
    assert hotline.ask("intake", queries.disseminations) == ()


@pytest.mark.parametrize(
    ("given", "beside"),
    [({"recipient": " "}, "recipient"), ({"ground": ""}, "ground"), ({"answers": []}, "answers"),
     ({"answers": ["7"]}, "answers"), ({"out": ["x"]}, "out")],
)  # fmt: skip
def test_what_lacks_is_said_beside_it(
    hotline: Hotline, intake: Client, sent: Sent, given: dict[str, Any], beside: str
) -> None:
    refused = intake.post(f"{there(hotline, sent)}send/", {**GIVEN, **given})
    assert refused.status_code == 422 and f'id="id_{beside}_error"' in text(refused)


def test_a_second_person_allows_and_the_first_fetches(
    hotline: Hotline, cast: Cast, intake: Client, sent: Sent
) -> None:
    address = prepared(hotline, intake, sent)
    page = text(intake.get(address))
    assert "It waits for a second person." in page and "approve/" not in page
    assert intake.post(f"{address}approve/", {}).status_code == 409
    assert intake.post(f"{address}fetch/").status_code == 409
    supervisor = signed_in(cast, "supervisor")
    assert "They dump at night." in text(supervisor.get(address))
    assert supervisor.get(f"{address}approve/").status_code == 200
    assert supervisor.post(f"{address}approve/", {}).status_code == 302
    got = intake.post(f"{address}fetch/")
    ((_, pem, _),) = hotline.ask("administrator", queries.signing_keys)
    assert check(got.content, [signing.read_pem(pem.encode())]).content.recipient == "Harbor police"
    assert got["Content-Disposition"].startswith("attachment") and got["X-Content-Type-Options"]
    assert "Harbor police" in text(intake.get(there(hotline, sent)))
    assert intake.post(f"{address}recall/", {"reason": " "}).status_code == 422
    assert intake.post(f"{address}recall/", {"reason": "The wrong one."}).status_code == 302
    assert "The wrong one." in text(intake.get(address))


def test_the_list_and_its_csv(hotline: Hotline, cast: Cast, intake: Client, sent: Sent) -> None:
    assert "Nothing was sent" in text(intake.get("/tips/bundles/"))
    prepared(hotline, intake, sent, recipient="=cmd()", ground="Art. 12")
    assert "=cmd()" in text(intake.get("/tips/bundles/?line=hotline"))
    assert intake.get("/tips/bundles/?format=csv").status_code == 403
    supervisor = signed_in(cast, "supervisor")
    rows = text(supervisor.get("/tips/bundles/?format=csv")).splitlines()
    assert len(rows) == 2 and "'=cmd()" in rows[1] and "prepared" in rows[1]


@pytest.mark.parametrize("who", ["agent", "outsider", "auditor", "administrator"])
def test_to_whom_the_tip_is_closed_all_of_it_is(
    hotline: Hotline, cast: Cast, intake: Client, who: str
) -> None:
    sent = hotline.send("Ada Okafor takes money.")
    address = prepared(hotline, intake, sent)
    client = signed_in(cast, who)
    for path in (f"{there(hotline, sent)}send/", address, f"{address}approve/"):
        assert client.get(path).status_code in (403, 404), path
    assert client.post(f"{address}fetch/").status_code in (403, 404)
    listed = client.get("/tips/bundles/")
    assert listed.status_code == 403 or "Harbor police" not in text(listed)


def test_a_bundle_is_taken_in(hotline: Hotline, cast: Cast, intake: Client, sent: Sent) -> None:
    address = prepared(hotline, intake, sent, caveats="Do not publish.")
    signed_in(cast, "supervisor").post(f"{address}approve/", {})
    raw = intake.post(f"{address}fetch/").content

    def take(content: bytes) -> Any:
        file = SimpleUploadedFile("b.zip", content)
        return intake.post("/tips/bundles/take/", {"line": "hotline", "bundle": file})

    assert "None yet" in text(intake.get("/tips/bundles/take/"))
    assert take(raw).status_code == 422
    ((_, pem, _),) = hotline.ask("administrator", queries.signing_keys)
    public = signing.read_pem(pem.encode())
    hotline.act("administrator", actions.trust_agency, name="County", public=public)
    changed = take(raw[:-30] + b"x" + raw[-29:])
    assert changed.status_code == 422 and "no bundle as it was made" in text(changed)
    taken = take(raw)
    assert taken.status_code == 302
    page = text(intake.get(taken["Location"]))
    assert "From another agency" in page and "Do not publish." in page and "Ask there" in page
    assert take(raw).status_code == 422
    assert signed_in(cast, "auditor").get("/tips/bundles/take/").status_code == 403
