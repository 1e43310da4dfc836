"""Charts of series keep the rules by which single-case charts are read, measured on what is drawn.

1.  Every value that was measured is a point (Tate and others 2016, SCRIBE: session by session).
2.  A line joins points of one phase only; none runs across a phase line, a missing value or a session that
    was left out of a regular series (Kratochwill and others 2010; Kubina and others 2017).
3.  A solid line stands between two phases, midway between their sessions.
4.  Each phase is labelled above; no text overlaps another, lies on a point, or leaves the sheet.
5.  The axis of sessions begins at the first one; dates stand as dates.
6.  Panels share the axis of sessions, and the axis of values too unless it is asked otherwise (Dart and
    Radley 2017); that axis begins at 0, or the figure says that it does not.
7.  A single panel is between a half and three quarters as high as it is wide (Kubina and others 2017).
8.  In a multiple baseline the case that changes first stands on top, and the phase lines make stairs.
9.  A criterion that changes is a step over its own sessions, labelled with its number.
10. Conditions that alternate have a line and a mark of their own each.
11. The title names the design.

Dart, E. H., & Radley, K. C. (2017), J. of School Psychology 63. Kratochwill, T. R., and others (2010),
Single-case designs technical documentation, What Works Clearinghouse. Kubina, R. M., and others (2017),
Educational Psychology Review 29. Tate, R. L., and others (2016), SCRIBE, J. of School Psychology 56.
"""

import os
from functools import cache
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from chart_series import CRITERIA, ONE, OPTIONS, SEVERAL, SOURCES, TITLES
from matplotlib.collections import PolyCollection
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from casekit import figures, vocab
from casekit.errors import OutcomeError
from casekit.figures.panel import said_once, shortened
from casekit.figures.style import PAGE_HEIGHT, applied, measure
from casekit.vocab import say

ALL = [*ONE, *SEVERAL]
LONG = bool(os.environ.get("CASEKIT_LONG_TESTS"))
IN_TURN = [  # each chart in one language, the next in the other; all in both among the long series
    (name, language)
    for at, name in enumerate(ALL)
    for place, language in enumerate(vocab.LANGUAGES)
    if LONG or at % 2 == place
]


@cache
def chart(name: str, language: str):
    """Return a chart, drawn once in each language that is asked for."""
    options = OPTIONS.get(name, {}) | {"basis": "documented" if name in SOURCES else "synthetic"}
    with vocab.in_language(language):
        if name in ONE:
            return figures.ab_chart(ONE[name], **options)
        return figures.multiple_baseline(SEVERAL[name], **options)


def data_lines(axes):
    return [line for line in axes.lines if line.get_marker() not in ("None", "", None)]


def phase_lines(axes):
    """Return where the solid lines across a panel stand."""
    upright = [line for line in axes.lines if len(line.get_xdata()) == 2 and np.ptp(line.get_xdata()) == 0]
    return sorted(
        line.get_xdata()[0] for line in upright if line.get_linestyle() == "-" and line.get_marker() == "None"
    )


@cache
def texts(figure):
    """Return all texts with the boxes in which they stand."""
    with applied():
        figure.canvas.draw()
        renderer = figure.canvas.get_renderer()
        shown = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
        return [(text, text.get_window_extent(renderer)) for text in shown]


@cache
def drawn_at(figure) -> list[tuple[Text, Bbox]]:
    out_of_sight = {
        tick.label1
        for axes in figure.axes
        for axis, (low, high) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim()))
        for tick in axis.get_major_ticks()
        if not low <= tick.get_loc() <= high
    }
    return [
        (text, box) for text, box in texts(figure) if box.width and box.height and text not in out_of_sight
    ]


def days(session):
    if pd.api.types.is_datetime64_any_dtype(session):
        return (session - pd.Timestamp(0)) / pd.Timedelta(days=1)
    return session.astype(float)


