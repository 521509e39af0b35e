"""Folders that a room writes, as one ZIP file over HTTP."""

import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from django.http import FileResponse

from caseloom.kernel import clock
from caseloom.kernel.errors import Unavailable


def archive(name: str, write: Callable[[Path], object]) -> FileResponse:
    """The ZIP of what `write` puts into a new folder. Raises Unavailable when the disk is full."""
    packed = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
    try:
        with tempfile.TemporaryDirectory() as folder:
            inner = Path(folder) / name
            write(inner)
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
                for path in sorted(one for one in inner.rglob("*") if one.is_file()):
                    file.write(path, path.relative_to(folder))
    except OSError as error:
        packed.close()
        raise Unavailable(
            f"The file could not be made: {error.strerror or error}.",
            remedy="Ask an administrator to make room, then try again.",
        ) from error
    except BaseException:
        packed.close()
        raise
    packed.seek(0)
    named = f"caseloom-{name}-{clock.now():%Y-%m-%d-%H%M}.zip"
    return FileResponse(packed, as_attachment=True, filename=named, content_type="application/zip")
