"""The forms: what lecturers call, what the controls show, and what they do when somebody uses them."""

import asyncio
import re
from html import unescape
from pathlib import Path
from typing import Any

import ipywidgets
import pytest
from form_parts import briefs, inside, named, of_class, status, tell, the
from jupyter_client.manager import start_new_kernel

import casekit
from casekit import vocab, widgets
from casekit.errors import FieldError, ReadOnlyCaseError
from casekit.model import Bilingual, Case, Finding
from casekit.widgets import BPSS, SWOT, CashBook, Genogram, Identity, Strengths
from casekit.widgets._base import Form
from casekit.widgets.plain import hidden
from tests.whereabouts import forms

FORMS = [getattr(widgets, name) for name in forms()]


def kept(path: Path) -> Any:
    return casekit.load(path).assessment


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return casekit.work_copy(casekit.case_study("d-trainee"), tmp_path)


# What lecturers call


def test_bpss_by_calls(case_file: Path, language: str) -> None:
    form = BPSS(casekit.load(case_file))
    assert form.language == language
    assert form.completeness() == (0, 4)
    added = form.add("social", "rajin", valence="strength", rating=3, reason="setiap hari")
    form.add("biological", "sehat")
    form.mark_unknown("spiritual", "klien tidak mau bercerita")
    form.mark_unknown("spiritual")
    assert form.completeness() == (3, 4)
    found = kept(case_file)
    assert [(own.dimension, own.text, own.rating) for own in found.findings] == [
        ("social", "rajin", 3),
        ("biological", "sehat", None),
    ]
    assert [note.dimension for note in found.unknown] == ["spiritual"]
    form.remove(added.id)
    assert form.completeness() == (2, 4)
    form.undo()
    form.undo()
    assert form.completeness() == (2, 4)
    form.redo()
    assert form.completeness() == (3, 4)
    with pytest.raises(FieldError):
        form.add("social", "x", rating=9)
    assert len(kept(case_file).findings) == 2


def test_swot_by_calls(case_file: Path, language: str) -> None:
    case = casekit.load(case_file)
    finding = BPSS(case).add("social", "rajin", valence="strength")
    form = SWOT(case)
    assert form.candidates() == [finding]
    item = form.add("strength", "rajin", weight=3, findings=[finding.id])
    assert form.candidates() == []
    strategy = form.add_strategy("so", "memanfaatkan kerajinan", [item.id])
    goal = form.draft_goal(strategy)
    written = casekit.load(case_file)
    assert [(own.id, own.answers) for own in written.plan.goals] == [(goal.id, [strategy.id])]
    form.remove(item.id)
    assert kept(case_file).strategies[0].items == []
    assert form.candidates() == [finding]
    form.undo()
    assert kept(case_file).strategies[0].items == [item.id]


def test_strengths_by_calls(path: Path, language: str) -> None:
    form = Strengths(casekit.load(path))
    before = len(form.case.assessment.quadrant.items)
    resource = form.case.assessment.resources[0].id
    item = form.add("personal", "strength", "tekun", resources=[resource], basis="illustrative")
    [*_, last] = kept(path).quadrant.items
    assert (last.id, last.resources, last.basis) == (item.id, [resource], "illustrative")
    form.remove(item.id)
    assert len(kept(path).quadrant.items) == before


@pytest.mark.parametrize("make", FORMS)
def test_a_form_says_what_it_is(make: type[Form], path: Path) -> None:
    assert repr(make(casekit.load(path))) == f"<{make.__name__} d-trainee>"


# What people do


def test_the_script_of_a_form_finds_what_it_looks_for(case_file: Path) -> None:
    form = BPSS(casekit.load(case_file))
    form.add("social", "rajin")
    of_class(form, "casekit-item")[0].click()
    script = form._guard._esm
    looked_for = set(re.findall(r"[\"`][a-z]*\.(casekit-[a-z-]*[a-z])\b(?!-)", script))
    assert looked_for >= {"casekit-form", "casekit-undo", "casekit-redo", "casekit-group"}
    shown = {name for one in (form, CashBook(form.case)) for own in inside(one) for name in own._dom_classes}
    elsewhere = {"casekit-ask", "casekit-enter"}  # in a quiz, where Enter begins or checks
    elsewhere |= {"casekit-level", "casekit-levels"}  # in a rubric, where arrows and digits choose
    assert looked_for - shown == elsewhere
    read = set(re.findall(r'model\.get\("(\w+)"\)', script))
    assert read >= {"focus", "marks"}
    assert read <= {*form._guard.keys}, "the browser is told of it"


