"""Whatever is handed over at a door that cannot be is answered in a sentence, never by a traceback."""

import inspect
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

import pandas as pd
import pytest

import casekit
from casekit import check, figures, tables, told
from casekit.doors import answering
from casekit.errors import CasekitError, FieldError
from casekit.model import Case
from casekit.stats import single_case
from casekit.store import case_study, load
from docs.pages.names import DOORS

ROOMS = [door for door in DOORS if door not in ("casekit", "casekit.model", "casekit.vocab")]


def of_a_case() -> dict[str, Callable[[Any], Any]]:
    """Return all functions and forms at the doors whose first argument is a case."""
    found = {}
    for room in ROOMS:
        for name in import_module(room).__all__:
            own = getattr(import_module(room), name)
            made = own.__init__ if inspect.isclass(own) else own
            if callable(own) and "case" in inspect.signature(made).parameters:
                found[f"{room}.{name}"] = own
    return found


OF_A_CASE = of_a_case()


BESIDE: dict[str, Any] = {
    **{"form": "bpss", "kind": "consent", "number": 1, "points": [], "path": "x.yaml"},
    **{"point": None, "text": "x", "by": "x"},
}


def test_most_rooms_have_such_functions() -> None:
    assert len(OF_A_CASE) > 60


@pytest.mark.parametrize("name", OF_A_CASE)
def test_the_name_of_a_file_is_no_case(name: str, language: str) -> None:
    takes = inspect.signature(OF_A_CASE[name]).parameters
    said = []
    for wrong in ("klien-a.yaml", None, 5, Path("klien-a.yaml")):
        more = {key: value for key, value in BESIDE.items() if key in takes}
        with pytest.raises(CasekitError) as refused:
            OF_A_CASE[name](**{"case": wrong}, **more)
        said.append(str(refused.value))
    if "path" not in takes:  # which is read first
        assert "casekit.load" in said[0]
        assert "klien-a.yaml" in said[0]


@pytest.fixture(scope="module")
def case() -> Case:
    return load(case_study("d-trainee"))


POINTS = pd.DataFrame(
    {"case": "D", "session": range(8), "phase": [*"AAABBBBB"], "outcome": [2, 3, 2, 5, 6, 5, 7, 6]}
)
WRONG: dict[str, tuple[Callable[[Case], Any], str]] = {
    "a name": (lambda case: casekit.load(5), "5"),
    "no name": (lambda case: casekit.new_case(None, "Klien B"), "None"),
    "bytes": (lambda case: casekit.work_copy(b"x"), "x"),
    "a list of rules": (lambda case: check.check(case, select=5), "select"),
    "a list of lists": (lambda case: tables.case_check(case, ignore=[["S801"]]), "ignore"),
    "no form": (lambda case: tables.content("bps", case), "bpss"),
    "no form as HTML": (lambda case: tables.content_html("", case), "swot"),
    "no detail": (lambda case: told.family_told(case, ["nope"]), "occupation"),
    "too much": (lambda case: figures.bpss(case, 2, 3), "size="),
    "another word": (lambda case: figures.bpss(case, szie="page"), "size="),
    "a text for a number": (lambda case: tables.session(case, "a"), "number"),
    "huge": (lambda case: single_case.conservative_dual_criterion(POINTS, shift=10**400), "shift"),
    "more cases than there are people": (lambda case: single_case.simulate_series(cases=10**10), "100000"),
    "series without end": (lambda case: single_case.power(series=10**9), "series"),
    "rearranged without end": (
        lambda case: single_case.randomization_test(POINTS, "permutation", resamples=10**12),
        "resamples",
    ),
    "a whole file for its name": (lambda case: casekit.load("x" * 100_000), "x"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_does_not_fit_is_said_with_its_name(what: str, case: Case, language: str) -> None:
    act, says = WRONG[what]
    with pytest.raises(CasekitError) as refused:
        act(case)
    assert says in str(refused.value)
    assert len(str(refused.value)) <= 5000


def test_what_goes_wrong_with_good_arguments_stays_as_it_is() -> None:
    def own(number: int, by: "list[str] | None" = None) -> float:
        return 1 / number

    def loose(number: Any, by: Mapping[Any, str]) -> float:
        return 1 / number

    for fits, given in ((own, (0,)), (loose, (0, {1: "x"}))):
        with pytest.raises(ZeroDivisionError):
            answering(fits)(*given)
    with pytest.raises(FieldError, match="number"):
        answering(own)("0")
    assert get_type_hints(answering(own)) == get_type_hints(own)
    assert answering(own)(2) == 0.5
