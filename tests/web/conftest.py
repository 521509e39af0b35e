"""A server on a database with real commits, and a real Chromium in front of it."""

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

from caseloom.config.postgres import Cluster
from tests.conftest import use
from tests.web.browser import CHROMIUM, Problems, Site, serve

_numbers = count(1)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SOFTWARE_WEBGL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless; tests skip where there is none and say what to install."""
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), "")
    if not path:
        pytest.skip("needs Chromium: apt-get install chromium")
    # Playwright keeps an event loop in this thread, which Django would take for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*ARGUMENTS, *SOFTWARE_WEBGL]
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def site(cluster: Cluster, django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """The whole application, served as the app's role, on a database of this module's own."""
    name = f"caseloom_site_{next(_numbers)}"
    with django_db_blocker.unblock():
        use(cluster.create_database(name, template="caseloom_template"))
        yield from serve()
        connections.close_all()
        use(cluster.dsns("caseloom_test"))
    cluster.drop_database(name)


@pytest.fixture
def browser_page(chromium: Browser, site: Site) -> Iterator[Page]:
    """A page on `site`; the test fails if anything reached the console or broke the policy."""
    context = chromium.new_context(base_url=site.url, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    problems = Problems(page)
    yield page
    context.close()
    assert not problems.found, "\n".join(problems.found)


@pytest.fixture
def samples(settings: Any) -> None:
    """Adds the addresses and templates of tests/web/sample.py to the application."""
    settings.ROOT_URLCONF = "tests.web.sample"
    templates = dict(settings.TEMPLATES[0])
    templates["DIRS"] = [Path(__file__).parent / "templates"]
    settings.TEMPLATES = [templates]


@pytest.fixture(autouse=True)
def no_floods() -> None:
    """Forgets how often this machine has signed in; other tests do so too."""
    cache.clear()
