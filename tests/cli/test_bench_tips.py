"""Tips that are made: their truth is true of them, and nothing in it hangs on a name."""

import csv
import json
from collections import Counter
from functools import lru_cache
from pathlib import Path
from random import Random

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency
from stdnum import iban, luhn
from tests.cli.tips import level, says

from caseloom.assist import classifying, measuring, queries
from caseloom.assist.classifying import Labelled
from caseloom.cli.bench.tips import grammar, identifiers, tip
from caseloom.cli.bench.tips.facts import Story
from caseloom.cli.bench.tips.making import tips
from caseloom.cli.bench.tips.stock import inventory, stock
from caseloom.cli.bench.tips.teller import known
from caseloom.cli.bench.tips.tip import Tip, row
from caseloom.cli.bench.tips.writing import write
from caseloom.cli.main import run
from caseloom.config.installation import Local
from caseloom.kernel.errors import Invalid


@pytest.fixture(scope="module")
def made() -> list[Tip]:
    return list(tips(3_000, seed=11))


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**9), many=st.integers(2, 160))
def test_laws(seed: int, many: int) -> None:
    """The same seed gives the same; ids are unique; spans hold; duplicates name what was there."""
    one, two = list(tips(many, seed=seed)), list(tips(many, seed=seed))
    assert [row(each) for each in one] == [row(each) for each in two]
    assert len({each.id for each in one}) == many
    before: dict[str, Tip] = {}
    for each in one:
        _check(each, before)
        before[each.id] = each


def _check(each: Tip, before: dict[str, Tip]) -> None:
    end = 0
    for span in each.spans:
        assert end <= span.start < span.end <= len(each.text), each
        end = span.end
        raw = each.text[span.start : span.end]
        assert says(span.kind, raw, span.value), (span, raw)
    assert (each.how is None) == (each.duplicate_of is None)
    assert each.threat == (each.threat_case in tip.THREATS)
    assert (each.injected is None) == (each.malice != "injection")
    if each.duplicate_of:
        first = before[each.duplicate_of]
        assert (first.story, first.category, first.threat) == (
            each.story, each.category, each.threat,
        )  # fmt: skip
        assert (each.how == "copy") == (each.text == first.text)
        assert each.sender != first.sender
    if each.lookalike_of:
        other = before[each.lookalike_of]
        assert other.story != each.story
        assert other.category == each.category


def test_spans_of_many_hold_what_they_say(made: list[Tip]) -> None:
    before: dict[str, Tip] = {}
    for each in made:
        _check(each, before)
        before[each.id] = each


def test_everything_occurs(made: list[Tip]) -> None:
    assert {each.language for each in made} == set(tip.LANGUAGES)
    assert {each.channel for each in made} == set(tip.CHANNELS)
    assert {each.register for each in made} == set(tip.REGISTERS)
    assert {each.category for each in made} == set(tip.CATEGORIES)
    assert {each.urgency for each in made} == set(tip.URGENCIES)
    assert {each.malice for each in made} == set(tip.MALICE)
    assert {each.how for each in made} - {None} == set(tip.HOWS)
    assert {each.injected for each in made} - {None} == set(tip.ORDERS)
    assert {each.disguise for each in made} - {None} == set(tip.DISGUISES)
    kinds = {span.kind for each in made for span in each.spans}
    assert kinds == {
        "person", "organisation", "phone", "email", "plate", "vin", "iban", "card", "crypto",
        "address", "date", "money",
    }  # fmt: skip
    cases = {(each.language, each.threat_case) for each in made}
    assert {
        (language, case) for language in tip.LANGUAGES for case in (*tip.THREATS, *tip.NO_THREATS)
    } <= cases
    for fact in tip.FACTS:
        assert len({each.complete[fact] for each in made}) == 2


def test_only_duplicates_have_the_same_text(made: list[Tip]) -> None:
    texts = Counter(each.text for each in made if each.how is None)
    assert [text for text, many in texts.items() if many > 1] == []


def test_halves_share_no_story_no_sender_and_not_all_words(made: list[Tip]) -> None:
    first, second = ([each for each in made if each.half == half] for half in (1, 2))
    assert len(first) == len(second) == 1_500
    assert not {each.story for each in first} & {each.story for each in second}
    assert not {each.sender for each in first} & {each.sender for each in second}
    for language in tip.LANGUAGES:
        for name, every in inventory(language).items():
            one, two = (set(stock(half, 11).lists[language][name]) for half in (1, 2))
            assert one | two == set(every)
            if len(every) >= 40:
                assert one - two and two - one and one & two


def test_labels_hang_on_no_name_and_no_language(made: list[Tip]) -> None:
    """Who is accused, who is named in a text of one language, and the language tell no label."""
    stories: dict[str, Tip] = {}
    for each in made:
        if each.malice == "none" and not each.lookalike_of:
            stories.setdefault(each.story, each)
    accused = [(_accused(each), each) for each in stories.values()]
    named = [(_named(each), each) for each in stories.values()]
    assert len([1 for community, _ in named if community]) > 1_000
    for of in ("category", "urgency", "threat"):
        assert _chance([(who, getattr(each, of)) for who, each in accused]) > 0.001
        assert _chance([(each.language, getattr(each, of)) for each in stories.values()]) > 0.001
        for language in tip.LANGUAGES:
            told = [(who, each) for who, each in named if who and each.language == language]
            assert _chance([(who, getattr(each, of)) for who, each in told]) > 0.001


def _accused(each: Tip) -> str:
    number = int(each.story[1:])
    story = Story(11, number, stock(each.half, 11), each.language)
    return str(story.fact("who").community)


def _named(each: Tip) -> str | None:
    """Whose names the first person has whose family name is in a list."""
    people = [level(span.value) for span in each.spans if span.kind == "person"]
    found = [_families()[word] for name in people for word in name.split() if word in _families()]
    return found[0] if found else None


