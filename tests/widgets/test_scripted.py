"""Forms called from a script, and the buttons that add: whatever is given, a sentence and a whole case."""

from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from form_parts import briefs, inside, of_class, the

import casekit
from casekit import tables, vocab, widgets
from casekit.errors import FieldError
from casekit.model import Case, Finding, Person, Strategy, made, walk
from casekit.widgets import BPSS, SWOT, CashBook, Ecomap, Genogram, Goals, Identity, Plan, Strengths
from casekit.widgets._base import Form
from casekit.widgets.plain import hidden
from tests.empty_parts import MARK, case_of
from tests.whereabouts import forms

FORMS = [getattr(widgets, name) for name in forms()]
HALF = "a\ud800"
ODD: list[Any] = [
    None,
    5,
    2.5,
    True,
    b"x",
    [],
    {},
    "",
    "nope",
    HALF,
    object(),
    ("a",),
    float("nan"),
    "client",
]
STRATEGY = Strategy(id="elsewhere", tows="so", text="x", basis="derived")

CALLS: dict[str, tuple[type[Form], Callable[[Any, Any], object]]] = {
    "bpss.add dimension": (BPSS, lambda form, odd: form.add(odd, "x")),
    "bpss.add valence": (BPSS, lambda form, odd: form.add("social", "x", valence=odd)),
    "bpss.add gathered_by": (BPSS, lambda form, odd: form.add("social", "x", gathered_by=[odd])),
    "bpss.remove": (BPSS, lambda form, odd: form.remove(odd)),
    "bpss.mark_unknown": (BPSS, lambda form, odd: form.mark_unknown(odd)),
    "swot.add cell": (SWOT, lambda form, odd: form.add(odd, "x")),
    "swot.add findings": (SWOT, lambda form, odd: form.add("threat", "x", findings=[odd])),
    "swot.add_strategy tows": (SWOT, lambda form, odd: form.add_strategy(odd, "x")),
    "swot.add_strategy items": (SWOT, lambda form, odd: form.add_strategy("so", "x", [odd])),
    "swot.remove": (SWOT, lambda form, odd: form.remove(odd)),
    "swot.draft_goal": (SWOT, lambda form, odd: form.draft_goal(odd)),
    "strengths.add domain": (Strengths, lambda form, odd: form.add(odd, "strength", "x")),
    "strengths.add side": (Strengths, lambda form, odd: form.add("personal", odd, "x")),
    "strengths.add resources": (
        Strengths,
        lambda form, odd: form.add("personal", "deficit", "x", resources=[odd]),
    ),
    "strengths.remove": (Strengths, lambda form, odd: form.remove(odd)),
    "genogram.add kin": (Genogram, lambda form, odd: form.add(odd)),
    "genogram.add relation": (Genogram, lambda form, odd: form.add("child", relation=odd or "")),
    "genogram.remove": (Genogram, lambda form, odd: form.remove(odd)),
    "ecomap.add tie": (Ecomap, lambda form, odd: form.add("x", "" if odd is None else odd)),
    "ecomap.add system": (Ecomap, lambda form, odd: form.add("x", system=odd)),
    "ecomap.remove": (Ecomap, lambda form, odd: form.remove(odd)),
    "cash_book.add direction": (CashBook, lambda form, odd: form.add("x", 5, odd)),
}


@pytest.mark.parametrize("call", CALLS)
def test_bad_input_to_a_script_is_a_sentence_and_changes_nothing(
    call: str, case_file: Path, language: str
) -> None:
    make, act = CALLS[call]
    form = make(casekit.load(case_file))
    before = form.case.model_dump()
    for odd in ODD:
        if odd == "client" and call == "genogram.add relation":
            continue
        with pytest.raises(FieldError) as refused:
            act(form, odd)
        assert str(refused.value).strip()
        assert str(refused.value).encode()
    assert form.case.model_dump() == before
    assert not form.desk.can_undo


