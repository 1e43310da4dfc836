"""What the browser holds back arrives ahead of the click, and is never replaced by something older."""

import asyncio
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from form_parts import held, of_class, status, tell, the
from jupyter_server.base.handlers import APIVersionHandler

import casekit
from casekit import vocab, widgets
from casekit.model import Bilingual, Case, Finding, Part
from casekit.widgets import BPSS, SWOT, Plan
from tests.whereabouts import forms

FORMS = [getattr(widgets, name) for name in forms()]


def test_the_server_is_asked_in_a_way_that_it_does_not_call_a_mistake() -> None:
    """Each refusal is a line of warning in the terminal, and a busy page asks a hundred times."""
    script = (files("casekit") / "data" / "widgets" / "held.js").read_text("utf-8")
    asked = re.findall(r'method: "([A-Z]+)"', script)
    assert asked
    assert [how for how in asked if how.lower() not in vars(APIVersionHandler)] == []


def opened(case_file: Path, text: str = "") -> tuple[BPSS, Any]:
    """Return a form with an open finding, and the control of its text."""
    form = BPSS(casekit.load(case_file))
    finding = form.add("social", text)
    the(form, f"casekit-of-{finding.id}").click()
    return form, the(form, f"casekit-text-{finding.id}")


def texts(case_file: Path) -> list[str]:
    return [str(finding.text) for finding in casekit.load(case_file).assessment.findings]


def test_a_text_that_comes_before_the_click_that_closes_its_field_is_saved(case_file: Path) -> None:
    form, control = opened(case_file)
    control.set_state({"value": "I"})  # the one letter that ipywidgets has sent
    tell(form, number=5, texts={held(control): "Ibu berumur 41 tahun"})
    [done] = of_class(form, "casekit-done")
    done.click()
    assert texts(case_file) == ["Ibu berumur 41 tahun"]


def test_a_text_for_a_field_that_was_closed_meanwhile_is_saved(case_file: Path) -> None:
    form, control = opened(case_file)
    name = held(control)
    the(form, "casekit-language-en").click()  # builds every control anew
    assert control.comm is None
    tell(form, number=5, texts={name: "Ibu berumur 41 tahun"})
    assert texts(case_file) == ["Ibu berumur 41 tahun"]


def test_an_older_text_never_replaces_a_newer_one(case_file: Path) -> None:
    form, control = opened(case_file)
    tell(form, number=7, texts={held(control): "yang lebih baru"})
    tell(form, number=6, texts={held(control): "yang lama"})
    assert texts(case_file) == ["yang lebih baru"]


def test_what_is_chosen_is_held_too_and_nonsense_changes_nothing(case_file: Path) -> None:
    form, _ = opened(case_file, "rajin")
    choice = the(form, "casekit-editor").children[1].children[0]
    [strength] = [at for at, (_, code) in enumerate(choice.options) if code == "strength"]
    tell(form, number=5, texts={held(choice): strength})
    assert casekit.load(case_file).assessment.findings[0].valence == "strength"
    tell(form, number=6, texts={held(choice): 99, "no-such-control": "x"})
    tell(form, number=7, texts={held(choice): "strength"})
    assert casekit.load(case_file).assessment.findings[0].valence == "strength"


