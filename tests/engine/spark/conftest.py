"""A Spark cluster of two executors on this machine, and what DuckDB makes of the same records."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.engine.spark.people import given
from tests.engine.spark.told import Told, duck

from caseloom.engine.linkage.given import Given
from caseloom.engine.spark.session import Settings, session

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Making code for each query takes longer than the query here. One failure of a task is enough to
# fail a stage, so that a killed executor is seen to.
CONF = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.task.maxFailures": "1",
}


@pytest.fixture(scope="module")
def people() -> list[Given]:
    return given()


@pytest.fixture(scope="module")
def expected(people: list[Given]) -> Told:
    return duck(people)


@pytest.fixture(scope="module")
def spark() -> "Iterator[SparkSession]":
    with session(Settings("local-cluster[2,1,1024]", CONF)) as made:
        yield made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the module's first resolution is kept, for those after it."""
    return tmp_path_factory.mktemp("spark") / "work"
