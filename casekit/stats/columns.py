"""What a table of outcomes must have: its columns, names of cases, numbers and directions, checked."""

from collections.abc import Hashable, Sequence
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.errors import OutcomeError
from casekit.stats.options import is_one_of, key_columns
from casekit.vocab import codes, nearest, say

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

Estimate = tuple[Array, Array]  # of each case, with its standard error

LARGEST = 1e100  # its square is still a number; no outcome is larger


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


def check_names(data: pd.DataFrame, *columns: str) -> None:
    """Refuse lists and the like as names of cases and phases."""
    for column in columns:
        if data[column].dtype == object:
            fit = data[column].map(lambda name: isinstance(name, Hashable)).to_numpy(bool)
            if (row := first_row(~fit)) is not None:
                value = str(data[column].iloc[row])[:40]
                raise OutcomeError(say("stats.no_name", row=row + 1, column=column, value=value))


def numbers(data: pd.DataFrame, column: str, refusal: str = "stats.no_number") -> Array:
    """Return a column as numbers, missing ones as NaN; text is refused, because `1.000` may be thousands."""
    values = data[column]
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_complex_dtype(values):
        found = values.to_numpy(dtype=np.float64, na_value=np.nan)
        wild = (found > LARGEST) | (found < -LARGEST)
        return np.where(wild, np.inf, found) if wild.any() else found
    number = values.map(lambda value: isinstance(value, (Real, Decimal)) or _missing(value)).to_numpy(bool)
    if (row := first_row(~number)) is not None:
        value = str(values.iloc[row])[:40]
        raise OutcomeError(say(refusal, row=row + 1, column=column, value=value))
    return numbers(pd.DataFrame({column: pd.to_numeric(values)}), column)


def column_or_value(data: pd.DataFrame, given: str | float) -> Array:
    """Return the numbers of a column, or one number for every row."""
    if isinstance(given, Real):
        return np.full(len(data), float(given))
    name: Any = given
    _has(data, name)
    return numbers(data, name)


def directions(data: pd.DataFrame, improvement: str) -> Mask:
    """Return for each row whether a rise is an improvement."""
    allowed = codes("improvement")
    if is_one_of(improvement, allowed):
        return np.full(len(data), improvement == "increase")
    if not is_one_of(improvement, data.columns):
        near = nearest(str(improvement), [*allowed, *map(str, data.columns)]) or allowed
        raise OutcomeError(say("stats.no_direction", value=improvement, allowed=", ".join(near)))
    if (row := first_row(~data[improvement].isin(allowed).to_numpy())) is not None:
        place = {"row": row + 1, "column": improvement, "value": data[improvement].iloc[row]}
        raise OutcomeError(say("stats.direction_row", **place, allowed=", ".join(allowed)))
    return data[improvement].eq("increase").to_numpy(bool)


def no_table(data: object) -> OutcomeError:
    """Return the error of data that are no table."""
    kind = f"{type(data).__module__.partition('.')[0]}.{type(data).__name__}".removeprefix("builtins.")
    return OutcomeError(say("stats.no_table", kind=kind))


def _has(data: pd.DataFrame, *columns: str) -> None:
    """Refuse a table that lacks a column."""
    for name in columns:
        if not is_one_of(name, data.columns):
            found = ", ".join(map(str, data.columns))
            raise OutcomeError(say("stats.no_column", name=name, found=found or "–"))


def blank(*shape: int) -> Array:
    """Return empty values."""
    return np.full(shape, np.nan)


def first_row(mask: Mask) -> int | None:
    """Return the first place where a mask is true."""
    return int(np.argmax(mask)) if mask.any() else None


def _missing(value: object) -> bool:
    """Return whether a cell holds nothing."""
    return value is None or value is pd.NA or value is pd.NaT or value != value  # noqa: PLR0124 - NaN
