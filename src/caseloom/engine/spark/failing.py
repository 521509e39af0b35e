"""What goes wrong in Spark, told as what happened and what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from caseloom.kernel.errors import CaseloomError, Conflict, Unavailable

# The first fits. What Spark says, what that means, and what to do.
_KNOWN = (
    (r"No module named '(?:caseloom|duckdb|pyarrow|pandas)",
     "An executor's Python has no Caseloom: {line}",
     "Install it there, and name that Python with --conf spark.pyspark.python=…"),
    (r"PYTHON_VERSION_MISMATCH|different (?:minor )?version",
     "Executors run another Python: {line}",
     "Name the same version with --conf spark.pyspark.python=…"),
    (r"OutOfMemory|Out of Memory|out of memory|exit code:? ?137|Killed",
     "An executor ran out of memory.",
     "Give executors more (spark.executor.memory, spark.executor.memoryOverhead), or DuckDB in them"
     " less (--memory)."),
    (r"ExecutorLost|Lost executor|executor .*(?:exited|lost)|Python worker exited|worker was lost"
     r"|Master removed our application|All masters are unresponsive|SparkContext was shut down"
     r"|stopped SparkContext|Connection refused|FetchFailed",
     "Executors were lost, or the cluster went away.",
     "See that the cluster is up."),
    (r"No space left on device", "A disk is full.", "Make room where Spark and DuckDB spill."),
    (r"AccessDenied|Permission denied|AccessControlException|403 Forbidden",
     "The work folder is not for Spark to write: {line}",
     "Name another with --work, or see to its permissions."),
    (r"No FileSystem for scheme|ClassNotFoundException: .*fs\.",
     "Spark cannot reach the work folder: {line}",
     "Name the library of that storage with --conf spark.jars.packages=…"),
)  # fmt: skip


@contextmanager
def failing(step: str, *, kept: str = "", quiet: bool = False) -> Iterator[None]:
    """Raise Unavailable, in plain words, for whatever Spark or its connection raises in the block.

    kept: the work folder, in which finished stages stay. quiet: pass it over.
    """
    try:
        yield
    except CaseloomError:
        raise
    except Exception as error:
        if not _is_sparks(error):
            raise
        if quiet:
            return
        raise _told(step, kept, error) from error


def _is_sparks(error: BaseException) -> bool:
    room = type(error).__module__.partition(".")[0]
    # What starts the JVM raises bare RuntimeErrors, and a JVM that died breaks the connection.
    return room in ("pyspark", "py4j") or isinstance(error, (ConnectionError, RuntimeError))


def _told(step: str, kept: str, error: BaseException) -> CaseloomError:
    said = str(error)
    line = _line(said)
    message, remedy = next(
        ((m, r) for pattern, m, r in _KNOWN if re.search(pattern, said)),
        ("{line}", "The full text is in Spark's own log."),
    )
    again = (
        f" Then run again: what was finished is kept in {kept}, and nothing was queued."
        if kept
        else ""
    )
    kind = Conflict if "CaseloomError" in said else Unavailable
    return kind(
        f"Spark failed while {step}. {message.format(line=line)}", remedy=f"{remedy}{again}"
    )


def _line(said: str) -> str:
    """The one line that says most: the exception's own, where a Python traceback is in it."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    raised = [one for one in lines if re.match(r"[\w.]*(Error|Exception|Invalid)\b: ", one)]
    return (raised or lines or ["no reason given"])[-1 if raised else 0][:300]
