"""One resolution on Spark: the stages of engine.linkage.linking, each written before the next.

Spark lays records, keys and pairs over executors, joins and counts. What is compared, counted into
the model or joined is computed by the functions of engine.linkage: in the executors on their
partitions, here on what is small (sampled pairs, patterns of levels).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from caseloom.engine.linkage import (
    batch,
    blocking,
    choosing,
    comparing,
    kinds,
    model,
    training,
    weighing,
)
from caseloom.engine.linkage.batch import COMMON, OPEN, Blocked
from caseloom.engine.linkage.choosing import Rule
from caseloom.engine.linkage.given import Given
from caseloom.engine.linkage.kinds import Kind
from caseloom.engine.linkage.model import Model
from caseloom.engine.spark import executors, records, tables
from caseloom.engine.spark.executors import Task
from caseloom.engine.spark.failing import failing
from caseloom.engine.spark.work import Work

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

# Step in words, done, of total (0: unknown).
Report = Callable[[str, int, int], None]
# Rows that a partition of keys or pairs may have.
KEYS, PAIRS = 2_000_000, 500_000
_SIZED = f"""
    SELECT key, any_value(kind) AS kind, count(*) AS units,
           CAST(pow(2, length(bin(count(*) - 1))) AS BIGINT) AS size
      FROM key WHERE open GROUP BY key
    HAVING count(*) > 1 AND CAST(pow(2, length(bin(count(*) - 1))) AS BIGINT) <= {choosing.LARGEST}
"""
_KEY_SIZES = """
    SELECT any_value(kind) AS kind, count(*) AS size FROM key GROUP BY key HAVING count(*) > 1
"""
_FIRST = f"""
    SELECT key, kind, size FROM (
        SELECT *, row_number() OVER (PARTITION BY kind, size ORDER BY place) AS at FROM placed)
     WHERE at <= {choosing.SAMPLED}