def test_a_finding_is_added_filled_in_moved_and_deleted(case_file: Path, language: str) -> None:
    form = BPSS(casekit.load(case_file))
    the(form, "casekit-add-social").click()
    [finding] = form.case.assessment.findings
    text = the(form, f"casekit-text-{finding.id}")
    assert form._guard.focus.startswith(f"casekit-text-{finding.id}")
    assert briefs(form) == [f"● {vocab.say('widgets.not_filled_in')}"]
    text.value = "jarang bicara"
    named(form, "valence").value = "concern"
    named(form, "rating").value = 2
    named(form, "reason").value = "di kelas"
    for check in of_class(form, "casekit-several")[0].children[1].children[:1]:
        check.value = True
    assert briefs(form) == ["▼ jarang bicara ●●○○"]
    [own] = kept(case_file).findings
    assert (own.text, own.valence, own.rating, own.reason) == ("jarang bicara", "concern", 2, "di kelas")
    assert own.gathered_by == [vocab.codes("gathering")[0]]
    named(form, "place").value = "biological"
    assert kept(case_file).findings[0].dimension == "biological"
    named(form, "undo").click()
    assert kept(case_file).findings[0].dimension == "social"
    assert named(form, "place").value == "social"
    named(form, "delete").click()
    assert kept(case_file).findings == []
    assert form._guard.focus.startswith("casekit-add-social")
    named(form, "undo").click()
    assert kept(case_file).findings[0].text == "jarang bicara"


def test_findings_are_moved_up_and_down_inside_their_dimension(case_file: Path) -> None:
    form = BPSS(casekit.load(case_file))
    for dimension, text in (("social", "1"), ("biological", "b"), ("social", "2"), ("social", "3")):
        form.add(dimension, text)
    the(form, f"casekit-of-{form.case.assessment.findings[3].id}").click()
    named(form, "up").click()
    named(form, "up").click()
    named(form, "up").click()
    assert [own.text for own in kept(case_file).findings if own.dimension == "social"] == ["3", "1", "2"]
    named(form, "down").click()
    assert [own.text for own in kept(case_file).findings if own.dimension == "social"] == ["1", "3", "2"]
    assert briefs(form) == ["● b", "● 1", "● 3", "● 2"]


def test_a_rating_without_a_reason_shows_the_problem_and_is_saved(case_file: Path, language: str) -> None:
    form = BPSS(casekit.load(case_file))
    the(form, "casekit-add-social").click()
    line = the(form, "casekit-problem")
    assert hidden(line)
    named(form, "rating").value = 4
    assert not hidden(line)
    assert unescape(line.value) == vocab.say("widgets.needs_reason")
    assert (kept(case_file).findings[0].rating, kept(case_file).findings[0].text) == (4, "")
    named(form, "reason").value = "  "
    assert not hidden(line)
    named(form, "reason").value = "karena"
    assert hidden(line)
    named(form, "rating").value = ""
    assert kept(case_file).findings[0].rating is None


def test_a_dimension_is_marked_unknown_with_a_note(case_file: Path, language: str) -> None:
    form = BPSS(casekit.load(case_file))
    *_, spiritual = of_class(form, "casekit-unknown")
    spiritual.value = True
    named(form, "unknown_note").value = "tidak mau bercerita"
    assert [(own.dimension, own.text) for own in kept(case_file).unknown] == [
        ("spiritual", "tidak mau bercerita")
    ]
    said = vocab.say("widgets.completeness", filled=1, all=4)
    assert any(said in own.value for own in inside(form) if isinstance(own, ipywidgets.HTML))
    named(form, "undo").click()
    assert named(form, "unknown_note").value == ""
    named(form, "undo").click()
    assert spiritual.value is False
    named(form, "redo").click()
    assert spiritual.value is True
    spiritual.value = False
    assert kept(case_file).unknown == []


