"""Tellings in other words, or in another language, are found by what they mean; it stays sealed."""

from caseloom.access.actions import as_viewer
from caseloom.assist import actions as assist
from caseloom.assist import queries as assistance
from caseloom.tips import actions, models, queries
from caseloom.tips.sealing import blind
from caseloom.tips.types import Sent
from tests.tips.hotline import Hotline

FIRST = "The captain locked up the passports of six deckhands. None of them may leave the ship."
# No word of the first, and no name.
WORDS = "Sailors aboard a boat are prisoners because their skipper took away every travel document."
SPANISH = (
    "El capitán del barco les quitó el pasaporte a los marineros y no los deja bajar a tierra."
)
OTHERS = (
    "A bakery on our road sells bread with mould on it.",
    "My neighbour burns tyres in his garden at night.",
    "The clerk asks for money before he stamps a permit.",
    "Somebody paints over the fire exits of the cinema.",
    "A teacher sells the answers of the maths exam.",
)


def read(hotline: Hotline, text: str) -> Sent:
    sent = hotline.send(text)
    assert sent.scope is not None
    actions.read(tip_id=sent.tip_id, scope=sent.scope)
    return sent


def switch(hotline: Hotline, tier: int) -> None:
    hotline.act("supervisor", assist.switch, tier=tier, reason="a test")


def found(hotline: Hotline, sent: Sent, who: str = "intake") -> dict[object, bool]:
    return {one.tip.id: one.means for one in hotline.ask(who, queries.alike, sent.tip_id)}


def test_a_telling_without_a_word_in_common_is_found_and_nothing_is_merged(
    hotline: Hotline,
) -> None:
    first = read(hotline, FIRST)
    for text in OTHERS:
        read(hotline, text)
    words, spanish = read(hotline, WORDS), read(hotline, SPANISH)
    for one, other in ((words, first), (spanish, first), (first, spanish)):
        assert found(hotline, one).get(other.tip_id) is True
    assert hotline.ask("intake", queries.counts)["all"] == len(OTHERS) + 3


def test_below_tier_one_words_alone_find(hotline: Hotline) -> None:
    first, spanish = read(hotline, FIRST), read(hotline, SPANISH)
    switch(hotline, 0)
    assert first.tip_id not in found(hotline, spanish)
    third = read(hotline, WORDS)
    assert third.scope is not None
    with as_viewer(hotline.cast.viewer("intake")):
        assert not models.Meaning.objects.filter(tip=third.tip_id).exists()
    switch(hotline, 1)
    # It was read without knowing what it means, so its words alone find others and are found.
    assert found(hotline, third) == {}
    assert third.tip_id not in found(hotline, first)


def test_what_a_tip_means_lies_sealed_and_bound_to_it(hotline: Hotline) -> None:
    first, copy = read(hotline, FIRST), read(hotline, FIRST + " Help.")
    with as_viewer(hotline.cast.viewer("intake")):
        rows = {one.tip_id: bytes(one.numbers) for one in models.Meaning.objects.all()}
    plain = assistance.means(FIRST, 1)
    assert plain is not None and plain not in rows[first.tip_id]
    places = {one: f"meaning {assistance.MEANING} {one}" for one in rows}
    mine, other = first.tip_id, copy.tip_id
    assert list(blind.opened([(rows[mine], places[mine])])) == [plain]
    # Put beside another tip, or changed in one place, it opens no more.
    changed = rows[mine][:-1] + bytes([rows[mine][-1] ^ 1])
    exchanged = [(rows[mine], places[other]), (changed, places[mine]), (b"", places[mine])]
    assert list(blind.opened(exchanged)) == [None, None, None]


def test_a_tip_that_is_closed_to_her_changes_nothing_of_what_she_is_told(hotline: Hotline) -> None:
    first, spanish = read(hotline, FIRST), read(hotline, SPANISH)
    before = hotline.ask("agent", queries.alike, first.tip_id)
    assert {one.tip.id for one in before} == {spanish.tip_id}
    closed = read(hotline, f"{FIRST} Agent Okafor knows.")
    assert hotline.ask("agent", queries.alike, first.tip_id) == before
    assert closed.tip_id in found(hotline, first)
