"""Figures for a page, a page on its side and a wall: nothing is lost, and all can be read."""

import io
import re
from functools import cache
from itertools import combinations, pairwise

import pytest
import shapely
from extreme_cases import FIGURES, SURE, a_case, extreme, sessions, texts_of, ties
from gallery.synthetic import by_lot
from PIL import Image
from pypdf import PdfReader

from casekit import case_studies, case_study, figures, load, vocab
from casekit.errors import FieldError
from casekit.figures.geometry import faults
from casekit.figures.scene import Path, Words
from casekit.figures.style import FORMATS, TONES, measure, printable, wrap
from casekit.model import Case

SIZES = ("page", "wide", "wall")
EXTREME = extreme()
every_size = pytest.mark.parametrize("size", SIZES)


@cache
def drawn(key: str, size: str):
    name, case = EXTREME[key]
    return getattr(figures, name)(case, size=size)


def words(figure) -> str:
    return " ".join(part.text for page in figure.pages for part in page.parts if isinstance(part, Words))


@every_size
@pytest.mark.parametrize("key", EXTREME)
def test_however_much_there_is_no_word_is_lost(key, size):
    on_pages = words(drawn(key, size))
    for text in texts_of(*EXTREME[key]):
        for word in printable(text).rstrip(".").split():
            assert word in on_pages, text
    assert ("…" in on_pages) <= (vocab.say("figures.shortened") in on_pages)


@every_size
@pytest.mark.parametrize("key", EXTREME)
def test_letters_are_large_enough_for_where_they_are_shown(key, size):
    figure = drawn(key, size)
    for page in figure.pages:
        width, height = page.size
        letters = min(float(found) for found in re.findall(r'font-size="([\d.]+)"', page.svg))
        if size == "wall":
            assert page.size == (960, 540)
            assert letters >= height / 40
        else:
            own = FORMATS["wide" if width > height and width > 520 else "page"]
            assert letters * min(1, own.width / width, own.height / height) >= 6.99


@every_size
@pytest.mark.parametrize("key", EXTREME)
def test_nothing_leaves_its_page(key, size):
    for page in drawn(key, size).pages:
        assert faults(page.parts, size=page.size) == [] or all(inside(part, page.size) for part in page.parts)


def inside(part, size) -> bool:
    left, top, right, bottom = part.box
    return left >= -1 and top >= -1 and right <= size[0] + 1 and bottom <= size[1] + 1


@every_size
@pytest.mark.parametrize("name", case_studies())
def test_every_figure_of_the_bundled_cases_is_drawn_in_every_size(name, size):
    case = load(case_study(name))
    for figure in FIGURES:
        for page in getattr(figures, figure)(case, size=size).pages:
            assert all(inside(part, page.size) for part in page.parts), (figure, size)
            letters = min(part.size for part in page.parts if isinstance(part, Words))
            assert letters >= (page.size[1] / 40 if size == "wall" else 8)


@pytest.mark.parametrize("name", ["a-weaver", "b-bookkeeper", "c-street-youth", "d-trainee"])
def test_findings_go_on_to_a_second_page_of_a_wall_before_they_are_small(name, language):
    pages = figures.bpss(load(case_study(name)), size="wall").pages
    assert len(pages) == 2
    assert min(part.size for page in pages for part in page.parts if isinstance(part, Words)) >= 540 / 34


def test_sessions_with_one_theme_are_one_row_and_one_box(language):
    weekly = vocab.say("figures.weekly", first=5, last=44)
    often = vocab.say("figures.often", count=40, weeks=weekly)
    timeline, thread = drawn_in(language, "40 alike", "timeline"), drawn_in(language, "40 alike", "thread")
    assert often in words(timeline)
    assert words(timeline).count("Latihan bicara") == 1
    assert len(timeline.pages) == len(thread.pages) == 1
    assert f"{vocab.say('told.column_session')} (40)" in words(thread)
    assert often in thread.alt