def test_the_focus_problem_begins_with_its_first_letter(case_file: Path) -> None:
    form = BPSS(casekit.load(case_file))
    control = the(form, "casekit-focus-problem")
    for text in ("s", "si", "sik"):
        control.value = text
    assert kept(case_file).focus_problem.text == "sik"
    control.value = ""
    assert kept(case_file).focus_problem.text == ""
    form.undo()
    form.undo()
    assert control.value == ""
    assert kept(case_file).focus_problem is None


def test_symptoms(case_file: Path) -> None:
    form = BPSS(casekit.load(case_file))
    the(form, "casekit-add-symptoms").click()
    named(form, "symptom").value = "tidak tidur"
    assert [own.text for own in kept(case_file).symptoms] == ["tidak tidur"]
    assert briefs(form) == ["tidak tidur"]


def test_a_finding_is_taken_over_and_a_strategy_becomes_a_goal(case_file: Path, language: str) -> None:
    case = casekit.load(case_file)
    finding = BPSS(case).add("social", "sering absen", valence="concern")
    form = SWOT(case)
    offer = the(form, "casekit-candidate")
    named(form, "take_over").click()
    assert kept(case_file).swot == []
    offer.value = finding.id
    named(form, "take_over").click()
    [item] = kept(case_file).swot
    assert (item.cell, item.text, item.findings) == ("weakness", "sering absen", [finding.id])
    assert (offer.value, offer.disabled) == ("", True)
    named(form, "weight").value = 3
    assert briefs(form) == [f"sering absen ●●● [{vocab.label('basis', 'derived')}]"]
    the(form, "casekit-add-wo").click()
    [strategy] = form.case.assessment.strategies
    named(form, "strategy").value = "mendampingi"
    name = f"{vocab.label('swot', 'weakness').capitalize()}: sering absen"
    [joined] = [own for own in inside(form) if getattr(own, "description", "") == name]
    joined.value = True
    named(form, "to_goal").click()
    written = casekit.load(case_file)
    assert written.assessment.strategies[0].items == [item.id]
    assert [(goal.text, goal.answers) for goal in written.plan.goals] == [("mendampingi", [strategy.id])]


def test_the_quadrant_by_hand(path: Path, language: str) -> None:
    form = Strengths(casekit.load(path))
    the(form, "casekit-filled-by").value = "both"
    the(form, "casekit-add-environment-deficit").click()
    named(form, "item").value = "jauh dari layanan"
    [linked] = of_class(form, "casekit-several")
    linked.children[1].children[0].value = True
    quadrant = kept(path).quadrant
    assert quadrant.filled_by == "both"
    last = quadrant.items[-1]
    assert (last.domain, last.side, last.text) == ("environment", "deficit", "jauh dari layanan")
    assert last.resources == [form.case.assessment.resources[0].id]
    named(form, "place").value = "personal-strength"
    last = kept(path).quadrant.items[-1]
    assert (last.domain, last.side) == ("personal", "strength")
    form.undo()
    last = kept(path).quadrant.items[-1]
    assert (last.domain, last.side) == ("environment", "deficit")


def test_of_a_text_in_two_languages_only_the_forms_half_is_edited(path: Path, language: str) -> None:
    form = BPSS(casekit.load(path))
    finding = form.case.assessment.findings[0]
    assert isinstance(finding.text, Bilingual)
    other = "en" if language == "id" else "id"
    before = finding.text.model_dump()
    the(form, f"casekit-of-{finding.id}").click()
    control = the(form, f"casekit-text-{finding.id}")
    assert control.value == before[language]
    control.value = ""
    assert control.placeholder == before[other]
    control.value = "baru"
    assert control.placeholder == ""
    assert kept(path).findings[0].text.model_dump() == {**before, language: "baru"}


def test_two_forms_stay_in_step_in_two_languages(path: Path) -> None:
    case = casekit.load(path)
    one, two, board = BPSS(case, "id"), BPSS(case, "en"), SWOT(case, "en")
    one.add("social", "dari yang satu", valence="strength")
    finding = case.assessment.findings[-1]
    assert "▲ dari yang satu" in briefs(two)
    assert finding.id in [id for _, id in the(board, "casekit-candidate").options]
    for form in (one, two):
        the(form, f"casekit-of-{finding.id}").click()
    the(one, f"casekit-text-{finding.id}").value = "berubah"
    assert the(two, f"casekit-text-{finding.id}").value == "berubah"
    named(two, "rating").value = 1
    assert named(one, "rating").value == 1
    two.undo()
    assert named(one, "rating").value == ""
    named(two, "delete").click()
    assert of_class(one, f"casekit-text-{finding.id}") == []
    again = BPSS(casekit.load(path))
    again.add("social", "dari yang ketiga")
    assert "● dari yang ketiga" in briefs(one)
    assert "● dari yang ketiga" in briefs(two)


