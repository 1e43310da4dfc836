"""The outcome data of the repository are what their generator makes and their codebook says."""

import json
import runpy
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from casekit.stats.cohort import case_effects, pool
from casekit.stats.single_case import effect_sizes

FOLDER = Path(__file__).parents[2] / "datasets" / "outcomes"
CODEBOOK = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))
MAKE = runpy.run_path(str(FOLDER / "generate.py"))
KINDS = {"string": str, "integer": (int, np.integer), "number": (int, float, np.number)}

needs_parquet = pytest.mark.skipif(find_spec("pyarrow") is None, reason="pyarrow is not installed")


def stored(name):
    path = FOLDER / name
    return pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)


@pytest.mark.parametrize("name", ["documented", "practice_series"])
def test_tables_are_what_the_generator_makes(name):
    made = MAKE[name]().to_csv(index=False, lineterminator="\n")
    assert made == (FOLDER / f"{name}.csv").read_text(encoding="utf-8")


@needs_parquet
def test_the_cohort_is_what_the_generator_makes():
    pd.testing.assert_frame_equal(stored("cohort_synthetic.parquet"), MAKE["cohort_synthetic"]())


@needs_parquet
@pytest.mark.parametrize("resource", CODEBOOK["resources"], ids=lambda resource: resource["name"])
def test_the_codebook_describes_every_column_in_both_languages(resource):
    table, fields = stored(resource["path"]), resource["schema"]["fields"]
    assert [field["name"] for field in fields] == [*table]
    for field in fields:
        assert len(field["description"]) > 5
        assert len(field["description_id"]) > 5
        values = table[field["name"]].dropna()
        assert values.map(lambda value, kind=KINDS[field["type"]]: isinstance(value, kind)).all()
        if "constraints" in field:
            assert set(values) <= set(field["constraints"]["enum"])


def test_practice_series_show_what_they_were_made_for():
    data = stored("practice_series.csv")
    assert data.case.nunique() == 40
    assert set(data.basis) == {"synthetic"}
    kinds = data.groupby("case").kind.first()
    nap = effect_sizes(data, "NAP").set_index("case").est.groupby(kinds).mean()
    assert nap["large_effect"] > 0.85
    assert 0.35 < nap["no_effect"] < 0.65
    assert nap["worse"] < 0.4 < nap["trend_only"]


@needs_parquet
def test_the_cohort_gives_back_its_true_effects():
    data = stored("cohort_synthetic.parquet")
    effects = case_effects(data).set_index("case")
    true = data.groupby("case").true_effect.first()
    assert len(effects) == 50_000
    # A standard deviation is 3 points; the ends of the scale take a little away.
    assert (effects.change / 3).mean() == pytest.approx(true.mean(), abs=0.02)
    assert np.corrcoef(effects.change, true)[0, 1] > 0.5
    # What the docstring of `pool` warns of.
    assert (round(pool(effects).est.item(), 2), round(true.mean(), 2)) == (0.40, 0.57)