def drawn_in(language: str, key: str, name: str):
    with vocab.in_language(language):
        return getattr(figures, name)(EXTREME[key][1])


def test_each_page_of_a_thread_shows_what_its_sessions_follow_from():
    for page in drawn("40 sessions", "page").pages:
        columns = {part.box[0] for part in page.parts if isinstance(part, Path) and part.fill == "white"}
        assert not columns or len(columns) >= 5


def test_twenty_five_systems_stand_on_one_page_in_two_rings():
    figure = figures.ecomap(ties(25))
    assert len(figure.pages) == 1
    assert faults(figure.parts, size=figure.size) == []
    assert figure.size[0] * 7 / 8 <= FORMATS["page"].width + 1


def test_the_household_stands_in_the_middle_of_an_ecomap_if_wanted(language):
    figure = figures.ecomap(ties(8), household=True)
    for member in ("Suami", "Klien A", "Anak pertama", "Anak kedua"):
        assert member in words(figure)
    assert "Suami" not in words(figures.ecomap(ties(8)))
    assert vocab.say("figures.own_ties", who="Klien A") in words(figure)
    assert faults(figure.parts, size=figure.size) == []


def test_a_strong_ambivalent_tie_keeps_its_zigzag_apart_from_its_line():
    case = ties(1, kind="ambivalent", strength="strong")
    lines = [
        p for p in figures.ecomap(case).parts if isinstance(p, Path) and p.role == "tie" and not p.closed
    ]
    zigzag, line = (p for p in lines if len(p.points) > 2)
    assert zigzag.width < line.width < 3


def test_an_unknown_size_is_met_with_a_sentence(language, monkeypatch):
    said = vocab.say("figures.size", size="poster", sizes="page, wide, wall")
    with pytest.raises(FieldError, match=re.escape(said)):
        figures.bpss(ties(1), size="poster")
    monkeypatch.setenv("CASEKIT_SIZE", "wall")
    assert figures.bpss(ties(1)).size == (960, 540)


def test_a_pdf_holds_all_pages_and_pictures_are_numbered(tmp_path):
    figure = drawn("60 findings", "wide")
    figure.savefig(tmp_path / "bpss.pdf")
    assert len(PdfReader(tmp_path / "bpss.pdf").pages) == len(figure.pages) > 2
    short = drawn("60 findings", "page")
    short.savefig(tmp_path / "bpss.png", dpi=20)
    expected = ["bpss.png", *(f"bpss-{number}.png" for number in range(2, len(short.pages) + 1))]
    assert sorted(path.name for path in tmp_path.glob("*.png")) == sorted(expected)
    stream = io.BytesIO()
    short.savefig(stream, format="png", dpi=20)
    assert Image.open(stream).width > 100


def test_every_page_without_its_title_keeps_which_page_it_is():
    figure = drawn("60 findings", "page").untitled()
    assert len(figure.pages) > 1
    for page in figure.pages:
        assert figure.title not in [part.text for part in page.parts if isinstance(part, Words)]
        assert page.caption.startswith(figure.title)
    assert vocab.say("figures.page", number=1, count=len(figure.pages), following=2) in words(figure)


@every_size
def test_what_a_level_looks_like_stands_on_the_page_of_its_goal(size):
    for page in drawn("12 goals", size).pages:
        lines = sorted((part for part in page.parts if isinstance(part, Words)), key=lambda part: part.y)
        heads = [at for at, part in enumerate(lines) if part.bold and part.text == "+2"]
        for at in heads:
            assert lines[at + 1].text.startswith(("Tujuan", vocab.say("figures.scale_none").capitalize()))


@every_size
def test_marks_of_the_last_week_stand_within_the_margin(size):
    for page in drawn("40 sessions in time", size).pages:
        for part in page.parts:
            assert part.box[2] <= page.size[0] - 3, part


