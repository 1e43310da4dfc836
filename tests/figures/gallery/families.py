"""Families and networks that are hard to draw, each with what makes it so."""

import random
from typing import Any

from casekit.model import Case

Facts = dict[str, Any]


def person(key: str, sex: str = "unknown", age: int | None = None, label: str = "", **more: object) -> Facts:
    """Return a person; `key` is the id, and the label where none is given."""
    one = {"id": key, "label": label or key.replace("_", " ").capitalize(), "sex": sex, "basis": "documented"}
    return {"relation": "other", **one, **({"age_years": age} if age is not None else {}), **more}


def man(key: str, age: int | None = None, label: str = "", **more: object) -> Facts:
    return person(key, "male", age, label, **more)


def woman(key: str, age: int | None = None, label: str = "", **more: object) -> Facts:
    return person(key, "female", age, label, **more)


def union(partners: str, children: str = "", status: str = "married", **more: object) -> Facts:
    """Return a union; a child may be written ``name:adopted`` or ``name=twin:identical``."""
    kids = []
    for word in children.split():
        name, _, note = word.partition(":")
        name, _, twin = name.partition("=")
        kid: Facts = {"person": name}
        if twin:
            kid |= {"twin_of": twin, **({"twin": note} if note else {})}
        elif note:
            kid["link"] = note
        kids.append(kid)
    couple = partners.split()
    key = "u_" + "_".join(couple) + (f"_{kids[0]['person']}" if kids else "")
    return {
        "id": key[:59],
        "partners": couple,
        "status": status,
        "children": kids,
        "basis": "documented",
        **more,
    }


def home(key: str, members: str, label: str = "") -> Facts:
    label = label or key.replace("_", " ").capitalize()
    return {"id": key, "label": label, "members": members.split(), "basis": "documented"}


def tie(one: str, other: str, kind: str, direction: str = "both") -> Facts:
    return {"between": [one, other], "tie": kind, "direction": direction, "basis": "documented"}


def family(
    people: list[Facts],
    unions: tuple[Facts, ...] = (),
    homes: tuple[Facts, ...] = (),
    ties: tuple[Facts, ...] = (),
) -> Case:
    """Return a case whose client is the person named so, or the first."""
    client = next((one["id"] for one in people if one["id"] == "klien"), people[0]["id"])
    for one in people:
        if one["id"] == client:
            one["relation"] = "client"
    return Case.model_validate(
        {
            "id": "galeri",
            "title": "Klien G",
            "client": client,
            "people": people,
            "unions": [*unions],
            "households": [*homes],
            "emotional_ties": [*ties],
        }
    )


