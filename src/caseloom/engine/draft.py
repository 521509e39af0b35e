"""Drafts a mapping from a file's columns, as YAML with comments for a person to correct."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from caseloom.engine import readers, sniff
from caseloom.engine.readers import Preview
from caseloom.engine.sniff import Guess

SAMPLE = 300
PERSON = {
    "name": "name", "first": "firstName", "last": "lastName", "middle": "middleName",
    "alias": "alias", "birth": "birthDate", "death": "deathDate", "birthplace": "birthPlace",
    "gender": "gender", "phone": "phone", "email": "email", "country": "country",
    "nationality": "nationality", "passport": "passportNumber", "ssn": "socialSecurityNumber",
    "tax": "taxNumber", "idnumber": "idNumber", "title": "title", "position": "position",
    "notes": "notes", "website": "website", "address": "address",
}  # fmt: skip
COMPANY = {
    "company": "name", "name": "name", "alias": "alias", "phone": "phone", "email": "email",
    "country": "country", "tax": "taxNumber", "regnumber": "registrationNumber",
    "notes": "notes", "website": "website", "address": "address",
}  # fmt: skip
VEHICLE = {"plate": "registrationNumber", "vin": "vinCode"}
ADDRESS_PARTS = ("house", "street", "city", "state", "postcode")
PERSONAL = {"first", "last", "birth", "gender", "passport", "ssn", "nationality"}


@dataclass(slots=True)
class _Draft:
    columns: tuple[str, ...]
    guesses: dict[str, Guess]
    entities: dict[str, dict[str, Any]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)

    def first(self, what: str) -> str | None:
        """The first column that holds `what`, the surest first."""
        found = [c for c, g in self.guesses.items() if g.what == what]
        return next((c for c in found if self.guesses[c].sure), found[0] if found else None)


def draft(path: Path) -> dict[str, Any]:
    """A mapping for a file, as FollowTheMoney's YAML would load. Raises Invalid for a bad file."""
    return _mapping(path, *_look(path))


def draft_text(path: Path) -> str:
    """The draft as YAML, with comments on what was recognised, what was not, and what to check."""
    preview, made = _look(path)
    data = _mapping(path, preview, made)
    lines = [f"# Drafted from {path.name}: look it over before you use it."]
    lines += [f"# {note}" for note in preview.notes]
    for column in preview.columns:
        lines.append(f"#   {_spoken(column, made, preview)}")
    lines += [f"# Check: {remark}" for remark in made.remarks]
    lines.append("# All settings: docs/reference/mapping.md")
    body = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=96)
    return "\n".join(lines) + "\n" + body


def _look(path: Path) -> tuple[Preview, _Draft]:
    preview = readers.preview(path, SAMPLE)
    guesses: dict[str, Guess] = {}
    for at, column in enumerate(preview.columns):
        found = sniff.guess(column, [row[at] for row in preview.rows])
        if found is not None:
            guesses[column] = found
    made = _Draft(preview.columns, guesses)
    if not _is_ftm(preview):
        _entities(made, preview)
    return preview, made


def _is_ftm(preview: Preview) -> bool:
    return preview.format == "jsonl" and {"id", "schema", "properties"} <= set(preview.columns)


def _mapping(path: Path, preview: Preview, made: _Draft) -> dict[str, Any]:
    if _is_ftm(preview):
        return {"queries": [{"ftm_url": path.name}]}
    key = "csv_url" if preview.format == "csv" else "file"
    query: dict[str, Any] = {key: path.name, "entities": made.entities}
    nulls = _null_values(preview)
    if nulls:
        query["null_values"] = nulls
    return {"queries": [query]}


def _null_values(preview: Preview) -> list[str]:
    usual = {"-0-", "n/a", "na", "null", "none", "-", "--", "unknown", "#n/a", "nan"}
    cells = (cell.strip() for row in preview.rows for cell in row)
    return sorted({cell for cell in cells if cell.lower() in usual})


def _entities(made: _Draft, preview: Preview) -> None:
    if made.first("caller") and made.first("callee"):
        _call(made, preview)
        return
    whats = {g.what for g in made.guesses.values()}
    if made.first("company") and not whats & (PERSONAL | {"name"}):
        _thing(made, preview, "company", "Company", COMPANY)
    elif not whats & (PERSONAL | {"name", "company"}) and whats & {"plate", "vin"}:
        _thing(made, preview, "vehicle", "Vehicle", VEHICLE)
        return
    else:
        _thing(made, preview, "person", "Person", PERSON)
        _employer(made)
    _vehicle(made)
    _account(made)


def _thing(
    made: _Draft, preview: Preview, name: str, schema: str, known: Mapping[str, str]
) -> None:
    properties: dict[str, Any] = {}
    for column, found in made.guesses.items():
        prop = known.get(found.what)
        if prop is not None:
            _add(properties, prop, _source(column, found, made, preview))
            made.used.add(column)
    if schema == "Person" and "name" not in properties:
        parts = [c for c in map(made.first, ("first", "middle", "last")) if c]
        if parts:
            properties = {"name": {"columns": parts, "join": " "}, **properties}
    parts = [c for c in map(made.first, ADDRESS_PARTS) if c]
    if parts and "address" not in properties:
        properties["address"] = {"columns": parts, "join": ", "}
        made.used.update(parts)
    made.entities[name] = {"schema": schema, **_key(made, properties), "properties": properties}


