"""A tip to another agency: who may, what goes, what never does, and what comes back as a tip."""

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseloom.access.actions import as_viewer
from caseloom.bundle import signing
from caseloom.bundle.checking import UnknownSigner, check
from caseloom.bundle.packing import NotABundle
from caseloom.bundle.types import LEFT_OUT
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from caseloom.tips import actions, bundles, queries
from caseloom.tips.betraying import betraying
from caseloom.tips.errors import Stale, UnknownTip
from caseloom.tips.types import (
    Contact,
    LineSettings,
    NewBundle,
    NewFile,
    Preview,
    Sent,
    Stretch,
)
from caseloom.workflow.errors import Overtaken, OwnWork
from tests.tips.hotline import Hotline

TOLD = "They dump at night. I work at Gray Mill and my boss is Carl Hume. Call 202-555-0142."
PHOTO = b"\xff\xd8\xff\xe1\x00\x08GPS123\xff\xda\x00\x02\x01\x02\xff\xd9"
GIVEN = NewBundle(recipient="Harbor police", ground="Art. 12, danger to water", answers=(0,))


@pytest.fixture(autouse=True)
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hotline: Hotline) -> None:
    monkeypatch.setattr(django_settings, "DATA", tmp_path)
    hotline.act("administrator", actions.make_signing_key)


def lined(hotline: Hotline, **settings: Any) -> None:
    hotline.act(
        "administrator", actions.edit_line, key="hotline", title=hotline.line.title, open=True,
        settings=LineSettings(judge_first_share=0.0, **settings), reason="a test",
    )  # fmt: skip


def shown(hotline: Hotline, sent: Sent, who: str = "intake", **more: Any) -> Preview:
    wanted = NewBundle(
        **{"recipient": "Harbor police", "ground": "Art. 12", "answers": (0,), **more}
    )
    found: Preview = hotline.ask(who, queries.preview_bundle, sent.tip_id, wanted)
    return found


def prepared(hotline: Hotline, sent: Sent, who: str = "intake", **more: Any) -> UUID:
    token = shown(hotline, sent, who, **more).token
    made: UUID = hotline.act(who, actions.prepare_bundle, tip_id=sent.tip_id, token=token)
    return made


def fetched(hotline: Hotline, sent: Sent, **more: Any) -> bytes:
    """Prepared by intake, allowed by the supervisor, fetched by intake."""
    one = prepared(hotline, sent, **more)
    hotline.act("supervisor", actions.decide_bundle, bundle_id=one, allow=True)
    _, raw = hotline.act("intake", actions.fetch_bundle, bundle_id=one)
    return bytes(raw)


def own_public(hotline: Hotline) -> bytes:
    ((_, pem, _),) = hotline.ask("administrator", queries.signing_keys)
    return signing.read_pem(pem.encode())