@pytest.mark.parametrize("size", ["page", "wide"])
@pytest.mark.parametrize("key", [key for key, (name, _) in EXTREME.items() if name != "ecomap"])
def test_no_page_is_almost_empty(key, size):
    high = FORMATS[size].height
    assert all(page.size[1] > high / 3 for page in drawn(key, size).pages[1:])


@pytest.mark.parametrize("name", ["bpss", "swot", "timeline"])
def test_what_is_little_more_than_a_wide_page_holds_stands_on_one(name, language):
    figure = getattr(figures, name)(load(case_study("d-trainee")), size="wide")
    assert len(figure.pages) == 1
    assert 8 * FORMATS["wide"].width / figure.size[0] >= 6.99


@every_size
@pytest.mark.parametrize("key", ["60 findings", "28 long texts"])
def test_a_legend_stays_together(key, size):
    bases = {vocab.about("basis", basis) for basis in ("derived", "illustrative")}
    marks = {vocab.label("valence", valence) for valence in ("concern", "strength")}
    pages = [{*lines(page)} for page in drawn(key, size).pages]
    for said in (bases, marks) if size == "wall" else (bases | marks,):
        assert [said <= page for page in pages if said & page] == [True]


@pytest.mark.parametrize("name", ["bpss", "swot", "thread", "timeline"])
def test_marks_are_explained_on_the_first_page_of_a_wall(name, language):
    case = load(case_study("d-trainee"))
    first, *further = figures.__dict__[name](case, size="wall").pages
    marks = {
        "bpss": vocab.label("valence", "concern"),
        "swot": vocab.say("figures.weight"),
        "thread": vocab.say("figures.alone_sign"),
        "timeline": vocab.say("figures.mark_held"),
    }
    assert further
    assert marks[name] in lines(first)
    assert not any(marks[name] in lines(page) for page in further)


def test_what_is_long_to_explain_goes_on_in_the_next_line_of_a_wall(language):
    figure = figures.thread(sessions(1, alike=True), size="wall")
    assert min(part.size for part in figure.parts if isinstance(part, Words)) > 540 / 34
    assert all(inside(part, figure.size) for page in figure.pages for part in page.parts)
    for word in vocab.say("figures.loose_sign").split():
        assert word in words(figure)


@pytest.mark.parametrize("name", case_studies())
@pytest.mark.parametrize("figure", ["bpss", "cash_book", "swot", "thread", "timeline"])
def test_pages_of_a_wall_share_what_they_hold(figure, name, language):
    """No page of a wall holds next to nothing, and its letters are not small to spare one."""
    pages = figures.__dict__[figure](load(case_study(name)), size="wall").pages
    assert all(low(page) > 0.4 * 540 for page in pages if len(pages) > 1)
    letters = min(part.size for page in pages for part in page.parts if isinstance(part, Words))
    assert letters >= 540 / 38


@pytest.mark.parametrize("key", [key for key, (name, _) in EXTREME.items() if name != "ecomap"])
def test_no_page_of_a_wall_is_almost_empty(key, language):
    name, case = EXTREME[key]
    assert all(low(page) > 540 / 3 for page in getattr(figures, name)(case, size="wall").pages)


def low(page) -> float:
    """Return how far down a page is filled, but for the line that says which it is."""
    foot = max(part.y for part in page.parts if isinstance(part, Words))
    return max(part.box[3] for part in page.parts if not (isinstance(part, Words) and part.y == foot))


def test_a_thread_shortens_texts_only_in_columns_that_are_full():
    with vocab.in_language("id"):
        case = load(case_study("a-weaver"))
        figure = figures.thread(case)
        on_page = words(figure)
        assert len(figure.pages) == 1
        assert vocab.say("figures.shortened") in on_page
        for goal in case.plan.goals:
            assert str(goal.text).rstrip(".").split()[-1] in on_page.split()


