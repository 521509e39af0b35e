"""Everything that an outsider can ask: rooms' queries, pages, the API, and SQL as his role."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from caseloom.access import actions as access_actions
from caseloom.access import queries as access
from caseloom.audit import queries as audit
from caseloom.cases import queries as cases
from caseloom.cases.queries import subjects_of
from caseloom.explore import queries as explore
from caseloom.ingest import actions as ingest
from caseloom.ingest import queries as ingested
from caseloom.ingest.types import ExportFilter
from caseloom.kernel import clock
from caseloom.kernel.errors import CaseloomError
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import queries as resolved
from caseloom.store import queries as stored
from tests.security import tip_questions
from tests.security.pools import QUESTIONS, SOURCES, Known, entities
from tests.security.worlds import World

Ask = Callable[[Viewer], Any]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NOBODY = UUID(int=0)


def _record(rng: Random, known: Known) -> UUID:
    found: UUID = rng.choice([*known.records, *known.hidden_records] or [NOBODY])
    return found


def _either(rng: Random, known: Known, kind: str) -> Any:
    """A thing of a kind, seen or hidden."""
    return known.some(rng, rng.choice((kind, f"hidden_{kind}")), NOBODY)


def _case(rng: Random, known: Known) -> str:
    case = _either(rng, known, "case")
    return "2026-000000" if case == NOBODY else str(case.number)


# -- the rooms' own queries: what the command line, the pages and the API stand on


def _pages(viewer: Viewer, text: str, **filters: Any) -> list[Any]:
    """A search with all its pages."""
    found, cursor = [], None
    for _ in range(12):
        page = explore.search(viewer, text, cursor=cursor, limit=3, **filters)
        found.append(page)
        cursor = page.next
        if cursor is None:
            break
    return found


def _filters(rng: Random) -> dict[str, Any]:
    return rng.choice(
        (
            {}, {}, {"schema": ["Person"]}, {"country": ["us"]}, {"schema": ["LegalEntity"]},
            {"since": date(1980, 1, 1)}, {"until": date(1988, 1, 1)},
        )
    )  # fmt: skip


def _explore(rng: Random, known: Known) -> Ask:
    text, one, two = rng.choice(QUESTIONS), *rng.sample(entities(), 2)
    filters, some = _filters(rng), rng.sample(entities(), 12)
    questions: Sequence[Ask] = (
        lambda v: _pages(v, text, **filters),
        lambda v: _pages(v, text, **filters),
        lambda v: explore.suggest(v, text[: 1 + len(text) // 2]),
        lambda v: explore.profile(v, one),
        lambda v: explore.expand(v, one, limit=3),
        lambda v: explore.expand(v, one, since=date(1980, 1, 1), limit=2),
        lambda v: explore.path(v, one, two),
        lambda v: explore.links_among(v, some),
        lambda v: explore.timeline(v, some[:3]),
        lambda v: explore.graphml(v, some),
    )
    return rng.choice(questions)


def _resolve(rng: Random, known: Known) -> Ask:
    one, two = rng.sample(entities(), 2)
    some, suggestion = rng.sample(entities(), 20), known.some(rng, "suggestion", NOBODY)
    described = {"name": [rng.choice(QUESTIONS)], "birthDate": ["1987-03-14"]}
    questions: Sequence[Ask] = (
        lambda v: resolved.suggestions(v, limit=4),
        lambda v: resolved.suggestion(v, suggestion),
        lambda v: resolved.compare(v, one, two),
        lambda v: resolved.judgements(v, some),
        lambda v: sorted(resolved.members(v, some).items()),
        lambda v: resolved.match(v, schema="Person", properties=described),
        lambda v: resolved.runs(v),
        lambda v: stored.compose(v, some),
    )
    return rng.choice(questions)


def _store(rng: Random, known: Known) -> Ask:
    record, some = _record(rng, known), rng.sample(entities(), 10)
    key, run = rng.choice((*SOURCES, "gamma", "hidden-source")), known.some(rng, "run", NOBODY)
    upload = _either(rng, known, "upload")
    questions: Sequence[Ask] = (
        lambda v: stored.sources(v),
        lambda v: stored.source(v, key),
        lambda v: stored.runs(v, limit=3),
        lambda v: stored.run(v, run),
        lambda v: stored.record(v, record),
        lambda v: stored.records(v, some, include_retracted=True),
        lambda v: stored.statements(v, [f"{record}.name.0"]),
        lambda v: ingested.uploads(v),
        lambda v: ingested.upload(v, upload),
        lambda v: ingested.rejects(v, run),
        lambda v: access.scopes(v),
        lambda v: access.people(v),
        lambda v: access.tokens(v),
        lambda v: [access.members(v, scope.id) for scope in access.scopes(v)],
        lambda v: audit.events(v, limit=5),
    )
    return rng.choice(questions)


def _cases(rng: Random, known: Known) -> Ask:
    number, report, text = _case(rng, known), _either(rng, known, "report"), rng.choice(QUESTIONS)
    some = rng.sample(entities(), 20)
    questions: Sequence[Ask] = (
        lambda v: cases.cases(v, limit=3),
        lambda v: cases.cases(v, text=text.split()[0]),
        lambda v: cases.case(v, number),
        lambda v: cases.my_work(v),
        lambda v: cases.notes(v, number),
        lambda v: cases.tasks(v, number),
        lambda v: cases.timeline(v, number),
        lambda v: cases.graphs(v, number),
        lambda v: cases.reports(v, number),
        lambda v: cases.report(v, report),
        lambda v: cases.diff(v, report, 1, 1),
        lambda v: subjects_of(v, some),
    )
    return rng.choice(questions)


ROOMS = (_explore, _explore, _resolve, _store, _cases)


def of_rooms(world: World, rng: Random, known: Known, who: str = "outsider") -> str:
    """One query of a room, or the error that it raises."""
    ask = rng.choice(ROOMS)(rng, known)
    try:
        with world.acting(who) as viewer:
            return _clean(world, repr(ask(viewer)))
    except CaseloomError as error:
        return f"{type(error).__name__}: {error.message} / {error.remedy} / {error.field}"


def _clean(world: World, text: str) -> str:
    return text.replace(str(world.data), "DATA")


# -- over HTTP

_HOLE = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\}")
# A person's own account is the sign-in library's; static files are the same for all.
_SKIPPED = ("account/", "static/", "healthz", "api/", "audit/export")
_CHANGING = re.compile(r'nonce="[^"]+"')
_HEADERS = {"Set-Cookie", "Content-Security-Policy", "Date"}


@cache
def pages() -> tuple[str, ...]:
    """Every address of a page, with holes for what it is about."""
    return tuple(sorted(one for one in _addresses(get_resolver()) if not one.startswith(_SKIPPED)))


def _addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route
        elif isinstance(one, URLResolver):
            yield from _addresses(one, route)


@cache
def operations() -> tuple[tuple[str, tuple[Mapping[str, Any], ...]], ...]:
    """Every GET of the API: its path, and its parameters as OpenAPI describes them."""
    from caseloom.api.app import api

    schema = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return tuple(
        (path, tuple(methods["get"].get("parameters", ())))
        for path, methods in sorted(schema["paths"].items())
        if "get" in methods
    )


def _filling(name: str, path: str, rng: Random, known: Known) -> str:
    """Something for a hole or a parameter called `name`."""
    if re.match("/?(tips|tell|api/v1/(tips|lines))", path):
        found = tip_questions.filling(name, rng, known)
        if found is not None:
            return found
    if name in ("key", "number", "case", "id_or_number", "case_key") and "source" not in path:
        return _case(rng, known)
    plain: Mapping[str, Callable[[], Any]] = {
        "key": lambda: rng.choice((*SOURCES, "gamma", "hidden-source")),
        "source": lambda: rng.choice((*SOURCES, "hidden-source")),
        "record_id": lambda: _record(rng, known),
        "statement_id": lambda: f"{_record(rng, known)}.name.0",
        "schema": lambda: rng.choice(("Person", "Company", "LegalEntity")),
        "schemata": lambda: rng.choice(("Ownership", "Payment")),
        "country": lambda: rng.choice(("us", "de")),
        "scope_id": lambda: rng.choice((1, 2, 3, 77)),
        "person_id": lambda: NOBODY,
        "event_id": lambda: rng.randrange(1, 9),
        "step": lambda: "close",
        "case_id": lambda: getattr(_either(rng, known, "case"), "id", NOBODY),
        "limit": lambda: rng.choice((2, 5, 50)),
        "max_hops": lambda: rng.choice((1, 3)),
        "tab": lambda: rng.choice(("links", "history")),
    }
    if name in plain:
        return str(plain[name]())
    if name in ("q", "text", "prefix", "query"):
        return rng.choice(QUESTIONS)
    kind = name.removesuffix("_id")
    if kind in ("run", "report", "suggestion", "judgement", "upload", "task", "token"):
        return str(_either(rng, known, kind))
    if kind in ("version", "before", "after", "first", "second"):
        return "1"
    return str(rng.choice(entities()))


def _fill(route: str, rng: Random, known: Known) -> str:
    return _HOLE.sub(lambda hole: _filling(hole[1] or hole[2], route, rng, known), route)


_FREE = {"since", "until", "as_of", "cursor", "state", "type", "lead_id", "actor", "verb"}


class Browser:
    """The outsider's session and his token, in one world."""

    def __init__(self, world: World, who: str = "outsider") -> None:
        self.world = world
        person = world.cast.person_id(who)
        self.client = Client(raise_request_exception=False, SERVER_NAME="localhost")
        self.client.force_login(get_user_model().objects.get(id=person), backend=BACKEND)
        session = self.client.session
        session["purpose"] = "a test"
        session.save()
        with world.acting(who) as by:
            _, secret = access_actions.add_token(
                title="test", purpose="a test", permissions=sorted(by.permissions),
                expires_at=clock.now().replace(month=12), by=by,
            )  # fmt: skip
        self.headers = {"Authorization": f"Bearer {secret}"}

    def page(self, rng: Random, known: Known, about: str = "") -> str:
        """One page, of those whose address begins with `about`."""
        among = [one for one in pages() if one.startswith(about)]
        address = "/" + _fill(rng.choice(among), rng, known)
        query = {"q": rng.choice(QUESTIONS), "left": str(rng.choice(entities()))}
        query |= {"right": str(rng.choice(entities())), "whose": "all"}
        background = {"X-Background": "1", "HX-Request": rng.choice(("true", ""))}
        headers = rng.choice(({}, {}, background))
        return self._told(address, self.client.get(address, query, headers=headers))

    def api(self, rng: Random, known: Known) -> str:
        """One GET of the API."""
        route, parameters = rng.choice(operations())
        address = _fill(route, rng, known)
        query = {
            one["name"]: _filling(one["name"], route, rng, known)
            for one in parameters
            if one["in"] == "query" and one["name"] not in _FREE
            and (one.get("required") or rng.random() < 0.3)
        }  # fmt: skip
        return self._told(f"{address} {query}", self._get(address, query))

    def _get(self, address: str, query: Mapping[str, str]) -> HttpResponse:
        return self.client.get(address, query, headers=self.headers)

    def _told(self, address: str, answer: HttpResponse) -> str:
        """Status, headers and body, without what is random by nature."""
        if answer.status_code >= 500:
            raise AssertionError(f"{address} answered {answer.status_code}")
        body = b"".join(answer) if answer.streaming else answer.content
        text = _CHANGING.sub("", body.decode(errors="replace"))
        headers = sorted((k, v) for k, v in answer.headers.items() if k not in _HEADERS)
        return _clean(self.world, f"{address}\n{answer.status_code} {headers}\n{text}")


# -- everything at once


def whole(world: World, who: str = "outsider") -> Iterator[tuple[str, str]]:
    """An export, byte for byte, and how many rows of each table SQL shows to the outsider."""
    yield from tip_questions.whole(world)
    folder = world.data / f"export-{clock.now():%H%M%S}"
    with world.acting(who) as viewer:
        ingest.export(folder=folder, wanted=ExportFilter(), by=viewer)
        for path in sorted(folder.iterdir()):
            yield path.name, path.read_text()
        yield "my work", repr(cases.my_work(viewer))
        yield "sources", repr(stored.sources(viewer))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r' ORDER BY 1"
            )
            for (table,) in cursor.fetchall():
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                yield table, str(cursor.fetchone())
