"""The key of McGoldrick, Gerson and Petry beyond lines: shading, kin, years; and parts of a family."""

from itertools import pairwise

import pytest
from gallery.families import family, man, person, tie, union, woman

from casekit import figures, vocab
from casekit.errors import FieldError
from casekit.figures import symbols
from casekit.figures.geometry import faults
from casekit.figures.scene import Path as Way
from casekit.figures.scene import Words
from casekit.figures.standing import moved, placed, rows
from casekit.model import Case

HOSTILE = "<script>alert('x')</script> & $\\frac{1}{0}$"


def ways(scene, *owners: str, role: str = "") -> list[Way]:
    wanted = frozenset(owners)
    return [
        part
        for part in scene.parts
        if isinstance(part, Way) and part.owners == wanted and role in ("", part.role)
    ]


def words(scene, owner: str = "") -> list[str]:
    return [
        part.text
        for part in scene.parts
        if isinstance(part, Words) and (not owner or part.owners == frozenset((owner,)))
    ]


def legend(scene) -> str:
    return " ".join(part.text for part in scene.parts if isinstance(part, Words) and not part.owners)


def shades(scene, who: str) -> list[tuple[float, float, float, float]]:
    """Return the filled parts of a symbol: left, top, right and bottom, from -1 to 1 of its size."""
    (symbol,) = ways(scene, who, role="symbol")
    left, top, right, bottom = symbol.box
    x, y, half = (left + right) / 2, (top + bottom) / 2, (right - left) / 2
    filled = [
        way for way in ways(scene, who, role="mark") if way.closed and way.fill not in ("none", "white")
    ]
    return [
        tuple(round((edge - middle) / half) for edge, middle in zip(way.box, (x, y, x, y), strict=True))
        for way in filled
    ]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([], []),
        (["physical_illness"], [(-1, -1, 0, 1)]),
        (["mental_illness"], [(-1, -1, 0, 1)]),
        (["physical_illness", "mental_illness"], [(-1, -1, 0, 1)]),
        (["substance_use"], [(-1, 0, 1, 1)]),
        (["recovery"], [(-1, 0, 0, 1)]),
        (["mental_illness", "substance_use"], [(-1, -1, 0, 1), (-1, 0, 1, 1)]),
        (["disability"], []),
    ],
)
@pytest.mark.parametrize("sex", ["male", "female", "unknown"])
def test_illness_fills_the_left_half_and_substances_the_lower(conditions, expected, sex):
    case = family([person("klien", sex, 30, conditions=conditions)])
    scene = figures.genogram(case)
    assert shades(scene, "klien") == expected
    alike = [[code for code in conditions if code.endswith("illness")]]
    alike += [[code] for code in conditions if not code.endswith("illness")]
    for codes in filter(None, alike):
        assert " / ".join(vocab.label("condition", code) for code in codes) in legend(scene)
    told = " ".join(vocab.label("condition", code) for code in conditions)
    for label in (vocab.label("condition", code) for code in vocab.codes("condition")):
        assert (label in legend(scene)) == (label in told)
    assert ("D" in words(scene, "klien")) == ("disability" in conditions)
    assert faults(scene.parts, size=scene.size) == []


def test_the_age_can_still_be_read_upon_the_shading():
    def light(colour: str) -> float:
        levels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in levels]
        return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    assert (light(symbols._SHADE) + 0.05) / (light(symbols.INK) + 0.05) > 7
    assert (1.05) / (light(symbols._SHADE) + 0.05) > 1.9  # and the shading be seen on white


def related(**facts: object) -> Case:
    people = [man("kakek"), woman("nenek"), man("ayah"), woman("bibi"), woman("ibu"), man("paman")]
    return family(
        [*people, man("klien"), woman("sepupu")],
        (
            union("kakek nenek", "ayah bibi"),
            union("ayah ibu", "klien"),
            union("paman bibi", "sepupu"),
            union("klien sepupu", **facts),
        ),
    )


def double(scene, *couple: str) -> bool:
    lines = [way for way in ways(scene, *couple, role="line") if len(way.points) in (2, 4)]
    return len(lines) > 1


