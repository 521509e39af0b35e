"""An outsider gets the same answers whether hidden records exist or not.

The world is built from what he may see and asked everything; then hidden records, links,
judgements and retractions come in, and everything is asked again. Nothing may differ: hits,
order, facets, totals, spellings, completions, counts, paths, errors.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from tests.cast import Cast

from caseloom.access.actions import as_viewer
from caseloom.explore import queries, search
from caseloom.kernel.errors import CaseloomError
from caseloom.kernel.ids import entity_id
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import actions as resolve
from caseloom.store import actions as store

Thing = tuple[str, str, dict[str, list[str]]]
FIRST = ["Ann", "Anna", "Bob", "Vladimir", "Владимир", "Zoë", "Jon"]
LAST = ["Smith", "Smyth", "Smithe", "Ivanov", "O'Neil", "Müller", "Common"]


def _id(key: str) -> UUID:
    return entity_id("test", key)


def _things(chance: random.Random, keys: list[str], ends: list[str], mark: str) -> list[Thing]:
    things: list[Thing] = []
    for key in keys:
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        more = {
            "nationality": [chance.choice(["us", "gb"])],
            "birthDate": [f"19{chance.randint(50, 99)}"],
        }
        phone = {"phone": [f"+1202555{chance.randint(0, 99):04}"]}
        things.append((key, "Person", {"name": [name], **chance.choice([more, phone, {}])}))
    for n in range(len(keys)):
        payer, payee = chance.choice(ends), chance.choice(ends)
        link = {"payer": [str(_id(payer))], "beneficiary": [str(_id(payee))], "date": ["2026"]}
        things.append((f"{mark}pay{n}", "Payment", {**link, "purpose": [f"{mark}{n} Smith"]}))
    return things


def asks(keys: list[str]) -> Iterator[Callable[[Viewer], Any]]:
    for text in ("smith", "ann smith", "smithh", "ivanoff", '"anna smith"', "sm*", "2025550042",
                 "common", "zzz", "vladmir ivanow", "1970", "smith -x", "owner"):  # fmt: skip
        yield lambda v, t=text: _pages(v, t)
    yield lambda v: _pages(v, "", country=["us"])
    yield lambda v: _pages(v, "", schema=["Payment"])
    for prefix in ("s", "an", "anna s", "vlad", "z", "o"):
        yield lambda v, p=prefix: queries.suggest(v, p)
    for key in keys:
        yield lambda v, k=key: queries.expand(v, _id(k))
        yield lambda v, k=key: queries.expand(v, _id(k), limit=2)
        yield lambda v, k=key: _profile(v, k)
        yield lambda v, k=key: queries.timeline(v, [_id(k)])
    for left, right in zip(keys, keys[3:], strict=False):
        yield lambda v, a=left, b=right: queries.path(v, _id(a), _id(b))
    yield lambda v: queries.links_among(v, [_id(key) for key in keys])


def _pages(viewer: Viewer, text: str, **filters: Any) -> list[Any]:
    pages, cursor = [], None
    for _ in range(30):
        pages.append(queries.search(viewer, text, cursor=cursor, limit=3, **filters))
        cursor = pages[-1].next
        if cursor is None:
            break
    return pages


def _profile(viewer: Viewer, key: str) -> Any:
    found = queries.profile(viewer, _id(key))
    return found.entity, found.links, found.judgements, found.why_here


def answers(cast: Cast, keys: list[str], who: str = "outsider") -> list[Any]:
    told: list[Any] = []
    for ask in asks(keys):
        try:
            with as_viewer(cast.viewer(who)) as viewer:
                told.append(ask(viewer))
        except CaseloomError as error:
            told.append((type(error), error.message, error.remedy, error.field))
    return told


@pytest.mark.parametrize(("cap", "seed"), [(4, 0), (4, 1), (150, 2)])
def test_hidden_things_change_no_answer(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, cap: int, seed: int
) -> None:
    monkeypatch.setattr(search, "CAP", cap)
    chance = random.Random(seed)
    public, fraud = cast.scope("public"), cast.scope("team:fraud")
    seen = [f"v{n}" for n in range(10)]
    hidden = [f"h{n}" for n in range(10)]
    cast.records("agent", public, *_things(chance, seen, seen, "v"))
    _judge(cast, chance, seen)
    keys = [*seen, *hidden, "nobody"]
    before = answers(cast, keys)

    # New records of visible entities too, and links between visible ones.
    cast.records("agent", fraud, *_things(chance, [*hidden, *seen[:4]], [*seen, *hidden], "h"))
    for left, right in (("h1", "v1"), ("h1", "v5"), ("h2", "v2"), ("h3", "h4")):
        _try_to_judge(cast, left, right)
    assert answers(cast, keys) == before
    assert answers(cast, keys, "agent") != before

    with as_viewer(cast.supervisor):
        gone = _some_record_of(_id("h0"))
    with as_viewer(cast.records_officer) as officer:
        _retract(officer, gone)
    assert answers(cast, keys) == before


def _judge(cast: Cast, chance: random.Random, keys: list[str]) -> None:
    for _ in range(3):
        left, right = chance.sample(keys, 2)
        _try_to_judge(cast, left, right)


def _try_to_judge(cast: Cast, left: str, right: str) -> None:
    try:
        with as_viewer(cast.supervisor) as viewer:
            resolve.decide(
                left=_id(left), right=_id(right), verdict="same", reason="a test", by=viewer
            )
    except CaseloomError:
        # The pair is one already: just as good.
        return


def _some_record_of(entity: UUID) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM store_record WHERE entity_id = %s", [entity])
        (record,) = cursor.fetchone()
    return record


def _retract(officer: Viewer, record: UUID) -> None:
    if _visible(record):
        store.retract(record_ids=[record], reason="a test", by=officer)


def _visible(record: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM explore_entry WHERE record_id = %s", [record])
        return bool(cursor.fetchone()[0])


def test_the_functions_take_scopes_from_the_transaction_only(cast: Cast) -> None:
    fraud = cast.scope("team:fraud")
    cast.records("agent", fraud, ("h", "Person", {"name": ["Hidden Person"]}))
    mark = f"'''#{fraud}'''::tsquery"
    asked = f"SELECT count(*) FROM explore_find({mark}, NULL, NULL, NULL, NULL, NULL, 10)"
    for who, count in (("outsider", 0), ("agent", 1)):
        with as_viewer(cast.viewer(who)), connection.cursor() as cursor:
            cursor.execute(asked)
            assert cursor.fetchone() == (count,)
            cursor.execute("SELECT count(*) FROM explore_similar(ARRAY['hidden'])")
            assert cursor.fetchone() == (count,)
            cursor.execute("SELECT count(*) FROM explore_unused(%s, ARRAY['nowhere'])", [fraud])
            assert cursor.fetchone() == (count,)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('caseloom.scopes', '', true)")
        cursor.execute(asked)
        assert cursor.fetchone() == (0,)
