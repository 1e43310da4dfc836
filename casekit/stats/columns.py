"""What a table of outcomes must have: its columns, names of cases, numbers and directions, checked."""

import re
from collections.abc import Hashable, Iterable, Sequence
from contextlib import suppress
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.errors import OutcomeError
from casekit.stats.options import is_one_of, key_columns, listed, no_choice, one_word
from casekit.vocab import codes, nearest, say, shortened

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

Estimate = tuple[Array, Array]  # of each case, with its standard error

_DAY = 86_400  # seconds
_NUMBER = (Real, Decimal, np.bool_)
_HALF_LETTER = re.compile("[\ud800-\udfff]")  # which no file can hold
SCALES = ("other", "count", "percentage", "proportion", "rate")
ROUNDING = 1e-12  # so small a part of the largest value is nothing but rounding
LARGEST = 1e100  # its square is still a number; no outcome is larger


def as_pandas(data: Any) -> pd.DataFrame:
    """Return a table as one of pandas: those of Arrow, Polars, DuckDB and PySpark are taken in."""
    if isinstance(data, pd.DataFrame):
        return data if data.flags.allows_duplicate_labels else data.set_flags(allows_duplicate_labels=True)
    import narwhals as nw  # noqa: PLC0415 - only for tables of others

    try:
        frame = nw.from_native(data)
    except TypeError:
        raise no_table(data) from None
    try:
        if isinstance(frame, nw.LazyFrame):
            engine = frame.implementation
            frame = frame.collect(
                "pyarrow" if engine.is_pyspark() else "pandas" if engine.is_duckdb() else None
            )
        own = frame.to_native()
        # Others come by way of lists, which takes no pyarrow.
        return own if isinstance(own, pd.DataFrame) else pd.DataFrame(frame.to_dict(as_series=False))
    except Exception as error:  # noqa: BLE001 - each engine has errors of its own
        reason = str(error).strip().partition("\n")[0][:200]
        raise OutcomeError(say("stats.unread_table", reason=reason)) from None


def check_table(data: pd.DataFrame, *columns: str) -> None:
    """Refuse what is no table, has no rows, or lacks a column."""
    if not isinstance(data, pd.DataFrame):
        raise no_table(data)
    _has(data, *columns)
    if (twice := data.columns[data.columns.duplicated()]).size:
        raise OutcomeError(say("stats.same_column", name=twice[0]))
    if data.empty:
        raise OutcomeError(say("stats.no_rows"))


def case_keys(data: pd.DataFrame, by: str | Sequence[str], *columns: str) -> list[str]:
    """Return the columns that name a case, after a look whether the table has all that is needed."""
    keys = key_columns(by)
    check_table(data, *keys, *columns)
    if (row := first_row(data[keys].isna().any(axis=1).to_numpy())) is not None:
        raise OutcomeError(say("stats.no_case", row=row + 1, column=", ".join(keys)))
    check_names(data, *keys)
    return keys


def numbered(names: pd.DataFrame) -> NDArray[np.int64]:
    """Return the number of the case of each row, in the order in which cases appear."""
    other = (names != names.shift()).any(axis=1).to_numpy(bool)  # rows of a case mostly stand together
    starts = np.union1d([0], np.flatnonzero(other))  # the first row always begins one, also beside pd.NA
    few = names.iloc[starts].groupby([*names.columns], sort=False, observed=True)
    return np.repeat(few.ngroup().to_numpy(np.int64), np.diff(starts, append=len(names)))