@pytest.mark.parametrize("status", ["married", "cohabiting", "religious_only", "divorced"])
def test_cousins_who_marry_are_joined_by_a_double_line(status, language):
    scene = figures.genogram(related(status=status))
    flat = [
        way for way in ways(scene, "klien", "sepupu", role="line") if len({y for _, y in way.points}) == 1
    ]
    assert len(flat) == 1 + (status == "religious_only")
    assert vocab.say("figures.related").split(":")[0] in legend(scene)
    assert any(vocab.say("told.blood_relatives") in said for said in scene.sentences)
    assert not double(scene, "ayah", "ibu")


def test_relatives_whom_nobody_drew_are_joined_so_where_it_is_said():
    couple = [man("klien"), woman("istri")]
    said = figures.genogram(family(couple, (union("klien istri", consanguineous=True),)))
    unsaid = figures.genogram(family([man("klien"), woman("istri")], (union("klien istri"),)))
    assert double(said, "klien", "istri")
    assert not double(unsaid, "klien", "istri")


def test_who_has_a_year_of_death_is_crossed_out(language):
    people = [
        man("klien"),
        woman("ibu", birth_year=1950, death_year=2001),
        man("ayah", life="unknown", death_year=1999),
    ]
    scene = figures.genogram(family(people, (union("ayah ibu", "klien"),)))
    for who in ("ibu", "ayah"):
        assert sum(len(way.points) == 2 for way in ways(scene, who, role="mark")) == 2
    assert vocab.label("life", "deceased") in legend(scene)
    assert "?" not in words(scene, "ayah")
    told = " ".join(scene.sentences)
    assert told.count(vocab.label("life", "deceased")) >= 2
    assert vocab.say("told.life_unknown") not in told


def test_a_separation_stands_with_its_year(language):
    people = [man("klien"), woman("istri")]
    scene = figures.genogram(
        family(people, (union("klien istri", status="separated", start_year=1990, end_year=1995),))
    )
    assert f"1990, {vocab.say('figures.separated_in', year=1995)}" in words(scene)
    assert vocab.say("figures.separated_since").split()[0] in legend(scene)


@pytest.mark.parametrize(
    ("count", "named"), [(2, "kembar"), (3, "kembar tiga"), (4, "kembar empat"), (6, "kembar 6")]
)
def test_children_born_together_are_called_what_they_are(count, named):
    kids = [f"anak{number}" for number in range(count)]
    written = " ".join([kids[0], *(f"{kid}={before}:identical" for before, kid in pairwise(kids))])
    case = family(
        [man("klien"), woman("ibu"), *(person(kid, "female", 5) for kid in kids)],
        (union("klien ibu", written),),
    )
    scene = figures.genogram(case)
    assert f"{named} identik" in legend(scene)
    assert any(f"({named} identik)" in said for said in scene.sentences)
    assert faults(scene.parts, size=scene.size) == []


def test_what_is_asked_for_stands_below_the_label_and_nothing_else(language):
    facts = {"occupation": HOSTILE, "education": "primary", "health": "Rabun"}
    case = family([man("klien", 30, **facts), woman("ibu", 60)], (union("ibu", "klien"),))
    plain = figures.genogram(case)
    assert not {"Rabun", vocab.label("education", "primary")} & {*words(plain)}
    assert HOSTILE not in plain.alt
    scene = figures.genogram(case, show=("education", "occupation"))
    shown = " ".join(words(scene, "klien"))
    assert vocab.label("education", "primary") in shown
    assert "alert" in shown
    assert "Rabun" not in shown
    assert "<script" not in scene.svg
    assert HOSTILE in scene.alt
    assert vocab.say("tables.occupation") in legend(scene)
    assert faults(scene.parts, size=scene.size) == []
    assert len(words(figures.genogram(case, show="health"), "klien")) == len(words(plain, "klien")) + 1


def three_generations() -> Case:
    people = [man("kakek"), woman("nenek"), man("ayah"), woman("ibu"), man("paman"), woman("bibi")]
    people += [man("klien"), woman("istri"), man("mertua"), woman("anak"), woman("sepupu")]
    return family(
        people,
        (
            union("kakek nenek", "ayah paman"),
            union("ayah ibu", "klien"),
            union("paman bibi", "sepupu"),
            union("mertua", "istri"),
            union("klien istri", "anak"),
        ),
        (),
        (tie("klien", "kakek", "close"), tie("klien", "ibu", "close")),
    )


