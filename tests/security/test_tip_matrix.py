"""Who can learn what of a tip: the table of docs/explanation/tips.md, cell by cell.

Of each who, everything is gathered that the rooms, the pages and SQL as the app's role give him;
then it is looked for what a cell is about. A cell that is changed without the code fails, and so
does code that is changed without the cell.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from itertools import count
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import psycopg
import pytest
from django.db import connection, connections
from django.test import override_settings

from caseloom.access import actions as access
from caseloom.access import queries as people
from caseloom.access.actions import as_viewer
from caseloom.assist import actions as assist
from caseloom.audit import queries as audit
from caseloom.cases import queries as cases
from caseloom.config.postgres import Cluster
from caseloom.explore import queries as explore
from caseloom.kernel import clock
from caseloom.kernel.errors import CaseloomError
from caseloom.kernel.viewer import Viewer
from caseloom.store import queries as stored
from caseloom.tips import actions, queries
from caseloom.tips.sealing import envelope
from caseloom.tips.types import Contact, LineSettings, NewBundle, NewCase, Sent
from tests.assist.remote.server import model_server
from tests.cast import Cast
from tests.conftest import use
from tests.house.source import ROOT
from tests.tips.hotline import Hotline
from tests.web.clients import signed_in
from tests.web.tell.portal import Teller, text

PAGE = ROOT / "docs" / "explanation" / "tips.md"
TOLD, WHO, EXISTS, MACHINE, DECIDED = "told", "who", "exists", "machine", "decided"
COLUMNS = {
    "what was told": TOLD, "who told it": WHO, "that there is such a tip": EXISTS,
    "what the machine said": MACHINE, "what was decided": DECIDED,
}  # fmt: skip
WORDS = "The foreman keeps zebrawood crates of passports. Call 555-0142. He will kill her tonight."
NAME, REASON = "Rosa Quaggafield", "It is the okapi affair."
# The same of a tip that names the agent, to whom the intake clerk reports.
NAMED_WORDS = "Inspector Ada Okafor hides ibexhorn. Call 555-0143. He will kill her tonight."
NAMED_NAME, NAMED_REASON = "Iris Gnuson", "It is the impala affair."
ALL = queries.Filter(
    whose="all", states=("received", "open", "lead", "referred", "joined", "closed")
)
_numbers = count(1)


def matrix() -> dict[str, dict[str, str]]:
    """The table as the page has it: cells by row and column."""
    section = PAGE.read_text().split("## Who can learn what", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


# -- a hotline on which something was told, read, judged, and handed over


@dataclass
class Story:
    """What happened. `sent`: told, read and judged; `named`: closed to the agent whom it names."""

    hotline: Hotline
    cluster: Cluster
    database: str
    sent: Sent
    named: Sent
    number: str
    shown: tuple[str, ...]
    named_shown: tuple[str, ...]
    gathered: dict[str, str] = field(default_factory=dict)

    def needles(self, named: bool) -> Mapping[str, tuple[str, ...]]:
        """By what it is known that somebody learned of something, of all or of `named` alone."""
        of_named = {
            TOLD: ("ibexhorn", "555-0143"), WHO: ("Gnuson",), EXISTS: (str(self.named.tip_id),),
            MACHINE: self.named_shown, DECIDED: ("impala",),
        }  # fmt: skip
        if named:
            return of_named
        of_sent = {
            TOLD: ("zebrawood", "555-0142"), WHO: ("Quaggafield",),
            EXISTS: (str(self.sent.tip_id), self.number), MACHINE: self.shown, DECIDED: ("okapi",),
        }  # fmt: skip
        return {kind: (*of_sent[kind], *of_named[kind]) for kind in of_sent}


@pytest.fixture(scope="module")
def story(cluster: Cluster, django_db_setup: None, django_db_blocker: Any) -> Iterator[Story]:
    name = f"caseloom_matrix_{next(_numbers)}"
    with django_db_blocker.unblock():
        use(cluster.create_database(name, template="caseloom_template"))
        yield _told(cluster, name)
        connections.close_all()
        use(cluster.dsns("caseloom_test"))
    cluster.drop_database(name)


def _told(cluster: Cluster, database: str) -> Story:
    hotline = Hotline(Cast())
    hotline.act(
        "administrator", access.set_reports_to, person_id=hotline.id("intake"),
        leader_id=hotline.id("agent"),
    )  # fmt: skip
    sent = hotline.send(WORDS, contact=Contact(NAME, "555-0188"))
    named = hotline.send(NAMED_WORDS, contact=Contact(NAMED_NAME))
    shown: list[tuple[str, ...]] = []
    for one, reason in ((sent, REASON), (named, NAMED_REASON)):
        assert one.scope is not None
        actions.read(tip_id=one.tip_id, scope=one.scope)
        hotline.act("supervisor", actions.take, tip_id=one.tip_id)
        view = hotline.ask("supervisor", queries.machine, one.tip_id)
        shown.append(tuple(map(str, view.suggestions)))
        hotline.act(
            "supervisor", actions.assess, tip_id=one.tip_id, category="other", priority=3,
            reason=reason,
        )  # fmt: skip
    hotline.act("supervisor", actions.write_to_reporter, tip_id=sent.tip_id, text="Where?")
    case = NewCase("Crates", "Fraud", "A tip.", "5 U.S.C. 406", member_ids=(hotline.id("analyst"),))
    hotline.act("supervisor", actions.hand_over, tip_id=sent.tip_id, case=case)
    number = hotline.tip("supervisor", sent).summary.number
    return Story(hotline, cluster, database, sent, named, number, *shown)


# -- everything that somebody gets


def _asked(viewer: Viewer, story: Story) -> Iterator[str]:
    """What the rooms answer, errors left out."""
    asks: list[Callable[[], Any]] = [
        lambda: queries.queue(viewer, ALL, limit=50), lambda: queries.counts(viewer),
        lambda: queries.overview(viewer), lambda: queries.lines(viewer), queries.statistics,
        lambda: explore.search(viewer, "crates"), lambda: explore.search(viewer, "Rosa"),
        lambda: cases.cases(viewer), lambda: list(stored.every_record(viewer)),
        lambda: audit.events(viewer, limit=500), lambda: people.scopes(viewer),
        lambda: people.people(viewer),
    ]  # fmt: skip
    for one in (story.sent, story.named):
        asks += [
            lambda query=query, tip=one.tip_id: query(viewer, tip)
            for query in (queries.tip, queries.machine, queries.alike, queries.identity)
        ]
        asks.append(lambda tip=one.tip_id: queries.known(viewer, str(tip)))
    asks.append(lambda: queries.compared(viewer, story.sent.tip_id, story.named.tip_id))
    for ask in asks:
        try:
            yield repr(ask())
        except CaseloomError:
            continue


def _stored() -> Iterator[str]:
    """All rows that SQL as the app's role gives within this transaction, but queued jobs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') AND relname NOT LIKE"
            " 'procrastinate%%' AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(oid, 'SELECT')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM \"{table}\" t")
            yield str(cursor.fetchone()[0])


