"""How the code is written: what ruff and mypy do not check."""

import re
import statistics
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import ROOT, modules, tracked

LONG_FOR_A_REASON = {
    "src/caseloom/audit/verifier.py": "runs alone, copied to another machine: one file",
}
LONGEST_FUNCTION, LONGEST_FILE, MEDIAN = 50, 500, 12
EXEMPTION = re.compile(r"#\s*(noqa|type:\s*ignore|fmt:|pragma)[^#]*", re.IGNORECASE)
REASONED = re.compile(r"#\s*(noqa|type:\s*ignore)[^#]*?(\s[-–:#(]\s?|\]\s*#|\]\s+-).+")
HOSTS = re.compile(r"https?://[^\s\"']*(pypi|npmjs|registry|artifactory|pythonhosted)[^\s\"']*")
PLACES = re.compile(r"(?<![\w.])/(work|root|home)/\w+")


def test_functions_are_short() -> None:
    lengths = {
        f"{module.name}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for module in modules()
        if "migrations" not in module.path.parts
        for node in module.functions()
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}
    assert statistics.median(lengths.values()) <= MEDIAN


def test_files_are_short() -> None:
    files = [*tracked("src/*.py", "scripts/*.py", "tests/*.py")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE}.keys() == (
        LONG_FOR_A_REASON.keys()
    )


def test_every_exemption_has_its_reason_beside_it() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {text}"
        for path in tracked("src/*.py", "scripts/*.py")
        for line, text in _comments(path)
        if re.search(r"noqa|type:\s*ignore", text)
        and not REASONED.search(text)
        and not _line(path, line - 1).startswith("# ")
    ]
    assert found == []


def test_the_rule_about_reasons_can_tell() -> None:
    assert REASONED.search("# noqa: S108 - checked by _private")
    assert REASONED.search("# type: ignore[misc]  # typeshed has no such overload")
    assert not REASONED.search("# noqa: S108")
    assert not REASONED.search("# type: ignore[misc]")


def test_no_index_host_and_no_path_of_a_machine() -> None:
    found = []
    for path in tracked("*.py", "*.txt", "*.toml", "*.json", "*.sh", "*.md", "Makefile", ".ci/*"):
        text = path.read_text(errors="replace")
        for rule in (HOSTS, PLACES):
            found += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in rule.finditer(text)]
    assert found == []


def test_the_lock_binds_every_package_by_hash() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = re.sub(r"^\s*#.*\n", "", path.read_text(), flags=re.MULTILINE)
        blocks = [block for block in re.split(r"\n(?=\S)", text) if block.strip()]
        assert blocks, path
        for block in blocks:
            assert "==" in block and "--hash=sha256:" in block, block[:80]


def _line(path: Path, number: int) -> str:
    return path.read_text().splitlines()[number - 1].strip()


def _comments(path: Path) -> Iterator[tuple[int, str]]:
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT and EXEMPTION.search(token.string):
                yield token.start[0], token.string
