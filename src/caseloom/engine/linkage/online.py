"""What is kept beside a record for the match of one description, and need not be made again.

Its keys are those of the batch, and whole phone numbers: blocking goes by how they end, which many
may share. Its words are what is costly to find in it; `pack` and `unpack` give back the Features
without what explanations show, which is in the record. Sounds and the like follow from the words.
"""

import json
from collections.abc import Iterable
from typing import Any

from caseloom.engine.linkage import blocking, text
from caseloom.engine.linkage.features import Features, read_name, register_kinds

# Goes up whenever `features` finds something else in a record: what was packed before is then
# made anew from the record. A test holds the two together.
FORM = 1
_START = f"[{FORM},"
LISTS = (
    "dates", "phones", "countries", "emails", "identifiers", "kinds", "partial", "genders",
    "places", "positions", "generations", "registers",
)  # fmt: skip
# The kinds of keys, the most telling first.
KINDS = f"t{blocking.KINDS}"


def keys(found: Features) -> tuple[str, ...]:
    """The distinct keys under which a record is found, sorted."""
    return (*blocking.keys(found), *sorted(f"t:{phone}" for phone in found.phones))


def pack(found: Features) -> str:
    """The words of `found` as JSON: its form, names, addresses, then the lists in order."""
    names = [" ".join([word[0] for word in name]) for name in found.names]
    addresses = [" ".join(words) for words in found.addresses]
    given: list[Any] = [FORM, names, addresses, *(getattr(found, name) for name in LISTS)]
    while not given[-1]:
        given.pop()
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"))


def readable(packed: str | None) -> bool:
    """Whether `unpack` reads it: it is there and of this form."""
    return packed is not None and packed.startswith((_START, f"[{FORM}]"))


def unpack(group: str, packed: str) -> Features:
    """The features that were packed, each list in whatever order; `shown` is left empty."""
    _, *given = json.loads(packed)
    names, addresses, *lists = given if len(given) > 1 else (*given, *([], [])[len(given) :])
    fields: dict[str, Any] = dict(zip(LISTS, map(tuple, lists), strict=False))
    tokens = [tuple(name.split(" ")) for name in names]
    read = [read_name(words) for words in tokens]
    return Features(
        group=group,
        names=tuple([ordered for ordered, _, _ in read]),
        words=read[0][1] if len(read) == 1 else _distinct(marks for _, marks, _ in read),
        full=_distinct([f for f in full if f[0] != text.ACRONYM] for _, _, full in read),
        name_key=" ".join(sorted(tokens[0])) if tokens else "",
        swaps=tuple(
            [f"{d[:4]}-{d[8:]}-{d[5:7]}" for d in fields.get("dates", ()) if int(d[8:]) <= 12]
        ),
        register_kinds=register_kinds(fields.get("registers", ())),
        phone_ends=tuple([phone[-7:] for phone in fields.get("phones", ())]),
        addresses=tuple([tuple(words.split(" ")) for words in addresses]),
        **fields,
    )


def _distinct(many: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([one for each in many for one in each]))
