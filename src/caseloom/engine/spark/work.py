"""The work folder: each stage's output, with what it was made from, so that none is made twice.

Any place that Spark can write: a local folder, hdfs://, s3a://. A stage counts as done when its
manifest is there, which is written last, and names the same inputs. It holds case data: made for
its owner alone, and removed at the end unless it shall be kept.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseloom.engine.spark import package
from caseloom.kernel.errors import Conflict, Invalid

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FORM = 1
MARK = "caseloom-spark.json"


class Work:
    """The stages of one group of one run, below `uri`."""

    def __init__(self, spark: "SparkSession", uri: str, group: str) -> None:
        self.spark, self.uri = spark, uri.rstrip("/")
        self.folder = f"{self.uri}/{group}"
        self.digests: dict[str, str] = {}
        self.reused: list[str] = []
        jvm: Any = spark.sparkContext._jvm
        self._hadoop = jvm.org.apache.hadoop
        settings = spark.sparkContext._jsc.hadoopConfiguration()
        self._files = self._hadoop.fs.Path(self.uri).getFileSystem(settings)
        self._claim(f"{self.uri}/{MARK}")
        self._own(self.folder)

    def frame(
        self, name: str, inputs: Sequence[Any], make: "Callable[[], DataFrame]"
    ) -> "DataFrame":
        """The stage `name` as a table: read where it is done, else made and written.

        inputs: what it follows from, stages by name as `@name`.
        """
        path, digest = f"{self.folder}/{name}", self._digest(name, inputs)
        if self._manifest(name).get("digest") == digest:
            self.reused.append(name)
        else:
            self._remove(f"{path}.json")
            make().write.mode("overwrite").parquet(path)
            self._write(f"{path}.json", {"stage": name, "digest": digest})
        return self.spark.read.parquet(path)

    def value(self, name: str, inputs: Sequence[Any], make: Callable[[], Any]) -> Any:
        """The stage `name` as a small JSON value. Raises Invalid where it was changed."""
        digest = self._digest(name, inputs)
        manifest = self._manifest(name)
        if manifest.get("digest") == digest:
            if _hashed(manifest["value"]) != manifest["hash"]:
                raise Invalid(
                    f"{self.folder}/{name}.json was changed after it was written.",
                    remedy=f"Remove {self.uri}, or name another folder with --work, and run again.",
                )
            self.reused.append(name)
            return manifest["value"]
        made = json.loads(json.dumps(make()))
        body = {"stage": name, "digest": digest, "hash": _hashed(made), "value": made}
        self._write(f"{self.folder}/{name}.json", body)
        return made

    def files(self, name: str) -> "Files":
        """The stage `name` as files that come from here."""
        return Files(self, name)

    def path(self, name: str) -> str:
        """Where the stage `name` lies."""
        return f"{self.folder}/{name}"

    def _digest(self, name: str, inputs: Sequence[Any]) -> str:
        known = [
            self.digests[one[1:]] if isinstance(one, str) and one.startswith("@") else one
            for one in inputs
        ]
        self.digests[name] = _hashed([FORM, name, known])
        return self.digests[name]

    def _manifest(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self._read(f"{self.folder}/{name}.json") or {}
        return found

    def _claim(self, mark: str) -> None:
        """See that the folder is new, or of this very engine."""
        found = self._read(mark)
        mine = {"form": FORM, "caseloom": package.release(), "engine": package.digest()}
        if found == mine:
            return
        if found is not None:
            raise Conflict(
                f"{self.uri} was begun by another version of Caseloom"
                f" ({found.get('caseloom')}, form {found.get('form')}).",
                remedy="Finish it with that version, or remove it, or name another with --work.",
            )
        if self._files.exists(self._path(self.uri)) and self._files.listStatus(
            self._path(self.uri)
        ):
            raise Conflict(
                f"{self.uri} holds other things.",
                remedy="Name a folder with --work that is empty or not there yet.",
            )
        self._own(self.uri)
        self._write(mark, mine)

    def _own(self, uri: str) -> None:
        path = self._path(uri)
        self._files.mkdirs(path)
        self._files.setPermission(path, self._hadoop.fs.permission.FsPermission("700"))

    def _path(self, uri: str) -> Any:
        return self._hadoop.fs.Path(uri)

    def _remove(self, uri: str) -> None:
        self._files.delete(self._path(uri), True)

    def put(self, local: Path, uri: str) -> None:
        """Copy a local file."""
        self._files.copyFromLocalFile(False, True, self._path(str(local)), self._path(uri))

    def _write(self, uri: str, body: Any) -> None:
        with tempfile.TemporaryDirectory(prefix="caseloom-spark-") as folder:
            local = Path(folder) / "body.json"
            local.write_text(json.dumps(body))
            self.put(local, uri)

    def _read(self, uri: str) -> Any:
        if not self._files.exists(self._path(uri)):
            return None
        with tempfile.TemporaryDirectory(prefix="caseloom-spark-") as folder:
            local = Path(folder) / "body.json"
            self._files.copyToLocalFile(False, self._path(uri), self._path(str(local)), True)
            return json.loads(local.read_text())


def remove(spark: "SparkSession", uri: str) -> None:
    """Remove the work folder `uri`, if it is one."""
    jvm: Any = spark.sparkContext._jvm
    path = jvm.org.apache.hadoop.fs.Path(uri.rstrip("/"))
    files = path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())
    if files.exists(jvm.org.apache.hadoop.fs.Path(path, MARK)):
        files.delete(path, True)


class Files:
    """A stage of numbered Parquet files whose content is known when they are written."""

    def __init__(self, work: Work, name: str) -> None:
        self.work, self.name = work, name
        self._before: list[str] = self._known()
        self._now: list[str] = []

    def _known(self) -> list[str]:
        body = self.work._manifest(self.name)
        found: list[str] = body.get("files", [])
        return found

    def add(self, table: Any) -> None:
        """Write the next file, unless the same is there."""
        import pyarrow.parquet as pq

        number = len(self._now)
        with tempfile.TemporaryDirectory(prefix="caseloom-spark-") as folder:
            local = Path(folder) / "part.parquet"
            pq.write_table(table, local)
            digest = hashlib.sha256(local.read_bytes()).hexdigest()
            if self._before[number : number + 1] != [digest]:
                # What is there no longer counts, should this end before its time.
                self.work._remove(f"{self.work.path(self.name)}.json")
                self.work.put(local, self._part(number))
        self._now.append(digest)

    def finish(self) -> None:
        """Say that there are no more."""
        for number in range(len(self._now), len(self._before)):
            self.work._remove(self._part(number))
        if self._now == self._before:
            self.work.reused.append(self.name)
        else:
            body = {"stage": self.name, "files": self._now}
            self.work._write(f"{self.work.path(self.name)}.json", body)
        self.work.digests[self.name] = _hashed([FORM, self.name, self._now])

    def _part(self, number: int) -> str:
        return f"{self.work.path(self.name)}/part-{number:06}.parquet"


def _hashed(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
