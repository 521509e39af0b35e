"""From a tip and what somebody chose of it to what another agency is given.

Places count in the text of the tip, or in the words of one of its messages. What is left out is
cut before anything else looks at the words, so that no part can hold what another leaves out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from uuid import UUID

from caseloom.assist import queries as assistance
from caseloom.bundle.types import (
    LEFT_OUT,
    Answer,
    Content,
    Enclosed,
    Message,
    Metadata,
    Place,
)
from caseloom.kernel.errors import Invalid, NotFound
from caseloom.tips import filing, models, photos, telling
from caseloom.tips.sealing.envelope import Envelope
from caseloom.tips.types import NewBundle, Part, Segment, Stretch

MOST_STRETCHES = 2_000
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")


@dataclass(frozen=True, slots=True)
class Source:
    """A tip that is open: its row, its key, its words, and the parts of its mailbox."""

    row: models.Tip
    key: Envelope
    text: str
    segments: tuple[Segment, ...]
    parts: tuple[Part, ...]

    def part(self, part_id: UUID, kind: str) -> Part:
        """A message or file. Raises NotFound."""
        for one in self.parts:
            if one.id == part_id and one.kind == kind:
                return one
        raise NotFound(f"There is no such {kind} in this tip.", remedy="Open the tip anew.")


def pieces(source: Source) -> tuple[Segment, ...]:
    """The answers of a tip; all of it as one where it has none."""
    return source.segments or (Segment("", "", 0, len(source.text)),)


def plan(source: Source, given: NewBundle, bundle: UUID, made_on: str) -> dict[str, Any]:
    """All that decides on the bytes, as JSON, checked. Raises Invalid, NotFound."""
    chosen = sorted(set(given.answers))
    known = pieces(source)
    if any(not 0 <= one < len(known) for one in chosen):
        raise NotFound("There is no such answer in this tip.", remedy="Open the tip anew.")
    if not (chosen or given.messages or given.files):
        raise Invalid(
            "Nothing was chosen.", remedy="Choose what they are to be given.", field="answers"
        )
    messages = [one.id for one in source.parts if one.id in set(given.messages)]
    for part_id in given.messages:
        source.part(part_id, "message")
    for part_id in given.files:
        source.part(part_id, "file")
    if len(given.leave_out) > MOST_STRETCHES:
        raise Invalid(f"{MOST_STRETCHES:,} stretches is the most.", field="leave_out")
    out = [*given.leave_out, *_said(source, given.words)]
    made: dict[str, Any] = {
        "bundle": str(bundle), "made_on": made_on, "recipient": given.recipient,
        "contact": given.contact, "ground": given.ground, "caveats": given.caveats,
        "organisation": given.organisation, "answers": chosen,
        "messages": [str(one) for one in messages],
        "files": [str(one.id) for one in source.parts if one.id in set(given.files)],
        "out": [[str(one.part or ""), one.start, one.end] for one in out],
        "hidden": given.hidden_data, "places": [],
    }  # fmt: skip
    if given.places:
        text, _, _ = _told(source, made)
        # Found in the words that go out, so that nothing that was left out is among them.
        made["places"] = [
            [one.kind, one.start, one.end, one.value or one.raw]
            for one in assistance.spans(text)
            if LEFT_OUT not in one.raw
        ]
    return made


def _said(source: Source, words: Iterable[str]) -> list[Stretch]:
    """Everywhere that one of `words` is said, in the text and in messages, whatever its case."""
    found: list[Stretch] = []
    wanted = [one for one in (" ".join(word.split()) for word in words) if one]
    places = [(None, source.text)]
    places += [(one.id, one.text) for one in source.parts if one.kind == "message"]  # type: ignore[misc]  # a part has an id, the text none
    for word in dict.fromkeys(wanted):
        pattern = re.compile(r"\s+".join(map(re.escape, word.split(" "))), re.IGNORECASE)
        for part, text in places:
            found += [Stretch(part, one.start(), one.end()) for one in pattern.finditer(text)]
            if len(found) > MOST_STRETCHES:
                raise Invalid(
                    "These words stand at too many places.",
                    remedy="Say longer ones.",
                    field="words",
                )
    return found


def content(source: Source, made: Mapping[str, Any]) -> Content:
    """What the bundle of a plan says. Raises Invalid for a file whose hidden data must stay."""
    text, answers, cut = _told(source, made)
    messages = []
    for part_id in made["messages"]:
        part = source.part(UUID(part_id), "message")
        words, count, _ = without(part.text, 0, len(part.text), _out(made, part_id))
        cut += count
        side = "reporter" if part.side == "reporter" else "agency"
        messages.append(Message(side, part.at.astimezone(UTC).date().isoformat(), words))  # type: ignore[arg-type]  # one of both
    return Content(
        id=UUID(made["bundle"]), made_on=made["made_on"], organisation=made["organisation"],
        recipient=made["recipient"], contact=made["contact"], ground=made["ground"],
        caveats=made["caveats"], language=source.row.language, subject=source.row.subject,
        told_on=source.row.arrived_at.astimezone(UTC).date().isoformat(), text=text,
        answers=answers, messages=tuple(messages),
        places=tuple(Place(*one) for one in made["places"]),
        files=tuple(
            _enclosed(source, UUID(one), at, hidden=made["hidden"])
            for at, one in enumerate(made["files"], 1)
        ),
        redactions=cut,
    )  # fmt: skip


def _told(source: Source, made: Mapping[str, Any]) -> tuple[str, tuple[Answer, ...], int]:
    known, out = pieces(source), _out(made, "")
    answers: list[Answer] = []
    text, cut = "", 0
    for at in made["answers"]:
        one = known[at]
        words, count, _ = without(source.text, one.start, one.end, out)
        text += telling.GAP if answers else ""
        answers.append(Answer(one.label, len(text), len(text) + len(words)))
        text += words
        cut += count
    return text, tuple(answers), cut


def _out(made: Mapping[str, Any], part: str) -> list[tuple[int, int]]:
    return [(start, end) for of, start, end in made["out"] if of == part]


def without(
    text: str, start: int, end: int, out: Sequence[tuple[int, int]]
) -> tuple[str, int, list[tuple[int, int]]]:
    """text[start:end] with LEFT_OUT for each stretch of `out`; how many, and where they stood.

    Stretches that touch or overlap are one.
    """
    merged: list[tuple[int, int]] = []
    for first, last in sorted((max(a, start), min(b, end)) for a, b in out):
        if first >= last:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    kept, at = [], start
    for first, last in merged:
        kept += [text[at:first], LEFT_OUT]
        at = last
    return "".join((*kept, text[at:end])), len(merged), merged


def _enclosed(source: Source, part_id: UUID, at: int, *, hidden: bool) -> Enclosed:
    part = models.Part.objects.get(id=part_id, tip_id=source.row.id, kind="file")
    sent = filing.download(part, source.key)
    raw = b"".join(sent.chunks)
    bare, metadata = bared(raw)
    if metadata == "kept" and not hidden:
        raise Invalid(
            f"The hidden data of “{sent.name}” cannot be taken out: it may say who made it.",
            remedy="Leave the file out, or say that it goes with what it hides.",
            field="hidden_data",
        )
    # Its own name may say whose it is.
    ending = _ENDING.search(sent.name)
    return Enclosed(f"file-{at:02}{ending.group().lower() if ending else ''}", bare, metadata)


def bared(raw: bytes) -> tuple[bytes, Metadata]:
    """A file without hidden data, and whether it was taken out, cannot be there, or stays."""
    if photos.is_photo(raw[:16]):
        bare = photos.stripped(raw)
        return (raw, "kept") if bare is None else (bare, "removed")
    try:
        return raw, "kept" if "\x00" in raw.decode() else "none"
    except UnicodeDecodeError:
        return raw, "kept"
