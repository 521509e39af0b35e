"""Reads the documentation: its fenced blocks, links, and what it says of the command line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHELLS = ("sh", "console")

_FENCE = re.compile(r"^(?P<indent> *)(?P<ticks>`{3,})(?P<info>[^`\n]*)$")
_LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?(?P<target>[^)\s>]+)>?[^)]*\)")
_CODE = re.compile(r"`+([^`]+)`+")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block. `words` are those after the language: a file's name, or `no-test`."""

    document: Path
    line: int
    language: str
    words: tuple[str, ...]
    text: str

    @property
    def name(self) -> str:
        """Where it is, for messages."""
        return f"{self.document.relative_to(ROOT)}:{self.line}"

    @property
    def runs(self) -> bool:
        """Whether a test can run it as it is."""
        return self.language in SHELLS and "no-test" not in self.words

    @property
    def file(self) -> str:
        """The name under which its text is to be written, if it is a file's."""
        return self.words[0] if self.words and self.language not in SHELLS else ""

    @property
    def script(self) -> str:
        """The commands: all of it, or what stands behind the prompt of a `console` block."""
        if self.language != "console":
            return self.text
        return "\n".join(line[2:] for line in self.text.splitlines() if line[:2] in ("$ ", "> "))

    @property
    def shown(self) -> tuple[str, ...]:
        """The lines of output that a `console` block shows."""
        if self.language != "console":
            return ()
        lines = self.text.splitlines()
        return tuple(one.strip() for one in lines if one.strip() and one[:2] not in ("$ ", "> "))


@dataclass(frozen=True, slots=True)
class Document:
    """One page, taken apart. `prose` is the text outside of fenced blocks, line by line."""

    path: Path
    blocks: tuple[Block, ...]
    prose: tuple[tuple[int, str], ...]

    @property
    def name(self) -> str:
        """Its path in the repository."""
        return str(self.path.relative_to(ROOT))

    @property
    def is_run(self) -> bool:
        """Whether anything in it can be run."""
        return any(block.runs for block in self.blocks)

    def links(self) -> Iterator[tuple[int, str]]:
        """(line, target) of every link and picture."""
        for line, text in self.prose:
            for found in _LINK.finditer(_CODE.sub("", text)):
                yield line, found["target"]

    def anchors(self) -> frozenset[str]:
        """The fragments that its headings can be linked by."""
        heads = (_HEADING.match(text) for _, text in self.prose)
        return frozenset(_anchor(head[1]) for head in heads if head)

    def code(self) -> Iterator[tuple[int, str]]:
        """(line, text) of what is set as code within the prose."""
        for line, text in self.prose:
            for found in _CODE.finditer(text):
                yield line, found[1]

    def commands(self) -> Iterator[tuple[int, str]]:
        """(line, command) of each shell command: blocks first, then code within the prose."""
        for block in self.blocks:
            if block.language in (*SHELLS, ""):
                for number, line in enumerate(_joined(block.script).splitlines()):
                    yield block.line + 1 + number, line.strip()
        yield from self.code()


def documents() -> tuple[Document, ...]:
    """Every page of the project, the ones at its root first."""
    found = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    examples = sorted((ROOT / "examples").rglob("*.md"))
    return tuple(read(path) for path in [*found, *examples])


def read(path: Path) -> Document:
    """Take one page apart."""
    blocks: list[Block] = []
    prose: list[tuple[int, str]] = []
    inside: tuple[int, str, str, int] | None = None  # line, ticks, info, indent
    held: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fence = _FENCE.match(line)
        if inside is None and fence:
            inside = (number, fence["ticks"], fence["info"].strip(), len(fence["indent"]))
            held = []
        elif inside is None:
            prose.append((number, line))
        elif fence and fence["ticks"].startswith(inside[1]) and not fence["info"].strip():
            language, *words = inside[2].split() or [""]
            blocks.append(Block(path, inside[0], language, tuple(words), "\n".join(held) + "\n"))
            inside = None
        else:
            held.append(line[inside[3] :])
    if inside is not None:
        raise ValueError(f"{path}:{inside[0]}: the block does not end")
    return Document(path, tuple(blocks), tuple(prose))


def _joined(script: str) -> str:
    return re.sub(r"\\\n\s*", " ", script)


def _anchor(heading: str) -> str:
    plain = re.sub(r"[^\w\- ]", "", _CODE.sub(r"\1", heading).lower())
    return plain.replace(" ", "-")
