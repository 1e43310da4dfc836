"""Cases with far more than a figure has room for, and what has to be found in the figure all the same."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from casekit import vocab
from casekit.model import Case

FIGURES = (
    "bpss", "cash_book", "ecomap", "genogram", "goal_attainment", "rounds", "strengths", "swot", "thread",
    "timeline",
)  # fmt: skip
SURE = {"basis": "documented"}
LONG = "Klien bercerita panjang tentang keluarganya dan alasan keputusannya selama masa pendampingan"
SYSTEMS = (
    "Puskesmas", "Sekolah anak", "Lembaga pelatihan menjahit", "Pendamping PKH", "Kelompok arisan ibu",
    "Masjid", "Bank keliling", "Organisasi pemberdayaan perempuan", "Ketua RT", "Koperasi simpan pinjam",
    "Tetangga", "Posyandu", "Kelurahan",
)  # fmt: skip


def a_case(**parts: Any) -> Case:
    person = {"id": "client", "label": "Klien A", "relation": "client", **SURE}
    facts = {"id": "a", "title": "Klien A: pedagang sayur", "client": "client", "people": [person]}
    return Case.model_validate({**facts, **parts})


def findings(count: int, text: str) -> Case:
    bases, valences = ("documented", "derived", "illustrative"), ("strength", "concern", "neutral")
    found = [
        {"id": f"f{n}", "dimension": [*vocab.codes("dimension")][n % 4], "valence": valences[n % 3]}
        | {"rating": n % 5, "text": f"Temuan {n}: {text} akhir{n}", "basis": bases[n % 3]}
        for n in range(count)
    ]
    return a_case(assessment={"findings": found})


def board(each: int, plans: int) -> Case:
    items = [
        {
            "id": f"{cell}{n}",
            "cell": cell,
            "weight": 1 + n % 3,
            "text": f"{LONG} ujung{n}",
            "basis": "derived",
        }
        for cell in vocab.codes("swot")
        for n in range(each)
    ]
    tows = [*vocab.codes("tows")]
    made = [
        {
            "id": f"p{n}",
            "tows": tows[n % 4],
            "text": f"Strategi {n} {LONG}",
            "items": [items[n]["id"]],
            **SURE,
        }
        for n in range(plans)
    ]
    return a_case(assessment={"swot": items, "strategies": made})


def sessions(count: int, *, alike: bool) -> Case:
    found = [
        {"id": f"f{n}", "dimension": "social", "valence": "concern", "text": f"Masalah {n}", "rating": 3}
        for n in range(4)
    ]
    goals = [{"id": f"g{n}", "text": f"Tujuan {n} berani bertanya", "answers": [f"f{n}"]} for n in range(4)]
    work = [{"id": f"k{n}", "text": f"Kegiatan {n}", "goals": [f"g{n % 4}"], "week": 1 + n} for n in range(6)]
    held = [
        {"id": f"s{n}", "session": "individual", "week": 5 + n}
        | {"theme": "Latihan bicara" if alike else f"Tema {n} tentang berbicara dengan tetangga"}
        | {"activities": ["k1" if alike else f"k{n % 6}"], "result": None if alike else f"Hasil {n} tercapai"}
        for n in range(count)
    ]
    found, goals, work, held = ([{**one, **SURE} for one in ones] for ones in (found, goals, work, held))
    return a_case(
        assessment={"findings": found},
        plan={"goals": goals, "activities": work},
        intervention={"sessions": held},
    )


def cash(days: int) -> Case:
    dates = [dt.date(2026, 3, 4) + dt.timedelta(day) for day in range(days)]
    entries = [
        {"id": f"{way}{n}", "date": day, "text": "catatan", "direction": way, "amount_idr": 1_000 * n + 7}
        | {"need": "need" if way == "spending" else None, "basis": "illustrative"}
        for n, day in enumerate(dates)
        for way in ("income", "spending")
    ]
    return a_case(intervention={"cash_book": {"weekly_target_idr": 10_000, "entries": entries}})


def goals(count: int) -> Case:
    named = [{"id": f"g{n}", "text": f"Tujuan {n} {LONG}", **SURE} for n in range(count + 2)]
    levels = [{"level": code, "text": f"tingkat {code} {LONG}"} for code in vocab.codes("attainment")]
    scales = [
        {"goal": f"g{n}", "baseline": "-2", "attained": "1", "levels": levels, **SURE} for n in range(count)
    ]
    return a_case(plan={"goals": named}, evaluation={"attainment": scales})


def ties(count: int, kind: str = "", strength: str = "") -> Case:
    kinds, strengths = [*vocab.codes("tie_kind")], [None, *vocab.codes("tie_strength")]
    ways = [None, *vocab.codes("tie_direction")]
    systems = [
        {"id": f"s{n}", "label": f"{SYSTEMS[n % 13]} {n}", "system": "other"}
        | {"resource": "formal" if n % 3 else "informal", **SURE}
        for n in range(count)
    ]
    made = [
        {"id": f"t{n}", "person": "client" if n % 5 or kind else "h", "system": f"s{n}"}
        | {"tie": kind or kinds[n % len(kinds)], "strength": strength or strengths[n % 4]}
        | {"direction": None if kind else ways[n % 4], **SURE}
        for n in range(count)
    ]
    members = (("client", "Klien A", "client", "female"), ("suami", "Suami", "other", "male"))
    members += (("satu", "Anak pertama", "other", "male"), ("dua", "Anak kedua", "other", "female"))
    people = [
        {"id": id, "label": label, "relation": relation, "sex": sex, **SURE}
        for id, label, relation, sex in members
    ]
    union = {"id": "u", "partners": ["suami", "client"], "status": "married", **SURE}
    home = {"id": "h", "label": "Rumah tangga", "members": [id for id, *_ in members], **SURE}
    return a_case(
        people=people,
        unions=[{**union, "children": [{"person": "satu"}, {"person": "dua"}]}],
        households=[home],
        network={"systems": systems, "ties": made},
    )


def extreme() -> dict[str, tuple[str, Case]]:
    """Return figures and cases by what there is too much of."""
    return {
        "60 findings": ("bpss", findings(60, LONG[:60])),
        "28 long texts": ("bpss", findings(28, " ".join([LONG] * 4))),
        "6 items a cell": ("swot", board(6, 8)),
        "40 sessions in time": ("timeline", sessions(40, alike=False)),
        "40 sessions": ("thread", sessions(40, alike=False)),
        "40 alike": ("thread", sessions(40, alike=True)),
        "90 cash days": ("cash_book", cash(90)),
        "12 goals": ("goal_attainment", goals(12)),
        "25 ties": ("ecomap", ties(25)),
    }


def texts_of(name: str, case: Case) -> Iterator[str]:
    """Yield the texts of a case that a figure has to show."""
    assessment, work = case.assessment, case.intervention.sessions
    shown = {
        "bpss": [one.text for one in assessment.findings],
        "swot": [one.text for one in (*assessment.swot, *assessment.strategies)],
        "timeline": [one.theme for one in work],
        "thread": [one.theme for one in work] + [one.result for one in work if one.result],
        "goal_attainment": [one.text for one in case.plan.goals]
        + [level.text for scale in case.evaluation.attainment for level in scale.levels],
        "ecomap": [one.label for one in case.network.systems],
    }
    yield from map(str, shown.get(name, ()))
