"""Two databases that live the same days, except for what is hidden in one of them.

Whatever is random is drawn from a stream that follows from the seed and the step, so that two
worlds in which the same happens answer letter by letter the same.
"""

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connections

from caseloom.access.actions import as_viewer
from caseloom.config.environment import parse_url
from caseloom.config.postgres import Cluster
from caseloom.kernel import clock
from caseloom.kernel.viewer import Viewer
from tests.cast import Cast

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
# What a request's forgery token is masked with at random, held still.
CSRF = "x" * 32


class Chance:
    """The one source of random numbers of both worlds while a step is lived."""

    def __init__(self) -> None:
        self.stream = random.Random(0)

    def begin(self, *parts: object) -> None:
        self.stream = random.Random(" ".join(map(str, parts)))

    def uuid4(self) -> UUID:
        return UUID(int=self.stream.getrandbits(128), version=4)

    def randbelow(self, end: int) -> int:
        return self.stream.randrange(end)

    def choice(self, among: Any) -> Any:
        return self.stream.choice(among)

    def token_bytes(self, size: int) -> bytes:
        return self.stream.randbytes(size)

    def token_hex(self, size: int) -> str:
        return self.stream.randbytes(size).hex()

    def token_urlsafe(self, size: int) -> str:
        return self.stream.randbytes(size).hex()

    @contextmanager
    def instead_of_the_machines(self) -> Iterator[None]:
        """Put this in the place of every source of randomness that an answer may show."""
        with ExitStack() as patches:
            for name in ("uuid4", "randbelow"):
                patches.enter_context(
                    mock.patch(f"caseloom.kernel.ids.{name}", getattr(self, name))
                )
            tips = (
                "tips.sealing.keys", "tips.sealing.tokens", "tips.sealing.envelope",
                "tips.actions.receiving", "web.tell.forms", "web.tips.calls",
            )  # fmt: skip
            for room in ("kernel.numbers", "audit.actions", "access.actions", *tips):
                patches.enter_context(mock.patch(f"caseloom.{room}.secrets", self))
            middleware = "django.middleware.csrf"
            patches.enter_context(mock.patch(f"{middleware}._get_new_csrf_string", lambda: CSRF))
            patches.enter_context(
                mock.patch(f"{middleware}._mask_cipher_secret", lambda secret: CSRF + secret)
            )
            yield


class World:
    """One database with its data folder. Enter it, and everything of Caseloom happens there."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self.name, self.cluster = name, cluster
        self.dsns = cluster.create_database(name, template="caseloom_template")
        with psycopg.connect(cluster.admin_dsn(), autocommit=True) as admin:
            # Nothing here needs to outlive a power cut; the crash tests are elsewhere.
            admin.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        self.data = Path(tempfile.mkdtemp(prefix=f"caseloom-{name}-"))
        self.connection = connections.create_connection("default")
        self.connection.settings_dict = {
            **deepcopy(self.connection.settings_dict), **parse_url(self.dsns.app),
        }  # fmt: skip
        self.connection.settings_dict["CONN_HEALTH_CHECKS"] = False
        self.cast = Cast()

    @contextmanager
    def entered(self) -> Iterator["World"]:
        """Make this the world that the code sees."""
        before, data = connections["default"], settings.DATA
        connections["default"] = self.connection
        settings.DATA = self.data
        try:
            yield self
        finally:
            connections["default"] = before
            settings.DATA = data

    @contextmanager
    def moment(self, chance: Chance, seed: int, step: int, side: str) -> Iterator["World"]:
        """Live one step: the same time and the same chance in every world."""
        chance.begin(seed, step, side)
        with self.entered(), clock.freeze(BEGIN + timedelta(seconds=2 * step)):
            with self.connection.cursor() as cursor:
                cursor.execute("SELECT setseed(%s)", [chance.stream.uniform(-1, 1)])
            yield self

    @contextmanager
    def acting(self, username: str) -> Iterator[Viewer]:
        """A transaction of somebody's."""
        with as_viewer(self.cast.viewer(username)) as viewer:
            yield viewer

    def close(self) -> None:
        """Remove the database and the folder."""
        self.connection.close()
        self.cluster.drop_database(self.name)
        shutil.rmtree(self.data, ignore_errors=True)


@contextmanager
def two_worlds(cluster: Cluster, label: str = "") -> Iterator[tuple[World, World]]:
    """`plain`, where nothing hidden happens, and `secret`, where it does."""
    worlds = World(cluster, f"plain{label}"), World(cluster, f"other{label}")
    try:
        yield worlds
    finally:
        for world in worlds:
            world.close()