def test_a_conflict_is_told_and_decided_in_the_form(path: Path, language: str) -> None:
    form = BPSS(casekit.load(path))
    form.add("social", "punya saya")
    theirs = casekit.load(path)
    theirs.assessment.findings[0].text = "punya <mereka>"
    casekit.save(theirs)
    form.add("social", "lagi")
    assert status(form) == vocab.say("widgets.status_conflict")
    [kept_at] = path.parent.glob("*.conflict-*.yaml")
    assert kept_at.name in the(form, "casekit-said").value
    named(form, "look_at_both").click()
    named(form, "look_at_both").click()
    both = form._banner.children[-1].value
    assert "punya &lt;mereka&gt;" in both
    assert "punya saya" in both
    named(form, "take_theirs").click()
    assert "● punya saya" in briefs(form)
    assert "● lagi" not in briefs(form)
    assert hidden(form._banner)


def test_where_the_other_version_cannot_be_read_the_choice_stays_and_mine_is_kept(
    path: Path, language: str
) -> None:
    form = BPSS(casekit.load(path))
    form.add("social", "punya saya")
    path.write_text("{ bukan kasus", encoding="utf-8")
    form.add("social", "lagi")
    named(form, "take_theirs").click()
    said = the(form, "casekit-said").value
    assert "YAML" in said  # what is wrong with the file
    assert next(path.parent.glob("*.conflict-*.yaml")).name in said
    assert not hidden(form._banner)
    assert status(form) == vocab.say("widgets.status_conflict")
    named(form, "keep_mine").click()
    assert hidden(form._banner)
    assert [str(one.text) for one in casekit.load(path).assessment.findings][-2:] == ["punya saya", "lagi"]
    backups = [one.read_text("utf-8") for one in path.parent.glob(f"{path.name}.bak*")]
    assert "{ bukan kasus" in backups


def test_a_failed_save_is_told_and_saved_again(path: Path, language: str) -> None:
    form = BPSS(casekit.load(path))
    before = path.read_bytes()
    path.unlink()
    path.mkdir()
    form.add("social", "hanya di layar")
    assert str(path) in status(form)
    again = named(form, "save_again")
    assert not hidden(again)
    path.rmdir()
    path.write_bytes(before)
    again.click()
    assert hidden(again)
    assert status(form).startswith(vocab.say("widgets.status_saved", time="")[:6])
    assert kept(path).findings[-1].text == "hanya di layar"


def test_the_name_of_a_file_that_cannot_be_saved_is_shown_as_it_is_and_not_as_html(tmp_path: Path) -> None:
    path = tmp_path / "Klien &lt;A&gt;.yaml"
    casekit.new_case(path)
    form = BPSS(casekit.load(path))
    path.unlink()
    path.mkdir()
    form.add("social", "hanya di layar")
    assert str(path) in status(form)


@pytest.mark.parametrize("make", FORMS)
def test_a_case_study_is_read_only_until_it_is_copied(
    make: type[Form], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path))
    case = casekit.load(casekit.case_study("d-trainee"))
    form, beside = make(case), BPSS(case)
    assert status(form) == vocab.say("widgets.status_read_only")
    for item in of_class(form, "casekit-item")[1:2]:
        item.click()
    always = {"casekit-choice", "casekit-item", "casekit-help", "casekit-done", "casekit-make-copy"}
    always |= {"casekit-go", "casekit-more", "casekit-shut", "casekit-view"}  # which only show
    for control in inside(form):
        if hasattr(control, "disabled") and not always & {*control._dom_classes}:
            assert control.disabled or control is form._again, control
    with pytest.raises(ReadOnlyCaseError):
        beside.add("social", "x")
    named(form, "make_copy").click()
    copy = tmp_path / "cases" / "d-trainee.yaml"
    assert f"{copy}." in the(form, "casekit-said").value
    assert beside.case is form.case
    beside.add("social", "baru")
    assert kept(copy).findings[-1].text == "baru"
    if not of_class(form, "casekit-editor"):
        for item in of_class(form, "casekit-item")[1:2]:
            item.click()
    assert not any(own.disabled for own in of_class(form, "casekit-delete"))


