"""Synthetic families that are hard to lay out, each with what makes it so; nobody in them exists.

A line is a union: its partners, its status unless married, and after ``>`` its children in birth order. The
first letter of an id tells the sex: m for men, f for women, anything else for not known. A child is
biological unless ``:adopted`` or another link follows; ``=`` names the child that it was born together with.
Lines that begin with ``home`` are households, those with ``tie`` emotional ties.
"""

import random
from itertools import count
from typing import Any

from gallery.families import families, family, home, person, tie, union

from casekit.model import Case
from casekit.vocab import codes

SYNTHETIC = {
    "three wives with children": "m1 f1 > f2 m2\nm1 f3 divorced > m3\nm1 f4 > f5 f6",
    "four wives": "m1 f1 > m2\nm1 f2 > f3\nm1 f4 > m3\nm1 f5 > f6\nm0 f0 > m1 m9",
    "wives who are sisters": "m1 f1 > f2 f3 f4\nm2 f5 > m3\nm3 f2 > m4\nm3 f4 > f6 m5",
    "chain of remarriages": (
        "m1 f1 divorced > a1 a2\nm2 f1 > a3\nm2 f2 divorced > a4\nm3 f2 > a5 a6\nm3 f3 divorced > a7"
    ),
    "ring of exchanged partners": "m1 f1 divorced > a1\nm2 f2 divorced > a2\nm1 f2 > a3\nm2 f1 > a4",
    "cousins marry": "m1 f1 > m2 f2\nm2 f3 > m4 f4\nm5 f2 > f5 m6\nm4 f5 > a1 a2",
    "double cousins": "m1 f1 > m2 m3\nm4 f4 > f5 f6\nm2 f5 > a1 a2\nm3 f6 > a3 a4",
    "two pairs of double cousins marry": (
        "m1 f1 > m2 m3\nm4 f4 > f5 f6\nm2 f5 > m7 f7\nm3 f6 > m8 f8\nm7 f8 > a1\nm8 f7 > a2"
    ),
    "uncle and niece": "m1 f1 > m2 f2\nm3 f2 > f4 m4\nm2 f4 > a1",
    "aunt and nephew": "m1 f1 > f2 m3\nm3 f3 > m4 f5\nm4 f2 > a1\nm6 f5 > a2",
    "triplets": "m1 f1 > f2 f3=f2 m4=f2 m5\nm6 f3 > a1 a2=a1 a3=a1",
    "twins marry": "m1 f1 > m2 m3=m2\nm4 f4 > f5 f6=f5\nm2 f5 > a1\nm3 f6 > a2",
    "adopted by an uncle": "m1 f1 > m2 m3\nm2 f2 > a1 a2\nm3 f3 > a3 a2:adopted",
    "adopted by grandparents": "m1 f1 > f2 m2\nm3 f2 casual > a1\nm1 f1 > a1:adopted\nhome m1 f1 a1",
    "raised by a grandmother": (
        "m1 f1 widowed > f2 f3\nm4 f2 separated > a1 a2\nm5 f3 > a3\nhome f1 a1 a2\ntie f1 a1 fused"
    ),
    "half-siblings of both sides": (
        "m0 f0 > m1 f9\nm1 f1 divorced > a1 a2\nm1 f2 > a3\nm3 f1 > a4 a5\nm5 f2 divorced > a6\n"
        "home f1 m3 a1 a2 a4 a5"
    ),
    "fathers who are not known": (
        "f1 casual > a1\nf1 > a2\nm1 f1 separated > a3\nm2 f2 > f1 f3\nf3 affair > a4"
    ),
    "middle child marries": "m1 f1 > m2 f2 m3\nm4 f4 > f5 m5 f6\nm5 f2 > a1 a2\nhome f2 m5 a1 a2",
    "three brothers, three families": (
        "m1 f1 > m2 m3 m4\nm5 f5 > f6 f7\nm8 f8 > f9 m9\nm10 f10 > m11 f11 m12\n"
        "m2 f6 > a1 a2\nm3 f9 > a3\nm4 f11 > a4 a5"
    ),
    "grandparents on all sides": (
        "m1 f1 > m2\nm3 f3 > f4\nm5 f5 > m6\nm7 f7 > f8\nm2 f4 > m9 f9\nm6 f8 > f10 m10\nm9 f10 > a1 a2 a3"
    ),
    "brother and sister": "m1 f1 > m2 f2\nm2 f2 > a1",
    "marries the widow of a brother": "m1 f1 > m2 m3\nm2 f2 widowed > a1\nm3 f2 > a2 a3\nm4 f4 > f2 f5",
    "a wife in each generation": "m1 f1 > m2\nm1 f2 > f3\nm2 f4 > m5\nm2 f5 > f6\nm5 f7 > a1\nm5 f8 > a2",
    "foster and step": (
        "m1 f1 divorced > a1 a2\nm2 f1 > a1:step a3 a4:foster\nm3 f3 > a4\nhome m2 f1 a1 a3 a4\nhome m1 a2\n"
        "tie a1 m2 conflict\ntie a1 m1 close\ntie a4 f3 cutoff"
    ),
    "several ties in one couple": (
        "m1 f1 separated > a1 a2\ntie m1 f1 conflict\ntie m1 f1 physical_violence\ntie m1 f1 distant\n"
        "tie f1 a1 close\ntie f1 a1 caretaker\nhome f1 a1 a2"
    ),
    "three households": (
        "m1 f1 > m2 f2 m3\nm2 f4 divorced > a1 a2\nm5 f4 > a3\nm3 f6 > a4 a5\n"
        "home m1 f1 f2 m2\nhome f4 m5 a1 a2 a3\n"
        "home m3 f6 a4 a5\ntie a1 m2 close\ntie m2 m5 conflict"
    ),
    "polygyny in one house": (
        "m1 f1 > a1 a2\nm1 f2 > a3\nm1 f3 religious_only > a4 a5\nhome m1 f1 a1 a2\nhome f2 a3\nhome f3 a4 a5"
    ),
    "many children": "m1 f1 > a1 a2 a3 a4 a5 a6 a7 a8 a9\nm2 a4 > b1 b2\na7 f3 > b3\nm4 f4 > f3 f5",
    "five generations in a line": "m1 f1 > m2\nm2 f2 > f3\nm4 f3 > m5\nm5 f5 > a1\nm6 f6 > f5 m7",
    "two clans and a stranger": "m1 f1 > a1 a2\nm2 f2 > a3\nhome a1 a3\ntie a1 a3 close",
    "great-aunt's family": (
        "m1 f1 > f2 m3 f4\nm5 f2 > m6 f6\nm3 f7 > m8\nm9 f4 > f10 m10 f11\nm6 f12 > a1 a2\nm13 f10 > a3\n"
        "m14 f14 > f12 m15\nm8 f11 > a4"
    ),
    "two families joined many times": (
        "m1 f2 > m6\nm3 f2 > f7\nm3 f4 > m8 f9\nm5 f7 > m10 f11\nm6 f7 > m5\nm8 f9 > f12\nm8 f11 > m13\n"
        "m10 f11 > f14\nm13 f12 > m15"
    ),
    "half-siblings with grandparents": (
        "m1 f1 > m7\nm2 f2 > f8\nm3 f3 > m9\nm7 f8 divorced > a1 a2\nm9 f8 > a3\n"
        "tie a1 m9 conflict\nhome f8 m9 a1 a2 a3"
    ),
    "twelve with a chain above": (
        "f4 m4 > f1\nf5 f6 > m1 f7\nm2 f1 divorced > f2\nm1 f7 > m9\nm1 f1 > a1\nm8 f8 > m2 m10\nm10 f2 > a2"
    ),
}