class TestSending:
    def test_a_second_person_allows_it_and_the_first_cannot(self, hotline: Hotline) -> None:
        sent = hotline.send(TOLD)
        one = prepared(hotline, sent)
        with pytest.raises(Conflict):
            hotline.act("intake", actions.fetch_bundle, bundle_id=one)
        with pytest.raises(OwnWork):
            hotline.act("intake", actions.decide_bundle, bundle_id=one, allow=True)
        hotline.act("supervisor", actions.decide_bundle, bundle_id=one, allow=True)
        name, raw = hotline.act("intake", actions.fetch_bundle, bundle_id=one)
        (told,) = hotline.ask("intake", queries.disseminations, tip_id=sent.tip_id)
        assert (told.state, told.sent_by_name, told.sha256) == ("sent", "Ina Take", told.sha256)
        assert check(raw, [own_public(hotline)]).sha256 == told.sha256
        assert name == f"bundle-{told.bundle}.zip" and told.tip_number not in name
        assert hotline.act("agent", actions.fetch_bundle, bundle_id=one) == (name, raw)

    def test_where_the_line_asks_for_nobody_else_it_is_ready(self, hotline: Hotline) -> None:
        lined(hotline, second_person=False)
        one = prepared(hotline, hotline.send(TOLD))
        _, raw = hotline.act("intake", actions.fetch_bundle, bundle_id=one)
        assert check(raw, [own_public(hotline)])

    def test_the_database_asks_for_two_as_well(self, hotline: Hotline) -> None:
        from caseloom.tips.machines import DISSEMINATION
        from caseloom.workflow import actions as moves

        one = prepared(hotline, hotline.send(TOLD))
        with pytest.raises(Overtaken):
            hotline.act("intake", moves.move, machine=DISSEMINATION, step="release", object_id=one)
        with pytest.raises(Overtaken):
            hotline.act(
                "intake", moves.move, machine=DISSEMINATION, step="approve", object_id=one,
                authors=["somebody else"],
            )  # fmt: skip
        with (
            pytest.raises(DatabaseError),
            as_viewer(hotline.cast.viewer("intake")),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE tips_dissemination SET second = false")

    def test_what_is_refused_or_recalled_is_not_fetched(self, hotline: Hotline) -> None:
        sent = hotline.send(TOLD)
        one, two = prepared(hotline, sent), prepared(hotline, sent)
        with pytest.raises(Invalid):
            hotline.act("supervisor", actions.decide_bundle, bundle_id=one, allow=False)
        hotline.act(
            "supervisor", actions.decide_bundle, bundle_id=one, allow=False, reason="Not theirs."
        )
        with pytest.raises(Conflict):
            hotline.act("intake", actions.fetch_bundle, bundle_id=one)
        hotline.act("supervisor", actions.decide_bundle, bundle_id=two, allow=True)
        with pytest.raises(Conflict):
            hotline.act("intake", actions.recall_bundle, bundle_id=two, reason="Too early.")
        hotline.act("intake", actions.fetch_bundle, bundle_id=two)
        hotline.act("intake", actions.recall_bundle, bundle_id=two, reason="Wrong agency.")
        with pytest.raises(Conflict):
            hotline.act("intake", actions.fetch_bundle, bundle_id=two)
        last = hotline.ask("intake", queries.disseminations)[0]
        assert (last.state, last.recall_reason) == ("recalled", "Wrong agency.")

    @pytest.mark.parametrize("who", ["outsider", "auditor", "administrator", "analyst"])
    def test_who_does_not_see_the_tip_learns_nothing(self, hotline: Hotline, who: str) -> None:
        sent = hotline.send(TOLD)
        one = prepared(hotline, sent)
        refused = (NotFound, NotAllowed)
        with pytest.raises(refused):
            shown(hotline, sent, who)
        with pytest.raises(refused):
            hotline.ask(who, queries.bundle, one)
        with pytest.raises(refused):
            hotline.act(who, actions.fetch_bundle, bundle_id=one)
        with pytest.raises(refused):
            hotline.act(who, actions.decide_bundle, bundle_id=one, allow=True)
        if who == "outsider":
            assert hotline.ask(who, queries.disseminations) == ()

    def test_whom_it_names_neither_sends_nor_sees_it(self, hotline: Hotline) -> None:
        sent = hotline.send("Inspector Okafor takes money.")
        one = prepared(hotline, sent)
        with pytest.raises(UnknownTip):
            shown(hotline, sent, "agent")
        with pytest.raises(NotFound):
            hotline.act("agent", actions.decide_bundle, bundle_id=one, allow=True)
        assert hotline.ask("agent", queries.disseminations) == ()
        assert len(hotline.ask("supervisor", queries.disseminations)) == 1

    def test_it_is_prepared_as_it_was_shown_and_by_who_saw_it(self, hotline: Hotline) -> None:
        sent, other = hotline.send(TOLD), hotline.send("Another.")
        token = shown(hotline, sent).token
        for who, tip in (("agent", sent), ("intake", other)):
            with pytest.raises(Stale):
                hotline.act(who, actions.prepare_bundle, tip_id=tip.tip_id, token=token)
        hotline.act("administrator", actions.make_signing_key)
        with pytest.raises(Stale):
            hotline.act("intake", actions.prepare_bundle, tip_id=sent.tip_id, token=token)
        token = shown(hotline, sent).token
        hotline.act("intake", actions.prepare_bundle, tip_id=sent.tip_id, token=token)
        with pytest.raises(Conflict):
            hotline.act("intake", actions.prepare_bundle, tip_id=sent.tip_id, token=token)

    def test_what_was_shown_is_what_goes_out(self, hotline: Hotline) -> None:
        sent = hotline.send(TOLD)
        before = shown(hotline, sent, places=True)
        one = hotline.act("intake", actions.prepare_bundle, tip_id=sent.tip_id, token=before.token)
        _, again = hotline.ask("supervisor", queries.bundle, one)
        assert (again.words, again.members, again.sha256) == (
            before.words, before.members, before.sha256,
        )  # fmt: skip

    def test_an_older_key_still_explains_what_it_signed(self, hotline: Hotline) -> None:
        sent = hotline.send(TOLD)
        one, old = prepared(hotline, sent), own_public(hotline)
        hotline.act("administrator", actions.make_signing_key)
        hotline.act("supervisor", actions.decide_bundle, bundle_id=one, allow=True)
        _, raw = hotline.act("intake", actions.fetch_bundle, bundle_id=one)
        assert check(raw, [old])
        assert len(hotline.ask("administrator", queries.signing_keys)) == 2

    def test_keys_are_the_administrators_and_closed_to_others(
        self, hotline: Hotline, tmp_path: Path
    ) -> None:
        with pytest.raises(NotAllowed):
            hotline.act("supervisor", actions.make_signing_key)
        files = list((tmp_path / "keys" / "tips").glob("bundle*"))
        assert {one.stat().st_mode & 0o777 for one in files} == {0o600}
        sent = hotline.send(TOLD)
        for one in files:
            one.chmod(0o644)
        with pytest.raises(Unavailable):
            shown(hotline, sent)


class TestWhatGoes:
    def test_the_name_never_does(self, hotline: Hotline) -> None:
        sent = hotline.send(TOLD, contact=Contact("Rosa Delgado", "rosa@example.org"))
        raw = fetched(hotline, sent, places=True)
        number = hotline.tip("intake", sent).summary.number
        for told in ("Rosa", "rosa@", number, str(sent.tip_id), "Ina Take"):
            assert told.encode() not in raw

    def test_what_is_left_out_is_nowhere(self, hotline: Hotline) -> None:
        sent = hotline.send(TOLD, files=(NewFile("Carl Hume.txt", BytesIO(b"plain")),))
        hotline.act("intake", actions.write_to_reporter, tip_id=sent.tip_id, text="CARL  hume?")
        tip = hotline.tip("intake", sent)
        file, message = tip.parts
        raw = fetched(
            hotline, sent, places=True, words=("Carl Hume",), messages=(message.id,),
            files=(file.id,), leave_out=(Stretch(None, 0, 4), Stretch(None, 3, 9)),
        )  # fmt: skip
        assert b"carl" not in raw.lower() and b"hume" not in raw.lower()
        found = check(raw, [own_public(hotline)]).content
        assert found.text.startswith(f"{LEFT_OUT} at night.")
        assert found.messages[0].text == f"{LEFT_OUT}?"
        assert found.files[0].name == "file-01.txt"
        assert found.redactions == 3
        assert all("Hume" not in one.value for one in found.places) and found.places

    def test_only_what_was_chosen(self, hotline: Hotline) -> None:
        sent = hotline.send("What", answers={"who": "Who", "where": "Where"})
        raw = fetched(hotline, sent, answers=(0, 2))
        found = check(raw, [own_public(hotline)]).content
        assert found.text == "What\n\nWhere" and b"Who" not in raw.replace(b"Who told it", b"")
        assert (found.messages, found.places, found.files) == ((), (), ())
        with pytest.raises(Invalid):
            shown(hotline, sent, answers=())
        for more in ({"answers": (9,)}, {"files": (uuid4(),)}, {"messages": (uuid4(),)}):
            with pytest.raises(NotFound):
                shown(hotline, sent, **more)

    def test_photos_go_bare_and_what_cannot_be_bared_only_knowingly(self, hotline: Hotline) -> None:
        sent = hotline.send(
            files=(
                NewFile("a.jpg", BytesIO(PHOTO), keep_metadata=True),
                NewFile("b.pdf", BytesIO(b"%PDF \xff author Rosa")),
            )
        )
        photo, pdf = hotline.tip("intake", sent).parts
        with pytest.raises(Invalid, match="hidden data"):
            shown(hotline, sent, files=(pdf.id,))
        raw = fetched(hotline, sent, files=(photo.id, pdf.id), hidden_data=True)
        found = check(raw, [own_public(hotline)]).content
        assert [one.metadata for one in found.files] == ["removed", "kept"]
        assert b"GPS" not in found.files[0].content

    @pytest.mark.parametrize("given", [{"recipient": " "}, {"ground": ""}])
    def test_it_goes_to_nobody_and_for_nothing_never(
        self, hotline: Hotline, given: dict[str, str]
    ) -> None:
        with pytest.raises(Invalid):
            shown(hotline, hotline.send(TOLD), **given)


class TestWhatBetrays:
    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("They dump. I work at Gray Mill.", "work"),
            ("They dump, as an accountant I saw it.", "work"),
            ("Trabajo en el molino y vi todo.", "work"),
            ("أعمل في المصنع منذ سنة.", "work"),
            ("My husband saw it.", "kin"), ("Mi vecina lo vio.", "kin"), ("زوجي رأى ذلك.", "kin"),
            ("He told me in the car.", "only"), ("Me dijo que callara.", "only"),
            ("Text me at night.", "contact"), ("Me llamo Rosa.", "contact"),
            ("اسمي ليلى.", "contact"),
        ],
    )  # fmt: skip
    def test_the_reporters_own_life_is_proposed(self, text: str, why: str) -> None:
        found = betraying(text)
        assert [one.why for one in found if one.likely] == [why]
        one = found[0]
        assert text[one.stretch.start : one.stretch.end] == one.words

    @pytest.mark.parametrize("text", ["They dump at night.", "The boss takes money.", "", "¿?"])
    def test_what_is_nobodys_is_not(self, text: str) -> None:
        assert betraying(text) == ()

    def test_names_are_offered_and_not_proposed(self, hotline: Hotline) -> None:
        sent = hotline.send("Carl Hume dumps at night behind the mill. Ask at 202-555-0142.")
        found = hotline.ask("intake", queries.betraying, sent.tip_id)
        assert {(one.words, one.likely) for one in found} >= {("202-555-0142", False)}