@pytest.mark.parametrize(
    "name", [name for name in ALL if name != "alike"]
)  # whose panels differ by names only
def test_every_value_is_a_point_and_no_line_leaves_its_phase(name):
    figure, whole = chart(name, "id"), {**ONE, **SEVERAL}[name]
    cases = [case for _, case in whole.groupby("case", sort=False)]
    seen = 0
    for axes in figure.axes:
        case = (
            cases[0]
            if len(cases) == 1
            else next(case for case in cases if len(data_lines(axes)) and _same(case, axes))
        )
        known = case[case["outcome"].notna()]
        joined = sorted((x, y) for line in data_lines(axes) for x, y in zip(*line.get_data(), strict=True))
        assert joined == sorted(zip(days(known["session"]), known["outcome"], strict=True))
        seen += len(joined)
        holes = [*days(case.loc[case["outcome"].isna(), "session"])]
        for line in data_lines(axes):
            ends = min(line.get_xdata()), max(line.get_xdata())
            assert not [x for x in (*phase_lines(axes), *holes) if ends[0] < x < ends[1]]
    assert seen == sum(case["outcome"].notna().sum() for case in cases)


def _same(case, axes):
    found = sorted(x for line in data_lines(axes) for x in line.get_ydata())
    return found == sorted(case["outcome"]) and case["case"].iloc[0][:4] == axes.get_ylabel()[:4]


@pytest.mark.parametrize("name", ["crozier", "dunlap", "huitema", "follow_up", "twelve", "missing", "dates"])
def test_a_line_stands_midway_between_two_phases(name):
    data = ONE[name]
    at = np.flatnonzero(data["phase"].to_numpy()[1:] != data["phase"].to_numpy()[:-1])
    x = days(data["session"]).to_numpy()
    assert phase_lines(chart(name, "id").axes[0]) == pytest.approx((x[at] + x[at + 1]) / 2)


def test_a_session_left_out_of_a_regular_series_breaks_the_line_unless_points_are_to_be_joined():
    pieces = [[*line.get_xdata()] for line in data_lines(chart("skipped", "id").axes[0])]
    assert pieces == [[1, 2, 3, 4, 5], [6, 7], [9, 10, 11], [14, 15]]
    joined = figures.ab_chart(ONE["missing"], join=True, basis="synthetic").axes[0]
    assert [len(line.get_xdata()) for line in data_lines(joined)] == [9]
    assert (
        len(data_lines(chart("dates", "id").axes[0])) == 3
    )  # the week without a measurement, and the phase line


@pytest.mark.parametrize(("name", "language"), IN_TURN)
def test_texts_stand_apart_from_each_other_and_from_the_points(name, language):
    figure = chart(name, language)
    placed = drawn_at(figure)
    wide, high = figure.get_size_inches() * figure.dpi
    for text, box in placed:
        assert box.x0 >= -0.5, text
        assert box.x1 <= wide + 0.5, text
        assert box.y0 >= -0.5, text
        assert box.y1 <= high + 0.5, text
    for (one, here), (other, there) in combinations(placed, 2):
        shared = Bbox.intersection(here, there)
        assert shared is None or min(shared.width, shared.height) < 0.5, (one, other)
    for axes in figure.axes:
        for line in data_lines(axes):
            for x, y in axes.transData.transform(np.column_stack(line.get_data())):
                for text, box in placed:
                    assert not (box.x0 - 2 < x < box.x1 + 2 and box.y0 - 2 < y < box.y1 + 2), (text, x, y)
    assert high * 72 / figure.dpi <= PAGE_HEIGHT


@pytest.mark.parametrize(("name", "language"), IN_TURN)
def test_each_phase_is_labelled_and_the_title_names_the_design(name, language):
    figure = chart(name, language)
    words = " ".join(text.get_text() for text, _ in texts(figure)).replace("\n", " ")
    if language == "en":
        assert TITLES[name] in figure.title
        assert TITLES[name] in words
    headings = [text for text in figure.axes[0].texts if isinstance(text, Annotation)]
    phases = (ONE.get(name) if name in ONE else SEVERAL[name].query("case == case.iloc[0]"))["phase"]
    runs = int((phases != phases.shift()).sum())
    assert len(headings) >= (3 if name == "alternating" else runs)


