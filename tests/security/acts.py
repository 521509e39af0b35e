"""What people do: openly, in both worlds, and hidden, in one of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from caseloom.access import actions as access
from caseloom.cases import actions as cases
from caseloom.cases import queries as cases_read
from caseloom.cases.types import marker
from caseloom.explore import queries as explore
from caseloom.ingest import actions as ingest
from caseloom.kernel import clock
from caseloom.kernel.errors import CaseloomError
from caseloom.kernel.ids import entity_id
from caseloom.kernel.viewer import Viewer
from caseloom.resolve import actions as resolve
from caseloom.resolve import queries as resolved
from caseloom.store import actions as store
from caseloom.store import queries as stored
from caseloom.store.types import Citation, NewRecord
from tests.security import tip_acts
from tests.security.pools import NAMES, SECRETS, SOURCES, Known, Thing, entities, link, node
from tests.security.worlds import World

Act = Callable[[World, Random, Known], Any]
OPEN_SCOPES = {"alpha": "agency", "beta": "public", "omega": "team:other"}
NOBODY = UUID(int=0)
CSV = "id,name,born\n{rows}"
MAPPING = """
queries:
  - csv_url: people.csv
    entities:
      person:
        schema: Person
        keys: [id]
        properties:
          name: {column: name}
          birthDate: {column: born}
