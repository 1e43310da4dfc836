"""Where tables of many cases lie: files opened in an engine, and what every engine's table must have."""

import re
from collections.abc import Callable, Iterator, Sequence
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
from casekit.stats.columns import as_numbers, as_times, check_names, no_column, no_table
from casekit.stats.options import check_choice, is_one_of, no_choice
from casekit.stats.sheets import looked_at, read_sheet
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


def open_cohort(path: str | PathLike[str], engine: str = "pandas", *, decimal: str | None = None) -> Any:
    """Return a CSV or Parquet file as a table of an engine.

    CSV files are read as spreadsheets write them, also in Indonesia: parted by semicolons, with
    decimal commas and points between thousands, in UTF-8 with or without its mark, or in Windows-1252.

    Take DuckDB for a file larger than the memory of one machine, Spark where one machine is not enough.

    Parameters
    ----------
    path : path
        A file on this computer ending in ``.csv`` or ``.parquet``, never an address in a network.
    engine : {"pandas", "polars", "duckdb", "spark"}
        Polars and DuckDB come lazily; Spark uses the session that runs, or starts a local one.
    decimal : {".", ","}, optional
        What marks fractions in a CSV file, where it does not tell itself: 1.000 can be one or a thousand.

    Returns
    -------
    DataFrame, LazyFrame or relation
        A table of that engine, for the other functions of this module.

    Raises
    ------
    MissingExtraError
        If the engine is not installed, or Spark finds no Java; the message names the extra.
    OutcomeError
        If the engine or the kind of file is not known, the file cannot be read or lies elsewhere, or it
        cannot be told how its numbers are written.

    Examples
    --------
    >>> from casekit.stats import outcome_file
    >>> open_cohort(outcome_file("practice_series"))["case"].nunique()
    40
    """
    check_choice("engine", engine, *_READERS)
    if decimal is not None:
        check_choice("decimal", decimal, ".", ",")
    given, kind = _named(path)
    name = _whole_path(given, kind)
    library, verb = _READERS[engine]
    extra, needed = ("parquet", "pyarrow") if (engine, kind) == ("pandas", "parquet") else (engine, library)
    if find_spec(needed) is None:
        raise MissingExtraError(say("stats.no_extra", library=needed, extra=extra))
    if engine == "spark" and which("java") is None and "JAVA_HOME" not in environ:
        raise MissingExtraError(say("stats.no_java"))
    try:
        sheet = looked_at(name) if kind == "csv" else None
        with _without_downloads(engine):
            if sheet and (engine == "pandas" or decimal or not sheet.plain):
                table = _handed_over(read_sheet(name, sheet, given, decimal), engine)
            else:
                table = _opened(engine, library, f"{verb}{kind}", name, kind)
            nw.from_native(table).collect_schema()  # an engine that waits looks into the file now
    except OutcomeError:
        raise
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


def _handed_over(table: pd.DataFrame, engine: str) -> Any:
    """Return a table of pandas as one of another engine."""
    if engine == "duckdb":
        return import_module("duckdb").from_df(table)
    if engine == "pandas":
        return table
    columns = {name: table[name].astype(object).where(table[name].notna(), None).tolist() for name in table}
    if engine == "polars":
        return import_module("polars").DataFrame(columns).lazy()
    rows = zip(*columns.values(), strict=True)
    return _session().createDataFrame([*rows], [*columns])


@contextmanager
def _without_downloads(engine: str) -> Iterator[None]:
    """Keep DuckDB from fetching an extension that it thinks a file needs."""
    if engine != "duckdb":
        yield
        return
    duckdb = import_module("duckdb")
    [(before,)] = duckdb.execute(f"SELECT current_setting('{_FETCHES}')").fetchall()
    duckdb.execute(f"SET {_FETCHES} = false")
    try:
        yield
    finally:
        duckdb.execute(f"SET {_FETCHES} = {before}")


