"""A Spark session, and in plain words what is missing for one."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseloom.engine.spark import package
from caseloom.engine.spark.failing import failing
from caseloom.kernel.errors import Conflict, Invalid, Unavailable

# It takes a second to import and is an extra: only who asks for Spark needs it.
if TYPE_CHECKING:
    from pyspark.sql import SparkSession

JAVA = 17
PYTHON = "spark.pyspark.python"
_VERSION = re.compile(r'version "(?:1\.)?(\d+)')
_MASTER = re.compile(r"(local(\[.+\])?|local-cluster\[.+\]|spark://.+|k8s://.+|yarn)")
_INSTALL = "Install Java 17, on Debian: sudo apt-get install openjdk-17-jre-headless"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where Spark runs, as its `master` URL, and its own settings."""

    master: str = "local[*]"
    conf: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_here(self) -> bool:
        """Whether all of it runs on this machine."""
        return self.master.startswith("local")


@contextmanager
def session(settings: Settings) -> "Iterator[SparkSession]":
    """A session that ends with the block, its executors known to have this very engine.

    Raises Invalid for another kind of master, Unavailable where Spark, Java or the cluster is
    missing, Conflict where executors have another version of Caseloom.
    """
    if not _MASTER.fullmatch(settings.master):
        raise Invalid(
            f"“{settings.master}” is no master that Spark knows.", field="master",
            remedy="Name one such as spark://HOST:7077, k8s://URL, yarn or local[*].",
        )  # fmt: skip
    _see_to_spark()
    _see_to_java()
    spark = _started(settings)
    try:
        _see_to_executors(spark)
        yield spark
    finally:
        _stop(spark)


def _stop(spark: "SparkSession") -> None:
    """End the session and its Java process, so that another may begin with settings of its own."""
    from pyspark import SparkContext

    gateway: Any = SparkContext._gateway
    with failing("stopping", quiet=True):
        spark.stop()
    SparkContext._gateway = SparkContext._jvm = None
    if gateway is not None:
        with failing("stopping", quiet=True):
            gateway.shutdown()
        gateway.proc.stdin.close()  # which it waits for
        gateway.proc.wait()


def _see_to_spark() -> None:
    try:
        import pandas  # noqa: F401 - pyspark asks for it only when the first table is passed
        import pyspark  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise Unavailable(
            f"Spark is not installed here: {error}.",
            remedy="Install Caseloom with it: pip install 'caseloom[spark]'",
        ) from error


def _see_to_java() -> None:
    home = os.environ.get("JAVA_HOME")
    named = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if named is None or not Path(named).exists():
        where = f" in JAVA_HOME ({home})" if home else ""
        raise Unavailable(f"Spark needs Java, and there is none{where}.", remedy=f"{_INSTALL}.")
    told = subprocess.run([named, "-version"], capture_output=True, text=True)
    found = _VERSION.search(told.stderr + told.stdout)
    if found is None or int(found[1]) < JAVA:
        raise Unavailable(
            f"Spark needs Java {JAVA} or newer, and {named} is {found[1] if found else 'none'}.",
            remedy=f"{_INSTALL}, and set JAVA_HOME to it.",
        )


def _started(settings: Settings) -> "SparkSession":
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(settings.master).appName("caseloom")
    for name, value in {**_own(settings), **settings.conf}.items():
        builder = builder.config(name, value)
    # Read from the environment alone, where no spark-submit stands between.
    python = settings.conf.get(PYTHON) or (sys.executable if settings.is_here else "")
    if python:
        os.environ["PYSPARK_PYTHON"] = python
    if settings.is_here:
        # Nobody else's machine has a part in it.
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    with failing(f"starting on {settings.master}"):
        return builder.getOrCreate()


def _own(settings: Settings) -> dict[str, str]:
    """What is set unless somebody sets it otherwise."""
    found = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.adaptive.enabled": "true",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        # Rows are wide, so few go into a batch. A limit in bytes would be looked at anew for each
        # row, in time that grows with the square of the batch: nine tenths of a comparison.
        "spark.sql.execution.arrow.maxRecordsPerBatch": "4096",
        "spark.sql.execution.arrow.maxBytesPerBatch": str(2**31 - 1),
        "spark.python.worker.faulthandler.enabled": "true",
    }
    if settings.is_here:
        # On few cores Java's second compiler takes from the work twice what it gives to it.
        found |= {
            "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
            "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
        }
    return found


def _see_to_executors(spark: "SparkSession") -> None:
    """Whether executors run this engine. Results would differ, or fail in words of Spark's own."""
    many = max(2, spark.sparkContext.defaultParallelism)
    with failing("asking the executors for their version"):
        found = spark.range(0, many, 1, many).mapInArrow(package.told, package.TOLD).collect()
    others = [row for row in found if row["digest"] != package.digest()]
    if others:
        one = others[0]
        raise Conflict(
            f"Executors have another Caseloom ({one['caseloom']}, {one['digest'][:12]}) than this"
            f" machine ({package.release()}, {package.digest()[:12]}), or another DuckDB.",
            remedy=f"Install the same version in the Python that {PYTHON} names there.",
        )
