"""Files that a command is given, and files that it makes."""

import os
from pathlib import Path

from caseloom.bundle.types import MOST_BYTES
from caseloom.kernel.errors import Conflict, Invalid, Unavailable


def read_file(path: Path) -> bytes:
    """A file's bytes, no more than a bundle can have and one. Raises Invalid."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Invalid(
            f"{path} cannot be read: {error.strerror}.", remedy="Check the path."
        ) from error


def write_new(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads. Raises Conflict if it is there, Unavailable."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Conflict(f"{path} is there already.", remedy="Choose another name.") from error
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be written: {error.strerror}.", remedy="Choose another folder."
        ) from error
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
