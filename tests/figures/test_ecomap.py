"""An ecomap shows the systems around a client and what ties them, by the conventions, and clearly."""

import math
from functools import cache
from itertools import pairwise

import pytest
import shapely
from gallery.networks import network, networks, system, tie

from casekit import case_studies, case_study, figures, load, vocab
from casekit.figures.geometry import faults
from casekit.figures.scene import Path as Way
from casekit.figures.scene import Words

GALLERY = networks()


@cache
def drawn(name: str, language: str = "id"):
    with vocab.in_language(language):
        return figures.ecomap(GALLERY[name])


def shapes(scene, role: str, owner: str) -> list[Way]:
    return [
        part for part in scene.parts if isinstance(part, Way) and part.role == role and owner in part.owners
    ]


def words(scene) -> str:
    return " ".join(part.text for part in scene.parts if isinstance(part, Words))


@pytest.mark.parametrize("name", GALLERY)
def test_every_network_is_drawn_clearly(name, language):
    scene = drawn(name, language)
    assert faults(scene.parts, size=scene.size) == []


@pytest.mark.parametrize("count", range(1, 21))
def test_up_to_twenty_systems_stand_apart_at_equal_size(count):
    systems = [system(f"sistem_{number}", label=f"Lembaga nomor {number}") for number in range(count)]
    scene = figures.ecomap(network(systems, [tie(one["id"]) for one in systems]))
    circles = [shapes(scene, "symbol", one["id"])[0].box for one in systems]
    assert len({round(right - left, 3) for left, _, right, _ in circles}) == 1
    for one in circles:
        for other in circles:
            assert one is other or math.dist(one[:2], other[:2]) > one[2] - one[0] + 5


def test_an_unused_resource_is_a_dashed_circle_without_a_line(language):
    scene = drawn("unused resources", language)
    for unused in ("lembaga", "organisasi"):
        assert shapes(scene, "tie", unused) == []
        assert shapes(scene, "symbol", unused)[0].dash
    assert shapes(scene, "tie", "tetangga")
    assert not shapes(scene, "symbol", "tetangga")[0].dash
    assert vocab.say("figures.unused").split(",")[0] in words(scene)
    assert vocab.label("tie_kind", "unused") in scene.alt


def test_several_ties_to_one_system_run_side_by_side():
    scene = figures.ecomap(load(case_study("d-trainee")))
    lines = [part for part in shapes(scene, "tie", "family") if not part.closed]
    middles = sorted((part.box[0] + part.box[2]) / 2 for part in lines)
    assert len(middles) == 3
    assert all(there - here > 8 for here, there in pairwise(middles))


def test_kind_and_strength_of_ties_look_different():
    scene = drawn("every tie")
    kinds = ("supportive", "stressful", "ambivalent", "broken", "unknown")
    looks = {
        (kind, strength): [
            (not part.closed and zigzags(part), part.width, part.dash, part.colour)
            for part in shapes(scene, "tie", f"{kind}_{strength}")
        ]
        for kind in kinds
        for strength in ("strong", "moderate", "tenuous", "")
    }
    assert len({str([*dict.fromkeys(look)]) for look in looks.values()}) == len(looks)


def zigzags(part: Way) -> bool:
    (x, y), (to_x, to_y) = part.points[0], part.points[-1]
    length = math.dist(part.points[0], part.points[-1])
    away = [abs((px - x) * (to_y - y) - (py - y) * (to_x - x)) / length for px, py in part.points]
    return max(away) > 1


def test_arrows_point_where_the_energy_goes():
    scene = drawn("unused resources")
    (head,) = [part for part in shapes(scene, "tie", "pendamping") if part.closed]
    client = shapes(scene, "symbol", "klien")[0].box
    middle = ((client[0] + client[2]) / 2, (client[1] + client[3]) / 2)
    assert math.dist(head.points[0], middle) < (client[2] - client[0]) / 2 + 3
    both = [part for part in shapes(drawn("several ties to one"), "tie", "teman") if part.closed]
    assert len(both) == 2


def test_a_tie_of_the_household_begins_at_its_ring():
    scene = drawn("unused resources")
    ring = shapes(scene, "ring", "rumah")[0].box
    (head,) = [part for part in shapes(scene, "tie", "pkh") if part.closed]
    assert ring[3] - 1 < head.points[0][1] < ring[3] + 4
    assert "Rumah tangga Klien G" in words(scene)


