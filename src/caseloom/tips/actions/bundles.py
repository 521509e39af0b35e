"""What of a tip goes to another agency, and what comes from one."""

import csv
import io
from collections.abc import Iterable
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import transaction

from caseloom.audit import actions as audit
from caseloom.bundle import making, signing
from caseloom.bundle.checking import check
from caseloom.bundle.types import Checked, Content
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid, NotFound
from caseloom.kernel.ids import new_id
from caseloom.kernel.viewer import Viewer
from caseloom.tips import bundles, languages, models
from caseloom.tips.actions.receiving import keep, open_line
from caseloom.tips.cells import inert
from caseloom.tips.errors import Stale, TooLarge, UnknownLine
from caseloom.tips.machines import DISSEMINATION, HANDLE
from caseloom.tips.queries.bundles import (
    agencies,
    disseminations,
    opened_source,
    read_preview,
    remade,
)
from caseloom.tips.queries.line import as_line, as_questionnaire
from caseloom.tips.rows import handled, opened, person_id, plan_place, text, tip_row
from caseloom.tips.sealing import signing as own_keys
from caseloom.tips.telling import GAP, MOST_TEXT
from caseloom.tips.types import Agency, NewFile, NewTip, Segment, Sent
from caseloom.workflow import actions as moves
from caseloom.workflow import queries as workflow

ADMINISTER = "settings.administer"
_MESSAGE = {"reporter": "Written later by the reporter", "agency": "Written to the reporter"}


@transaction.atomic
def prepare_bundle(*, tip_id: UUID, token: str, by: Viewer) -> UUID:
    """Put on record what is to go to another agency, as `queries.preview_bundle` showed it.

    It is ready when a second person allows it, or at once where the line asks for none. Returns
    its id. Raises NotAllowed, UnknownTip, Stale (what was shown has changed), Invalid, Unavailable.
    """
    row = handled(by, tip_id)
    made, shown = read_preview(row, token, by)
    content = bundles.content(opened_source(row), made)
    key = own_keys.current()
    raw = making.make(content, key.id, key.sign)
    digest = sha256(raw).hexdigest()
    if digest != shown:
        raise Stale
    second = as_line(row.line).settings.second_person
    if models.Dissemination.objects.filter(bundle=content.id).exists():
        raise Conflict("This bundle was prepared already.", remedy="Look at the tip.")
    kept = models.Dissemination.objects.create(
        id=new_id(), tip=row, bundle=content.id, at=clock.now(), by=person_id(by),
        recipient=content.recipient, ground=content.ground, redactions=content.redactions,
        parts={"answers": len(content.answers), "messages": len(content.messages),
               "files": len(content.files), "places": len(content.places)},
        sha256=digest, size=len(raw), key_id=key.id, second=second,
        signature=key.sign(making.manifest(content, key.id)),
        plan=opened(row).seal_json(made, plan_place(content.id)),
    )  # fmt: skip
    moves.start(
        machine=DISSEMINATION, object_id=kept.id, scope_id=row.scope, by=by,
        shown={"tip": str(row.id), "to": kept.recipient, "sha256": digest,
               "parts": kept.parts, "redactions": kept.redactions},
    )  # fmt: skip
    if not second:
        moves.move(machine=DISSEMINATION, step="release", object_id=kept.id, by=by)
    return kept.id


@transaction.atomic
def decide_bundle(*, bundle_id: UUID, allow: bool, reason: str = "", by: Viewer) -> None:
    """Allow, as another person than who prepared it, or say that it is not sent.

    Who prepared it may take it back. Raises NotAllowed, NotFound, OwnWork, Invalid, Conflict.
    """
    row = _row(bundle_id, by)
    moves.move(
        machine=DISSEMINATION, step="approve" if allow else "refuse", object_id=row.id, by=by,
        reason=reason, authors=[str(row.by)] if allow else (), shown={"tip": str(row.tip_id)},
    )  # fmt: skip


