"""One resolution of the table `unit`: rules, candidates, weights, and groups."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from caseloom.engine.linkage import batch, choosing, cluster, comparing, grouping, weighing
from caseloom.engine.linkage.batch import Blocked
from caseloom.engine.linkage.choosing import Rule
from caseloom.engine.linkage.model import Model
from caseloom.engine.linkage.training import trained

if TYPE_CHECKING:
    import duckdb

# Pairs below this tell nothing more than that they are below it.
LEAST_BITS = -20.0


@dataclass(frozen=True, slots=True)
class Linked:
    """The candidates (in the table `compared`), the rules that found them, and the model."""

    blocked: Blocked
    model: Model
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Grouping:
    """Scored pairs of units and how they are joined; `alone` as cluster.clusters takes it."""

    model: Model
    edges: list[cluster.Edge] = field(default_factory=list)
    alone: Mapping[str, Collection[str]] = field(default_factory=dict)

    def clusters(
        self,
        threshold: float | None = None,
        must: Iterable[cluster.Pair] = (),
        cannot: Iterable[cluster.Pair] = (),
    ) -> list[tuple[str, ...]]:
        """Groups of two and more at `threshold` bits, or at what goes with the model."""
        return cluster.clusters(
            self.edges, cluster.weights_of(self.model), must=must, cannot=cannot, alone=self.alone,
            rules=cluster.rules_of(self.model, threshold),
        )  # fmt: skip


def link(connection: "duckdb.DuckDBPyConnection", model: Model) -> Linked:
    """Find and compare the candidates among the table `unit`, and train `model` on them.

    A model that was learnt from judgements stays as it is: what was measured on it holds.
    """
    counted = model if model.judged else batch.count_frequencies(connection, model)
    comparing.prepare(connection, counted)
    rules = choosing.choose(connection, counted)
    blocked = batch.block(connection, choosing.reach(rules))
    comparing.compare(connection, counted, "pair", "compared")
    return Linked(blocked, counted if model.judged else trained(connection, counted), rules)


def group(connection: "duckdb.DuckDBPyConnection", model: Model) -> Grouping:
    """Weigh what `link` compared, and how to join it."""
    weighing.weigh(connection, model, "compared", least_bits=LEAST_BITS)
    edges, alone = grouping.edges(connection, model)
    return Grouping(model, edges, alone)
