"""Cash book, goal attainment and the thread: right sums, loose ends in sight, what is invented marked."""

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from apart import overlapping
from figure_cases import CASE_D, HOSTILE
from matplotlib.text import Text

from casekit import figures, store, told, vocab
from casekit.figures.scene import Path as Line
from casekit.figures.scene import Words
from casekit.figures.style import PAGE_HEIGHT, applied
from casekit.model import Case
from casekit.model.cash import cash_weeks

NAMES = ("cash_book", "goal_attainment", "rounds", "thread")
CASE_B = CASE_D.with_name("b-bookkeeper.yaml")
SURE = {"basis": "documented"}


def a_case(**parts) -> Case:
    person = {"id": "client", "label": "Klien A", "relation": "client", **SURE}
    return Case.model_validate(
        {"id": "a", "title": "Klien A", "client": "client", "people": [person], **parts}
    )


def scored(count: int, text: str = "Klien berani bertanya", *scores: int) -> Case:
    """Return a case whose findings were scored in three rounds."""
    found = [
        {
            "id": f"f{n}",
            "dimension": "social",
            "valence": "concern",
            "rating": 4,
            "text": f"{text} {n}",
            **SURE,
        }
        for n in range(count)
    ]
    rounds = [
        {
            "id": f"r{at}",
            "round": name,
            "week": 2 + 3 * at,
            "basis": "derived",
            "scores": [{"scored": one["id"], "score": score} for one in found],
        }
        for at, (name, score) in enumerate(zip(("midway", "end"), scores or (3, 1), strict=True))
    ]
    return a_case(assessment={"findings": found, "rounds": rounds})


def sixty_days() -> Case:
    days = [dt.date(2026, 3, 4) + dt.timedelta(day) for day in range(60)]
    sold = [
        {"id": f"in{n}", "date": day, "text": "jual", "direction": "income", "amount_idr": 50_000 + n, **SURE}
        for n, day in enumerate(days)
    ]
    kinds = ("need", "want", "business", "saving", None)
    spent = [
        {"id": f"out{n}", "date": day, "text": "beli", "direction": "spending", "need": kinds[n % 5]}
        | {"amount_idr": 1_000 * n + 7, **SURE}
        for n, day in enumerate(days)
    ]
    book = {"opening_balance_idr": 20_000, "weekly_target_idr": 10_000, "entries": [*sold, *spent]}
    return a_case(intervention={"cash_book": book})


def goals(count: int, text: str = "Klien berani bertanya") -> Case:
    named = [{"id": f"g{n}", "text": f"{text} {n}", **SURE} for n in range(count + 1)]
    levels = [{"level": code, "text": f"tingkat {code}"} for code in vocab.codes("attainment")]
    scales = [
        {"goal": f"g{n}", "baseline": "-2", "attained": "1", "levels": levels, **SURE} for n in range(count)
    ]
    return a_case(plan={"goals": named}, evaluation={"attainment": scales})


def linked(count: int = 1, **left_out) -> Case:
    """Return a case in which everything is linked, but for fields that are set otherwise."""
    parts = {
        "finding": {"dimension": "social", "valence": "concern", "text": "Malu bertanya", "rating": 3},
        "goal": {"text": "Berani bertanya", "answers": ["finding{n}"]},
        "activity": {"text": "Konseling", "goals": ["goal{n}"]},
        "session": {"session": "individual", "theme": "Rasa malu", "activities": ["activity{n}"]}
        | {"result": "Mulai bertanya"},
        "measure": {"label": "Pertanyaan", "unit": "kali", "improvement": "increase", "goals": ["goal{n}"]}
        | {"observations": [{"phase": "B", "value": 2}]},
    }

    def made(kind: str) -> list[dict]:
        fields = {**parts[kind], **left_out.get(kind, {})}
        return [
            {"id": f"{kind}{n}", **SURE}
            | {
                key: [one.format(n=n) if isinstance(one, str) else one for one in value]
                if isinstance(value, list)
                else value
                for key, value in fields.items()
            }
            for n in range(count)
        ]

    return a_case(
        assessment={"findings": made("finding")},
        plan={"goals": made("goal"), "activities": made("activity")},
        intervention={"sessions": made("session")},
        evaluation={"measures": made("measure")},
    )


def words(figure) -> str:
    return " ".join(text.get_text() for text in figure.findobj(Text))