# Words


@pytest.mark.parametrize("make", FORMS)
def test_every_visible_word_is_in_the_forms_language(make: type[Form], tmp_path: Path) -> None:
    path = tmp_path / "kosong.yaml"
    case = casekit.new_case(path)
    case.title = "12345"
    casekit.save(case)
    case = casekit.load(path)
    BPSS(case).add("social", "67890", basis="derived")

    def visible(language: str) -> list[str]:
        form = make(case, language)
        for adder in of_class(form, "casekit-add"):
            adder.click()
            form.undo()
            adder.click()
        texts = []
        for own in inside(form):
            if isinstance(own, ipywidgets.HTML) and not (own is form._style or own is form._picture):
                texts.append(unescape(re.sub("<[^>]*>", "", own.value)))
            texts += [getattr(own, name, "") for name in ("description", "placeholder", "tooltip")]
            texts += [name for name, _ in getattr(own, "options", ())]
        form.speak("en" if language == "id" else "id")
        form.speak(language)
        return [text for text in texts if text and re.search("[^\\W\\d_]{2}", text)]

    languages = {vocab.say(f"widgets.language_{code}") for code in vocab.LANGUAGES}
    same_in_both = {
        *("Spiritual", "informal", "formal", "Genogram", "Status", "Agenda", "Informed consent"),
        *("12.000, 12rb", "Target", "casework", "group work", "BPSS", "SWOT", "genogram"),
    }
    both = set(visible("id")) & set(visible("en"))
    assert both - languages - same_in_both == set()


@pytest.mark.parametrize("make", FORMS)
def test_the_language_is_switched_on_the_spot(make: type[Form], path: Path) -> None:
    form = make(casekit.load(path), "id")
    assert named(form, "undo", "id") is form._undo
    the(form, "casekit-language-en").click()
    assert form.language == "en"
    assert form._undo.description == "Undo"
    assert form._guard.label == vocab.say(f"widgets.{form.tool}", "en")
    assert vocab.language() == "id"
    form.speak("id")
    assert form._undo.description == "Urungkan"


# Bad input


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "satu\x00dua\x1b[31m\x07tiga\x85",
        "\u202eterbalik \u05d0\u05d1",
        "👩🏽‍🦱 sehat",
        " \t\n ",
        "no",
        "12:30",
    ],
    ids=["long", "control", "right to left", "emoji", "blank", "yaml bool", "yaml time"],
)
def test_odd_text_is_kept_as_it_is(text: str, case_file: Path) -> None:
    form = BPSS(casekit.load(case_file))
    the(form, "casekit-add-social").click()
    named(form, "finding").value = text
    named(form, "reason").value = text
    the(form, "casekit-focus-problem").value = text
    assert form.desk.problem is None
    found = kept(case_file)
    assert found.findings[0].text == found.findings[0].reason == found.focus_problem.text == text
    assert all(len(brief) <= 200 for brief in briefs(form))
    assert isinstance(form._in_words()["text/html"], str)


@pytest.mark.parametrize("make", FORMS)
def test_no_click_overtakes_what_was_typed_before_it(make: type[Form], path: Path) -> None:
    form = make(casekit.load(path))
    for item in of_class(form, "casekit-item")[:1]:
        item.click()
    kinds = (
        ipywidgets.Button,
        ipywidgets.Text,
        ipywidgets.Textarea,
        ipywidgets.Dropdown,
        ipywidgets.Checkbox,
    )
    controls = [own for own in inside(form) if isinstance(own, kinds)]
    assert len(controls) > 4
    for control in controls:  # all on the thread to which JupyterLab sends them
        assert control.comm._reply_subshell_for({}, "the form's") == "the form's", control


@pytest.mark.parametrize("make", FORMS)
def test_an_empty_case_opens(make: type[Form], case_file: Path, language: str) -> None:
    form = make(casekit.load(case_file))
    assert len(briefs(form)) == (make is Genogram)  # only a family has somebody in it from the start
    assert status(form) == vocab.say("widgets.status_unchanged")
    form._draw()
    assert ("data:image/" in form._picture.value) is (make.drawing != "")
    assert form._in_words().keys() == {"text/html", "text/markdown", "text/plain"}


