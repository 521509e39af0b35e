"""What stands beside names in English and Spanish, whatever a model said of them."""

import pytest

from caseloom.assist.spans.latin import mended
from caseloom.assist.spans.naming import LABELS, joined
from caseloom.assist.spans.tokens import tokens

B, ON = LABELS.index("B-person"), LABELS.index("I-person")


@pytest.mark.parametrize(
    ("text", "labels", "names"),
    [
        ("paid Alhaji Sule 200,000 each", {2: B, 3: ON}, ["Sule"]),
        ("to the boy Adam B., who", {3: B}, ["Adam B."]),
        ("el jefe Driss el Rubio paga", {2: B}, ["Driss el Rubio"]),
        ("vi a Juan el Lunes", {2: B}, ["Juan"]),
        ('se llama Tadeo "Cachorro" Villaseñor y', {2: B, 6: B}, ['Tadeo "Cachorro" Villaseñor']),
        ("the boss, Big Terry, says", {4: B}, ["Big Terry"]),
        ("that is Mr Dobbs there", {}, ["Dobbs"]),
        ("that is Mr. Dobbs there", {}, ["Dobbs"]),
        ("one of them, known as Commander, said", {}, ["Commander"]),
        ("hi my name is Grace and", {}, ["Grace"]),
        ("my name is Friday", {}, []),
        ("username kilo_nine, then", {}, ["kilo_nine"]),
        ("su usuario, ZorroPapi77, y", {}, ["ZorroPapi77"]),
        ("username unknown", {}, []),
    ],
)
def test_names_are_whole(text: str, labels: dict[int, int], names: list[str]) -> None:
    found = tokens(text)
    made = [labels.get(at, 0) for at in range(len(found))]
    after = mended(text, found, made, cased=True)
    assert [one.raw for one in joined(text, found, after)] == names
