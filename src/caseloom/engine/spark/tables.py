"""Tables of the Spark engine: their columns, and how rows are laid over partitions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession


def ddl(schema: "pa.Schema") -> str:
    """An Arrow schema as Spark writes one."""
    return ", ".join(f"`{field.name}` {_type(field.type)}" for field in schema)


def _type(kind: Any) -> str:
    import pyarrow as pa

    if pa.types.is_list(kind):
        return f"array<{_type(kind.value_type)}>"
    names = {"string": "string", "int32": "int", "int64": "bigint", "bool": "boolean",
             "int8": "tinyint", "double": "double"}  # fmt: skip
    return names[str(kind)]


def places(spark: "SparkSession", many: int) -> list[int]:
    """For each of `many` partitions a number that Spark's own hashing lays into it.

    Numbers at large would leave some partitions empty and give others two shares.
    """
    sql = f"SELECT id, pmod(hash(id), {many}) AS at FROM range({many * 40})"
    found: dict[int, int] = {}
    for row in spark.sql(sql).collect():
        found.setdefault(row["at"], row["id"])
    return [found.get(at, at) for at in range(many)]


def placed(number: str, at: Sequence[int]) -> str:
    """SQL: the place, of `at`, that the whole number `number` falls to."""
    listed = ", ".join(f"{one}L" for one in at)
    return f"array({listed})[CAST(pmod(hash({number}), {len(at)}) AS INT)]"


def arrow(frame: "DataFrame") -> "pa.Table":
    """All rows of a small table."""
    return frame.toArrow()