def beside(names: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    """Return columns of the user with those of a result beside them; none takes the place of another."""
    check_apart(names.columns, columns)
    return names.assign(**columns)


def check_apart(names: Iterable[object], own: Iterable[str]) -> None:
    """Refuse a column of the user that is called like one of the result, and would be lost."""
    known = {*own}
    for name in names:
        if is_one_of(name, known):
            raise OutcomeError(say("stats.taken", name=name, other=f"{name}_2"))


def check_names(data: pd.DataFrame, *columns: str) -> None:
    """Refuse lists and the like as names of cases and phases."""
    for column in columns:
        if data[column].dtype == object:
            fit = data[column].map(_is_name).to_numpy(bool)
            if (row := first_row(~fit)) is not None:
                value = str(data[column].iloc[row])[:40]
                raise OutcomeError(say("stats.no_name", row=row + 1, column=column, value=value))


def _is_name(value: object) -> bool:
    """Return whether a value can name something: no list, and no text with half a letter."""
    return isinstance(value, Hashable) and not (isinstance(value, str) and _HALF_LETTER.search(value))


def ordered(table: pd.DataFrame, keys: Iterable[Any], otherwise: Sequence[int]) -> pd.DataFrame:
    """Return a table sorted by its names, or by `otherwise` where they are of kinds that have no order."""
    try:
        return table.sort_values([*keys], kind="stable", ignore_index=True)
    except (TypeError, NotImplementedError):
        return table.take(np.argsort(otherwise, kind="stable")).reset_index(drop=True)


def numbers(data: pd.DataFrame, column: str, refusal: str = "stats.no_number") -> Array:
    """Return a column as numbers, missing ones as NaN; text is refused, because `1.000` may be thousands."""
    values = data[column]
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_complex_dtype(values):
        found = values.to_numpy(dtype=np.float64, na_value=np.nan)
        wild = (found > LARGEST) | (found < -LARGEST)
        return np.where(wild, np.inf, found) if wild.any() else found
    if (row := first_row(~_are_numbers(values))) is not None:
        value = str(values.iloc[row])[:40]
        raise OutcomeError(say(refusal, row=row + 1, column=column, value=value))
    return np.array([_number(value) for value in values], dtype=np.float64)


def as_numbers(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return numbers that a table holds as objects as numbers; all else as it is."""
    if values.dtype != object or not _are_numbers(values).all():
        return values
    return pd.Series([_number(value) for value in values], index=values.index, dtype=float)


def _are_numbers(values: "pd.Series[Any]") -> Mask:
    """Return which values are numbers, or nothing."""
    return np.array([isinstance(value, _NUMBER) or _missing(value) for value in values], dtype=bool)


def _number(value: Any) -> float:
    """Return a value as a number, infinite if it is too large."""
    try:
        number = np.nan if _missing(value) else float(value)
    except OverflowError:
        return np.inf
    return np.inf if abs(number) > LARGEST else number


def times(data: pd.DataFrame, column: str) -> Array:
    """Return when points were measured: a number, or the days since the first date."""
    values = as_times(data[column])
    if pd.api.types.is_datetime64_any_dtype(values):
        values = values - values.min()
    if pd.api.types.is_timedelta64_dtype(values):
        return np.asarray(values.dt.total_seconds() / _DAY, dtype=np.float64)
    return numbers(data, column, "stats.no_time")


def as_times(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return dates and spans of time, as Python and Arrow hold them, as pandas does; all else as it is."""
    kind = pd.api.types.infer_dtype(values, skipna=True)
    with suppress(ValueError, TypeError):  # some with a time zone and some without
        if kind in {"date", "datetime", "datetime64"}:
            return pd.to_datetime(values)
        if kind in {"timedelta", "timedelta64"}:
            return pd.to_timedelta(values)
    return values


def column_or_value(data: pd.DataFrame, given: str | float) -> Array:
    """Return the numbers of a column, or one number for every row."""
    if isinstance(given, Real):
        return np.full(len(data), _number(given))
    name: Any = given
    _has(data, name)
    return numbers(data, name)


def directions(data: pd.DataFrame, improvement: str) -> Mask:
    """Return for each row whether a rise is an improvement."""
    allowed = codes("improvement")
    if fixed := one_word(improvement, allowed, data.columns):
        return np.full(len(data), fixed == "increase")
    if not is_one_of(improvement, data.columns):
        near = nearest(str(improvement), [*allowed, *map(str, data.columns)]) or allowed
        raise OutcomeError(say("stats.no_direction", value=improvement, allowed=", ".join(near)))
    known = _places(data, improvement, allowed, "stats.direction_row")
    return np.asarray(known == allowed.index("increase"))


def scale_of(data: pd.DataFrame, scale: str) -> NDArray[np.int64]:
    """Return for each row the place in `SCALES` of what was measured."""
    if (fixed := one_word(scale, SCALES, data.columns)) is not None:
        return np.full(len(data), SCALES.index(fixed))
    if not is_one_of(scale, data.columns):
        raise no_choice("scale", scale, SCALES)
    return _places(data, scale, SCALES, "stats.scale_row")


def _places(data: pd.DataFrame, column: str, allowed: Sequence[str], refusal: str) -> NDArray[np.int64]:
    """Return for each row the place of its word among those allowed, in whatever capitals."""
    check_names(data, column)
    which, kinds = pd.factorize(data[column], use_na_sentinel=False)
    words = [one_word(kind, allowed) for kind in kinds]
    known = np.array([-1 if word is None else allowed.index(word) for word in words], dtype=np.int64)[which]
    if (row := first_row(known < 0)) is not None:
        value = str(data[column].iloc[row])[:40]
        raise OutcomeError(say(refusal, row=row + 1, column=column, value=value, allowed=", ".join(allowed)))
    return known


def no_table(data: object) -> OutcomeError:
    """Return the error of data that are no table."""
    kind = f"{type(data).__module__.partition('.')[0]}.{type(data).__name__}".removeprefix("builtins.")
    return OutcomeError(say("stats.no_table", kind=kind))


def _has(data: pd.DataFrame, *columns: str) -> None:
    """Refuse a table that lacks a column."""
    for name in columns:
        if not is_one_of(name, data.columns):
            raise no_column(name, data.columns, usual=True)


_USUAL = {"case": "by", "session": "session", "phase": "phase", "outcome": "outcome"}
"""Columns that every series has, by the option that says what they are called in a table."""


def no_column(name: object, columns: Iterable[object], *, usual: bool = False) -> OutcomeError:
    """Return the error of a column that a table lacks; a usual one may be called otherwise by an option."""
    found = [str(column) for column in columns]
    known = listed(found)
    if len(found) == 1 and (sep := next((sep for sep in ";\t" if sep in found[0]), "")):
        return OutcomeError(say("stats.one_column", name=found[0][:60], sep=sep.replace("\t", "\\t")))
    if usual and (option := _USUAL.get(str(name))):
        return OutcomeError(say("stats.no_usual_column", name=name, found=known or "–", option=option))
    return OutcomeError(say("stats.no_column", name=shortened(name), found=known or "–"))


def repeated(words: Sequence[str], which: Any) -> Any:
    """Return a column of words, each as often as its place is named: far faster than from so many texts."""
    return pd.Series([*words], dtype=str).array.take(which)


def blank(*shape: int) -> Array:
    """Return empty values."""
    return np.full(shape, np.nan)


def first_row(mask: Mask) -> int | None:
    """Return the first place where a mask is true."""
    return int(np.argmax(mask)) if mask.any() else None


def _missing(value: object) -> bool:
    """Return whether a cell holds nothing."""
    if isinstance(value, _NUMBER):
        return value != value  # noqa: PLR0124 - NaN
    return value is None or value is pd.NA or value is pd.NaT
