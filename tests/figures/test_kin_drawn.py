"""Families and networks as caseworkers meet them are drawn so that a printed page or a wall can be read."""

import math
import re
from functools import cache
from itertools import combinations, pairwise

import pytest
import shapely
from extreme_cases import ties
from gallery.families import families, family, home, man, person, union, woman
from gallery.kin import kin, kin_networks
from gallery.networks import network, system, tie
from gallery.synthetic import SYNTHETIC, by_lot, synthetic

from casekit import case_study, figures, load, vocab
from casekit.figures import symbols
from casekit.figures.geometry import faults
from casekit.figures.scene import Path, Words
from casekit.figures.style import FORMATS
from casekit.told import meaning

FAMILIES, NETWORKS = kin(), kin_networks()
SIZES = ("page", "wide", "wall")


@cache
def drawn(name: str, size: str, language: str):
    with vocab.in_language(language):
        if name in FAMILIES:
            case, how = FAMILIES[name]
            return figures.genogram(case, size=size, **how)
        case, how = NETWORKS[name]
        return figures.ecomap(case, size=size, **how)


def said(figure) -> str:
    return " ".join(part.text for page in figure.pages for part in page.parts if isinstance(part, Words))


def areas(scene) -> list[Path]:
    return [part for part in scene.parts if part.role == "outline"]


def ways(scene, *owners: str, role: str = "tie") -> list[Path]:
    wanted = frozenset(owners)
    return [
        part for part in scene.parts if isinstance(part, Path) and part.role == role and part.owners == wanted
    ]


def symbol(scene, who: str) -> Path:
    return next(part for part in scene.parts if part.role == "symbol" and part.owners == frozenset((who,)))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [*FAMILIES, *NETWORKS])
def test_each_is_clear_and_large_enough_in_every_size(name, size, language):
    figure = drawn(name, size, language)
    assert vocab.say("figures.unclear", faults="").split()[0] not in said(figure)
    for page in figure.pages:
        wide, high = page.size
        letters = min(part.size for part in page.parts if isinstance(part, Words))
        if size == "wall":
            assert page.size == (960, 540)
            assert letters >= high / 40
        else:
            form = FORMATS["wide" if wide > high and wide > 520 else "page"]
            assert letters * min(1, form.width / wide, form.height / high) >= 6.99


def explained(figure) -> list[str]:
    """Return what the legend says, a text for each sign."""
    entries: list[list[Words]] = []
    for part in figure.parts:
        if isinstance(part, Words) and not part.owners and part.role == "words" and part.align == "left":
            last = entries[-1][-1] if entries else part
            if entries and part.x == last.x and 0 < part.y - last.y < 1.5 * part.size:
                entries[-1].append(part)
            else:
                entries.append([part])
    return [" ".join(part.text for part in entry) for entry in entries]


@pytest.mark.parametrize("name", FAMILIES)
def test_the_legend_of_a_genogram_explains_what_is_drawn_and_nothing_else(name, language):
    case, how = FAMILIES[name]
    told = explained(drawn(name, "wide", language))
    unions = [one for one in case.unions if len(one.partners) > 1 or one.status != "unknown"]
    used = {
        "union_status": {one.status.replace("widowed", "married") for one in unions},
        "child_link": {child.link for one in case.unions for child in one.children} - {"biological"},
        "emotional_tie": {one.tie for one in case.emotional_ties},
    }
    with vocab.in_language(language):
        for scheme, codes in used.items() if not how.get("around") else ():
            for code in vocab.codes(scheme):
                entry = meaning(scheme, code)
                assert told.count(entry) == (code in codes), entry
        for one in case.households:
            assert told.count(str(one.label)) == 1


@pytest.mark.parametrize("name", NETWORKS)
def test_the_legend_of_an_ecomap_explains_what_is_drawn_and_nothing_else(name, language):
    case, how = NETWORKS[name]
    told = explained(drawn(name, "page", language))
    lines = [one for one in case.network.ties if one.tie != "unused"]
    with vocab.in_language(language):
        for code in vocab.codes("tie_kind"):
            if code != "unused":
                assert told.count(vocab.label("tie_kind", code)) == any(one.tie == code for one in lines)
        for code in vocab.codes("tie_strength"):
            entry = vocab.say("figures.tie_strength", strength=vocab.label("tie_strength", code))
            assert told.count(entry) == any(one.strength == code for one in lines)
        for kind in vocab.codes("resource_kind"):
            is_used = any(one.resource == kind for one in case.network.systems)
            assert told.count(vocab.say(f"told.{kind}_system")) == is_used
        assert (vocab.say("figures.energy") in told) == any(one.direction for one in lines)
        for one in case.households:
            is_drawn = case.client in one.members
            is_drawn &= bool(how) or any(tie.person == one.id for tie in lines)
            assert (str(one.label) in told) == is_drawn


