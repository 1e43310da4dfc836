"""Every field of a case file can be filled in by some form, or there is a reason why not."""

import pytest

from casekit.model.case import part_in
from casekit.model.part import When
from tests import whereabouts
from tests.recipe import without_control
from tests.whereabouts import LESS_OF_A_TIME, WITHOUT_A_FORM, kinds


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
    return {field for fields in whereabouts.reached().values() for field in fields}


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
