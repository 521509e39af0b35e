"""A small sealed log, and a way to write events."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from caseloom.access.actions import as_viewer
from caseloom.audit import actions, reading
from tests.cast import Cast

Write = Callable[..., int]


@pytest.fixture(autouse=True)
def own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A key folder of this test's own."""
    path = tmp_path / "keys" / "audit.pem"
    monkeypatch.setattr(settings, "CASELOOM_AUDIT_KEY", path)
    yield path


@pytest.fixture
def write(cast: Cast) -> Write:
    """Write `count` events as the agent, in one transaction; returns the last one's id."""
    agent = cast.agent
    scopes = sorted(agent.scopes)

    def write(count: int = 1, verb: str = "profile.viewed") -> int:
        with as_viewer(agent) as by:
            for number in range(count):
                shown = {scope: {"name": [f"Ada {number}"], "n": number} for scope in scopes}
                last = actions.record(
                    verb=verb, object_kind="entity", object_id=f"e{number}", by=by,
                    shown=shown if number % 3 else {}, detail={"links": number},
                )  # fmt: skip
        return last

    return write


def seal(cast: Cast) -> None:
    """Sequence and sign everything that is committed.

    A transaction anywhere on the server, an automatic ANALYZE for instance, holds back the later
    ones until it ends, so try again while something waits.
    """
    for _ in range(2_000):
        with as_viewer(cast.auditor) as auditor:
            actions.sequence(by=auditor)
            if not reading.waiting():
                break
    with as_viewer(cast.auditor) as auditor:
        actions.checkpoint(by=auditor)
