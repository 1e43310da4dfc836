"""The measures of case files as a table."""

from collections.abc import Iterable

import pandas as pd

from casekit.model import Case

__all__ = ["load_outcomes"]

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

    Examples
    --------
    >>> import casekit
    >>> case = casekit.load(casekit.case_study("a-weaver"))
    >>> load_outcomes(case)[["measure", "phase", "outcome", "basis"]].values.tolist()
    [['income', 'A', 12000.0, 'documented'], ['income', 'B', 40000.0, 'documented']]
    """
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
        for case in ([cases] if isinstance(cases, Case) else cases)
        for measure in case.evaluation.measures
        for seen in measure.observations
    ]
    table = pd.DataFrame(rows, columns=[*_COLUMNS])
    return table.astype({"target": float, "outcome": float, "session": "Int64", "week": "Int64"})
