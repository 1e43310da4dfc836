"""Tables of series for the tests, and Hypothesis' ways to invent them."""

import numpy as np
import pandas as pd
from hypothesis import strategies as st


def table(a, b, case="D", start=1):
    """Return the tidy table of one case from the values of its phases."""
    values = [*a, *b]
    return pd.DataFrame(
        {
            "case": case,
            "session": np.arange(start, start + len(values)),
            "phase": ["A"] * len(a) + ["B"] * len(b),
            "outcome": np.array(values, dtype=float),
        }
    )


def phases(values, least=2, most=12):
    """Return a strategy of two phases."""
    return st.tuples(*[st.lists(values, min_size=least, max_size=most)] * 2)


counts = st.integers(0, 8)
"""Small counts, with many ties."""

scores = st.integers(-1_000, 1_000).map(lambda number: number / 8)
"""Scores without rounding errors."""

positive = st.integers(1, 1_000).map(lambda number: number / 8)
"""Scores above zero."""