def _pages(who: str, story: Story) -> Iterator[str]:
    client = signed_in(story.hotline.cast, who)
    for path in ("/tips/?whose=all", "/tips/overview/", "/", "/search/?q=crates"):
        yield text(client.get(path))


def of_staff(who: str) -> Callable[[Story], str]:
    def gather(story: Story) -> str:
        with as_viewer(story.hotline.cast.viewer(who)) as viewer:
            found = [*_asked(viewer, story), *_stored()]
        return "\n".join((*found, *_pages(who, story)))

    return gather


def of_the_public(story: Story) -> str:
    with as_viewer(queries.anybody()) as viewer:
        found = [*_asked(viewer, story), *_stored()]
    return "\n".join(found)


def of_the_reporter(story: Story) -> str:
    with as_viewer(queries.anybody()) as viewer:
        tip_id = queries.tip_of(viewer, story.sent.receipt)
    with queries.as_reporter(tip_id) as viewer:
        found = [repr(queries.mailbox(viewer, tip_id)), *_asked(viewer, story), *_stored()]
    return "\n".join(found)


def of_a_copy(story: Story) -> str:
    """All rows of all tables, as PostgreSQL's superuser sees them.

    Asked about the tip that is in no case: what went into one is a record there, not sealed.
    """
    found = []
    with psycopg.connect(story.cluster.admin_dsn(story.database)) as admin:
        tables = admin.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        for (table,) in tables:
            query = f"SELECT coalesce(string_agg(t::text, ' '), '') FROM \"{table}\" t"
            found.append(str(admin.execute(query).fetchone()))  # type: ignore[arg-type]  # names of tables
    return "\n".join(found)


