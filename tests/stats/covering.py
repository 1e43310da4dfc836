"""How often intervals cover the truth: `python tests/stats/covering.py --help` counts it over series.

A cell is a number of points in baseline and intervention and an autocorrelation phi. Series are 10, and 2
more in the intervention, with stationary AR(1) errors; what each statistic estimates follows from that.
Models of several cases are given four cases, all measured alike. `alike.py` fits them, which gives what
casekit gives (`test_coverage.py`) for a hundred studies in the time of a few; where it is not sure, casekit
is asked. Series are drawn in batches of 100, each from its own seed, so that a count goes on where it stopped
and comes out alike whenever it is repeated.
"""

import argparse
import csv
import sys
from math import log, sqrt
from pathlib import Path

import alike
import numpy as np
import pandas as pd
from scipy.stats import norm

import casekit
from casekit.stats.cohort import case_effects, pool
from casekit.stats.single_case import between_case_smd, effect_sizes, multilevel, piecewise

SIZES = ((5, 8), (10, 15), (20, 30))
PHIS = (0.0, 0.3, 0.6)
BATCH = 100
CASES = 4
MEAN, SHIFT, SD, GOAL = 10.0, 2.0, 2.0, 14.0
TRUTHS = {
    "NAP": norm.cdf(SHIFT / SD / sqrt(2)),
    "Tau": 2 * norm.cdf(SHIFT / SD / sqrt(2)) - 1,
    "Tau_BC": 2 * norm.cdf(SHIFT / SD / sqrt(2)) - 1,
    "Tau_BC:pretest": 2 * norm.cdf(SHIFT / SD / sqrt(2)) - 1,
    "SMD": SHIFT / SD,
    "SMD:pool": SHIFT / SD,
    "LRRi": log((MEAN + SHIFT) / MEAN),
    "LRRi:uncorrected": log((MEAN + SHIFT) / MEAN),
    "LRRd": -log((MEAN + SHIFT) / MEAN),
    "LRM": log((MEAN + SHIFT) / MEAN),
    "PoGO": 100 * SHIFT / (GOAL - MEAN),
    "percent_change": 100 * SHIFT / MEAN,
}


def errors(draw, series, points, phi):
    """Return stationary errors of variance 1, a row a series."""
    found = draw.normal(size=(series, points))
    for place in range(1, points):
        found[:, place] = phi * found[:, place - 1] + sqrt(1 - phi**2) * found[:, place]
    return found


def tidy(values, phases):
    """Return a table of series, one row of `values` a case."""
    series, points = values.shape
    return pd.DataFrame(
        {
            "case": np.repeat(np.arange(series), points),
            "session": np.tile(np.arange(1, points + 1), series),
            "phase": np.tile([*phases], series),
            "outcome": values.ravel(),
        }
    )


def covered(found, truth, low="ci_low", high="ci_high"):
    """Return how many intervals cover the truth, of how many there are."""
    there = found[low].notna()
    return int(((found[low] <= truth) & (truth <= found[high]))[there].sum()), int(there.sum())


def of_effect_sizes(draw, m, n, phi):
    """Count the intervals of `effect_sizes`."""
    later = np.arange(m + n) >= m
    data = tidy(MEAN + SHIFT * later + SD * errors(draw, BATCH, m + n, phi), "A" * m + "B" * n)
    found = effect_sizes(data, [*TRUTHS], goal=GOAL)
    for place, (name, truth) in enumerate(TRUTHS.items()):
        yield name, covered(found.iloc[place :: len(TRUTHS)], truth)
    shares = data.assign(outcome=norm.cdf((data.outcome - 12) / 4))
    draws = norm.cdf(
        (MEAN + SHIFT * later + SD * errors(np.random.default_rng(1), 20_000, m + n, phi) - 12) / 4
    )
    odds = [part / (1 - part) for part in (draws[:, ~later].mean(), draws[:, later].mean())]
    yield "LOR", covered(effect_sizes(shares, "LOR"), log(odds[1] / odds[0]))


def of_piecewise(draw, m, n, phi):
    """Count the intervals of `level` where nothing changes."""
    data = tidy(errors(draw, BATCH, m + n, phi), "A" * m + "B" * n)
    for kind in ("ols", "ar"):
        found = piecewise(data, kind)
        yield f"piecewise {kind}", covered(found[found.term == "level"], 0.0)


def of_counts(draw, m, n, phi):
    """Count the intervals of `level` for counts and shares of ten, overdispersed, where nothing changes."""
    wave = 0.3 * errors(draw, BATCH, m + n, phi)
    draws = {
        "poisson": draw.poisson(5 * np.exp(wave)),
        "binomial": draw.binomial(10, 1 / (1 + np.exp(-wave))),
    }
    for family, values in draws.items():
        data = tidy(values.astype(float), "A" * m + "B" * n).assign(of=10)
        found = piecewise(data, family=family, size="of" if family == "binomial" else None)
        yield f"piecewise {family}", covered(found[found.term == "level"], 0.0)


