"""Small pieces of DuckDB SQL. Everything that comes from outside passes through here."""

from collections.abc import Iterable

from caseloom.kernel.ids import GROUP, ROW, UNIT

WHITESPACE = " \t\r\n"


def text(value: str) -> str:
    """`value` as a SQL string."""
    return "'" + value.replace("'", "''") + "'"


def name(value: str) -> str:
    """`value` as a SQL identifier."""
    return '"' + value.replace('"', '""') + '"'


def texts(values: Iterable[str]) -> str:
    """`values` as a comma-separated list of SQL strings."""
    return ", ".join(text(v) for v in values)


def trimmed(expression: str) -> str:
    """The text without ASCII space around it, NULL when nothing is left.

    The test before trim() is there because trim() with a set is three times as slow.
    """
    e = expression
    ends = " OR ".join(f"suffix({e}, {text(c)})" for c in WHITESPACE)
    return (
        f"CASE WHEN {e} <= '!' OR {ends} "
        f"THEN nullif(trim({e}, {text(WHITESPACE)}), '') ELSE {e} END"
    )


def uuid_of(digest: str) -> str:
    """kernel.ids.uuid_of of a SHA-256 digest, a column of 64 hexadecimal digits, as text.

    Version 8, RFC 9562 variant. substring() because slices and translate() are slower.
    """
    d = digest
    variant = (
        f"CASE WHEN substring({d}, 17, 1) IN ('0', '4', '8', 'c') THEN '8' "
        f"WHEN substring({d}, 17, 1) IN ('1', '5', '9', 'd') THEN '9' "
        f"WHEN substring({d}, 17, 1) IN ('2', '6', 'a', 'e') THEN 'a' ELSE 'b' END"
    )
    return (
        f"substring({d}, 1, 8) || '-' || substring({d}, 9, 4) || '-8' || substring({d}, 14, 3) "
        f"|| '-' || {variant} || substring({d}, 18, 3) || '-' || substring({d}, 21, 12)"
    )


def entity_digest(source_key: str, origin: str) -> str:
    """The digest of kernel.ids.entity_id; NULL where `origin` is."""
    return f"sha256({text(source_key + GROUP)} || {origin})"


def pair(prop: str, value: str) -> str:
    """`property UNIT value` of the content hash; NULL where `value` is."""
    return f"{text(prop + UNIT)} || {value}"


def pairs(prop: str, values: str) -> str:
    """The pairs of a list of values, joined by ROW; NULL when the list is empty or NULL."""
    joined = f"array_to_string(list_transform({values}, lambda x: {pair(prop, 'x')}), {text(ROW)})"
    return f"nullif({joined}, '')"


def joined(parts: Iterable[str], separator: str) -> str:
    """The parts that are not NULL, joined; '' when there is none."""
    found = list(parts)
    return f"concat_ws({text(separator)}, {', '.join(found)})" if found else "''"


def distinct_sorted(values: Iterable[str]) -> str:
    """A list of the values that are not NULL, each once, by code point."""
    return f"list_sort(list_distinct([{', '.join(values)}]))"
