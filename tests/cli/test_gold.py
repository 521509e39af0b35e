"""The hand-written tips hold the form they claim: what is wrong here makes every score wrong."""

import base64
import hashlib
import json
import re
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from stdnum import iban, luhn
from tests.cli.tips import level

from caseloom.cli.bench import gold
from caseloom.cli.bench.tips import tip
from caseloom.cli.bench.tips.making import tips

FOLDER = Path(gold.__file__).parent
KINDS = {
    "person", "organisation", "phone", "email", "plate", "vin", "iban", "card", "crypto",
    "address", "date", "money", "url", "handle",
}  # fmt: skip
COINS = {"USD", "EUR", "GBP", "MXN", "COP", "SAR", "AED", "EGP", "MAD"}
WORDS = re.compile(r"\bk\b|grand|mil\b|mill|alf|الف|mil |[\d.]+[km]\b")
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

Row = dict[str, Any]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    lines = (FOLDER / "tips.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_rows_have_the_form_of_generated_ones(rows: list[Row]) -> None:
    assert [row["id"] for row in rows] == [f"gold-{n:04d}" for n in range(1, len(rows) + 1)]
    for row in rows:
        assert tuple(row) == tip.COLUMNS, row["id"]
        assert row["half"] == 0
        assert row["text"] == row["text"].strip()
        assert tuple(row["complete"]) == tip.FACTS
        assert set(map(type, row["complete"].values())) == {bool}
        assert type(row["threat"]) is bool
        for span in row["spans"]:
            assert tuple(span) == tip.Span.__slots__


def test_labels_are_legal_and_agree(rows: list[Row]) -> None:
    legal: dict[str, tuple[str | None, ...]] = {
        "language": tip.LANGUAGES,
        "channel": tip.CHANNELS,
        "register": tip.REGISTERS,
        "category": tip.CATEGORIES,
        "urgency": tip.URGENCIES,
        "threat_case": (None, *tip.THREATS, *tip.NO_THREATS),
        "malice": tip.MALICE,
        "how": (None, "near", "paraphrase"),
        "injected": (None, *tip.ORDERS),
        "disguise": (None, *tip.DISGUISES),
    }
    for row in rows:
        assert all(row[name] in values for name, values in legal.items()), row["id"]
        assert row["threat"] == (row["threat_case"] in tip.THREATS), row["id"]
        assert not row["threat"] or row["urgency"] == "immediate", row["id"]
        assert (row["malice"] == "injection") == (row["injected"] is not None), row["id"]
        assert (row["injected"] is None) == (row["disguise"] is None), row["id"]
        assert (row["register"] != "phone-transcribed") or row["channel"] == "phone", row["id"]


def test_spans_are_exact(rows: list[Row]) -> None:
    for row in rows:
        end = 0
        for span in row["spans"]:
            raw = row["text"][span["start"] : span["end"]]
            assert end <= span["start"] < span["end"] <= len(row["text"]), row["id"]
            end = span["end"]
            assert span["kind"] in KINDS
            assert raw == raw.strip(), (row["id"], raw)
            assert _says(span["kind"], raw, span["value"]), (row["id"], raw, span["value"])


def _says(kind: str, raw: str, value: str) -> bool:
    """Whether `raw` writes `value`, as far as that can be told without reading words."""
    plain, digits = level(raw), re.sub(r"\D", "", level(raw))
    match kind:
        case "person" | "organisation" | "address":
            return _bare(value) == _bare(raw)
        case "phone":
            return re.fullmatch(r"\+?\d+", value) is not None and digits[-7:] == value[-7:]
        case "email":
            spelt = re.sub(r" ?\((?:at|arroba)\) ?| (?:at|arroba) ", "@", plain)
            return re.sub(r" ?\(dot\) ?| (?:dot|punto) ", ".", spelt) == value
        case "plate" | "vin" | "iban" | "card":
            return re.sub(r"[\W_]", "", level(raw)) == level(value)
        case "date":
            return _dated(digits, value)
        case "money":
            return _summed(plain, value)
        case _:
            return plain == level(value)


def _bare(name: str) -> str:
    """Without what people leave out when they type: dots and a hamza at the end."""
    return level(name).replace(".", "").replace("ء", "")


def _dated(digits: str, value: str) -> bool:
    year, _, rest = value.lstrip("-").rpartition("-") if value.startswith("--") else ("", "", "")
    if value.startswith("--"):
        return date(2000, int(year), int(rest)) is not None
    day = date.fromisoformat(value if len(value) == 10 else f"{value}-01")
    return not digits or str(day.year % 100).zfill(2) in digits


def _summed(plain: str, value: str) -> bool:
    amount, coin = value.split()
    figures = re.search(r"\d[\d.,]*", plain)
    if coin not in COINS:
        return False
    if figures is None or WORDS.search(plain):
        return float(amount) > 0
    written = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", figures[0].rstrip(".,"))
    return float(written.replace(",", ".")) == float(amount)


def test_numbers_are_valid_as_told(rows: list[Row]) -> None:
    told: Counter[tuple[str, bool]] = Counter()
    for row in rows:
        for span in row["spans"]:
            kind, value, valid = span["kind"], span["value"], span["valid"]
            told[kind, valid] += 1
            assert valid == _could_be(kind, value), (row["id"], span)
    for kind in ("phone", "iban", "card", "vin", "crypto"):
        assert told[kind, True] >= 5, kind
        assert told[kind, False] >= 1, kind


def _could_be(kind: str, value: str) -> bool:
    match kind:
        case "phone":
            return value[0] == "+" and phonenumbers.is_possible_number(phonenumbers.parse(value))
        case "iban":
            return bool(iban.is_valid(value))
        case "card":
            return bool(luhn.is_valid(value))
        case "vin":
            return _vin(value)
        case "crypto":
            return _coin(value)
        case _:
            return True


def _vin(value: str) -> bool:
    worth = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), 1, 2, 3, 4, 5, 7, 9, *range(2, 10)),
                     strict=True))  # fmt: skip
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    rest = sum(
        (int(c) if c.isdigit() else worth[c]) * w for c, w in zip(value, weights, strict=True)
    )
    return value[8] == "0123456789X"[rest % 11]