def test_weekly_totals_are_those_of_pandas():
    case = sixty_days()
    rows = pd.DataFrame([entry.model_dump() for entry in case.intervention.cash_book.entries])
    rows["week"] = (pd.to_datetime(rows["date"]) - pd.Timestamp("2026-03-02")).dt.days // 7 + 1
    sums = rows.pivot_table(index="week", columns="direction", values="amount_idr", aggfunc="sum")
    weeks = cash_weeks(case)
    assert [week.week for week in weeks] == [*sums.index]
    assert [week.income for week in weeks] == [*sums["income"]]
    assert [week.spending.total() for week in weeks] == [*sums["spending"]]
    balance = 20_000 + (sums["income"] - sums["spending"]).cumsum()
    assert [week.balance for week in weeks] == [*balance]
    with vocab.in_language("en"):
        figure = figures.cash_book(case)
        assert f"closing balance {vocab.rupiah(balance.iloc[-1])}" in figure.alt
        for kind, amount in rows.groupby("need")["amount_idr"].sum().items():
            assert f"{vocab.label('money_need', kind)} {vocab.rupiah(amount)}" in figure.alt
        for amount in (*sums["income"], *sums["spending"], *balance):
            assert vocab.rupiah(amount) in words(figure)


def test_an_invented_cash_book_is_marked_in_picture_and_words(language):
    figure = figures.cash_book(store.load(CASE_B))
    tag, said = vocab.label("basis", "illustrative"), vocab.say("figures.cash_made_up", made_up=74, count=74)
    tags = [text for text in figure.findobj(Text) if text.get_text() == tag]
    assert len(tags) == 3 + 1  # the weeks, and the legend
    assert said in words(figure)
    assert said in figure.alt
    assert figure.alt.count(f"({tag})") == 3
    assert tag not in words(figures.cash_book(sixty_days()))


def test_money_is_written_as_people_write_it(language):
    said = {"id": "Rp427.000", "en": "Rp 427,000"}[language]
    assert said in words(figures.cash_book(store.load(CASE_B)))


def test_a_goal_is_shown_from_baseline_to_what_was_attained(language):
    figure = figures.goal_attainment(goals(2))
    placed = [(text.get_text(), round(text.get_position()[0])) for text in figure.findobj(Text)]
    column = {level: x for level, x in placed if level in ("-2", "-1", "0", "+1", "+2")}
    at = {mark: {x for text, x in placed if text == mark and x > 20} for mark in "○●"}
    heads = dict(placed[::-1])
    assert heads["-2"] in at["○"]
    assert heads["+1"] in at["●"]
    assert set(column) == {"-2", "-1", "0", "+1", "+2"}
    assert "tingkat -2" in words(figure)
    assert (
        "Klien berani bertanya 2" in words(figure).partition(vocab.say("figures.scale_none").capitalize())[2]
    )


def test_what_was_scored_again_is_shown_from_first_to_last(language):
    figure = figures.rounds(scored(1, "Malu", 3, 1))
    placed = {
        text.get_text(): round(text.get_position()[0]) for text in figure.findobj(Text) if text.get_text()
    }
    levels = {level: placed[level] for level in "01234"}
    marks = [(text.get_text(), round(text.get_position()[0])) for text in figure.findobj(Text)]
    at = {mark: [x for sign, x in marks if sign == mark and x > 200] for mark in "○◐●"}
    assert at == {"○": [levels["4"]], "◐": [levels["3"]], "●": [levels["1"]]}
    assert f"4 {vocab.label('rating', '4')}" in figure.alt
    assert vocab.label("assessment_round", "end") in figure.alt


def test_a_score_below_the_first_is_better_for_a_concern_and_worse_for_a_strength():
    concern, strength = scored(1, "Malu", 2, 1), scored(1, "Malu", 2, 1)
    strength.assessment.findings[0].valence = "strength"
    assert [told.scored(case)[0].improvement for case in (concern, strength)] == ["decrease", "increase"]
    assert figures.rounds(concern).svg != figures.rounds(strength).svg


def test_thirty_goals_stand_on_as_many_pages_as_they_take_with_all_their_levels(language):
    figure = figures.goal_attainment(goals(30))
    on_pages = " ".join(map(words, figure.pages))
    assert on_pages.count("Klien berani bertanya") == 30 + 1
    assert on_pages.count("tingkat -2") == 30
    assert "…" not in on_pages


def test_a_linked_case_has_no_loose_end(language):
    assert told.loose_ends(linked(3)) == []
    assert vocab.say("figures.no_loose") in words(figures.thread(linked(3)))
    assert vocab.say("figures.no_loose") in figures.thread(linked(3)).alt