LARGE = {
    "34 persons with marriages among them": (
        "m1 f2 > f3 m4\nf3 m5 divorced > f6 m7\nm8 f9 > f10 m11\nm4 f10 divorced\nm12 f13 > m14 f15\n"
        "f6 m14 cohabiting > m16 m17\nm18 f19 > f20 m21 f22\nf15 m21\nm23 f24 > m25 f26 m27\n"
        "m16 f26 > f28 m29\nm30 f31 > m32 f33\nm17 f33 separated > f34"
    ),
    "56 persons with marriages among them": (
        "m1 f2 cohabiting\nm1 f3 cohabiting > f4 m5\nf4 m6 separated > m7 m8 f9\n"
        "f4 m10 separated > f11\nm7 f12 divorced > f13 f14\nf9 m15 cohabiting > f16\n"
        "m17 f18 > m19 f20 m21\nf11 m21 separated > f22 m23\nf13 m24 divorced\n"
        "f14 m25 separated > f26 m27\nf14 m28 > m29 f30 f31 f32\nf20 m33 > f34 f35\nm36 f37 > m38 m39\n"
        "f22 m38 > f40 f41 m42\nm43 f44 > f45 m46\nf26 m46 separated\nm29 f40 cohabiting\n"
        "f30 m47 cohabiting\nf31 m48 separated\nf32 m42\nf34 m49 cohabiting > m50 f51 f52 m53\n"
        "f35 m54 separated > m55 f56"
    ),
    "60 persons with marriages among them": (
        "m1 f2 > m3 f4 m5\nm6 f7 > m8 m9 f10\nm3 f10\nm3 f11 > m12\nm13 f14 > m15\n"
        "f4 m15 cohabiting > f16 m17\nm18 f19 > m20 f21 f22\nm5 f22 separated > m23 f24\n"
        "m25 f26 > f27 f28 f29\nm12 f27 > m30 m31\nm12 f32 divorced > f33 m34\nf16 m23\nm17 f35\n"
        "m20 f36 divorced > f37\nm23 f38 > m39 f40 f41\nf28 m42 cohabiting > m43 f44\nm30 f45 divorced\n"
        "m46 f47 > f48 f49\nm31 f49 divorced > f50 f51\nf33 m52 cohabiting > f53\n"
        "m34 f54 cohabiting > f55 f56\nf37 m57 > m58 m59\nm39 f60"
    ),
}