@pytest.mark.parametrize("name", ["unused resources", "several ties to one"])
def test_ties_of_the_client_are_seen_within_the_ring_of_the_household(name):
    parts = drawn(name).parts
    rings = [at for at, part in enumerate(parts) if part.role == "ring"]
    ties = [at for at, part in enumerate(parts) if part.role == "tie"]
    assert ties
    assert max(rings, default=-1) < min(ties)


def test_the_legend_says_that_size_means_nothing_and_names_only_what_is_used(language):
    told = words(drawn("one system", language))
    assert vocab.say("figures.no_size") in told
    assert vocab.say("told.formal_system") in told
    assert vocab.say("told.informal_system") not in told.replace(vocab.say("told.formal_system"), "")
    assert vocab.label("tie_kind", "stressful") not in told


def test_no_systems_are_met_with_an_invitation(language):
    scene = figures.ecomap(network([], []))
    assert vocab.say("figures.ecomap_empty") in words(scene)
    assert vocab.say("figures.ecomap_empty") in scene.alt


@pytest.mark.parametrize("name", case_studies())
def test_the_networks_of_the_bundled_cases_are_clear_and_told_in_words(name, language):
    case = load(case_study(name))
    scene = figures.ecomap(case)
    assert faults(scene.parts, size=scene.size) == []
    for one in case.network.systems:
        assert str(one.label) in scene.alt


def test_without_a_household_of_the_client_the_client_stands_in_the_middle():
    case = load(case_study("d-trainee"))
    for home in case.households:
        home.members = [one for one in home.members if one != case.client]
    assert figures.ecomap(case, household=True).alt == figures.ecomap(case).alt


def test_tied_systems_are_joined_by_a_line_of_the_same_kinds(language):
    systems = [system(f"sistem_{number}", label=f"Lembaga {number}") for number in range(7)]
    own = [tie(one["id"]) for one in systems]
    between = tie("sistem_4", "stressful", "strong", "to_client", who="sistem_1")
    scene = figures.ecomap(network(systems, [*own, between]))
    joined = [
        part
        for part in scene.parts
        if isinstance(part, Way) and part.role == "tie" and part.owners == {"sistem_1", "sistem_4"}
    ]
    assert any(zigzags(part) for part in joined if not part.closed)
    [head] = [part for part in joined if part.closed]
    spots = {one["id"]: middle(shapes(scene, "symbol", one["id"])[0].box) for one in systems}
    assert math.dist(head.points[0], spots["sistem_1"]) < math.dist(head.points[0], spots["sistem_4"])
    others = [math.dist(spots["sistem_1"], spots[one["id"]]) for one in systems if one["id"] != "sistem_1"]
    assert math.dist(spots["sistem_1"], spots["sistem_4"]) < min(others) + 1, "not side by side"
    assert faults(scene.parts, size=scene.size) == []
    assert scene.alt.count(vocab.say("told.to_system", who="Lembaga 1")) == 2
    assert vocab.label("tie_direction", "to_client") not in scene.alt


