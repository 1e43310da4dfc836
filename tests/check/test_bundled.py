"""What the check asks about the bundled cases: all of it was read and found true."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

import casekit
from casekit.check import check
from casekit.store import load_with_lines

ASKED = yaml.load((Path(__file__).parent / "bundled.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


def test_all_bundled_cases_are_looked_at():
    assert [*ASKED] == casekit.case_studies()


@pytest.mark.parametrize("name", casekit.case_studies())
def test_what_is_asked_is_what_was_read_and_found_true(name: str, language: str):
    points = check(casekit.load(casekit.case_study(name)))
    is_open = Counter(point.code for point in points if not point.explained)
    explained = Counter(point.code for point in points if point.explained)
    found = {code: [is_open[code], explained[code]] for code in {*is_open, *explained}}
    assert found == {code: counts for code, (*counts, _) in ASKED[name].items()}
    assert all(sentence.strip() for *_, sentence in ASKED[name].values())


@pytest.mark.parametrize("name", casekit.case_studies())
def test_every_point_names_a_line_at_which_its_place_begins(name: str):
    path = casekit.case_study(name)
    case, lines, _ = load_with_lines(path)
    text = path.read_text(encoding="utf-8").splitlines()
    for by_file, given in zip(check(casekit.load(path)), check(case, lines=lines), strict=True):
        assert by_file.line == given.line
        assert given.line is not None
        if given.part:
            around = text[max(0, given.line - 25) : given.line]
            assert any(f"id: {given.part}" in row for row in around), (given.code, given.line)