@transaction.atomic
def fetch_bundle(*, bundle_id: UUID, by: Viewer) -> tuple[str, bytes]:
    """The bundle's file name and bytes. The first time it counts as sent; each time is recorded.

    Raises NotAllowed, NotFound, Conflict (nobody allowed it, or it was recalled), Unavailable
    (what it was made of is not as it was).
    """
    row = _row(bundle_id, by)
    raw, _ = remade(row)
    if workflow.position(by, DISSEMINATION, row.id).state == "sent":
        audit.record(
            verb="bundle.fetched", object_kind="bundle", object_id=str(row.id), by=by,
            shown={row.tip.scope: {"tip": str(row.tip_id), "sha256": row.sha256}},
        )  # fmt: skip
    else:
        moves.move(
            machine=DISSEMINATION, step="send", object_id=row.id, by=by,
            shown={"tip": str(row.tip_id), "to": row.recipient, "sha256": row.sha256},
        )  # fmt: skip
    return f"bundle-{row.bundle}.zip", raw


@transaction.atomic
def recall_bundle(*, bundle_id: UUID, reason: str, by: Viewer) -> None:
    """Put on record that the other agency was asked to delete it. Raises as `fetch_bundle`."""
    row = _row(bundle_id, by)
    moves.move(
        machine=DISSEMINATION, step="recall", object_id=row.id, by=by,
        reason=text(reason, field="reason", limit=2_000), shown={"tip": str(row.tip_id)},
    )  # fmt: skip


_COLUMNS = (
    "prepared_at", "prepared_by", "tip", "recipient", "ground", "state", "sent_at", "sent_by",
    "recalled_at", "recall_reason", "answers", "messages", "files", "places", "redactions",
    "bytes", "sha256", "key", "bundle",
)  # fmt: skip


@transaction.atomic
def export_disseminations(*, line: str = "", by: Viewer) -> bytes:
    """The record of what went to other agencies as CSV, of tips that `by` may see, none left out.

    Raises NotAllowed.
    """
    by.must("export")
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for one in disseminations(by, line=line, limit=None):
        given = (
            one.at, one.by_name, one.tip_number, one.recipient, one.ground, one.state, one.sent_at,
            one.sent_by_name, one.recalled_at, one.recall_reason,
            *(one.parts.get(name, 0) for name in ("answers", "messages", "files", "places")),
            one.redactions, one.size, one.sha256, one.key_id, one.bundle,
        )  # fmt: skip
        writer.writerow([inert(value) for value in given])
    return out.getvalue().encode()


def make_signing_key(*, by: Viewer) -> str:
    """Sign with a new key from now on; older ones stay known. Returns its id.

    Raises NotAllowed, Unavailable.
    """
    by.must(ADMINISTER)
    made = own_keys.make()
    audit.record(
        verb="bundle.key_made", object_kind="key", object_id=made.id, by=by,
        detail={"public": made.public.hex()},
    )  # fmt: skip
    return made.id


@transaction.atomic
def trust_agency(*, name: str, public: bytes, by: Viewer) -> Agency:
    """Take bundles that this key (32 bytes) signed as that agency's. Raises NotAllowed, Invalid."""
    by.must(ADMINISTER)
    name, key_id = text(name, field="name", limit=300), signing.key_id(public)
    if any(one.key_id == key_id for one in agencies(by)):
        raise Conflict("This key is known already.", remedy="Look at the list of agencies.")
    return _kept_agency(name, key_id, public, by, trusted=True)


@transaction.atomic
def distrust_agency(*, key_id: str, by: Viewer) -> None:
    """Take no more bundles that this key signed. Raises NotAllowed, NotFound."""
    by.must(ADMINISTER)
    known = next((one for one in agencies(by) if one.key_id == key_id), None)
    if known is None:
        raise NotFound("There is no such key.", remedy="Look at the list of agencies.")
    _kept_agency(known.name, key_id, known.public, by, trusted=False)


def _kept_agency(name: str, key_id: str, public: bytes, by: Viewer, *, trusted: bool) -> Agency:
    row = models.Agency.objects.create(
        id=new_id(), name=name, key_id=key_id, public=public, trusted=trusted, at=clock.now(),
        by=person_id(by) if by.kind == "person" else UUID(int=0),
    )  # fmt: skip
    audit.record(
        verb="agency.trusted" if trusted else "agency.distrusted", object_kind="agency",
        object_id=key_id, by=by, detail={"name": name},
    )  # fmt: skip
    return Agency(name, key_id, public, row.at)