@pytest.mark.parametrize(("name", "language"), IN_TURN)
def test_the_axis_begins_at_the_first_session_and_at_zero_or_says_so(name, language):
    figure, data = chart(name, language), {**ONE, **SEVERAL}[name]
    first = days(data["session"]).min()
    usual = np.diff(np.unique(days(data["session"]))).min()
    for axes in figure.axes:
        low, _ = axes.get_xlim()
        assert first - usual <= low < first
        assert axes.xaxis.get_majorticklocs()[0] == first
        cut = axes.get_ylim()[0] > 0
        assert cut == (say("chart.cut_axis", language=language) in figure.alt)
    assert figure.axes[-1].get_xlabel() == say(
        "chart.date" if name == "dates" else "chart.session", language=language
    )


def test_dates_are_written_as_the_language_writes_them(language):
    labels = [label.get_text() for label in chart("dates", language).axes[0].get_xticklabels()]
    assert labels[0] == {"id": "3 Nov 2025", "en": "3 Nov 2025"}[language]
    assert len(labels) >= 3
    assert any({"id": "Des", "en": "Dec"}[language] in label for label in labels)


@pytest.mark.parametrize("name", SEVERAL)
def test_panels_share_their_axes_and_the_first_change_stands_on_top(name):
    figure = chart(name, "id")
    assert len({axes.get_xlim() for axes in figure.axes}) == 1
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    changes = [phase_lines(axes)[0] for axes in figure.axes]
    assert changes == sorted(changes)


def test_panels_have_scales_of_their_own_if_it_is_asked():
    own = figures.multiple_baseline(SEVERAL["mckissick"], same_scale=False, basis="synthetic")
    assert len({axes.get_ylim() for axes in own.axes}) == 3
    assert say("chart.own_scale") in own.alt


@pytest.mark.parametrize("name", ONE)
def test_one_panel_is_between_a_half_and_three_quarters_as_high_as_wide(name):
    box = chart(name, "id").axes[0].get_window_extent()
    assert 0.45 <= box.height / box.width <= 0.75


@pytest.mark.parametrize("name", ["facon", "criterion"])
def test_a_criterion_is_a_step_over_its_sessions_with_its_number(name, language):
    figure, data = chart(name, language), ONE[name]
    goal = data["phase"].map(CRITERIA) if name == "facon" else data["goal"].astype(float)
    steps = [segment for part in figure.axes[0].collections for segment in part.get_segments()]
    wanted = [(value, own["session"].min(), own["session"].max()) for value, own in data.groupby(goal)]
    assert [segment[0][1] for segment in steps] == [value for value, *_ in wanted]
    for segment, (_, first, last) in zip(steps, wanted, strict=True):
        assert first - 0.5 <= segment[0][0] <= first
        assert last <= segment[1][0] <= last + 0.5
    shown = {text.get_text() for text in figure.axes[0].texts}
    assert {vocab.numerals(f"{value:g}", language) for value, *_ in wanted} <= shown


def test_conditions_that_alternate_have_marks_of_their_own(language):
    axes = chart("alternating", language).axes[0]
    marks = {line.get_marker(): line for line in data_lines(axes)}
    assert len(marks) == 3
    data = ONE["alternating"].iloc[5:14]
    for code, mark in (("B", "s"), ("C", "^")):
        assert [*marks[mark].get_xdata()] == [*data.loc[data["phase"] == code, "session"]]
    names = [text.get_text() for text in axes.get_legend().get_texts()]
    assert len(names) == 4


def test_short_phases_are_drawn_as_the_caller_wants():
    data = pd.DataFrame(
        {"case": "D", "session": range(8), "phase": [*"ABABABAB"], "outcome": [1, 5, 2, 6, 1, 6, 2, 7]}
    )
    assert "bergantian" in figures.ab_chart(data, basis="synthetic").title
    assert "bergantian" not in figures.ab_chart(data, design="phases", basis="synthetic").title
    slow = data.assign(phase=[*"AABBAABB"])
    assert figures.ab_chart(slow, basis="synthetic").title.endswith("A-B-A-B")
    assert "bergantian" in figures.ab_chart(slow, design="alternating", basis="synthetic").title
    with pytest.raises(OutcomeError, match="design"):
        figures.ab_chart(data, design="zigzag", basis="synthetic")