def test_the_guard_is_always_answered_and_learns_what_is_saved(
    case_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[dict[str, Any]] = []

    async def typed() -> None:
        form, control = opened(case_file)
        monkeypatch.setattr(form._guard, "send", heard.append)
        tell(form, number=5, texts={held(control): "Ibu"})
        assert heard == [{"heard": 5}]
        await asyncio.sleep(1.5)
        assert heard[-1] == {"saved": 5}
        assert texts(case_file) == ["Ibu"]
        tell(form, number=6, texts="no mapping")
        assert heard[-1]["heard"] == 6

    asyncio.run(typed())


def test_leaving_the_page_saves_at_once(case_file: Path) -> None:
    async def left() -> None:
        form, control = opened(case_file)
        tell(form, number=5, texts={held(control): "Ibu"}, leaving=True)
        assert texts(case_file) == ["Ibu"]
        assert status(form) != vocab.say("widgets.status_saving")

    asyncio.run(left())


def test_what_a_lost_kernel_left_behind_can_be_put_back(case_file: Path, language: str) -> None:
    form, control = opened(case_file)
    [at] = [
        word.removeprefix("casekit-at-") for word in control._dom_classes if word.startswith("casekit-at-")
    ]
    tell(form, number=5, put=at, text="Ibu berumur 41 tahun")
    assert texts(case_file) == ["Ibu berumur 41 tahun"]
    sent: list[dict[str, Any]] = []
    form._guard.send = sent.append
    tell(form, number=6, put="finding-000000-text", text="x")
    assert {"refused": vocab.say("widgets.put_back_where", language)} in sent
    sent.clear()
    tell(form, number=7, left={at: "Ibu berumur 41 tahun"})
    assert {"taken": at} in sent  # it was saved after all, and need not be offered
    sent.clear()
    tell(form, number=8, left={at: "lain", "finding-000000-text": "x", "x": "y"})
    assert [*sent] == [{"heard": 8, "saved": 8}]
    assert texts(case_file) == ["Ibu berumur 41 tahun"]


def test_only_forms_in_view_whose_part_of_the_case_changed_are_drawn_again(tmp_path: Path) -> None:
    case = casekit.load(casekit.work_copy(casekit.case_study("d-trainee"), tmp_path))

    async def typed() -> None:
        forms = {form: form(case) for form in (BPSS, SWOT, Plan)}
        drawn: list[type] = []
        for kind, form in forms.items():
            own = form.picture
            form.picture = lambda kind=kind, own=own: drawn.append(kind) or own()  # type: ignore[method-assign]
            tell(form, seen=kind is not SWOT)
        await asyncio.sleep(1.5)
        assert sorted(map(str, drawn)) == sorted(map(str, (BPSS, Plan)))
        drawn.clear()
        forms[BPSS].desk.write(case.plan.goals[0], "text", "berani bertanya", "id")
        await asyncio.sleep(3)
        assert drawn == [Plan]
        drawn.clear()
        tell(forms[SWOT], seen=True)
        await asyncio.sleep(1)
        assert drawn == [SWOT]

    asyncio.run(typed())


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.tool)
def test_a_form_shows_no_other_part_of_the_case_than_it_says(kind: type[widgets.Plan]) -> None:
    for study in ("b-bookkeeper", "d-trainee"):
        case = casekit.load(casekit.case_study(study))
        form = kind(case)
        with vocab.in_language("id"):
            before = form.picture(), form._in_words()
            for name in set(Case.model_fields) - kind.shows - {"id", "title", "client", "schema_version"}:
                case.__dict__[name] = _altered(getattr(case, name))
            form.desk.look_again()
            assert (form.picture(), form._in_words()) == before


def _altered(value: Any) -> Any:
    """Return a value with every text in it changed; no links are touched."""
    if isinstance(value, list):
        return [_altered(one) for one in value]
    if isinstance(value, Bilingual):
        return Bilingual.model_construct(id=f"{value.id} X", en=f"{value.en} X")
    if isinstance(value, Part):
        shown = {"text", "label", "note", "process", "result", "reason", "theme", "title", "role", "purpose"}
        fields = {
            name: _altered(own) if not isinstance(own, str) else f"{own} X" if name in shown else own
            for name, own in value.__dict__.items()
        }
        return type(value).model_construct(**fields)
    return value


def test_a_finding_changed_by_a_script_is_drawn_when_the_form_is_built_again(case_file: Path) -> None:
    form, _ = opened(case_file, "rajin")
    before = form._shown()
    form.case.assessment.findings = [
        Finding(id="f1", dimension="social", valence="strength", text="lain", basis="documented")
    ]
    form.speak("id")
    assert form._shown() != before
