"""`python -m caseloom.assist.spans.building`: makes the lists of names that the finders read.

cities.txt is made of what phonenumbers tells of area codes, which is a dependency anyway.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

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


def main(folder: Path) -> None:
    """Write the lists into `folder`."""
    from phonenumbers.geodata import GEOCODE_DATA

    text = _HEAD + "".join(lines(cities(GEOCODE_DATA.items())))
    (folder / "cities.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("lists"))
