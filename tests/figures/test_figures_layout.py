"""Every figure is legible: its texts are all there, apart from each other, large and dark enough."""

import itertools
from functools import cache

import pytest
from apart import overlapping
from figure_cases import the_cases
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from casekit import figures, vocab
from casekit.figures.scene import Path, Words
from casekit.figures.style import PAGE_HEIGHT, PAGE_WIDTH, TONES, applied, printable
from casekit.model import Assessment, Plan

FIGURES = ("bpss", "strengths", "swot", "timeline")
CASES = (
    "case D",
    "empty",
    "one of each basis",
    "all derived",
    "500 characters",
    "40 of each",
    "300 of each",
    "hostile",
)

every_figure = pytest.mark.parametrize("name", FIGURES)
every_case = pytest.mark.parametrize("which", CASES)


@cache
def drawn(name: str, which: str, language: str) -> figures.CaseFigure:
    with vocab.in_language(language):
        return getattr(figures, name)(the_case(which))


@cache
def the_case(which):
    return the_cases()[which]


def texts(figure) -> list[Text]:
    return [artist for artist in figure.findobj(Text) if artist.get_text()]


def all_texts(figure) -> list[Text]:
    return [text for page in figure.pages for text in texts(page)]


def boxes(figure, dpi: int) -> list[tuple[str, Bbox]]:
    figure.set_dpi(dpi)
    with applied():
        return [(text.get_text(), text.get_window_extent(measuring(dpi))) for text in texts(figure)]


@cache
def measuring(dpi: int) -> RendererAgg:
    """Return what measures texts, without the paper of 35 MB on which it could draw a page."""
    return RendererAgg(1, 1, dpi)


@cache
def words(figure) -> str:
    return " ".join(text.get_text() for text in texts(figure))


@every_case
@every_figure
def test_no_text_overlaps_another_or_leaves_the_sheet(name, which, language):
    pages = drawn(name, which, language).pages
    for figure, dpi in itertools.product(dict.fromkeys((pages[0], *pages[1:3], pages[-1])), (96, 300)):
        placed = boxes(figure, dpi)
        wide, high = figure.get_size_inches() * dpi
        for text, box in placed:
            assert box.x0 >= 0, text
            assert box.x1 <= wide, text
            assert box.y0 >= 0, text
            assert box.y1 <= high, text
        shared = overlapping([box for _, box in placed])
        assert [(placed[one][0], placed[other][0]) for one, other in shared] == []


@every_case
@every_figure
def test_a_figure_fits_an_a4_page_at_a_readable_size(name, which, language):
    figure = drawn(name, which, language)
    for page in figure.pages:
        width, height = page.size
        assert width == pytest.approx(PAGE_WIDTH)
        assert height <= PAGE_HEIGHT
        assert min(part.size for part in page.parts if isinstance(part, Words)) >= 8


@every_case
@every_figure
def test_every_text_stands_out_from_what_it_is_printed_on(name, which):
    figure = drawn(name, which, "en")
    figure.set_dpi(100)
    renderer = figure.canvas.get_renderer()
    fills = [
        (patch.get_window_extent(renderer), patch)
        for patch in figure.artists
        if isinstance(patch, Patch) and patch.get_facecolor()[3] > 0
    ]
    for text in texts(figure):
        x, y = text.get_transform().transform(text.get_position())
        under = [patch for box, patch in fills if box.x0 - 1 <= x <= box.x1 + 1 and box.y0 <= y + 3 <= box.y1]
        ground = max(under, key=lambda patch: patch.get_zorder()).get_facecolor() if under else "white"
        assert contrast(text.get_color(), ground) >= 4.5, text.get_text()


