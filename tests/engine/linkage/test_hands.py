"""Units described by several processes are those of one."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from caseloom.engine.linkage import batch, hands
from caseloom.engine.linkage.given import Given


def given(count: int) -> list[Given]:
    return [
        Given(
            f"{n}|1", str(n), [("Person", {"name": [f"Ann Miller{n}"], "phone": ["9191300"]}, {})]
        )
        for n in range(count)
    ]


def test_two_processes_tell_what_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "CHUNK", 30)
    alone = list(hands.tables(given(100), hands=1))
    both = list(hands.tables(given(100), hands=2, least=50))
    assert [one.num_rows for one in both] == [30, 30, 30, 10]
    assert alone == both
    assert [n for one in both for n in one["n"].to_pylist()] == list(range(100))
    assert list(hands.tables([])) == []


def test_what_goes_wrong_in_a_process_is_told() -> None:
    wrong = [*given(60), Given("x|1", "x", [("Person", "not JSON", {})])]
    with pytest.raises(ValueError, match="Expecting value"):
        list(hands.tables(wrong, hands=2, least=50))


_PARENT = """
import os, sys
from pathlib import Path
from caseloom.engine.linkage import hands
from tests.engine.linkage.test_hands import given
if __name__ == "__main__":
    found = hands.tables(given(30_001), hands=2, least=50)
    next(found)
    print(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(), flush=True)
    sys.stdin.read()
"""


def test_no_process_stays_when_the_one_that_asked_is_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None and parent.stdin is not None
    workers = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(workers) >= 2
    parent.kill()
    parent.wait()
    parent.stdout.close()
    parent.stdin.close()
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
