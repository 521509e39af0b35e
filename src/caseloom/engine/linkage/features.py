"""From a record's properties to what is compared. One implementation, for batch and online."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING

from caseloom.engine.linkage import text

if TYPE_CHECKING:
    from caseloom.ontology.library import Model

Properties = Mapping[str, Iterable[str]]

_GROUPS = {
    "Person": "person", "Company": "organisation", "Organization": "organisation",
    "PublicBody": "organisation", "LegalEntity": "organisation", "Vehicle": "vehicle",
    "PhoneAccount": "phone", "Address": "address",
}  # fmt: skip
GROUPS = ("person", "organisation", "phone", "vehicle", "address")
_IDENTIFIER_EXTRA = {
    "plate": "plate",
    "vin": "vin",
    "imei": "imei",
    "imsi": "imsi",
    "iccid": "iccid",
}
# Numbers that one register gives once, with digits that tell a slip: the format that checks each.
REGISTERS = {"leiCode": "lei", "innCode": "inn", "ogrnCode": "ogrn", "imoNumber": "imo"}
_NOT_IDENTIFYING = frozenset({"programId", "okvedCode", "swiftBic", "bikCode", "wikidataId"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PARTIAL = re.compile(r"\d{4}(-\d\d)?")
TELLING_RAW = frozenset({"phone", "date"})
NO_DIGIT = re.compile(r"\D")
MOST = 6  # names and addresses of one entity
_MAILBOX = re.compile(r"[^\s<>\"']+@[^\s<>\"']+")
ADDRESS_PARTS = ("street", "street2", "city", "state", "region", "postalCode")


@dataclass(frozen=True, slots=True)
class Features:
    """What one record, or all records of one entity in one scope, offers for comparison.

    names: token alternatives per name, as text.alternatives gives them, in the order written;
    words: everything that a name's word may be matched by, its two ends included;
    full: the same names as sorted text and, marked `#`, written in one word;
    dates: ISO days; swaps: the same with day and month exchanged; partial: ISO years or months;
    identifiers: squashed; kinds: the properties they came from; registers: those that a register
    gives once, checked, as `format:number`; register_kinds: their formats; addresses: words each;
    shown: the values as people wrote them, per field, for explanations.
    """

    group: str
    names: tuple[tuple[tuple[str, ...], ...], ...] = ()
    words: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    name_key: str = ""
    generations: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    swaps: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    phone_ends: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    register_kinds: tuple[str, ...] = ()
    addresses: tuple[tuple[str, ...], ...] = ()
    countries: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_MERGED = tuple(
    name for name in Features.__dataclass_fields__ if name not in ("group", "name_key", "shown")
)


@cache
def _ftm() -> "Model":
    # Late: it takes a second to import, and no start or health check waits for it.
    from caseloom.ontology import library

    # Looked up: followthemoney has a module and a model of one name, and mypy may take either.
    model: Model = vars(library)["base"]
    return model


@lru_cache(maxsize=4_096)
def group_of(schema: str) -> str | None:
    """The model group that compares `schema`, or None where nothing does (links, documents)."""
    if schema in _GROUPS:
        return _GROUPS[schema]
    found = _ftm().get(schema)
    names = {s.name for s in found.schemata} if found else set()
    return next((g for name, g in _GROUPS.items() if name in names and name != "LegalEntity"), None)


@cache
def schemata_of(group: str) -> tuple[str, ...]:
    """Every schema name that `group` compares, sorted."""
    known = {*_GROUPS, *_ftm().schemata}
    return tuple(sorted(name for name in known if group_of(name) == group))


@lru_cache(maxsize=4_096)
def kind_of(schema: str, name: str) -> str:
    """The comparison field that a property feeds, or the empty text."""
    if name in ("birthDate", "birthPlace", "position", "gender"):
        return {"birthDate": "date", "birthPlace": "place"}.get(name, name)
    if name in _IDENTIFIER_EXTRA:
        return "identifier"
    if name in _NOT_IDENTIFYING:
        return ""
    found = _ftm().get(schema)
    prop = found.get(name) if found else None
    kind = prop.type.name if prop else {"number": "phone"}.get(name, "")
    if kind == "date":
        return "date" if name == "incorporationDate" else ""
    return kind if kind in {"name", "identifier", "phone", "email", "address", "country"} else ""


def with_originals(schema: str, properties: Properties, originals: Properties) -> Properties:
    """`properties` with phone numbers and dates as they were written, too.

    Cleaning drops a number that no country's plan knows and a date that no calendar has; the
    digits still say who has it, and a slip of the pen is one slip away from the right date.
    """
    kept = {name: many for name, many in originals.items() if kind_of(schema, name) in TELLING_RAW}
    if not kept:
        return properties
    return {
        name: (*properties.get(name, ()), *kept.get(name, ()))
        for name in (*properties, *(n for n in kept if n not in properties))
    }


def extract(schema: str, records: Iterable[Properties]) -> Features:
    """The features of `records` (properties by FollowTheMoney name) taken together."""
    return _features(group_of(schema) or "organisation", *gathered(schema, records))


def gathered(
    schema: str, records: Iterable[Properties]
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """(values by comparison field as they are shown, the properties that identifiers are of)."""
    group = group_of(schema) or "organisation"
    values: dict[str, dict[str, None]] = {}
    kinds: dict[str, None] = {}
    for properties in records:
        for name in sorted(properties, key=as_stored):
            many = properties[name]
            kind = kind_of(schema, name)
            if kind:
                values.setdefault(kind, {}).update(dict.fromkeys(many))
            if kind == "identifier" and many:
                kinds[name] = None
            if name in REGISTERS:
                checked = (registered(REGISTERS[name], value) for value in many)
                values.setdefault("register", {}).update(dict.fromkeys(v for v in checked if v))
            if name in ("firstName", "lastName"):
                values.setdefault("generation", {}).update(
                    dict.fromkeys(g for v in many if (g := text.person_tokens(v)[1]))
                )
        for kind, composed in (
            ("name", _composed_names(group, properties)),
            ("address", _composed_address(properties)),
        ):
            if composed:
                values.setdefault(kind, {}).update(dict.fromkeys(composed))
    return {k: tuple(v) for k, v in values.items() if v}, tuple(sorted(kinds))


def as_stored(name: str) -> tuple[int, str]:
    """The place of a property among others: their order in the store, whatever it was before."""
    return len(name), name


@lru_cache(maxsize=65_536)
def registered(format_name: str, value: str) -> str:
    """`format:number` of a number whose check digits are right; else the empty text."""
    from rigour.ids import get_identifier_format

    known = get_identifier_format(format_name)
    number = known.normalize(value) if known else None
    return f"{format_name}:{number}" if number else ""


def register_kinds(registers: Iterable[str]) -> tuple[str, ...]:
    """The formats of `registers`, sorted."""
    return tuple(sorted({one.partition(":")[0] for one in registers}))


def merge(many: Iterable[Features]) -> Features:
    """The features of several, taken together: every value of each."""
    parts = tuple(many)
    if len(parts) == 1:
        return parts[0]
    lists = {
        name: tuple(dict.fromkeys(v for part in parts for v in getattr(part, name)))
        for name in _MERGED
    }
    shown: dict[str, tuple[str, ...]] = {}
    for part in parts:
        for name, values in part.shown.items():
            shown[name] = tuple(dict.fromkeys((*shown.get(name, ()), *values)))
    key = next((part.name_key for part in parts if part.name_key), "")
    return Features(group=parts[0].group, name_key=key, shown=shown, **lists)


def _features(group: str, values: dict[str, tuple[str, ...]], kinds: tuple[str, ...]) -> Features:
    names, generations = _names(group, values.get("name", ()), values.pop("generation", ()))
    days, swaps, partial = _dates(values.get("date", ()))
    phones = _distinct(_phone, values.get("phone"))
    read = [read_name(tokens) for tokens in names]
    return Features(
        group=group,
        names=tuple(ordered for ordered, _, _ in read),
        words=tuple(sorted({mark for _, marks, _ in read for mark in marks})),
        full=tuple(sorted({f for _, _, full in read for f in full if f[0] != text.ACRONYM})),
        name_key=" ".join(sorted(names[0])) if names else "",
        generations=generations,
        dates=days,
        swaps=swaps,
        partial=partial,
        phones=phones,
        phone_ends=_distinct(_end, phones),
        emails=_distinct(email_of, values.get("email")),
        identifiers=_distinct(text.squash, values.get("identifier")),
        kinds=kinds,
        registers=tuple(sorted(values.get("register", ()))),
        register_kinds=register_kinds(values.get("register", ())),
        addresses=_addresses(values.get("address", ())),
        countries=_distinct(str.lower, values.get("country")),
        genders=_distinct(_gender, values.get("gender")),
        places=_distinct(text.fold, values.get("place")),
        positions=_distinct(text.fold, values.get("position")),
        shown=values,
    )


def _distinct(read: Callable[[str], str], values: Iterable[str] | None) -> tuple[str, ...]:
    # Most fields of most records are empty; this runs a dozen times for each.
    return tuple(sorted({v for one in values if (v := read(one))})) if values else ()


def _end(phone: str) -> str:
    return phone[-7:] if len(phone) >= 7 else ""


def _gender(value: str) -> str:
    return value if value in ("male", "female") else ""


def _addresses(values: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    read = (text.address_tokens(value) for value in values)
    return tuple(dict.fromkeys(tokens for tokens in read if len(tokens) > 1))[:MOST]


def _names(
    group: str, names: Iterable[str], known: Iterable[str]
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    generations = set(known)
    for name in names:
        tokens, generation = _tokens(group, name)
        generations.add(generation)
        if tokens:
            found.setdefault(tuple(sorted(tokens)), tokens)
    kept = tuple(found.values())[:MOST]
    if group == "organisation":
        kept += tuple({(text.ACRONYM + a,): None for one in kept if (a := text.acronym(one))})
    return kept, tuple(sorted(generations - {""}))


@lru_cache(maxsize=131_072)
def _tokens(group: str, name: str) -> tuple[tuple[str, ...], str]:
    return text.person_tokens(name) if group == "person" else (text.organisation_tokens(name), "")


@lru_cache(maxsize=131_072)
def read_name(
    tokens: tuple[str, ...],
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...], tuple[str, ...]]:
    """A name's words with their alternatives, what they may be found by, and its full forms."""
    ordered = tuple(text.alternatives(t) for t in tokens)
    found_by = tuple(dict.fromkeys(mark for word in ordered for mark in marks(word)))
    return ordered, found_by, _full(tokens)


