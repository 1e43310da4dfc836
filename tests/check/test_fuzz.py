"""Whatever a case file holds, checking it ends in points or in a sentence: never in a traceback."""

import os
import random
from pathlib import Path

import pytest
import yaml

import casekit
from casekit.check import FAILED, check
from casekit.cli import run
from casekit.errors import CaseFileError
from tests.check.faults import faulty

COMPLETE = Path(__file__).parent / "complete.yaml"
LONG = bool(os.environ.get("CASEKIT_LONG_TESTS"))
TEXTS = ["", " ", "TODO", "\u202e", "x" * 5000, "{name}", "0812 3456 7890", "😀", "=1+1", "1.2.3,4"]


def scrambled(seed: int) -> object:
    """Return the data of a case file in which a few things were deleted, doubled or set at random."""
    chance = random.Random(seed)
    data = yaml.load(COMPLETE.read_text(encoding="utf-8"), yaml.BaseLoader)
    for _ in range(chance.randint(1, 25)):
        holder: object = data
        for _ in range(chance.randint(0, 5)):
            inner = [*holder.values()] if isinstance(holder, dict) else holder
            inner = [one for one in inner if isinstance(one, dict | list) and one] if inner else []
            if not inner:
                break
            holder = chance.choice(inner)
        if isinstance(holder, dict) and holder:
            key = chance.choice([*holder])
            if chance.random() < 0.4:
                del holder[key]
            elif isinstance(holder[key], str):
                holder[key] = chance.choice([*TEXTS, "1", "520", "0", "-1", holder[key][::-1]])
        elif isinstance(holder, list) and holder:
            how = chance.random()
            if how < 0.4:
                holder.pop(chance.randrange(len(holder)))
            elif how < 0.6:
                chance.shuffle(holder)
            else:
                holder.append(chance.choice(holder))
    return data


@pytest.mark.parametrize("seed", range(330 if LONG else 25))
def test_a_scrambled_file_ends_in_points_or_in_a_sentence(seed: int, tmp_path: Path, capsys):
    path = tmp_path / "kasus.yaml"
    path.write_text(yaml.safe_dump(scrambled(seed), allow_unicode=True), encoding="utf-8")
    code = run(["check", str(path), "--format", "json", *(["--strict"] if seed % 2 else [])])
    out, err = capsys.readouterr()
    assert code in (0, 1, 3, 4)
    assert "Traceback" not in out + err
    assert FAILED not in out
    if code == 1:
        with pytest.raises(CaseFileError):
            casekit.load(path)


@pytest.mark.parametrize("seed", range(330 if LONG else 25))
def test_no_rule_fails_on_a_case_with_many_faults(seed: int):
    chance = random.Random(seed)
    data = yaml.load(COMPLETE.read_text(encoding="utf-8"), yaml.BaseLoader)
    parts = [
        *data["assessment"],
        *data["plan"],
        *data["intervention"],
        *data["evaluation"],
        *data["termination"],
    ]
    for field in chance.sample(sorted(parts), 6):
        for stage in ("assessment", "plan", "intervention", "evaluation", "termination"):
            if field in data[stage]:
                try:
                    case = faulty(data, "delete", f"{stage}.{field}")
                except ValueError:
                    continue
                found = check(case, strict=True)
                assert not [point.message for point in found if point.code == FAILED]