@pytest.mark.parametrize(
    ("left_out", "ends"),
    [
        ({"goal": {"answers": []}}, {"Malu bertanya": ["goal"], "Berani bertanya": ["finding"]}),
        ({"activity": {"goals": []}}, {"Konseling": ["goal"], "Berani bertanya": ["activity"]}),
        ({"session": {"result": None}}, {"Rasa malu": ["result"]}),
        ({"measure": {"goals": []}}, {"Pertanyaan": ["goal"], "Berani bertanya": ["result"]}),
        (
            {"activity": {"status": "done"}, "session": {"activities": []}},
            {"Rasa malu": ["activity"], "Konseling": ["session"]},
        ),
    ],
)
def test_what_is_not_linked_is_told(left_out, ends, language):
    case = linked(**left_out)
    assert {step.text: [*step.lacks] for step in told.thread(case) if step.lacks} == ends
    assert " ".join(told.loose_ends(case)) in figures.thread(case).alt
    for text, lacks in ends.items():
        assert any(text in end and vocab.say(f"told.no_{lacks[0]}") in end for end in told.loose_ends(case))


def test_a_strategy_stands_for_the_findings_behind_it_and_a_strength_need_not_be_answered():
    case = linked(goal={"answers": []})
    board = [{"id": "w1", "cell": "weakness", "text": "malu", "findings": ["finding0"], **SURE}]
    case.assessment.swot = board
    case.plan.goals[0].answers = ["w1"]
    strength = {"id": "s", "dimension": "social", "valence": "strength", "text": "Rajin", **SURE}
    case.assessment.findings = [*case.assessment.findings, strength]
    assert told.loose_ends(case) == []
    assert [step.text for step in told.thread(case) if step.column == "finding"] == ["Malu bertanya"]


def test_loose_ends_look_different_from_what_is_linked():
    case = linked(activity={"goals": []})
    dashed = [part for part in figures.thread(case).parts if isinstance(part, Line) and part.dash]
    assert len(dashed) == 2


CROWDED = {
    "cash_book": sixty_days(),
    "rounds": scored(40, " ".join(HOSTILE)),
    "goal_attainment": goals(30, "Klien berani bertanya kepada instruktur tanpa ditemani"),
    "thread": linked(40, finding={"text": "T" * 300}, session={"theme": " ".join(HOSTILE)}),
}


