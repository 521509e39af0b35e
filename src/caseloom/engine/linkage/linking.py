"""One resolution of the table `unit`: rules, candidates, weights, and groups."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseloom.engine.linkage import batch, choosing, comparing, weighing
from caseloom.engine.linkage.batch import Blocked
from caseloom.engine.linkage.choosing import Rule
from caseloom.engine.linkage.grouping import Grouping
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
    return Grouping(connection, model)
