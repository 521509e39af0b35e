"""What people and organisations are found by is made anew out of tips, sentences and lists."""

import gzip
import json
from pathlib import Path
from random import Random

from caseloom.assist.spans import building
from caseloom.assist.spans.inventing import Names
from caseloom.assist.spans.naming import dump, joined, labelled, load
from caseloom.assist.spans.tokens import tokens
from caseloom.assist.spans.training import (
    Example,
    of_sentences,
    of_tips,
    of_words,
    prepared,
    train,
)


def test_names_in_tips_are_replaced_in_their_place_and_the_second_half_is_not_read(
    tmp_path: Path,
) -> None:
    text = "Ask Ann Lee. ANN LEE owes Acme Farms."
    spans = [
        {"kind": "person", "start": 4, "end": 11}, {"kind": "person", "start": 13, "end": 20},
        {"kind": "organisation", "start": 26, "end": 36}, {"kind": "phone", "start": 0, "end": 3},
    ]  # fmt: skip
    rows = [{"half": half, "text": text, "spans": spans} for half in (1, 2)]
    path = tmp_path / "tips.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    names = Names(Random(3))
    (one,) = of_tips(path, names)
    first, second, third = (one.text[start:end] for start, end, _ in one.spans)
    assert one.text == f"Ask {first}. {second} owes {third}."
    assert first != "Ann Lee" and second.isupper() and [kind for *_, kind in one.spans] == [
        "person", "person", "organisation",
    ]  # fmt: skip


def test_sentences_are_filled_in_with_names_in_their_place() -> None:
    for one in of_sentences(Names(Random(4)), times=1):
        for start, end, _ in one.spans:
            raw = one.text[start:end]
            assert raw == raw.strip() and raw
            assert one.text[start - 1 : start] not in ("{",)


def test_names_stand_among_common_words_that_are_none() -> None:
    made = list(of_words(Names(Random(6)), many=40))
    assert any(one.spans for one in made)
    for one in made:
        ends = [0, *[place for start, end, _ in one.spans for place in (start, end)]]
        assert ends == sorted(ends) and ends[-1] <= len(one.text)


def test_a_model_learns_how_names_stand_and_is_the_same_each_time() -> None:
    rng = Random(5)
    names = Names(rng)
    examples = []
    for _ in range(60):
        name = names.person("en", 2)
        text = f"they saw {name} near the van"
        examples.append(Example(text, ((9, 9 + len(name), "person"),)))
    made = [one for one in (prepared(each, rng) for each in examples) if one]
    model, again = train(made, 1, epochs=2), train(made, 1, epochs=2)
    assert dump(model, {}) == dump(again, {})
    text = "they saw Qwrtza Plimsk near the van"
    shown = tokens(text)
    way = labelled(shown, True, load(dump(model, {})))
    spans = list(joined(text, shown, way))
    assert [one.raw for one in spans] == ["Qwrtza Plimsk"]


def test_lists_are_made_of_their_sources(tmp_path: Path) -> None:
    locale = tmp_path / "providers" / "person" / "en_US"
    locale.mkdir(parents=True)
    (locale / "__init__.py").write_text(
        'class P:\n    first_names = ("Zoë", "محمد")\n    last_names: tuple = ("O\'Neil", "李")\n'
        '    formats = ("{{x}}",)\n'
    )
    assert building.faker_names(tmp_path) == ({"zoe", "محمد"}, {"o'neil"})
    names = tmp_path / "names.txt"
    names.write_text(
        "a1, bo, boe, boh, bow, boo, bou, boy => Q1\nrare, rara => Q2\nعلي, ali, aly => Q3\n"
    )
    assert building.wikidata_names(names) >= {"bo", "علي"}
    assert "rare" not in building.wikidata_names(names)
    for language in ("en", "es", "ar"):
        with gzip.open(tmp_path / f"{language}.json.gz", "wt") as file:
            json.dump({"the": 9, "of": 8} if language == "en" else {"el": 3}, file)
    assert dict(building.common_words(tmp_path))[1] == ["el", "of", "the"]