def _coin(value: str) -> bool:
    if value.startswith("0x"):
        return re.fullmatch("0x[0-9a-f]{40}", value) is not None
    if value.startswith("bc1"):
        return _bech32([3, 3, 0, 2, 3, *(BECH32.index(c) for c in value[3:])]) == 1
    number = 0
    for letter in value:
        number = number * 58 + BASE58.index(letter)
    whole = number.to_bytes(25, "big")
    twice = hashlib.sha256(hashlib.sha256(whole[:-4]).digest()).digest()
    return twice[:4] == whole[-4:]


def _bech32(values: list[int]) -> int:
    """The checksum of BIP 173, which is 1 when it is right."""
    made = 1
    for value in values:
        top, made = made >> 25, (made & 0x1FFFFFF) << 5 ^ value
        for bit, add in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            made ^= add if top >> bit & 1 else 0
    return made


def test_every_mention_of_a_name_is_marked(rows: list[Row]) -> None:
    for row in rows:
        rest = list(row["text"])
        for span in row["spans"]:
            rest[span["start"] : span["end"]] = "_" * (span["end"] - span["start"])
        left = "".join(rest)
        for span in row["spans"]:
            if span["kind"] in ("date", "money"):
                continue
            raw = row["text"][span["start"] : span["end"]]
            assert not re.search(rf"(?<!\w){re.escape(raw)}(?!\w)", left), (row["id"], raw)


def test_what_looks_like_an_identifier_is_marked(rows: list[Row]) -> None:
    """No address of mail or web, no sum and no account stands unmarked."""
    shape = re.compile(
        r"\S@\S|https?:|www\.|[$€£] ?\d|\d ?[€£]|\b[A-Z]{2}\d{2} ?[A-Z0-9]{4} ?\d{4}"
    )
    for row in rows:
        left, start = "", 0
        for span in row["spans"]:
            left += row["text"][start : span["start"]] + " _ "
            start = span["end"]
        found = shape.search(left + row["text"][start:])
        assert found is None, (row["id"], found)


def test_no_two_texts_are_near_alike_but_those_said_to_be(rows: list[Row]) -> None:
    by_id = {row["id"]: row for row in rows}
    parts = {row["id"]: _parts(row["text"]) for row in rows}
    near = {(row["duplicate_of"], row["id"]) for row in rows if row["how"] == "near"}
    for one, two in combinations(rows, 2):
        pair = (one["id"], two["id"])
        alike = len(parts[pair[0]] & parts[pair[1]]) / len(parts[pair[0]] | parts[pair[1]])
        if pair in near:
            assert one["text"] != two["text"]
            assert alike > 0.4, pair
        else:
            assert alike < (0.25 if one["story"] == two["story"] else 0.2), (pair, alike)
    for row in rows:
        first = by_id.get(row["duplicate_of"])
        assert (first is None) == (row["how"] is None)
        if first:
            assert first["duplicate_of"] is None
            assert first["id"] < row["id"]
            for same in ("story", "language", "category", "threat", "threat_case", "urgency"):
                assert first[same] == row[same], (row["id"], same)
            assert first["sender"] != row["sender"]
    stories = {row["story"] for row in rows if row["duplicate_of"] is None}
    assert len(stories) == sum(row["duplicate_of"] is None for row in rows)


def _parts(text: str) -> set[str]:
    plain = re.sub(r"\W+", " ", level(text))
    return {plain[at : at + 4] for at in range(max(1, len(plain) - 3))}


def test_nothing_is_taken_from_what_the_generator_writes(rows: list[Row]) -> None:
    """A run of five words in both would make the set easier than the world is."""
    generated = {run for each in tips(1_200, seed=5) for run in _runs(each.text)}
    assert len(generated) > 10_000
    assert {(row["id"], run) for row in rows for run in _runs(row["text"]) if run in generated} == (
        set()
    )


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", level(text))
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def test_an_order_disguised_is_there(rows: list[Row]) -> None:
    for row in rows:
        if row["disguise"] == "base64":
            [code] = re.findall(r"[A-Za-z0-9+/]{40,}={0,2}", row["text"])
            assert "phone numbers" in base64.b64decode(code).decode()
        if row["disguise"] == "hidden":
            assert row["text"].count("\u200b") > 30
        else:
            assert "\u200b" not in row["text"], row["id"]
    assert {row["disguise"] for row in rows} == {None, *tip.DISGUISES}
    assert {row["injected"] for row in rows} == {None, *tip.ORDERS}


def test_the_readme_tells_the_counts(rows: list[Row]) -> None:
    told = (FOLDER / "README.md").read_text()
    for language in tip.LANGUAGES:
        mine = [row for row in rows if row["language"] == language]
        cases = Counter(row["threat_case"] for row in mine)
        cells = [language, len(mine), *(cases[one] for one in (*tip.THREATS, *tip.NO_THREATS))]
        assert f"| {' | '.join(map(str, cells))} |" in told, cells
    assert sum(row["threat"] for row in rows) >= 90
    assert sum(row["threat_case"] in tip.NO_THREATS for row in rows) >= 60
    for name, many in Counter(row["category"] for row in rows).items():
        assert f"{name} {many}" in told, (name, many)
