"""The journey of an investigation on every real data set, through the doors of the rooms.

From a half-remembered name to a signed report; then an outsider who finds nothing, and the
auditor who proves what was done. The large sets are cut to their first rows, so that it is quick.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import duckdb
import pytest
from tests.cast import Cast
from tests.examples.test_examples import EXAMPLES, data

from caseloom.access.actions import as_viewer
from caseloom.audit import actions as audit
from caseloom.audit import queries as log
from caseloom.cases import actions as cases
from caseloom.cases import queries as files
from caseloom.cases.types import marker
from caseloom.explore import queries as explore
from caseloom.explore.types import Profile
from caseloom.ingest import actions as ingest
from caseloom.kernel.errors import NotFound
from caseloom.resolve import actions as resolve
from caseloom.resolve import queries as review
from caseloom.resolve.types import Suggestion
from caseloom.store import actions as store

ABSENT = UUID("6f9619ff-8b86-8d01-b42d-00c04fc964ff")


def whole(source: Path, to: Path) -> None:
    """All files of the set."""
    shutil.copytree(source, to, dirs_exist_ok=True)


def first_lines(count: int) -> Callable[[Path, Path], None]:
    """The first lines of each CSV."""

    def cut(source: Path, to: Path) -> None:
        for path in source.glob("*.csv"):
            lines = path.read_bytes().splitlines(keepends=True)
            (to / path.name).write_bytes(b"".join(lines[:count]))

    return cut


def numbered(source: Path, to: Path) -> None:
    """The people of FEBRL numbered 1000 to 1149, in both files."""
    for path in source.glob("dataset4*.csv"):
        head, *lines = path.read_text().splitlines(keepends=True)
        kept = [one for one in lines if 1000 <= int(one.split("-")[1]) < 1150]
        (to / path.name).write_text("".join([head, *kept]))


def first_rows(source: Path, to: Path) -> None:
    """The first rows of each Parquet file."""
    for path in source.glob("*.parquet"):
        duckdb.execute(f"COPY (FROM '{path}' LIMIT 400) TO '{to / path.name}'")


@dataclass(frozen=True)
class RealSet:
    """A data set, what somebody half remembers of it, and what the journey must find.

    `said` is (property, value, file, row) of the profile; `near` a neighbour or ""; `twin`
    whether resolution suggests another writing of the same.
    """

    folder: str
    mappings: tuple[str, ...]
    taken: Callable[[Path, Path], None]
    asked: str
    found: str
    said: tuple[str, str, str, int]
    near: str
    twin: bool


SETS = [
    RealSet(
        "senzing-truth-set", ("customers.yml", "reference.yml", "watchlist.yml"), whole,
        "keely jons", "Keeley Jones", ("email", "kjones@universal.com", "reference.csv", 12),
        "Universal Exports, USA", True,
    ),
    RealSet(
        "caviar", ("mapping.yml",), whole,
        "X89", "X89", ("name", "X89", "caviar_start.csv", 13), "X1", False,
    ),
    RealSet(
        "ofac-sdn", ("mapping.yml",), first_lines(700),
        "banco nasional cuba", "BANCO NACIONAL DE CUBA",
        ("name", "BANCO NACIONAL DE CUBA", "sdn.csv", 4), "", False,
    ),
    RealSet(
        "febrl", ("a.yml", "b.yml"), numbered,
        "michaela neuman", "michaela neumann", ("birthDate", "1915-11-11", "dataset4a.csv", 2),
        "", True,
    ),
    RealSet(
        "historical-people", ("mapping.yml",), first_rows,
        "francis ed brigtman", "francis brightman",
        ("profession", "liturgist", "historical_figures_with_errors_50k.parquet", 20), "", True,
    ),
    RealSet(
        "name-pairs", ("donations.yml",), whole,
        "nierstenhofer", "Frau Dr. Irene Nierstenhöfer",
        ("country", "de", "donations.csv", 3), "MLPD", False,
    ),
]  # fmt: skip


@pytest.fixture(params=SETS, ids=lambda one: one.folder)
def real(request: pytest.FixtureRequest, tmp_path: Path, committed: object, cast: Cast) -> RealSet:
    """A data set, brought in by its mappings for the team alone, and resolved."""
    chosen: RealSet = request.param
    chosen.taken(data(chosen.folder), tmp_path)
    for mapping in chosen.mappings:
        key = f"real-{mapping.removesuffix('.yml')}"
        with as_viewer(cast.analyst) as by:
            store.add_source(
                key=key, title=key, kind="file", legal_authority="Public data",
                scope_id=cast.scope("team:fraud"), by=by,
            )  # fmt: skip
        ingest.run(
            mapping=EXAMPLES / chosen.folder / mapping, source_key=key, folder=tmp_path,
            by=cast.analyst,
        )  # fmt: skip
    assert resolve.work(schemata=(), by=cast.analyst).state == "done"
    return chosen


def test_from_a_half_remembered_name_to_a_log_that_verifies(real: RealSet, cast: Cast) -> None:
    entity = _find(real, cast)
    if real.twin:
        _say_same_and_take_it_back(entity, cast)
    case, report = _write(real, entity, cast)
    _nothing_for_an_outsider(real, entity, case, report, cast)
    _what_the_auditor_reads(entity, cast)


def _find(real: RealSet, cast: Cast) -> UUID:
    """Search, read where a value comes from, look around."""
    prop, value, file, row = real.said
    with as_viewer(cast.agent) as agent:
        hits = explore.search(agent, real.asked).hits
        assert real.found in [hit.caption for hit in hits]
        entity = next(hit.entity_id for hit in hits if hit.caption == real.found)
        profile = explore.profile(agent, entity)
        cited = [
            (said.citation.file, said.citation.row)
            for one in profile.entity.values[prop]
            for said in one.statements
            if one.value == value
        ]
        assert (file, row) in cited
        around = explore.expand(agent, entity)
        assert real.near in ["", *(node.caption for node in around.nodes)]
    return entity


def _say_same_and_take_it_back(entity: UUID, cast: Cast) -> None:
    with as_viewer(cast.agent) as agent:
        before = explore.profile(agent, entity)
        twin = before.may_also_be[0]
        _explained(twin)
        told = review.compare(agent, twin.left, twin.right)
        judged = resolve.decide(
            left=twin.left, right=twin.right, verdict="same", reason="The same details", by=agent
        )
        joined = explore.profile(agent, entity)
        assert len(joined.entity.records) == told.if_same.records > len(before.entity.records)
        assert twin.id not in [one.id for one in joined.may_also_be]
    with as_viewer(cast.agent) as agent:
        resolve.undo(judgement_id=judged.id, reason="A namesake", by=agent)
        after = explore.profile(agent, entity)
        assert _without_history(after) == _without_history(before)
        assert [one.id for one in after.may_also_be] == [one.id for one in before.may_also_be]


def _explained(twin: Suggestion) -> None:
    """The weights of the fields add up to the score, and somebody can read each."""
    assert twin.score == pytest.approx(sum(one.weight for one in twin.weights), abs=0.01)
    assert all(one.explanation for one in twin.weights)
    assert {"prior"} < {one.field for one in twin.weights}


def _without_history(profile: Profile) -> tuple[object, ...]:
    return (profile.entity, profile.links)


def _write(real: RealSet, entity: UUID, cast: Cast) -> tuple[UUID, UUID]:
    """A case, its subject, a report that is returned once and then signed."""
    with as_viewer(cast.agent) as agent:
        said = explore.profile(agent, entity).entity.values[real.said[0]][0].statements[0]
        case = cases.open_case(
            title=f"About {real.found}", type="Fraud", predicate="A tip", legal_authority="A law",
            member_ids=[cast.person_id("supervisor")], by=agent,
        )  # fmt: skip
    with as_viewer(cast.agent) as agent:  # who holds the case's scope from now on
        cases.add_subject(
            case_id=case.id, entity_id=entity, role="subject", why="Named in the tip",
            sources=[said.id], by=agent,
        )  # fmt: skip
        body = f"It says {said.value} {marker(said.id)}."
        report = cases.write_report(case_id=case.id, title="First account", body=body, by=agent)
        now = files.report(agent, report.id)
        assert [note.statement for note in now.citations] == [said]
        cases.submit_report(report_id=report.id, version=1, revision=now.revision, by=agent)
    with as_viewer(cast.supervisor) as supervisor:
        cases.return_report(report_id=report.id, version=1, remarks="Say more.", by=supervisor)
    with as_viewer(cast.agent) as agent:
        revision = cases.edit_report(
            report_id=report.id, version=1, revision=files.report(agent, report.id).revision,
            title="First account", body=body + "\n\nNothing more is known.", by=agent,
        )  # fmt: skip
        cases.submit_report(report_id=report.id, version=1, revision=revision, by=agent)
    with as_viewer(cast.supervisor) as supervisor:
        signed = cases.sign_report(report_id=report.id, version=1, revision=revision, by=supervisor)
        assert (signed.state, len(signed.hash or "")) == ("signed", 64)
        assert files.pdf(supervisor, report.id)[:5] == b"%PDF-"
    return case.id, report.id


def _nothing_for_an_outsider(
    real: RealSet, entity: UUID, case: UUID, report: UUID, cast: Cast
) -> None:
    with as_viewer(cast.outsider) as outsider:
        found = explore.search(outsider, real.asked)
        assert (found.hits, found.total) == ((), 0)
        assert explore.suggest(outsider, real.asked) == ()
        assert review.suggestions(outsider).items == ()
        assert files.cases(outsider).items == ()
        assert files.subjects_of(outsider, [entity]) == ()
        for look, thing in (
            (explore.profile, entity), (explore.expand, entity),
            (files.case, case), (files.report, report),
        ):  # fmt: skip
            assert _refusal(look, outsider, thing) == _refusal(look, outsider, ABSENT)


def _refusal(look: Callable[..., object], viewer: object, thing: UUID) -> tuple[str, str]:
    with pytest.raises(NotFound) as caught:
        look(viewer, thing)
    return caught.value.message, caught.value.remedy


def _what_the_auditor_reads(entity: UUID, cast: Cast) -> None:
    with as_viewer(cast.auditor) as auditor:
        audit.sequence(by=auditor)
        audit.checkpoint(by=auditor)
        looks = log.events(auditor, verb="profile.viewed", object_id=str(entity)).items
        assert {(one.actor_name, one.purpose) for one in looks} >= {("Ada Okafor", "a test")}
        (signed,) = log.events(auditor, verb="report.signed").items
        assert signed.actor_name == "Dana Lind"
        verified = log.verify(auditor)
        assert verified.ok, verified
        assert verified.events > 20
