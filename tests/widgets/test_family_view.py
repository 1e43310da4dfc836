"""The genogram form lets a family be placed by hand, drawn in part, and says which years cannot be true."""

from html import unescape
from pathlib import Path

import pytest
from form_parts import briefs, named, of_class, the

import casekit
from casekit import figures, gedcom, vocab
from casekit.errors import FieldError
from casekit.figures.standing import rows
from casekit.model import Case
from casekit.model.kin import hints
from casekit.widgets import Genogram
from casekit.widgets.plain import hidden


def gedcom_of_forty() -> str:
    """Return a family of forty: grandparents, six children with partners, and their children."""
    people, families = ["0 HEAD", "1 GEDC", "2 VERS 5.5.1", "1 CHAR UTF-8"], []
    sexes = iter("MF" * 20)

    def somebody(number: int) -> str:
        people.extend([f"0 @I{number}@ INDI", f"1 SEX {next(sexes)}"])
        return f"@I{number}@"

    def couple(one: str, other: str, children: list[str]) -> None:
        number = len([line for line in families if line.endswith("FAM")]) + 1
        families.extend([f"0 @F{number}@ FAM", f"1 HUSB {one}", f"1 WIFE {other}"])
        families.extend(f"1 CHIL {child}" for child in children)

    everybody = [somebody(number) for number in range(1, 41)]
    children, partners, rest = everybody[2:8], everybody[8:14], everybody[14:]
    couple(everybody[0], everybody[1], children)
    for number, (one, other) in enumerate(zip(children, partners, strict=True)):
        couple(one, other, rest[number::6])
    return "\n".join([*people, *families, "0 TRLR"])


@pytest.fixture
def forty(tmp_path: Path) -> Path:
    """Return the file of a case with a family of forty from a GEDCOM file."""
    people, unions = gedcom.from_gedcom(gedcom_of_forty())
    people[14].relation = "client"
    case = Case(id="klien-a", title="Klien A", client=people[14].id, people=people, unions=unions)
    casekit.save(case, tmp_path / "kasus.yaml")
    return tmp_path / "kasus.yaml"


def press(form: Genogram, side: str, who: str) -> str:
    """Press a button of the person whose editor is open, and return what the form says."""
    the(form, f"casekit-further-{side}-{who}").click()
    group = next(
        own for own in of_class(form, "casekit-group") if _holds(own, f"casekit-further-{side}-{who}")
    )
    [line] = [own for own in group.children if "casekit-role-status" in own._dom_classes]
    return unescape(line.value)


def _holds(shown, css: str) -> bool:
    return any(
        css in control._dom_classes
        for child in shown.children
        if "casekit-editor-tools" in child._dom_classes
        for control in child.children
    )


def row_of(case: Case, who: str) -> list[str]:
    return next(row for row in rows(case) if who in row)


def test_three_hints_in_a_family_of_forty_are_saved_and_drawn(forty):
    form = Genogram(casekit.load(forty), "id")
    assert len(form.case.people) == 40
    for number, side in ((5, "left"), (6, "right"), (20, "left")):
        who, before = f"person-{number}", hints(form.case)
        of_class(form, f"casekit-of-{who}")[0].click()
        words = {"left": "kini di kiri", "right": "kini di kanan"}[side]
        assert press(form, side, who).startswith(f"Orang {number} {words} Orang ")
        assert any(who in hint for hint in {*hints(form.case)} - {*before})
    last = hints(form.case)
    form.undo()
    assert hints(casekit.load(forty)) != last
    form.redo()
    kept = casekit.load(forty)
    assert hints(kept) == last
    again = Genogram(kept, "en")
    order = {one: (number, place) for number, row in enumerate(rows(kept)) for place, one in enumerate(row)}
    assert all(order[left] < order[right] for left, right in last)
    assert again.figure().svg == figures.genogram(kept).svg
    drawn = [next(iter(part.owners)) for part in _symbols(again)]
    assert all([one for one in drawn if one in row] == row for row in rows(kept))


def _symbols(form: Genogram):
    found = [part for part in form.figure().parts if part.role == "symbol" and len(part.owners) == 1]
    return sorted(found, key=lambda part: part.box[0])