def _add(properties: dict[str, Any], prop: str, source: dict[str, Any]) -> None:
    """Add a source; a second column for the same property joins the first's list."""
    known = properties.get(prop)
    if known is None:
        properties[prop] = source
    elif isinstance(known, list):
        known.append(source)
    else:
        properties[prop] = [known, source]


def _source(column: str, found: Guess, made: _Draft, preview: Preview) -> dict[str, Any]:
    source: dict[str, Any] = {"column": column}
    values = [row[preview.columns.index(column)] for row in preview.rows]
    if found.format:
        source["format"] = list(found.format)
        if sniff.ambiguous(found.format[0], [v for v in values if v]):
            made.remarks.append(f"in “{column}” day and month can't be told apart.")
    if found.what == "phone" and not any(v.strip().startswith(("+", "00")) for v in values):
        made.remarks.append(f"“{column}” holds national numbers: add format: us (or de, fr, …).")
    if found.what == "name" and values:
        commas = sum(1 for v in values if v.count(",") in (1, 2))
        if commas > len(values) / 2:
            source["name_order"] = "last, first"
    return source


def _key(made: _Draft, properties: Mapping[str, Any]) -> dict[str, Any]:
    column = made.first("id")
    if column is not None:
        made.used.add(column)
        return {"key": column}
    made.remarks.append("no column looks like an id, so every row becomes a thing of its own.")
    return {"row": True}


def _employer(made: _Draft) -> None:
    column = made.first("company")
    if column is None:
        return
    made.used.add(column)
    made.entities["employer"] = {
        "schema": "Company", "key": column, "key_literal": "company",
        "properties": {"name": {"column": column}},
    }  # fmt: skip
    _link(made, "employment", "Employment", "employee", "employer", column)


def _vehicle(made: _Draft) -> None:
    column = made.first("plate")
    if column is None:
        return
    made.used.add(column)
    made.entities["vehicle"] = {
        "schema": "Vehicle", "key": column, "key_literal": "plate",
        "properties": {"registrationNumber": {"column": column}},
    }  # fmt: skip
    _link(made, "owns_vehicle", "Ownership", "owner", "asset", column, "vehicle")


def _account(made: _Draft) -> None:
    column = made.first("iban")
    if column is None:
        return
    made.used.add(column)
    prop = "iban" if made.guesses[column].sure else "accountNumber"
    made.entities["account"] = {
        "schema": "BankAccount", "key": column, "key_literal": "account",
        "properties": {prop: {"column": column}},
    }  # fmt: skip
    _link(made, "owns_account", "Ownership", "owner", "asset", column, "account")


def _link(
    made: _Draft, name: str, schema: str, source: str, target: str, column: str,
    other: str = "employer",
) -> None:  # fmt: skip
    first = next(iter(made.entities))
    main = made.entities[first]
    key = {"keys": [main["key"], column], "key_literal": name} if "key" in main else {"row": True}
    made.entities[name] = {
        "schema": schema, **key,
        "properties": {source: {"entity": first}, target: {"entity": other}},
    }  # fmt: skip


def _call(made: _Draft, preview: Preview) -> None:
    """Two columns that name the ends of something: phones call, people know each other."""
    ends = [c for c in (made.first("caller"), made.first("callee")) if c]
    at = [preview.columns.index(c) for c in ends]
    values = [row[n] for row in preview.rows for n in at]
    phones = sniff.guess("", values)
    is_phone = phones is not None and phones.what == "phone"
    schema, prop = ("PhoneAccount", "number") if is_phone else ("Person", "name")
    for name, column in zip(("caller", "receiver"), ends, strict=True):
        made.entities[name] = {
            "schema": schema, "key": column, "properties": {prop: {"column": column}},
        }  # fmt: skip
        made.used.add(column)
    properties: dict[str, Any] = {
        "caller": {"entity": "caller"},
        "receiver": {"entity": "receiver"},
    }
    for column in made.columns:
        found = made.guesses.get(column)
        if found is not None and found.what == "date":
            _add(properties, "date", _source(column, found, made, preview))
            made.used.add(column)
        elif column.lower() in ("count", "calls", "weight", "n", "duration"):
            target = "duration" if column.lower() == "duration" else "count"
            _add(properties, target, {"column": column})
            made.used.add(column)
    made.entities["call"] = {"schema": "Call", "row": True, "properties": properties}
    made.remarks.append("every row is taken as one call; change the schema if it is another link.")


def _spoken(column: str, made: _Draft, preview: Preview) -> str:
    at = preview.columns.index(column)
    example = next((row[at].strip() for row in preview.rows if row[at].strip()), "")
    shown = " ".join(example.split())[:40]
    found = made.guesses.get(column)
    if column in made.used:
        state = f"used as {found.what}" if found else "used"
    else:
        state = f"looks like {found.what}, not used" if found else "not recognised, not used"
    return f"{column}: {state}" + (f" (e.g. {shown})" if shown else "")
