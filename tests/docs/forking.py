"""Runs `caseloom` quickly: a process that has loaded the libraries forks one for each command.

Loading the libraries costs seconds, and the documentation has a hundred commands. Here they are
loaded once. What a command then does is the program's own entry point in a process of its own,
with the environment, folder and streams of the shell that called it.

    python forking.py SOCKET            the server: forks until it is killed
    caseloom …  (a shim in PATH)        the client: hands its words and streams over
"""

import json
import os
import socket
import struct
import sys
import traceback
from importlib import import_module
from pathlib import Path

LIBRARIES = (
    "argon2",
    "cryptography.hazmat.primitives.serialization",
    "django.contrib.admin.options",
    "django.contrib.postgres.fields",
    "django.core.handlers.base",
    "django.db.backends.postgresql.base",
    "django.db.migrations.executor",
    "django.db.models",
    "django.forms",
    "django.views.generic",
    "openpyxl",
    "procrastinate",
    "psycopg_pool",
    "rich.progress",
    "caseloom.access.types",
    "caseloom.audit.types",
    "caseloom.audit.verifier",
    "caseloom.cli.main",
    "caseloom.config.installation",
    "caseloom.engine.draft",
    "caseloom.engine.job",
    "caseloom.engine.linkage.batch",
    "caseloom.explore.types",
    "caseloom.ingest.types",
    "caseloom.resolve.types",
    "caseloom.store.types",
)
CLIENT = """\
#!{python} -SEs
import json, os, socket, struct, sys
line = socket.socket(socket.AF_UNIX)
line.connect({address!r})
words = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(line, [struct.pack("!I", len(words))], [0, 1, 2])
line.sendall(words)
told = line.recv(4)
sys.exit(struct.unpack("!i", told)[0] if told else 70)
"""


def write_client(folder: Path, address: Path) -> None:
    """Write the shim `caseloom` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    shim = folder / "caseloom"
    shim.write_text(CLIENT.format(python=sys.executable, address=str(address)))
    shim.chmod(0o755)


def load() -> None:
    """Load what is slow to load and knows nothing of settings."""
    for name in LIBRARIES:
        import_module(name)


def serve(address: Path) -> None:
    """Fork a process for each command until killed."""
    load()
    door = socket.socket(socket.AF_UNIX)
    door.bind(str(address))
    door.listen()
    print("ready", flush=True)
    while True:
        line, _ = door.accept()
        if os.fork() == 0:
            if os.fork() == 0:
                door.close()
                _answer(line)
            os._exit(0)
        line.close()
        os.wait()


def _answer(line: socket.socket) -> None:
    head, streams, *_ = socket.recv_fds(line, 4, 3)
    size = struct.unpack("!I", head)[0]
    told = b""
    while len(told) < size:
        told += line.recv(size - len(told))
    words, folder, environment = json.loads(told)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["caseloom", *words]
    status = 70
    try:
        from caseloom.config.command import main

        status = main()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        line.sendall(struct.pack("!i", status))
        os._exit(status)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
