"""Networks that are hard to draw, each with what makes it so."""

from typing import Any

from casekit import vocab
from casekit.model import Case

Facts = dict[str, Any]


def system(key: str, kind: str = "other", resource: str = "informal", label: str = "") -> Facts:
    """Return a system; `key` is the id, and the label where none is given."""
    label = label or key.replace("_", " ").capitalize()
    return {"id": key, "label": label, "system": kind, "resource": resource, "basis": "documented"}


def tie(
    to: str,
    kind: str = "supportive",
    strength: str | None = None,
    direction: str | None = None,
    who: str = "klien",
) -> Facts:
    return {
        "person": who,
        "system": to,
        "tie": kind,
        "strength": strength,
        "direction": direction,
        "basis": "documented",
    }


def network(
    systems: list[Facts],
    ties: list[Facts],
    people: tuple[Facts, ...] = (),
    homes: tuple[Facts, ...] = (),
    label: str = "Klien G",
) -> Case:
    client = {"id": "klien", "label": label, "relation": "client", "basis": "documented"}
    ties = [{"id": f"tie-{number}", **one} for number, one in enumerate(ties)]
    return Case.model_validate(
        {
            "id": "galeri",
            "title": label,
            "client": "klien",
            "people": [client, *people],
            "households": [*homes],
            "network": {"systems": systems, "ties": ties},
        }
    )


def networks() -> dict[str, Case]:
    """Return the networks by what is hard about them."""
    kinds = [kind for kind in vocab.codes("tie_kind") if kind != "unused"]
    strengths = [*vocab.codes("tie_strength")]
    home = {"id": "rumah", "label": "Rumah tangga Klien G", "members": ["klien"], "basis": "documented"}
    second = {"id": "rumah_dua", "label": "Rumah orang tua", "members": ["klien"], "basis": "documented"}
    mother = {"id": "ibu", "label": "Ibu", "relation": "mother", "sex": "female", "basis": "documented"}
    many = [
        system(
            f"sistem_{number}",
            resource="formal" if number % 3 else "informal",
            label=f"Sistem nomor {number}",
        )
        for number in range(20)
    ]
    book = [
        system("penerima_pkh", "friends", label="Sesama penerima PKH"),
        system("tetangga", "neighbours"),
        system("pendamping", "social_service", "formal", "Pendamping PKH"),
        system("pkh", "social_assistance", "formal", "PKH"),
        system("lembaga", "training", "formal", "Lembaga pelatihan"),
        system("organisasi", "organisation", "formal", "Organisasi pemberdayaan perempuan"),
    ]
    return {
        "one system": network([system("puskesmas", "health", "formal")], [tie("puskesmas")]),
        "no ties": network([system("masjid", "religion"), system("sekolah", "school", "formal")], []),
        "two systems": network(
            [system("masjid", "religion"), system("sekolah", "school", "formal")],
            [tie("masjid", "stressful"), tie("sekolah", "broken")],
        ),
        "unused resources": network(
            book,
            [
                tie("penerima_pkh", strength="moderate"),
                tie("tetangga", strength="moderate"),
                tie("pendamping", strength="strong", direction="to_client"),
                tie("pkh", direction="to_client", who="rumah"),
                tie("lembaga", "unused"),
                tie("organisasi", "unused"),
            ],
            homes=(home,),
            label="Klien B",
        ),
        "several ties to one": network(
            [system("keluarga", "family"), system("teman", "friends"), system("kerja", "work")],
            [
                tie("keluarga"),
                tie("keluarga", "stressful"),
                tie("keluarga", "unknown"),
                tie("teman", "supportive", "strong", "both"),
                tie("teman", "broken"),
                tie("kerja", "ambivalent", None, "from_client"),
            ],
        ),
        "every tie": network(
            [
                system(f"{kind}_{strength}", label=vocab.label("tie_kind", kind))
                for kind in kinds
                for strength in (*strengths, "")
            ],
            [
                tie(
                    f"{kind}_{strength}",
                    kind,
                    strength or None,
                    [None, "both", "to_client", "from_client"][number % 4],
                )
                for number, (kind, strength) in enumerate(
                    (kind, strength) for kind in kinds for strength in (*strengths, "")
                )
            ],
        ),
        "twenty systems": network(
            many, [tie(one["id"], kinds[number % len(kinds)]) for number, one in enumerate(many)]
        ),
        "eight systems": network(
            many[:8], [tie(one["id"], kinds[number % len(kinds)]) for number, one in enumerate(many[:8])]
        ),
        "thirteen systems": network(
            many[:13],
            [tie(one["id"], strength=strengths[number % 3]) for number, one in enumerate(many[:13])],
        ),
        "long labels": network(
            [
                system(
                    "a",
                    label="Lembaga pemberdayaan masyarakat yang menyelenggarakan pelatihan menjahit",
                ),
                system("b", label="B" * 80),
                system("c", label="Mempertanggungjawabkan pemberdayaan"),
                system("d", label="PKK"),
            ],
            [tie("a"), tie("b", "stressful"), tie("c"), tie("d", "unused")],
            label="Klien G yang labelnya juga panjang sekali",
        ),
        "two households": network(
            book,
            [
                tie("pkh", who="rumah", direction="to_client"),
                tie("tetangga", "stressful", who="rumah_dua"),
                tie("pendamping"),
            ],
            homes=(home, second),
        ),
        "a tie of the mother": network(
            book[:4],
            [tie("tetangga", who="ibu"), tie("pkh"), tie("pendamping", "unknown", who="ibu")],
            people=(mother,),
        ),
        "hostile labels": network(
            [
                system("a", label="<b>&$\\frac{1}{0}$"),
                system("b", label="السلام 漢字"),
                system("c", label="{0} %s"),
            ],
            [tie("a"), tie("b"), tie("c")],
        ),
    }
