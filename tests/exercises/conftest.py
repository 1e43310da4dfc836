"""An exercise of every kind that has a hidden part, in a folder of its own."""

import shutil
from pathlib import Path

import pytest

import casekit

EXERCISE = """\
format: 2
id: 90-trial
title: {id: Latihan, en: Exercise}
items:
- id: ask
  single: {id: Tanya apa, en: Ask what}
  options:
  - {id: good, text: {id: Baik, en: Good}, right: true, feedback: {id: Memang, en: Indeed}}
  - {id: bad, text: {id: Buruk, en: Bad}, feedback: {id: Kurang, en: Less so}}
- id: cards
  hidden: true
  points: 2
  sorting: {id: Ke mana, en: Where}
  scheme: dimension
  cards:
  - {id: food, text: {id: Makan, en: Food}}
  - {id: friends, text: {id: Teman, en: Friends}}
- id: order
  hidden: true
  ordering: {id: Urutkan, en: Order}
  steps:
  - {id: plan, text: {id: Rencana, en: Plan}}
  - {id: meet, text: {id: Bertemu, en: Meet}}
  - {id: act, text: {id: Kerja, en: Act}}
- id: pairs
  hidden: true
  matching: {id: Pasangkan, en: Match}
  pairs: [{id: p1, text: {id: Satu, en: One}}, {id: p2, text: {id: Dua, en: Two}}]
  others: [{id: m1, match: {id: dua-dua, en: twos}}, {id: m2, match: {id: satu-satu, en: ones}}]
- id: why
  hidden: true
  prose: {id: Mengapa, en: Why}
  rubric:
  - {id: reason, text: {id: Alasan, en: Reason}, levels: [
      {points: 0, text: {id: tidak ada, en: none}}, {points: 2, text: {id: dengan fakta, en: with a fact}}]}
- id: consent
  task: {id: Isi persetujuan, en: Fill in consent}
  forms: [Engagement]
  file: street-youth.yaml
  checks:
  - id: teaching
    points: 2
    text: {id: Persetujuan untuk pengajaran, en: Consent for teaching}
    feedback: {id: Belum ditanyakan, en: Not asked yet}
    fact: engagement.consents[purpose=teaching].answer
    in: [given, refused]
  - id: rules
    text: {id: Aturan persetujuan, en: Rules of consent}
    feedback: {id: Ada yang belum sesuai, en: Something does not fit}
    fact: engagement.consents
    at_least: 1
    rules: [E102]
"""
KEY = """\
format: 2
id: 90-trial
version: 1
items:
- id: cards
  cards:
  - {id: food, cell: biological, feedback: {id: KUNCI-tubuh, en: KEY-body}}
  - {id: friends, cell: social, feedback: {id: KUNCI-sesama, en: KEY-others}}
- id: order
  steps:
  - {id: meet, feedback: {id: KUNCI-dulu, en: KEY-first}}
  - {id: plan, feedback: {id: KUNCI-lalu, en: KEY-then}}
  - {id: act, feedback: {id: KUNCI-akhir, en: KEY-last}}
- id: pairs
  pairs:
  - {id: p1, accept: [m2], feedback: {id: KUNCI-satu, en: KEY-one}}
  - {id: p2, accept: [m1], feedback: {id: KUNCI-dua, en: KEY-two}}
- id: why
  model: {id: KUNCI-karena, en: KEY-because}
- id: consent
  checks:
  - id: covers
    text: {id: KUNCI-cakupan, en: KEY-scope}
    feedback: {id: Katakan apa yang dicakup, en: Say what it covers}
    fact: engagement.consents[purpose=teaching].covers
    exists: true
"""


@pytest.fixture
def exercise(tmp_path):
    """Return the folder of an exercise with its key."""
    return made(tmp_path / "90-trial")


def made(folder: Path, exercise: str = EXERCISE, key: str = KEY) -> Path:
    for name in ("data", "instructor"):
        (folder / name).mkdir(parents=True)
    shutil.copy(casekit.case_study("c-street-youth"), folder / "data" / "street-youth.yaml")
    (folder / "exercise.yaml").write_text(exercise, encoding="utf-8")
    (folder / "instructor" / "key.yaml").write_text(key, encoding="utf-8")
    return folder
