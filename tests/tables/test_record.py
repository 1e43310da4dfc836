"""What agencies and supervisors ask for is told in tables and reports, and not missed where it is empty."""

from pathlib import Path

import pytest

import casekit
from casekit import report, tables, vocab
from casekit.model import Case

SURE = {"basis": "documented"}
CLIENT = {"id": "client", "label": "Klien A", "relation": "client", "conditions": ["disability"], **SURE}

DAY = "Jumat"


RECORDED = {
    "id": "klien-a",
    "title": "Klien A",
    "client": "client",
    "people": [CLIENT, {"id": "adik", "label": "Adik", "relation": "sibling", **SURE}],
    "engagement": {
        "consents": [
            {"purpose": "information_sharing", "answer": "given", "week": 2, "until_week": 9,
             "covers": "hasil asesmen kepada puskesmas", **SURE},
        ],
        "contract": {"agreements": ["bertemu tiap Senin"], "week": 2,
                     "other_dates": [{"week": 3, "weekday": "friday", "note": "buku harian"}],
                     **SURE},
    },
    "assessment": {
        "findings": [
            {"id": "f1", "dimension": "social", "valence": "concern", "text": "jarang makan",
             "response": "monitored", "response_by": "kader posyandu", **SURE},
        ],
        "unknown": [{"dimension": "spiritual", "text": "Ditanya lagi.", "why": "declined", **SURE}],
        "risks": [
            {"id": "k1", "text": "dipukul bila pulang malam", "level": "high", "people": ["adik"],
             "signs": ["memar", "takut pulang"], "safety_plan": "menginap di rumah bibi",
             "reviewed_week": 4, **SURE},
        ],
        "gaps": [
            {"id": "g1", "gap": "unanswered", "stage": "planning", "text": "Tidak ada tujuan.",
             "about": ["f1"], "rule": "A205", **SURE},
        ],
    },
    "plan": {
        "goals": [{"id": "t1", "text": "makan tiga kali", "priority": "high", "status": "reached",
                   "answers": ["k1"], **SURE}],
        "activities": [{"id": "a1", "text": "dapur umum", "responsible": "ibu RT", **SURE}],
    },
    "termination": {
        "week": 12,
        "reasons": ["goals_not_reached"],
        "referrals": [{"id": "r1", "to": "puskesmas", "purpose": "gizi", "responsible": "praktikan",
                       **SURE}],
    },
    "supervision": [
        {"id": "s1", "week": 2, "duration_min": 90, "supervisor": "school", "topics": "kontrak",
         **SURE},
        {"id": "s2", "week": 4, "duration_min": 45, "supervisor": "agency", "agreements": "lapor",
         **SURE},
    ],
    "review": [
        {"review": "explained", "rule": "E103", "at": "engagement.consents",
         "text": "disetujui lisan", "by": "praktikan", "week": 3},
        {"review": "remark", "about": ["t1"], "text": "Apa indikatornya?", "by": "dosen",
         "answer": "Catatan makan harian."},
    ],
}  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Case:
    made = Case.model_validate(RECORDED)
    casekit.save(made, tmp_path / "kasus.yaml")
    return casekit.load(tmp_path / "kasus.yaml")


def cells(table: tables.Table) -> str:
    return table._repr_markdown_().replace("&#40;", "(")


def test_the_tables_tell_what_was_recorded(case: Case) -> None:
    for table, words in (
        (tables.identity, ["disabilitas"]),
        (tables.consents, ["hasil asesmen kepada puskesmas", "9"]),
        (tables.contract, [f"minggu 3, {DAY} (buku harian)"]),
        (tables.findings, ["dipantau", "kader posyandu", "klien tidak bersedia"]),
        (tables.risks, ["dipukul bila pulang malam", "tinggi", "Adik", "memar", "menginap di rumah bibi"]),
        (tables.gaps, ["jarang makan", "A205"]),
        (tables.goals, ["tinggi", "tercapai", "dipukul bila pulang malam"]),
        (tables.activities, ["ibu RT"]),
        (tables.referrals, ["praktikan"]),
        (tables.termination, ["tujuan tidak tercapai"]),
        (tables.supervision, ["dosen pembimbing", "1.5", "2.25", "lapor"]),
        (tables.review, ["E103", "disetujui lisan", "makan tiga kali", "Catatan makan harian."]),
    ):
        shown = cells(table(case))
        assert [word for word in words if word not in shown] == [], table.__name__


def test_what_is_empty_makes_no_column_and_is_not_missed(language: str) -> None:
    bare = {"id": "client", "label": "Klien A", "relation": "client", **SURE}
    finding = {"id": "f1", "dimension": "social", "valence": "concern", "text": "malu", **SURE}
    goal, gap = ({"id": own, "text": own, **SURE} for own in ("t1", "g1"))
    empty = Case.model_validate(
        {
            "id": "a",
            "title": "A",
            "client": "client",
            "people": [bare],
            "engagement": {"consents": [{"purpose": "service", "answer": "given", **SURE}]},
            "assessment": {"findings": [finding], "gaps": [gap | {"gap": "missing", "stage": "planning"}]},
            "plan": {"goals": [goal], "activities": [goal | {"id": "a1"}]},
        }
    )
    shown = "\n".join(
        table(empty)._repr_markdown_()
        for table in (
            tables.identity,
            tables.consents,
            tables.findings,
            tables.gaps,
            tables.goals,
            tables.activities,
        )
    )
    for field in (
        *("conditions", "covers", "until_week", "other_dates", "response", "response_by", "about", "rule"),
        *("priority", "status", "responsible", "island", "marital_status"),
    ):
        assert vocab.say(f"tables.{field}") not in shown.replace("&#40;", "("), field


def sources(case: Case, kind: str, language: str) -> str:
    notebook = report.write(case, kind, language)
    shown = [
        output["data"].get("text/markdown", "")
        for cell in notebook.cells
        for output in cell.get("outputs", ())
    ]
    return "\n".join([*(cell.source for cell in notebook.cells), *shown])


def test_the_practicum_report_prints_them_and_has_no_heading_without_them(case: Case, tmp_path: Path) -> None:
    told = sources(case, "practicum", "id")
    for words in ("Risiko dan keselamatan", "menginap di rumah bibi", "Supervisi", "Tinjauan", "ibu RT"):
        assert words in told
    assert "Putaran asesmen" not in told
    casekit.new_case(tmp_path / "kosong.yaml")
    bare = sources(casekit.load(tmp_path / "kosong.yaml"), "practicum", "id")
    for words in ("Risiko dan keselamatan", "Supervisi dan jumlah jamnya", "Tinjauan", "Rumah tangga"):
        assert words not in bare


def test_safety_plan_and_supervision_are_forms_to_sign(case: Case) -> None:
    plan = sources(case, "safety-plan", "en")
    for words in ("# Safety Plan", "high", "menginap di rumah bibi", "Adik", "Supervisor"):
        assert words in plan
    pages = sources(case, "supervision", "id")
    assert all(f"# Catatan Supervisi {number}\n" in pages for number in (1, 2))
    consent = sources(case, "consent", "id")
    assert "mencakup: hasil asesmen kepada puskesmas" in consent
    assert "sampai minggu 9" in consent