@pytest.mark.parametrize("name", NAMES)
def test_the_figures_of_the_work_fit_a_page_and_invite_where_there_is_nothing(name, language):
    figure = getattr(figures, name)(CROWDED[name])
    for page in figure.pages:
        assert page.size[1] <= PAGE_HEIGHT
        assert len(page.alt) <= 2000
        assert min(part.size for part in page.parts if isinstance(part, Words)) >= 8
    invitation = vocab.say(f"figures.{name}_empty")
    empty = getattr(figures, name)(a_case())
    assert invitation in words(empty)
    assert invitation in empty.alt


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("path", sorted(Path(CASE_D).parent.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_text_of_a_bundled_case_overlaps_another_or_leaves_the_page(name, path, language):
    figure = getattr(figures, name)(store.load(path))
    for page in figure.pages:
        page.set_dpi(96)
        wide, high = page.get_size_inches() * 96
        with applied():
            renderer = page.canvas.get_renderer()
            boxes = [text.get_window_extent(renderer) for text in page.findobj(Text) if text.get_text()]
        assert all(box.x0 >= 0 and box.x1 <= wide and box.y0 >= 0 and box.y1 <= high for box in boxes)
        assert overlapping(boxes) == []


def test_better_and_worse_are_told_apart_without_colours(language):
    better, worse = (figures.rounds(scored(1, "Malu", *scores)) for scores in ((3, 1), (2, 4)))
    worse_case = scored(1, "Malu", 2, 3)
    worse_case.assessment.findings[0].rating = 1
    worse = figures.rounds(worse_case)
    for figure, way, other, dashes in ((better, "better", "worse", 0), (worse, "worse", "better", 1)):
        assert sum(bool(part.dash) for part in figure.parts if isinstance(part, Line)) == dashes
        assert vocab.say(f"figures.rounds_{way}") in words(figure)
        assert vocab.say(f"figures.rounds_{other}") not in words(figure)


def test_a_score_that_nobody_calls_better_is_explained(language):
    case = scored(1, "Malu", 2, 3)
    case.assessment.findings[0].valence = "neutral"
    assert vocab.say("figures.rounds_changed") in words(figures.rounds(case))


def test_a_goal_that_was_lost_ground_on_is_a_broken_line():
    case = goals(1)
    scale = case.evaluation.attainment[0]
    kept = figures.goal_attainment(case)
    scale.baseline, scale.attained = "0", "-2"
    lost = figures.goal_attainment(case)
    dashed = [[part for part in own.parts if isinstance(part, Line) and part.dash] for own in (kept, lost)]
    assert [*map(len, dashed)] == [0, 1]


def test_a_legend_names_no_mark_that_is_not_drawn(language):
    figure = figures.goal_attainment(goals(1))
    assert vocab.say("figures.scale_attained") in words(figure)
    assert vocab.say("figures.scale_same") not in words(figure)
    case = sixty_days()
    assert vocab.say("figures.target_reached") in words(figures.cash_book(case))
    case.intervention.cash_book.weekly_target_idr = 10_000_000
    assert vocab.say("figures.target_reached") not in words(figures.cash_book(case))


def test_a_weight_is_written_as_people_write_it(language):
    case = goals(1)
    case.evaluation.attainment[0].weight = 1.5
    assert {"id": "bobot 1,5", "en": "weight 1.5"}[language] in words(figures.goal_attainment(case))


def test_amounts_put_aside_stand_below_each_other_with_or_without_a_tick():
    figure = figures.cash_book(sixty_days())
    ticks = {
        round(part.y): part.x
        for part in figure.parts
        if isinstance(part, Words) and part.text == "✓" and part.x > 100
    }
    amounts = [part for part in figure.parts if isinstance(part, Words) and part.align == "right"]
    last = {}
    for part in amounts:
        if part.text.startswith("Rp"):
            last[round(part.y)] = max(part.x, last.get(round(part.y), 0))
    assert 0 < len(ticks) < len(last)
    assert len({round(x, 1) for x in last.values()}) == 1
    assert all(0 < x - last[y] < 5 for y, x in ticks.items())


def test_rounds_that_agree_on_the_highest_level_keep_their_marks_within_the_margin():
    figure = figures.rounds(scored(1, "Malu", 4, 4))
    assert all(part.box[2] <= figure.size[0] - 4 for part in figure.parts)


def test_parts_of_the_bars_of_a_cash_book_differ_in_grey():
    parts = figures.cash_book(store.load(CASE_B)).parts
    bars = {part.fill for part in parts if isinstance(part, Line) and is_bar(part)}
    bars -= {"none", "#f7b267"}  # what was wanted is striped
    greys = sorted(sum(share * int(fill[at : at + 2], 16) for at, share in GREY.items()) for fill in bars)
    assert len(greys) == 4
    assert all(other - one > 20 for one, other in pairwise(greys))


GREY = {1: 0.3, 3: 0.59, 5: 0.11}  # how bright red, green and blue are, by where a colour has them


def is_bar(part: Line) -> bool:
    return abs(part.box[3] - part.box[1] - 9) < 0.01


def test_scales_stand_in_the_order_of_the_case_file():
    levels = [{"level": level, "text": f"tingkat {level}"} for level in (1, 2)]
    names = [f"Ranah {number}" for number in (2, 18, 1, 20)]
    scales = [{"id": f"s{n}", "label": name, "levels": levels} for n, name in enumerate(names)]
    scores = [{"scored": f"s{n}", "score": 1} for n in (3, 0, 2, 1)]
    held = [{"id": "r1", "round": "baseline", "scores": scores, **SURE}]
    figure = figures.rounds(a_case(assessment={"instruments": scales, "rounds": held}))
    bold = [part.text for part in figure.parts if isinstance(part, Words) and part.bold]
    assert [text for text in bold if text in names] == names


@pytest.mark.parametrize("size", ["page", "wide", "wall"])
def test_the_bars_of_a_cash_book_are_explained_before_they_are_met(size, language):
    first = figures.cash_book(store.load(CASE_B), size=size).pages[0]
    lines = [part for part in first.parts if isinstance(part, Words)]
    week = min(part.y for part in lines if part.text == vocab.say("figures.week_from", first=3))
    kinds = [vocab.label("money_direction", "income"), *(vocab.label("money_need", one) for one in NEEDS)]
    for kind in kinds:
        assert any(part.text.casefold().startswith(kind.casefold()) and part.y < week for part in lines), kind


NEEDS = ("need", "want", "business", "saving")
