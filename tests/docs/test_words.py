"""What the documentation names is there: commands, options, variables, links, addresses."""

import argparse
import json
import re
import shlex
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml

from caseloom.cli.main import parser
from tests.docs.reading import ROOT, SHELLS, Document, documents

PAGES = documents()
COMMAND = re.compile(
    r"(?:^|[|;&(]\s*)(?:\w+=\S*\s+)*(?:\S*/bin/)?(?P<program>caseloom|make)(?=\s|$)(?P<rest>[^|;&]*)"
)
VARIABLE = re.compile(r"\b(?:CASELOOM_[A-Z_]+|DATABASE_URL)\b")
ADDRESS = re.compile(r"/api/v1/[\w./{}-]*")
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


whole = cache(parser)


def leaf(words: list[str]) -> tuple[argparse.ArgumentParser, list[str]]:
    """The parser that the first of `words` lead to, and the rest of them."""
    place = whole()
    while choices := _choices(place):
        if not words or words[0].startswith(("-", "…", "COMMAND")):
            break
        assert words[0] in choices, f"there is no command “{words[0]}”"
        place, words = choices[words[0]], words[1:]
    return place, words


def _choices(place: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in place._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def check_caseloom(rest: str) -> None:
    """Fail unless the words after `caseloom` are a command with these options."""
    try:
        words = shlex.split(rest.split(" >")[0].split(" 2>")[0])
    except ValueError:  # a quotation that goes on in the next line
        words = rest.split()
    place, others = leaf(words)
    known = place._option_string_actions
    for word in others:
        if word.startswith("-") and len(word) > 1:
            assert word.split("=")[0] in known, f"{place.prog} has no option {word}"


@cache
def targets() -> frozenset[str]:
    """The targets and variables of the Makefile."""
    text = (ROOT / "Makefile").read_text()
    names = re.findall(r"^(\w[\w-]*)(?::| \?=)|\$\((\w+)\)", text, re.MULTILINE)
    return frozenset(a or b for a, b in names)


def check_make(rest: str) -> None:
    """Fail unless the words after `make` are targets and variables of the Makefile."""
    for word in shlex.split(rest):
        assert word.split("=")[0] in targets(), f"there is no make target or variable {word}"


@every_page
def test_commands_and_their_options_exist(page: Document) -> None:
    for line, text in page.commands():
        for found in COMMAND.finditer(text):
            check = check_make if found["program"] == "make" else check_caseloom
            try:
                check(found["rest"])
            except AssertionError as error:
                pytest.fail(f"{page.name}:{line}: {text}: {error}")


@every_page
def test_what_cannot_be_run_is_whole_nevertheless(page: Document) -> None:
    """A `no-test` command has all the arguments that it needs."""
    for block in page.blocks:
        if block.language in SHELLS and not block.runs:
            script = re.sub(r"\\\n\s*", " ", block.script)
            for line in script.splitlines():
                for found in COMMAND.finditer(line):
                    if found["program"] == "caseloom":
                        _parse(block.name, found["rest"])


def _parse(where: str, rest: str) -> None:
    try:
        whole().parse_args(shlex.split(rest.split(" >")[0]))
    except SystemExit as end:
        if end.code:
            pytest.fail(f"{where}: caseloom{rest} is wrong usage")


@every_page
def test_links_lead_somewhere(page: Document) -> None:
    for line, target in page.links():
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        aim = (page.path.parent / path).resolve() if path else page.path
        assert aim.exists(), f"{page.name}:{line}: there is no {target}"
        if fragment and aim.suffix == ".md":
            anchors = next(one for one in PAGES if one.path.resolve() == aim).anchors()
            assert fragment in anchors, f"{page.name}:{line}: there is no heading for {target}"


@cache
def source_text() -> str:
    """All code and scripts, one after the other."""
    kinds = ("src/**/*.py", "scripts/*.py", "tests/**/*.py", "examples/**/*.sh", "Makefile")
    mine = Path(__file__).parent
    return "\n".join(
        path.read_text()
        for kind in kinds
        for path in sorted(ROOT.glob(kind))
        if mine not in path.parents
    )


@every_page
def test_variables_exist(page: Document) -> None:
    text = page.path.read_text()
    missing = {name for name in VARIABLE.findall(text) if name not in source_text()}
    assert missing == set()


def test_every_variable_that_is_read_is_documented() -> None:
    read = re.findall(
        r'environ(?:\.get\(|\[)\s*"(\w+)"|"(CASELOOM_\w+|DATABASE_URL)"',
        "\n".join(path.read_text() for path in (ROOT / "src").rglob("*.py")),
    )
    names = {a or b for a, b in read}
    names -= {"DJANGO_SETTINGS_MODULE", "PATH", "XDG_RUNTIME_DIR"}
    assert {"DATA", "CASELOOM_ONTOLOGY", "CASELOOM_PG_BIN"} <= names
    told = (ROOT / "docs" / "reference" / "configuration.md").read_text()
    assert {name for name in names if f"`{name}`" not in told} == set()


@cache
def addresses() -> tuple[re.Pattern[str], ...]:
    """The addresses of the API, as the description has them."""
    from caseloom.api.app import api

    paths = [*json.loads(json.dumps(api.get_openapi_schema()["paths"], default=str))]
    found = [re.escape(path).replace(r"\{", "{").replace(r"\}", "}") for path in paths]
    return tuple(re.compile(re.sub(r"\{\w+\}", r"[^/]+", path) + r"/?$") for path in found)


@every_page
def test_addresses_of_the_api_exist(page: Document) -> None:
    known = {"/api/v1/", "/api/v1/openapi.json"}
    for address in ADDRESS.findall(page.path.read_text()):
        plain = address.rstrip(".")
        if plain not in known and plain.rstrip("/") != "/api/v1":
            assert any(one.match(plain) for one in addresses()), f"{page.name}: no {plain}"


@every_page
def test_blocks_are_what_they_say(page: Document) -> None:
    for block in page.blocks:
        if block.language in ("yaml", "yml"):
            yaml.safe_load(block.text)
        elif block.language == "json":
            json.loads(block.text)
        elif block.language == "python":
            compile(block.text, block.name, "exec", flags=0x2000)
        elif block.language in SHELLS:
            done = subprocess.run(["bash", "-n"], input=block.script, text=True, check=False)
            assert done.returncode == 0, block.name


def test_pictures_are_small() -> None:
    pictures = [*(ROOT / "docs" / "images").glob("*")]
    assert pictures
    assert all(path.suffix == ".png" and path.stat().st_size <= 300_000 for path in pictures)