@lru_cache
def _families() -> dict[str, str]:
    return {
        level(form): language
        for language in tip.LANGUAGES
        for pair in inventory(language)["family"]
        for form in pair.split("/")
    }


def _chance(pairs: list[tuple[object, object]]) -> float:
    """How likely so much of a link is where there is none."""
    rows, columns = sorted({a for a, _ in pairs}, key=str), sorted({b for _, b in pairs}, key=str)
    counts = Counter(pairs)
    return float(chi2_contingency([[counts[a, b] for b in columns] for a in rows]).pvalue)


def test_the_rule_about_names_can_tell() -> None:
    linked = [("es", "bribery"), ("en", "other")] * 40 + [("es", "other")] * 10
    assert _chance(linked) < 0.001


def test_a_mass_mailing_is_as_large_as_asked() -> None:
    asked = list(tips(600, seed=3, mailing=200))
    largest = Counter(each.story for each in asked if each.malice == "mass_mailing").most_common(1)
    assert largest[0][1] == 200
    assert len({each.text for each in asked if each.story == largest[0][0]}) > 80
    for many, mailing in ((1, 0), (10, 6), (10, -1)):
        with pytest.raises(Invalid):
            next(tips(many, mailing=mailing))


@settings(deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(tip.LANGUAGES))
def test_numbers_are_right_by_their_digits(seed: int, language: str) -> None:
    rng = Random(seed)
    assert iban.is_valid(identifiers.iban(rng, language), check_country=False)
    assert luhn.is_valid(identifiers.card(rng))
    country, national = identifiers.phone(rng, language)
    number = phonenumbers.parse(identifiers.dialled(country, national))
    assert phonenumbers.is_valid_number(number), (country, national)
    written = identifiers.phone_as_written(rng, country, national, at_home=True)
    assert phonenumbers.parse(written.replace("00", "+", 1) if written[:2] == "00" else written,
                              country).country_code == number.country_code  # fmt: skip
    for found in (identifiers.vin(rng), identifiers.wallet(rng)):
        kinds = [one.checked for one in queries.spans(f"vin, wallet: {found}")]
        assert kinds in ([True], [None]), found


def test_mistyped_numbers_are_called_so(made: list[Tip]) -> None:
    wrong = 0
    for each in made:
        for span in each.spans:
            if span.kind == "iban":
                assert iban.is_valid(span.value, check_country=False) == span.valid
            if span.kind == "card":
                assert luhn.is_valid(span.value) == span.valid
            wrong += not span.valid
    assert wrong > 20


def test_every_slot_of_every_phrase_can_be_filled() -> None:
    every = {language: set(stock(1, 1).phrases[language]) for language in tip.LANGUAGES}
    assert every["en"] == every["es"] == every["ar"]
    for half in (1, 2):
        for language in tip.LANGUAGES:
            rules = stock(half, 5).phrases[language]
            used = {name for rule in rules.values() for name in grammar.slots(rule.options)}
            assert {name for name in used if name not in rules and not known(name)} == set()


@lru_cache(maxsize=1)
def _large() -> tuple[Tip, ...]:
    return tuple(tips(2_400, seed=5))


def test_the_finder_finds_most_of_what_was_planted() -> None:
    hits: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    for each in _large()[:1_800]:
        found = {(one.kind, one.start, one.end) for one in queries.spans(each.text)}
        for span in each.spans:
            if span.kind in ("phone", "email", "plate", "vin", "iban") and span.valid:
                all_[span.kind] += 1
                hits[span.kind] += (span.kind, span.start, span.end) in found
    assert {kind: hits[kind] / many for kind, many in all_.items() if hits[kind] < 0.6 * many} == {}


@pytest.mark.slow
def test_a_model_of_the_first_half_is_good_and_not_perfect_on_the_second() -> None:
    first, second = (
        [each for each in _large() if each.half == half and each.malice != "spam"]
        for half in (1, 2)
    )
    model = classifying.train(_labelled(first[:400])).model
    truth = _labelled(second[:400])
    reached = measuring.macro_f1(model.labels, model.probabilities(truth.texts), truth.labels)
    # Twelve categories: by chance alone it would be a twelfth.
    assert 0.3 < reached < 0.97


def _labelled(given: list[Tip]) -> Labelled:
    return Labelled([one.text for one in given], [one.category for one in given])


def test_files(tmp_path: Path) -> None:
    made = list(tips(60, seed=9))
    counts = write(tmp_path / "a.jsonl", made)
    assert sum(counts["category"].values()) == 60
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    assert lines == [json.loads(json.dumps(row(each))) for each in made]
    write(tmp_path / "a.csv", made)
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    assert [one["text"] for one in cells] == [each.text for each in made]
    assert [json.loads(one["spans"]) for one in cells] == [line["spans"] for line in lines]
    with pytest.raises(Invalid):
        write(tmp_path / "a.txt", made)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It writes the file, tells what is in it, and needs no database."""
    data, file = tmp_path / "data", tmp_path / "tips.jsonl"
    words = ["bench", "tips", "--size", "50", "--seed", "4", "--data", str(data), "--json"]
    assert run([*words, "--out", str(file)], installation=Local) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["bench"], told["size"], told["seed"]) == ("tips", 50, 4)
    assert sum(told["language"].values()) == 50
    assert [json.loads(line)["id"] for line in file.read_text("utf-8").splitlines()] == [
        each.id for each in tips(50, seed=4)
    ]
    assert run(words, installation=Local) == 2
    assert "--out" in capsys.readouterr().err
    assert run([*words, "--out", "tips.xlsx"], installation=Local) == 2
    assert not data.exists()
