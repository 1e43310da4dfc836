"""Thirty and more tables of kinds that libraries and spreadsheets make, some good, most of them wrong."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from importlib.util import find_spec

import numpy as np
import pandas as pd

GOOD = pd.DataFrame(
    {
        "case": ["D"] * 8 + ["E"] * 8,
        "session": [*range(1, 9)] * 2,
        "phase": [*"AAABBBBB"] * 2,
        "outcome": [2.0, 3, 2, 5, 6, 5, 7, 6, 4, 4, 5, 6, 6, 7, 8, 9],
        "method": ["casework", "group work"] * 8,
    }
)
ZONE = dt.timezone(dt.timedelta(hours=7))


def w(**columns):
    """Return the good table with other columns."""
    own = {
        name: pd.Series(each, dtype=object) if isinstance(each, list) else each
        for name, each in columns.items()
    }
    return GOOD.assign(**own)


def named(*names):
    """Return the good table with other names of columns."""
    return GOOD.set_axis([*names], axis=1)


def fixed(frame):
    """Return a table that allows no label twice, and whose numbers cannot be written to."""
    values = frame.outcome.to_numpy(copy=True)
    values.flags.writeable = False
    return frame.assign(outcome=values).set_flags(allows_duplicate_labels=False)


class Sheet(pd.DataFrame):
    """A table of a library that builds on pandas."""

    @property
    def _constructor(self):
        return Sheet


days = pd.date_range("2026-01-01", periods=16, freq="D")
ODD = {
    # what libraries hold
    "nullable": GOOD.convert_dtypes(),
    "nullable with gaps": w(outcome=pd.array([1, None] * 8, dtype="Int64")),
    "nullable truth": w(outcome=pd.array([True, None] * 8, dtype="boolean")),
    "sparse": w(outcome=pd.arrays.SparseArray(GOOD.outcome)),
    "half precision": w(outcome=GOOD.outcome.astype("float16")),
    "long doubles": w(outcome=GOOD.outcome.astype(np.longdouble) * 1e200),
    "unsigned": w(outcome=GOOD.outcome.astype("uint64") + np.uint64(2**63)),
    "decimals": w(outcome=[Decimal(f"{each}") for each in GOOD.outcome]),
    "decimals that are none": w(outcome=[Decimal("NaN"), Decimal("Infinity")] * 8),
    "fractions": w(outcome=[Fraction(each) / 3 for each in GOOD.outcome]),
    "whole numbers without end": w(outcome=[10**30, -(10**30)] * 8),
    "bytes": w(outcome=[b"2"] * 16),
    "scalars of NumPy": w(outcome=[np.float32(2), np.int8(3)] * 8),
    "sets": w(outcome=[{1}] * 16),
    "spans as outcome": w(outcome=pd.to_timedelta(GOOD.outcome, unit="D")),
    "periods as outcome": w(outcome=days.to_period("D")),
    "categories of text": w(outcome=GOOD.outcome.astype(str).astype("category")),
    "ordered categories": w(outcome=pd.Categorical(["low", "high"] * 8, ["low", "high"], ordered=True)),
    "a subclass": Sheet(GOOD),
    "fixed": fixed(GOOD),
    # sessions
    "complex sessions": w(session=1j),
    "dates of a zone": w(session=[dt.datetime(2026, 1, 1 + day, tzinfo=ZONE) for day in range(16)]),
    "dates of zones": w(
        session=[dt.datetime(2026, 1, 1 + k, tzinfo=(ZONE, dt.UTC)[k % 2]) for k in range(16)]
    ),
    "dates that are none": w(session=[pd.NaT, days[0]] * 8),
    "periods": w(session=days.to_period("D")),
    "spans": w(session=pd.to_timedelta(range(16), unit="h")),
    "intervals": w(session=pd.interval_range(0, 16)),
    "times of a day": w(session=[dt.time(k) for k in range(16)]),
    "truth as sessions": w(session=[True, False] * 8),
    "decimals as sessions": w(session=[Decimal(k) for k in range(16)]),
    "sessions far away": w(session=GOOD.session * 1e17),
    "years": w(session=np.arange("1000", "1016", dtype="datetime64[Y]").astype("datetime64[s]")),
    # cases and phases
    "categories without rows": w(
        case=pd.Categorical(GOOD.case, ["D", "E", "F"]), phase=pd.Categorical(GOOD.phase, [*"ABC"])
    ),
    "phases with blanks": w(phase=[" A", "B "] * 8),
    "phases in small letters": w(phase=GOOD.phase.str.lower()),
    "truth as phases": w(phase=GOOD.phase == "B"),
    "numbers and text as cases": w(case=[1, "1"] * 8),
    "half a letter as case": w(case=["\ud800", "D"] * 8),
    "cases of many lines": w(case=["a\nb\r\n\0", "x" * 9000] * 8),
    "empty text as case": w(case=""),
    "tuples as cases": w(case=[("D", 1), ("E", 2)] * 8),
    "missing cases of pandas": w(case=pd.array(["D", None] * 8, dtype="string")),
    # shapes
    "index named as a column": GOOD.set_index("case", drop=False),
    "levels named as columns": GOOD.set_index(["case", "session"], drop=False),
    "columns with a name": GOOD.rename_axis(columns="outcome"),
    "names with blanks": named("case ", " session", "phase", "outcome", "method"),
    "names that are none": named("case", "session", "phase", None, float("nan")),
    "names of all kinds": named("case", ("session", 1), b"phase", 4.5, dt.date(2026, 1, 1)),
    "all twice": pd.concat([GOOD, GOOD], axis=1),
    "no columns": pd.DataFrame(index=range(4)),
    "records": GOOD.to_records(),
    "masked": np.ma.masked_greater(GOOD.outcome.to_numpy(), 5),
    "rows as dicts": GOOD.to_dict("records"),
    "a group": GOOD.groupby("case"),
    # what spreadsheets hold
    "numbers as in Indonesia": w(outcome=["1.234,5"] * 16),
    "percent": w(outcome=["45%"] * 16),
    "rupiah": w(outcome=["Rp 1.500.000"] * 16),
    "blanks around numbers": w(outcome=[" 2 "] * 16),
    "broken formulas": w(outcome=["#DIV/0!", 3.0] * 8),
    "empty text": w(outcome=["", 3.0] * 8),
    "Arabic digits": w(outcome=["٣"] * 16),
    "dashes for nothing": w(outcome=["-", 2] * 8),
    "ranges": w(session=["1-2"] * 16),
    "numbers of weeks": w(session=[f"minggu {week}" for week in range(16)]),
}
if find_spec("pyarrow"):
    import pyarrow as pa

    arrow = pa.table(GOOD)
    ODD |= {
        "Arrow": arrow,
        "Arrow batch": arrow.to_batches()[0],
        "held by Arrow": GOOD.convert_dtypes(dtype_backend="pyarrow"),
        "held by Arrow with gaps": w(outcome=pd.array([1.5, None] * 8, dtype="double[pyarrow]")),
        "decimals of Arrow": w(
            outcome=pd.array([Decimal("1.5")] * 16, dtype=pd.ArrowDtype(pa.decimal128(9, 2)))
        ),
        "dates of Arrow": w(session=pd.array([day.date() for day in days], dtype=pd.ArrowDtype(pa.date32()))),
        "words of Arrow": w(
            case=pd.array(GOOD.case, dtype=pd.ArrowDtype(pa.dictionary(pa.int8(), pa.string()))),
            phase=pd.array(GOOD.phase, dtype="string[pyarrow]"),
        ),
        "lists of Arrow": w(outcome=pd.array([[1]] * 16, dtype=pd.ArrowDtype(pa.list_(pa.int64())))),
        "chunks of Arrow": pa.concat_tables([arrow.slice(0, 5), arrow.slice(5)]),
    }
if find_spec("polars"):
    import polars as pl

    ODD |= {
        "Polars": pl.DataFrame(GOOD.to_dict("list")),
        "lazy Polars": pl.DataFrame(GOOD.to_dict("list")).lazy(),
        "a column of Polars": pl.Series("outcome", [1, 2]),
        "categories of Polars": pl.DataFrame(GOOD.to_dict("list")).with_columns(
            pl.col("phase").cast(pl.Categorical)
        ),
        "decimals of Polars": pl.DataFrame(GOOD.to_dict("list")).with_columns(
            pl.col("outcome").cast(pl.Decimal(9, 2))
        ),
        "structures of Polars": pl.DataFrame(GOOD.to_dict("list")).with_columns(outcome=pl.struct("session")),
    }