@pytest.mark.parametrize("name", [name for name, (case, _) in FAMILIES.items() if case.households])
def test_areas_of_households_run_level_and_upright(name):
    for area in areas(drawn(name, "page", "id")):
        for one, other in pairwise([*area.points, area.points[0]]):
            if math.dist(one, other) > 12:
                assert min(abs(one[0] - other[0]), abs(one[1] - other[1])) < 0.5


def test_households_of_neighbours_meet_and_do_not_lie_on_each_other():
    found = areas(figures.genogram(synthetic(SYNTHETIC["polygyny in one house"])))
    assert len({area.owners for area in found}) == 3
    for one, other in combinations(found, 2):
        if one.owners != other.owners:
            assert shapely.Polygon(one.points).intersection(shapely.Polygon(other.points)).area < 1


def test_six_households_differ_in_colour_and_in_the_dashes_of_their_edge():
    people = [woman(f"p{number}", 30) for number in range(6)]
    homes = tuple(home(f"h{number}", f"p{number}") for number in range(6))
    found = areas(figures.genogram(family(people, homes=homes)))
    assert len({area.colour for area in found}) == len({area.dash for area in found}) == 6
    assert len({area.fill for area in found}) == 6


def test_an_area_goes_past_a_partner_who_is_not_recorded():
    scene = drawn("nikah siri pisah", "page", "id")
    (nobody,) = [part for part in scene.parts if part.role == "nobody" and part.owners]
    assert not any(
        shapely.Polygon(area.points).intersects(shapely.Polygon(nobody.points)) for area in areas(scene)
    )


def test_a_word_that_hides_a_line_in_a_household_has_the_colour_of_the_area():
    scene = figures.genogram(load(case_study("c-street-youth")))
    (area,) = areas(scene)
    (sign,) = [part for part in scene.parts if isinstance(part, Words) and part.text == "?" and part.owners]
    assert sign.ground == area.fill != "white"
    outside = figures.genogram(family([man("klien"), woman("istri")], (union("klien istri", "", "unknown"),)))
    (sign,) = [p for p in outside.parts if isinstance(p, Words) and p.text == "?" and p.owners]
    assert sign.ground == "white"


@pytest.mark.parametrize(
    ("case", "couple"),
    [
        (families()["grandmother and grandchildren"], ("klien", "nenek")),
        (synthetic(SYNTHETIC["raised by a grandmother"]), ("a1", "f1")),
    ],
)
def test_a_tie_to_a_grandmother_goes_between_people_and_not_around_them(case, couple):
    scene = figures.genogram(case)
    (one, other) = (shapely.Polygon(symbol(scene, who).points).centroid for who in couple)
    for way in ways(scene, *couple):
        assert shapely.LineString(way.points).length < 1.4 * one.distance(other)


def test_labels_of_a_row_stand_on_one_line():
    scene = figures.genogram(families()["twins"])
    names = {"Klien G", "Kembaran", "Adik kembar", "Kembar kecil"}
    labels = [part for part in scene.parts if isinstance(part, Words) and part.owners and part.text in names]
    assert len(labels) == 6
    assert len({round(part.y, 1) for part in labels}) == 1


def test_the_question_mark_of_triplets_stands_beside_their_lines():
    scene = drawn("kembar", "page", "id")
    lines = [part for part in scene.parts if part.role in ("line", "sign") and isinstance(part, Path)]
    marks = [part for part in scene.parts if isinstance(part, Words) and part.text == "?"]
    assert len(marks) == 2  # of the triplets, and in the legend
    for mark in marks:
        box = shapely.box(*mark.box).buffer(-0.8)
        assert not any(box.intersects(shapely.LineString(line.points)) for line in lines)


def test_the_break_of_a_tie_lies_where_no_other_tie_crosses():
    scene = drawn("janda duda", "page", "id")
    bars = [way for way in ways(scene, "a1", "suami") if len(way.points) == 2]
    (other,) = [way for way in ways(scene, "s1", "klien") if len(way.points) > 20]
    assert len(bars) == 2
    for bar in bars:
        assert shapely.LineString(bar.points).distance(shapely.LineString(other.points)) > 3


def test_the_legend_shows_a_partner_who_is_not_recorded_as_in_the_drawing():
    for partner, sex in (("woman", "female"), ("man", "male")):
        parent = woman("klien") if partner == "man" else man("klien")
        scene = figures.genogram(family([parent, person("anak")], (union("klien", "anak"),)))
        (shown,) = [part for part in scene.parts if part.role == "nobody"]
        (small,) = [
            part
            for part in scene.parts
            if part.role == "sign" and isinstance(part, Path) and part.colour == shown.colour and part.dash
        ]
        assert len(small.points) == len(shown.points) == len(symbols.nobody(sex, 0, 0, "")[0].points)


