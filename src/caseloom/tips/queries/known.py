"""Who in the records a text may be about: what it names, put to the matcher as the viewer."""

from caseloom.assist import queries as assistance
from caseloom.assist.types import Span
from caseloom.kernel.viewer import Viewer
from caseloom.ontology.cleaning import clean
from caseloom.resolve import queries as resolve
from caseloom.tips.machines import HANDLE
from caseloom.tips.rows import opened, tip_row
from caseloom.tips.types import Known

# Names of one text that are asked about, and candidates for each.
MOST, CANDIDATES = 12, 3
# Type and property by which a kind of span is matched.
_AS = {
    "person": ("Person", "name", "name"),
    "organisation": ("Company", "name", "name"),
    "phone": ("Person", "phone", "phone"),
    "email": ("Person", "email", "email"),
    "plate": ("Vehicle", "registrationNumber", "identifier"),
    "address": ("Address", "full", "address"),
}


def known(viewer: Viewer, tip_key: str) -> tuple[Known, ...]:
    """What a tip names that may be in records which the viewer may see.

    Raises NotAllowed, UnknownTip.
    """
    viewer.must(HANDLE)
    row = tip_row(viewer, tip_key)
    return known_in(viewer, str(opened(row).open_json(bytes(row.body), "body")["text"]))


def known_in(viewer: Viewer, text: str) -> tuple[Known, ...]:
    """The same for words that are not a tip yet, as a clerk takes them down."""
    viewer.must("search")
    found = []
    for span in _asked(text):
        schema, name, kind = _AS[span.kind]
        value = clean(kind, span.value or span.raw) or span.raw
        matches = resolve.match(
            viewer, schema=schema, properties={name: (value,)}, limit=CANDIDATES
        )
        if matches.candidates:
            told = tuple(
                (one.entity_id, one.caption, one.probability) for one in matches.candidates
            )
            found.append(Known(span.kind, span.raw, told))
    return tuple(found)


def _asked(text: str) -> list[Span]:
    """What is named, each value once, in its order."""
    spans = [one for one in assistance.spans(text) if one.kind in _AS]
    once = {(one.kind, (one.value or one.raw).casefold()): one for one in reversed(spans)}
    return sorted(once.values(), key=lambda one: one.start)[:MOST]
