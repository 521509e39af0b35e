"""A server on a database with real commits; the real Chromium is in tests/conftest.py."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.signals import setting_changed
from django.db import connections
from playwright.sync_api import Browser, Page

from caseloom.config.postgres import Cluster
from tests.conftest import use
from tests.web.browser import Problems, Site, serve

_numbers = count(1)


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


@pytest.fixture(scope="session", autouse=True)
def sample_templates() -> None:
    """Adds the templates of tests/web/sample.py for good.

    Were they there for some tests only, a request that outlives its test could have Django keep
    the templates of before for the next.
    """
    django_settings.TEMPLATES[0]["DIRS"] = [Path(__file__).parent / "templates"]
    setting_changed.send(
        sender=None, setting="TEMPLATES", value=django_settings.TEMPLATES, enter=True
    )


@pytest.fixture
def samples(settings: Any) -> None:
    """Adds the addresses of tests/web/sample.py to the application."""
    settings.ROOT_URLCONF = "tests.web.sample"


@pytest.fixture(autouse=True)
def no_floods() -> None:
    """Forgets how often this machine has signed in; other tests do so too."""
    cache.clear()
