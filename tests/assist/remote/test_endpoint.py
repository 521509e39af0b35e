"""Settings of the model server: what makes no sense is refused and named."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from caseloom.assist.remote.endpoint import IDENTIFYING, KINDS, configured
from caseloom.kernel.errors import Unavailable

GOOD = {
    "CASELOOM_MODEL_URL": "https://models.example.org/v1/",
    "CASELOOM_MODEL_NAME": "m",
    "CASELOOM_MODEL_HOSTS": "models.example.org, 10.0.0.8",
}


def test_none_is_set_up_unless_somebody_does(settings: Any) -> None:
    assert settings.CASELOOM_MODEL == {}
    assert configured() is None
    settings.CASELOOM_MODEL = {**GOOD, "CASELOOM_MODEL_URL": " "}
    assert configured() is None


def test_what_is_set_is_read(settings: Any, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("sk-123\n")
    key.chmod(0o600)
    settings.CASELOOM_MODEL = {
        **GOOD, "CASELOOM_MODEL_KEY_FILE": str(key), "CASELOOM_MODEL_PRICE_IN": "2.5",
        "CASELOOM_MODEL_PRICE_OUT": "10", "CASELOOM_MODEL_MOST_A_DAY": "5",
        "CASELOOM_MODEL_MOST_A_TIP": "0.50", "CASELOOM_MODEL_READS": "urgency, spans",
        "CASELOOM_MODEL_MASK": "all",
    }  # fmt: skip
    found = configured()
    assert found is not None
    assert (found.url, found.protocol, found.host) == (
        "https://models.example.org/v1", "openai", "models.example.org",
    )  # fmt: skip
    assert found.hosts == {"models.example.org", "10.0.0.8"}
    assert found.key == "sk-123" and "sk-123" not in repr(found)
    assert found.cost(1_000, 100) == Decimal("0.0035")
    assert found.most_a_tip == Decimal("0.50")
    assert (found.reads, found.mask) == (("urgency", "spans"), KINDS)


def test_without_a_word_what_identifies_is_masked(settings: Any) -> None:
    settings.CASELOOM_MODEL = GOOD
    found = configured()
    assert found is not None
    assert (found.mask, found.reads, found.key) == (IDENTIFYING, (), "")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("URL", "ftp://models.example.org"), ("URL", "models.example.org"),
        ("URL", "https://u:p@models.example.org/v1"), ("URL", "https://models.example.org/v1?a=b"),
        ("URL", "https://models.example.org:99999/"), ("URL", "https://[::1"),
        ("PROTOCOL", "gopher"), ("SECONDS", "0"), ("SECONDS", "NaN"), ("RETRIES", "6"),
        ("RETRIES", "many"), ("MOST_BYTES", "1"), ("MASK", "nothing"), ("MASK", "none"),
        ("READS", "translation"), ("TOKENS_FIELD", "tokens"), ("PRICE_IN", "-1"),
        ("MOST_A_DAY", "-1"), ("KEY_FILE", "/nowhere/at/all"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_named(settings: Any, variable: str, value: str) -> None:
    settings.CASELOOM_MODEL = {**GOOD, f"CASELOOM_MODEL_{variable}": value}
    with pytest.raises(Unavailable) as found:
        configured()
    assert found.value.field == f"CASELOOM_MODEL_{variable}"
    assert found.value.remedy


@pytest.mark.parametrize("missing", ["CASELOOM_MODEL_NAME", "CASELOOM_MODEL_HOSTS"])
def test_what_is_needed_is_asked_for(settings: Any, missing: str) -> None:
    settings.CASELOOM_MODEL = {key: value for key, value in GOOD.items() if key != missing}
    with pytest.raises(Unavailable, match=missing):
        configured()


def test_a_host_must_be_in_the_list(settings: Any) -> None:
    settings.CASELOOM_MODEL = {**GOOD, "CASELOOM_MODEL_HOSTS": "example.org"}
    with pytest.raises(Unavailable, match="does not name"):
        configured()


def test_a_price_needs_limits(settings: Any) -> None:
    settings.CASELOOM_MODEL = {
        **GOOD, "CASELOOM_MODEL_PRICE_IN": "1", "CASELOOM_MODEL_MOST_A_DAY": "1",
    }  # fmt: skip
    with pytest.raises(Unavailable, match="needs a limit"):
        configured()


@pytest.mark.parametrize(
    ("text", "mode"), [("sk-123", 0o644), ("", 0o600), ("two words", 0o600), ("é", 0o600)]
)
def test_a_key_that_others_read_or_that_is_none_is_refused(
    settings: Any, tmp_path: Path, text: str, mode: int
) -> None:
    key = tmp_path / "key"
    key.write_text(text)
    key.chmod(mode)
    settings.CASELOOM_MODEL = {**GOOD, "CASELOOM_MODEL_KEY_FILE": str(key)}
    with pytest.raises(Unavailable) as found:
        configured()
    assert text not in str(found.value) or not text