@pytest.mark.parametrize(
    ("make", "act", "says"),
    [
        (BPSS, lambda form: form.add("social", "x", rating=9), "4"),
        (BPSS, lambda form: form.add("sosial", "x"), "social"),
        (BPSS, lambda form: form.add("social", 5), "{id: ..., en: ...}"),
        (BPSS, lambda form: form.add("social", "x", id="client"), "client"),
        (BPSS, lambda form: form.add("social", "x", wieght=3), "valence"),
        (SWOT, lambda form: form.add("strength", "x", weight=9), "3"),
        (SWOT, lambda form: form.add_strategy("so", "x", None), "'None'"),
        (SWOT, lambda form: form.draft_goal(STRATEGY), "elsewhere"),
        (Strengths, lambda form: form.add("self", "strength", "x"), "environment, personal"),
        (Genogram, lambda form: form.add("cousin"), "partner, child, parent, sibling"),
        (Genogram, lambda form: form.add("child", of="nobody"), "client"),
        (Genogram, lambda form: form.add("child", of=""), "client"),
        (Genogram, lambda form: form.add("child", age_years=-1), "0"),
        (Ecomap, lambda form: form.add("x", system="heath"), "health"),
        (CashBook, lambda form: form.add("x", "12rb"), "'12rb'"),
        (CashBook, lambda form: form.add("x", 1.5), "1.5"),
    ],
)
def test_the_sentence_names_what_is_allowed(
    make: type[Form], act: Callable[[Any], object], says: str, case_file: Path, language: str
) -> None:
    form = make(casekit.load(case_file))
    before = form.case.model_dump()
    with pytest.raises(FieldError) as refused:
        act(form)
    assert says in str(refused.value)
    assert form.case.model_dump() == before


def test_an_id_of_another_kind_takes_no_links_away(tmp_path: Path) -> None:
    case = casekit.load(casekit.work_copy(casekit.case_study("d-trainee"), tmp_path))
    before = case.model_dump()
    ids = {part.kind: id for id, part in case.by_id().items()}
    own = {
        BPSS: {"finding", "symptom"},
        SWOT: {"swot_item", "strategy"},
        Strengths: {"quadrant_item"},
        Genogram: {"person"},
        Ecomap: {"network_system", "network_tie"},
    }
    for make, kinds in own.items():
        form: Any = make(case)
        for kind in ids.keys() - kinds:
            with pytest.raises(FieldError, match=ids[kind]):
                form.remove(ids[kind])
    assert case.model_dump() == before


def test_half_a_character_is_saved_as_a_sign_for_it(case_file: Path) -> None:
    case = casekit.load(case_file)
    form = BPSS(case)
    finding = form.add("social", "satu \ud83d", reason="\ud83d\ude00")
    the(form, f"casekit-of-{finding.id}").click()
    the(form, f"casekit-text-{finding.id}").value = "dua \udc00 tiga"
    assert the(form, f"casekit-text-{finding.id}").value == "dua \ufffd tiga"
    finding.reason = {"id": "\ud800", "en": "x"}
    form.desk.write(finding, "reason", "empat \ud800", "en")
    for make in FORMS:
        assert make(case)._in_words()["text/html"].encode()
    own = casekit.load(case_file).assessment.findings[0]
    assert (own.text, own.reason.model_dump()) == ("dua \ufffd tiga", {"id": "\ufffd", "en": "empat \ufffd"})
    assert form.desk.problem is None


# What adds


def adders(form: Form) -> list[Any]:
    """Return the buttons that add something, also those of the item that is open."""
    kinds = ("casekit-add", "casekit-draw-tie", "casekit-kin-")
    return [own for own in inside(form) if any(css.startswith(kinds) for css in own._dom_classes)]


def name(button: Any) -> str:
    return " ".join(
        css for css in button._dom_classes if css.startswith(("casekit-add-", "casekit-kin-", "casekit-draw"))
    )


def parts(case: Case) -> int:
    return sum(1 for _ in walk(case))


def pressed(form: Form, done: set[str]) -> Iterator[str]:
    """Press every adder that was not pressed yet, each once."""
    while ahead := [own for own in adders(form) if name(own) not in done]:
        adder = ahead[0]
        done.add(name(adder))
        before = parts(form.case)
        if adder.disabled:
            hints = [own for own in of_class(form, "casekit-about") if unescape(own.value) == adder.tooltip]
            assert hints, name(adder)
            assert not hidden(hints[0])
        else:
            adder.click()
            added = parts(form.case) - before
            if "casekit-add-instruments" in name(adder):  # with its two lowest levels
                assert added == 3, name(adder)
            elif "casekit-kin-" in name(adder):  # kin may come with a couple, and a third parent does not
                told = [own for own in of_class(form, "casekit-problem") if not hidden(own)]
                assert added >= 1 or told, name(adder)
            else:
                assert added == 1, name(adder)
        yield name(adder)


