"""One small demonstration, built once and served to a real Chromium, for all journeys."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import Browser

from caseloom.cli.demo.build import build
from caseloom.config.postgres import Cluster
from tests.conftest import use
from tests.journeys.actors import Actors
from tests.web.browser import serve

DATABASE = "caseloom_journeys"
SMALL = 5_000


@pytest.fixture(scope="package")
def actors(
    cluster: Cluster,
    django_db_setup: None,
    django_db_blocker: Any,
    chromium: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Actors]:
    """The people of the demonstration, each with a browser of his own."""
    data: Path = tmp_path_factory.mktemp("journeys")
    with django_db_blocker.unblock():
        use(cluster.create_database(DATABASE))
        call_command("migrate", database="owner", verbosity=0)
        passwords = {one.username: one.password for one in build(data, size=SMALL)}
        cache.clear()
        for site in serve():
            people = Actors(chromium, site, passwords)
            yield people
            people.leave()
        connections.close_all()
        use(cluster.dsns("caseloom_test"))
    cluster.drop_database(DATABASE)


@pytest.fixture(autouse=True)
def nothing_complains(actors: Actors) -> Iterator[None]:
    """Each journey fails on what the pages that it saw printed to the console."""
    yield
    actors.complain()
