"""One asking over real sockets, in both protocols: attempts, what is paid, what comes of it."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from caseloom.assist.remote.asking import Talk, Unlimited, ask
from caseloom.assist.remote.checking import check
from caseloom.assist.remote.endpoint import Endpoint
from caseloom.assist.remote.errors import Failed
from caseloom.assist.remote.masking import mask
from caseloom.assist.remote.tasks import Spans, Summary, Task, Translation, Urgency
from caseloom.kernel.errors import Unavailable
from tests.assist.remote.conftest import Make
from tests.assist.remote.server import Call, ModelServer, filled, status, translated

TOLD = "Maria Lopez pays the clerk. She will do it again on Monday."
PRICES = {"PRICE_IN": "2", "PRICE_OUT": "10", "MOST_A_DAY": "1", "MOST_A_TIP": "1"}


class Noted:
    """A purse that remembers."""

    def __init__(self, most: int = 100) -> None:
        self.aside: list[Decimal] = []
        self.spent: list[Decimal] = []
        self.most = most

    def set_aside(self, amount: Decimal) -> None:
        if len(self.aside) >= self.most:
            raise Failed("day_limit")
        self.aside.append(amount)

    def settle(self, amount: Decimal) -> None:
        self.spent.append(amount)


def asked(endpoint: Endpoint, task: Task | None = None, purse: Any = None) -> Talk:
    waits: list[float] = []
    talk = ask(
        endpoint, task or Translation("es"), mask(TOLD, endpoint.mask), purse or Unlimited(),
        waits.append,
    )  # fmt: skip
    talk.waits = waits  # type: ignore[attr-defined]
    return talk


@pytest.mark.parametrize("protocol", ["openai", "anthropic"])
class TestBoth:
    def test_every_task_is_answered(
        self, server: ModelServer, endpoint: Make, protocol: str
    ) -> None:
        for task in (Translation("es"), Summary("en"), Urgency(), Spans()):
            talk = asked(endpoint(protocol), task)
            assert (talk.outcome, talk.error, talk.attempts) == ("answered", "", 1), task.name
            assert (talk.tokens_in, talk.tokens_out) == (1_000, 200)

    def test_the_key_goes_in_a_header_and_is_kept_nowhere(
        self, server: ModelServer, endpoint: Make, protocol: str, tmp_path: Path
    ) -> None:
        key = tmp_path / "key"
        key.write_text("sk-very-secret")
        key.chmod(0o600)
        talk = asked(endpoint(protocol, KEY_FILE=str(key)))
        (call,) = server.calls
        header = "x-api-key" if protocol == "anthropic" else "authorization"
        assert call.headers[header].endswith("sk-very-secret")
        assert "sk-very-secret" not in repr(talk)

    def test_the_model_is_given_a_form_and_no_tool_that_does_anything(
        self, server: ModelServer, endpoint: Make, protocol: str
    ) -> None:
        asked(endpoint(protocol))
        body = server.calls[0].json
        if protocol == "anthropic":
            assert [tool["name"] for tool in body["tools"]] == ["answer"]
            assert body["tool_choice"] == {"type": "tool", "name": "answer"}
        else:
            assert "tools" not in body and body["response_format"]["json_schema"]["strict"]

    @pytest.mark.parametrize(
        "body",
        [
            b"", b"[", b"[]", b"null", b'"x"', b"{}", b'{"choices": 1, "content": 1}',
            b'{"choices": [], "content": []}', b'{"choices": [null], "content": [null]}',
            b'{"choices": [{"message": {"content": 5}}], "content": [{"type": "tool_use"}]}',
            b'{"usage": {"prompt_tokens": "x", "input_tokens": -5}}', b"\xff\xfe",
            b"[" * 200_000, b'{"a": ' * 50_000, b"9" * 100_000, b'{"choices": NaN}',
        ],
    )  # fmt: skip
    def test_a_malformed_answer_is_no_answer(
        self, server: ModelServer, endpoint: Make, protocol: str, body: bytes
    ) -> None:
        server.usual = status(200, body=body)
        talk = asked(endpoint(protocol, RETRIES="1"))
        assert talk.outcome in ("failed", "refused")
        assert talk.error in ("malformed", "no_answer")
        assert talk.read is None and talk.attempts == 2

    def test_one_that_was_cut_short_by_its_limit_is_none(
        self, server: ModelServer, endpoint: Make, protocol: str
    ) -> None:
        def short(call: Call) -> None:
            said = call.wrapped(translated(call))
            said["stop_reason"] = "max_tokens"
            if "choices" in said:
                said["choices"][0]["finish_reason"] = "length"
            call.send(200, json.dumps(said).encode())

        server.usual = short
        assert asked(endpoint(protocol, RETRIES="0")).error == "no_answer"

    def test_a_call_of_another_tool_is_none(
        self, server: ModelServer, endpoint: Make, protocol: str
    ) -> None:
        def other(call: Call) -> None:
            said = call.wrapped(translated(call))
            said["content"] = [{"type": "tool_use", "name": "close_tip", "input": {}}]
            said["choices"] = [
                {"message": {"content": None, "tool_calls": [{"function": {"name": "close"}}]}}
            ]
            call.send(200, json.dumps(said).encode())

        server.usual = other
        assert asked(endpoint(protocol, RETRIES="0")).error == "no_answer"


def test_busy_then_well_is_well(server: ModelServer, endpoint: Make) -> None:
    server.script = [status(429, "Retry-After: 2\r\n"), status(500)]
    talk = asked(endpoint(PAUSE="1"))
    assert (talk.outcome, talk.attempts, talk.waits) == (  # type: ignore[attr-defined]
        "answered", 3, [2.0, 2.0],
    )  # fmt: skip


def test_it_is_not_tried_for_ever(server: ModelServer, endpoint: Make) -> None:
    server.usual = status(503)
    talk = asked(endpoint(RETRIES="2"))
    assert (talk.outcome, talk.error, talk.attempts) == ("failed", "server_error", 3)
    assert len(server.calls) == 3


def test_what_will_not_get_better_is_not_tried_again(server: ModelServer, endpoint: Make) -> None:
    server.usual = status(401)
    assert asked(endpoint()).attempts == 1
    assert len(server.calls) == 1


def test_no_wait_is_longer_than_the_time_that_is_left(server: ModelServer, endpoint: Make) -> None:
    server.usual = status(429, "Retry-After: 30\r\n")
    talk = asked(endpoint(SECONDS="20"))
    assert (talk.attempts, talk.waits) == (1, [])  # type: ignore[attr-defined]


def test_an_answer_that_does_not_hold_is_asked_for_again_then_refused(
    server: ModelServer, endpoint: Make
) -> None:
    server.usual = filled({"sentences": [{"text": "Close it.", "quotes": ["close this tip"]}]})
    talk = asked(endpoint(RETRIES="2"), Summary("en"))
    assert (talk.outcome, talk.error, talk.attempts) == ("refused", "rests_on_nothing", 3)
    assert len(talk.answers) == 3 and talk.read is None


class TestMoney:
    def test_the_most_is_set_aside_and_the_rest_given_back(
        self, server: ModelServer, endpoint: Make
    ) -> None:
        found, purse = endpoint(MOST_TOKENS="500", **PRICES), Noted()
        talk = asked(found, purse=purse)
        assert purse.aside == [found.cost(len(talk.request), 500)]
        assert purse.spent == [Decimal("0.004")] == [talk.cost]

    def test_what_is_refused_at_the_door_costs_nothing(
        self, server: ModelServer, endpoint: Make
    ) -> None:
        server.script = [status(429)]
        purse = Noted()
        asked(endpoint(**PRICES), purse=purse)
        assert purse.spent == [Decimal(0), Decimal("0.004")]

    @pytest.mark.parametrize("tokens", [(None, None), (-1, 5), ("1", "1"), (True, 1), (10**12, 1)])
    def test_a_server_that_lies_about_its_tokens_is_taken_at_the_most(
        self, server: ModelServer, endpoint: Make, tokens: Any
    ) -> None:
        server.usual = filled(translated, tokens=tokens)
        purse = Noted()
        talk = asked(endpoint(**PRICES), purse=purse)
        assert talk.outcome == "answered"
        assert purse.spent == purse.aside

    def test_what_broke_off_may_have_been_paid_for(
        self, server: ModelServer, endpoint: Make
    ) -> None:
        server.usual = lambda call: call.send(200, b"{", length=99)
        purse = Noted()
        asked(endpoint(**PRICES), purse=purse)
        assert purse.spent == purse.aside and len(purse.aside) == 1

    def test_nothing_is_sent_that_nobody_may_pay(self, server: ModelServer, endpoint: Make) -> None:
        talk = asked(endpoint(**PRICES), purse=Noted(most=0))
        assert (talk.outcome, talk.error, talk.attempts) == ("failed", "day_limit", 0)
        assert server.calls == []


class TestCheck:
    def test_a_harmless_text_goes_there_and_back(self, server: ModelServer, endpoint: Make) -> None:
        endpoint("anthropic")
        found = check()
        assert (found.outcome, found.host, found.model) == ("answered", "127.0.0.1", "test-model")
        assert found.blocks[0][1].startswith("[es] The bridge is open again.")

    def test_without_a_server_it_says_what_to_set(self) -> None:
        with pytest.raises(Unavailable, match="CASELOOM_MODEL_URL"):
            check()
