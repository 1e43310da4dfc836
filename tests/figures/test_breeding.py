"""Orders of a genogram come from lots: near relatives move together, and what is bred only gets better."""

import random

import numpy as np
import pytest
from gallery.synthetic import LARGE, SYNTHETIC, synthetic

from casekit.figures.kinship import clans
from casekit.figures.order import Order
from casekit.figures.relatives import Relatives
from casekit.figures.search import Breed
from casekit.figures.springs import Springs

FAMILIES = {name: synthetic(text) for name, text in {**SYNTHETIC, **LARGE}.items()}


def ordered(case):
    """Return the units of the first clan of a case in an order."""
    clan = clans(case)[0]
    kin = Relatives(clan.rows, clan.families)
    return Order(kin, kin.units())


def number(order, who):
    """Return the number of a person, and the unit in which they stand."""
    (place,) = [place for place, node in enumerate(order.kin.nodes) if node.is_(who)]
    return place, order.of[place]


@pytest.mark.parametrize("name", FAMILIES)
def test_any_order_comes_back_from_its_lots(name):
    order, dice = ordered(FAMILIES[name]), random.Random(2)
    springs = Springs(order)
    for _ in range(5):
        rows = [dice.sample(row, len(row)) for row in order.by_level()]
        assert springs.rows(springs.lots(rows)) == rows


def test_without_lots_siblings_stand_in_order_of_birth():
    order = ordered(synthetic("m1 f1 > m2 f3 m4\nm5 f3 > a1\nm2 f6 > a2\nm4 f7 > a3"))
    springs = Springs(order)
    (places,) = springs.places(np.zeros((1, springs.people)))
    oldest, middle, youngest = (places[number(order, who)[1]] for who in ("m2", "f3", "m4"))
    assert oldest < middle < youngest


def test_who_gets_another_lot_takes_near_relatives_along():
    order = ordered(synthetic("m1 f1 > m2 f3\nm2 f4 > a1 a2\nm5 f3 > a3\nf7 m8 > f4 m9"))
    springs = Springs(order)
    lots = np.zeros((2, springs.people))
    lots[1, number(order, "m2")[0]] = 100
    before, after = springs.places(lots)
    moved = {who: (after - before)[number(order, who)[1]] for who in ("m2", "f4", "a1", "a3", "m5", "m9")}
    assert moved["m2"] > moved["f4"] > moved["m9"]
    assert moved["m2"] > moved["a1"] > moved["a3"]
    assert min(moved.values()) > 0


def test_a_breed_keeps_the_best_of_all_orders_each_cost_once():
    order = ordered(FAMILIES["34 persons with marriages among them"])
    breed = Breed(order)
    least = [breed.cost[0]]
    for _ in range(3):
        rows = breed.best()[0]
        order.arrange(rows)
        assert order.cost() == pytest.approx(breed.cost[0])
        assert (np.diff(breed.cost) > 0).all()
        least.append(breed.cost[0])
    assert least == sorted(least, reverse=True)
    assert least[-1] < least[0]


def test_an_order_that_is_better_than_all_others_becomes_the_first_of_the_breed():
    order = ordered(FAMILIES["60 persons with marriages among them"])
    order.arrange(Breed(order).best()[0])
    order.settle(0.0)
    breed = Breed(order)
    assert breed.cost[0] > order.cost()
    breed.add([order.rows])
    assert breed.cost[0] == pytest.approx(order.cost())


def test_breeding_finds_better_orders_than_settling_those_drawn_by_lot():
    order, dice, settled = ordered(FAMILIES["56 persons with marriages among them"]), random.Random(3), []
    for _ in range(8):
        order.arrange([dice.sample(row, len(row)) for row in order.by_level()])
        order.settle(0.0)
        settled.append(order.cost())
    breed = Breed(order)
    breed.best()
    assert breed.cost[0] < 0.8 * min(settled)
