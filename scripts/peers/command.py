"""Compare on every labelled set; what was done already is not done again; write the pages."""

import argparse
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from peers import environments, page, scoring, sets, tools, watch

ROOT = Path(__file__).resolve().parents[2]
# What knows its limit keeps what it has by then; everything is ended so much later.
GRACE = 1.25


def main() -> int:
    """Run what is not done, score everything, write the pages. 1 when something failed."""
    arguments = _arguments()
    folder: Path = arguments.out.resolve()
    chosen = [one for one in sets.SETS if one.key in arguments.sets]
    asked = [one for one in tools.TOOLS if one.key in arguments.tools]
    failed = []
    for one in chosen:
        try:
            prepared = sets.prepare(one, arguments.data.resolve(), folder / "sets" / one.key)
        except sets.Lacking as lacking:
            failed.append(f"the set {one.key}: {lacking}")
            continue
        for tool in asked:
            try:
                _run(tool, one, prepared, folder, arguments.limit)
            except (environments.Unmade, Failed) as error:
                failed.append(str(error))
    try:
        page.write(_results(folder), arguments.page)
    except (page.Unmarked, OSError) as error:
        failed.append(f"the pages: {error}")
    for what in failed:
        print(f"peers: {what}", file=sys.stderr)
    return 1 if failed else 0


class Failed(Exception):
    """A tool ended badly. The message names it, the set, and its last words."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the labelled sets")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "peers")
    parser.add_argument("--limit", type=float, default=1_200, help="seconds that a run may take")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "reference")
    every = [one.key for one in sets.SETS], [one.key for one in tools.TOOLS]
    parser.add_argument("--sets", nargs="+", choices=every[0], default=every[0])
    parser.add_argument("--tools", nargs="+", choices=every[1], default=every[1])
    return parser.parse_args()


def _run(
    tool: tools.Tool, one: sets.LabelledSet, prepared: Path, folder: Path, limit: float
) -> None:
    """One tool on one set, unless it is done and nothing that it follows from has changed."""
    if one.key in tool.unasked:
        return
    out = folder / "runs" / one.key / tool.key
    told = out / "run.json"
    mark = _mark(tool, prepared)
    if _holds(told, mark, limit):
        return
    python = tools.OWN_PYTHON
    if tool.environment:
        python = str(environments.python_of(tool.environment, folder / "environments"))
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    print(f"peers: {tool.title} on {one.key}", flush=True)
    load = os.getloadavg()[0]
    command = tool.command(python, one.key, prepared, out, limit)
    went = watch.watched(command, out / "log.txt", limit=limit * GRACE)
    if went.status:
        said = (out / "log.txt").read_text(errors="replace").strip().splitlines()
        last = said[-1] if said else f"it ended with {went.status}"
        raise Failed(f"{tool.title} on {one.key}: {last}\nSee {out / 'log.txt'}.")
    run = {
        "mark": mark, "seconds": went.seconds, "peak_mb": went.peak_mb,
        "stopped": went.stopped, "limit": limit, "load": load, "cores": os.cpu_count(),
    }  # fmt: skip
    told.write_text(json.dumps(run))


def _holds(told: Path, mark: list[str], limit: float) -> bool:
    """Whether a run need not be done again: nothing changed, and more time would not help it."""
    if not told.exists():
        return False
    run = json.loads(told.read_text())
    if run["mark"] != mark:
        return False
    return not (run["stopped"] or page.cut(run | _said(told.parent))) or run["limit"] >= limit


def _said(out: Path) -> dict[str, Any]:
    path = out / "said.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return found


def _mark(tool: tools.Tool, prepared: Path) -> list[str]:
    """What a run follows from: the tool's script, its packages, the set."""
    if tool.environment:
        packages = [environments.LOCKS / f"{tool.environment}.txt"]
    else:
        packages = sorted((ROOT / "src" / "caseloom" / "engine" / "linkage").glob("*.py"))
    given = [path for path in sorted(prepared.glob("*.parquet")) if "mapped" not in path.name]
    return [_hash([tool.script, *packages]), _hash(given)]


def _hash(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _results(folder: Path) -> list[page.Result]:
    """Every run that is there, scored."""
    found = []
    for one in sets.SETS:
        prepared = folder / "sets" / one.key
        for tool in tools.TOOLS:
            out = folder / "runs" / one.key / tool.key
            run: dict[str, Any] = {}
            scored: scoring.Scored | scoring.Judged | None = None
            if (out / "run.json").exists():
                run = json.loads((out / "run.json").read_text())
                run |= _said(out)
                if not run["stopped"]:
                    how = scoring.judge if one.kind == "pairs" else scoring.score
                    scored = how(prepared, out)
            found.append(page.Result(one, tool, prepared, run, scored))
    return found