def test_events_are_shown_as_they_are_and_told(language):
    figure = chart("dates", language)
    assert "<b>sakit</b>" in [text.get_text() for text in figure.axes[0].texts]
    assert "<b>sakit</b>" in figure.alt
    assert "<b>" not in figure.svg
    with pytest.raises(OutcomeError, match="99"):
        figures.ab_chart(ONE["huitema"], events={99: "x"}, basis="synthetic")
    for wrong in (["x"], {"x": "y"}, {None: "y"}):
        with pytest.raises(OutcomeError, match="events"):
            figures.ab_chart(ONE["huitema"], events=wrong, basis="synthetic")
    with pytest.raises(OutcomeError, match="Period 9"):
        figures.multiple_baseline(SEVERAL["mckissick"], events={"Period 9": {1: "x"}}, basis="synthetic")


def test_a_band_says_why_it_is_not_there(language):
    data = ONE["huitema"]
    for some, why in (
        (data.head(10), "one_phase"),
        (data.tail(11), "few"),
        (data.assign(outcome=[5.0] * 10 + [6.0] * 10), "equal"),
    ):
        figure = figures.ab_chart(some, band=True, trend=True, basis="synthetic")
        assert say(f"chart.no_band_{why}") in figure.alt
        assert not [part for part in figure.axes[0].collections if isinstance(part, PolyCollection)]


def test_more_than_eight_cases_stand_on_more_pages():
    data = SEVERAL["alike"]
    names = []
    for page in (1, 2):
        figure = figures.multiple_baseline(data, page=page, basis="synthetic")
        assert len(figure.axes) == 5
        assert (
            say("chart.page", page=page, pages=2, first=5 * page - 4, last=5 * page, total=10, other=3 - page)
            in figure.alt
        )
        names += [axes.get_ylabel() for axes in figure.axes]
    assert len({*names}) == 10
    for wrong in (3, 0, "x"):
        with pytest.raises(OutcomeError, match="page"):
            figures.multiple_baseline(data, page=wrong, basis="synthetic")


def test_a_common_start_is_no_multiple_baseline(language):
    data = pd.concat([ONE["missing"].assign(case=name) for name in "XY"])
    figure = figures.multiple_baseline(data, basis="synthetic")
    assert say("chart.same_start") in figure.alt
    assert figure.title == say("chart.several_cases")


def test_names_are_shortened_in_the_middle_and_stay_different():
    long = [
        f"Lembaga Kesejahteraan Sosial {place} di Provinsi Sebelah Barat"
        for place in ("Melati", "Mawar", "Menur")
    ]
    few = [*long, "Kota", long[0]]
    short = shortened(few, 110)
    assert len({*short}) == 4
    assert short[0] == short[4]
    assert short[3] == "Kota"
    assert all(measure(name, 8.5, bold=True) <= 111 for name in short)
    ends = shortened([f"Kelompok belajar bersama cabang nomor {number:02d}" for number in range(30)], 90)
    assert len({*ends}) == 30
    assert all(name.startswith("Kel") for name in ends)


def test_a_note_is_printed_once(language):
    figure = figures.ab_chart(ONE["missing"], band=True, basis="synthetic")
    assert figure.alt.count(say("chart.missing", count=4)) == 1
    assert say("stats.note.missing") not in figure.alt


def test_medians_have_no_more_digits_than_the_values_bear(language):
    alt = chart("dates", language).alt
    assert {"id": "median 10.907.000", "en": "median 10,907,000"}[language] in alt


