"""CSV files as Excel and its kin write them in Indonesia are read rightly, or a sentence asks."""

from importlib.util import find_spec

import pandas as pd
import pytest

from casekit.errors import OutcomeError
from casekit.stats.cohort import case_effects, open_cohort
from casekit.stats.single_case import effect_sizes
from casekit.vocab import say

ROWS = [
    ("Ny. é", 1, "A", 2.5),
    ("Ny. é", 2, "A", 1200.0),
    ("Ny. é", 3, "B", 1234567.25),
    ("Ny. é", 4, "B", 7.0),
]
INDONESIAN = ["2,5", "1.200", "1.234.567,25", "7"]
ENGLISH = ["2.5", "1,200", "1,234,567.25", "7"]
ENGINES = [name for name in ("pandas", "polars", "duckdb") if find_spec(name)]


def written(path, values, sep=";", encoding="utf-8", before="", quote='"'):
    """Write the rows as a spreadsheet would."""
    lines = [before] if before else []
    lines.append(sep.join(("case", "session", "phase", "outcome")))
    lines += [
        sep.join((case, str(session), phase, f"{quote}{value}{quote}"))
        for (case, session, phase, _), value in zip(ROWS, values, strict=True)
    ]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


SHEETS = {
    "semicolons": {},
    "with a mark": {"encoding": "utf-8-sig"},
    "Windows-1252": {"encoding": "cp1252"},
    "Unicode text": {"encoding": "utf-16", "sep": "\t"},
    "sep said": {"before": "sep=;"},
    "commas": {"sep": ","},
    "tabs": {"sep": "\t", "quote": ""},
}


@pytest.mark.parametrize("sheet", SHEETS)
def test_indonesian_sheets_are_read_rightly_in_every_engine(sheet, tmp_path):
    path = written(tmp_path / "a.csv", INDONESIAN, **SHEETS[sheet])
    for engine in ENGINES:
        table = open_cohort(path, engine)
        rows = (
            table.collect().rows()
            if engine == "polars"
            else (table.fetchall() if engine == "duckdb" else table.itertuples(index=False, name=None))
        )
        assert [*rows] == ROWS, engine


def test_english_sheets_are_read_as_before(tmp_path):
    for options in ({"sep": ","}, {"sep": ";"}, {"sep": ",", "encoding": "cp1252"}):
        table = open_cohort(written(tmp_path / "a.csv", ENGLISH, **options))
        assert [*table.itertuples(index=False, name=None)] == ROWS
    plain = written(tmp_path / "b.csv", ["2.500", "1200", "1234567.25", "7"], sep=",", quote="")
    assert open_cohort(plain).outcome.tolist() == [2.5, 1200, 1234567.25, 7]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_can_be_read_in_two_ways_is_asked_about(engine, tmp_path, language):
    path = written(tmp_path / "a.csv", ["1.000", "2.000", "3.500", "4.000"])
    with pytest.raises(OutcomeError) as caught:
        open_cohort(path, engine)
    assert str(caught.value) == say("stats.which_decimal", file=str(path), column="outcome", value="1.000")
    for decimal, first in ((",", 1000), (".", 1)):
        frame = open_cohort(path, engine, decimal=decimal)
        frame = frame.collect() if engine == "polars" else frame.df() if engine == "duckdb" else frame
        assert frame["outcome"][0] == first
    with pytest.raises(OutcomeError):
        open_cohort(path, engine, decimal=";")


def test_two_ways_in_one_column_are_told_apart_with_a_sentence(tmp_path, language):
    path = written(tmp_path / "a.csv", ["2,5", "2.5", "3", "4"])
    with pytest.raises(OutcomeError, match="2,5"):
        open_cohort(path)


def test_words_dates_and_names_stay_as_they_are(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "case;session;phase;outcome\n1.2.3;2026-01-05;A;2,5\nB-7;05/01/2026;B;-\n", encoding="utf-8"
    )
    table = open_cohort(path)
    assert table.case.tolist() == ["1.2.3", "B-7"]
    assert table.session.tolist() == ["2026-01-05", "05/01/2026"]
    assert table.outcome.tolist() == ["2,5", "-"]
    with pytest.raises(OutcomeError, match="outcome"):
        effect_sizes(table.assign(session=[1, 2]))


MORE = {
    "a title above": "Kelas 3;;\ncase;session;phase;outcome\nD;1;A;2\n",
    "decimal commas between commas": "case,session,phase,outcome\nD,1,A,2,5\nD,2,B,3,5\n",
    "a longer row at the end": "case,session,phase,outcome\nD,1,A,2\nD,2,B,3,?\n",
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", MORE)
def test_columns_without_a_name_are_never_dropped_unsaid(name, engine, tmp_path, language):
    path = tmp_path / "a.csv"
    path.write_text(MORE[name], encoding="utf-8")
    with pytest.raises(OutcomeError) as caught:
        open_cohort(path, engine)
    assert str(caught.value) == say("stats.more_columns", file=str(path))


@pytest.mark.parametrize("engine", ENGINES)
def test_empty_columns_at_the_end_of_rows_move_nothing(engine, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("case,session,phase,outcome\nD,1,A,2,\nD,2,A,3,\nD,3,B,4,\n", encoding="utf-8")
    found = effect_sizes(open_cohort(path, engine), "NAP")
    assert (found.case.tolist(), found.n_a.tolist(), found.n_b.tolist()) == (["D"], [2], [1])


def test_a_sentence_stays_short_however_much_a_table_has(language):
    wide = pd.DataFrame({"x" * 3000: [1]} | {f"c{place}": [1] for place in range(3000)})
    many = pd.DataFrame({"case": "D", "session": 1, "outcome": 1, "phase": [f"p{k}" for k in range(3000)]})
    for data in (wide, many):
        with pytest.raises(OutcomeError) as caught:
            effect_sizes(data)
        assert len(str(caught.value)) < 400
    with pytest.raises(OutcomeError) as caught:
        effect_sizes(many, "x" * 3000)
    assert len(str(caught.value)) < 500


def test_a_table_with_one_column_says_how_to_open_it(tmp_path, language):
    path = written(tmp_path / "a.csv", INDONESIAN)
    for take in (effect_sizes, case_effects):
        with pytest.raises(OutcomeError) as caught:
            take(pd.read_csv(path))
        assert str(caught.value) == say("stats.one_column", name="case;session;phase;outcome", sep=";")


def test_an_empty_or_odd_file_gets_a_sentence(tmp_path, language):
    for content in (b"", b"\n\n", b"\xff\xfe", b";;\n;;\n", b"\x00\x01\x02", b'a;b\n"1;2\n3;4;5;6\n'):
        path = tmp_path / "a.csv"
        path.write_bytes(content)
        for engine in ENGINES:
            try:
                table = open_cohort(path, engine)
                with pytest.raises(OutcomeError):
                    case_effects(table)
            except OutcomeError as error:
                assert len(str(error)) > 20