@transaction.atomic
def import_bundle(*, line_key: str, raw: bytes, by: Viewer) -> Sent:
    """Another agency's bundle as a tip of a line; once.

    Raises NotAllowed, UnknownLine, NotABundle, UnknownSigner, TooLarge, Conflict (it was taken
    before).
    """
    by.must("tips.send")
    known = {one.key_id: one for one in agencies(by)}
    checked = check(raw, [one.public for one in known.values()])
    line = open_line(by, line_key)
    asked = models.Questionnaire.objects.filter(line_id=line.id).order_by("-number").first()
    if asked is None:
        raise UnknownLine
    words, segments = _composed(checked.content)
    subjects = [one.key for one in as_questionnaire(asked).subjects]
    content = checked.content
    tip = NewTip(
        channel="agency", answers={}, form=_form(content.id), files=tuple(_files(content)),
        language=content.language if content.language in languages.languages() else "",
        subject=content.subject if content.subject in subjects
        else "other" if "other" in subjects else subjects[-1],
    )  # fmt: skip
    sent = keep(line, asked, tip, words, segments, by)
    if sent.scope is None:
        raise Conflict("This bundle was taken before.", remedy="Look for it among the tips.")
    agency = known[checked.key_id].name
    _provenance(sent, checked, agency, by)
    return sent


def _form(bundle: UUID) -> bytes:
    return sha256(b"bundle" + bundle.bytes).digest()[:16]


def _composed(content: Content) -> tuple[str, list[Segment]]:
    """What was told, and behind it what was written later, each under its label."""
    words = content.text
    segments = [Segment("what", one.label, one.start, one.end) for one in content.answers]
    for one in content.messages:
        words += GAP if words else ""
        label = f"{_MESSAGE[one.side]}, {one.day}"
        segments.append(Segment("told", label, len(words), len(words) + len(one.text)))
        words += one.text
    if len(words) > MOST_TEXT:
        raise TooLarge(f"A tip has at most {MOST_TEXT:,} characters.", field="bundle")
    if "\x00" in words:
        raise Invalid("There is a NUL in its words.", field="bundle")
    if any(a.end > b.start for a, b in pairwise(segments)):
        raise Invalid("Its answers overlap.", field="bundle")
    return words, segments


def _files(content: Content) -> Iterable[NewFile]:
    for one in content.files:
        yield NewFile(one.name, BytesIO(one.content), keep_metadata=one.metadata == "kept")


def _provenance(sent: Sent, checked: Checked, agency: str, by: Viewer) -> None:
    row = models.Tip.objects.get(id=sent.tip_id)
    content = checked.content
    about: dict[str, Any] = {
        "ground": content.ground, "caveats": content.caveats, "contact": content.contact,
        "told_on": content.told_on, "redactions": content.redactions,
        "organisation": content.organisation,
        "places": [[one.kind, one.value] for one in content.places],
        "files": [[one.name, one.metadata] for one in content.files],
    }  # fmt: skip
    models.Provenance.objects.create(
        tip=row, agency=agency, key_id=checked.key_id, bundle=content.id, sha256=checked.sha256,
        at=clock.now(), by=person_id(by), sealed=opened(row).seal_json(about, "provenance"),
    )  # fmt: skip
    audit.record(
        verb="bundle.taken", object_kind="tip", object_id=str(row.id), by=by,
        shown={row.scope: {"from": agency, "key": checked.key_id, "sha256": checked.sha256}},
    )  # fmt: skip


def _row(bundle_id: UUID, by: Viewer) -> models.Dissemination:
    by.must(HANDLE)
    found = models.Dissemination.objects.filter(id=bundle_id).first()
    if found is None:
        raise NotFound("There is no such bundle.", remedy="Look at the tip that it is of.")
    tip_row(by, found.tip_id)
    return found