def of_a_copy_with_keys(story: Story) -> str:
    """The same, with what the keys of the data folder open."""
    found = [of_a_copy(story)]
    query = "SELECT id, key_name, data_key, body, 'body' FROM tips_tip UNION ALL SELECT tip_id,"
    query += " key_name, data_key, sealed, 'identity' FROM tips_identity"
    with psycopg.connect(story.cluster.admin_dsn(story.database)) as admin:
        for tip, key, wrapped, sealed, place in admin.execute(query).fetchall():  # type: ignore[arg-type]  # a constant
            opened = envelope.unwrap(UUID(str(tip)), key, bytes(wrapped))
            found.append(str(opened.open_json(bytes(sealed), place)))
    return "\n".join(found)


def of_an_agency(story: Story) -> str:
    """All members of a bundle with the whole text and what was found in it, name by name."""
    hotline, tip = story.hotline, story.sent.tip_id
    hotline.act("administrator", actions.make_signing_key)
    wanted = NewBundle("Harbor police", "Art. 12", answers=(0,), places=True)
    token = hotline.ask("supervisor", queries.preview_bundle, tip, wanted).token
    made = hotline.act("supervisor", actions.prepare_bundle, tip_id=tip, token=token)
    hotline.act("intake", actions.decide_bundle, bundle_id=made, allow=True)
    _, raw = hotline.act("supervisor", actions.fetch_bundle, bundle_id=made)
    with ZipFile(BytesIO(raw)) as file:
        return "\n".join(
            f"{one} {file.read(one).decode('utf-8', 'replace')}" for one in file.namelist()
        )


def of_a_model_server(story: Story) -> str:
    """What came over the wire for two tasks, headers included."""
    hotline, tip = story.hotline, story.sent
    hotline.act("supervisor", assist.switch, tier=2, reason="a test")
    hotline.act("supervisor", actions.allow_model, key="hotline", allowed=True, reason="a test")
    with model_server() as server, override_settings(CASELOOM_MODEL=server.settings()):
        for task, language in (("translation", "es"), ("summary", "en")):
            asking = hotline.act(
                "supervisor", actions.ask_model, tip_id=tip.tip_id, task=task, language=language
            )
            assert tip.scope is not None
            actions.answer(asking_id=asking, tip_id=tip.tip_id, scope=tip.scope)
        assert server.calls
        return "\n".join(f"{one.headers} {json.loads(one.body)}" for one in server.calls)


def of_the_proxy(story: Story) -> str:
    """What is not in the sealed part of a connection: nothing of it is in any address."""
    teller, lines = Teller(), list[str]()
    receipt = teller.send(WORDS, who="named", name=NAME)
    for response in (
        teller.client.get(teller.url), teller.post("check", **{"a-what": WORDS, "who": "named"}),
        teller.post("open", "/tell/en/messages/", receipt=receipt),
    ):  # fmt: skip
        asked = response.wsgi_request
        lines.append(f"{asked.META['REMOTE_ADDR']} {asked.method} {asked.get_full_path()}")
        lines.append(str({**response.headers, "Content-Security-Policy": ""}))
    return "\n".join(lines)