def test_links_that_pass_a_full_column_of_a_thread_keep_to_the_page():
    for page in figures.thread(passing(9), size="wide").pages:
        assert all(inside(part, page.size) for part in page.parts)
        low = max(part.box[3] for part in page.parts if isinstance(part, Path))
        foot = min(part.box[1] for part in page.parts if isinstance(part, Words) and part.align == "right")
        assert low <= foot


def passing(count: int):
    """Return a case with a session for each of many activities, and measures of as many goals without any."""
    case = sessions(count, alike=False).model_dump(mode="json", exclude_none=True)
    goals = [{"id": f"m{n}", "text": f"Tujuan {n}", "basis": "documented"} for n in range(count)]
    seen = [{"phase": "B", "value": 2}]
    measures = [
        {"id": f"u{n}", "label": f"Ukuran {n}", "unit": "kali", "improvement": "increase"}
        | {"goals": [f"m{n}"], "observations": seen, "basis": "documented"}
        for n in range(count)
    ]
    case["plan"]["goals"] += goals
    case["evaluation"]["measures"] = measures
    return a_case(**{room: case[room] for room in ("assessment", "plan", "intervention", "evaluation")})


def test_weeks_stand_above_what_has_a_week_only(language):
    held = [
        {"id": f"s{n}", "session": "individual", "theme": f"Tema {n}", "basis": "documented"}
        for n in range(60)
    ]
    held[0]["week"] = 3
    first, *further = figures.timeline(a_case(intervention={"sessions": held})).pages
    week = vocab.say("figures.week").capitalize()
    assert week in lines(first)
    assert further
    assert not any(week in lines(page) for page in further)


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("key", case_studies())
def test_no_text_has_spaces_that_a_browser_takes_for_one(key, name):
    for page in getattr(figures, name)(load(case_study(key))).pages:
        assert [text for text in lines(page) if "  " in text or text != text.strip(" ")] == []


def lines(page) -> list[str]:
    return [part.text for part in page.parts if isinstance(part, Words)]


@pytest.mark.parametrize("dpi", [60, 72, 95])
def test_thin_lines_are_seen_where_pixels_are_coarse(dpi):
    figure = figures.timeline(load(case_study("d-trainee")), size="wide")
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=dpi)
    picture = Image.open(stream).convert("L")
    factor = picture.width / figure.size[0]
    lines = [
        part.box for part in figure.parts if isinstance(part, Path) and 0 < part.box[2] - part.box[0] < 1
    ]
    assert len(lines) > 20
    for left, top, right, bottom in lines:
        x, y = (left + right) / 2 * factor, (top + bottom) / 2 * factor
        near = [picture.getpixel((min(int(x) + aside, picture.width - 1), int(y))) for aside in (-1, 0, 1)]
        assert min(near) < 252


def test_a_word_wider_than_its_column_is_broken_by_syllables(language):
    word = {"id": "menindaklanjutinya", "en": "responsibilities"}[language]
    lines = wrap(f"dan {word}.", 60)
    assert lines[0] == "dan"
    assert all(line.endswith("-") for line in lines[1:-1])
    assert "".join(lines[1:]).replace("-", "") == f"{word}."
    assert len(lines[-1]) > len("nya")
    assert all(measure(line) <= 60 for line in lines)


def test_hollow_marks_are_explained(language):
    case = load(case_study("c-street-youth"))
    for figure in (figures.bpss(case), figures.strengths(case)):
        shown = words(figure)
        assert ({"△", "▽", "○"} & {*shown.split()} != set()) == (vocab.say("figures.hollow") in shown)


def test_open_ends_of_two_columns_of_a_thread_do_not_touch(language):
    for page in figures.thread(load(case_study("d-trainee")), size="wall").pages:
        ends = [part.box for part in page.parts if isinstance(part, Path) and is_open_end(part)]
        for one, other in combinations(ends, 2):
            is_level = one[1] < other[3] and other[1] < one[3]
            assert not is_level or one[2] + 2 < other[0] or other[2] + 2 < one[0]


