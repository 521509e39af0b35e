"""A report version as PDF: data in, bytes out, the same bytes for the same version.

User text travels as JSON in `sys.inputs` and is shown by the template as text, so that it can
not be run as Typst. Fonts are those inside the typst wheel (Latin, Greek, Cyrillic, Hebrew,
Arabic). Text in another script uses the fonts of this machine, and only then do they count.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Literal

import typst

from caseloom.kernel.canonical import canonical_json
from caseloom.kernel.errors import Invalid, Unavailable

Paper = Literal["us-letter", "a4"]
PAPERS: tuple[Paper, ...] = ("us-letter", "a4")
FONTS = ("Libertinus Serif", "DejaVu Sans Mono")

# What the embedded fonts have no glyphs for: Indic and south-east Asian scripts, CJK, and beyond.
_OTHER_SCRIPTS = re.compile(
    r"[\u0530-\u058f\u0700-\u1cff\u2d00-\ua6ff\ua800-\ufaff\U00010000-\U0010ffff]"
)


def print_pdf(data: Mapping[str, Any], *, at: datetime, paper: Paper = "us-letter") -> bytes:
    """`data` (see `report.typ`) as PDF bytes, dated `at`.

    Raises Invalid for an unknown paper and Unavailable if the page cannot be set.
    """
    if paper not in PAPERS:
        raise Invalid(
            f"There is no paper “{paper}”.", remedy=f"Choose {' or '.join(PAPERS)}.", field="paper"
        )
    other_fonts = needs_other_fonts(canonical_json(data).decode())
    text = canonical_json(
        {**data, "paper": paper, "fonts": FONTS, "other_fonts": other_fonts}
    ).decode()
    template = files("caseloom.cases").joinpath("report.typ").read_bytes()
    try:
        made = typst.compile(
            template,
            sys_inputs={"data": text},
            format="pdf",
            ignore_system_fonts=not other_fonts,
            timestamp=int(at.astimezone(UTC).timestamp()),
        )
    except typst.TypstError as error:
        raise Unavailable(
            "The report could not be printed.", remedy=f"Tell the administrator: {error}"
        ) from error
    if not isinstance(made, bytes):
        raise Unavailable("The report could not be printed.", remedy="Try again.")
    return made


def needs_other_fonts(text: str) -> bool:
    """Whether `text` has characters that the embedded fonts cannot show."""
    return _OTHER_SCRIPTS.search(text) is not None


def mark_first(blocks: list[dict[str, Any]], seen: set[int] | None = None) -> list[dict[str, Any]]:
    """`blocks` with "first" set on each footnote's first mention, in reading order."""
    seen = set() if seen is None else seen
    for block in blocks:
        if block["t"] == "cite":
            block["first"] = block["n"] not in seen
            seen.add(block["n"])
        mark_first(block.get("c", []), seen)
    return blocks
