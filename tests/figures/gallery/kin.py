"""Families and networks as caseworkers in Indonesia meet them, each with what makes it hard to draw."""

from typing import Any

from gallery.families import Facts, family, home, man, person, tie, union, woman
from gallery.networks import system
from gallery.networks import tie as tied

from casekit.model import Case

Drawn = tuple[Case, dict[str, Any]]
"""A case, and how it is drawn."""


def kin() -> dict[str, Drawn]:
    """Return families: grandchildren with a grandmother, polygyny, adoption among kin, migrants."""
    found: dict[str, Drawn] = {}
    found["nenek mengasuh cucu"] = (
        family(
            [
                woman("nenek", 61, "Nenek", birth_year=1963, conditions=["physical_illness"]),
                man("kakek", None, "Kakek", birth_year=1958, death_year=2019),
                woman("ibu", 36, "Ibu (pekerja migran)", birth_year=1988),
                man("ayah", None, "Ayah", life="unknown"),
                woman("bibi", 30, "Bibi", birth_year=1994),
                man("klien", 14, "Klien A", birth_year=2010),
                woman("adik", 9, "Adik", birth_year=2015),
            ],
            (
                union("kakek nenek", "ibu bibi", "widowed", start_year=1985),
                union("ayah ibu", "klien adik", "separated", start_year=2008, end_year=2017),
            ),
            (home("h", "nenek klien adik bibi", "Rumah nenek"), home("k", "ibu", "Mes pekerja migran")),
            (
                tie("nenek", "klien", "caretaker", "forward"),
                tie("klien", "ibu", "distant"),
                tie("klien", "ayah", "cutoff"),
            ),
        ),
        {},
    )
    found["poligini tiga rumah"] = (
        family(
            [
                man("suami", 55, "Suami", birth_year=1969),
                woman("klien", 50, "Klien A (istri pertama)"),
                woman("istri2", 42, "Istri kedua"),
                woman("istri3", 29, "Istri ketiga"),
            ]
            + [man(f"a{i}", 28 - 3 * i, f"Anak {i + 1}") for i in range(3)]
            + [woman(f"b{i}", 14 - 2 * i, f"Anak {i + 4}") for i in range(2)]
            + [man("c0", 2, "Anak bungsu")],
            (
                union("suami klien", "a0 a1 a2", start_year=1994),
                union("suami istri2", "b0 b1", "religious_only", start_year=2007),
                union("suami istri3", "c0", "religious_only", start_year=2021),
            ),
            (
                home("h1", "klien a1 a2", "Rumah istri pertama"),
                home("h2", "istri2 b0 b1 suami", "Rumah istri kedua"),
                home("h3", "istri3 c0", "Kontrakan istri ketiga"),
            ),
            (
                tie("klien", "istri2", "conflict"),
                tie("klien", "suami", "fused_conflict"),
                tie("istri2", "istri3", "cutoff_repaired"),
            ),
        ),
        {},
    )
    found["nikah siri pisah"] = (
        family(
            [
                woman("klien", 27, "Klien A"),
                man("suami", 35, "Suami"),
                woman("istri_sah", 33, "Istri sah"),
                woman("bayi", 0, "Bayi", age_months=5),
                man("anak", 8, "Anak istri sah"),
                woman("mertua", 60, "Ibu mertua"),
                man("mantan", 30, "Mantan pacar"),
                person("keguguran", label="Keguguran", life="miscarriage"),
            ],
            (
                union("suami istri_sah", "anak", start_year=2014),
                union("suami klien", "bayi", "religious_only", start_year=2022),
                union("mantan klien", "keguguran", "casual"),
                union("mertua", "suami"),
            ),
            (
                home("k", "klien bayi", "Kos"),
                home("r", "suami istri_sah anak mertua", "Rumah keluarga suami"),
            ),
            (tie("mertua", "klien", "emotional_violence", "forward"), tie("suami", "klien", "distant")),
        ),
        {},
    )
    found["anak angkat kerabat"] = (
        family(
            [
                man("kakek", 72),
                woman("nenek", 70),
                man("ayah", 46, "Ayah kandung"),
                woman("ibu", 43, "Ibu kandung"),
                man("paman", 50, "Paman (ayah angkat)"),
                woman("bibi", 48, "Bibi (ibu angkat)"),
                woman("klien", 12, "Klien A"),
                man("kakak", 17),
                man("adik", 6),
            ],
            (
                union("kakek nenek", "paman ayah"),
                union("ayah ibu", "kakak klien adik", start_year=2004),
                union("paman bibi", "klien:adopted", start_year=2001),
            ),
            (home("h", "paman bibi klien nenek", "Rumah paman"),),
            (tie("klien", "bibi", "close"), tie("klien", "ayah", "distant")),
        ),
        {},
    )
    found["perantau"] = (
        family(
            [
                man("bapak", 58, "Bapak"),
                woman("mak", 55, "Mak"),
                man("klien", 31, "Klien A (perantau)", occupation="Sopir ojek daring", health="Asma"),
                woman("istri", 29, "Istri", occupation="Buruh jahit rumahan"),
                woman("anak1", 7, "Anak pertama", education="primary"),
                man("anak2", 3, "Anak kedua"),
                woman("adik", 24, "Adik", occupation="Pekerja rumah tangga"),
                man("ipar", 26, "Ipar"),
            ],
            (
                union("bapak mak", "klien adik", start_year=1990),
                union("klien istri", "anak1 anak2", start_year=2015),
                union("ipar adik", "", "engaged"),
            ),
            (
                home("desa", "bapak mak istri anak1 anak2", "Rumah di desa"),
                home("kota", "klien adik", "Kontrakan di kota"),
            ),
            (
                tie("klien", "istri", "close"),
                tie("mak", "istri", "conflict"),
                tie("klien", "anak1", "distant"),
            ),
        ),
        {"show": ("occupation", "education", "health")},
    )
    found["kembar"] = (
        family(
            [
                man("ayah", 38),
                woman("ibu", 36),
                man("k1", 12, "Kembar pertama"),
                man("k2", 12, "Kembar kedua"),
                woman("klien", 8, "Klien A"),
                woman("t2", 8, "Kembar tiga (2)"),
                man("t3", 8, "Kembar tiga (3)"),
                woman("b", 1, "Bungsu"),
                person("lahir_mati", "male", label="Lahir mati", life="stillbirth"),
            ],
            (union("ayah ibu", "k1 k2=k1:identical klien t2=klien t3=klien lahir_mati b"),),
        ),
        {},
    )
    found["janda duda"] = (
        family(
            [
                woman("klien", 45, "Klien A"),
                man("almarhum", None, "Suami pertama", death_year=2015, birth_year=1975),
                man("suami", 50, "Suami kedua"),
                woman("almarhumah", None, "Istri pertama", death_year=2017),
                man("a1", 20, "Anak kandung"),
                woman("a2", 16, "Anak kandung"),
                woman("s1", 18, "Anak tiri"),
                man("s2", 13, "Anak tiri"),
                woman("c", 4, "Anak bersama"),
            ],
            (
                union("almarhum klien", "a1 a2", "widowed", start_year=1999, end_year=2015),
                union("suami almarhumah", "s1 s2", "widowed", start_year=2002, end_year=2017),
                union("suami klien", "c s1:step s2:step a1:step a2:step", start_year=2018),
            ),
            (home("h", "klien suami a2 s1 s2 c", "Rumah"),),
            (tie("s1", "klien", "conflict"), tie("a1", "suami", "cutoff")),
        ),
        {},
    )
    found["pariban"] = (
        family(
            [
                man("ompung", 80, "Kakek", death_year=2020),
                woman("ompung_b", 76, "Nenek"),
                man("tulang", 52, "Paman dari ibu"),
                woman("nantulang", 50, "Istri paman"),
                woman("ibu", 48),
                man("ayah", 53),
                man("klien", 26, "Klien A"),
                woman("pariban", 23, "Istri (sepupu)"),
                person("bayi", age=0, label="Bayi", age_months=2),
            ],
            (
                union("ompung ompung_b", "tulang ibu", "widowed"),
                union("tulang nantulang", "pariban"),
                union("ayah ibu", "klien"),
                union("klien pariban", "bayi", start_year=2022),
            ),
            (home("h", "klien pariban bayi"),),
        ),
        {},
    )
    found["rumah gadang"] = (
        family(
            [
                woman("nenek", 75, "Nenek"),
                woman("ibu", 52, "Ibu"),
                man("ayah", 56, "Ayah"),
                man("mamak", 49, "Mamak"),
                woman("istri_m", 45, "Istri mamak"),
                woman("etek", 44, "Etek"),
                man("suami_e", 47, "Suami etek"),
                woman("klien", 25, "Klien A"),
                man("adik", 19, "Adik"),
                woman("s1", 15, "Sepupu 1"),
                man("s2", 11, "Sepupu 2"),
                woman("s3", 9, "Sepupu dari mamak"),
            ],
            (
                union("nenek", "ibu mamak etek", "unknown"),
                union("ayah ibu", "klien adik"),
                union("mamak istri_m", "s3"),
                union("suami_e etek", "s1 s2"),
            ),
            (
                home("h", "nenek ibu ayah etek suami_e klien adik s1 s2", "Rumah gadang"),
                home("m", "mamak istri_m s3", "Rumah istri mamak"),
            ),
            (tie("mamak", "klien", "close"), tie("nenek", "klien", "fused")),
        ),
        {},
    )
    found["keluarga tak jelas"] = (
        family(
            [
                man("klien", 15, "Klien A"),
                woman("ibu", None, "Ibu", life="unknown"),
                man("ayah_tiri", 40, "Ayah tiri", conditions=["substance_use"]),
                man("teman", 17, "Teman sebaya"),
                woman("pengasuh", 38, "Pengasuh di rumah singgah"),
                woman("adik", 7, "Adik seibu"),
            ],
            (union("ibu", "klien", "unknown"), union("ayah_tiri ibu", "adik", "cohabiting")),
            (home("h", "klien teman pengasuh", "Rumah singgah"),),
            (
                tie("ayah_tiri", "klien", "physical_violence", "forward"),
                tie("klien", "teman", "close"),
                tie("klien", "pengasuh", "close"),
            ),
        ),
        {},
    )
    found["banyak ikatan"] = (
        family(
            [
                man("ayah", 48, "Ayah", conditions=["substance_use", "mental_illness"]),
                woman("ibu", 45, "Ibu", conditions=["physical_illness"]),
                man("a", 22, "Anak sulung"),
                woman("klien", 18, "Klien A"),
                woman("c", 12, "Anak ketiga"),
                man("d", 7, "Anak bungsu", conditions=["disability"]),
                woman("nenek", 70, "Nenek"),
            ],
            (union("nenek", "ibu"), union("ayah ibu", "a klien c d", start_year=2000)),
            (home("h", "ayah ibu klien c d nenek", "Rumah keluarga"),),
            (
                tie("ayah", "ibu", "physical_violence", "forward"),
                tie("ayah", "ibu", "conflict"),
                tie("ayah", "klien", "emotional_violence", "forward"),
                tie("ibu", "klien", "fused"),
                tie("nenek", "d", "caretaker", "forward"),
                tie("a", "ayah", "cutoff"),
                tie("klien", "c", "close"),
                tie("nenek", "ayah", "conflict"),
                tie("klien", "d", "close"),
            ),
        ),
        {},
    )
    found["nama panjang"] = (
        family(
            [
                woman("klien", 33, "Klien A yang sedang mendampingi ibunya di rumah sakit"),
                man("suami", 36, "Suami yang bekerja di perkebunan kelapa sawit"),
                woman("ibu", 63, "Ibu yang dirawat karena stroke"),
                man("ayah", 66, "Ayah yang sudah lama pensiun"),
                woman("kakak", 40, "Kakak perempuan yang tinggal di luar pulau"),
                man("kakak_ipar", 44, "Suami kakak perempuan klien"),
                woman("anak", 6, "Anak perempuan klien"),
                man("ponakan", 12, "Keponakan laki-laki klien"),
            ],
            (
                union("ayah ibu", "kakak klien"),
                union("suami klien", "anak"),
                union("kakak_ipar kakak", "ponakan"),
            ),
            (home("h", "klien suami anak ibu ayah", "Rumah tangga klien bersama orang tuanya yang sakit"),),
        ),
        {},
    )
    found["around klien"] = (found["rumah gadang"][0], {"around": "mamak", "generations": 1})
    found["cerai beruntun"] = (
        family(
            [
                woman("n", 66, "Nenek"),
                man("k1", 70, "Suami pertama nenek"),
                man("k2", 64, "Suami kedua nenek"),
                woman("ibu", 44),
                man("om", 38, "Paman seibu"),
                man("ayah", 47),
                man("ayah_tiri", 41, "Ayah tiri"),
                woman("ibu_tiri", 35, "Ibu tiri"),
                woman("klien", 20, "Klien A"),
                man("adik_tiri", 9, "Adik seibu"),
                woman("adik_ayah", 5, "Adik seayah"),
                man("pacar", 23, "Pacar"),
            ],
            (
                union("k1 n", "ibu", "divorced", start_year=1978, end_year=1984),
                union("k2 n", "om", "separated", end_year=2010),
                union("ayah ibu", "klien", "divorced", start_year=2002, end_year=2012),
                union("ayah_tiri ibu", "adik_tiri", "cohabiting", start_year=2013),
                union("ayah ibu_tiri", "adik_ayah", start_year=2016),
                union("klien pacar", "", "engaged"),
            ),
            (
                home("i", "ibu ayah_tiri adik_tiri", "Rumah ibu"),
                home("a", "ayah ibu_tiri adik_ayah klien", "Rumah ayah"),
            ),
        ),
        {},
    )
    return found


