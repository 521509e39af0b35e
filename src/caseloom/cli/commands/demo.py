"""`caseloom demo`: the demonstration investigation, built once, then served."""

import argparse
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from caseloom.cli import database
from caseloom.cli.command import Arguments, Command
from caseloom.cli.serving.service import Address, check_port, serve
from caseloom.kernel.errors import Conflict

SIZES = {"25k": 25_000, "100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}
STATE = "demo.json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port", type=int, default=int(os.environ.get("PORT") or 8000), help="(PORT, else 8000)"
    )
    parser.add_argument("--size", choices=SIZES, default="25k", help="records (%(default)s)")
    parser.add_argument("--build-only", action="store_true", help="build it and stop")


def run(arguments: Arguments) -> int:
    """Build the demonstration unless it is there, then serve it until interrupted."""
    if not arguments.installation.own_database:
        raise Conflict(
            "The demonstration brings its own database, and DATABASE_URL names another.",
            remedy="Unset DATABASE_URL for this command.",
        )
    address = Address(arguments.host, arguments.port)
    if not arguments.build_only:
        check_port(address)
    state = _begun(arguments.installation.folder, arguments.size)
    database.ready(arguments.installation)
    if not state.get("built"):
        state = _build(arguments, state)
    if arguments.build_only:
        arguments.output.answer(state, _sign_ins(state))
        return 0
    serve(
        arguments.installation,
        address,
        workers=2,
        say=arguments.output.note,
        ready=lambda: arguments.output.answer(
            {"url": address.url, **state}, [f"Caseloom serves {address.url}", *_sign_ins(state)]
        ),
    )
    arguments.output.note("Stopped.")
    return 0


def _begun(folder: Path, size: str) -> dict[str, Any]:
    """What is known of the demonstration in `folder`. Marks a new folder as one at once.

    Raises Conflict for a folder that holds anything else: nothing demonstration-like may get
    into a real installation. A build that was interrupted is begun again from nothing.
    """
    path = folder / STATE
    if path.exists():
        state: dict[str, Any] = json.loads(path.read_text())
        if state.get("built") and state["size"] != size:
            raise Conflict(
                f"{folder} holds the demonstration of size {state['size']}.",
                remedy=f"Ask for that size, or name another folder for {size} with --data.",
            )
        return state
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(
            f"{folder} holds something that is no demonstration.",
            remedy="Name an empty folder with --data (make demo DATA=…).",
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return _keep(folder, {"size": size, "built": False})


def _build(arguments: Arguments, state: dict[str, Any]) -> dict[str, Any]:
    from caseloom.cli.demo.build import build

    folder = arguments.installation.folder
    if state.get("attempted"):
        arguments.installation.start_over()
        database.ready(arguments.installation)
    _keep(folder, {**state, "attempted": True})
    people = build(folder, size=SIZES[arguments.size], progress=arguments.output.step)
    sign_ins = [asdict(person) for person in people]
    return _keep(folder, {"size": arguments.size, "built": True, "sign_ins": sign_ins})


def _keep(folder: Path, state: dict[str, Any]) -> dict[str, Any]:
    partial = folder / f".{STATE}"
    partial.write_text(json.dumps(state, default=str))
    partial.chmod(0o600)
    partial.replace(folder / STATE)
    return state


def _sign_ins(state: dict[str, Any]) -> list[str]:
    lines = ["", "Sign in as one of these (demonstration only):"]
    for person in state.get("sign_ins", ()):
        role = f"{person['name']}, {person['role']}"
        lines.append(f"  {person['username']:<14} {person['password']:<36} {role}")
    return [*lines, "", "Ctrl-C stops it."]


COMMAND = Command(
    name="demo",
    summary="Serve the demonstration investigation, built at the first start.",
    description="It has a data folder of its own (~/.local/share/caseloom-demo).",
    example="caseloom demo --port 8000",
    folder="~/.local/share/caseloom-demo",
    arguments=arguments,
    run=run,
)
