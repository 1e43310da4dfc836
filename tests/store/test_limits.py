"""A case file of any size is answered quickly, in little memory, and with a true count of what is wrong."""

import contextlib
import gc
import os
import re
import subprocess
import sys
import time
import warnings

import pytest

import casekit
from casekit.errors import CaseFileError, CaseFileWarning

PERSON = "- {{id: {id}, label: Orang, relation: {relation}, basis: documented}}\n"
FINDING = "  - {{id: {id}, dimension: social, valence: concern, text: teks, basis: documented}}\n"


def head(*people, version=2):
    client = PERSON.format(id="client", relation="client")
    others = "".join(PERSON.format(id=id, relation="other") for id in people)
    return (
        f"schema_version: {version}\nid: klien-a\ntitle: Klien A\nclient: client\npeople:\n{client}{others}"
    )


def findings(count, name="f{}"):
    rows = (FINDING.format(id=name.format(number)) for number in range(count))
    return f"assessment:\n  findings:\n{''.join(rows)}"


def goal(answers):
    return f"plan:\n  goals:\n  - {{id: g1, text: x, basis: documented, answers: [{', '.join(answers)}]}}\n"


def broken_links(count, version=2):
    return head(version=version) + findings(count) + goal(f"x{number}" for number in range(count))


def unknown_fields(count, version=2):
    return head(version=version) + "".join(f"asessmen{number}: x\n" for number in range(count))


def wrong_codes(count, version=2):
    return head(version=version) + f"methods: [{', '.join(f'casewrk{number}' for number in range(count))}]\n"


def lacking(count, version=2):
    return head(version=version) + "assessment:\n  findings:\n" + "  - {text: a, basis: derived}\n" * count


def doubled(count, version=2):
    return head(version=version) + findings(count + 1, name="f")


def ring(count, version=2):
    """Return a family in which everybody is the ancestor of all others."""
    people = [f"p{number}" for number in range(count)]
    rows = (
        f"- {{id: u{number}, partners: [{parent}], basis: derived, children: [{{person: {child}}}]}}\n"
        for number, (parent, child) in enumerate(zip(people, [*people[1:], people[0]], strict=True))
    )
    return head(*people, version=version) + f"unions:\n{''.join(rows)}"


# What is wrong with a file, and how often for each of its items.
WRONG = {broken_links: 1, unknown_fields: 1, wrong_codes: 1, lacking: 3, doubled: 1, ring: 1}


def cpu_seconds(path):
    """Return the CPU time that reading a file takes, without what the rest of the process costs."""
    gc.collect()
    gc.disable()
    began = time.process_time()
    with contextlib.suppress(CaseFileError):
        casekit.load(path)
    taken = time.process_time() - began
    gc.enable()
    return taken


@pytest.mark.parametrize("wrong", WRONG)
def test_ten_problems_are_told_and_the_others_are_counted(wrong, tmp_path, language):
    path = tmp_path / "banyak.yaml"
    path.write_text(wrong(300), encoding="utf-8")
    with pytest.raises(CaseFileError) as error:
        casekit.load(path)
    *told, rest = str(error.value).splitlines()
    lines = [int(re.search(r"(?:baris|line) (\d+)", sentence)[1]) for sentence in told]
    assert len(set(told)) == 10
    assert lines == sorted(lines)
    assert int(re.search(r"\d+", rest)[0]) == 300 * WRONG[wrong] - 10


@pytest.mark.skipif("CASEKIT_LONG_TESTS" not in os.environ, reason="measures time: make test-slow")
@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("wrong", WRONG)
def test_four_times_as_much_that_is_wrong_takes_about_four_times_as_long(wrong, version, tmp_path):
    once, often = tmp_path / "sekali.yaml", tmp_path / "sering.yaml"
    once.write_text(wrong(400, version), encoding="utf-8")
    often.write_text(wrong(1600, version), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CaseFileWarning)
        least = min(cpu_seconds(once) for _ in range(3))
        # Sixteen times as long, if each item looked at all others; the least of three: other work counts too.
        assert any(cpu_seconds(often) < 10 * least for _ in range(3))


def test_a_long_line_of_ancestors_is_read(tmp_path):
    path = tmp_path / "leluhur.yaml"
    path.write_text(ring(2000).replace("{person: p0}", ""), encoding="utf-8")
    assert len(casekit.load(path).unions) == 2000


LINE = "schema_version: 2\nx: "
ITEMS = head() + "assessment:\n  findings:\n"
# What a file holds, and the line from which on it is too much.
HEAVY = {
    "values in a line": (lambda: LINE + "[" + "a," * 4_900_000 + "a]\n", 2),
    "values below each other": (lambda: LINE + "\n" + "- a\n" * 2_400_000, 149_950),
    "empty groups": (lambda: ITEMS + "  - {}\n" * 1_000_000, 37_400),
    "groups with little in them": (lambda: LINE + "\n" + "- {note: yy}\n" * 700_000, 24_950),
    "references": (lambda: f"a: &a [{'x,' * 600}]\nb: [{'*a,' * 600}]\n{LINE}x\n", 1),
    "one long text many times": (lambda: LINE + f"[&a {'x' * 40_000}, {'*a, ' * 100_000}]\n", 2),
    "brackets": (lambda: LINE + "[" * 5_000_000, 2),
    "tags of its own": (lambda: "".join(f"%TAG !a{n}! tag:x{n}\n" for n in range(300_000)) + "---\nx\n", 1),
    "documents": (lambda: "---\n" * 2_000_000, 149_950),
}
GUARDED = """
import resource, sys, time
import casekit
resource.setrlimit(resource.RLIMIT_AS, (1_200_000_000, 1_200_000_000))
began = time.process_time()
try:
    casekit.load(sys.argv[1])
except casekit.CasekitError as error:
    print(f"{time.process_time() - began:.2f}", error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of memory to set")
@pytest.mark.parametrize("heavy", HEAVY)
def test_what_no_case_file_holds_is_refused_in_little_time_and_memory(heavy, tmp_path):
    text, line = HEAVY[heavy]
    path = tmp_path / "berat.yaml"
    path.write_text(text(), encoding="utf-8")
    run = subprocess.run([sys.executable, "-c", GUARDED, path], capture_output=True, text=True, check=True)
    seconds, sentence = run.stdout.split(" ", 1)
    assert float(seconds) < 10
    found = re.fullmatch(r"berat\.yaml, baris (\d+): .+\n", sentence)
    assert found, sentence
    assert line <= int(found[1]) <= line + 100


@pytest.mark.parametrize("value", ["k" * 9_000_000, f"'{'kata ' * 1_800_000}'"])
def test_one_long_text_is_read(value, tmp_path):
    path = tmp_path / "panjang.yaml"
    path.write_text(f"{head()}summary: {value}\n", encoding="utf-8")
    assert len(casekit.load(path).summary) == 9_000_000


def test_long_names_and_values_are_cut_where_they_are_told(tmp_path, language):
    path = tmp_path / "panjang.yaml"
    path.write_text(f"{head()}? {'n' * 90_000}\n: x\nmethods: [{'v' * 90_000}]\n", encoding="utf-8")
    with pytest.raises(CaseFileError) as error:
        casekit.load(path)
    assert len(str(error.value)) < 2_000