class TestReceiving:
    def other(self, hotline: Hotline, **more: Any) -> tuple[bytes, Sent]:
        """A bundle of this installation, whose own key it trusts as another agency's."""
        sent = hotline.send(TOLD, answers={"where": "Pier 4"})
        raw = fetched(hotline, sent, answers=(0, 1), words=("Carl Hume",), **more)
        hotline.act(
            "administrator", actions.trust_agency, name="County", public=own_public(hotline)
        )
        return raw, sent

    def test_it_becomes_a_tip_that_says_where_it_is_from(self, hotline: Hotline) -> None:
        raw, _ = self.other(hotline, caveats="Do not publish.", places=True)
        sent = hotline.act("agent", actions.import_bundle, line_key="hotline", raw=raw)
        tip = hotline.tip("intake", sent)
        assert tip.text == TOLD.replace("Carl Hume", LEFT_OUT) + "\n\nPier 4"
        assert [one.label for one in tip.segments] == ["What happened?", "Where?"]
        assert (tip.summary.channel, tip.summary.subject, tip.identity) == (
            "agency",
            "work",
            "none",
        )
        about = hotline.ask("intake", queries.provenance, sent.tip_id)
        assert (about.agency, about.caveats, about.redactions) == ("County", "Do not publish.", 1)
        assert ("phone", "+12025550142") in about.places
        assert hotline.ask("intake", queries.provenance, hotline.send().tip_id) is None

    def test_it_is_taken_once(self, hotline: Hotline) -> None:
        raw, _ = self.other(hotline)
        hotline.act("agent", actions.import_bundle, line_key="hotline", raw=raw)
        with pytest.raises(Conflict):
            hotline.act("intake", actions.import_bundle, line_key="hotline", raw=raw)

    def test_a_changed_byte_and_an_unknown_signer_make_no_tip(self, hotline: Hotline) -> None:
        raw, _ = self.other(hotline)
        for wrong in (raw[:-1], raw[:200] + b"x" + raw[201:], b"", b"PK\x03\x04"):
            with pytest.raises((NotABundle, UnknownSigner)):
                hotline.act("agent", actions.import_bundle, line_key="hotline", raw=wrong)
        (known,) = hotline.ask("agent", queries.agencies)
        hotline.act("administrator", actions.distrust_agency, key_id=known.key_id)
        with pytest.raises(UnknownSigner):
            hotline.act("agent", actions.import_bundle, line_key="hotline", raw=raw)
        assert hotline.ask("intake", queries.counts)["all"] == 1

    def test_what_names_somebody_of_ours_is_closed_to_him(self, hotline: Hotline) -> None:
        sent = hotline.send("Ada Okafor takes money.")
        raw = fetched(hotline, sent)
        hotline.act("administrator", actions.trust_agency, name="C", public=own_public(hotline))
        got = hotline.act("agent", actions.import_bundle, line_key="hotline", raw=raw)
        with pytest.raises(UnknownTip):
            hotline.tip("agent", got)
        assert hotline.tip("intake", got).closed_to == (("Ada Okafor", "named"),)

    def test_only_administrators_say_whom_to_trust(self, hotline: Hotline) -> None:
        with pytest.raises(NotAllowed):
            hotline.act("supervisor", actions.trust_agency, name="C", public=b"k" * 32)
        with pytest.raises(NotAllowed):
            hotline.act("auditor", actions.import_bundle, line_key="hotline", raw=b"")

    @settings(
        max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(data=st.data())
    def test_what_was_chosen_arrives_and_nothing_else(
        self, hotline: Hotline, data: st.DataObject
    ) -> None:
        words = st.text("ab é\nع7.", min_size=1, max_size=30).filter(str.strip)
        given_ = {key: data.draw(words) for key in ("what", "who", "where")}
        sent = hotline.send(given_["what"], answers=given_)
        tip = hotline.tip("intake", sent)
        chosen = data.draw(st.sets(st.integers(0, 2), min_size=1))
        start = data.draw(st.integers(0, len(tip.text)))
        end = data.draw(st.integers(start, len(tip.text)))
        raw = fetched(hotline, sent, answers=tuple(chosen), leave_out=(Stretch(None, start, end),))
        public = own_public(hotline)
        if not hotline.ask("agent", queries.agencies):
            hotline.act("administrator", actions.trust_agency, name="C", public=public)
        got = hotline.tip(
            "agent", hotline.act("agent", actions.import_bundle, line_key="hotline", raw=raw)
        )
        pieces = [tip.segments[at] for at in sorted(chosen)]
        expected = []
        for one in pieces:
            first, last = max(start, one.start), min(end, one.end)
            kept = tip.text[one.start : one.end]
            if first < last:
                kept = tip.text[one.start : first] + LEFT_OUT + tip.text[last : one.end]
            expected.append(kept)
        assert [got.text[one.start : one.end] for one in got.segments] == expected
        assert got.text == "\n\n".join(expected)
        flipped = bytearray(raw)
        flipped[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        with pytest.raises((NotABundle, UnknownSigner)):
            check(bytes(flipped), [public])


def test_stretches_that_touch_are_one() -> None:
    assert bundles.without("abcdef", 0, 6, [(1, 2), (2, 3), (5, 9), (4, 4)])[:2] == (
        f"a{LEFT_OUT}de{LEFT_OUT}", 2,
    )  # fmt: skip
