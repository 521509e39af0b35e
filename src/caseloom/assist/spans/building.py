"""`python -m caseloom.assist.spans.building`: makes the lists of names that the finders read.

cities.txt is made of what phonenumbers tells of area codes. names.txt is made of the lists of
Faker 40.54 (MIT; `--faker`, its unpacked folder) and of Wikidata's names that the source of rigour
2.6 carries (MIT, CC0; `--rigour`, its rust/data/names/person_names.txt); common.txt of the counts
of words of pyspellchecker 0.9 (MIT; `--spelling`, its spellchecker/resources). None of the three
is needed but to make the lists anew.
"""

import argparse
import ast
import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from caseloom.assist.words import plain as folded

# Codes of countries whose cities are listed, and the language of their names.
_COUNTRIES = {
    "1": "en", "44": "en", "34": "es", "52": "es", "54": "es", "56": "es", "57": "es", "51": "es",
    "504": "es",
}  # fmt: skip
_HEAD = "# Cities and towns by area codes, of phonenumbers (Apache-2.0). Made by building.py.\n"


def cities(of: Iterable[tuple[str, dict[str, str]]]) -> Iterator[str]:
    """The names of places in (area code with its country's, name by language)."""
    for code, names in of:
        language = _COUNTRIES.get(code[:1]) or _COUNTRIES.get(code[:2]) or _COUNTRIES.get(code[:3])
        name = names.get(language or "", names.get("en", "")) if language else ""
        for one in name.partition(",")[0].partition("(")[0].split("/"):
            cleaned = one.strip()
            if (
                len(cleaned) > 2
                and len(cleaned.split()) <= 4
                and not any(map(str.isdigit, cleaned))
            ):
                yield cleaned


def lines(names: Iterable[str], width: int = 4_000) -> Iterator[str]:
    """`names`, each once and in order, in lines of about `width` characters."""
    line = ""
    for name in sorted(set(names)):
        if len(line) > width:
            yield f"{line}\n"
            line = ""
        line += f", {name}" if line else name
    yield f"{line}\n"


# Locales of Faker whose names are in Latin letters, or in Arabic ones.
_LOCALES = (
    "en_US", "en_GB", "en_IE", "en_IN", "en_PK", "en_KE", "en_TH", "es_ES", "es_MX", "es_CO",
    "es_AR", "es_CL", "ar_AA", "ar_DZ", "fr_FR", "fr_DZ", "de_DE", "it_IT", "pt_BR", "pt_PT",
    "pl_PL", "tr_TR", "vi_VN", "nl_NL", "ro_RO", "hr_HR", "cs_CZ", "sv_SE", "id_ID", "ha_NG",
    "ig_NG", "yo_NG", "sw", "tw_GH", "zu_ZA", "hu_HU", "uz_UZ", "az_AZ", "en",
)  # fmt: skip
# Of Wikidata's names those that many languages write: forms of one name in Latin, in Arabic.
_LATIN_FORMS, _ARABIC_FORMS = 8, 3
# Words of a language by how common they are.
_RANKS = ((1, 300), (2, 1_500), (3, 5_000), (4, 20_000))
# Arabic joins small words to others, so that it has more forms.
_MORE = {"ar": 2}


def faker_names(folder: Path) -> tuple[set[str], set[str]]:
    """(given, family) names of Faker's lists, folded, read without running its code."""
    given: set[str] = set()
    family: set[str] = set()
    for locale in _LOCALES:
        path = folder / "providers" / "person" / locale / "__init__.py"
        if not path.exists():
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            target = (
                node.targets[0]
                if isinstance(node, ast.Assign)
                else (node.target if isinstance(node, ast.AnnAssign) else None)
            )
            if isinstance(target, ast.Name) and "name" in target.id and "format" not in target.id:
                into = given if "first" in target.id else family if "last" in target.id else None
                if into is not None:
                    into.update(_words(_texts(node)))
    return given, family


def _texts(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def _words(names: Iterable[str]) -> Iterator[str]:
    """The words of names in Latin or Arabic letters, folded."""
    for name in names:
        for word in name.split():
            plain = folded(word)
            if len(plain) > 1 and all(
                "a" <= c <= "z" or "\u0621" <= c <= "\u064a" or c in "'-" for c in plain
            ):
                yield plain


def wikidata_names(path: Path) -> set[str]:
    """Names that have many forms, which those have that many people bear."""
    found: set[str] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        forms = line.rpartition(" => ")[0].split(", ")
        for word in _words(one for one in forms if " " not in one):
            least = _ARABIC_FORMS if word[0] > "z" else _LATIN_FORMS
            if len(forms) >= least:
                found.add(word)
    return found


def common_words(folder: Path) -> Iterator[tuple[int, list[str]]]:
    """(rank, words) of English, Spanish and Arabic."""
    ranked: dict[str, int] = {}
    for language in ("en", "es", "ar"):
        with gzip.open(folder / f"{language}.json.gz") as file:
            counts: dict[str, int] = json.load(file)
        ordered = sorted(counts, key=lambda word: (-counts[word], word))
        for rank, most in reversed(_RANKS):
            for word in _words(ordered[: most * (_MORE.get(language, 1) if rank == 4 else 1)]):
                ranked[word] = min(rank, ranked.get(word, 9))
    for rank, _ in _RANKS:
        yield rank, sorted(word for word, of in ranked.items() if of == rank)


def main() -> None:
    """Write the lists whose sources are given, and that of cities."""
    from phonenumbers.geodata import GEOCODE_DATA

    parser = argparse.ArgumentParser(description=__doc__)
    for source in ("faker", "rigour", "spelling"):
        parser.add_argument(f"--{source}", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("lists"))
    given = parser.parse_args()
    text = _HEAD + "".join(lines(cities(GEOCODE_DATA.items())))
    (given.out / "cities.txt").write_text(text, encoding="utf-8")
    if given.faker and given.rigour:
        first, last = faker_names(given.faker)
        others = wikidata_names(given.rigour) - first - last
        parts = (("given", first), ("family", last), ("name", others))
        made = [f"={name}\n{_wrapped(sorted(words))}" for name, words in parts]
        head = "# Names of people: Faker (MIT); Wikidata by way of rigour (CC0). By building.py.\n"
        (given.out / "names.txt").write_text(head + "".join(made), encoding="utf-8")
    if given.spelling:
        ranked = [f"={rank}\n{_wrapped(words)}" for rank, words in common_words(given.spelling)]
        head = "# Common words by rank, of pyspellchecker (MIT). Made by building.py.\n"
        (given.out / "common.txt").write_text(head + "".join(ranked), encoding="utf-8")


def _wrapped(words: list[str]) -> str:
    return "".join(f"{' '.join(words[at : at + 500])}\n" for at in range(0, len(words), 500))


if __name__ == "__main__":
    main()
