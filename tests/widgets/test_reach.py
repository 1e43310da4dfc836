"""Every field of a case file can be filled in by some form, or there is a reason why not."""

import pytest
from form_parts import of_class

from casekit import widgets
from casekit.model.case import part_in
from casekit.model.part import When
from casekit.widgets.fields import Fields
from tests.empty_parts import case_of
from tests.recipe import LESS_OF_A_TIME, kinds, without_control

BY_CASEKIT = "casekit sets it"
BY_BUTTONS = "set by the buttons with which the family grows"
NARROWS_DOWN = "kept for older files; it would narrow a client down"
WITHOUT_A_FORM = {
    "Case.schema_version": BY_CASEKIT,
    "Case.client": BY_CASEKIT,
    "Child.person": BY_BUTTONS,
    "UnknownDimension.dimension": "the checkbox of the dimension sets it",
    "Setting.province": NARROWS_DOWN,
    "Setting.duration_days": NARROWS_DOWN,
    "Domain.levels": "words of their own for a domain's levels are written in the instrument's file",
}


def fields() -> set[str]:
    """Return all fields of a case file that are no parts themselves, nor ids."""
    return {
        f"{kind.__name__}.{name}"
        for kind in kinds()
        for name in kind.model_fields
        if name != "id" and part_in(kind, name) is None
    }


@pytest.fixture(scope="module")
def reached() -> set[str]:
    """Return the fields of all controls that appear when every item of every form is opened."""
    found: set[str] = set()
    made: list[Fields] = []
    with pytest.MonkeyPatch.context() as patch:
        init = Fields.__init__

        def noted(own: Fields, form: widgets.BPSS) -> None:
            init(own, form)
            made.append(own)

        patch.setattr(Fields, "__init__", noted)
        case = case_of(linked=True)
        twins = widgets.Genogram(case)
        one, other = (twins.add("child", label=label) for label in ("Satu", "Dua"))
        children = [child for union in case.unions for child in union.children]
        next(child for child in children if child.person == one.id).twin_of = other.id
        for name in widgets.__all__:
            form = getattr(widgets, name)(case)
            opened: set[str] = set()
            while closed := [
                one for one in of_class(form, "casekit-item") if one._dom_classes[2] not in opened
            ]:
                opened.add(closed[0]._dom_classes[2])
                closed[0].click()
            for board in (getattr(form, at) for at in vars(form)):
                for cell in getattr(board, "cells", ()):
                    found |= {f"{board._place.kind.__name__}.{field}" for field in cell.values}
    for own in made:
        found |= {f"{type(bound.owner).__name__}.{bound.attribute}" for bound in own._bound}
    return found


def test_every_field_can_be_filled_in(reached: set[str]) -> None:
    times = {
        f"{kind.__name__}.{name}" for kind in kinds() if issubclass(kind, When) for name in LESS_OF_A_TIME
    }
    missing = fields() - reached - WITHOUT_A_FORM.keys() - times
    assert [*without_control(sorted(missing))] == []


def test_no_reason_is_given_for_what_a_form_offers(reached: set[str]) -> None:
    assert sorted(WITHOUT_A_FORM.keys() & reached) == []
    assert WITHOUT_A_FORM.keys() <= {
        f"{kind.__name__}.{name}" for kind in kinds() for name in kind.model_fields
    }


def test_whoever_meets_can_say_when(reached: set[str]) -> None:
    for meeting in ("Contact", "Session", "Conference", "Termination"):
        assert {f"{meeting}.{name}" for name in LESS_OF_A_TIME} <= reached


def test_a_field_that_the_model_lacks_is_refused_when_forms_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from casekit.widgets import place  # noqa: PLC0415 - its cache is emptied for this test

    good = place.specs()
    for path, spec in (("plan.goals", "text\nindikator"), ("plan.gaols", "text")):
        monkeypatch.setattr(place.yaml, "safe_load", lambda _, path=path, spec=spec: {**good, path: spec})
        with pytest.raises(AttributeError, match=path):
            place.specs.__wrapped__()