# -- cells that say more than yes or no


def on_a_reason_for_a_day(story: Story) -> bool:
    """The name: before it is asked for, after a second person's word, and a day later."""
    hotline, tip = story.hotline, {"tip_id": story.sent.tip_id}

    def read(who: str) -> bool:
        try:
            return bool(hotline.ask(who, queries.identity, story.sent.tip_id).name == NAME)
        except CaseloomError:
            return False

    def allowed(at: Any) -> None:
        with clock.freeze(at):
            made = hotline.act("intake", actions.ask_identity, reason="To warn her.", **tip)
            hotline.act("supervisor", actions.decide_identity, request_id=made, allow=True)

    before = read("intake")
    allowed(clock.now() - timedelta(days=1, minutes=1))
    after_a_day = read("intake")
    allowed(clock.now())
    return (before, after_a_day, read("intake"), read("agent")) == (False, False, True, False)


def after_she_judged(story: Story) -> bool:
    """What the machine says: at once, and where she was drawn by lot, after her own word."""
    hotline = story.hotline
    with as_viewer(hotline.cast.viewer("administrator")) as by:
        actions.edit_line(
            key="hotline", title={"en": "Hotline"}, open=True, reason="a test", by=by,
            settings=LineSettings(judge_first_share=1.0),
        )  # fmt: skip
    sent = hotline.send(WORDS)
    actions.read(tip_id=sent.tip_id, scope=hotline.scope)
    before = hotline.ask("intake", queries.machine, sent.tip_id)
    hotline.act("intake", actions.assess, tip_id=sent.tip_id, category="x", priority=3)
    after = hotline.ask("intake", queries.machine, sent.tip_id)
    return before.hidden and not before.marks and not after.hidden and bool(after.marks)


def what_the_line_shows(story: Story) -> bool:
    """Numbers and names that were read out of her words, where the line is set so, before."""
    shown = []
    for switched in (False, True):
        with as_viewer(story.hotline.cast.viewer("administrator")) as by:
            actions.edit_line(
                key="hotline", title={"en": "Hotline"}, open=True, reason="a test", by=by,
                settings=LineSettings(show_reading=switched, judge_first_share=0.0),
            )  # fmt: skip
        shown.append('class="found"' in text(Teller().tell(WORDS)))
    later = of_the_reporter(story)
    return shown == [False, True] and not any(one in later for one in story.shown)


def state_alone(story: Story) -> bool:
    """In which of three states it is, and no word of why."""
    found = of_the_reporter(story)
    return "state='ended'" in found and "okapi" not in found


def _has(*words: str) -> Callable[[Story, str], bool]:
    return lambda story, found: all(one in found for one in words)


def _special(probe: Callable[[Story], bool]) -> Callable[[Story, str], bool]:
    return lambda story, found: probe(story)


@dataclass(frozen=True)
class Row:
    """How a row's evidence is gathered, what its cells say, and how the unusual ones are tried."""

    gather: Callable[[Story], str]
    cells: tuple[str, str, str, str, str]
    unusual: Mapping[str, Callable[[Story, str], bool]] = field(default_factory=dict)
    # Whether it is about the tip alone that names the agent and went into no case.
    named: bool = False