"""


def append(
    viewer: Viewer, source_key: str, scope: int, things: Sequence[Thing], file: str = "a.csv"
) -> list[UUID]:
    """Append things under a scope, from a source of that scope; their record ids."""
    origin = next(
        (s for s in stored.sources(viewer) if (s.key, s.scope) == (source_key, scope)), None
    ) or store.add_source(
        key=source_key, title=f"Source {source_key}", kind="file", legal_authority="a warrant",
        scope_id=scope, by=viewer,
    )  # fmt: skip
    run = store.start_run(
        source_id=origin.id, scope_id=scope, file_name=file, file_hash="0" * 64, mapping={},
        by=viewer,
    )  # fmt: skip
    store.append(
        run_id=run.id,
        records=[
            NewRecord(
                entity_id=entity_id(source_key, key), origin_id=key, schema=schema,
                properties={name: tuple(values) for name, values in properties.items()},
                citation=Citation(file=file, row=row),
            )
            for row, (key, schema, properties) in enumerate(things, 2)
        ],
        by=viewer,
    )  # fmt: skip
    store.finish_run(run_id=run.id, counts={}, by=viewer)
    return [one.id for one in stored.every_record(viewer) if one.run_id == run.id]


# -- what both worlds see


def bring(world: World, rng: Random, known: Known) -> Any:
    source = rng.choice(SOURCES)
    things = [node(rng) if rng.random() < 0.6 else link(rng) for _ in range(rng.randrange(1, 4))]
    key = OPEN_SCOPES[source]
    who = "outsider" if key == "team:other" else rng.choice(("outsider", "agent", "analyst"))
    with world.acting(who) as viewer:
        scope = world.cast.scope(key, "outsider")
        found = append(viewer, source, scope, things)
    known.records += found
    return found


def bring_a_file(world: World, rng: Random, known: Known) -> Any:
    folder = world.data / "brought"
    folder.mkdir(exist_ok=True)
    rows = "".join(f"{rng.randrange(99)},{rng.choice(NAMES)},1980-02-30\n" for _ in range(4))
    (folder / "people.csv").write_text(CSV.format(rows=rows))
    viewer = world.cast.viewer("outsider")
    done = ingest.run(mapping=MAPPING, source_key="alpha", folder=folder, by=viewer)
    known.add("run", done.run.id)
    return done.run


def retract(world: World, rng: Random, known: Known) -> Any:
    if not known.records:
        return None
    record = rng.choice(known.records[-60:])
    verb = rng.choice((store.retract, store.retract, store.reinstate))
    with world.acting("records_officer") as viewer:
        return verb(record_ids=[record], reason="it was wrong", by=viewer)


def add_source(world: World, rng: Random, known: Known) -> Any:
    key = rng.choice((*SOURCES, "gamma", "delta", "hidden-source"))
    with world.acting("outsider") as viewer:
        scope = world.cast.scope(rng.choice(("agency", "team:other")), "outsider")
        made = store.add_source(
            key=key, title=f"The {key}", kind="file", legal_authority="a warrant", scope_id=scope,
            by=viewer,
        )  # fmt: skip
    known.add("source", made.key)
    return made


def judge(world: World, rng: Random, known: Known) -> Any:
    left, right = rng.sample(entities(), 2)
    verdict = rng.choice(("same", "same", "different", "unsure"))
    with world.acting("outsider") as viewer:
        made = resolve.decide(
            left=left, right=right, verdict=verdict, reason="it looks so", by=viewer
        )
    known.add("judgement", made.id)
    return made


def unjudge(world: World, rng: Random, known: Known) -> Any:
    with world.acting("outsider") as viewer:
        return resolve.undo(
            judgement_id=known.some(rng, "judgement", NOBODY), reason="not so", by=viewer
        )


def find_pairs(world: World, rng: Random, known: Known) -> Any:
    """The nightly run: it sees more than the outsider, who sees only what becomes of it."""
    with world.acting(rng.choice(("agent", "outsider"))) as viewer:
        resolve.run(schemata=("Person",), by=viewer)
    with world.acting("outsider") as viewer:
        for one in resolved.suggestions(viewer).items:
            known.add("suggestion", one.id)


def open_case(world: World, rng: Random, known: Known) -> Any:
    with world.acting("outsider") as viewer:
        case = cases.open_case(
            title=f"Case about {rng.choice(NAMES)}", type="Fraud", predicate="A tip.",
            legal_authority="5 U.S.C. 406", by=viewer,
        )  # fmt: skip
    known.add("case", case)
    return case


def work_on_case(world: World, rng: Random, known: Known) -> Any:
    case = known.some(rng, "case", None)
    if case is None:
        return None
    with world.acting("outsider") as viewer:
        match rng.randrange(5):
            case 0:
                return cases.add_subject(
                    case_id=case.id, entity_id=rng.choice(entities()),
                    role=rng.choice(("subject", "witness")), why="named in a tip", by=viewer,
                )  # fmt: skip
            case 1:
                return cases.add_note(case_id=case.id, note=f"Spoke to {rng.random()}.", by=viewer)
            case 2:
                task = cases.add_task(
                    case_id=case.id, title="Call back", due_at=clock.now() + timedelta(days=3),
                    by=viewer,
                )  # fmt: skip
                known.add("task", task.id)
                return task
            case 3:
                task_id = known.some(rng, "task", NOBODY)
                return cases.complete_task(task_id=task_id, by=viewer)
            case _:
                return _report(viewer, case.id, rng, known)


def _report(viewer: Viewer, case_id: UUID, rng: Random, known: Known) -> Any:
    cited = rng.choice([*known.records[-30:], *known.hidden_records[-3:]] or [NOBODY])
    body = f"He said so {marker(f'{cited}.name.0')} on the day."
    report = cases.write_report(case_id=case_id, title="Interview", body=body, by=viewer)
    known.add("report", report.id)
    return report, cases.submit_report(report_id=report.id, version=1, revision=1, by=viewer)


def make_token(world: World, rng: Random, known: Known) -> Any:
    with world.acting("outsider") as viewer:
        token, secret = access.add_token(
            title="script", purpose="a test", permissions=["search"],
            expires_at=clock.now() + timedelta(days=9), by=viewer,
        )  # fmt: skip
    return token, secret


def trespass(world: World, rng: Random, known: Known) -> Any:
    """Try to do something to what one may only have heard of."""
    case = known.some(rng, "hidden_case", None)
    case_id, scope = (case.id, case.scope) if case else (NOBODY, 77)
    hidden = {
        kind: known.some(rng, f"hidden_{kind}", NOBODY)
        for kind in ("task", "report", "upload", "token", "judgement")
    }
    record = rng.choice(known.hidden_records or [NOBODY])
    someone = world.cast.person_id("intake")
    attempts: Sequence[Callable[[Viewer], Any]] = (
        lambda by: cases.add_note(case_id=case_id, note="Hello.", by=by),
        lambda by: cases.move_case(case_id=case_id, step="close", reason="so", by=by),
        lambda by: cases.add_member(case_id=case_id, member_id=someone, reason="so", by=by),
        lambda by: cases.complete_task(task_id=hidden["task"], by=by),
        lambda by: cases.submit_report(report_id=hidden["report"], version=1, revision=1, by=by),
        lambda by: cases.new_version(report_id=hidden["report"], by=by),
        lambda by: ingest.discard(upload_id=hidden["upload"], by=by),
        lambda by: ingest.enqueue(upload_id=hidden["upload"], by=by),
        lambda by: access.revoke_token(token_id=hidden["token"], by=by),
        lambda by: access.grant(scope_id=scope, person_id=someone, reason="so", by=by),
        lambda by: access.revoke(scope_id=scope, person_id=someone, reason="so", by=by),
        lambda by: resolve.undo(judgement_id=hidden["judgement"], reason="so", by=by),
        lambda by: store.retract(record_ids=[record], reason="so", by=by),
        lambda by: store.add_source(
            key="mine", title="Mine", kind="file", legal_authority="so", scope_id=scope, by=by
        ),
    )
    attempt = rng.choice(attempts)
    with world.acting("outsider") as viewer:
        return attempt(viewer)


SEEN: Mapping[Act, int] = {
    bring: 40, retract: 10, judge: 12, unjudge: 4, add_source: 4, open_case: 3, work_on_case: 14,
    make_token: 1, trespass: 12, **tip_acts.SEEN,
}  # fmt: skip
# Slower ones, a few times in all.
SLOW: Sequence[Act] = (find_pairs, bring_a_file)


# -- what only one world knows


def hidden_scope(world: World, rng: Random) -> int:
    if rng.random() < 0.5:
        return world.cast.sealed("supervisor")
    return world.cast.scope("team:fraud", "supervisor")


def hide_records(world: World, rng: Random, known: Known) -> Any:
    """The same entities, near names, links between what is seen and what is not."""
    scope = hidden_scope(world, rng)
    names = (*NAMES, *SECRETS, *SECRETS)
    things = [
        node(rng, names) if rng.random() < 0.5 else link(rng) for _ in range(rng.randrange(1, 6))
    ]
    source = rng.choice((*SOURCES, "hidden-source"))
    with world.acting("supervisor") as viewer:
        known.hidden_records += append(viewer, source, scope, things, "secret.csv")


def hide_a_crowd(world: World, rng: Random, known: Known) -> Any:
    """So many of one name that a limit would be reached if they counted."""
    things: list[Thing] = [
        (f"crowd-{n}", "Person", {"name": [NAMES[0]], "birthDate": [DAY]}) for n in range(120)
    ]
    with world.acting("supervisor") as viewer:
        append(viewer, "hidden-source", hidden_scope(world, rng), things, "crowd.csv")


DAY = "1987-03-14"


def hide_retraction(world: World, rng: Random, known: Known) -> Any:
    if known.hidden_records:
        with world.acting("supervisor") as viewer:
            store.retract(
                record_ids=[rng.choice(known.hidden_records)], reason="withdrawn", by=viewer
            )


def hide_judgement(world: World, rng: Random, known: Known) -> Any:
    """Through entities that have hidden records alone, so that it binds what is seen."""
    with world.acting("supervisor") as viewer:
        hidden = {
            one.entity_id
            for one in stored.records_by_id(viewer, known.hidden_records[-80:])
        }  # fmt: skip
        with world.acting("outsider") as outsider:
            hidden -= {one.entity_id for one in stored.records(outsider, hidden)}
    if hidden:
        alone = rng.choice(sorted(hidden))
        with world.acting("supervisor") as viewer:
            made = resolve.decide(
                left=alone, right=rng.choice(entities()), verdict="same", reason="a source said",
                by=viewer,
            )  # fmt: skip
        known.add("hidden_judgement", made.id)


def hide_case(world: World, rng: Random, known: Known) -> Any:
    with world.acting("supervisor") as viewer:
        case = cases.open_case(
            title=f"Hidden about {rng.choice(NAMES)}", type="Fraud", predicate="A tip.",
            legal_authority="5 U.S.C. 406", member_ids=[world.cast.person_id("agent")], by=viewer,
        )  # fmt: skip
    known.add("hidden_case", case)


def hide_work(world: World, rng: Random, known: Known) -> Any:
    case = known.some(rng, "hidden_case", None)
    if case is None:
        return
    with world.acting("supervisor") as viewer:
        cases.add_note(case_id=case.id, note="A hidden note.", by=viewer)
        task = cases.add_task(case_id=case.id, title="Watch", by=viewer)
        known.add("hidden_task", task.id)
        report = cases.write_report(case_id=case.id, title="Secret", body="Text.", by=viewer)
        known.add("hidden_report", report.id)
        entity = rng.choice(entities())
        if stored.records(viewer, [entity]):
            cases.add_subject(
                case_id=case.id, entity_id=entity, role="subject", why="he did it", by=viewer
            )


def hide_looking(world: World, rng: Random, known: Known) -> Any:
    with world.acting("supervisor") as viewer:
        explore.search(viewer, rng.choice(NAMES))
        cases_read.my_work(viewer)


def hide_upload(world: World, rng: Random, known: Known) -> Any:
    with world.acting("agent") as viewer:
        upload = ingest.receive(name="secret.csv", chunks=[b"id,name\n1,Nobody\n"], by=viewer)
    known.add("hidden_upload", upload.id)


def hide_token(world: World, rng: Random, known: Known) -> Any:
    with world.acting("agent") as viewer:
        token, _ = access.add_token(
            title="script", purpose="a test", permissions=["search"],
            expires_at=clock.now() + timedelta(days=9), by=viewer,
        )  # fmt: skip
    known.add("hidden_token", token.id)


HIDDEN: Mapping[Act, int] = {
    hide_records: 40, hide_a_crowd: 1, hide_retraction: 8, hide_judgement: 14, hide_case: 4,
    hide_work: 8, hide_looking: 4, hide_upload: 2, hide_token: 2, **tip_acts.HIDDEN,
}  # fmt: skip


def choose(rng: Random, among: Mapping[Act, int]) -> Act:
    return rng.choices(list(among), list(among.values()))[0]


def outcome(act: Act, world: World, rng: Random, known: Known) -> str:
    """What the doer is told: the result or the error, letter by letter."""
    try:
        return repr(act(world, rng, known))
    except CaseloomError as error:
        return f"{type(error).__name__}: {error.message} / {error.remedy} / {error.field}"
