"""Charts of outcomes: every point there, medians and basis said, small groups hidden, bad tables refused."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from figure_cases import HOSTILE
from matplotlib.text import Text

from casekit import figures, vocab
from casekit.errors import OutcomeError
from casekit.figures.panel import number
from casekit.figures.style import PAGE_HEIGHT
from casekit.stats.cohort import outcome_table
from casekit.stats.single_case import MEASURES, effect_sizes
from casekit.vocab import say

OUTCOMES = Path(__file__).parents[2] / "datasets" / "outcomes"
PRACTICE = pd.read_csv(OUTCOMES / "practice_series.csv")
DOCUMENTED = pd.read_csv(OUTCOMES / "documented.csv")
ONE = PRACTICE[PRACTICE["case"] == "p05"]
PRE_POST = pd.DataFrame({"case": [*"DEF"], "pre": [10, 12, 9], "post": [13, 11, 9]})
GROUPS = pd.DataFrame({"agency": [*"XXXXXYZ"], "year": 2026, "change": [1, 2, 3, 4, 5, 987, 654]})
TABLE = outcome_table(GROUPS, "change", by=["agency", "year"])
EFFECTS = effect_sizes(pd.concat([PRACTICE, DOCUMENTED]), "NAP")

CHARTS = {
    "ab_chart": (ONE, {}),
    "multiple_baseline": (PRACTICE[PRACTICE["case"].isin(["p02", "p01", "p11"])], {}),
    "caterpillar": (EFFECTS, {}),
    "before_after": (PRE_POST, {}),
    "cohort_heatmap": (TABLE, {"rows": "agency", "columns": "year"}),
}


def texts(figure) -> str:
    """Return all that stands in a figure, as it is drawn."""
    figure.draw_without_rendering()
    return " ".join(text.get_text() for text in figure.findobj(Text) if text.get_visible())


def points(axes) -> int:
    return sum(len(line.get_xdata()) for line in axes.lines if line.get_marker() == "o")


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("basis", ["documented", "derived", "illustrative", "synthetic"])
def test_the_basis_is_seen_and_told_in_both_languages(name, basis, language):
    data, options = CHARTS[name]
    word = vocab.say("chart.synthetic") if basis == "synthetic" else vocab.label("basis", basis)
    figure = getattr(figures, name)(data.assign(basis=basis), **options)
    assert word in figure.alt
    assert word in texts(figure)
    assert figure.get_size_inches()[1] * 72 <= PAGE_HEIGHT


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_table_invites(name, language):
    data, options = CHARTS[name]
    figure = getattr(figures, name)(data.head(0), **options)
    assert vocab.say(f"chart.{name}_empty") in figure.alt
    assert not figure.axes


@pytest.mark.parametrize("name", CHARTS)
def test_names_are_shown_as_they_are_and_the_table_stays(name):
    data, options = CHARTS[name]
    column = options.get("rows", "case")
    for text in HOSTILE:
        mine = data.assign(**{column: data[column].map(lambda value, text=text: f"{text} {value}")})
        before = mine.copy()
        texts(getattr(figures, name)(mine, **options))
        pd.testing.assert_frame_equal(mine, before)


@pytest.mark.parametrize("name", CHARTS)
def test_bad_tables_are_refused_in_a_sentence(name):
    data, options = CHARTS[name]
    draw = getattr(figures, name)
    with pytest.raises(OutcomeError, match="bukan tabel"):
        draw([1, 2, 3], **options)
    with pytest.raises(OutcomeError, match="Kolom"):
        draw(data[["case"]] if "case" in data else data[["agency"]], **options)
    with pytest.raises(OutcomeError, match="guessed"):
        draw(data, basis="guessed", **options)


def test_an_ab_chart_shows_each_point_the_medians_and_the_goal(language):
    figure = figures.ab_chart(ONE, goal=20, trend=True, band=True)
    assert points(figure.axes[0]) == len(ONE)
    for phase, values in ONE.groupby("phase")["outcome"]:
        median = f"{values.median():.10g}".replace(".", "," if language == "id" else ".")
        assert f"median {median}" in texts(figure)
        assert f"{vocab.label('phase', phase)}: {len(values)} " in figure.alt
        assert f"median {median}" in figure.alt
    assert vocab.say("chart.goal_is", goal=20) in figure.alt
    legend = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert len(legend) == 5
    first = ONE[ONE["phase"] == "A"]["outcome"]
    band = figure.axes[0].collections[-1].get_datalim(figure.axes[0].transData)
    assert band.y0 == pytest.approx(first.mean() - 2 * first.std())
    assert band.y1 == pytest.approx(first.mean() + 2 * first.std())


def test_the_trend_is_that_of_the_baseline():
    data = pd.DataFrame(
        {"case": "D", "session": range(6), "phase": [*"AAABBB"], "outcome": [1, 2, 3, 9, 9, 9]}
    )
    line = next(
        line for line in figures.ab_chart(data, trend=True).axes[0].lines if line.get_linestyle() == ":"
    )
    assert line.get_ydata() == pytest.approx([1, 6])


def test_two_points_are_a_difference_and_no_effect(language):
    weaver = DOCUMENTED[DOCUMENTED["case"] == "a-weaver"]
    figure = figures.ab_chart(weaver, goal="target")
    assert vocab.say("stats.note.two_points") in figure.alt
    assert points(figure.axes[0]) == 2
    assert figure.axes[0].get_xlabel() == vocab.say("chart.order")  # the source numbers no session
    median = {"id": "12.000", "en": "12,000"}[language]
    assert vocab.say("chart.phase_one", phase=vocab.label("phase", "A"), median=median) in figure.alt
    assert (
        f"a-weaver, b-bookkeeper: {vocab.say('stats.note.two_points')}"
        in figures.multiple_baseline(DOCUMENTED).alt
    )


def test_mixed_bases_are_counted():
    mixed = ONE.assign(basis=["documented"] * 3 + ["illustrative"] * (len(ONE) - 3))
    assert f"terdokumentasi (3), ilustratif ({len(ONE) - 3})" in figures.ab_chart(mixed).alt
    assert "tidak disebutkan" in figures.ab_chart(ONE.drop(columns="basis")).alt


def test_incomplete_values_are_counted_and_phases_that_return_keep_their_points():
    data = pd.DataFrame(
        {"case": "D", "session": range(8), "phase": [*"AABBAABB"], "outcome": [1.0] * 7 + [np.nan]}
    )
    figure = figures.ab_chart(data)
    assert points(figure.axes[0]) == 7
    assert "tidak digambar: 1" in figure.alt
    for code in ("A1", "B1", "A2", "B2"):  # phases that return are numbered
        assert f"({code})" in figure.alt
    assert figure.alt.count("median 1") == 3


def test_a_doubled_session_is_drawn_and_said(language):
    data = pd.DataFrame({"case": "D", "session": [1, 1, 2, 3], "phase": [*"AABB"], "outcome": [1, 2, 3, 4]})
    for figure in (figures.ab_chart(data), figures.multiple_baseline(data)):
        assert points(figure.axes[0]) == 4
        assert vocab.say("stats.note.duplicated") in figure.alt


def test_a_case_without_values_and_an_index_named_like_a_column_do_no_harm():
    beside = pd.concat([ONE.assign(case="empty", outcome=np.nan), ONE]).set_index("case", drop=False)
    for band in (True, False):
        figure = figures.ab_chart(beside, band=band)
        assert points(figure.axes[0]) == len(ONE)
        assert figures.ab_chart(ONE, band=band).alt.split("–")[1] in figure.alt


def test_one_client_at_a_time():
    with pytest.raises(OutcomeError, match="40 kasus"):
        figures.ab_chart(PRACTICE)


def test_multiple_baseline_is_a_staircase_on_common_sessions():
    some = PRACTICE[PRACTICE["case"].isin(["p02", "p01", "p11"])]
    figure = figures.multiple_baseline(some)
    assert sum(points(axes) for axes in figure.axes) == len(some)
    assert len({axes.get_xlim() for axes in figure.axes}) == 1
    assert [axes.get_ylabel() for axes in figure.axes] == ["p11", "p01", "p02"]  # the first change on top
    assert "kasus ke-1 sampai ke-8 dari 40" in figures.multiple_baseline(PRACTICE).alt


def test_a_caterpillar_is_sorted_and_lists_what_is_empty(language):
    figure = figures.caterpillar(EFFECTS)
    drawn = figure.axes[0].lines[0].get_xdata()
    assert len(drawn) == 40
    assert (np.diff(drawn) >= 0).all()
    empty = vocab.say("chart.no_estimate", cases="a-weaver, b-bookkeeper")
    assert empty in figure.alt
    with pytest.raises(OutcomeError, match="NAP, SMD"):
        figures.caterpillar(effect_sizes(PRACTICE, ["NAP", "SMD"]))


def test_slopes_count_who_is_better(language):
    figure = figures.before_after(PRE_POST)
    assert vocab.say("chart.changed", count=3, pre=10, post=11, better=1, same=1, worse=1) in figure.alt
    fewer = figures.before_after(PRE_POST.assign(post=[8, 14, np.nan]), improvement="decrease")
    assert points(fewer.axes[0]) == 4
    assert vocab.say("chart.missing", count=1) in fewer.alt


def test_small_groups_are_marked_and_never_shown(language, tmp_path):
    figure = figures.cohort_heatmap(TABLE.assign(median=[3.0, 987.0, 654.0]), rows="agency", columns="year")
    figure.savefig(tmp_path / "cells.svg")
    said = f"{figure.alt} {texts(figure)} {(tmp_path / 'cells.svg').read_text()}"
    assert "X, 2026: 3." in figure.alt
    assert "987" not in texts(figure) + figure.alt
    assert "654" not in texts(figure) + figure.alt
    assert vocab.say("chart.suppressed", count=2) in said
    assert sum(bool(patch.get_hatch()) for patch in figure.axes[0].patches) == 2


def test_colours_of_a_heat_map_have_their_ends_written_below(language):
    table = pd.DataFrame({"agency": [*"XY"], "year": 2026, "median": [0.65, 0.68], "suppressed": False})
    figure = figures.cohort_heatmap(table, rows="agency", columns="year")
    low, high = {"id": ("0,65", "0,68"), "en": ("0.65", "0.68")}[language]
    assert vocab.say("chart.colours", low=low, high=high) in texts(figure)
    assert "(" not in figures.cohort_heatmap(table.head(1), rows="agency", columns="year").alt


def test_numbers_of_a_heat_map_have_digits_alike(language):
    values = [792.8, 77.07, 1996.4, -58.49]
    table = pd.DataFrame({"agency": [*"WXYZ"], "year": 2026, "median": values, "suppressed": False})
    figure = figures.cohort_heatmap(table, rows="agency", columns="year")
    cells = [text.get_text() for text in figure.axes[0].texts]
    assert cells == ["793", "77", {"id": "1.996", "en": "1,996"}[language], "-58"]


def test_slopes_say_so_where_their_axis_does_not_begin_at_0(language):
    said = vocab.say("chart.cut_axis")
    low = figures.before_after(PRE_POST.assign(pre=[0, 5, 9], post=[7, 8, 9]))
    assert said not in texts(low)
    high = figures.before_after(PRE_POST.assign(pre=[50, 55, 59], post=[57, 58, 59]))
    assert said in texts(high)
    assert high.axes[0].get_ylim()[0] > 0


def test_a_table_of_small_groups_only_shows_none():
    figure = figures.cohort_heatmap(TABLE[TABLE["suppressed"]], rows="agency", columns="year")
    assert "(2)" in texts(figure)


def test_numbers_keep_the_language_in_which_they_were_drawn():
    figure = figures.before_after(PRE_POST.assign(pre=[0.25, 0.5, 0.75], post=[1.25, 1.5, 1.75]))
    vocab.use_language("en")
    assert "0,4" in texts(figure)
    assert "0.4" not in texts(figure)


def test_figures_open_without_the_libraries_of_the_charts():
    probe = "import sys, casekit.figures; print([m for m in ('pandas', 'seaborn') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True).stdout
    assert found.strip() == "[]"


@pytest.mark.parametrize("measure", MEASURES)
def test_the_line_of_no_effect_is_what_equal_phases_give(measure):
    points = {
        "case": "Klien D",
        "session": range(10),
        "phase": [*"AAAAABBBBB"],
        "outcome": [0.3, 0.2, 0.4, 0.4, 0.2] * 2,
    }
    effects = effect_sizes(pd.DataFrame(points), measure, goal=1)
    told = figures.caterpillar(effects, basis="synthetic").alt
    line = say("chart.no_effect", value=number(effects["est"].item()))
    assert (line in told) == (measure not in ("PND", "PAND", "IRD"))