def contrast(one, other) -> float:
    """Return the contrast ratio of two colours as WCAG 2.2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_case_d_is_shown_in_full(language):
    case = the_case("case D")
    assessment = case.assessment
    shown = {
        "bpss": [item.text for item in assessment.findings],
        "strengths": [item.text for item in assessment.quadrant.items],
        "swot": [item.text for item in [*assessment.swot, *assessment.strategies]],
        "timeline": [activity.text for activity in case.plan.activities],
    }
    for name, expected in shown.items():
        assert expected
        on_sheet = words(drawn(name, "case D", language)).casefold()
        for text in expected:
            assert printable(str(text)).rstrip(".").casefold() in on_sheet
        assert str(case.title) in words(drawn(name, "case D", language))


def test_hostile_text_is_shown_as_it_was_written():
    on_sheet = words(drawn("bpss", "hostile", "id"))
    for text in (
        r"$\frac{1}{0}$ dan Rp$5",
        "<script>alert('x')</script>",
        "{0} {text} %s %(x)d",
        "satu baris baru",
    ):
        assert text in on_sheet


def test_what_the_font_lacks_is_replaced_visibly_and_explained(language):
    figure = drawn("bpss", "hostile", language)
    assert "salam □ kepada petugas" in words(figure)
    assert vocab.say("figures.unprintable") in words(figure)
    assert "السلام" in figure.alt
    assert vocab.say("figures.unprintable") not in words(drawn("bpss", "case D", language))


@pytest.mark.parametrize("which", ["500 characters", "40 of each", "300 of each"])
@every_figure
def test_what_has_no_room_on_a_page_stands_on_the_next_and_no_word_is_lost(name, which, language):
    figure, case = drawn(name, which, language), the_case(which)
    shown = {
        "bpss": [*case.assessment.findings, *case.assessment.unknown],
        "strengths": case.assessment.quadrant.items,
        "swot": [*case.assessment.swot, *case.assessment.strategies],
        "timeline": case.plan.activities,
    }
    on_pages = " ".join(words(page) for page in figure.pages).casefold()
    for part in shown[name]:
        assert is_shown(printable(str(part.text)).rstrip(".").casefold(), on_pages), part.text
    if name == "bpss":
        marks = [text.get_text() for text in all_texts(figure) if text.get_text() in "▲△▼▽●○"]
        assert len(marks) == len(case.assessment.findings) + 3  # and those of the legend
    assert "…" not in on_pages
    for number, page in enumerate(figure.pages, start=1):
        key = "figures.page" if number < len(figure.pages) else "figures.last_page"
        said = vocab.say(key, number=number, count=len(figure.pages), following=number + 1)
        assert said in words(page)


def is_shown(text: str, on_pages: str) -> bool:
    """Tell whether a text stands on pages, in pieces if a page ends or a mark stands within it."""
    return text in on_pages or all(word in on_pages for word in text.split())


def test_made_up_statements_are_always_marked(language):
    tag = vocab.label("basis", "illustrative")
    for name, entries in {"bpss": 3, "strengths": 3, "swot": 6, "timeline": 6}.items():
        figure = drawn(name, "one of each basis", language)
        tags = [text for text in texts(figure) if text.get_text() == tag]
        assert len(tags) == entries + 1  # and the legend
    long = [text for text in all_texts(drawn("bpss", "500 characters", language)) if text.get_text() == tag]
    assert len(long) == 5 + 1


def test_a_board_derived_from_other_findings_says_so_once(language):
    figure = drawn("swot", "case D", language)
    tag = vocab.label("basis", "derived")
    assert [text.get_text() for text in texts(figure)].count(tag) == 1
    assert vocab.about("basis", "derived") in words(figure)
    assert vocab.say("figures.alt_basis", basis=tag) in figure.alt


def test_explored_but_unknown_looks_different_from_nothing_recorded(language):
    unknown, nothing = (
        drawn("bpss", "one of each basis", language),
        drawn("strengths", "all derived", language),
    )
    assert vocab.say("figures.unknown", text="") in words(unknown)
    dashed = [part for part in unknown.parts if isinstance(part, Path) and part.dash]
    assert len(dashed) == 1
    assert vocab.say("figures.nothing").capitalize() in words(nothing)


@every_figure
def test_an_empty_case_is_met_with_an_invitation(name, language):
    figure = drawn(name, "empty", language)
    assert vocab.say(f"figures.{name}_empty") in words(figure)
    assert vocab.say(f"figures.{name}_empty") in figure.alt


def test_strategies_name_the_items_they_join():
    on_sheet = words(drawn("swot", "case D", "en"))
    assert "(S1, S2, O1, O2)" in on_sheet
    assert {"S1", "W1", "O1", "T1"} <= {text.get_text() for text in texts(drawn("swot", "case D", "en"))}


def test_events_stand_in_the_column_of_their_week():
    figure = drawn("timeline", "case D", "en")
    placed = {text.get_text(): text.get_position()[0] for text in texts(figure)}
    columns = {week: placed[str(week)] for week in range(1, 6)}
    rows = {
        round(text.get_position()[1], 1): text.get_text()
        for text in texts(figure)[::-1]
        if len(text.get_text()) > 3
    }
    marks = [text for text in texts(figure) if text.get_text() in "○●◆" and text.get_position()[0] > 200]
    weeks = {
        rows[round(mark.get_position()[1], 1)]: week
        for mark in marks
        for week, x in columns.items()
        if abs(x - mark.get_position()[0]) < 0.1
    }
    assert weeks["Contract"] == 1
    assert weeks["Individual session: Understanding confidence"] == 4
    assert weeks["Termination: contract ended"] == 5
    assert "Case conference before the intervention" in words(figure).partition("Week not recorded")[2]


@pytest.mark.parametrize(
    ("valence", "solid", "hollow"), [("strength", "▲", "△"), ("concern", "▼", "▽"), ("neutral", "●", "○")]
)
def test_a_mark_is_solid_where_a_source_states_the_finding_and_hollow_where_none_does(valence, solid, hollow):
    found = [
        {"id": basis, "dimension": "social", "valence": valence, "text": f"temuan {basis}", "basis": basis}
        for basis in vocab.codes("basis")
    ]
    case = the_case("empty").model_copy(update={"assessment": Assessment(findings=found)})
    written = [part.text for part in figures.bpss(case).parts if isinstance(part, Words)]
    marks = {basis: written[written.index(f"temuan {basis}") - 1] for basis in vocab.codes("basis")}
    assert marks == {"documented": solid, "derived": hollow, "illustrative": hollow}


def test_what_lasts_some_weeks_is_drawn_and_told_from_its_first_week_to_its_last():
    activity = {"id": "a", "text": "Latihan bicara", "week": 3, "until_week": 6, "basis": "documented"}
    case = the_case("empty").model_copy(update={"plan": Plan(activities=[activity])})
    figure = figures.timeline(case)
    columns = {text.get_text(): text.get_position()[0] for text in texts(figure)}
    lines = [part.box for part in figure.parts if isinstance(part, Path) and part.fill == TONES["good"]]
    assert lines
    assert min(left for left, *_ in lines) == pytest.approx(columns["3"], abs=1)
    assert max(right for *_, right, _ in lines) == pytest.approx(columns["6"], abs=1)
    assert "minggu 3 sampai 6: Latihan bicara" in figure.alt


def test_the_text_equivalent_tells_the_content_in_the_language(language):
    said = {
        "id": ("Papan SWOT: Klien D", "Kekuatan (4): S1, bobot 3 dari 3: Aktif mengikuti kegiatan"),
        "en": ("SWOT board: Client D", "Strengths (4): S1, weight 3 of 3: Takes an active part"),
    }
    for words_ in said[language]:
        assert words_ in drawn("swot", "case D", language).alt


@every_case
@every_figure
def test_the_text_equivalent_is_one_line_of_sentences_and_not_endless(name, which, language):
    alt = drawn(name, which, language).alt
    assert "".join(mark for mark in alt if mark not in vocab.ISOLATES).isprintable()
    assert alt.endswith(".")
    assert ".." not in alt.replace("...", "")
    assert len(alt) <= 2000


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("m\u0303an", "m\u0303an"),  # no letter of its own in Unicode
        ("e\u0301", "é"),
        ("x\u1dfe", "x□"),  # an accent that the font does not hold
        ("漢\u0301 a", "□ a"),
        ("a" + "\u0301" * 9, "á\u0301"),
        ("❤\ufe0f", "❤"),
    ],
)
def test_accents_are_kept_or_seen_to_be_missing(written, shown):
    assert printable(written) == shown
