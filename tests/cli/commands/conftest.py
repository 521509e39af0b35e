"""A terminal on a migrated database of each module's own, with the cast in it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from tests.conftest import use

from caseloom.cli import main
from caseloom.config.postgres import Cluster, Dsns

_numbers = count(1)


class Tested:
    """An installation whose database the test has chosen and keeps open."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder or settings.DATA
        self.own_database = True

    def open(self) -> None:
        """It is open."""

    def close(self) -> None:
        """The test closes it."""


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


class Terminal:
    """Runs commands as somebody and reads what they say."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def run(self, *words: object, who: str = "agent") -> Done:
        self.capsys.readouterr()
        acting = ("--as", who, "--purpose", "a test") if who else ()
        status = main.run([*map(str, words), *acting], installation=Tested)
        said = self.capsys.readouterr()
        return Done(status, said.out, said.err)

    def json(self, *words: object, who: str = "agent") -> Any:
        done = self.run(*words, "--json", who=who)
        assert done.status == 0, done.err
        assert done.out.count("\n") == 1
        return json.loads(done.out)


@pytest.fixture
def terminal(database: Dsns, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """The terminal on the module's database."""
    return Terminal(capsys)


@pytest.fixture(scope="module")
def databases(
    cluster: Cluster, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Callable[[], Dsns]]:
    """Makes databases with nothing but the cast, and uses the one made last."""
    made: list[str] = []

    def make() -> Dsns:
        made.append(f"caseloom_terminal_{next(_numbers)}")
        dsns = cluster.create_database(made[-1], template="caseloom_template")
        use(dsns)
        return dsns

    with django_db_blocker.unblock():
        yield make
        connections.close_all()
        use(cluster.dsns("caseloom_test"))
    for name in made:
        cluster.drop_database(name)


@pytest.fixture(scope="module")
def database(databases: Callable[[], Dsns]) -> Dsns:
    """The module's database."""
    return databases()
