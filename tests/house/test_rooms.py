"""What import-linter cannot see of the house (DESIGN.md §2)."""

import ast
import tomllib

import pytest

from tests.house.source import OPEN, ORDER, PACKAGE, ROOT, Module, modules

DOORS = {"actions", "queries", "types", "errors"}
HTTP = ("django.http", "django.shortcuts", "django.views", "django.urls", "ninja", "allauth")
MODEL_SIGNALS = ("django.db.models.signals", "django.dispatch", "django.core.signals")


def test_every_room_is_in_the_picture_and_nothing_else() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert rooms <= set(ORDER)
    layers = _contract("house")["layers"]
    named = [room.strip() for layer in layers for room in layer.split("|")]
    assert set(named) == rooms
    assert [ORDER[room] for room in named] == sorted(ORDER[room] for room in named)


def test_each_room_says_what_it_is_in_one_sentence() -> None:
    for room in PACKAGE.glob("*/__init__.py"):
        tree = ast.parse(room.read_text())
        said = ast.get_docstring(tree)
        assert said, f"{room} says nothing"
        assert len(tree.body) == 1, f"{room} holds more than its sentence"


def breaches_of_doors(module: Module) -> list[str]:
    """Imports from another room that do not go through one of its doors."""
    found = []
    for name, line in module.imports():
        parts = name.split(".")
        if parts[0] != "caseloom" or len(parts) < 3 or parts[1] in {module.room, *OPEN}:
            continue
        migrating = "migrations" in module.path.parts and parts[1:3] == ["access", "rls"]
        if module.room != "config" and not migrating and parts[2] not in DOORS:
            found.append(f"{module.name}:{line} imports {name}")
    return found


def test_rooms_are_entered_by_their_doors() -> None:
    assert [breach for module in modules() for breach in breaches_of_doors(module)] == []


def test_no_http_below_web_and_api() -> None:
    found = [
        f"{module.name}:{line} imports {name}"
        for module in modules()
        if ORDER[module.room] > ORDER["web"] or module.room == "cli"
        for name, line in module.imports()
        if name.startswith(HTTP)
    ]
    assert found == []


def test_no_room_listens_to_anothers_rows() -> None:
    """Signals of the sign-in library are a hook of its own; signals of rows are not used."""
    found = [
        f"{module.name}:{line} imports {name}"
        for module in modules()
        for name, line in module.imports()
        if name.startswith(MODEL_SIGNALS)
    ]
    assert found == []


def test_every_foreign_key_points_down() -> None:
    from django.apps import apps

    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("caseloom."):
            continue
        for field in model._meta.get_fields():
            if not field.concrete or not field.is_relation or field.related_model is None:
                continue
            target = field.related_model
            if isinstance(target, str) or not target.__module__.startswith("caseloom."):
                continue
            here, there = model.__module__.split(".")[1], target.__module__.split(".")[1]
            if here != there and ORDER[there] <= ORDER[here]:
                found.append(f"{model.__name__}.{field.name} → {target.__name__}")
    assert found == []


def test_a_breach_would_be_seen(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The rule itself is tried on a module that breaks it."""
    folder = PACKAGE / "cases"

    class Wrong(Module):
        text = "from caseloom.store import models\nfrom caseloom.store.actions import append\n"

    assert breaches_of_doors(Wrong(folder / "wrong.py")) == [
        "src/caseloom/cases/wrong.py:1 imports caseloom.store.models"
    ]


def _contract(name: str) -> dict[str, list[str]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    found: dict[str, list[str]] = next(c for c in settings["contracts"] if c["id"] == name)
    return found
