"""Randomisation tests equal counting all that chance could have arranged, one by one."""

from itertools import pairwise, permutations, product
from math import comb, factorial
from statistics import mean, median, variance

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from series_of import table

from casekit.errors import OutcomeError
from casekit.stats.arrangements import drawn_orders
from casekit.stats.single_case import randomization_test
from casekit.vocab import say


def slope(y):
    when, values = zip(*y, strict=True)
    return stats.linregress(when, values).slope if len(y) > 1 else np.nan


def values(points):
    return [value for _, value in points]


COMPARED = {
    "mean": lambda a, b: mean(values(b)) - mean(values(a)),
    "median": lambda a, b: median(values(b)) - median(values(a)),
    "tau": lambda a, b: mean(float(np.sign(y - x)) for x, y in product(values(a), values(b))),
    "smd": lambda a, b: (mean(values(b)) - mean(values(a))) / np.sqrt(
        ((len(a) - 1) * variance(values(a)) + (len(b) - 1) * variance(values(b))) / (len(a) + len(b) - 2)
    ),
    "slope": lambda a, b: slope(b) - slope(a),
}  # fmt: skip


def compared(statistic, outcome, later):
    """Return a statistic of points, a letter for each of which says the condition."""
    points = [*enumerate(outcome)]
    parts = (
        [point for point, is_b in zip(points, later, strict=True) if is_b == kind] for kind in (False, True)
    )
    return COMPARED[statistic](*parts)


def share(found, own):
    return mean(not each < own - 1e-9 for each in found)


def series(phases, outcome, case="D"):
    letters = [*phases]
    return pd.DataFrame(
        {
            "case": case,
            "session": range(len(letters)),
            "phase": letters,
            "outcome": [float(y) for y in outcome],
        }
    )


def runs(later):
    """Return the lengths of runs of one condition."""
    ends = [0, *(k + 1 for k, (one, two) in enumerate(pairwise(later)) if one != two), len(later)]
    return [two - one for one, two in pairwise(ends)]


def possible(method, later, limit=2):
    """Return all orders that a method could have brought about, by trying every one."""
    size = len(later)
    for order in product((False, True), repeat=size):
        same_counts = sum(order) == sum(later)
        if method == "alternating" and same_counts and max(runs(order)) <= limit:
            yield order
        if method == "blocks" and all(order[k] != order[k + 1] for k in range(0, size, 2)):
            yield order
        if method == "permutation" and same_counts:
            yield order
        if (
            method == "reversal"
            and order[0] == later[0]
            and len(runs(order)) == len(runs(later))
            and min(runs(order)) >= 2
        ):
            yield order


OUTCOME = [2, 5, 4.5, 3, 2, 7, 3, 6, 2.5, 5]
ORDERS = {
    "alternating": "ABBAABABAB",
    "blocks": "ABBAABABBA",
    "permutation": "AAABBABBBA",
    "reversal": "AAABBBAABB",
}


@pytest.mark.parametrize("statistic", COMPARED)
@pytest.mark.parametrize("method", ORDERS)
def test_every_design_and_statistic_equals_trying_all_orders(method, statistic):
    later = [letter == "B" for letter in ORDERS[method]]
    own = compared(statistic, OUTCOME, later)
    all_of_them = [compared(statistic, OUTCOME, order) for order in possible(method, later)]
    row = randomization_test(
        series(ORDERS[method], OUTCOME), method, statistic=statistic, min_a=2, min_b=2
    ).iloc[0]
    assert row.difference == pytest.approx(own)
    assert (row.arrangements, row.exact) == (len(all_of_them), True)
    assert row.p == pytest.approx(share(all_of_them, own))
    down = series(ORDERS[method], [-y for y in OUTCOME])
    options = {"statistic": statistic, "min_a": 2, "min_b": 2, "improvement": "decrease"}
    assert randomization_test(down, method, **options).p.item() == pytest.approx(row.p)


@given(st.lists(st.integers(0, 20), min_size=24, max_size=24), st.sampled_from(["mean", "tau", "median"]))
@settings(max_examples=8, deadline=None)
def test_a_multiple_baseline_has_one_p_from_all_combinations_of_starts(outcome, statistic):
    cases = [outcome[:8], outcome[8:16], outcome[16:]]
    begun = [3, 4, 5]
    data = pd.concat(
        [series("A" * s + "B" * (8 - s), y, f"c{s}") for s, y in zip(begun, cases, strict=True)],
        ignore_index=True,
    )

    def of(starts):
        later = [[k >= s for k in range(8)] for s in starts]
        return mean(compared(statistic, y, order) for y, order in zip(cases, later, strict=True))

    own = of(begun)
    everywhere = [of(starts) for starts in product(range(3, 6), repeat=3)]
    row = randomization_test(data, statistic=statistic, over="case").iloc[0]
    assert (row.n_cases, row.arrangements, row.exact) == (3, 27, True)
    assert row.difference == pytest.approx(own)
    assert row.p == pytest.approx(share(everywhere, own))

    # Wampold and Worsham (1986): the starts are given, and chance decides whose they are.
    swapped = [of(starts) for starts in permutations(begun)]
    row = randomization_test(data, "cases", statistic=statistic, over="case").iloc[0]
    assert (row.arrangements, row.exact) == (6, True)
    assert row.p == pytest.approx(share(swapped, own))