def families() -> dict[str, Case]:
    """Return the families by what is hard about them."""
    dead = {"life": "deceased"}
    lost = {
        life: person(life, sex, label=label, life=life)
        for life, sex, label in (
            ("pregnancy", "unknown", "Kehamilan"),
            ("miscarriage", "unknown", "Keguguran"),
            ("stillbirth", "female", "Lahir mati"),
            ("abortion", "unknown", "Aborsi"),
        )
    }
    four = [
        man("buyut_laki", 91, "Buyut", **dead, birth_year=1920, death_year=2011),
        woman("buyut", 88, "Buyut perempuan", **dead, birth_year=1925, death_year=2013),
        man("kakek", 74, birth_year=1950),
        woman("nenek", 70, birth_year=1954),
        woman("bibi_tua", 68, "Saudara nenek", birth_year=1956),
        man("kakek_ibu", 77, "Kakek dari ibu", **dead, birth_year=1941, death_year=2018),
        woman("nenek_ibu", 72, "Nenek dari ibu"),
        man("paman", 50),
        man("ayah", 47),
        woman("bibi", 44),
        woman("ibu", 45),
        man("om", 41, "Adik ibu"),
        woman("istri_om", 38, "Istri adik ibu"),
        man("klien", 22, "Klien G"),
        woman("adik", 17, "Adik perempuan"),
        woman("istri", 21),
        man("sepupu", 12),
        woman("anak", 1, "Anak", age_months=4),
    ]
    four_unions = (
        union("buyut_laki buyut", "nenek bibi_tua", start_year=1948),
        union("kakek nenek", "paman ayah bibi"),
        union("kakek_ibu nenek_ibu", "ibu om"),
        union("ayah ibu", "klien adik", start_year=2000),
        union("om istri_om", "sepupu"),
        union("klien istri", "anak", start_year=2023),
    )
    return {
        "one person": family([woman("klien", 17, "Klien G")]),
        "nobody connected": family(
            [
                woman("klien", 17, "Klien G"),
                woman("bibi", 40),
                person("teman", label="Teman serumah"),
                man("paman", 43),
            ]
        ),
        "three partners": family(
            [
                man("klien", 52, "Klien G"),
                woman("istri_1", 50, "Istri pertama"),
                woman("istri_2", 45, "Istri kedua"),
                woman("istri_3", 31, "Istri ketiga"),
                man("anak_1", 27, "Anak sulung"),
                woman("anak_2", 24, "Anak kedua"),
                man("anak_3", 15, "Anak ketiga"),
                woman("anak_4", 3, "Anak bungsu"),
            ],
            (
                union("klien istri_1", "anak_1 anak_2", "divorced", start_year=1995, end_year=2008),
                union("klien istri_2", "anak_3", "separated"),
                union("klien istri_3", "anak_4", "religious_only"),
            ),
            (home("rumah", "klien istri_3 anak_4 anak_3"),),
        ),
        "twins": family(
            [
                man("ayah", 40),
                woman("ibu", 38),
                woman("klien", 14, "Klien G"),
                woman("kembaran", 14, "Kembaran"),
                man("adik_1", 9, "Adik kembar"),
                woman("adik_2", 9, "Adik kembar"),
                man("bungsu_1", 2, "Kembar kecil"),
                man("bungsu_2", 2, "Kembar kecil"),
            ],
            (
                union(
                    "ayah ibu",
                    "klien kembaran=klien:identical adik_1 adik_2=adik_1:fraternal "
                    "bungsu_1 bungsu_2=bungsu_1",
                ),
            ),
        ),
        "adoption and foster": family(
            [
                man("ayah", 50),
                woman("ibu", 48),
                man("ayah_kandung", None, "Ayah kandung", life="unknown"),
                woman("ibu_kandung", 30, "Ibu kandung"),
                woman("klien", 10, "Klien G"),
                man("kakak", 16, "Kakak"),
                man("asuh", 5, "Anak asuh"),
            ],
            (
                union("ayah ibu", "kakak klien:adopted asuh:foster"),
                union("ayah_kandung ibu_kandung", "klien", "casual"),
            ),
            (home("rumah", "ayah ibu klien kakak asuh"),),
            (tie("klien", "ibu", "close"), tie("klien", "ibu_kandung", "distant")),
        ),
        "remarriage with step-children": family(
            [
                man("klien", 44, "Klien G"),
                woman("istri", 39, "Istri"),
                woman("mantan", 41, "Mantan istri"),
                man("mantan_suami", 45, "Mantan suami istri"),
                man("anak_1", 17, "Anak sulung"),
                woman("anak_2", 14, "Anak kedua"),
                woman("tiri_1", 12, "Anak tiri"),
                man("tiri_2", 10, "Anak tiri"),
                woman("bersama", 3, "Anak bersama"),
            ],
            (
                union("klien mantan", "anak_1 anak_2", "divorced", start_year=2004, end_year=2014),
                union("mantan_suami istri", "tiri_1 tiri_2", "divorced"),
                union("klien istri", "bersama", start_year=2018),
            ),
            (home("rumah", "klien istri anak_2 tiri_1 tiri_2 bersama"),),
            (
                tie("klien", "tiri_1", "conflict"),
                tie("istri", "anak_2", "distant"),
                tie("anak_1", "klien", "cutoff"),
            ),
        ),
        "four generations": family(
            four,
            four_unions,
            (home("rumah", "klien istri anak"),),
            (tie("klien", "kakek", "close"), tie("ayah", "paman", "cutoff")),
        ),
        "grandmother and grandchildren": family(
            [
                woman("nenek", 63, "Nenek"),
                man("kakek", None, "Kakek", **dead),
                woman("ibu", 35, "Ibu (TKW)"),
                man("ayah", None, "Ayah", life="unknown"),
                man("paman", 33),
                woman("klien", 12, "Klien G"),
                man("adik", 8),
                woman("sepupu", 5),
            ],
            (
                union("kakek nenek", "ibu paman", "widowed"),
                union("ayah ibu", "klien adik", "separated"),
                union("paman", "sepupu"),
            ),
            (home("rumah_nenek", "nenek klien adik", "Rumah nenek"),),
            (tie("klien", "nenek", "fused"), tie("klien", "ibu", "distant"), tie("klien", "ayah", "cutoff")),
        ),
        "single parent": family(
            [
                woman("klien", 32, "Klien B"),
                person("anak_1", age=12, label="Anak pertama"),
                person("anak_2", age=8, label="Anak kedua"),
            ],
            (union("klien", "anak_1 anak_2", "unknown"),),
            (home("rumah", "klien anak_1 anak_2", "Rumah tangga Klien B"),),
        ),
        "pregnancy and losses": family(
            [
                woman("klien", 29, "Klien G"),
                man("suami", 31),
                man("anak", 6),
                lost["miscarriage"],
                lost["stillbirth"],
                lost["abortion"],
                lost["pregnancy"],
            ],
            (union("suami klien", "anak miscarriage stillbirth abortion pregnancy"),),
        ),
        "violence": family(
            [
                man("suami", 36),
                woman("klien", 33, "Klien G"),
                man("anak_1", 12, "Anak sulung"),
                woman("anak_2", 9, "Anak tengah"),
                woman("anak_3", 4, "Anak bungsu"),
                woman("mertua", 61, "Ibu mertua"),
                man("ipar", 30, "Adik ipar"),
            ],
            (
                union("mertua", "suami ipar"),
                union("suami klien", "anak_1 anak_2 anak_3", "separated", start_year=2010, end_year=2024),
            ),
            (home("rumah_aman", "klien anak_2 anak_3", "Rumah aman"),),
            (
                tie("suami", "klien", "physical_violence", "forward"),
                tie("suami", "anak_1", "emotional_violence", "forward"),
                tie("klien", "ipar", "sexual_violence", "backward"),
                tie("mertua", "klien", "neglect", "forward"),
                tie("anak_1", "anak_2", "fused_conflict"),
                tie("klien", "anak_3", "fused"),
            ),
        ),
        "every union": family(
            [person(f"a{i}", "male", 40 + i, f"Pasangan {i}") for i in range(9)]
            + [person(f"b{i}", "female", 38 + i, f"Mitra {i}") for i in range(9)]
            + [person(f"c{i}", "female", 5 + i, f"Anak {i}") for i in range(9)],
            tuple(
                union(f"a{i} b{i}", f"c{i}" if i % 2 else "", status)
                for i, status in enumerate(
                    (
                        "married",
                        "religious_only",
                        "cohabiting",
                        "engaged",
                        "separated",
                        "divorced",
                        "widowed",
                        "casual",
                        "unknown",
                    )
                )
            ),
        ),
        "nikah siri": family(
            [
                man("suami", 45),
                woman("istri_sah", 43, "Istri sah"),
                woman("klien", 28, "Klien G"),
                woman("anak_1", 15, "Anak dari istri sah"),
                person("bayi", age=0, label="Bayi", age_months=7),
            ],
            (
                union("suami istri_sah", "anak_1", start_year=2008),
                union("suami klien", "bayi", "religious_only", start_year=2023),
            ),
            (home("kontrakan", "klien bayi"),),
            (tie("istri_sah", "klien", "conflict"),),
        ),
        "unknown father": family(
            [
                woman("ibu", 35),
                person("ayah", "male", None, "Ayah (tidak diketahui)", life="unknown"),
                man("klien", 16, "Klien C"),
                man("adik", 6, "Adik seibu"),
            ],
            (union("ayah ibu", "klien", "unknown"), union("ibu", "adik")),
        ),
        "two unknown fathers": family(
            [
                woman("klien", 35, "Klien G"),
                man("anak_1", 16, "Anak pertama"),
                man("anak_2", 6, "Anak kedua"),
                man("suami", 40),
                woman("anak_3", 2, "Anak ketiga"),
            ],
            (union("klien", "anak_1"), union("klien", "anak_2"), union("klien suami", "anak_3")),
        ),
        "disconnected couple": family(
            [
                woman("klien", 20, "Klien G"),
                woman("ibu", 44),
                woman("tetangga", 50, "Ibu asuh"),
                man("bapak", 55, "Bapak asuh"),
                man("anak_bapak", 24, "Anak ibu asuh"),
                person("teman", label="Teman sekamar"),
            ],
            (union("ibu", "klien"), union("bapak tetangga", "anak_bapak")),
            (home("asuh", "klien tetangga bapak", "Rumah keluarga asuh"),),
        ),
        "uncle and niece": family(
            [
                man("kakek", 70),
                woman("nenek", 66),
                man("paman", 40),
                woman("ibu", 44),
                man("ayah", 47),
                woman("klien", 22, "Klien G"),
                person("anak", age=1),
            ],
            (
                union("kakek nenek", "ibu paman"),
                union("ayah ibu", "klien"),
                union("paman klien", "anak", "religious_only"),
            ),
        ),
        "raised by grandparents": family(
            [
                man("kakek", 70),
                woman("nenek", 66),
                woman("ibu", 44),
                man("ayah", 47),
                woman("klien", 12, "Klien G"),
            ],
            (union("kakek nenek", "ibu klien:adopted"), union("ayah ibu", "klien", "divorced")),
            (home("rumah", "kakek nenek klien"),),
        ),
        "long names": family(
            [
                man(
                    "ayah",
                    50,
                    "Ayah kandung yang bekerja sebagai buruh bangunan di luar pulau selama bertahun-tahun",
                ),
                woman(
                    "ibu",
                    48,
                    "Ibu yang mempertanggungjawabkan keputusan-keputusan keluarga besarnya sendirian saja",
                ),
                woman("klien", 20, "Klien G"),
                man("adik", 15, "A" * 80),
                man("adik_2", 12, "Adik"),
            ],
            (union("ayah ibu", "klien adik adik_2", start_year=2000),),
            (home("rumah", "ibu klien adik"),),
            (tie("ibu", "klien", "close"),),
        ),
        "two households": family(
            [
                man("ayah", 40),
                woman("ibu", 38),
                man("klien", 9, "Klien G"),
                woman("adik", 6),
                woman("istri_baru", 35, "Istri baru ayah"),
                man("bayi", 1),
            ],
            (union("ayah ibu", "klien adik", "divorced", end_year=2021), union("ayah istri_baru", "bayi")),
            (home("rumah_ibu", "ibu klien adik"), home("rumah_ayah", "ayah istri_baru bayi klien")),
        ),
        "two families joined": family(
            [
                man("kakek", 70),
                woman("nenek", 66),
                man("kakek_2", 72, "Kakek dari ibu"),
                woman("nenek_2", 69, "Nenek dari ibu"),
                man("ayah", 45),
                woman("tante_1", 43, "Bibi"),
                man("paman_1", 40, "Paman"),
                woman("tante_2", 48, "Kakak ibu"),
                man("paman_2", 46, "Kakak ibu"),
                woman("ibu", 42),
                man("suami_tante", 44, "Suami bibi"),
                woman("klien", 18, "Klien G"),
                man("adik", 14),
                man("sepupu", 10),
            ],
            (
                union("kakek nenek", "ayah tante_1 paman_1"),
                union("kakek_2 nenek_2", "tante_2 paman_2 ibu"),
                union("ayah ibu", "klien adik"),
                union("suami_tante tante_1", "sepupu"),
            ),
            (home("rumah", "ayah ibu klien adik nenek"),),
            (tie("klien", "nenek", "close"), tie("ayah", "paman_1", "conflict")),
        ),
        "siblings in the way": family(
            [
                man("kakek", 70),
                woman("nenek", 66),
                man("kakek_2", 72, "Kakek dari ibu"),
                woman("nenek_2", 69, "Nenek dari ibu"),
                man("ayah", 45),
                woman("tante", 43, "Bibi"),
                man("paman", 40, "Paman"),
                woman("ibu", 48),
                man("paman_2", 46, "Adik ibu"),
                woman("klien", 18, "Klien G"),
                man("sepupu", 9),
                woman("istri", 38, "Istri paman"),
            ],
            (
                union("kakek nenek", "ayah tante paman"),
                union("kakek_2 nenek_2", "ibu paman_2"),
                union("ayah ibu", "klien"),
                union("paman istri", "sepupu"),
            ),
        ),
        "every emotional tie": family(
            [man("ayah", 45), woman("ibu", 43)]
            + [person(f"k{i}", "male" if i % 2 else "female", 20 - i, f"Anak {i}") for i in range(7)],
            (union("ayah ibu", " ".join(f"k{i}" for i in range(7))),),
            (),
            (
                tie("ayah", "ibu", "conflict"),
                tie("ayah", "ibu", "close"),
                *(
                    tie(one, f"k{i}", kind, "forward" if "violence" in kind or kind == "neglect" else "both")
                    for i, (one, kind) in enumerate(
                        (
                            ("ayah", "physical_violence"),
                            ("ayah", "fused"),
                            ("ayah", "distant"),
                            ("ibu", "cutoff"),
                            ("ibu", "fused_conflict"),
                            ("ibu", "neglect"),
                            ("ibu", "emotional_violence"),
                        )
                    )
                ),
            ),
        ),
        "derived and made up": family(
            [
                woman("klien", 30, "Klien A"),
                man("suami", None, "Suami (almarhum)", **dead) | {"basis": "derived"},
                person("lain", "other", 20, "Saudara") | {"basis": "illustrative"},
            ],
            (union("suami klien", status="widowed"),),
        ),
        "hostile names": family(
            [
                woman("klien", 30, "<b>&$\\frac{1}{0}$"),
                man("suami", 31, "{0} %s"),
                person("anak", age=3, label="السلام 漢字 😀"),
            ],
            (union("suami klien", "anak"),),
        ),
        "60 persons": many(60),
    }


