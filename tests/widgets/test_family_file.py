"""A family comes from a genealogy program into the genogram form, and the names in its file stay outside."""

import datetime as dt
from html import unescape
from pathlib import Path

import pytest
from form_parts import of_class, the

import casekit
from casekit import vocab
from casekit.widgets import Genogram
from casekit.widgets.plain import hidden


def family(size: int) -> bytes:
    """Return a file in which everybody after the first is a child of the person with half the number."""
    lines = ["0 HEAD"]
    for number in range(1, size + 1):
        lines += [f"0 @I{number}@ INDI", f"1 NAME Nama{number} /Keluarga/", "1 SEX F", "1 BIRT"]
        lines += [f"2 DATE {1900 + 25 * number.bit_length()}"]
    for number in range(1, size // 2 + 1):
        children = [f"1 CHIL @I{child}@" for child in (2 * number, 2 * number + 1) if child <= size]
        lines += [f"0 @F{number}@ FAM", f"1 WIFE @I{number}@", *children]
    return "\n".join([*lines, "0 TRLR"]).encode()


def upload(form: Genogram, raw: bytes) -> None:
    chosen = {"name": "a.ged", "type": "", "size": len(raw), "last_modified": dt.datetime.now(dt.UTC)}
    the(form, "casekit-family-file").value = ({**chosen, "content": memoryview(raw)},)


def said(form: Genogram) -> str:
    """Return what stands below the file: what was found or taken, and what is wrong."""
    problems = [own for own in of_class(form, "casekit-problem") if not hidden(own)]
    return unescape(" ".join(own.value for own in (the(form, "casekit-family-said"), *problems)))


def options(form: Genogram) -> list[str]:
    return [text for text, _ in the(form, "casekit-family-client").options]


@pytest.fixture
def form(case_file: Path, language: str) -> Genogram:
    return Genogram(casekit.load(case_file), language)


def test_a_small_family_is_taken_over_whole_in_one_step(form: Genogram, case_file: Path) -> None:
    before = casekit.load(case_file)
    upload(form, family(7))
    assert len(options(form)) == 7
    far = the(form, "casekit-family-generations")
    assert far.label == form.say("family_file_all")
    assert far.index == 0
    the(form, "casekit-family-search").value = "nama5 KEL"
    assert options(form) == ["Nama5 Keluarga (1975–) I5"]
    the(form, "casekit-family-take").click()
    form.save()
    case = casekit.load(case_file)
    client = case.person(case.client)
    assert (len(case.people), len(case.unions)) == (7, 3)
    assert (client.sex, client.birth_year) == ("female", 1975)
    assert client.label == before.person(before.client).label
    [parents] = [union for union in case.unions if case.client in [child.person for child in union.children]]
    assert case.person(parents.partners[0]).birth_year == 1950
    assert "7" in said(form)
    kept = case_file.read_text(encoding="utf-8") + str(form._in_words())
    assert not any(name in kept for name in ("Nama", "Keluarga "))
    assert the(form, "casekit-family-file").value == ()
    assert options(form) == []
    form.undo()
    form.save()
    assert casekit.load(case_file) == before


def test_of_a_large_file_only_the_family_around_the_client_is_taken(form: Genogram, case_file: Path) -> None:
    upload(form, family(1000))
    assert len(options(form)) == 50
    assert "1000" in said(form)
    assert [text for text, _ in the(form, "casekit-family-generations").options] == ["1", "2", "3", "4"]
    the(form, "casekit-family-search").value = "I100"
    the(form, "casekit-family-client").value = next(
        at for text, at in the(form, "casekit-family-client").options if text.endswith(" I100")
    )
    the(form, "casekit-family-generations").value = 1
    the(form, "casekit-family-take").click()
    assert len(form.case.people) == 5  # the mother, a sister, two children
    assert len(form.case.unions) == 2


def test_a_family_of_more_than_a_picture_holds_is_refused_with_a_sentence(
    form: Genogram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casekit.widgets.family_file.MOST_PICTURED", 6)
    upload(form, family(7))
    the(form, "casekit-family-generations").value = 2
    the(form, "casekit-family-take").click()
    assert len(form.case.people) == 1
    assert vocab.say("widgets.family_file_many", form.language, count=7, most=6) in said(form)


def test_what_is_wrong_with_a_file_is_said(form: Genogram) -> None:
    upload(form, b"schema_version: 1")
    assert vocab.say("gedcom.no_gedcom", form.language) in said(form)
    assert hidden(the(form, "casekit-family-choice"))
    dangling = family(3).replace(b"1 CHIL @I3@", b"1 CHIL @I9@")
    upload(form, dangling.replace(b"2 DATE 1950", b"2 DATE 1920", 1))
    assert not hidden(the(form, "casekit-family-choice"))
    the(form, "casekit-family-take").click()
    assert len(form.case.people) == 3
    assert vocab.say("gedcom.left_to_nobody", form.language, count=1, lines="20") in said(form)
    client = form.case.person(form.case.client).label
    young = vocab.say("model.parent_too_young", form.language, parent=client, child=_person(form, 2))
    assert young in said(form)


def _person(form: Genogram, number: int) -> str:
    return vocab.say("gedcom.person", form.language, number=number)


def test_a_client_gets_no_second_pair_of_parents(form: Genogram) -> None:
    for _ in range(2):
        upload(form, family(3))
        the(form, "casekit-family-search").value = "I3"
        the(form, "casekit-family-take").click()
    assert len(form.case.people) == 3
    assert vocab.say("widgets.family_file_parents", form.language) in said(form)
