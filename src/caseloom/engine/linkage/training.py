"""Weights from the data itself, without labels: u from random pairs, m by expectation maximisation.

Fellegi and Sunter's model (1969) with Winkler's use of EM (1988), and a third class beside match
and chance: relatives and affiliates, whose chances (h) stay as shipped. Pairs that blocking did
not find count as chance, so that candidates, which agree by selection, do not teach that
agreement is common.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from caseloom.engine.linkage import batch
from caseloom.engine.linkage.model import LevelWeight, Model

if TYPE_CHECKING:
    import duckdb

# Below this many entities, or expected matches, EM wanders; the shipped weights are better.
LEAST_UNITS = 2_000
LEAST_MATCHES = 200
RANDOM_PAIRS = 20_000
CANDIDATES = 150_000
ROUNDS = 25
# The shipped weights count as if so many pairs had been seen.
PRIOR_MATCHES = 100.0
PRIOR_RANDOM = 5_000.0

Pattern = tuple[int | None, ...]


@dataclass(slots=True)
class _State:
    """What EM moves: chances by field and level, matches and relatives per entity."""

    m: list[list[float]]
    u: list[list[float]]
    h: list[list[float]]
    per_entity: float
    relatives: float


def trained(connection: "duckdb.DuckDBPyConnection", model: Model) -> Model:
    """`model` with m, u and shares learnt from the open units of the tables unit and candidate.

    Falls back on the weights it came with, and says so in `notes`, where there is too little data
    or the result is not sane (a better level that speaks less for a match than a worse one).
    """
    if model.population < LEAST_UNITS:
        return _noted(model, f"shipped weights: fewer than {LEAST_UNITS:,} open entities")
    chance = _patterns(connection, model, _random_pairs(connection, model.population))
    found = _candidates(connection, model)
    state = _start(model)
    _learn_u(state, chance)
    matches = _maximise(state, found, model.population)
    if matches < LEAST_MATCHES:
        return _noted(model, f"shipped weights: about {matches:.0f} matches to learn from")
    return _checked(model, state, matches)


def _noted(model: Model, note: str) -> Model:
    return replace(model, notes=(note,))


def _random_pairs(connection: "duckdb.DuckDBPyConnection", population: int) -> str:
    """A table of pairs of open units, spread evenly, the same at every call."""
    steps = max(1, RANDOM_PAIRS // population)
    share = min(1.0, RANDOM_PAIRS / population)
    connection.execute(
        "CREATE OR REPLACE TABLE random_pair AS WITH n AS ("
        " SELECT unit, entity, row_number() OVER (ORDER BY hash(unit), unit) - 1 AS i"
        " FROM unit WHERE open)"
        " SELECT '0' AS match_key, a.unit AS join_key_l, b.unit AS join_key_r"
        " FROM n a CROSS JOIN range(1, ? + 1) s(step)"
        " JOIN n b ON b.i = (a.i + s.step * 7919) % ? AND a.entity <> b.entity"
        " WHERE a.i < ? * ?",
        [steps, population, population, share],
    )
    return "random_pair"


def _candidates(
    connection: "duckdb.DuckDBPyConnection", model: Model
) -> list[tuple[Pattern, float]]:
    """The patterns of a sample of the candidates between open units, counted as all of them."""
    connection.execute(
        "CREATE OR REPLACE VIEW open_candidate AS SELECT c.* FROM candidate c"
        " JOIN unit l ON l.unit = c.join_key_l AND l.open"
        " JOIN unit r ON r.unit = c.join_key_r AND r.open"
    )
    connection.execute(
        "CREATE OR REPLACE TABLE open_pair AS SELECT * FROM open_candidate"
        " ORDER BY hash(join_key_l, join_key_r) LIMIT ?",
        [CANDIDATES],
    )
    (total,) = connection.execute("SELECT count(*) FROM open_candidate").fetchall()[0]
    factor = max(1.0, total / CANDIDATES)
    return [(pattern, n * factor) for pattern, n in _patterns(connection, model, "open_pair")]


def _patterns(
    connection: "duckdb.DuckDBPyConnection", model: Model, pairs: str
) -> list[tuple[Pattern, float]]:
    """How often each combination of levels occurs among the pairs of a table."""
    table = batch.predict(connection, model, least_bits=None, pairs=pairs)
    columns = ", ".join(f"level_{name}" for name in model.fields)
    sql = f"SELECT {columns}, count(*) FROM {table} GROUP BY ALL ORDER BY ALL"
    return [(tuple(row[:-1]), float(row[-1])) for row in connection.execute(sql).fetchall()]


def _start(model: Model) -> _State:
    fields = [list(levels.values()) for levels in model.fields.values()]
    return _State(
        m=[[w.m for w in levels] for levels in fields],
        u=[[w.u for w in levels] for levels in fields],
        h=[[w.h for w in levels] for levels in fields],
        per_entity=model.per_entity,
        relatives=model.relatives,
    )


def _learn_u(state: _State, chance: Sequence[tuple[Pattern, float]]) -> None:
    state.u = [
        _blend([(pattern[f], n) for pattern, n in chance], shipped, PRIOR_RANDOM)
        for f, shipped in enumerate(state.u)
    ]


def _blend(
    seen: Sequence[tuple[int | None, float]], shipped: Sequence[float], weight: float
) -> list[float]:
    """The shares of levels seen, the shipped ones counting as `weight` more sightings."""
    counts = [share * weight / sum(shipped) for share in shipped]
    for level, n in seen:
        if level is not None:
            counts[level] += n
    total = sum(counts)
    return [count / total for count in counts]


def _maximise(state: _State, found: Sequence[tuple[Pattern, float]], population: int) -> float:
    """Alternate expectation and maximisation; how many matches there seem to be at the end."""
    shipped = [list(levels) for levels in state.m]
    everything = population * (population - 1) / 2
    matches = 0.0
    for _ in range(ROUNDS):
        beliefs = [(p, *_belief(state, p, population), n) for p, n in found]
        matches = sum(match * n for _, match, _, n in beliefs)
        related = sum(relative * n for _, _, relative, n in beliefs)
        state.m = [
            _blend([(p[f], match * n) for p, match, _, n in beliefs], levels, PRIOR_MATCHES)
            for f, levels in enumerate(shipped)
        ]
        state.per_entity = min(20.0, max(0.1, matches / everything * population))
        state.relatives = min(3.0, max(0.02, related / max(matches, 1.0)))
    return matches


def _belief(state: _State, pattern: Pattern, population: int) -> tuple[float, float]:
    """The probabilities that pairs of this pattern are matches, and relatives."""
    prior = state.per_entity / population
    match, relative, chance = prior, prior * state.relatives, 1.0 - prior
    for f, level in enumerate(pattern):
        if level is not None:
            match *= state.m[f][level]
            relative *= state.h[f][level]
            chance *= state.u[f][level]
    total = match + relative + chance
    return match / total, relative / total


def _checked(model: Model, state: _State, matches: float) -> Model:
    fields, notes = {}, [f"trained on about {matches:.0f} matches"]
    for f, (name, levels) in enumerate(model.fields.items()):
        learnt = [
            LevelWeight(round(m, 9), round(u, 9), h)
            for m, u, h in zip(state.m[f], state.u[f], state.h[f], strict=True)
        ]
        sane = learnt[0].bits > 0 > learnt[-1].bits
        if not sane:
            notes.append(f"{name}: shipped weights, the learnt ones are not sane")
        fields[name] = dict(zip(levels, learnt if sane else levels.values(), strict=True))
    return replace(
        model, fields=fields, per_entity=round(state.per_entity, 6),
        relatives=round(state.relatives, 6), trained=True, notes=tuple(notes),
    )  # fmt: skip
