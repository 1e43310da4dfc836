"""Where tables of many cases lie: files opened in an engine, and what every engine's table must have."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from glob import escape
from importlib import import_module
from importlib.util import find_spec
from os import PathLike, environ, fsdecode, sep
from pathlib import Path
from shutil import which
from typing import Any

import narwhals as nw
import pandas as pd

from casekit.errors import MissingExtraError, OutcomeError
from casekit.stats.columns import check_names, no_table
from casekit.stats.options import check_choice, is_one_of, no_choice
from casekit.vocab import say

_READERS = {
    "pandas": ("pandas", "read_"),
    "polars": ("polars", "scan_"),
    "duckdb": ("duckdb", "read_"),
    "spark": ("pyspark", ""),
}

# Addresses with a scheme (http://, s3:/, file:) and shares of a network, as \\server\share.
_ELSEWHERE = re.compile(r"://|^\s*[a-z][a-z0-9+.-]+:|^\s*[\\/]{2}", re.IGNORECASE)
_FETCHES = "autoinstall_known_extensions"


def open_cohort(path: str | PathLike[str], engine: str = "pandas") -> Any:
    """Return a CSV or Parquet file as a table of an engine.

    Take DuckDB for a file larger than the memory of one machine, Spark where one machine is not enough.

    Parameters
    ----------
    path : path
        A file on this computer ending in ``.csv`` or ``.parquet``, never an address in a network.
    engine : {"pandas", "polars", "duckdb", "spark"}
        Polars and DuckDB come lazily; Spark uses the session that runs, or starts a local one.

    Returns
    -------
    DataFrame, LazyFrame or relation
        A table of that engine, for the other functions of this module.

    Raises
    ------
    MissingExtraError
        If the engine is not installed, or Spark finds no Java; the message names the extra.
    OutcomeError
        If the engine or the kind of file is not known, the file cannot be read, or it lies elsewhere.

    Examples
    --------
    >>> from casekit.stats import outcome_file
    >>> open_cohort(outcome_file("practice_series"))["case"].nunique()
    40
    """
    check_choice("engine", engine, *_READERS)
    given, kind = _named(path)
    library, verb = _READERS[engine]
    extra, needed = ("parquet", "pyarrow") if (engine, kind) == ("pandas", "parquet") else (engine, library)
    if find_spec(needed) is None:
        raise MissingExtraError(say("stats.no_extra", library=needed, extra=extra))
    if engine == "spark" and which("java") is None and "JAVA_HOME" not in environ:
        raise MissingExtraError(say("stats.no_java"))
    name = _whole_path(given, kind)
    try:
        with _without_downloads(engine):
            table = _opened(engine, library, f"{verb}{kind}", name, kind)
            nw.from_native(table).collect_schema()  # an engine that waits looks into the file now
    except Exception as error:  # noqa: BLE001 - each engine has errors of its own
        reason = str(error).strip().partition("\n")[0]
        raise OutcomeError(say("stats.unread", file=given, reason=reason)) from None
    return table


def _named(path: object) -> tuple[str, str]:
    """Return the name of a file and its kind; refuse what leads into a network."""
    try:
        name = fsdecode(path)  # type: ignore[arg-type]
    except TypeError:
        raise no_choice("path", path, [".csv", ".parquet"]) from None
    if _ELSEWHERE.search(name):
        raise OutcomeError(say("stats.elsewhere", file=name))
    kind = name.rpartition(".")[2].lower()
    if kind not in {"csv", "parquet"}:
        raise no_choice("path", name, [".csv", ".parquet"])
    return name, kind


def _whole_path(name: str, kind: str) -> str:
    """Return the whole path of a file, or of a folder of parts as Spark writes: nobody's address."""
    try:
        file = Path(name).expanduser().resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutcomeError(say("stats.unread", file=name, reason=reason)) from None
    if not (file.is_file() or (file.is_dir() and kind == "parquet")):
        raise OutcomeError(say("stats.no_file", file=name))
    return str(file)


def _opened(engine: str, library: str, reader: str, name: str, kind: str) -> Any:
    """Return a file as a table of an engine, which takes no sign of its name for a pattern of names."""
    if engine == "spark":
        return _spark(re.sub(r"[\\{}\[\]*?^,]", r"\\\g<0>", name) if sep == "/" else name, kind)
    options = {"glob": False} if engine == "polars" else {}
    return getattr(import_module(library), reader)(escape(name) if engine == "duckdb" else name, **options)


@contextmanager
def _without_downloads(engine: str) -> Iterator[None]:
    """Keep DuckDB from fetching an extension that it thinks a file needs."""
    if engine != "duckdb":
        yield
        return
    duckdb = import_module("duckdb")
    [before] = duckdb.execute(f"SELECT current_setting('{_FETCHES}')").fetchone()
    duckdb.execute(f"SET {_FETCHES} = false")
    try:
        yield
    finally:
        duckdb.execute(f"SET {_FETCHES} = {before}")


def _spark(name: str, kind: str) -> Any:
    """Return a file as a table of the Spark session that runs, or of a local one."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    reader = SparkSession.builder.getOrCreate().read
    name = f"file:{name}"  # the session may know another place as its own
    return reader.csv(name, header=True, inferSchema=True) if kind == "csv" else reader.parquet(name)


def as_frame(data: Any, columns: Sequence[str], numbers: Sequence[str], times: Sequence[str] = ()) -> Any:
    """Return a table in Narwhals' words, after a look whether it has the columns and numbers are numbers."""
    if isinstance(data, pd.DataFrame):
        data = data.reset_index(drop=True)  # whose names may be those of columns
        check_names(data, *(name for name in columns if is_one_of(name, data.columns)))
    try:
        frame: Any = nw.from_native(data)
    except TypeError:
        raise no_table(data) from None
    schema = frame.collect_schema()
    for name in columns:
        if not is_one_of(name, schema):
            raise OutcomeError(say("stats.no_column", name=name, found=", ".join(map(str, schema)) or "–"))
    if isinstance(frame, nw.DataFrame) and frame.is_empty():
        raise OutcomeError(say("stats.no_rows"))
    for name in (*numbers, *times):
        if not (schema[name].is_numeric() or (name in times and schema[name].is_temporal())):
            raise OutcomeError(say("stats.no_numbers", column=name, kind=str(schema[name])))
    return frame
