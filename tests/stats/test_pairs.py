"""Pairs of phases number themselves, and their effects are averaged as SingleCaseES does."""

import numpy as np
import pandas as pd
import pytest
from series_of import table

from casekit.errors import OutcomeError
from casekit.stats.single_case import average_effects, effect_sizes, phase_pairs
from casekit.vocab import say


def of(phases, case="D"):
    """Return a case whose phases are these letters, one a session."""
    return pd.DataFrame(
        {"case": case, "session": range(len(phases)), "phase": [*phases], "outcome": range(len(phases))}
    )


# What calc_phase_pairs of SingleCaseES 0.7.4 gives; the third is the example of its manual.
NUMBERED = {
    "AABBAABB": [1, 1, 1, 1, 2, 2, 2, 2],
    "ABABA": [1, 1, 2, 2, 3],
    "AAAABBBBBCCCCCCBBBBBBBCCCCCCCCAAAAAAAAACCCCCCCCCC": [1] * 15 + [2] * 24 + [3] * 10,
    "BAB": [1, 1, 2],
    "ABCABC": [1, 1, 1, 2, 2, 2],
    "AAAA": [1, 1, 1, 1],
}


@pytest.mark.parametrize("phases", NUMBERED)
def test_pairs_number_themselves(phases):
    expected = [f"A{number}-B{number}" for number in NUMBERED[phases]]
    assert phase_pairs(of(phases)).pair.tolist() == expected
    shuffled = of(phases).sample(frac=1, random_state=3)
    found = phase_pairs(pd.concat([shuffled, of("AB", "E")]))
    assert found[found.case == "D"].sort_values("session").pair.tolist() == expected
    assert [*found] == ["case", "session", "phase", "outcome", "pair"]


def test_names_of_phases_name_the_pairs_and_a_hole_parts_none(language):
    data = of("AABBAABB").replace({"phase": {"A": "pre", "B": "post"}})
    data.loc[1, "phase"] = None
    found = phase_pairs(data, phases=("pre", "post"))
    assert found.pair.unique().tolist() == ["pre1-post1", "pre2-post2"]
    with pytest.raises(OutcomeError) as caught:
        phase_pairs(found, phases=("pre", "post"))
    assert str(caught.value) == say("stats.taken", name="pair", other="pair_2")


def test_an_alternating_series_says_what_to_do(language):
    found = effect_sizes(of("AABBAABB"), "NAP")
    assert "phase_pairs" in found.note.item()


ABAB = pd.concat(
    [table([2, 3, 2, 4], [5, 6, 5, 7, 4]), table([3, 4, 3], [8, 9, 7, 8, 5, 9], start=10)], ignore_index=True
)
EFFECTS = effect_sizes(phase_pairs(ABAB), ["NAP", "SMD", "LRRi", "PND"], by=["case", "pair"])


@pytest.mark.parametrize("weights", ["equal", "1/V", "n_a", "n_b", "n_a*n_b", "1/n_a+1/n_b"])
def test_averages_equal_their_definition(weights):
    found = average_effects(EFFECTS, weights).set_index("effect_size")
    for name, pairs in EFFECTS.groupby("effect_size"):
        scope = {"n_a": pairs.n_a, "n_b": pairs.n_b, "V": pairs.se**2, "equal": 1.0 + 0 * pairs.n_a}
        w = eval(weights, scope)  # the name is the formula
        row = found.loc[name]
        if w.isna().any():
            assert np.isnan(row.est)
            assert row.note == say("stats.note.no_weights")
            continue
        assert row.est == pytest.approx((w * pairs.est).sum() / w.sum(), rel=1e-12)
        se = np.sqrt((w**2 * pairs.se**2).sum(skipna=False)) / w.sum()
        assert row.se == pytest.approx(se, nan_ok=True, rel=1e-12)
        assert row.ci_high - row.est == pytest.approx(1.959963984540054 * se, nan_ok=True)
        assert (row.n_pairs, row.n_a, row.n_b) == (2, 7, 11)


def test_a_pair_without_an_estimate_is_left_out_and_said(language):
    one = EFFECTS.copy()
    one.loc[(one.pair == "A2-B2") & (one.effect_size == "NAP"), "est"] = np.nan
    row = average_effects(one).set_index("effect_size").loc["NAP"]
    assert row.est == EFFECTS.est[0]
    assert (row.n_pairs, row.note) == (1, say("stats.note.pairs_left_out"))


def test_pairs_that_were_named_by_hand_can_be_averaged_too():
    named = effect_sizes(
        phase_pairs(ABAB).assign(phase=lambda d: d.phase + d.pair.str[1]),
        "NAP",
        phases=[("A1", "B1"), ("A2", "B2")],
    )
    assert average_effects(named, over="phases").est.item() == average_effects(EFFECTS).est[0]


WRONG = [
    {"weights": "many"},
    {"over": "phases"},
    {"confidence": 95},
    {"effects": 3},
    *({"effects": EFFECTS.drop(columns=lost)} for lost in ("se", "case", ["case", "effect_size"])),
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_question_gets_a_sentence(wrong, language):
    with pytest.raises(OutcomeError) as caught:
        average_effects(**{"effects": EFFECTS} | wrong)
    assert len(str(caught.value)) > 20
