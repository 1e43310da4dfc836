"""Marks, against tables computed by hand; whatever is answered, they lie between nothing and the points."""

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.course import Answer, lesson, mark, worth
from casekit.course.board import to_place
from casekit.course.items import Matching, Multiple, Numeric, Ordering
from casekit.course.mixing import mixed
from casekit.course.shown import key_of, shown

ITEMS = lesson("example").items
NAMES = sorted(path.stem for path in (Path(__file__).parents[2] / "notebooks" / "items").glob("*.yaml"))
SORT = "where-it-belongs"
STEPS = ["assessment", "planning", "intervention", "evaluation"]

# id of the item, what is answered -> state, points, right, parts
BY_HAND = [
    ("small-talk", {"chosen": ["silence"]}, ("right", 1, 1, 1)),
    ("small-talk", {"chosen": ["exchange"]}, ("wrong", 0, 0, 1)),
    ("small-talk", {"chosen": ["silence", "exchange"]}, ("wrong", 0, 0, 1)),  # written by hand into the file
    ("small-talk", {"chosen": ["gone"]}, ("wrong", 0, 0, 1)),
    ("who-partners", {"chosen": ["client", "sister"]}, ("right", 1, 2, 2)),
    ("who-partners", {"chosen": ["client"]}, ("partly", 0.5, 1, 2)),
    ("who-partners", {"chosen": ["client", "sister", "neighbour"]}, ("wrong", 0, 2, 2)),
    ("who-partners", {"chosen": ["client", "neighbour"]}, ("wrong", 0, 1, 2)),  # 1/2 - 1 is not below nothing
    ("four-steps", {"chosen": STEPS}, ("right", 1, 4, 4)),
    ("four-steps", {"chosen": STEPS[::-1]}, ("wrong", 0, 0, 4)),
    ("four-steps", {"chosen": [*STEPS[1:], STEPS[0]]}, ("partly", 0.5, 2, 4)),  # two steps are still followed
    ("four-steps", {"chosen": ["planning", "assessment", *STEPS[2:]]}, ("partly", 0.5, 2, 4)),
    ("four-steps", {"chosen": [*STEPS, *STEPS]}, ("right", 1, 4, 4)),
    (
        "where-it-belongs",
        {"placed": {"no-check": "biological", "weaves": "psychological"}},
        ("right", 1, 2, 2),
    ),
    ("where-it-belongs", {"placed": {"no-check": "biological", "weaves": "social"}}, ("right", 1, 2, 2)),
    ("where-it-belongs", {"placed": {"no-check": "social"}}, ("wrong", 0, 0, 2)),
    ("where-it-belongs", {"placed": {"weaves": "social", "gone": "social"}}, ("partly", 0.5, 1, 2)),
    ("what-it-is", {"placed": {"support": "support", "affirmation": "affirmation"}}, ("right", 1, 2, 2)),
    ("what-it-is", {"placed": {"support": "affirmation", "affirmation": "advice"}}, ("partly", 0.5, 1, 2)),
    ("difference", {"text": "28000"}, ("right", 1, 1, 1)),
    ("difference", {"text": "28000.0"}, ("right", 1, 1, 1)),
    ("difference", {"text": "52000"}, ("wrong", 0, 0, 1)),
    ("difference", {"text": "0"}, ("wrong", 0, 0, 1)),
    ("difference", {"text": "nan"}, ("wrong", 0, 0, 1)),
    ("name-it", {"text": "Itu VENTILASI."}, ("right", 1, 1, 1)),
    ("name-it", {"text": "ventilating"}, ("right", 1, 1, 1)),
    ("name-it", {"text": "proventilasi"}, ("wrong", 0, 0, 1)),
    ("name-it", {"text": "ventilasi atau katarsis"}, ("wrong", 0, 1, 1)),
    ("why-first", {"text": "Kehamilannya."}, ("unmarked", None, 0, 0)),
]


def item(name):
    return next(own for own in ITEMS if own.id == name)


@pytest.mark.parametrize(("name", "answered", "expected"), BY_HAND)
def test_marks_are_as_computed_by_hand(name, answered, expected):
    found = mark(item(name), Answer(id=name, **answered))
    assert (found.state, found.points, found.right, found.parts) == expected


@pytest.mark.parametrize("own", ITEMS, ids=lambda own: own.id)
def test_missing_empty_and_wrong_are_three_things(own):
    empty = {"text": "  "} if own.asked in ("numeric", "short", "prose") else {"chosen": [], "placed": {}}
    assert mark(own, None).state == "missing"
    assert mark(own, Answer(id=own.id)).state == "missing"
    assert mark(own, Answer(id=own.id, **empty)).state == "empty"
    assert {mark(own, None).points, mark(own, Answer(id=own.id, **empty)).points} == {0}


