"""What computes a resolution: DuckDB in this process, or Spark. The same comes of both."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings as configured

from caseloom.engine.linkage.batch import Blocked
from caseloom.engine.linkage.choosing import Rule
from caseloom.engine.linkage.defaults import default_model
from caseloom.engine.linkage.kinds import Kind
from caseloom.engine.linkage.model import Model
from caseloom.engine.linkage.stages import stages
from caseloom.engine.spark.executors import Task
from caseloom.engine.spark.joining import clusters
from caseloom.engine.spark.linking import Linking
from caseloom.engine.spark.session import Settings, session
from caseloom.engine.spark.work import Work, remove
from caseloom.kernel.errors import Invalid
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import gathering, modelling, types

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Gathering(Protocol):
    """One group's units, blocked and weighed: what a run takes its suggestions from."""

    @property
    def group(self) -> str:
        """The group of types."""

    @property
    def count(self) -> int:
        """How many units there are."""

    @property
    def blocked(self) -> Blocked:
        """What blocking found."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The keys that were chosen; none where everything up to the cap is looked at."""

    @property
    def model(self) -> Model:
        """What weighed them."""

    @property
    def sizes(self) -> dict[str, tuple[str, int]]:
        """Schema and number of records of each unit that was scored."""

    def kinds(self) -> tuple[Kind, ...]:
        """What each kind of key found, and what of it was too common."""

    def scored(self, least_bits: float) -> Iterator[dict[str, Any]]:
        """Pairs of units with at least `least_bits`, in order."""

    def open_groups(self) -> list[tuple[str, ...]]:
        """Groups of units by what stands in open scopes alone, judgements included."""

    def close(self) -> None:
        """Free what it holds."""


Gather = Callable[[str, Viewer, gathering.Report], Gathering]


class Spread:
    """One group's units on a Spark cluster, as gathering.Gathered has them here."""

    def __init__(
        self,
        spark: "SparkSession",
        engine: types.Engine,
        group: str,
        viewer: Viewer,
        report: gathering.Report,
    ) -> None:
        self.group = group
        self.sizes: dict[str, tuple[str, int]] = {}

        def told(step: str, done: int, total: int) -> None:
            report(types.Progress(f"{step} {group}", done, total))

        work = Work(spark, engine.work, group)
        task = Task(memory=engine.memory)
        model = modelling.learnt(group) or default_model(group)
        self.open_scopes = modelling.open_scopes(viewer)
        self.linking = Linking(spark, work, model, task=task, report=told)
        self.linking.run(gathering.given(group, self.open_scopes))
        self.count, self.blocked = self.linking.count, self.linking.blocked
        self.rules = self.linking.rules
        self.model = self.linking.model if self.count else modelling.current(group)

    def kinds(self) -> tuple[Kind, ...]:
        """What each kind of key found, and what of it was too common."""
        return self.linking.kinds() if self.count else ()

    def scored(self, least_bits: float) -> Iterator[dict[str, Any]]:
        """Pairs of units with at least `least_bits`, in order."""
        if self.blocked.pairs == 0:
            return
        for pair in self.linking.scored(least_bits):
            for side in ("left", "right"):
                self.sizes[pair[side]] = (pair[f"{side}_schema"], pair[f"{side}_records"])
            yield pair

    def open_groups(self) -> list[tuple[str, ...]]:
        """Groups of units by what stands in open scopes alone, judgements included."""
        must, cannot = gathering.judged(self.open_scopes)
        return clusters(self.linking, None, must, cannot, open_only=True)

    def close(self) -> None:
        """The session is the run's; what it has in memory goes with it."""


@contextmanager
def gatherer(engine: types.Engine) -> Iterator[Gather]:
    """What gathers a group with `engine`. Spark runs as long as the block.

    What was finished when the block ends badly is kept, and the next run goes on from it; where it
    ends well, it is removed, of Spark's work folder unless it shall be kept. Raises Invalid
    without a work folder that all machines can reach, and what engine.spark.session raises.
    """
    if engine.name == "duckdb":
        with stages(configured.DATA / "work") as kept:
            yield lambda group, viewer, report: gathering.Gathered(
                group, viewer, report, stages=kept
            )
        return
    settings = Settings(engine.master, engine.conf)
    if not engine.work:
        raise Invalid(
            "Spark needs a work folder that this machine and all executors can reach.",
            remedy="Name one with --work, such as s3a://bucket/caseloom.", field="work",
        )  # fmt: skip
    with session(settings) as spark:
        yield lambda group, viewer, report: Spread(spark, engine, group, viewer, report)
        if not engine.keep:
            remove(spark, engine.work)