def of_pool(draw, m, n, phi):
    """Count the intervals of `pool` over as many effects of cases, which differ."""
    later = np.arange(m + n) >= m
    for name, spread in (("lrr", 0.05), ("smd", 0.3)):
        own = draw.normal(size=(BATCH, CASES + 1)) * spread
        truth = log((MEAN + SHIFT) / MEAN) if name == "lrr" else SHIFT / SD
        effect = MEAN * np.exp(truth + own) - MEAN if name == "lrr" else SD * (truth + own)
        values = MEAN + effect[:, :CASES].reshape(-1, 1) * later
        data = tidy(values + SD * errors(draw, BATCH * CASES, m + n, phi), "A" * m + "B" * n)
        effects = case_effects(data).assign(study=lambda table: table.case // CASES)
        found = pool(effects, name, f"{name}_se", by="study")
        yield f"pool {name}", covered(found, truth)
        new = pd.Series(truth + own[found.study, CASES], index=found.index)
        yield f"pool {name} prediction", covered(found, new, "pi_low", "pi_high")


def of_multilevel(draw, m, n, phi):
    """Count the intervals of `multilevel`, with levels, changes and slopes that differ from case to case."""
    since = np.maximum(np.arange(m + n) - m, 0)
    later = np.arange(m + n) >= m
    values = []
    for _ in range(BATCH):
        own = draw.normal(size=(3, CASES, 1)) * np.array([1, 0.5, 0.05])[:, None, None]
        ways = (1 + own[1]) * later + (0.1 + own[2]) * since
        values.append(own[0] + ways + errors(draw, CASES, m + n, phi))
    x = np.column_stack([np.ones(m + n), np.arange(m + n), later, since])
    fits = alike.fitted(np.array(values), x, x[:, [0, 2, 3]], together=False)
    found = {term: fits.term(place) for place, term in enumerate(("level", "slope"), 2)}
    for study in np.flatnonzero(~fits.sure):
        table = multilevel(tidy(values[study], "A" * m + "B" * n)).set_index("term")
        for term, ends in found.items():
            ends[:, study] = table.loc[term, ["est", "ci_low", "ci_high"]]
    for term, truth in (("level", 1.0), ("slope", 0.1)):
        yield f"multilevel {term}", covered(as_table(found[term]), truth)


def as_table(found):
    """Return estimates and ends of intervals as a table."""
    return pd.DataFrame(found.T, columns=["est", "ci_low", "ci_high"])


def of_between(model):
    """Return a counter of the intervals of `between_case_smd` of a model."""

    def count(draw, m, n, phi):
        phases = "A" * m + "B" * n
        if model.startswith("TR"):
            phases = "A" * (m - m // 2) + "B" * (n - n // 2) + "A" * (m // 2) + "B" * (n // 2)
        later = np.array([*phases]) == "B"
        time = np.arange(1.0, m + n + 1) - (m + n)
        after = np.where(later, time + n, 0)
        trend, more = (0.05, 0.05) if model in {"MB3", "MB4"} else (0, 0)
        truth = (1 + n * more) / sqrt(2)
        values = []
        for _ in range(BATCH):
            own = draw.normal(size=(3, CASES, 1))
            change = 1 + 0.5 * own[1] * (model in {"MB2", "TR2"})
            slope = trend + 0.05 * own[2] * (model == "MB4")
            ways = change * later + slope * time + more * after
            values.append(own[0] + ways + errors(draw, CASES, m + n, phi))
        ones, shared = np.ones(m + n), [time, after] if model in {"MB3", "MB4"} else []
        own = {"MB2": [later], "TR2": [later], "MB4": [time]}.get(model, [])
        x, z = np.column_stack([ones, later, *shared]), np.column_stack([ones, *own])
        fits = alike.fitted(np.array(values), x, z)
        found = fits.smd(np.array([0, 1, 0, n])[: x.shape[1]])
        for study in np.flatnonzero(~fits.sure):
            row = between_case_smd(tidy(values[study], phases), model).iloc[0]
            found[:, study] = row[["est", "ci_low", "ci_high"]]
        yield f"between {model}", covered(as_table(found), truth)

    return count


COUNTS = {
    "effect_sizes": of_effect_sizes,
    "piecewise": of_piecewise,
    "counts": of_counts,
    "pool": of_pool,
    "multilevel": of_multilevel,
    **{model: of_between(model) for model in ("MB1", "MB2", "MB3", "MB4", "TR1", "TR2")},
}

SEEDS = {name: seed for seed, name in enumerate([*(name for name in COUNTS if name != "counts"), "counts"])}


def counted(what, m, n, phi, batch):
    """Return the rows of one batch: statistic, cell, intervals that cover, and intervals."""
    draw = np.random.default_rng([SEEDS[what], m, n, round(10 * phi), batch])
    return [(name, m, n, phi, batch, *hits) for name, hits in COUNTS[what](draw, m, n, phi)]


def add_up(files):
    """Write the table that casekit reads from what was counted."""
    names = ["statistic", "n_a", "n_b", "phi", "batch", "covered", "intervals"]
    counts = pd.concat([pd.read_csv(file, names=names) for file in files])
    table = counts.groupby(names[:4], as_index=False)[names[5:]].sum()
    table.to_csv(
        Path(casekit.__file__).parent / "data" / "stats" / "coverage.csv", index=False, lineterminator="\n"
    )


def main():
    """Count batches into a file, those first that are not yet in it; or add up what stands in files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("what", nargs="*", choices=[*COUNTS, []], default=[])
    parser.add_argument("--series", type=int, default=2000)
    parser.add_argument("--add-up", nargs="+", type=Path, metavar="FILE")
    given = parser.parse_args()
    if given.add_up:
        add_up([given.file, *given.add_up])
        return
    mark = given.file.with_suffix(".done")
    done = set(mark.read_text(encoding="utf-8").splitlines()) if mark.exists() else set()
    for batch in range(given.series // BATCH):
        for what in given.what:
            for (m, n), phi in ((size, phi) for size in SIZES for phi in PHIS):
                if (key := f"{what} {m} {n} {phi} {batch}") in done:
                    continue
                rows = counted(what, m, n, phi, batch)
                with given.file.open("a", encoding="utf-8", newline="") as file:
                    csv.writer(file).writerows(rows)
                with mark.open("a", encoding="utf-8") as file:
                    file.write(key + "\n")


if __name__ == "__main__":
    sys.exit(main())
