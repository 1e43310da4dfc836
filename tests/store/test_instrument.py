"""An agency's own instrument: a YAML file that is copied into the case, or refused in a sentence."""

import pytest

import casekit
from casekit.errors import CaseFileError, FieldError
from casekit.model import Instrument, NetworkSystem, Round, Score
from casekit.store import read_instrument

SCALE = """id: kemandirian
label: {id: Skala kemandirian, en: Independence scale}
source: lembaga
levels:
- {level: 1, text: {id: perlu bantuan, en: needs help}}
- {level: 2, text: {id: kadang dibantu, en: sometimes helped}}
- {level: 3, text: {id: mandiri, en: independent}}
domains:
- {id: rawat, label: {id: Merawat diri, en: Self-care}}
- id: sekolah
  label: {id: Sekolah, en: School}
  levels:
  - {level: 1, text: tidak masuk}
  - {level: 2, text: kadang masuk}
  - {level: 3, text: selalu masuk}
"""


@pytest.fixture
def scale(tmp_path):
    def made(text=SCALE):
        path = tmp_path / "skala.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return made


@pytest.fixture
def case(case_file):
    return casekit.load(case_file)


def test_an_instrument_is_copied_into_the_case_file_and_scored(case, scale):
    case.network.systems = [
        NetworkSystem(id="sekolah", label="SMP", system="school", resource="formal", basis="documented")
    ]
    path = scale()
    casekit.add_instrument(case, path)
    path.unlink()  # the case needs the file no more
    scores = [Score(scored="kemandirian-sekolah", score=2)]
    case.assessment.rounds = [Round(id="r1", round="baseline", basis="documented", scores=scores)]
    casekit.save(case)
    again = casekit.load(case.origin.path)
    assert again == case
    [instrument] = again.assessment.instruments
    assert [domain.id for domain in instrument.domains] == ["kemandirian-rawat", "kemandirian-sekolah"]
    assert instrument.numbers == range(1, 4)


def test_the_same_instrument_is_copied_once(case, scale):
    first = casekit.add_instrument(case, scale())
    assert casekit.add_instrument(case, scale()) is first
    assert len(case.assessment.instruments) == 1


def test_another_instrument_of_the_same_name_is_refused(case, scale, language):
    casekit.add_instrument(case, scale())
    with pytest.raises(FieldError, match="kemandirian"):
        casekit.add_instrument(case, scale(SCALE.replace("mandiri, en", "sudah mandiri, en")))
    assert len(case.assessment.instruments) == 1


@pytest.mark.parametrize(
    ("was", "becomes", "line", "field", "word"),
    [
        ("- {level: 2, text: {id: kadang dibantu, en: sometimes helped}}\n", "", 4, "levels", "2"),
        ("  - {level: 2, text: kadang masuk}\n", "", 12, "domains[2].levels", "2"),
        ("level: 3, text: selalu", "level: 4, text: selalu", 15, "domains[2].levels[3].level", "4"),
        ("level: 3, text: selalu", "level: 2, text: selalu", 15, "domains[2].levels[3].level", "2"),
        ("level: 3, text: {id: mandiri", "level: tiga, text: {id: mandiri", 7, "levels[3].level", "tiga"),
        ("source: lembaga", "sumber: lembaga", 3, "sumber", "source"),
        ("  label: {id: Sekolah", "  lable: {id: Sekolah", 11, "domains[2].lable", "label"),
        ("source: lembaga", "improvement: up", 3, "improvement", "increase"),
        ("id: kemandirian", "id: Skala 1", 1, "id", "Skala 1"),
    ],
)
def test_what_is_wrong_with_an_instrument_is_said_with_its_line(
    was, becomes, line, field, word, scale, language
):
    assert was in SCALE
    with pytest.raises(CaseFileError) as error:
        read_instrument(scale(SCALE.replace(was, becomes)))
    start = f"skala.yaml, {'baris' if language == 'id' else 'line'} {line}, {field}: "
    told = [own for own in str(error.value).splitlines() if own.startswith(start)]
    assert len(told) == 1, str(error.value)
    assert word in told[0]


@pytest.mark.parametrize("text", ["- satu\n", "kalimat\n", ""])
def test_a_file_that_is_no_instrument_is_refused(text, scale, language):
    with pytest.raises(CaseFileError, match=r"skala\.yaml"):
        read_instrument(scale(text))


def test_a_scale_without_levels_to_choose_from_is_refused(scale, language):
    with pytest.raises(CaseFileError, match="2"):
        read_instrument(scale("id: a\nlabel: b\nlevels: [{level: 1, text: c}]\n"))


def test_a_score_that_the_scale_does_not_have_is_refused(case, scale):
    instrument = casekit.add_instrument(case, scale())
    case.assessment.rounds.append(
        Round(id="r1", round="end", basis="derived", scores=[Score(scored=instrument.id, score=4)])
    )
    with pytest.raises(CaseFileError, match=r"rounds\[1\]\.scores\[1\]\.score: .* 1 sampai 3"):
        casekit.save(case)
    assert isinstance(instrument, Instrument)