def test_where_too_many_are_possible_some_are_drawn_and_stand_for_all():
    drawn = np.random.default_rng(2)
    outcome = drawn.normal(size=16)
    data = series("ABBAABABBABAABAB", outcome)
    for method in ("alternating", "blocks", "permutation"):
        exact = randomization_test(data, method, resamples=20_000).iloc[0]
        some, again = (randomization_test(data, method, resamples=200, seed=1).iloc[0] for _ in range(2))
        assert exact.exact
        assert not some.exact
        assert some.p == again.p
        assert some.arrangements == exact.arrangements
        assert abs(some.p - exact.p) < 4 * (exact.p * (1 - exact.p) / 200) ** 0.5 + 1 / 200
    both = pd.concat([data, data.assign(case="E", outcome=drawn.normal(size=16))])
    row = randomization_test(both, "blocks", over="case", resamples=500).iloc[0]
    assert (row.arrangements, row.exact, row.n_cases) == (2**16, False, 2)


def test_orders_are_drawn_evenly():
    found = drawn_orders(4, 4, 2, 2_000, np.random.default_rng(3))
    kinds, counts = np.unique(found, axis=0, return_counts=True)
    expected = [*possible("alternating", [False] * 4 + [True] * 4)]
    assert {tuple(kind) for kind in kinds} == {*expected}
    assert stats.chisquare(counts).pvalue > 0.001


def test_numbers_of_arrangements_are_those_of_the_literature():
    # Onghena (1992): an A-B-A-B of 24 sessions, at least 4 a phase, can come about in 165 ways.
    row = randomization_test(
        series("AAAAAABBBBBBAAAAAABBBBBB", range(24)), "reversal", min_a=4, min_b=4
    ).iloc[0]
    assert row.arrangements == 165 == comb(24 - 16 + 3, 3)
    # Edgington and Onghena (2007): 20 sessions, at least 5 before and after, 11 starts.
    row = randomization_test(series("A" * 8 + "B" * 12, range(20)), min_a=5, min_b=5).iloc[0]
    assert row.arrangements == 11
    assert randomization_test(series("AB" * 15, range(30)), "blocks").arrangements.item() == 2**15
    cases = pd.concat([series("A" * s + "B" * (12 - s), range(12), s) for s in range(3, 9)])
    row = randomization_test(cases, "cases", over="case").iloc[0]
    assert row.arrangements == factorial(6)


def test_what_could_not_have_come_about_has_no_p_but_a_reason(language):
    rows = {
        "start": randomization_test(table([1, 2], [3, 4, 5])),
        "alternating": randomization_test(table([1, 2, 3], [3, 4, 5]), "alternating"),
        "blocks": randomization_test(table([1, 2, 3], [3, 4, 5]), "blocks"),
        "reversal": randomization_test(table([1, 2, 3], [3, 4]), "reversal"),
    }
    for row in rows.values():
        assert row.p.isna().all()
        assert row.arrangements.isna().all()
        assert say("stats.note.no_arrangement") in row.note.item()
    together = randomization_test(
        pd.concat([table([1, 2], [3, 4, 5]), table([1] * 3, [3] * 3, "E")]), over="case"
    )
    assert np.isnan(together.p.item())
    assert say("stats.note.no_arrangement") in together.note.item()


def test_cases_whose_data_cannot_be_used_are_left_out_of_a_joint_test(language):
    good = [table([1, 2, 3], [4, 5, 6], name) for name in "DEF"]
    bad = table([1, 2, np.inf], [4, 5, 6], "G")
    row = randomization_test(pd.concat([*good, bad]), over="case").iloc[0]
    assert (row.n_cases, row.p) == (3, 1)
    assert say("stats.note.left_out") in row.note
    studies = pd.concat([each.assign(study=name) for name in "xy" for each in good])
    found = randomization_test(studies, by=["study", "case"], over="case", min_a=2, min_b=2)
    assert found[["study", "n_cases"]].to_numpy().tolist() == [["x", 3], ["y", 3]]
    assert found.p.tolist() == pytest.approx([1 / 27] * 2, abs=1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "shuffle"},
        {"statistic": "f"},
        {"over": "study"},
        {"method": "cases"},
        {"limit": 0},
        {"resamples": 0},
    ],
)
def test_a_wrong_question_gets_a_sentence(wrong, language):
    with pytest.raises(OutcomeError) as caught:
        randomization_test(table([1, 2, 3], [4, 5, 6]), **wrong)
    assert "{" not in str(caught.value)
