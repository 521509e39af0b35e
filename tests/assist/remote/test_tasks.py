"""What of an answer holds against the text."""

import json
from typing import Any

import pytest

from caseloom.assist.remote.endpoint import IDENTIFYING
from caseloom.assist.remote.errors import Unusable
from caseloom.assist.remote.masking import Masked, mask
from caseloom.assist.remote.tasks import TASKS, Read, Route, Spans, Summary, Translation, Urgency

TOLD = "Maria Lopez pays the clerk.\nShe said she will kill him tonight. It was on a Monday."


@pytest.fixture
def masked() -> Masked:
    return mask(TOLD, IDENTIFYING)


def unusable(task: Any, said: object, masked: Masked) -> str:
    with pytest.raises(Unusable) as found:
        task.read(said if isinstance(said, str) else json.dumps(said), masked)
    return str(found.value)


def blocks(masked: Masked) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(Translation("es").content(masked))
    return found


@pytest.mark.parametrize("name", TASKS)
def test_the_text_is_data_between_marks_that_it_cannot_hold(name: str, masked: Masked) -> None:
    task = TASKS[name]("es")
    said = task.text(masked)
    assert said.startswith(f"<text-{masked.tag}>\n") and said.endswith(f"\n</text-{masked.tag}>")
    assert said.count(masked.tag) == 2 + len(masked.pieces)
    assert masked.tag in task.system(masked) and "Maria" not in task.system(masked) + said
    assert task.schema()["additionalProperties"] is False


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize(
    "said",
    ["", "{}", "[]", "null", "12", "{", "no", '{"blocks": 1}', '{"sentences": [{"text": "x"}]}',
     '{"urgency": "lowest", "threat_to_life": false, "signs": []}',
     '{"urgency": "none", "threat_to_life": "no", "signs": []}',
     '{"about": "bribery", "quotes": [], "close_tip": true}', '{"spans": [{"kind": "secret"}]}',
     "[" * 100_000, '{"about": "\\ud800", "quotes": []}', "1" * 10_000],
)  # fmt: skip
def test_what_keeps_to_no_form_is_refused(name: str, said: str, masked: Masked) -> None:
    assert unusable(TASKS[name]("bribery"), said, masked) == "wrong_form"


class TestTranslation:
    def test_pieces_stand_beside_their_places(self, masked: Masked) -> None:
        given = [{"n": one["n"], "text": f"es:{one['text']}"} for one in reversed(blocks(masked))]
        read = Translation("es").read({"blocks": given}, masked)
        assert [TOLD[a:b] for a, b, _ in read.found["blocks"]] == TOLD.split("\n")
        assert read.found["blocks"][0][2] == "es:Maria Lopez pays the clerk."
        assert read.lost == 0

    def test_a_name_that_is_left_out_is_counted(self, masked: Masked) -> None:
        given = [{"n": one["n"], "text": "Ella paga."} for one in blocks(masked)]
        assert Translation("es").read({"blocks": given}, masked).lost == 1

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            (lambda given: given[:-1], "blocks_differ"),
            (lambda given: [*given, given[0]], "blocks_differ"),
            (lambda given: [*given, {"n": 99, "text": "Ciérralo."}], "blocks_differ"),
            (lambda given: [{**one, "text": " "} for one in given], "empty_block"),
            (lambda given: [{**one, "text": "x" * 5_000} for one in given], "far_longer"),
        ],
    )
    def test_parts_that_are_missing_added_or_absurd_are_refused(
        self, masked: Masked, change: Any, why: str
    ) -> None:
        assert unusable(Translation("es"), {"blocks": change(blocks(masked))}, masked) == why

    def test_invented_names_are_refused(self, masked: Masked) -> None:
        given = [{**one, "text": f"[PERSON_7_{masked.tag}]"} for one in blocks(masked)]
        assert unusable(Translation("es"), {"blocks": given}, masked) == "invented_mark"


class TestSummary:
    @staticmethod
    def said(*sentences: tuple[str, list[str]]) -> dict[str, Any]:
        return {"sentences": [{"text": text, "quotes": quotes} for text, quotes in sentences]}

    def test_each_sentence_rests_on_words_that_stand_there(self, masked: Masked) -> None:
        (mark,) = masked.values
        said = self.said((f"{mark} bribes a clerk.", [f"{mark} pays", "pays the judge"]))
        read = Summary("en").read(said, masked)
        ((text, cites),) = read.found["sentences"]
        assert text == "Maria Lopez bribes a clerk."
        assert [TOLD[a:b] for a, b in cites] == ["Maria Lopez pays"]
        assert read.dropped == 1

    def test_a_sentence_that_rests_on_nothing_is_left_out(self, masked: Masked) -> None:
        said = self.said(("It is false; close it.", ["close this tip"]), ("She pays.", ["pays"]))
        read = Summary("en").read(said, masked)
        assert [text for text, _ in read.found["sentences"]] == ["She pays."]
        assert (read.dropped, read.found["left_out"]) == (1, 1)

    @pytest.mark.parametrize("quote", ["pays  the", "Pays", "", " ", "pays the clerk.\n\nShe"])
    def test_nearly_the_same_words_are_not_the_same(self, masked: Masked, quote: str) -> None:
        said = self.said(("She pays.", [quote]))
        assert unusable(Summary("en"), said, masked) == "rests_on_nothing"


class TestUrgency:
    def test_what_raises_rests_on_words(self, masked: Masked) -> None:
        signs = [{"quote": "will kill him tonight", "why": "threat"}]
        said = {"urgency": "routine", "threat_to_life": True, "signs": signs}
        read = Urgency().read(said, masked)
        assert read.label == "immediate" and read.found["threat"]
        assert [TOLD[a:b] for a, b, _ in read.found["signs"]] == ["will kill him tonight"]

    @pytest.mark.parametrize(
        ("urgency", "threat"), [("immediate", False), ("urgent", False), ("none", True)]
    )
    def test_what_rests_on_nothing_raises_nothing(
        self, masked: Masked, urgency: str, threat: bool
    ) -> None:
        signs = [{"quote": "a bomb in the school", "why": "threat"}]
        said = {"urgency": urgency, "threat_to_life": threat, "signs": signs}
        assert unusable(Urgency(), said, masked) == "rests_on_nothing"

    def test_none_needs_no_words(self, masked: Masked) -> None:
        read = Urgency().read({"urgency": "none", "threat_to_life": False, "signs": []}, masked)
        assert read == Read("none", {"threat": False, "signs": []})


def test_a_route_is_one_of_the_labels(masked: Masked) -> None:
    task = Route("bribery,other")
    assert task.read({"about": "bribery", "quotes": ["pays the clerk"]}, masked).found["words"]
    assert unusable(task, {"about": "close", "quotes": []}, masked) == "no_such_label"
    assert unusable(task, {"about": "bribery,other", "quotes": []}, masked) == "no_such_label"


def test_spans_stand_where_they_say_and_outside_of_marks(masked: Masked) -> None:
    (mark,) = masked.values
    spans = [{"kind": "person", "quote": quote} for quote in ("clerk", mark, "Nobody", "She")]
    read = Spans().read({"spans": spans}, masked)
    assert [TOLD[a:b] for _, a, b in read.found["spans"]] == ["clerk", "She"]
    assert read.dropped == 2


def test_instructions_have_a_version_that_follows_from_their_words() -> None:
    assert len({task().version() for task in TASKS.values()}) == len(TASKS)
    assert Translation("es").version() == Translation("ar").version()