"""


class Linking:
    """The stages of one group; `run` makes them up to the scored pairs.

    shipped: the model to begin with; one that learnt from judgements is used as it is.
    """

    def __init__(
        self,
        spark: "SparkSession",
        work: Work,
        shipped: Model,
        *,
        task: Task | None = None,
        report: Report | None = None,
    ) -> None:
        self.spark, self.work, self.shipped = spark, work, shipped
        self.task = task or Task()
        self.report = report or (lambda _step, _done, _total: None)
        self.hands = max(2, spark.sparkContext.defaultParallelism)
        self.count = 0
        self.model = shipped
        self.rules: tuple[Rule, ...] = ()
        self.blocked = Blocked(0, 0, 0, 0)
        self._counts: dict[str, Any] = {}
        self._patterns: Any = None  # an Arrow table, once there are any

    def run(self, given: Iterable[Given]) -> None:
        """From records to scored pairs. What of it the work folder holds already is read."""
        with failing("handing out records", kept=self.work.uri):
            files = self.work.files("records")
            self.count = records.write(files, given, partial(self._told, "reading"))
        if not self.count:
            return
        self._spread(self.count // 50_000)
        with failing("describing units", kept=self.work.uri):
            self._told("describing", 0)
            self._describe()
        with failing("choosing keys", kept=self.work.uri):
            self._told("choosing keys", self.count)
            counted = self._counted()
            self.rules = self._choose(counted)
        with failing("finding candidates", kept=self.work.uri):
            self._told("finding candidates", self.count)
            self._block()
        with failing("comparing", kept=self.work.uri):
            self.report("comparing", 0, self.blocked.pairs)
            self._compare(counted)
        with failing("training", kept=self.work.uri):
            self.report("weighing", 0, self.blocked.pairs)
            self.model = self._trained(counted)
            self._score()

    def _told(self, step: str, done: int) -> None:
        self.report(step, done, self.count)

    def _spread(self, least: int) -> None:
        """Set how many partitions a shuffle makes."""
        many = max(2 * self.hands, least)
        self.spark.conf.set("spark.sql.shuffle.partitions", str(many))

    def view(self, name: str, frame: "DataFrame") -> None:
        """Call a table `name` in SQL."""
        frame.createOrReplaceTempView(name)

    def _mapped(self, frame: "DataFrame", function: Any, schema: str) -> "DataFrame":
        return frame.mapInArrow(function, schema)

    # Units

    def _describe(self) -> None:
        def make() -> "DataFrame":
            rows = self.spark.read.parquet(self.work.path("records"))
            columns = f"{tables.ddl(batch.schema())}, {executors.MARKS}"
            return self._mapped(rows, partial(executors.described, self.task), columns)

        self.view("unit", self.work.frame("units", ["@records"], make))
        # Written, because four steps read it, and taking lists apart is slow.
        self.view("key", self.work.frame("keys", ["@units"], lambda: self.spark.sql(
            "SELECT n, entity_hash AS entity, open, k.key_hashes AS key, left(k.keys, 1) AS kind,"
            f" CASE WHEN open THEN {OPEN} ELSE scope END AS scope"
            " FROM unit LATERAL VIEW explode(arrays_zip(keys, key_hashes)) AS k"
        )))  # fmt: skip

    def _counted(self) -> Model:
        """The shipped model with frequencies, as batch.count_frequencies counts them."""
        terms = self.work.frame("terms", ["@units"], lambda: self.spark.sql(
            "SELECT name_key, count(*) AS named FROM unit WHERE open AND name_key IS NOT NULL"
            " GROUP BY name_key HAVING count(*) > 1"
        ))  # fmt: skip
        self.view("term", terms)
        rest = self._counts = self.work.value("frequencies", ["@units"], self._frequencies)
        if self.shipped.judged:
            # Learnt from judgements: it stays as it is, its frequencies too.
            self.view("term", self._kept_terms())
            return self.shipped
        population = int(rest["population"])
        found = tables.arrow(terms).to_pydict()
        shares = {
            name: model.smoothed(count, population)
            for name, count in zip(found["name_key"], found["named"], strict=True)
        }
        common = {name: frozenset(values) for name, values in rest["common"].items()}
        return self.shipped.with_frequencies(population, shares, common)

    def _kept_terms(self) -> "DataFrame":
        """The counts that the learnt model's shares of names were made from."""
        import pyarrow as pa

        whole = self.shipped.population
        counts = {name: model.counted(share, whole) for name, share in self.shipped.terms.items()}
        return self.spark.createDataFrame(pa.table({
            "name_key": pa.array(list(counts), pa.string()),
            "named": pa.array(list(counts.values()), pa.int64()),
        }))  # fmt: skip

    def _frequencies(self) -> dict[str, Any]:
        sizes = self.spark.sql(
            "SELECT count_if(open), coalesce(sum(size(keys)), 0), count_if(size(keys) = 0)"
            " FROM unit"
        ).collect()[0]
        shared = " UNION ALL ".join(
            f"SELECT '{name}' AS name, explode({name}) AS value FROM unit WHERE open"
            for name in comparing.VALUED
        )
        common: dict[str, list[str]] = {name: [] for name in comparing.VALUED}
        for row in self.spark.sql(
            f"SELECT name, value FROM ({shared}) GROUP BY name, value HAVING count(*) > {COMMON}"
        ).collect():
            common[row["name"]].append(row["value"])
        return {
            "population": int(sizes[0]), "keys": int(sizes[1]), "lonely": int(sizes[2]),
            "common": {name: sorted(values) for name, values in common.items()},
        }  # fmt: skip

    def _duck(self, counted: Model, units: "pa.Table") -> "duckdb.DuckDBPyConnection":
        """A DuckDB here with some units."""
        connection = batch.connect()
        connection.register("handed", units)
        columns = ", ".join(f'"{name}"' for name in batch.schema().names)
        connection.execute(f"CREATE TABLE unit AS SELECT {columns} FROM handed")
        connection.unregister("handed")
        comparing.prepare(connection, counted)
        return connection

    # Rules

    def _choose(self, counted: Model) -> tuple[Rule, ...]:
        if counted.population < choosing.LEAST_UNITS:
            self.work.value("rules", ["@units", counted.hash], list)
            return ()
        found = self.work.value("rules", ["@units", counted.hash], lambda: [
            [r.kind, r.size, r.pairs, r.worth, r.taken] for r in self._chosen(counted)
        ])  # fmt: skip
        return tuple(Rule(*row) for row in found)

    def _chosen(self, counted: Model) -> tuple[Rule, ...]:
        sized = self.work.frame("sizes", ["@units"], lambda: self.spark.sql(_SIZED))
        self.view("sized", sized)
        pairs = {
            (row[0], int(row[1])): int(row[2])
            for row in self.spark.sql(
                "SELECT kind, size, sum(units * (units - 1) DIV 2) FROM sized GROUP BY kind, size"
            ).collect()
        }
        schema = "key bigint, kind string, size bigint, place bigint"
        placed = self._mapped(sized.select("key", "kind", "size"),
                              partial(executors.ordered, self.task), schema)  # fmt: skip
        self.view("placed", placed)
        self.view("first_key", self.spark.sql(_FIRST))
        members = tables.arrow(self.spark.sql(
            "SELECT f.key, f.kind, f.size, k.n, k.entity FROM first_key f"
            " JOIN key k ON k.key = f.key AND k.kind = f.kind WHERE k.open"
        ))  # fmt: skip
        connection = batch.connect()
        connection.register("member", members)
        key = executors.unsigned("key")
        connection.execute(
            f"CREATE TABLE choice AS SELECT n, entity, kind, {key} AS key FROM member;"
            f"CREATE TABLE choice_size AS SELECT DISTINCT {key} AS key, kind, size FROM member"
        )
        choosing.sample(connection)
        sampled = connection.sql("SELECT * FROM sampled").to_arrow_table()
        connection.close()
        return choosing.chosen(counted, pairs, self._worth(counted, sampled))

    def _worth(self, counted: Model, sampled: "pa.Table") -> dict[choosing.Kind, float]:
        numbers = sorted({*sampled["l"].to_pylist(), *sampled["r"].to_pylist()})
        connection = self._duck(counted, self._units(numbers))
        connection.register("handed", sampled)
        connection.execute("CREATE TABLE sampled AS SELECT * FROM handed")
        connection.unregister("handed")
        worth = choosing.weighed(connection, counted)
        connection.close()
        return worth

    def _units(self, numbers: list[int]) -> "pa.Table":
        import pyarrow as pa

        wanted = self.spark.createDataFrame(pa.table({"n": pa.array(numbers, pa.int32())}))
        self.view("wanted", wanted)
        return tables.arrow(self.spark.sql(
            "SELECT /*+ BROADCAST(wanted) */ unit.* FROM unit JOIN wanted ON wanted.n = unit.n"
        ))  # fmt: skip

    # Candidates

    def _block(self) -> None:
        reach = choosing.reach(self.rules)
        many = max(2 * self.hands, self._counts["keys"] // KEYS)

        def make() -> "DataFrame":
            keys = self.spark.table("key").repartition(many, "key")
            found = self._mapped(keys, partial(executors.paired, self.task, reach),
                                 "l int, r int, found_by int")  # fmt: skip
            return found.groupBy("l", "r").agg({"found_by": "bit_or"}).toDF("l", "r", "found_by")

        pairs = self.work.frame("pairs", ["@units", "@rules"], make)
        self.view("pair", pairs)
        said = self.work.value("blocked", ["@pairs"], lambda: self._said(pairs.count()))
        self.blocked = Blocked(*said)

    def _said(self, pairs: int) -> list[int]:
        """The figures of batch.Blocked."""
        row = self.spark.sql(
            f"SELECT count_if(size > {self._reached()}), coalesce(max(size), 0) FROM ({_KEY_SIZES})"
        ).collect()[0]
        return [pairs, int(row[0]), int(row[1]), self._counts["lonely"]]

    def kinds(self) -> tuple[Kind, ...]:
        """What each kind of key found, as kinds.found tells it."""
        found, left_out = self.work.value("kinds", ["@pairs", "@rules"], self._kinds)
        return kinds.told(self.rules, found, {kind: tuple(one) for kind, one in left_out.items()})

    def _kinds(self) -> list[Any]:
        found = self.spark.sql("SELECT found_by, count(*) FROM pair GROUP BY found_by").collect()
        rows = self.spark.sql(
            f"SELECT kind, count(*), max(size) FROM ({_KEY_SIZES})"
            f" WHERE size > {self._reached()} GROUP BY kind"
        ).collect() if self.blocked.keys_left_out else []  # fmt: skip
        return [[list(row) for row in found], {row[0]: [row[1], row[2]] for row in rows}]

    def _reached(self) -> str:
        """SQL: the units up to which a key of the column `kind` is used."""
        sizes = batch.allowed_sizes(choosing.reach(self.rules))
        cases = " ".join(f"WHEN '{kind}' THEN {sizes.get(kind, 0)}" for kind in blocking.KINDS)
        return f"CASE kind {cases} ELSE 0 END"

    # Levels

    def _compare(self, counted: Model) -> None:
        many = max(2 * self.hands, self.blocked.pairs // PAIRS)
        bare = replace(counted, terms={})

        def make() -> "DataFrame":
            at = tables.placed("l", tables.places(self.spark, many))
            self.view("pair_at", self.spark.sql(f"SELECT l, r, {at} AS at FROM pair"))
            columns = [n for n in batch.schema().names if n not in ("n", "unit", "entity", "keys")]
            none = ", ".join(f"NULL AS {name}" for name in columns)
            rows = self.spark.sql(
                "SELECT needed.at, NULL AS l, NULL AS r, needed.n,"
                f" {', '.join(f'unit.{name}' for name in columns)},"
                " coalesce(term.named, 0) AS named"
                " FROM (SELECT at, l AS n FROM pair_at UNION SELECT at, r FROM pair_at) needed"
                " JOIN unit ON unit.n = needed.n LEFT JOIN term ON term.name_key = unit.name_key"
                f" UNION ALL SELECT at, l, r, NULL, {none}, NULL FROM pair_at"
            ).repartition(many, "at")
            levels = ", ".join(f"{name} tinyint" for name in counted.fields)
            return self._mapped(rows, partial(executors.compared, self.task, bare),
                                f"l int, r int, {levels}, share double, open boolean")  # fmt: skip

        inputs = ["@pairs", "@terms", "@frequencies", list(counted.fields), counted.judged]
        self.view("compared", self.work.frame("compared", inputs, make))

    def _trained(self, counted: Model) -> Model:
        fields = ", ".join(counted.fields)
        patterns = self.work.frame("patterns", ["@compared"], lambda: self.spark.sql(
            f"SELECT {fields}, share, open, count(*) AS pairs FROM compared"
            f" GROUP BY {fields}, share, open"
        ))  # fmt: skip
        self._patterns = tables.arrow(patterns)
        if counted.judged:
            return counted
        body = self.work.value("model", ["@patterns", counted.hash], lambda: self._learnt(counted))
        return model.load(body)

    def _learnt(self, counted: Model) -> dict[str, Any]:
        chance: list[training.Counted] = []
        if counted.population >= training.LEAST_COUNTED:
            first = training.reach_of_chance(counted.population)
            units = tables.arrow(self.spark.sql(
                f"SELECT * FROM unit WHERE open ORDER BY place, unit LIMIT {first}"
            ))  # fmt: skip
            connection = self._duck(counted, units)
            chance = training.by_chance(connection, counted)
            connection.close()
        connection = batch.connect()
        connection.register("counted", self._patterns)
        found = training.patterns(connection, counted, "counted WHERE open", "sum(pairs)")
        connection.close()
        return training.learnt(counted, chance, found).body()

    # Weights

    def _score(self) -> None:
        """The pairs by number with their pattern and bits, of which the rest follows."""
        self.view("weighed", self.work.frame("weighed", ["@patterns", "@model"], self._weighed))
        same = " AND ".join(f"w.{name} <=> c.{name}" for name in self.model.fields)
        self.view("weighted", self.work.frame("scored", ["@compared", "@model"], lambda: (
            self.spark.sql(
                "SELECT /*+ BROADCAST(w) */ c.l, c.r, w.pattern, w.bits FROM compared c"
                f" JOIN weighed w ON w.share = c.share AND {same}"
            )
        )))  # fmt: skip

    def _weighed(self) -> "DataFrame":
        """Each pattern of levels weighed, here: there are few."""
        connection = batch.connect()
        connection.register("counted", self._patterns)
        weighing.weigh_patterns(connection, self.model, "counted")
        columns = ", ".join(f"p.{name}" for name in self.model.fields)
        weighed = connection.sql(
            f"SELECT {columns}, p.share, w.* FROM pattern p JOIN weighed w ON w.pattern = p.unit"
        ).to_arrow_table()
        connection.close()
        return self.spark.createDataFrame(weighed)

    def scored(self, least_bits: float) -> Iterator[dict[str, Any]]:
        """Pairs of at least `least_bits` as weighing.scored gives them, in order.

        With the schema and number of records of both units (`left_schema`, `left_records`, …).
        """
        columns = ", ".join(f"w.level_{name}, w.bits_{name}" for name in self.model.fields)
        found = self.work.frame("suggestions", ["@scored", least_bits], lambda: self.spark.sql(
            "SELECT /*+ BROADCAST(w) */ a.unit AS `left`, b.unit AS `right`, w.direct, w.relative,"
            f" {columns}, w.bits, a.schema AS left_schema, a.records AS left_records,"
            " b.schema AS right_schema, b.records AS right_records FROM weighted s"
            " JOIN weighed w ON w.pattern = s.pattern"
            " JOIN unit a ON a.n = s.l JOIN unit b ON b.n = s.r"
            f" WHERE s.bits >= {least_bits!r}"
        ))  # fmt: skip
        rows = found.orderBy("left", "right").toLocalIterator(prefetchPartitions=True)
        while True:
            with failing("reading what was found", kept=self.work.uri):
                row = next(rows, None)
            if row is None:
                return
            yield row.asDict()