def _network(
    systems: list[Facts],
    ties: list[Facts],
    people: tuple[Facts, ...],
    homes: tuple[Facts, ...],
    unions: tuple[Facts, ...],
) -> Case:
    client = woman("klien", 34, "Klien A", relation="client")
    return Case.model_validate(
        {
            "id": "galeri",
            "title": "Klien A",
            "client": "klien",
            "people": [client, *people],
            "unions": [*unions],
            "households": [*homes],
            "network": {
                "systems": systems,
                "ties": [{"id": f"t{number}", **one} for number, one in enumerate(ties)],
            },
        }
    )


def kin_networks() -> dict[str, Drawn]:
    """Return networks in which others than the client have ties, and systems have some among them."""
    found: dict[str, Drawn] = {}
    people = (
        woman("anak1", 9, "Anak pertama"),
        man("anak2", 4, "Anak kedua"),
        man("suami", 37, "Suami"),
        woman("ibu", 61, "Ibu"),
    )
    homes = (home("rumah", "klien suami anak1 anak2 ibu", "Rumah tangga Klien A"),)
    unions = (union("suami klien", "anak1 anak2"), union("ibu", "klien"))
    systems = [
        system("puskesmas", "health", "formal", "Puskesmas"),
        system("sd", "school", "formal", "SD anak pertama"),
        system("pkh", "social_assistance", "formal", "PKH"),
        system("arisan", "friends", "informal", "Arisan RT"),
        system("masjid", "religion", "informal", "Masjid"),
        system("bank", "other", "informal", "Bank keliling"),
        system("kerja", "work", "formal", "Pabrik garmen"),
        system("keluarga", "family", "informal", "Keluarga suami di desa"),
    ]
    ties = [
        tied("puskesmas", "supportive", "moderate", "to_client"),
        tied("puskesmas", "stressful", None, None, who="ibu"),
        tied("sd", "supportive", None, "both", who="anak1"),
        tied("pkh", "supportive", "strong", "to_client", who="rumah"),
        tied("arisan", "supportive", "tenuous", "both"),
        tied("bank", "stressful", "strong", "from_client"),
        tied("kerja", "ambivalent", "strong", "both", who="suami"),
        tied("keluarga", "broken", None, None, who="suami"),
        tied("masjid", "unused"),
        tied("pkh", "supportive", None, "from_client", who="puskesmas"),
        tied("bank", "stressful", "moderate", "both", who="keluarga"),
    ]
    found["rumah tangga lengkap"] = (_network(systems, ties, people, homes, unions), {})
    found["rumah tangga lengkap h"] = (_network(systems, ties, people, homes, unions), {"household": True})
    found["perantau dua rumah h"] = (
        _network(
            systems[:5],
            [
                tied("puskesmas"),
                tied("pkh", "supportive", "strong", "to_client", who="rumah"),
                tied("arisan", "ambivalent", None, "both", who="desa"),
                tied("masjid", "unknown"),
                tied("sd", "stressful", "tenuous", None, who="anak1"),
            ],
            people,
            (
                home("rumah", "klien anak1 anak2", "Kontrakan di kota"),
                home("desa", "suami ibu", "Rumah di desa"),
            ),
            unions,
        ),
        {"household": True},
    )
    found["perantau dua rumah"] = (
        _network(
            systems[:5],
            [
                tied("puskesmas"),
                tied("pkh", "supportive", "strong", "to_client", who="rumah"),
                tied("arisan", "ambivalent", None, "both", who="desa"),
                tied("masjid", "unknown"),
                tied("sd", "stressful", "tenuous", None, who="anak1"),
            ],
            people,
            (
                home("rumah", "klien anak1 anak2", "Kontrakan di kota"),
                home("desa", "suami ibu", "Rumah di desa"),
            ),
            unions,
        ),
        {},
    )
    found["sebelas panjang h"] = (
        _network(
            [
                system(f"s{i}", resource="formal" if i % 2 else "informal", label=label)
                for i, label in enumerate(
                    [
                        "Lembaga bantuan hukum untuk perempuan",
                        "Kelompok usaha bersama ibu-ibu",
                        "Sekolah luar biasa negeri",
                        "Rumah sakit rujukan kabupaten",
                        "Pendamping sosial desa",
                        "Majelis taklim",
                        "Unit perlindungan perempuan dan anak",
                        "Tetangga sebelah rumah",
                        "Koperasi simpan pinjam",
                        "Posyandu lansia",
                        "Paguyuban perantau",
                    ]
                )
            ],
            [
                tied(
                    f"s{i}",
                    ["supportive", "stressful", "ambivalent", "broken", "unknown"][i % 5],
                    ["strong", None, "tenuous"][i % 3],
                    [None, "both", "to_client"][i % 3],
                    who=["klien", "suami", "rumah"][i % 3],
                )
                for i in range(11)
            ],
            people,
            homes,
            unions,
        ),
        {"household": True},
    )
    found["antar sistem"] = (
        _network(
            systems,
            [tied(s["id"]) for s in systems]
            + [
                tied("sd", "supportive", "strong", "both", who="puskesmas"),
                tied("pkh", "ambivalent", None, "to_client", who="kerja"),
                tied("masjid", "stressful", "moderate", "from_client", who="keluarga"),
                tied("arisan", "broken", None, None, who="bank"),
            ],
            people,
            homes,
            unions,
        ),
        {},
    )
    found["satu sistem h"] = (
        _network(systems[:1], [tied("puskesmas", direction="to_client")], people, homes, unions),
        {"household": True},
    )
    return found
