"""Where tables of many cases lie: files opened in an engine, and what every engine's table must have."""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from os import PathLike, environ, fspath
from shutil import which
from typing import Any

import narwhals as nw
import pandas as pd

from casekit.errors import MissingExtraError, OutcomeError
from casekit.stats.columns import check_names, no_table
from casekit.stats.options import check_choice, is_one_of, no_choice
from casekit.vocab import say

__all__ = ["as_frame", "open_cohort"]

_READERS = {
    "pandas": ("pandas", "read_"),
    "polars": ("polars", "scan_"),
    "duckdb": ("duckdb", "read_"),
    "spark": ("pyspark", ""),
}


def open_cohort(path: str | PathLike[str], engine: str = "pandas") -> Any:
    """Return a CSV or Parquet file as a table of an engine.

    Take DuckDB for a file larger than the memory of one machine, Spark where one machine is not enough.

    Parameters
    ----------
    path : path
        A file ending in ``.csv`` or ``.parquet``.
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
        If the engine or the kind of file is not known, or the file cannot be read.
    """
    check_choice("engine", engine, *_READERS)
    name = fspath(path)
    kind = name.rpartition(".")[2].lower()
    if kind not in {"csv", "parquet"}:
        raise no_choice("path", name, [".csv", ".parquet"])
    library, verb = _READERS[engine]
    extra, needed = ("parquet", "pyarrow") if (engine, kind) == ("pandas", "parquet") else (engine, library)
    if find_spec(needed) is None:
        raise MissingExtraError(say("stats.no_extra", library=needed, extra=extra))
    if engine == "spark" and which("java") is None and "JAVA_HOME" not in environ:
        raise MissingExtraError(say("stats.no_java"))
    try:
        table = (
            _spark(name, kind) if engine == "spark" else getattr(import_module(library), verb + kind)(name)
        )
        nw.from_native(table).collect_schema()  # an engine that waits looks into the file now
    except Exception as error:  # noqa: BLE001 - each engine has errors of its own
        reason = str(error).strip().partition("\n")[0]
        raise OutcomeError(say("stats.unread", file=name, reason=reason)) from None
    return table


def _spark(name: str, kind: str) -> Any:
    """Return a file as a table of the Spark session that runs, or of a local one."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    reader = SparkSession.builder.getOrCreate().read
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