def test_every_part_that_was_answered_gets_the_feedback_that_was_meant(items):
    def said(name, **answered):
        return [str(remark.text) for remark in mark(items[name], Answer(id=name, **answered)).remarks]

    assert said("small-talk", chosen=["exchange"])[0].startswith("Isi percakapannya")
    assert said("where-it-belongs", placed={"weaves": "social"})[0].startswith("Diterima")
    assert said("where-it-belongs", placed={"weaves": "spiritual"}) == ["Kecakapan ada pada orangnya."]
    assert said("difference", text="52000") == ["Itu jumlahnya. Yang ditanyakan selisihnya."]
    assert said("difference", text="7") == ["Kurangkan angka pertama dari yang kedua."]
    assert "katarsis" not in said("name-it", text="katarsis")[0]


def test_a_tolerance_takes_in_its_bounds():
    number = {"value": 2.5, "tolerance": 0.1, "right": True, "feedback": "ya"}
    own = Numeric(id="n", numeric="Berapa?", numbers=[number], otherwise="tidak")
    states = {text: mark(own, Answer(id="n", text=text)).state for text in ("2.4", "2.6", "2.39", "2.61")}
    assert states == {"2.4": "right", "2.6": "right", "2.39": "wrong", "2.61": "wrong"}


def test_choosing_all_earns_nothing_however_many_are_right():
    for right in range(1, 6):
        options = [{"id": f"o{n}", "text": "x", "right": n < right, "feedback": "f"} for n in range(6)]
        own = Multiple(id="m", multiple="Mana?", options=options, points=3)
        assert mark(own, Answer(id="m", chosen=[option["id"] for option in options])).points == 0


def test_an_order_earns_what_moodle_gives_it():
    """Moodle's "relative to the next item (including last)" counts the items that have their next."""
    for given_order in permutations(STEPS):
        nexts = dict(zip(STEPS, [*STEPS[1:], None], strict=True))
        given_nexts = dict(zip(given_order, [*given_order[1:], None], strict=True))
        expected = sum(nexts[step] == given_nexts[step] for step in STEPS) / 4
        assert mark(item("four-steps"), Answer(id="s", chosen=[*given_order])).points == expected


@pytest.mark.parametrize("length", [3, 4, 5, 6, 9, 12, 40])
def test_steps_left_as_they_are_shown_earn_nothing(length):
    names = [f"s{number}" for number in range(length)]
    steps = [{"id": name, "text": name, "feedback": "f"} for name in names]
    own = Ordering(id="o", ordering="Urutkan", steps=steps)
    shown_first = mixed(names, own.id)
    assert sorted(shown_first) == sorted(names)
    assert mark(own, Answer(id="o", chosen=shown_first)).points == 0


@pytest.mark.parametrize("name", NAMES)
def test_what_is_matched_does_not_stand_in_the_order_of_the_key(name):
    for own in lesson(name).items:
        if isinstance(own, Matching):
            cards, matches = to_place(own)
            key = {pair.id: pair.fitting[0] for pair in own.pairs if pair.fitting}
            places = [[*matches].index(key[card]) for card in cards if card in key]
            assert sorted(matches) == sorted(own.matches)
            at_home = sum(place == at for at, place in enumerate(places))
            assert len(places) < 3 or at_home < len(places) - 1, own.id
            assert len(places) < 3 or places not in (sorted(places), sorted(places)[::-1]), own.id


@pytest.mark.parametrize("own", ITEMS, ids=lambda own: own.id)
def test_the_right_answer_can_be_told(own, language):
    assert all(line.strip() for line in key_of(own)) and key_of(own)


IDS = [
    "silence",
    "client",
    "sister",
    *STEPS,
    "no-check",
    "weaves",
    "social",
    "support",
    "affirmation",
    "gone",
]
CODES = st.sampled_from(IDS)


@given(
    chosen=st.none() | st.lists(CODES, max_size=20),
    placed=st.none() | st.dictionaries(CODES, CODES, max_size=20),
    text=st.none() | st.text(max_size=60) | st.floats().map(str) | st.integers().map(str),
    flags=st.booleans(),
)
def test_whatever_is_answered_earns_between_nothing_and_all(chosen, placed, text, flags):
    for own in ITEMS:
        answer = Answer(id=own.id, chosen=chosen, placed=placed, text=text, checked=flags, shown=flags)
        found = mark(own, answer)
        assert found.of == worth(own)
        assert found.points is None or 0 <= found.points <= found.of
        assert 0 <= found.right <= found.parts
        assert (found.state == "right") <= (found.points == found.of)
        assert isinstance(shown(own, answer).feedback, list)