@pytest.mark.parametrize("make", FORMS)
@pytest.mark.parametrize("full", [False, True], ids=["new", "full"])
def test_every_button_that_adds_adds_or_says_why_not(make: type[Form], full: bool, tmp_path: Path) -> None:
    path = tmp_path / "kasus.yaml"
    casekit.save(case_of(linked=True), path) if full else casekit.new_case(path)
    form = make(casekit.load(path))
    for item in of_class(form, "casekit-item")[:1]:
        item.click()
    assert [*pressed(form, set())] or (full and make is Identity)
    assert form.desk.problem is None
    assert casekit.load(path) == form.case


@pytest.mark.parametrize("make", FORMS)
def test_what_is_empty_says_so_in_the_form(make: type[Form], tmp_path: Path, language: str) -> None:
    case = case_of(linked=True)
    casekit.save(case, tmp_path / "kasus.yaml")
    form = make(casekit.load(tmp_path / "kasus.yaml"))
    for number in range(len(of_class(form, "casekit-item"))):
        of_class(form, "casekit-item")[number].click()
        said = [
            text
            for own in inside(form)
            for text in (getattr(own, "description", ""), getattr(own, "tooltip", ""))
        ]
        said += [str(option) for own in inside(form) for option, _ in getattr(own, "options", ())]
        assert not [text for text in said if text and (MARK in text or text.strip().startswith((":", "·")))]
    assert [brief for brief in briefs(form) if not brief.strip()] == []


def test_goals_notice_what_the_plan_adds_and_takes_away(case_file: Path) -> None:
    case = casekit.load(case_file)
    goals, plan = Goals(case, "en"), Plan(case, "id")
    adder = the(goals, "casekit-add-attainment")
    assert adder.disabled
    assert adder.tooltip == vocab.say("widgets.needs_a_goal", "en")
    the(plan, "casekit-add-goals").click()
    assert not adder.disabled
    assert adder.tooltip != vocab.say("widgets.needs_a_goal", "en")
    plan.undo()
    assert adder.disabled
    plan.redo()
    adder.click()
    assert len(casekit.load(case_file).evaluation.attainment) == 1


def test_a_click_speaks_the_language_of_the_form(tmp_path: Path) -> None:
    form = Genogram(casekit.load(casekit.work_copy(casekit.case_study("d-trainee"), tmp_path)), "en")
    before = briefs(form)
    of_class(form, "casekit-item")[0].click()
    assert vocab.language() == "id"
    assert briefs(form) == before


def test_a_part_is_made_in_one_way(case_file: Path) -> None:
    case = casekit.load(case_file)
    person = made(Person, case, label="Ibu", relation="other")
    assert person.basis == "documented"
    assert person.id.startswith("person-")
    finding = {"dimension": "social", "valence": "neutral", "text": "x"}
    with pytest.raises(FieldError, match="client"):
        made(Finding, case, id="client", **finding)
    assert tables.called(made(Finding, **finding), {}) == "x"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("given", ["kasus.yaml", None, Path("kasus.yaml"), {"title": "x"}])
def test_a_form_of_no_case_says_what_it_needs(form: type[Form], given: Any) -> None:
    for language, begins in (("id", "Formulir ini memerlukan kasus"), ("en", "This form needs a case")):
        with pytest.raises(FieldError, match=begins) as told:
            form(given, language=language)
        assert f"{form.__name__}(casekit.load(" in str(told.value)


def test_a_case_without_a_title_is_told_as_not_filled_in() -> None:
    case = case_of()
    case.title = ""
    subtitle = the(BPSS(case, language="en"), "casekit-subtitle")
    [subtitle] = of_class(BPSS(case, language="en"), "casekit-subtitle")
    assert unescape(subtitle.value) == vocab.say("widgets.not_filled_in", "en")