def is_open_end(part: Path) -> bool:
    return part.fill == "white" and part.colour == TONES["bad"]


@every_size
@pytest.mark.parametrize("key", ["c-street-youth", "d-trainee"])
def test_no_link_of_a_thread_runs_through_an_open_end(key, size, language):
    for page in figures.thread(load(case_study(key)), size=size).pages:
        ways = [part for part in page.parts if isinstance(part, Path) and not part.closed]
        ends = [shapely.box(*part.box) for part in page.parts if isinstance(part, Path) and is_open_end(part)]
        for way in map(shapely.LineString, (way.points for way in ways)):
            assert not any(map(way.intersects, ends))


def test_a_dimension_that_goes_on_says_so_and_is_not_counted_again(language):
    first, second = figures.bpss(load(case_study("b-bookkeeper")), size="wall").pages
    counts, goes_on = "▲ 2" + 3 * "\N{NO-BREAK SPACE}" + "▼ 4", vocab.say("figures.continued")
    shown, further = (
        [part.text for part in page.parts if isinstance(part, Words)] for page in (first, second)
    )
    assert counts in shown
    assert goes_on not in shown
    assert counts not in further
    assert further.count(goes_on) == 1


@every_size
def test_a_session_of_every_week_has_a_round_mark_in_each_also_where_these_are_small(size):
    for page in figures.timeline(sessions(40, alike=True), size=size).pages:
        dots = [part.box for part in page.parts if isinstance(part, Path) and part.fill == TONES["good"]]
        if dots:
            break
    assert len(dots) == 40
    assert all(right - left == pytest.approx(bottom - top) for left, top, right, bottom in dots)
    assert all(one[2] < other[0] for one, other in pairwise(sorted(dots)))


@pytest.mark.parametrize("key", case_studies())
def test_strategies_that_have_room_on_one_wall_stand_together(key, language):
    case = load(case_study(key))
    pages = figures.swot(case, size="wall").pages
    shown = [
        {part.text for part in page.parts if isinstance(part, Words)}
        & {plan.tows.upper() for plan in case.assessment.strategies}
        for page in pages
    ]
    assert sum(map(bool, shown)) <= 1


def tied(count: int) -> Case:
    """Return a household whose members have as many ties of all kinds."""
    case = by_lot(10, 4).model_dump(mode="json", exclude_none=True)
    who = [person["id"] for person in case["people"]]
    kinds = [*vocab.codes("emotional_tie")]
    pairs = [(who[at % len(who)], who[(at + 1 + at // len(who)) % len(who)]) for at in range(count)]
    case["emotional_ties"] = [
        {"between": pair, "tie": kinds[at % len(kinds)], **SURE} for at, pair in enumerate(pairs)
    ]
    case["households"] = [{"id": "h", "label": "Rumah", "members": who[-4:], **SURE}]
    return Case.model_validate(case)


@pytest.mark.parametrize("size", ["wide", "wall"])
def test_a_genogram_with_many_ties_and_a_household_has_its_legend_beside_it(size, language):
    figure = figures.genogram(tied(12), size=size)
    assert len(figure.pages) == 1
    for kind in vocab.codes("emotional_tie"):
        assert vocab.label("emotional_tie", kind).split()[-1] in words(figure)


@every_size
@pytest.mark.parametrize("count", [1, 3, 4, 7])
def test_pieces_of_a_large_family_are_filled_and_explain_their_signs(count, size):
    figure = figures.genogram(by_lot(60, count), size=size)
    assert len(figure.pages) > 1
    for page in figure.pages:
        people = {part.owners for part in page.parts if isinstance(part, Path) and part.role == "symbol"}
        assert len(people) > 2
        women = [who for (who,) in people if who.lower().startswith("f")]
        assert (vocab.label("sex", "female") in lines(page)) == bool(women)
