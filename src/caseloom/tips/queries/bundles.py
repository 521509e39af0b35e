"""What of tips went to other agencies, what it would be, and what came from one."""

from collections.abc import Sequence
from datetime import UTC, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from caseloom.access import queries as access
from caseloom.assist import queries as assistance
from caseloom.audit import actions as audit
from caseloom.bundle import making, signing
from caseloom.bundle.packing import pack
from caseloom.kernel import clock
from caseloom.kernel.errors import NotFound, Unavailable
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.tips import betraying as proposals
from caseloom.tips import bundles, models, telling
from caseloom.tips.errors import Stale
from caseloom.tips.machines import DISSEMINATION, HANDLE
from caseloom.tips.queries.line import as_line
from caseloom.tips.queries.mailbox import parts
from caseloom.tips.rows import opened, plan_place, text, tip_row
from caseloom.tips.sealing import signing as own_keys
from caseloom.tips.sealing import tokens
from caseloom.tips.types import (
    Agency,
    Betraying,
    Dissemination,
    Mark,
    NewBundle,
    Preview,
    Provenance,
)
from caseloom.workflow import queries as workflow
from caseloom.workflow.types import Transition

_KEPT = timedelta(hours=12)
_TOKEN = "bundle"  # noqa: S105 - a kind, no secret
MOST = 500


def opened_source(row: models.Tip) -> bundles.Source:
    """A tip with all that a bundle can be made of. Who told it is not among it."""
    key = opened(row)
    body = key.open_json(bytes(row.body), "body")
    return bundles.Source(row, key, body["text"], telling.segments(body), parts(row, key, {}))


def betraying(viewer: Viewer, tip_id: UUID) -> tuple[Betraying, ...]:
    """What of a tip's words could betray the reporter. Raises NotAllowed, UnknownTip."""
    viewer.must(HANDLE)
    source = opened_source(tip_row(viewer, tip_id))
    found = list(proposals.betraying(source.text, _named(source.text)))
    for one in source.parts:
        if one.kind == "message" and one.side == "reporter":
            found += proposals.betraying(one.text, _named(one.text), one.id)
    return tuple(found)


def _named(words: str) -> list[Mark]:
    return [Mark("spans", one.kind, one.start, one.end) for one in assistance.spans(words)]


def preview_bundle(viewer: Viewer, tip_id: UUID, given: NewBundle) -> Preview:
    """The bundle as it would go out, byte for byte; nothing is kept of it.

    Raises NotAllowed, UnknownTip, NotFound, Invalid, Unavailable (there is no key to sign with).
    """
    viewer.must(HANDLE)
    row = tip_row(viewer, tip_id)
    text(given.recipient, field="recipient", limit=300)
    text(given.ground, field="ground", limit=2_000)
    today = clock.now().astimezone(UTC).date().isoformat()
    made = bundles.plan(opened_source(row), _from(row, given), new_id(), today)
    found = _shown(row, made, own_keys.current())
    audit.record(
        verb="bundle.previewed", object_kind="tip", object_id=str(row.id), by=viewer,
        shown={row.scope: {"sha256": found.sha256}},
    )  # fmt: skip
    token = tokens.issue(
        _TOKEN, {"tip": str(row.id), "by": viewer.id, "plan": made, "sha256": found.sha256}
    )
    return Preview(token, found.sha256, found.size, found.redactions, found.words, found.members)


def _from(row: models.Tip, given: NewBundle) -> NewBundle:
    line = as_line(row.line)
    organisation = given.organisation or line.settings.organisation or line.called("en")
    return NewBundle(
        given.recipient.strip(), given.ground.strip(), organisation.strip()[:300],
        given.contact.strip()[:300], given.caveats.strip()[:2_000], given.answers, given.messages,
        given.files, given.leave_out, given.words, given.places, given.hidden_data,
    )  # fmt: skip


def read_preview(row: models.Tip, token: str, viewer: Viewer) -> tuple[dict[str, Any], str]:
    """The plan and hash that `preview_bundle` showed this viewer of this tip. Raises Stale."""
    found = tokens.read(_TOKEN, token, _KEPT)
    if found is None or (found["tip"], found["by"]) != (str(row.id), viewer.id):
        raise Stale
    return found["plan"], found["sha256"]


def _shown(row: models.Tip, made: dict[str, Any], key: own_keys.SigningKey) -> Preview:
    content = bundles.content(opened_source(row), made)
    raw = making.make(content, key.id, key.sign)
    return _preview(
        raw, making.members(content), making.manifest(content, key.id), content.redactions
    )


def _preview(raw: bytes, members: dict[str, bytes], manifest: bytes, redactions: int) -> Preview:
    listed = {making.MANIFEST: manifest, **members}
    words = tuple(
        (name, one.decode()) for name, one in listed.items() if not name.startswith("files/")
    )
    told = tuple((name, len(one), sha256(one).hexdigest()) for name, one in listed.items())
    return Preview("", sha256(raw).hexdigest(), len(raw), redactions, words, told)


def remade(row: models.Dissemination) -> tuple[bytes, Preview]:
    """The bytes of a prepared bundle, made again. Raises Unavailable if they are not the same."""
    key = opened(row.tip)
    made = key.open_json(bytes(row.plan), plan_place(row.bundle))
    content = bundles.content(opened_source(row.tip), made)
    listed, members = making.manifest(content, row.key_id), making.members(content)
    raw = pack({making.MANIFEST: listed, making.SIGNATURE: bytes(row.signature), **members})
    if sha256(raw).hexdigest() != row.sha256:
        raise Unavailable(
            "What this bundle was made of is not as it was.",
            remedy="Prepare it anew; the record keeps the hash of the one before.",
        )
    return raw, _preview(raw, members, listed, row.redactions)


