"""The name that somebody probably meant."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process


def nearest(word: str, names: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Up to `limit` of `names` that look most like `word`, best first; empty if none does."""
    by_lower: dict[str, str] = {}
    for name in names:
        by_lower.setdefault(name.lower(), name)
    found = process.extract(
        word.lower(), list(by_lower), scorer=fuzz.WRatio, limit=limit, score_cutoff=60
    )
    return tuple(by_lower[name] for name, _, _ in found)


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """A sentence that names the nearest, or all when there are few and none is near."""
    names = sorted(names)
    close = nearest(word, names)
    if close:
        return f"Did you mean {_listed(close)}?"
    if len(names) <= 30:
        return f"There are: {', '.join(names) or 'none'}."
    return "The list is in docs/reference/ontology.md."


def _listed(names: tuple[str, ...]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