NOTHING = ("no", "no", "no", "no", "no")
ROWS: Mapping[str, Row] = {
    "somebody of the public": Row(of_the_public, NOTHING),
    "the reporter, with her receipt": Row(
        of_the_reporter,
        ("her own words, and what was written to her", "no: she knows", "yes",
         "only what the line shows her before she sends", "received, looked at, or ended"),
        {TOLD: _has("zebrawood", "Where?"), MACHINE: _special(what_the_line_shows),
         DECIDED: _special(state_alone)},
    ),
    "an officer of the team": Row(
        of_staff("supervisor"),
        ("yes, each look recorded", "on a reason and by a second person, for a day", "yes",
         "yes; on sampled tips after she judged", "yes"),
        {WHO: _special(on_a_reason_for_a_day), MACHINE: _special(after_she_judged)},
    ),
    "an officer whom it names, or who reports to him": Row(
        lambda story: of_staff("agent")(story) + of_staff("intake")(story),
        ("no", "no", "no, in no list, count or statistic", "no", "no"),
        named=True,
    ),
    "an agent of another team": Row(of_staff("outsider"), NOTHING),
    "an agency that gets a bundle": Row(
        of_an_agency,
        ("what somebody chose of it", "no", "that there is one",
         "what it found in those words, if chosen", "no"),
        {EXISTS: lambda story, found: "zebrawood" in found
         and str(story.sent.tip_id) not in found and story.number not in found,
         MACHINE: _has("phone", "555-0142")},
    ),
    "people of a case that it went into": Row(
        of_staff("analyst"),
        ("the words, as a record of the case", "no", "that it exists, by its number", "no", "no"),
    ),
    "an administrator": Row(of_staff("administrator"), NOTHING),
    "an auditor": Row(
        of_staff("auditor"),
        ("no: events hold hashes", "no",
         "that somebody did something to a tip, by its id; in a team that she was put into,"
         " figures and the numbers of drawn tips", "that a machine said something",
         "that a step was taken, and by whom"),
        {MACHINE: _has("machine.suggested"), DECIDED: _has("tip.joined", "tip.assessed")},
    ),
    "who has a copy of the database or a backup of it": Row(
        of_a_copy,
        ("no", "no", "how many, when, by which channel, in which language, how long",
         "labels, not words", "yes"),
        named=True,
    ),
    "who has the database and the keys": Row(
        of_a_copy_with_keys, ("yes", "yes", "yes", "yes", "yes")
    ),
    "a model server, if [a lead allows it](assist.md#a-model-server)": Row(
        of_a_model_server,
        ("yes, without the names and numbers that are found in it; other names too", "no",
         "that a text was sent, not which tip", "no", "no"),
        {TOLD: lambda story, found: "zebrawood" in found and "555-0142" not in found,
         EXISTS: lambda story, found: "zebrawood" in found
         and str(story.sent.tip_id) not in found and story.number not in found},
    ),
    "the proxy before the pages": Row(
        of_the_proxy,
        ("no, behind TLS", "the address from which somebody came, unless it keeps none",
         "that somebody wrote", "no", "no"),
        {WHO: _has("127.0.0.1"), EXISTS: _has("POST /tell/en/to/hotline/")},
    ),
}  # fmt: skip


def test_the_table_and_its_rows_are_these() -> None:
    assert list(matrix()) == list(ROWS)
    assert all(list(row) == list(COLUMNS) for row in matrix().values())


@pytest.mark.parametrize("column", list(COLUMNS))
@pytest.mark.parametrize("who", list(matrix()))
def test_a_cell_is_what_the_code_does(story: Story, who: str, column: str) -> None:
    cell, row = matrix()[who][column], ROWS[who]
    kind = COLUMNS[column]
    assert cell == row.cells[list(COLUMNS).index(column)], "the page says something else"
    if who not in story.gathered:
        story.gathered[who] = row.gather(story)
    found = story.gathered[who]
    learned = [one for one in story.needles(row.named)[kind] if one in found]
    if kind in row.unusual:
        learned = ["it"] if row.unusual[kind](story, found) else []
    assert bool(learned) == (not cell.startswith("no")), f"{who} learned {learned}"


def test_what_is_looked_for_is_there_to_be_found(story: Story) -> None:
    """None of the words that a cell is about is misspelt: all are found with database and keys."""
    found = of_a_copy_with_keys(story)
    for kind, needles in story.needles(named=False).items():
        assert [one for one in needles if one not in found] == [], kind