def bundle(viewer: Viewer, bundle_id: UUID) -> tuple[Dissemination, Preview]:
    """One bundle, and what is in it. Raises NotAllowed, NotFound, Unavailable."""
    viewer.must(HANDLE)
    row = models.Dissemination.objects.filter(id=bundle_id).first()
    if row is None:
        raise NotFound("There is no such bundle.", remedy="Look at the tip that it is of.")
    tip_row(viewer, row.tip_id)
    _, shown = remade(row)
    audit.record(
        verb="bundle.read", object_kind="bundle", object_id=str(row.id), by=viewer,
        shown={row.tip.scope: {"sha256": row.sha256}},
    )  # fmt: skip
    return _told(viewer, [row])[0], shown


def disseminations(
    viewer: Viewer, *, tip_id: UUID | None = None, line: str = "", limit: int | None = MOST
) -> tuple[Dissemination, ...]:
    """What of tips that the viewer may see went out or is about to, the newest first."""
    viewer.must(HANDLE)
    rows = models.Dissemination.objects.filter(tip__scope__in=list(viewer.scopes))
    if tip_id:
        rows = rows.filter(tip_id=tip_id)
    if line:
        rows = rows.filter(tip__line__key=line)
    found = list(rows.select_related("tip").order_by("-at", "id")[:limit])
    by_scope: dict[int, list[str]] = {}
    for one in found:
        by_scope.setdefault(one.tip.scope, []).append(str(one.id))
    if not tip_id:
        audit.record(
            verb="bundle.listed", object_kind="line", object_id=line, by=viewer,
            shown={scope: {"bundles": ids} for scope, ids in by_scope.items()},
        )  # fmt: skip
    return _told(viewer, found)


def _told(viewer: Viewer, rows: Sequence[models.Dissemination]) -> tuple[Dissemination, ...]:
    steps: dict[UUID, list[Transition]] = {}
    for step in workflow.history(viewer, [one.id for one in rows]):
        if step.machine == DISSEMINATION.name:
            steps.setdefault(step.object_id, []).append(step)
    ids = {one.by for one in rows} | {UUID(s.actor_id) for of in steps.values() for s in of}
    names = access.person_names(viewer, ids)
    return tuple(_one(viewer, row, steps[row.id], names) for row in rows)


def _one(
    viewer: Viewer, row: models.Dissemination, steps: list[Transition], names: dict[UUID, str]
) -> Dissemination:
    sent = next((one for one in steps if one.step == "send"), None)
    recalled = next((one for one in steps if one.step == "recall"), None)
    state = steps[-1].to_state
    mine = str(row.by) == viewer.id
    possible = {one.name for one in workflow.possible(viewer, DISSEMINATION, state)} - {"release"}
    if mine or not row.second:
        possible.discard("approve")
    return Dissemination(
        id=row.id, tip_id=row.tip_id, tip_number=row.tip.number, bundle=row.bundle, at=row.at,
        by_id=row.by, by_name=names.get(row.by, ""), recipient=row.recipient, ground=row.ground,
        parts=row.parts, redactions=row.redactions, sha256=row.sha256, size=row.size,
        key_id=row.key_id, second=row.second, state=state,
        sent_at=sent.at if sent else None,
        sent_by_name=names.get(UUID(sent.actor_id), "") if sent else "",
        recalled_at=recalled.at if recalled else None,
        recall_reason=recalled.reason if recalled else "", steps=tuple(sorted(possible)),
    )  # fmt: skip


def agencies(viewer: Viewer) -> tuple[Agency, ...]:
    """Other agencies whose keys are trusted now, by name."""
    last: dict[str, models.Agency] = {}
    for row in models.Agency.objects.order_by("at", "id"):
        last[row.key_id] = row
    found = [Agency(one.name, one.key_id, bytes(one.public), one.at)
             for one in last.values() if one.trusted]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.name, one.key_id)))


def signing_keys(viewer: Viewer) -> tuple[tuple[str, str, bool], ...]:
    """Id and public half (PEM) of each key that signs or signed here, and whether it signs now."""
    now = own_keys.current().id if own_keys.all_keys() else ""
    return tuple((one.id, signing.as_pem(one.public), one.id == now) for one in own_keys.all_keys())


def provenance(viewer: Viewer, tip_id: UUID) -> Provenance | None:
    """From which agency a tip came; None if it came otherwise. Raises NotAllowed, UnknownTip."""
    viewer.must(HANDLE)
    row = tip_row(viewer, tip_id)
    kept = models.Provenance.objects.filter(tip=row).first()
    if kept is None:
        return None
    about = opened(row).open_json(bytes(kept.sealed), "provenance")
    return Provenance(
        agency=kept.agency, key_id=kept.key_id, bundle=kept.bundle, sha256=kept.sha256, at=kept.at,
        by_name=access.person_names(viewer, {kept.by}).get(kept.by, ""), ground=about["ground"],
        caveats=about["caveats"], contact=about["contact"], told_on=about["told_on"],
        redactions=about["redactions"], places=tuple(tuple(one) for one in about["places"]),
        files=tuple(tuple(one) for one in about["files"]),
    )  # fmt: skip
