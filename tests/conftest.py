"""A real PostgreSQL for every test, and the people who play in them.

The database is migrated by its owner and used as the app's role, as in an installation. A test
that needs real commits (threads, a server, a crash) asks for `committed` and gets a database of
its own, copied from the migrated one.
"""

import os
import shutil
from collections.abc import Iterator
from itertools import count
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from caseloom.config.environment import parse_url
from caseloom.config.postgres import Cluster, Dsns
from tests.cast import Cast, add_people

_numbers = count(1)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
]  # fmt: skip


# What every file of these folders needs is built once: they go to one process together.
TOGETHER = ("tests/journeys/",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, so that no process is left alone with one at the end.

    After them those that use a browser, which takes seconds as well.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    seen = {item.path for item in items if "chromium" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: (item.path not in slow, item.path not in seen))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file goes to one process, and so do the files of a folder that is built for all of them."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            together = (folder for folder in TOGETHER if nodeid.startswith(folder))
            file: str = super()._split_scope(nodeid)
            return next(together, file)

    return ByFile(config, log)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The PostgreSQL server of this test run."""
    server = Cluster(settings.DATA)
    server.start()
    hurry(server)
    yield server
    connections.close_all()
    server.stop()
    shutil.rmtree(settings.DATA, ignore_errors=True)


def hurry(server: Cluster) -> None:
    """Spare this throw-away server the disk: nothing here outlives a power cut, crashes it does."""
    with psycopg.connect(server.admin_dsn(), autocommit=True) as admin:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            admin.execute(f"ALTER SYSTEM SET {setting} = off")
        admin.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def django_db_setup(cluster: Cluster, django_db_blocker: Any) -> None:
    """Migrate a template database once, with the cast in it, copied for tests that roll back."""
    with django_db_blocker.unblock():
        use(cluster.create_database("caseloom_template"))
        call_command("migrate", database="owner", verbosity=0)
        add_people()
        connections.close_all()
        use(cluster.create_database("caseloom_test", template="caseloom_template"))


def use(dsns: Dsns) -> None:
    """Point Django's two aliases at a database."""
    for alias, url in (("default", dsns.app), ("owner", dsns.owner)):
        connections[alias].close()
        connections[alias].settings_dict.update(parse_url(url))
        # Django would find this out by making a table, which the app's role may not.
        connections[alias].features.supports_transactions = True


@pytest.fixture
def committed(cluster: Cluster, django_db_setup: None, django_db_blocker: Any) -> Iterator[Dsns]:
    """A database of this test's own, where commits are real."""
    name = f"caseloom_test_{next(_numbers)}"
    dsns = cluster.create_database(name, template="caseloom_template")
    with django_db_blocker.unblock():
        use(dsns)
        yield dsns
        connections.close_all()
        use(cluster.dsns("caseloom_test"))
    cluster.drop_database(name)


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """The people of the agency, each as a viewer, on a database that rolls back or is committed."""
    if "committed" not in request.fixturenames:
        request.getfixturevalue("db")
    return Cast()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The system's Chromium, headless; tests skip where there is none and say what to install."""
    # Imported here, so that other tests do not wait for it.
    from playwright.sync_api import sync_playwright

    path = next((found for name in CHROMIUM if (found := shutil.which(name))), "")
    if not path:
        pytest.skip("needs Chromium: apt-get install chromium")
    # Playwright keeps an event loop in this thread, which Django would take for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
