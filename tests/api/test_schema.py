"""Every operation of the description, called with what schemathesis makes up.

Nothing may break (no 5xx), answer with a status or content type that the description lacks, or
with a body that does not fit it. Half of the time values that exist stand in for made-up ones, so
that the rooms behind are reached. CASELOOM_FUZZ=200 calls each operation so many times.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.db import connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.api.conftest import secret_of
from tests.api.world import World, build
from tests.cast import Cast
from tests.conftest import use

from caseloom.config.wsgi import application

# schemathesis leaves answers open, and with them the files that some of them stream.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
LONG = int(os.environ.get("CASELOOM_FUZZ", "0"))
CALLS = {"agent": LONG or 12, "administrator": LONG or 5, "": LONG or 2}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
OPERATIONS = {
    one.ok().definition.raw["operationId"]: one.ok() for one in SCHEMA.get_all_operations()
}


@pytest.fixture(scope="module")
def world(
    cluster: Any,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Any]:
    """A database of this module's own, where commits are real; its values and tokens."""
    dsns = cluster.create_database("caseloom_fuzz", template="caseloom_template")
    with django_db_blocker.unblock():
        use(dsns)
        cast = Cast()
        made = build(cast, tmp_path_factory.mktemp("truth"))
        yield made, {"": "", **{who: secret_of(cast, who) for who in CALLS if who}}
        connections.close_all()
        use(cluster.dsns("caseloom_test"))
    cluster.drop_database("caseloom_fuzz")


@pytest.mark.parametrize("who", CALLS, ids=lambda who: who or "nobody")
@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_answers_as_it_is_described(
    operation: str, who: str, world: tuple[World, dict[str, str]]
) -> None:
    made, secrets = world
    headers = {"Authorization": f"Bearer {secrets[who]}"} if who else {}

    @settings(
        max_examples=CALLS[who],
        derandomize=not LONG,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=OPERATIONS[operation].as_strategy(generation_mode=GenerationMode.POSITIVE)
        | OPERATIONS[operation].as_strategy(generation_mode=GenerationMode.NEGATIVE),
        data=st.data(),
    )
    def call(case: Any, data: Any) -> None:
        known(case, made, data)
        case.call_and_validate(headers=headers, checks=CHECKS)

    call()


def known(case: Any, made: World, data: Any) -> None:
    """Put values that exist into some of the places for which there are any."""
    for place in (case.path_parameters, case.query, case.body):
        if not isinstance(place, dict):
            continue
        for name in sorted(set(place) & set(made.known), key=str):
            if made.known[name] and data.draw(st.booleans()):
                value = data.draw(st.sampled_from(made.known[name]))
                place[name] = value if isinstance(value, list | int) else str(value)
