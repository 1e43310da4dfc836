"""An ecomap shows the systems around a client and what ties them, by the conventions, and clearly."""

import math
from functools import cache
from itertools import pairwise

import pytest
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