def test_before_after_labels_stand_at_their_values_with_leaders(language):
    names = [*SEVERAL["alike"]["case"].unique()]
    data = pd.DataFrame({"case": names, "pre": range(10, 20), "post": [12.0] * 9 + [11.5]})
    figure = figures.before_after(data, basis="synthetic")
    placed = drawn_at(figure)
    for (one, here), (other, there) in combinations(placed, 2):
        shared = Bbox.intersection(here, there)
        assert shared is None or min(shared.width, shared.height) < 0.5, (one, other)
    labels = [*figure.axes[0].texts]
    heights = [text.get_position()[1] for text in labels]
    assert np.mean(heights) == pytest.approx(data["post"].mean())  # as far up as down
    leaders = [line for line in figure.axes[0].lines if len(line.get_xdata()) == 3]
    assert [line.get_ydata()[0] for line in leaders] == [*data["post"]]
    assert [line.get_ydata()[2] for line in leaders] == heights


def beside_the_diamond(figure):
    return [line.get_marker() for line in figure.axes[0].lines if [*line.get_ydata()] == [-1]]


def test_a_caterpillar_names_methods_folds_outliers_and_shows_the_pooled_effect(language):
    effects = pd.DataFrame({"case": [*"PQRSTU"], "effect_size": "SMD", "method": "baseline", "se": 0.5})
    effects["est"] = [1.0, 1.5, 0.8, 80.0, 1.2, 0.5]
    effects["ci_low"], effects["ci_high"] = effects["est"] - 1, effects["est"] + 1
    figure = figures.caterpillar(effects, pooled=True, basis="synthetic")
    assert figure.axes[0].get_xlim()[1] < 10
    assert "80" in [text.get_text().strip() for text in figure.axes[0].texts]
    assert say("chart.folded", count=1, cases="\u2068S: 80\u2069") in figure.alt or "S: 80" in figure.alt
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels[0] == say("chart.pooled")
    assert len(figure.axes[0].patches) == 1
    assert beside_the_diamond(figure) == ["<", ">"]  # whose interval leaves the axis
    twice = pd.concat([effects, effects.assign(method="pool")])
    figure = figures.caterpillar(twice, pooled=True, basis="synthetic")
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert len({*labels}) == 12
    assert "P – pool" in labels
    assert say("chart.not_pooled_twice") in figure.alt
    given = figures.caterpillar(
        effects, pooled=pd.DataFrame({"est": [1], "ci_low": [0.5], "ci_high": [1.5]}), basis="synthetic"
    )
    assert len(given.axes[0].patches) == 1
    assert beside_the_diamond(given) == []
    with pytest.raises(OutcomeError, match=r"cohort\.pool"):
        figures.caterpillar(effects, pooled=effects, basis="synthetic")


def test_a_heat_map_keeps_months_in_their_order_and_apart(language):
    months = say("vocab.months").split()
    table = pd.DataFrame({"agency": "X", "month": months, "median": range(12), "suppressed": False})
    figure = figures.cohort_heatmap(table, rows="agency", columns="month", basis="synthetic")
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == months
    placed = drawn_at(figure)
    for (one, here), (other, there) in combinations(placed, 2):
        shared = Bbox.intersection(here, there)
        assert shared is None or min(shared.width, shared.height) < 0.5, (one, other)


def test_stairs_join_the_first_changes():
    figure = chart("mckissick", "id")
    for above, below in pairwise(figure.axes):
        ends = phase_lines(above)[0], phase_lines(below)[0]
        assert any([*line.get_xdata()] == [*ends] for line in above.lines)


def test_an_abbreviated_title_is_no_sentence_that_was_said():
    notes = ["Dr. 1: Tidak ada pita.", "Dr. 2: Tidak ada pita."]
    assert said_once(notes) == notes


def several(phases: dict[str, list[str]], short: int = 1) -> pd.DataFrame:
    """Return cases by name, each with a value for each of its sessions, whose phases are given."""
    rows = [
        {"case": case, "session": at, "phase": phase, "outcome": at % 5}
        for case, own in phases.items()
        for at, phase in enumerate(own, start=short)
    ]
    return pd.DataFrame(rows)


