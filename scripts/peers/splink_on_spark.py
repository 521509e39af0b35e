"""Plain Splink on Spark, on the people of `caseloom bench spark`: to time one after the other.

    python scripts/peers/splink_on_spark.py SIZE [MASTER]

The settings are those of runners/with_splink.py; the Spark is the one in this environment. Prints
seconds by step as JSON.
"""

import json
import os
import runpy
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow as pa

from caseloom.cli.bench.people import COLUMNS, people

RUNNER = Path(__file__).resolve().parent / "runners" / "with_splink.py"
MASTER = "local-cluster[2,1,2048]"
PARTITIONS = "8"


def main(size: int, master: str) -> dict[str, Any]:
    """Resolve `size` people; seconds by step."""
    rows = [dict(zip(COLUMNS, (v or None for v in one.row()), strict=True)) for one in people(size)]
    for row in rows:
        row["name_concat"] = f"{row['given_name']} {row['surname']}"
    said: dict[str, Any] = {}
    start = since = time.perf_counter()

    def lap(step: str) -> None:
        nonlocal since
        now = time.perf_counter()
        said[step], since = round(now - since, 1), now

    spark = _session(master)
    lap("starting")
    runner = runpy.run_path(str(RUNNER))
    linker = _linker(spark, rows, runner["GENERATED"])
    runner["train"](linker, runner["GENERATED"])
    lap("training")
    found = linker.inference.predict()
    said["pairs"] = found.as_spark_dataframe().count()
    lap("predicting")
    groups = linker.clustering.cluster_pairwise_predictions_at_threshold(
        found, threshold_match_probability=runner["GENERATED"]["threshold"]
    )
    groups.as_spark_dataframe().count()
    lap("grouping")
    said["seconds"] = round(time.perf_counter() - start, 1)
    said["load"] = [round(one, 2) for one in os.getloadavg()]
    spark.stop()
    return said


def _session(master: str) -> Any:
    from pyspark.sql import SparkSession
    from splink.internals.spark.jar_location import similarity_jar_location

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    settings = {
        "spark.jars": similarity_jar_location(), "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR",
        "spark.driver.memory": "2g", "spark.sql.shuffle.partitions": PARTITIONS,
        "spark.default.parallelism": PARTITIONS, "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
    }  # fmt: skip
    builder = SparkSession.builder.master(master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setCheckpointDir(tempfile.mkdtemp(prefix="splink-"))
    return spark


def _linker(spark: Any, rows: list[dict[str, Any]], plan: dict[str, Any]) -> Any:
    from splink import Linker, SettingsCreator
    from splink.backends import spark as backend

    made: Any = backend.SparkAPI  # without types
    frame = spark.createDataFrame(pa.Table.from_pylist(rows)).repartition(int(PARTITIONS)).persist()
    settings = SettingsCreator(
        link_type=plan["link_type"], unique_id_column_name="id", comparisons=plan["comparisons"],
        blocking_rules_to_generate_predictions=plan["blocks"],
    )  # fmt: skip
    return Linker(made(spark_session=spark).register(frame), settings, log_level="ERROR")


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else MASTER)))
