"""What may come out of a hostile tip, and what in it is wrong."""

import csv
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from openpyxl import load_workbook

ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ADDRESSES = ("href", "src", "action", "formaction", "srcset", "poster", "data", "background")
_HIDDEN = ("style", "class", "id", "content", "srcdoc")
_RUN = ("script", "style")


class Page(HTMLParser):
    """A page as a browser reads it. `live`: what in it was made of a tip's words."""

    def __init__(self, mark: str) -> None:
        super().__init__(convert_charrefs=True)
        self.mark, self.live = mark, list[str]()
        self._inside: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that carries the mark anywhere but in a value that is shown."""
        if tag in _RUN:
            self._inside.append(tag)
        if self.mark in tag:
            self.live.append(f"<{tag}>")
        for name, value in attrs:
            runs = name in _ADDRESSES or name in _HIDDEN or name[:2] in ("on", "hx")
            if self.mark in name or (self.mark in (value or "") and runs):
                self.live.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag: str) -> None:
        """A script or style is over."""
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_comment(self, data: str) -> None:
        """What nobody sees has no words of a tip in it."""
        if self.mark in data:
            self.live.append(f"<!--{data}-->")

    def handle_data(self, data: str) -> None:
        """Words, or what runs."""
        if self._inside and self.mark in data:
            self.live.append(f"<{self._inside[-1]}> {data}")
        elif self.mark in data:
            self.said.append(data)


def unescaped(page: str, mark: str) -> list[str]:
    """What of the tip with this mark a browser would run, follow or not show as it stands."""
    read = Page(mark)
    read.feed(page)
    computed = [f"{mark}49{mark}"] if f"{mark}49{mark}" in page else []
    return [*read.live, *computed]


def turned(page: str, mark: str) -> list[str]:
    """First words with the mark in which characters stand that turn the direction or are unseen.

    A space of no width is the page's own: long words break there.
    """
    read = Page(mark)
    read.feed(page)
    return [said for said in read.said if any(map(_is_turning, said))]


def _is_turning(one: str) -> bool:
    return unicodedata.category(one) in ("Cf", "Cc") and one not in "\u200b\n\r\t"


def active_csv(path: Path) -> Iterator[tuple[str, str]]:
    """Cells of a CSV that a spreadsheet would run, with the number of their tip."""
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for cell in row.values():
                if str(cell).startswith(ACTIVE):
                    yield row["number"], str(cell)


def active_xlsx(path: Path) -> Iterator[tuple[str, str]]:
    """Cells of an XLSX that are formulas or would become one when they are edited."""
    book = load_workbook(path, read_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" or str(cell.value or "").startswith(ACTIVE):
                    yield str(row[0].value), str(cell.value)
    book.close()


def tips_in(path: Path) -> int:
    """How many tips a CSV holds."""
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


class Watch:
    """Attempts of this process to reach something else, by Python's audit events (PEP 578)."""

    EVENTS = frozenset(
        (
            "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto",
            "socket.sendmsg", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn",
            "urllib.Request", "http.client.connect", "smtplib.connect", "webbrowser.open",
        )
    )  # fmt: skip

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.on = False

    def __call__(self, event: str, given: tuple[object, ...]) -> None:
        """Note an attempt. Called by Python for each event; cannot be taken off again."""
        if self.on and event in self.EVENTS:
            self.seen.append(f"{event}: {given!r}"[:300])