def test_a_part_of_the_family_is_marked_where_it_goes_on(language):
    case = three_generations()
    scene = figures.genogram(case, around="klien", generations=1)
    drawn = {
        owner
        for part in scene.parts
        if isinstance(part, Way) and part.role == "symbol"
        for owner in part.owners
    }
    assert drawn == {"klien", "ayah", "ibu", "istri", "anak"}
    assert {who for who in drawn if "⋯" in words(scene, who)} == {"ayah", "istri"}
    assert "⋯" in legend(scene)
    assert vocab.say("figures.more_family").split(",")[0].split()[0] in legend(scene)
    assert "5" in scene.sentences[-1] and "11" in scene.sentences[-1]
    assert not any("Kakek" in said for said in scene.sentences)
    assert faults(scene.parts, size=scene.size) == []
    whole = figures.genogram(case, around=case.person("klien"), generations=3)
    assert "⋯" in words(whole, "istri")
    everything = figures.genogram(
        family([man("klien"), woman("ibu")], (union("ibu", "klien"),)), around="klien"
    )
    assert "⋯" not in words(everything)


def test_without_the_client_somebody_else_is_at_the_centre(language):
    scene = figures.genogram(three_generations(), around="mertua", generations=0)
    assert len(ways(scene, "mertua", role="mark")) == 1
    assert vocab.say("figures.centre_person").split()[-1] in legend(scene)
    assert vocab.say("figures.index_person") not in legend(scene)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"around": "nobody"}, "nobody"),
        ({"around": ""}, ""),
        ({"around": "klien", "generations": -1}, "-1"),
        ({"around": "klien", "generations": "2"}, "2"),
        ({"around": "klien", "generations": True}, "True"),
        ({"show": ("religion",)}, "religion"),
        ({"show": "religion"}, "religion"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(wrong, named, language):
    with pytest.raises(FieldError) as caught:
        figures.genogram(three_generations(), **wrong)
    assert named in str(caught.value)


def applied(case: Case, changes) -> Case:
    data = case.model_dump()
    for one in data["people"]:
        one["left_of"] = changes.get(one["id"], one["left_of"])
    return Case.model_validate(data)


def row_of(case: Case, who: str) -> list[str]:
    return next(row for row in rows(case) if who in row)


def test_a_hand_moves_somebody_past_others_and_back_again():
    kids = ["a", "b", "klien", "d"]
    case = family(
        [man("ayah"), woman("ibu"), *(woman(kid) for kid in kids)], (union("ayah ibu", " ".join(kids)),)
    )
    assert row_of(case, "d") == kids
    for expected in (["a", "b", "d", "klien"], ["a", "d", "b", "klien"], ["d", "a", "b", "klien"]):
        passed, changes = moved(case, "d", left=True)
        case = applied(case, changes)
        at = row_of(case, "d").index("d")
        assert row_of(case, "d")[at + 1] == passed
        assert row_of(case, "d").index("d") == expected.index("d")
    assert moved(case, "d", left=True) is None
    _, changes = moved(case, "d", left=False)
    case = applied(case, changes)
    assert row_of(case, "d").index("d") == 1
    case = applied(case, placed(case, "d"))
    assert not any(one.left_of == "d" or (one.id == "d" and one.left_of) for one in case.people)


def test_a_wish_that_contradicts_another_takes_its_place():
    case = family([woman("a"), woman("klien")], (union("a klien"),))
    one = applied(case, {"a": "klien"})
    _, changes = moved(one, "klien", left=True)
    assert changes == {"klien": "a", "a": None}
    assert row_of(applied(one, changes), "a") == ["klien", "a"]


def test_each_press_brings_somebody_further_also_past_couples():
    kids, mates = ["a", "b", "klien", "d"], ["x", "y", "z"]
    case = family(
        [man("ayah"), woman("ibu"), *map(man, kids), *map(woman, mates)],
        (
            union("ayah ibu", " ".join(kids)),
            *(union(f"{kid} {mate}") for kid, mate in zip(kids, mates, strict=False)),
        ),
    )
    places = [row_of(case, "d").index("d")]
    while found := moved(case, "d", left=True):
        case = applied(case, found[1])
        places.append(row_of(case, "d").index("d"))
        for one, mate in zip(kids, mates, strict=False):  # nobody stands between a couple
            assert abs(row_of(case, one).index(one) - row_of(case, one).index(mate)) == 1
    assert len(places) > 1
    assert all(after < before for before, after in pairwise(places))
