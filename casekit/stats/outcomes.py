"""The measures of case files as a table, and the outcome data that come with casekit."""

from collections.abc import Iterable
from os import PathLike, fsdecode, sep
from pathlib import Path

import pandas as pd

from casekit.errors import OutcomeError
from casekit.model import Case
from casekit.stats.options import check_choice
from casekit.vocab import say

_PACKAGE = Path(__file__).resolve().parents[1]
_SHELVES = (_PACKAGE.parent / "datasets" / "outcomes", _PACKAGE / "data" / "outcomes")

_COLUMNS = (
    *("case", "measure", "label", "unit", "improvement", "target", "basis"),
    *("session", "week", "phase", "outcome"),
)


def load_outcomes(cases: Case | Iterable[Case]) -> pd.DataFrame:
    """Return the outcome measures of cases, a row an observation, ready for the statistics.

    Take ``by=["case", "measure"]`` and ``improvement="improvement"`` with it. Values marked as illustrative
    in the column `basis` were invented for teaching and are no evidence.

    Parameters
    ----------
    cases : Case or iterable of Case
        Cases as `casekit.load` returns them.

    Returns
    -------
    DataFrame
        ``case, measure, label, unit, improvement, target, basis, session, week, phase, outcome``; texts in
        the current language, what is not recorded missing, no rows where no case has a measure.

    Raises
    ------
    OutcomeError
        If something else than cases is given, such as the name of a file.

    Examples
    --------
    >>> import casekit
    >>> case = casekit.load(casekit.case_study("a-weaver"))
    >>> load_outcomes(case)[["measure", "phase", "outcome", "basis"]].values.tolist()
    [['income', 'A', 12000.0, 'documented'], ['income', 'B', 40000.0, 'documented']]
    """
    if isinstance(cases, (str, PathLike)):
        raise _not_cases(cases)
    several = [cases] if isinstance(cases, Case) or not isinstance(cases, Iterable) else [*cases]
    for each in several:
        if not isinstance(each, Case):
            raise OutcomeError(say("stats.no_cases", value=str(each)[:40]))
    rows = [
        {
            **{
                "case": case.id,
                "measure": measure.id,
                "label": str(measure.label),
                "unit": str(measure.unit),
            },
            **{"improvement": measure.improvement, "target": measure.target, "basis": measure.basis},
            **{"session": seen.session, "week": seen.week, "phase": seen.phase, "outcome": seen.value},
        }
        for case in several
        for measure in case.evaluation.measures
        for seen in measure.observations
    ]
    table = pd.DataFrame(rows, columns=[*_COLUMNS])
    return table.astype({"target": float, "outcome": float, "session": "Int64", "week": "Int64"})


def _not_cases(name: str | PathLike[str]) -> OutcomeError:
    """Return the error of a name that is given in the place of cases."""
    file = fsdecode(name)
    if "." not in file and sep not in file:
        return OutcomeError(say("stats.no_cases", value=file[:40]))
    try:
        there = Path(file).expanduser().exists()
    except (OSError, ValueError, RuntimeError):
        there = False
    return OutcomeError(say("stats.a_file" if there else "stats.no_such_file", file=file))


def outcome_file(name: str) -> Path:
    """Return the path of an outcome file that comes with casekit.

    Parameters
    ----------
    name : {"documented", "practice_series", "cohort_synthetic"}
        What the bundled cases report; 40 simulated series; 50,000 simulated cases. What is simulated tells
        nothing about real clients. The codebook is `datasets/outcomes/datapackage.json`.

    Returns
    -------
    Path
        A CSV file, or a Parquet file for the cohort, which `cohort.open_cohort` reads.

    Raises
    ------
    OutcomeError
        If there is no such file; the message lists those that exist.

    Examples
    --------
    >>> pd.read_csv(outcome_file("practice_series"))["case"].nunique()
    40
    """
    tables = (path for shelf in _SHELVES for path in shelf.glob("*") if path.suffix in {".csv", ".parquet"})
    found = {path.stem: path for path in tables}
    check_choice("name", name, *sorted(found))
    return found[name]