def many(count: int, seed: int = 7) -> Case:
    """Return a family of so many persons, over four or five generations."""
    dice = random.Random(seed)
    people, unions, couples = [], [], []

    def born(depth: int) -> str:
        key = f"p{len(people)}"
        age = max(1, 95 - 24 * depth - dice.randrange(15))
        people.append(
            person(
                key,
                dice.choice(("male", "female")),
                age,
                f"Orang {len(people)}",
                **({"life": "deceased"} if age > 75 else {}),
            )
        )
        return key

    def wed(one: str, depth: int) -> None:
        mate = born(depth)
        people[-1]["sex"] = "female" if next(p for p in people if p["id"] == one)["sex"] == "male" else "male"
        couples.append((one, mate, depth))

    wed(born(0), 0)
    while couples and len(people) < count:
        one, mate, depth = couples.pop(0)
        kids = [born(depth + 1) for _ in range(min(dice.choice((2, 3, 3, 4)), count - len(people)))]
        unions.append(union(f"{one} {mate}", " ".join(kids)))
        for kid in kids:
            if len(people) < count and depth < 4 and dice.random() < 0.8:
                wed(kid, depth + 1)
    unions += [union(f"{one} {mate}") for one, mate, _ in couples]
    while len(people) < count:
        born(4)
    return family(people, tuple(unions))