def middle(box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


@pytest.mark.parametrize("size", ["page", "wall"])
@pytest.mark.parametrize("count", [9, 20])
def test_many_ties_between_systems_run_past_everything(count, size):
    systems = [system(f"sistem_{number}", label=f"Lembaga nomor {number}") for number in range(count)]
    own = [tie(one["id"]) for one in systems]
    between = [tie(f"sistem_{number + 2}", who=f"sistem_{number}") for number in range(0, count - 2, 3)]
    figure = figures.ecomap(network(systems, [*own, *between]), size=size)
    for page in figure.pages:
        assert faults(page.parts, size=page.size) == []


def test_a_system_tied_to_itself_or_only_to_another_is_no_unused_one():
    systems = [system("a"), system("b"), system("c")]
    ties = [tie("a"), tie("b", who="a"), tie("c", who="c")]
    scene = figures.ecomap(network(systems, ties))
    assert not shapes(scene, "symbol", "b")[0].dash
    assert shapes(scene, "tie", "c") == []
    assert vocab.say("figures.unused") not in words(scene)


@pytest.mark.parametrize("name", case_studies())
@pytest.mark.parametrize("size", ["wide", "wall"])
def test_the_networks_of_the_bundled_cases_stand_whole_on_one_page(name, size, language):
    case = load(case_study(name))
    figure = figures.ecomap(case, size=size)
    assert len(figure.pages) == 1
    assert vocab.say("figures.no_size").split()[0] in words(figure)
    for one in case.network.systems:
        lines = [
            p.text for p in figure.parts if isinstance(p, Words) and p.role == "words" and one.id in p.owners
        ]
        assert " ".join(lines).rstrip("°*") == str(one.label)


def test_a_word_longer_than_any_circle_is_broken_and_told_in_full():
    name = "Pusatpelayanankesejahteraansosialterpaduanakdankeluargaberbasismasyarakatdesa"
    scene = figures.ecomap(network([system("pusat", label=name), system("masjid")], [tie("pusat")]))
    lines = [p.text for p in scene.parts if isinstance(p, Words) and "pusat" in p.owners]
    assert len(lines) > 1
    assert all(line.endswith("-") for line in lines[:-1])
    assert "".join(line.removesuffix("-") for line in lines) == name
    assert vocab.say("figures.in_full", names=name) in scene.alt


def test_whose_ties_are_is_told_by_a_number_where_the_name_has_no_room():
    case = load(case_study("a-weaver"))
    scene = figures.ecomap(case, household=True)
    home = case.households[0]
    assert vocab.say("figures.numbered_ties", names=f"(1) {home.label}") in scene.alt
    assert "…" not in words(scene)
    assert faults(scene.parts, size=scene.size) == []


def test_numbers_on_lines_are_explained_where_the_client_stands_alone_and_only_those_that_are_drawn():
    case = load(case_study("a-weaver"))
    case.part("mother", "person").label = "Ibu yang menenun sejak muda"
    tie = case.network.ties[0]
    tie.person, tie.tie = "mother", "supportive"
    assert "Ibu yang menenun sejak muda" in words(figures.ecomap(case))
    tie.tie = "unused"
    assert "Ibu yang menenun sejak muda" not in words(figures.ecomap(case))


def test_a_tie_between_systems_on_different_pages_is_told(language):
    systems = [system(f"sistem_{number}", label=f"Lembaga nomor {number}") for number in range(25)]
    between = [tie(f"sistem_{number}", who="sistem_0") for number in range(1, 25)]
    figure = figures.ecomap(network(systems, between), size="wall")
    assert len(figure.pages) > 1
    drawn = {part.owners for page in figure.pages for part in page.parts if part.role == "tie"}
    apart = vocab.say("figures.apart", ties="").partition(":")[0]
    told = next(sentence for sentence in figure.sentences if sentence.startswith(apart))
    on_pages = " ".join(words(page) for page in figure.pages)
    for number in range(1, 25):
        name = f"Lembaga nomor 0 – Lembaga nomor {number} ("
        assert (frozenset(("sistem_0", f"sistem_{number}")) in drawn) != (name in told), name
    assert apart in on_pages


@pytest.mark.parametrize("size", ["page", "wide", "wall"])
def test_a_name_in_a_double_circle_keeps_off_its_inner_ring(size, language):
    scene = figures.ecomap(load(case_study("c-street-youth")), size=size)
    rings = [part for part in scene.parts if isinstance(part, Way) and part.role == "mark" and part.owners]
    assert rings
    for ring in rings:
        free = shapely.Polygon(ring.points)
        names = [part for part in scene.parts if isinstance(part, Words) and part.owners == ring.owners]
        assert names
        for name in names:
            left, top, right, bottom = name.box
            lines = shapely.box(left, top, right, bottom - 0.1 * name.size)  # few letters go lower
            assert free.contains(lines), name.text
            assert free.exterior.distance(lines) > 0.12 * name.size, name.text


@pytest.mark.parametrize("kind", ["stressful", "ambivalent"])
def test_a_zigzag_ends_before_the_number_on_it(kind):
    own = [
        tie("a", kind, "strong"),
        *(tie("b", kind, strength, who="ibu") for strength in ("strong", "tenuous")),
    ]
    mother = {
        "id": "ibu",
        "label": "Ibu yang menenun sejak muda",
        "relation": "mother",
        "basis": "documented",
    }
    scene = figures.ecomap(network([system("a"), system("b")], own, people=(mother,)))
    signs = [part for part in scene.parts if isinstance(part, Words) and part.text == "(1)"]
    assert len(signs) == 2
    for sign in signs:
        left, top, right, bottom = sign.box
        around = shapely.box(left, top - 2, right, bottom + 2)
        lines = [shapely.LineString(part.points) for part in shapes(scene, "tie", "b") if zigzags(part)]
        assert lines
        assert not any(map(around.intersects, lines))
