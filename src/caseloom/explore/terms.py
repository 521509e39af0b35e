"""What a person typed, as a PostgreSQL text query over the words of explore_entry.tsv."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from caseloom.explore import text

_PART = re.compile(r'"([^"]*)"|(\S+)')
# Every word has the mark w; words of names and identifiers stand there once more, with n.
MARK, NAME_MARK = "w", "n"


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that must be found. `kind`: word, prefix, phrase, or number (an identifier)."""

    kind: str
    words: tuple[str, ...]
    chunks: tuple[tuple[str, ...], ...] = ()


def parse(asked: str, *, last_is_prefix: bool = False) -> tuple[Clause, ...]:
    """The clauses of a question: "a phrase", begin*, 12-345 67 and plain words.

    Neighbouring parts with digits are one number: it also matches written without the gaps.
    """
    clauses: list[Clause] = []
    loose: list[tuple[str, ...]] = []
    parts = [(quoted, bare) for quoted, bare in _PART.findall(asked.replace("\x00", " "))]
    for index, (quoted, bare) in enumerate(parts):
        found = text.words(quoted or bare)
        starts = bare.endswith("*") or (last_is_prefix and bare and index == len(parts) - 1)
        if quoted and found:
            clauses.append(Clause("phrase", found))
        elif starts and found:
            loose.append(found[:-1])
            clauses.append(Clause("prefix", found[-1:]))
        else:
            loose.append(found)
    return (*_loose([chunk for chunk in loose if chunk]), *clauses)


def _loose(chunks: list[tuple[str, ...]]) -> Iterable[Clause]:
    run: list[tuple[str, ...]] = []
    for index, chunk in enumerate(chunks):
        if _numeric(chunk) or (_short(chunk) and _near_number(chunks, index)):
            run.append(chunk)
            continue
        yield from _close(run)
        run = []
        yield from (Clause("word", (word,)) for word in chunk)
    yield from _close(run)


def _close(run: list[tuple[str, ...]]) -> Iterable[Clause]:
    if run:
        yield Clause("number", tuple(word for chunk in run for word in chunk), tuple(run))


def _numeric(chunk: tuple[str, ...]) -> bool:
    return any(c.isdigit() for word in chunk for c in word)


def _short(chunk: tuple[str, ...]) -> bool:
    return sum(map(len, chunk)) <= 3


def _near_number(chunks: list[tuple[str, ...]], index: int) -> bool:
    beside = [*chunks[max(index - 1, 0) : index], *chunks[index + 1 : index + 2]]
    return any(map(_numeric, beside))


def tsquery(
    clauses: Iterable[Clause],
    spellings: Mapping[str, tuple[str, ...]] | None = None,
    *,
    named: bool = False,
) -> str | None:
    """The query's text; None without clauses.

    `spellings` are alternatives for plain words. With `named`, words must stand in names or
    identifiers, not in addresses or other text.
    """
    writer = _Writer(spellings or {}, NAME_MARK if named else MARK)
    return " & ".join(writer.clause(clause) for clause in clauses) or None


@dataclass(frozen=True, slots=True)
class _Writer:
    spellings: Mapping[str, tuple[str, ...]]
    mark: str

    def clause(self, clause: Clause) -> str:
        if clause.kind == "phrase":
            return f"({' <-> '.join(map(self.lexeme, clause.words))})"
        if clause.kind == "number":
            return self.number(clause)
        (word,) = clause.words
        if clause.kind == "prefix":
            return f"'{self.mark}{word}':*"
        return _any(self.lexeme(one) for one in (word, *self.spellings.get(word, ())))

    def number(self, clause: Clause) -> str:
        chunks = [_any(self.alternatives(chunk)) for chunk in clause.chunks]
        apart = f"({' & '.join(chunks)})"
        return _any((apart, *self.squashed(clause.words))) if len(chunks) > 1 else apart

    def alternatives(self, chunk: tuple[str, ...]) -> Iterable[str]:
        yield f"({' & '.join(map(self.lexeme, chunk))})"
        yield from self.squashed(chunk)

    def squashed(self, words: tuple[str, ...]) -> Iterable[str]:
        joined = "".join(words)
        yield self.lexeme(joined[: text.LONGEST])
        if (end := text.phone_end(joined)) and sum(map(str.isdigit, joined)) * 2 > len(joined):
            yield f"'~{end}'"

    def lexeme(self, word: str) -> str:
        return f"'{self.mark}{word}'"


def _any(options: Iterable[str]) -> str:
    return f"({' | '.join(dict.fromkeys(options))})"


def filters(
    schemata: Iterable[str], sources: Iterable[int], countries: Iterable[str]
) -> str | None:
    """The marked lexemes of the filters: any of each kind, all kinds; None without any."""
    groups = (
        [f"'@{name}'" for name in schemata if name.isalnum()],
        [f"'${number:d}'" for number in sources],
        [f"'!{code}'" for code in countries if re.fullmatch(r"[a-z0-9-]+", code)],
    )
    return " & ".join(_any(group) for group in groups if group) or None
