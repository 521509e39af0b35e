"""The sources of the demonstration: under which authority they came, and who may see them."""

from collections.abc import Callable
from dataclasses import dataclass

from caseloom.access import actions as access_actions
from caseloom.access import queries as access
from caseloom.cli.demo.generate import MAPPINGS, Generated
from caseloom.cli.demo.stage import Stage
from caseloom.ingest import actions as ingest
from caseloom.kernel import clock
from caseloom.kernel.ids import entity_id
from caseloom.store import actions as store
from caseloom.store.types import Citation, NewRecord

INFORMANT = "informant"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A source as it was delivered. `scope` is the key of the scope that its records go to."""

    key: str
    title: str
    kind: str
    legal_authority: str
    scope: str
    retention_days: int | None = None
    licence: str = ""


DELIVERIES = (
    Delivery(
        "register", "Calder company register", "register",
        "Companies Code s. 12: open to the public", "public", licence="Open, with attribution",
    ),
    Delivery(
        "payroll", "Payroll rolls of county contractors", "file",
        "Procurement Code s. 44: contractors' records", "agency", retention_days=3_650,
    ),
    Delivery(
        "addresses", "Heronport Power, customers", "file",
        "Subpoena 26-0117 to Heronport Power", "agency", retention_days=1_825,
    ),
    Delivery(
        "stops", "Sheriff's vehicle stops", "register",
        "Agreement with the Calder sheriff, 2023, s. 3", "agency", retention_days=1_095,
    ),
    Delivery(
        "bank", "Transfers, four banks", "file",
        "Subpoenas 26-0131 to 26-0134", "team:fraud", retention_days=1_825,
    ),
    Delivery(
        "phones", "Telephones seized on 4 May", "extraction",
        "Search warrant 26-SW-0093", "source:phones", retention_days=1_825,
    ),
)  # fmt: skip


def deliver(stage: Stage, made: Generated, progress: Callable[[str], None]) -> None:
    """Declare each source and bring in its files, then hear the informant."""
    for delivery in DELIVERIES:
        progress(delivery.title)
        _declare(stage, delivery)
        with clock.freeze(stage.calendar.tick()):
            ingest.run(
                mapping=MAPPINGS / f"{delivery.key}.yml",
                source_key=delivery.key,
                folder=made.folder,
                by=stage.viewer("analyst", f"imports {delivery.title}"),
            )
    _hear_informant(stage)


def _declare(stage: Stage, delivery: Delivery) -> None:
    if delivery.scope == "source:phones":
        _restrict(stage)
    with stage.acting("analyst") as analyst:
        store.add_source(
            key=delivery.key, title=delivery.title, kind=delivery.kind,
            legal_authority=delivery.legal_authority, licence=delivery.licence,
            retention_days=delivery.retention_days,
            scope_id=access.scope(analyst, delivery.scope).id, by=analyst,
        )  # fmt: skip


def _restrict(stage: Stage) -> None:
    """What a warrant took is for those who work under it."""
    with stage.acting("analyst") as analyst:
        scope = access_actions.add_scope(
            kind="source", key="source:phones", title="Warrant 26-SW-0093", by=analyst
        )
    with stage.acting("analyst") as analyst:
        for username in ("agent", "supervisor"):
            access_actions.grant(
                scope_id=scope.id, person_id=stage.ids[username],
                reason="named in the warrant's return", by=analyst,
            )  # fmt: skip


def _hear_informant(stage: Stage) -> None:
    """A sealed source: what somebody said whose name must not be guessed."""
    with stage.acting("supervisor") as supervisor:
        scope = access_actions.add_scope(
            kind="sealed", key="sealed:informant", title="Informant 14", by=supervisor
        )
    with stage.acting("supervisor") as supervisor:
        access_actions.grant(
            scope_id=scope.id, person_id=stage.ids["agent"], reason="handles informant 14",
            by=supervisor,
        )  # fmt: skip
        source = store.add_source(
            key=INFORMANT, title="Informant 14", kind="statement",
            legal_authority="Informant agreement of 2 June, approved by the prosecutor",
            retention_days=1_825, scope_id=scope.id, by=supervisor,
        )  # fmt: skip
        run = store.start_run(
            source_id=source.id, scope_id=scope.id, file_name="interview of 2 June",
            file_hash="0" * 64, mapping={}, by=supervisor,
        )  # fmt: skip
        store.append(run_id=run.id, records=_told(stage), by=supervisor)
        store.finish_run(run_id=run.id, counts={"records": 3}, by=supervisor)


def _told(stage: Stage) -> list[NewRecord]:
    gerry, gull = entity_id(INFORMANT, "gerry"), entity_id(INFORMANT, "gull-point")
    place = Citation(file="interview of 2 June", page=3)
    about = {"name": ("Gerry Whitlock",), "notes": ("Picks up an envelope at Gull Point monthly.",)}
    return [
        NewRecord(gerry, "gerry", "Person", about, citation=place),
        NewRecord(
            gull, "gull-point", "Company",
            {"name": (stage.scenario.names["gull_point"],)}, citation=place,
        ),
        NewRecord(
            entity_id(INFORMANT, "owns"), "owns", "Ownership",
            {"owner": (str(gerry),), "asset": (str(gull),), "role": ("really decides",)},
            citation=place,
        ),
    ]  # fmt: skip
