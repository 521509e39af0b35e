"""Who is compared, with what settings, and where a tool is not asked."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool. `environment`: the lock under requirements/peers, none for Caseloom's own.

    `words`: what follows the set and the folders on its command line; `{limit}` becomes the time
    it has in seconds. `unasked`: by set, why it is not run. `settings`: for the page.
    """

    key: str
    title: str
    environment: str
    script: Path
    settings: str
    words: tuple[str, ...] = ()
    unasked: Mapping[str, str] = field(default_factory=dict)

    def command(self, python: str, key: str, folder: Path, out: Path, limit: float) -> list[str]:
        """The command line for one set."""
        more = [word.format(limit=round(limit)) for word in self.words]
        return [python, str(self.script), key, str(folder), str(out), *more]


OWN_PYTHON = sys.executable

_NOMENKLATURA = (
    "Candidates by its own index with its defaults, up to 20 a record (its default ends at 50,000 "
    "pairs in all), those of one file of FEBRL4 left out; weighed with the weights that it ships; "
    "the same above .7; groups are connected components."
)


def _nomenklatura(name: str) -> Tool:
    script = HERE / "runners" / "with_nomenklatura.py"
    words = (name, "{limit}")
    return Tool(name, f"nomenklatura {name}", "nomenklatura", script, _NOMENKLATURA, words)


TOOLS = (
    Tool(
        "caseloom", "Caseloom", "", HERE / "own.py",
        "What `resolve run` does, with what ships: weights learnt without labels where there are "
        "enough records; groups from even odds where weights were learnt, from 4.25 bits (95 %) "
        "elsewhere. Two names by themselves are the same from the level “a slip in one short word” "
        "up, which is 3 of 6.",
    ),
    Tool(
        "splink", "Splink", "splink", HERE / "runners" / "with_splink.py",
        "On DuckDB. FEBRL4 and historical people by the examples of its documentation (the "
        "detailed model, groups from .99; the 50,000 people, groups from .95), without the rules "
        "on the social security number. Generated people and Senzing in the manner of the latter, "
        "from .95. Trained without labels; its own clusters, which are connected components.",
        unasked={"name-pairs": "it weighs after training on records, and these are pairs alone"},
    ),
    Tool(
        "recordlinkage-quick", "recordlinkage, quick start", "recordlinkage",
        HERE / "runners" / "with_recordlinkage.py",
        "FEBRL4 by its quick start: blocks of one given name, six fields, the same when more than "
        "three agree. Elsewhere the usual blocks (name with birth date, with place; phone; e-mail) "
        "and six fields of the set. Two names by themselves: Jaro-Winkler from .85, the threshold "
        "of the quick start. Groups are connected components.",
        words=("quick",),
    ),
    Tool(
        "recordlinkage-ecm", "recordlinkage, ECM", "recordlinkage",
        HERE / "runners" / "with_recordlinkage.py",
        "The same fields, decided by its unsupervised ECMClassifier with its defaults; on FEBRL4 "
        "blocks of given name, surname, birth date and postcode.",
        words=("ecm",),
        unasked={"name-pairs": "it needs several fields"},
    ),
    _nomenklatura("er-unstable"),
    _nomenklatura("regression-v1"),
    _nomenklatura("logic-v2"),
)  # fmt: skip
