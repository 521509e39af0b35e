"""recordlinkage by its quick start, and by the unsupervised classifier of its guide.

Runs in an environment of its own: `with_recordlinkage.py SET FOLDER OUT quick|ecm`. Fields agree
as in the quick start: names and streets by Jaro-Winkler from .85 on, everything else exactly.
`quick` calls a pair the same when more than three of six fields agree; `ecm` lets
ECMClassifier, which learns without labels, decide on the same fields.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import pandas
import recordlinkage

LEAST = 0.85
# Six fields each; those marked ~ by Jaro-Winkler.
FIELDS = {
    "febrl4": ("given_name", "~surname", "date_of_birth", "suburb", "state", "~address_1"),
    "historical": ("~first_name", "~surname", "dob", "birth_place", "postcode_fake", "occupation"),
    "generated": ("~given_name", "~surname", "birth_date", "~street", "phone", "email"),
    "senzing": ("~name", "birth_date", "~address", "phone", "email", "number"),
}
BLOCKS = {
    "febrl4": (("given_name",), ("surname",), ("date_of_birth",), ("postcode",)),
    "historical": (
        ("first_name", "surname"), ("surname", "dob"), ("first_name", "dob"),
        ("postcode_fake", "first_name"), ("postcode_fake", "surname"), ("dob", "birth_place"),
    ),
    "generated": (
        ("given_name", "surname"), ("surname", "birth_date"), ("given_name", "birth_date"),
        ("postcode", "given_name"), ("postcode", "surname"), ("phone",), ("email",),
    ),
    "senzing": (("name",), ("birth_date",), ("phone",), ("email",), ("number",)),
}  # fmt: skip


def main(key: str, folder: Path, out: Path, variant: str) -> None:
    """Link the set `key`, or judge its pairs, and write what was found."""
    said = {
        "versions": {"recordlinkage": version("recordlinkage"), "pandas": version("pandas")},
        "notes": [],
    }
    if key == "name-pairs":
        said["threshold"] = LEAST
        judge(folder, out)
    else:
        said["candidates"] = link(key, folder, out, variant)
    (out / "said.json").write_text(json.dumps(said))


def link(key: str, folder: Path, out: Path, variant: str) -> int:
    """Write pairs.parquet; how many pairs were compared."""
    records = pandas.read_parquet(folder / "records.parquet").set_index("id")
    sides = [records]
    if key == "febrl4":
        sides = [part for _, part in records.groupby("source")]
    indexer = recordlinkage.Index()
    blocks = (("given_name",),) if key == "febrl4" and variant == "quick" else BLOCKS[key]
    for block in blocks:
        indexer.block(list(block))
    pairs = indexer.index(*sides)
    compare = recordlinkage.Compare()
    for field in FIELDS[key]:
        name = field.lstrip("~")
        if field.startswith("~"):
            compare.string(name, name, method="jarowinkler", threshold=LEAST, label=name)
        else:
            compare.exact(name, name, label=name)
    features = compare.compute(pairs, *sides)
    if variant == "quick":
        same = features[features.sum(axis=1) > 3].index
    else:
        same = recordlinkage.ECMClassifier().fit_predict(features)
    frame = same.to_frame(index=False, name=["left", "right"])
    frame.to_parquet(out / "pairs.parquet", index=False)
    return len(pairs)


def judge(folder: Path, out: Path) -> None:
    """Write verdicts.parquet: each pair of names by the threshold of the quick start."""
    import jellyfish

    pairs = pandas.read_parquet(folder / "pairs.parquet")
    scores = [
        jellyfish.jaro_winkler_similarity(one, two)
        for one, two in zip(pairs["left"], pairs["right"], strict=True)
    ]
    frame = pandas.DataFrame({"id": pairs["id"], "score": scores})
    frame["same"] = frame["score"] >= LEAST
    frame.to_parquet(out / "verdicts.parquet", index=False)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
