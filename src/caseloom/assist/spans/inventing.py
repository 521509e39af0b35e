"""Names of people and organisations drawn out of the lists, or made up, to train with."""

import re
from importlib.resources import files
from random import Random

from caseloom.assist.spans import words

_LISTS = files("caseloom.assist.spans") / "lists"
LANGUAGES = ("en", "es", "ar")
_SYLLABLES = {
    "x": ("ba", "ko", "ri", "men", "tas", "vel", "dor", "ni", "shu", "zan", "pol", "gre", "ya",
          "lu", "fen", "bry", "quin", "os", "ta", "ev", "hal", "mor", "ski", "wen", "chi", "ez",
          "ard"),
    "a": ("با", "كو", "ري", "من", "تا", "فل", "دو", "ني", "شو", "زا", "بول", "غر", "يا", "لو", "حم",
          "سر", "قي", "عب", "هد", "مر"),
}  # fmt: skip
_PARTICLES = ("de la", "de", "del", "van", "von", "Al", "bin", "Van", "De La", "Mc")
_COMPOUNDS = ("عبد الله", "عبد الرحمن", "عبد العزيز", "أبو بكر", "نور الدين", "عبد القادر")
_OF_TRIBES = ("بن", "آل", "أبو", "ولد")
_ENDINGS = (" Jr", " Jr.", " Sr.", " III")
_INITIALS = "ABCDEFGHJKLMNPRSTVW"
# Of words of names: made up; and out of the lists of given and family names, not the long one.
_INVENTED, _USUAL = 0.14, 0.78
_PLACE = re.compile(r"\{([A-Z])\}")


class Names:
    """Draws names. held: words that are not drawn, to test on. common: other words, by rank."""

    def __init__(self, rng: Random, held: frozenset[str] = frozenset()) -> None:
        self.rng = rng
        self.pools: dict[tuple[str, str], list[str]] = {}
        for name in ("names.txt", "people.txt"):
            for section, each in words.sections(name).items():
                for script in ("x", "a"):
                    self.pools.setdefault((script, section), []).extend(
                        w for w in each if _script(w) == script and w not in held
                    )
        common = words.sections("common.txt")
        kinds = words.lists().kinds
        people = words.GIVEN | words.FAMILY
        self.common = {
            script: {
                rank: [w for w in each if _script(w) == script and not kinds.get(w, 0) & people]
                for rank, each in common.items()
            }
            for script in ("x", "a")
        }
        titles = words.sections("organisations.txt")["title"]
        self.titles = {s: [word for word in titles if _script(word) == s] for s in ("x", "a")}
        nouns = [word for rank in ("2", "3") for word in common[rank] if len(word) > 3]
        self.nouns = {s: [word for word in nouns if _script(word) == s] for s in ("x", "a")}
        raw = (_LISTS / "organisations.txt").read_text(encoding="utf-8").partition("=kind\n")[2]
        self.kinds = dict(zip(LANGUAGES, map(str.split, raw.split("\n")), strict=False))
        self.cities = {language: _cities(language) for language in LANGUAGES}
        self.patterns = _patterns()

    def word(self, script: str, section: str) -> str:
        """One word of a name."""
        rng = self.rng
        draw = rng.random()
        if draw < _INVENTED:
            made = "".join(rng.choices(_SYLLABLES[script], k=rng.randrange(2, 4)))
        else:
            made = rng.choice(self.pools[script, section if draw < _USUAL else "name"])
        return made if script == "a" else made.title()

    def person(self, language: str, parts: int) -> str:
        """A name of `parts` words; a few have one more."""
        script = "a" if language == "ar" else "x"
        given, family = self.word(script, "given"), self.word(script, "family")
        if parts == 1:
            if script == "a" and self.rng.random() < 0.08:
                return f"{self.rng.choice(('أبو', 'أم', 'ابو', 'ام'))} {given}"
            return given if self.rng.random() < 0.6 else family
        return (
            self._arabic(given, family, parts)
            if script == "a"
            else (self._latin(given, family, parts, spanish=language == "es"))
        )

    def _arabic(self, given: str, family: str, parts: int) -> str:
        rng = self.rng
        middle = [self.word("a", "given") for _ in range(parts - 2)]
        if rng.random() < 0.12:
            given = rng.choice(_COMPOUNDS)
        if rng.random() < 0.12:
            family = f"{rng.choice(_OF_TRIBES)} {family}"
        return " ".join([given, *middle, family])

    def _latin(self, given: str, family: str, parts: int, *, spanish: bool) -> str:
        rng = self.rng
        draw = rng.random()
        if draw < 0.05:
            family = f"{rng.choice(_PARTICLES)} {family}"
        elif draw < 0.08:
            family = f"{rng.choice(('al', 'Al', 'el', 'El'))}-{family}"
        elif draw < 0.11:
            family = f"{family}-{self.word('x', 'family')}"
        elif draw < 0.14:
            family += rng.choice(_ENDINGS)
        if parts == 2:
            initial = f" {rng.choice(_INITIALS)}." if rng.random() < 0.04 else ""
            return f"{given}{initial} {family}"
        more = [
            self.word("x", "family" if spanish or rng.random() < 0.3 else "given")
            for _ in range(parts - 2)
        ]
        return " ".join([given, family, *more] if spanish else [given, *more, family])

    def organisation(self, language: str) -> str:
        """A company, an office, a school."""
        rng = self.rng
        script = "a" if language == "ar" else "x"
        city = rng.choice(self.cities[language])
        kinds = self.kinds[language]
        given = {"C": city, "N": self._called(script, city)}

        def filled(found: re.Match[str]) -> str:
            slot = found.group(1)
            if slot in given:
                return given[slot]
            if slot in "FHG":
                return self.word(script, "given" if slot == "G" else "family")
            if slot == "L":
                return rng.choice(self.patterns[f"forms {language}"][0].split()).replace("_", " ")
            if slot in "AB":  # What such names begin with in Arabic, and what they end with.
                ends = [one for one in kinds if one.startswith(("لل", "ال")) == (slot == "B")]
                return rng.choice(ends)
            return rng.choice(kinds)

        return _PLACE.sub(filled, rng.choice(self.patterns[language]))

    def _called(self, script: str, city: str) -> str:
        rng = self.rng
        draw = rng.random()
        if draw < 0.25:
            return self.word(script, "family")
        if draw < 0.32:
            return city
        made = " ".join(rng.choices(self.nouns[script], k=1 if rng.random() < 0.6 else 2))
        if script == "a":
            return made if made.startswith("ال") else f"ال{made}"
        return made.title()


def _script(word: str) -> str:
    return "a" if word[0] > "z" else "x"


def _cities(language: str) -> list[str]:
    text = (_LISTS / f"cities_{language}.txt").read_text(encoding="utf-8").partition("\n")[2]
    return re.split(r"[,،\n] ?", text.strip())


def _patterns() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    text = (_LISTS / "sentences" / "organisations.txt").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        if line.startswith("="):
            lines = found.setdefault(line[1:], [])
        else:
            lines.append(line)
    return found