def test_left_right_and_back_to_what_casekit_would_do(case_file, language):
    form = Genogram(casekit.load(case_file))
    for label in ("Kakak", "Abang", "Adik"):
        form.add("sibling", label=label, sex="female")
    sister = form.case.people[-1]
    order = row_of(form.case, sister.id)
    of_class(form, f"casekit-of-{sister.id}")[0].click()
    press(form, "left", sister.id)
    assert row_of(form.case, sister.id) != order
    assert press(form, "right", sister.id) == vocab.say(
        "widgets.now_right", who="Adik", other=str(form.case.person(order[-2]).label)
    )
    assert row_of(form.case, sister.id) == order
    assert press(form, "right", sister.id) == vocab.say("widgets.nobody_right", who="Adik")
    the(form, f"casekit-let-place-{sister.id}").click()
    assert not any(person.left_of for person in casekit.load(case_file).people)


def test_the_picture_holds_the_part_that_is_chosen(forty, language):
    form = Genogram(casekit.load(forty))
    whole = form.picture()
    who = form.case.people[30]
    the(form, "casekit-around").value = who.id
    the(form, "casekit-generations").value = 1
    part = form.picture()
    assert part != whole
    assert form.figure().svg == figures.genogram(form.case, around=who.id, generations=1).svg
    form.desk.set(form.case.person(who.id), "label", "Sepupu kecil")
    assert the(form, "casekit-around").value == who.id
    assert dict(the(form, "casekit-around").options)["Sepupu kecil"] == who.id
    form.remove(who.id)
    assert the(form, "casekit-around").value == ""
    assert form.figure().svg == figures.genogram(form.case).svg


def test_facts_stand_below_names_only_where_somebody_asked(case_file):
    form = Genogram(casekit.load(case_file), "en")
    form.desk.set(form.case.person("client"), "occupation", "<b>Seamstress</b>")
    assert "Seamstress" not in form.picture()
    assert (
        "<b>" not in form._in_words()["text/html"].replace("<b>", "", 0).split("<details")[0].split("<ul")[0]
    )
    the(form, "casekit-show-occupation").value = True
    assert "&lt;b&gt;Seamstress&lt;/b&gt;" in form.picture()
    with_it = Genogram(form.case, "en", show=("occupation",))
    assert the(with_it, "casekit-show-occupation").value
    form.speak("id")
    assert the(form, "casekit-show-occupation").value


@pytest.mark.parametrize("wrong", [{"around": "nobody"}, {"show": ("religion",)}])
def test_a_form_of_what_cannot_be_drawn_is_refused(case_file, wrong, language):
    with pytest.raises(FieldError):
        Genogram(casekit.load(case_file), **wrong)


def test_years_that_cannot_be_true_are_said_in_the_form(case_file):
    case = casekit.load(case_file)
    form = Genogram(case, "en")
    mother = form.add("parent", label="Mother", relation="mother", sex="female", birth_year=1980)
    assert hidden(the(form, "casekit-doubts"))
    case.person("client").birth_year = 1985
    casekit.save(case)
    told = the(Genogram(casekit.load(case_file), "en"), "casekit-doubts")
    assert not hidden(told)
    assert "Mother was only 5 years old" in unescape(told.value)
    assert mother.birth_year == 1980


def test_one_parent_keeps_the_status_of_the_union(case_file, language):
    form = Genogram(casekit.load(case_file))
    form.add("parent", label="Ibu", relation="mother")
    union = form.case.unions[0]
    form.desk.set(union, "status", "casual")
    casual = vocab.label("union_status", "casual")
    assert casekit.load(case_file).unions[0].status == "casual"
    assert any(casual in brief and "Ibu" in brief for brief in briefs(form))
    assert any(casual in said for said in form.figure().sentences)


def test_triplets_are_called_so_in_the_form(case_file):
    form = Genogram(casekit.load(case_file), "en")
    for label in ("One", "Two"):
        form.add("sibling", label=label)
    children = form.case.unions[0].children
    of_class(form, f"casekit-of-{children[1].person}")[0].click()
    named(form, "twin_of").value = "client"
    assert "identical twins" in dict(named(form, "twin").options)
    form.desk.set(form.case.unions[0].children[2], "twin_of", "client")
    assert "identical triplets" in dict(named(form, "twin").options)