def test_codes_are_explained_for_every_panel_and_once(language):
    many = [*"AABBCC", *(phase for n in range(12) for phase in [f"kelompok {n}"] * 2)]
    other = [*"AABB", *(phase for n in range(12) for phase in [f"kunjungan {n}"] * 2), "B", "B"]
    alt = figures.multiple_baseline(several({"Klien D": many, "Klien E": other}), basis="synthetic").alt
    told = alt[alt.index(say("chart.codes", codes="").split(":")[0]) :]
    assert told.count("A = ") + told.count("A1 = ") == 1
    for name in ("kelompok 3", "kunjungan 3"):
        assert name in alt


def test_notes_of_a_chart_for_a_wall_go_on_as_many_pages_as_they_take(language):
    names = [f"Klien dengan nama yang sangat panjang sekali nomor {number}" for number in range(3)]
    events = {name: {2: "peristiwa"} for name in names}
    phases = [f"tahap pendampingan yang namanya panjang {at}" for at in range(30) for _ in range(2)]
    data = several(dict.fromkeys(names, phases))
    figure = figures.multiple_baseline(data, events=events, band=True, size="wall", basis="synthetic")
    assert len(figure.pages) > 1
    for page in figure.further:
        assert all(part.box[3] <= page.size[1] for part in page.parts)
    count = len(figure.pages)
    assert say("figures.page", number=1, count=count, following=2) in [
        text.get_text() for text in figure.texts
    ] + [artist.get_text() for artist in figure.artists if isinstance(artist, Text)]


def test_long_names_beside_low_panels_stay_apart():
    names = [f"Klien dengan nama yang panjang sekali {number}" for number in range(3)]
    data = several({name: ["A"] * (3 + at) + ["B"] * 4 for at, name in enumerate(names)})
    figure = figures.multiple_baseline(data, size="wall", basis="synthetic")
    shown = [axes.get_ylabel() for axes in figure.axes]
    assert len({*shown}) == len(names)
    for axes in figure.axes:
        high = axes.get_window_extent().height
        assert axes.yaxis.label.get_window_extent().height <= high + 1
        numbers = [label.get_window_extent() for label in axes.get_yticklabels()]
        assert len(numbers) > 1
        assert all(one.y1 <= other.y0 + 2 for one, other in pairwise(numbers))


def test_as_many_panels_stand_on_a_page_as_their_headings_leave_room_for(language):
    data = SEVERAL["byiers"]
    one_more = data[data["case"] == "1"].assign(case="4")
    figure = figures.multiple_baseline(pd.concat([data, one_more]), size="wide", basis="documented")
    assert len(figure.axes) == 4
    assert all(axes.get_window_extent().height * 72 / figure.dpi > 26 for axes in figure.axes)
    for (one, here), (other, there) in combinations(drawn_at(figure), 2):
        shared = Bbox.intersection(here, there)
        assert shared is None or min(shared.width, shared.height) < 0.5, (one, other)


@pytest.mark.parametrize(
    ("name", "shown"), [("p27", False), ("a-weaver", False), ("Klien A", True), ("Ibu", True), ("S", True)]
)
def test_a_name_for_computers_stands_in_no_chart(name, shown, language):
    data = pd.DataFrame(
        {"case": name, "session": range(1, 7), "phase": [*"AAABBB"], "outcome": [2, 3, 3, 5, 6, 5]}
    )
    figure = figures.ab_chart(data, basis="synthetic")
    assert (name in [text.get_text() for text in figure.findobj(Text)]) == shown
    assert name in figure.alt


@pytest.mark.parametrize("more", [{}, {"trend": True, "band": True}, {"goal": 8, "events": {2: "pindah"}}])
def test_letters_of_a_chart_for_a_wall_are_large_where_its_panel_stays_high(more, language):
    data = pd.DataFrame(
        {"case": "Klien A", "session": range(1, 7), "phase": [*"AAABBB"], "outcome": [2, 3, 3, 5, 6, 5]}
    )
    figure = figures.ab_chart(data, basis="synthetic", size="wall", **more)
    width, height = (inches * 72 for inches in figure.get_size_inches())
    assert width / height == pytest.approx(16 / 9, abs=0.01)
    least = min(text.get_size() for text in figure.findobj(Text) if text.get_text().strip())
    assert least > height / 35
    assert figure.axes[0].get_window_extent().height * 72 / figure.dpi > height / 4