def synthetic(text: str) -> Case:
    """Return a family that is written line by line."""
    people: dict[str, Any] = {}
    unions, homes, ties = [], [], []
    sexes = {"m": "male", "f": "female"}
    for number, line in enumerate(text.splitlines()):
        if line.startswith("home "):
            homes.append(home(f"h{number}", line[5:]))
            continue
        if line.startswith("tie "):
            one, other, kind = line[4:].split()
            ties.append(
                tie(one, other, kind, "forward" if "violence" in kind or kind == "caretaker" else "both")
            )
            continue
        couple, _, kids = line.partition(">")
        status = [word for word in couple.split() if word in codes("union_status")]
        partners = [word for word in couple.split() if word not in status]
        for word in (*partners, *kids.split()):
            who = word.partition(":")[0].partition("=")[0]
            people.setdefault(who, person(who, sexes.get(who[0], "unknown")))
        unions.append(
            union(" ".join(partners), kids, status[0] if status else "married") | {"id": f"u{number}"}
        )
    return family([*people.values()], tuple(unions), tuple(homes), tuple(ties))


def by_lot(size: int, seed: int) -> Case:
    """Return a family of about so many, drawn by lot, in which half of the people marry each other."""
    dice, people, lines = random.Random(seed), count(1), list[str]()

    def born(sex: str = "") -> str:
        return (sex or dice.choice("mf")) + str(next(people))

    couples = [(born("m"), born("f")) for _ in range(max(2, size // 12))]
    while couples:
        single = list[tuple[str, tuple[str, str]]]()
        for couple in couples:
            kids = [born() for _ in range(dice.randint(1, 3))]
            lines.append(f"{' '.join(couple)} > {' '.join(kids)}")
            single += [(kid, couple) for kid in kids]
        couples = []
        dice.shuffle(single)
        for kid, parents in single if next(people) < size else ():
            wed = {one for couple in couples for one in couple}
            mates = [
                mate for mate, others in single if mate[0] != kid[0] and others != parents and mate not in wed
            ]
            if dice.random() < 0.8 and kid not in wed:
                stranger = born("f" if kid[0] == "m" else "m")
                mate = dice.choice(mates) if mates and dice.random() < 0.5 else stranger
                couples.append((kid, mate) if kid[0] == "m" else (mate, kid))
    return synthetic("\n".join(lines))


def all_families() -> dict[str, Case]:
    """Return the families of the gallery, those written here, and the large ones."""
    return {**families(), **{name: synthetic(text) for name, text in {**SYNTHETIC, **LARGE}.items()}}