def test_five_hundred_findings(case_file: Path) -> None:
    case = casekit.load(case_file)
    case.assessment.findings = [
        Finding(
            id=f"f{n}",
            dimension=vocab.codes("dimension")[n % 4],
            text=f"temuan {n}",
            valence="neutral",
            basis="documented",
        )
        for n in range(500)
    ]
    casekit.save(case)
    form = BPSS(casekit.load(case_file))
    assert len(briefs(form)) == 500
    the(form, "casekit-of-f499").click()
    the(form, "casekit-text-f499").value = "yang terakhir"
    named(form, "up").click()
    assert kept(case_file).findings[495].text == "yang terakhir"
    assert "yang terakhir" in form._in_words()["text/markdown"]


@pytest.mark.parametrize("make", FORMS)
def test_a_case_without_a_file_says_so(make: type[Form], case_file: Path, language: str) -> None:
    case: Case = casekit.load(case_file).model_copy(deep=True)
    case._origin = None
    form, beside = make(case), make(case)
    assert status(form) == vocab.say("widgets.status_no_file")
    before = len(briefs(form))
    inside_items = {"casekit-add-entry", "casekit-fill"}
    adders = [own for own in of_class(form, "casekit-add") if not inside_items & {*own._dom_classes}]
    if make is Identity:  # it has no lists
        the(form, "casekit-fill").click()
        assert len(of_class(beside, "casekit-delete")) == 1
    else:
        next(own for own in adders if not own.disabled).click()
        assert len(briefs(form)) == len(briefs(beside)) == before + 1
    assert status(form) == vocab.say("widgets.status_no_file")


# In a loop and in a kernel


def test_the_picture_of_a_form_in_view_waits_for_a_pause(case_file: Path) -> None:
    async def typed() -> None:
        form = BPSS(casekit.load(case_file))
        await asyncio.sleep(0.9)
        assert form._picture.value == ""  # nobody looks
        tell(form, seen=True)
        await asyncio.sleep(0.9)
        first = form._picture.value
        assert "data:image/svg+xml" in first
        form.add("social", "rajin")
        assert status(form) == vocab.say("widgets.status_saving")
        assert form._picture.value == first
        await asyncio.sleep(2.2)
        assert form._picture.value != first
        assert re.fullmatch(vocab.say("widgets.status_saved", time=r"\d\d:\d\d"), status(form))

    asyncio.run(typed())


FORMS_IN_A_CELL = """
import casekit
from ipywidgets.widgets import widget
from casekit.widgets import BPSS, Identity, SWOT
case = casekit.load("kasus.yaml")
form, board = BPSS(case), SWOT(case)
print(len(widget._instances))
"""


def test_a_cell_run_again_closes_its_forms_and_the_last_second_is_saved(case_file: Path) -> None:
    manager, client = start_new_kernel(cwd=str(case_file.parent), extra_arguments=["--log-level=ERROR"])

    def run(code: str, cell: str) -> str:
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        # JupyterLab tells the kernel in this way which cell runs.
        request = client.session.msg("execute_request", content, metadata={"cellId": cell})
        client.shell_channel.send(request)
        printed = ""
        while True:
            told = client.get_iopub_msg(timeout=60)
            if told["parent_header"].get("msg_id") == request["header"]["msg_id"]:
                assert told["msg_type"] != "error", told["content"]
                printed += told["content"].get("text", "")
                if told["content"].get("execution_state") == "idle":
                    return printed

    try:
        counts = [int(run(FORMS_IN_A_CELL, "one")) for _ in range(3)]
        assert run("form.add('social', 'satu')\nprint(form.desk.unsaved)", "two") == "True\n"
        counts.append(int(run(FORMS_IN_A_CELL, "one")))
        other = int(run(FORMS_IN_A_CELL, "three"))
        run("form.add('social', 'dua')", "two")
    finally:
        manager.shutdown_kernel()
        client.stop_channels()
    assert counts[0] == counts[1] == counts[2] == counts[3] - 1  # one finding makes one button
    assert other > 1.5 * counts[3]
    assert [own.text for own in kept(case_file).findings] == ["satu", "dua"]
    assert list(case_file.parent.glob("*.conflict-*")) == []