def test_pieces_of_a_large_family_cut_nobody_and_are_about_as_large():
    figure = drawn("nama panjang", "wall", "id")
    assert len(figure.pages) == 2
    for one in FAMILIES["nama panjang"][0].people:
        on = [page for page in figure.pages if any(part.owners == {one.id} for part in page.parts)]
        assert len(on) == 1, one.label
    for people in (60, 80):
        figure = figures.genogram(by_lot(people, 2), size="wall")
        assert {page.size for page in figure.pages} == {(960, 540)}
        people_on = [sum(part.role == "symbol" for part in page.parts) for page in figure.pages]
        assert min(count for count in people_on if count) > 2


@pytest.mark.parametrize("name", ["a-weaver", "b-bookkeeper", "c-street-youth", "d-trainee"])
def test_the_household_with_its_systems_and_legend_stands_on_one_wall(name, language):
    figure = figures.ecomap(load(case_study(name)), household=True, size="wall")
    assert len(figure.pages) == 1
    assert vocab.say("figures.no_size").split()[0] in said(figure)


def test_a_legend_stands_whole_on_one_page():
    for size in SIZES:
        figure = figures.ecomap(ties(12), household=True, size=size)
        named = [vocab.say("told.formal_system"), vocab.label("tie_kind", "stressful"), "Rumah tangga"]
        for page in figure.pages:
            words = [part.text for part in page.parts if isinstance(part, Words)]
            assert len({name in words for name in named}) == 1, size


@pytest.mark.parametrize("count", [18, 25])
def test_many_systems_around_a_household_are_shared_among_pages_and_never_cut(count):
    figure = figures.ecomap(ties(count), household=True, size="wall")
    tiled = re.split(r"\d", vocab.say("figures.tiled", down=1, across=1))[0]
    assert tiled not in said(figure)
    for page in figure.pages:
        assert faults(page.parts, size=page.size) == []


def test_the_households_of_the_client_are_rings_of_which_none_hides_another():
    people = (woman("ibu"), man("suami"))
    homes = tuple(home(f"rumah{number}", "klien ibu", f"Rumah {number}") for number in range(2))
    far = home("jauh", "suami", "Rumah jauh")
    systems = [system(name) for name in ("masjid", "puskesmas", "sekolah")]
    given = [tie("masjid", who="rumah0"), tie("puskesmas", who="rumah1"), tie("sekolah", who="jauh")]
    figure = figures.ecomap(network(systems, given, people, (*homes, far)))
    rings = [part for part in figure.parts if part.role == "ring"]
    assert [part.owners for part in rings] == [{"rumah1"}, {"rumah0"}]
    outer, inner = (shapely.Polygon(part.points) for part in rings)
    assert outer.contains(inner)
    assert vocab.say("figures.numbered_ties", names="(1) Rumah jauh") in figure.sentences


def test_whose_a_broken_tie_is_stands_beside_its_break():
    figure = drawn("rumah tangga lengkap", "page", "id")
    (name,) = [
        part
        for part in figure.parts
        if isinstance(part, Words) and part.text == "Suami" and "keluarga" in part.owners
    ]
    broken = [part for part in figure.parts if isinstance(part, Path) and part.role == "tie"]
    broken = [part for part in broken if part.owners == name.owners]
    assert len(broken) == 4
    assert not any(shapely.box(*name.box).intersects(shapely.LineString(part.points)) for part in broken)


def test_the_household_in_the_middle_looks_as_in_the_legend():
    figure = drawn("rumah tangga lengkap h", "page", "id")
    frames = [
        part
        for part in figure.parts
        if isinstance(part, Path) and part.closed and part.colour == symbols._HOMES[0][0]
    ]
    assert len(frames) == 2
    assert len({(frame.fill, frame.dash) for frame in frames}) == 1
    assert frames[0].fill != "white"


@pytest.mark.parametrize("size", SIZES)
def test_ties_begin_at_symbols_and_run_over_none_and_inside_the_household(size, language):
    scene = figures.genogram(load(case_study("d-trainee")), size=size)
    [home] = areas(scene)
    shapes = {who: shapely.Polygon(symbol(scene, who).points) for who in home.owners}
    lines = [part for part in scene.parts if isinstance(part, Path) and part.role == "tie"]
    high = min(part.size for part in scene.parts if isinstance(part, Words)) / 2
    for line in lines:
        way = shapely.LineString(line.points)
        assert shapely.Polygon(home.points).contains(way)
        for who in line.owners:
            assert not way.intersects(shapes[who].buffer(-1))
            assert (
                min(shapes[who].distance(shapely.Point(end)) for end in (line.points[0], line.points[-1]))
                < high
            )


def test_several_ties_between_people_who_stand_apart_run_side_by_side():
    scene = figures.genogram(load(case_study("d-trainee")))
    close, conflict = ([], [])
    for part in ways(scene, "mother", "client"):
        (
            conflict
            if len(part.points) > 2 and part.colour == symbols.EMOTIONAL["conflict"].colour
            else close
        ).append(shapely.LineString(part.points))
    assert close
    assert conflict
    assert all(one.distance(other) > 2 for one in close for other in conflict)