def _spark(name: str, kind: str) -> Any:
    """Return a file as a table of the Spark session that runs, or of a local one."""
    reader = _session().read
    name = f"file:{name}"  # the session may know another place as its own
    return reader.csv(name, header=True, inferSchema=True) if kind == "csv" else reader.parquet(name)


def _session() -> Any:
    """Return the Spark session that runs, or a local one."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    running = SparkSession.getActiveSession()
    return running or SparkSession.builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()


def as_table(data: Any) -> tuple[Any, Callable[[Any], Any]]:
    """Return a table in which cases can be ranked, and how a result gets back to the kind that was given."""
    library = type(data).__module__.partition(".")[0]
    if library != "pyarrow":
        return data, lambda result: result
    arrow = import_module("pyarrow").Table
    if not isinstance(data, arrow):
        raise no_table(data)
    return data.to_pandas(), lambda result: arrow.from_pandas(result, preserve_index=False)


def columns_of(data: Any) -> list[object]:
    """Return the names of the columns of a table."""
    _check_unlike(data)
    try:
        return [*nw.from_native(data).collect_schema()]
    except TypeError:
        raise no_table(data) from None


def _check_unlike(data: Any) -> None:
    """Refuse a table of pandas of whose columns two have one name."""
    if isinstance(data, pd.DataFrame):
        names = pd.Series([str(name) for name in data.columns], dtype=object)
        if (twice := names[names.duplicated()]).size:
            raise OutcomeError(say("stats.same_column", name=twice.iloc[0]))


def as_frame(
    data: Any,
    columns: Sequence[str],
    numbers: Sequence[str],
    times: Sequence[str] = (),
    *,
    usual: bool = False,
) -> Any:
    """Return a table in Narwhals' words, after a look whether it has the columns and numbers are numbers."""
    _check_unlike(data)
    if isinstance(data, pd.DataFrame):
        data = _plain(data.reset_index(drop=True), columns, numbers, times)  # whose names may be of columns
    try:
        frame: Any = nw.from_native(data)
    except TypeError:
        raise no_table(data) from None
    schema = frame.collect_schema()
    for name in columns:
        if not is_one_of(name, schema):
            raise no_column(name, schema, usual=usual)
    if isinstance(frame, nw.DataFrame) and frame.is_empty():
        raise OutcomeError(say("stats.no_rows"))
    for name in (*numbers, *times):
        kind = schema[name]
        fit = kind.is_numeric() or kind == nw.Boolean or (name in times and kind.is_temporal())
        if not fit:
            raise OutcomeError(say("stats.no_numbers", column=name, kind=str(kind)))
    return frame


def check_kinds(frame: Any, keys: Sequence[str], phase: str, phases: Sequence[object]) -> None:
    """Refuse columns that cannot name a case, and phases of another kind than their column holds."""
    schema = frame.collect_schema()
    for name in (*keys, phase):
        if schema[name].is_nested():
            raise OutcomeError(say("stats.no_key", column=name, kind=str(schema[name])))
    kind = schema[phase]
    texts = kind in {nw.String, nw.Categorical, nw.Enum, nw.Unknown}
    fits = {str: texts or kind == nw.Object, bool: kind in {nw.Boolean, nw.Object}}
    for each in phases:
        if not fits.get(type(each), kind.is_numeric() or kind == nw.Object):
            said = ", ".join(map(str, phases))
            raise OutcomeError(say("stats.phase_kind", column=phase, kind=str(kind), phases=said))


def _plain(data: pd.DataFrame, columns: Sequence[str], numbers: Sequence[str], times: Sequence[str]) -> Any:
    """Return a table of pandas in which numbers and dates that it holds as objects are what they are."""
    check_names(data, *(name for name in columns if is_one_of(name, data.columns)))
    loose = [
        name for name in (*numbers, *times) if is_one_of(name, data.columns) and data[name].dtype == object
    ]
    own = {name: as_numbers(as_times(data[name])) for name in loose}
    return data.assign(**own)
