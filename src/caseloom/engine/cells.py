"""The columns of one loaded file, and the SQL of their sanitised values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from caseloom.engine import sql
from caseloom.kernel.errors import Invalid
from caseloom.ontology.nearest import did_you_mean


@dataclass(slots=True)
class Cells:
    """A file as a DuckDB table whose column `r{n}` holds the text of the n-th used column.

    `row` is the SQL of the row number as a person counts it. `fixed` names, for a column with
    values that need more than trimming, the table (raw, clean, original) that holds them;
    `printable` says that the whole file is known to be printable ASCII, so that none does.
    """

    table: str
    columns: tuple[str, ...]
    row: str
    count: int
    null_values: tuple[str, ...] = ()
    fixed: dict[str, str] = field(default_factory=dict)
    printable: bool = False

    def at(self, column: str) -> int:
        """The number of a column."""
        return self.columns.index(column)

    def safe(self, column: str) -> bool:
        """Whether all its values are made of characters that cleaning leaves alone."""
        return column not in self.fixed

    def value(self, column: str) -> str:
        """The sanitised value, in the layer `cells`."""
        return f"c{self.at(column)}"

    def original(self, column: str) -> str:
        """What is kept where cleaning changes the value, in the layer `cells`."""
        return f"o{self.at(column)}" if column in self.fixed else self.value(column)

    def select(self, columns: Iterable[str], first: int, last: int) -> str:
        """The layer `cells`: rid, _row, and the given columns of rows first to last."""
        wanted = sorted(set(columns), key=self.at)
        parts = ["r.rowid AS rid", f"{self.row} AS _row"]
        joins = ""
        for column in wanted:
            parts.extend(self._parts(column))
            if column in self.fixed:
                n = self.at(column)
                joins += f" LEFT JOIN {self.fixed[column]} f{n} ON r.r{n} = f{n}.raw"
        return (
            f"SELECT {', '.join(parts)} FROM {self.table} r{joins} "
            f"WHERE r.rowid BETWEEN {first} AND {last}"
        )

    def _parts(self, column: str) -> list[str]:
        n = self.at(column)
        plain = self._not_null_value(sql.trimmed(f"r.r{n}"), n)
        if column not in self.fixed:
            return [f"{plain} AS c{n}"]
        return [
            f"CASE WHEN f{n}.raw IS NOT NULL THEN {self._not_null_value(f'f{n}.clean', n)} "
            f"ELSE {plain} END AS c{n}",
            f"CASE WHEN f{n}.raw IS NOT NULL THEN f{n}.original ELSE {plain} END AS o{n}",
        ]

    def _not_null_value(self, value: str, _: int) -> str:
        if not self.null_values:
            return value
        return f"CASE WHEN {value} IN ({sql.texts(self.null_values)}) THEN NULL ELSE {value} END"


def check_columns(needed: Iterable[str], present: Iterable[str], file: str) -> None:
    """Raise Invalid when a mapping names a column that a file does not have; say which exist."""
    have = list(present)
    missing = sorted(set(needed) - set(have))
    if not missing:
        return
    names = ", ".join(f"“{name}”" for name in missing)
    exist = ", ".join(f"“{name}”" for name in have) or "none"
    raise Invalid(
        f"{file} has no column {names}.",
        remedy=f"{did_you_mean(missing[0], have)} Its columns are: {exist}.",
        field=missing[0],
    )


def filters(where: Mapping[str, tuple[str, ...]], cells: Cells, *, keep: bool) -> list[str]:
    """The SQL conditions of `filters` (keep) or `filters_not`; an empty text means: no value."""
    found = []
    for column, values in where.items():
        value = cells.value(column)
        given = [v for v in values if v]
        tests = [f"coalesce({value} IN ({sql.texts(given)}), false)"] if given else []
        if len(given) < len(values):
            tests.append(f"{value} IS NULL")
        any_of = f"({' OR '.join(tests)})"
        found.append(any_of if keep else f"NOT {any_of}")
    return found
