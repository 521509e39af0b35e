"""Weights from the data itself, without labels: u from random pairs, m by expectation maximisation.

Fellegi and Sunter's model (1969) with Winkler's use of EM (1988), and a third class beside match
and chance: relatives and affiliates, whose chances (h) stay as shipped. Pairs that blocking did
not find count as chance, so that candidates, which agree by selection, do not teach that
agreement is common.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from caseloom.engine.linkage import comparing
from caseloom.engine.linkage.model import LevelWeight, Model

if TYPE_CHECKING:
    import duckdb

# Below this many entities, or expected matches, EM wanders; the shipped weights are better.
LEAST_UNITS = 2_000
LEAST_COUNTED = 100
CHANCE_LEVELS = {"identifiers": "near", "phones": "end"}
LEAST_MATCHES = 200
RANDOM_PAIRS = 20_000
# EM learns from the most frequent patterns of levels, counted for all.
PATTERNS = 2_000
ROUNDS = 25
# Matches that a round adds or takes, as a share, below which there is nothing left to learn.
SETTLED = 0.001
# The shipped weights count as if so many pairs had been seen.
PRIOR_MATCHES = 100.0
PRIOR_RANDOM = 5_000.0
MOST_TIMES = 4.0

# Between the two of a pair that is taken by chance; a prime, so that it shares no factor.
STRIDE = 7919

Pattern = tuple[int | None, ...]
Counted = tuple[Pattern, float]


@dataclass(slots=True)
class _State:
    """What EM moves: chances by field and level, matches and relatives per entity."""

    m: list[list[float]]
    u: list[list[float]]
    h: list[list[float]]
    per_entity: float
    relatives: float


def trained(connection: "duckdb.DuckDBPyConnection", model: Model) -> Model:
    """`model` with m, u and shares learnt from the open pairs of the table `compared`.

    Falls back on the weights it came with, and says so in `notes`, where there is too little data
    or the result is not sane (a better level that speaks less for a match than a worse one).
    """
    if model.population < LEAST_COUNTED:
        return learnt(model, [], [])
    chance = by_chance(connection, model)
    if model.population < LEAST_UNITS:
        return learnt(model, chance, [])
    return learnt(model, chance, patterns(connection, model, "compared WHERE open"))


def learnt(model: Model, chance: Sequence[Counted], found: Sequence[Counted]) -> Model:
    """`model` with what pairs taken by chance and candidates, as patterns, teach: see `trained`."""
    if model.population < LEAST_COUNTED:
        return _noted(model, f"shipped weights: fewer than {LEAST_COUNTED:,} open entities")
    if model.population < LEAST_UNITS:
        note = f"shipped weights: fewer than {LEAST_UNITS:,} open entities"
        return _noted(coincidences(model, chance), note)
    state = _start(model)
    _learn_u(state, chance)
    matches = _maximise(state, found, model.population)
    if matches < LEAST_MATCHES:
        return _noted(model, f"shipped weights: about {matches:.0f} matches to learn from")
    return _checked(model, state, matches)


def coincidences(model: Model, chance: Sequence[Counted]) -> Model:
    """`model` with what is alike by chance counted, where that is more than the shipped figure.

    How often two numbers are one slip apart follows from how a register gives them: in order, or
    at random. Only such levels are counted: in little data, what is equal may be one thing.
    """
    fields = dict(model.fields)
    for number, name in enumerate(model.fields):
        key = CHANCE_LEVELS.get(name)
        seen = [(p[number], n) for p, n in chance if p[number] is not None]
        if key is None or not seen:
            continue
        shipped = model.fields[name]
        level = list(shipped).index(key)
        u = _blend(seen, [w.u for w in shipped.values()], PRIOR_RANDOM)[level]
        more = max(u, shipped[key].u) - shipped[key].u
        last = list(shipped)[-1]
        fields[name] = {
            **shipped,
            key: replace(shipped[key], u=round(shipped[key].u + more, 9)),
            last: replace(shipped[last], u=round(shipped[last].u - more, 9)),
        }
    return replace(model, fields=fields)


def _noted(model: Model, note: str) -> Model:
    return replace(model, notes=(note,))


def reach_of_chance(population: int) -> int:
    """How many units `by_chance` may look at: the first ones in order of (hash(unit), unit)."""
    return min(population, RANDOM_PAIRS + STRIDE)


def by_chance(connection: "duckdb.DuckDBPyConnection", model: Model) -> list[Counted]:
    """The patterns of pairs of open units taken evenly, the same at every call.

    The units of reach_of_chance are all that the table `unit` need hold.
    """
    population = model.population
    steps = max(1, min(RANDOM_PAIRS // population, population - 1))
    share = min(1.0, RANDOM_PAIRS / population)
    # Numbered first: joined by an expression of both sides, every pair would be looked at.
    connection.execute(
        "CREATE OR REPLACE TABLE shuffled AS"
        " SELECT n, entity, row_number() OVER (ORDER BY hash(unit), unit) - 1 AS i"
        " FROM unit WHERE open"
    )
    connection.execute(
        "CREATE OR REPLACE TABLE random_pair AS"
        " SELECT a.n AS l, b.n AS r FROM ("
        f" SELECT n, entity, (i + step * {STRIDE}) % $population AS j"
        " FROM shuffled CROSS JOIN range(1, $steps + 1) s(step) WHERE i < $population * $share) a"
        " JOIN shuffled b ON b.i = a.j AND a.entity <> b.entity",
        {"population": population, "steps": steps, "share": share},
    )
    connection.execute("DROP TABLE shuffled")
    comparing.compare(connection, model, "random_pair", "random_compared")
    return patterns(connection, model, "random_compared")


def patterns(
    connection: "duckdb.DuckDBPyConnection", model: Model, compared: str, pairs: str = "count(*)"
) -> list[Counted]:
    """How often each combination of levels occurs, the PATTERNS most frequent, counted for all.

    pairs: SQL for how many pairs rows of `compared` are.
    """
    columns = ", ".join(model.fields)
    sql = (
        f"SELECT {columns}, {pairs} AS pairs FROM {compared} GROUP BY ALL"
        f" ORDER BY pairs DESC, {columns} LIMIT {PATTERNS}"
    )
    found = [(tuple(row[:-1]), float(row[-1])) for row in connection.execute(sql).fetchall()]
    (total,) = connection.execute(f"SELECT {pairs} FROM {compared}").fetchall()[0]
    factor = (total or 0) / max(1.0, sum(n for _, n in found))
    return [(pattern, n * factor) for pattern, n in found]


def _start(model: Model) -> _State:
    fields = [list(levels.values()) for levels in model.fields.values()]
    return _State(
        m=[[w.m for w in levels] for levels in fields],
        u=[[w.u for w in levels] for levels in fields],
        h=[[w.h for w in levels] for levels in fields],
        per_entity=model.per_entity,
        relatives=model.relatives,
    )


def _learn_u(state: _State, chance: Sequence[Counted]) -> None:
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


def _maximise(state: _State, found: Sequence[Counted], population: int) -> float:
    """Alternate expectation and maximisation; how many matches there seem to be at the end."""
    shipped = [list(levels) for levels in state.m]
    everything = population * (population - 1) / 2
    matches = 0.0
    for _ in range(ROUNDS):
        before = matches
        beliefs = [(p, *_belief(state, p, population), n) for p, n in found]
        matches = sum(match * n for _, match, _, n in beliefs)
        related = sum(relative * n for _, _, relative, n in beliefs)
        state.m = [
            _kept(_blend([(p[f], match * n) for p, match, _, n in beliefs], levels, PRIOR_MATCHES),
                  levels)
            for f, levels in enumerate(shipped)
        ]  # fmt: skip
        state.per_entity = min(20.0, max(0.1, matches / everything * population))
        state.relatives = min(3.0, max(0.02, related / max(matches, 1.0)))
        if abs(matches - before) <= SETTLED * matches:
            break
    return matches


def _kept(learnt: Sequence[float], shipped: Sequence[float]) -> list[float]:
    """`learnt`, no level more than MOST_TIMES as likely among matches as it was thought to be.

    Without it households become matches, where there are more of them than of writings.
    """
    capped = [min(m, MOST_TIMES * s) for m, s in zip(learnt, shipped, strict=True)]
    return [m / sum(capped) for m in capped]


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
