"""The languages that the public is asked in: a file each, of this package or of the agency.

A file `xx.yaml` in `DATA/languages` adds a language, or says things better than ours.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import yaml
from django.conf import settings

from caseloom.kernel.errors import Invalid

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Language:
    """A language and all that the portal says in it, by dotted keys (`send.title`)."""

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    said: dict[str, str]

    def say(self, key: str, **given: object) -> str:
        """The sentence called `key`, in English where this language lacks it."""
        sentence = self.said.get(key) or _shipped()[FALLBACK].said[key]
        return sentence.format(**given) if given else sentence

    def starting(self, prefix: str) -> dict[str, str]:
        """All sentences whose key begins with `prefix`, without it."""
        return {
            key[len(prefix) :]: said for key, said in self.said.items() if key.startswith(prefix)
        }


def languages() -> dict[str, Language]:
    """Every language by its code. Raises Invalid for a file of the agency that is not one."""
    folder = Path(settings.DATA) / "languages"
    found = dict(_shipped())
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        found[path.stem] = _own(path, path.stat().st_mtime_ns)
    return found


def language(code: str) -> Language:
    """One language, English for one that there is not."""
    found = languages()
    return found.get(code, found[FALLBACK])


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Language]:
    here = files("caseloom.tips") / "words"
    paths = [one for one in here.iterdir() if one.name.endswith(".yaml")]
    return {
        (code := path.name.removesuffix(".yaml")): _language(code, path.read_text("utf-8"))
        for path in sorted(paths, key=lambda one: one.name)
    }


@lru_cache(maxsize=64)
def _own(path: Path, changed: int) -> Language:
    return _language(path.stem, path.read_text("utf-8"))


def _language(code: str, text: str) -> Language:
    try:
        given = yaml.safe_load(text)
        name, direction = str(given.pop("name")), given.pop("direction", "ltr")
        said = dict(_flat(given))
    except (yaml.YAMLError, AttributeError, KeyError) as error:
        raise Invalid(
            f"{code}.yaml is not a language: {type(error).__name__}.",
            remedy="Copy en.yaml and put your words in place of its.",
        ) from error
    return Language(code, name, "rtl" if direction == "rtl" else "ltr", said)


def _flat(given: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in given.items():
        if isinstance(value, dict):
            found += _flat(value, f"{prefix}{key}.")
        else:
            found.append((f"{prefix}{key}", str(value)))
    return found