def marks(word: tuple[str, ...]) -> tuple[str, ...]:
    """What a word of a name may be found by, `word` being its text.alternatives."""
    # What levels.typo asks of two words that are a slip apart.
    plain = word[0]
    if len(plain) < 4:
        return word
    begin = f"<{plain[:2]}"
    return (*word, begin, f">{plain[-2:]}") if len(plain) > 4 else (*word, begin)


def _full(tokens: tuple[str, ...]) -> tuple[str, ...]:
    joined = "".join(tokens)
    return (
        (" ".join(sorted(tokens)), f"#{joined}") if len(joined) > 4 else (" ".join(sorted(tokens)),)
    )


def _composed_names(group: str, properties: Properties) -> list[str]:
    if group != "person":
        return []
    first, last = tuple(properties.get("firstName", ())), tuple(properties.get("lastName", ()))
    if not first and not last:
        return []
    middle = " ".join(properties.get("middleName", ()))
    if any(True for _ in properties.get("name", ())) and len(first) <= 1 and len(last) <= 1:
        return []
    pairs = list(product(first or ("",), last or ("",)))[:4]
    return [" ".join(f"{f} {middle} {n}".split()) for f, n in pairs]


def _composed_address(properties: Properties) -> list[str]:
    if tuple(properties.get("address", ())) or tuple(properties.get("full", ())):
        return []
    parts = [v for part in ADDRESS_PARTS for v in properties.get(part, ())]
    return [" ".join(parts)] if parts else []


def _dates(
    values: Collection[str],
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    if not values:
        return (), (), ()
    days, swaps, partial = set(), set(), set()
    for value in values:
        if _DAY.fullmatch(value[:10]):
            day = value[:10]
            days.add(day)
            if int(day[8:]) <= 12:
                swaps.add(f"{day[:4]}-{day[8:]}-{day[5:7]}")
        elif _PARTIAL.fullmatch(value):
            partial.add(value)
    return tuple(sorted(days)), tuple(sorted(swaps)), tuple(sorted(partial))


def _phone(value: str) -> str:
    digits = NO_DIGIT.sub("", value).lstrip("0")
    return digits[-10:] if len(digits) >= 7 else ""


def email_of(value: str) -> str:
    """The mailbox in a text, in lower case; the empty text without one."""
    found = _MAILBOX.search(value.lower())
    return found.group(0) if found else ""
