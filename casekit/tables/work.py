"""The tables of planning, intervention, evaluation and termination.

They are made as those of `casekit.tables.client` are; `session` and `termination` are cards.
"""

from casekit.errors import CasekitError
from casekit.model import (
    Activity,
    Case,
    CashEntry,
    FollowUp,
    Goal,
    GoalAttainment,
    GroupStage,
    Level,
    Measure,
    Note,
    Observation,
    PracticeSystem,
    Referral,
    Reopening,
    Session,
    SignedForm,
    Statement,
    Termination,
    cash,
)
from casekit.tables.columns import WHEN, Columns, numbered
from casekit.tables.table import Record, Table, card, table
from casekit.told import thread as steps_of
from casekit.vocab import codes, date, label, say

_GENERAL = Columns(Statement, "text basis")
_GOALS = Columns(
    Goal,
    "text indicator baseline target due_week priority? status? answers basis",
    text="goal",
    target="goal_target",
)
_ACTIVITIES = Columns(
    Activity,
    "week until_week? text methods techniques goals responsible? status? result basis",
    text="activity",
)
_SYSTEMS = Columns(PracticeSystem, "system text basis", system="practice_system", text="who_or_what")
_SESSIONS = Columns(
    Session,
    f"{WHEN} session theme aim techniques goals? activities? result basis",
)
_SESSION = Columns(
    Session,
    f"session {WHEN} place theme aim participants methods techniques preparation process",
)
_SESSION_RESULT = Columns(Session, "result goals? activities?")
_STAGES = Columns(GroupStage, "stage text")
_CASH = Columns(
    CashEntry, "week date? weekday? time? duration_min? text direction amount_idr need basis", text="what"
)
_MEASURE = Columns(Measure, "label unit improvement goals target note basis")
_OBSERVATION = Columns(Observation, "phase week date weekday time duration_min session value note")
_NOTES = Columns(Note, "text goals activities basis")
_ATTAINMENT = Columns(
    GoalAttainment, "goal week date? weekday? time? duration_min? baseline attained weight basis"
)
_SCALE = Columns(GoalAttainment, "goal")
_LEVELS = Columns(Level, "level text")
_TERMINATION = Columns(Termination, f"{WHEN} reasons")
_PROCESS = Columns(Statement, "text", text="process")
_CONDITION = Columns(Statement, "text", text="client_condition")
_EXIT_PLAN = Columns(Statement, "text", text="exit_plan")
_FORMS = Columns(SignedForm, "form signed_by week date basis")
_FOLLOW_UP = Columns(FollowUp, "text week date basis")
_REOPENINGS = Columns(Reopening, "reason week date basis")
_REFERRALS = Columns(
    Referral,
    f"to purpose answers {WHEN} responsible? status? result basis",
    to="referred_to",
)


def goals(case: Case) -> Table:
    """Return the goals, general and specific, with indicator, baseline, target and what each answers.

    What a goal answers is the reading of whoever wrote the case file, unless the plan itself says so.
    """
    general = [case.plan.general_goal] if case.plan.general_goal else []
    rows: list[Record] = [row | {"number": say("tables.general")} for row in _GENERAL.records(case, general)]
    specific = numbered(_GOALS.records(case, case.plan.goals))
    rows += [{**row, "number": str(row["number"])} for row in specific]
    return table(rows, f"number {_GOALS.columns}", remark="reading_of_goals", **_GOALS.heads)


def activities(case: Case) -> Table:
    """Return the activity table of the plan: week, activity, method, technique, goals, result."""
    return _ACTIVITIES.table(case, case.plan.activities)


def systems(case: Case) -> Table:
    """Return the four systems of practice: client, target, action and change agent system."""
    return _SYSTEMS.table(case, case.plan.systems)


def sessions(case: Case) -> Table:
    """Return the sessions in brief, numbered; `session` shows one of them in full."""
    rows = numbered(_SESSIONS.records(case, case.intervention.sessions))
    return table(rows, f"number {_SESSIONS.columns}")


def session(case: Case, number: int) -> Table:
    """Return one session in full, with the stages of a group session, as a card.

    Parameters
    ----------
    case : Case
        The case.
    number : int
        Which session, counted from 1 as in `sessions`.

    Raises
    ------
    CasekitError
        If the case has no session of that number; the message says which it has.

    Examples
    --------
    >>> import casekit
    >>> case = casekit.load(casekit.case_study("d-trainee"))
    >>> len(session(case, 3)) > len(session(case, 2))
    True
    """
    held = case.intervention.sessions
    if not 1 <= number <= len(held):
        raise CasekitError(say("tables.no_session", number=number, count=len(held)))
    part = held[number - 1]
    rows = _SESSION.answers(case, part)
    for row in _STAGES.records(case, part.stages):
        field = say("tables.stage_of_group", stage=row["stage"])
        rows.append({"field": field, "content": row["text"], "basis": label("basis", part.basis)})
    return card(rows + _SESSION_RESULT.answers(case, part))


def cash_book(case: Case) -> Table:
    """Return the cash book line by line, in whole rupiah."""
    return _CASH.table(case, case.intervention.cash_book.entries)


def cash_weeks(case: Case) -> Table:
    """Return income, spending and balance of the cash book by week, in whole rupiah.

    The balance begins with the opening balance of the book. Entries without a week make a row of their own.
    A week is documented only if all its entries are.
    """
    rows = []
    for week in cash.cash_weeks(case):
        weakest = max(week.bases, key=codes("basis").index)
        rows.append(
            {
                "week": week.week,
                "income_idr": week.income,
                "spending_idr": week.spending.total(),
                "balance_idr": week.balance,
                "basis": label("basis", weakest),
            }
        )
    return table(
        rows,
        "week income_idr spending_idr balance_idr basis",
        income_idr="income",
        spending_idr="spending",
        balance_idr="balance",
    )


def measures(case: Case) -> Table:
    """Return the values of all measures in their order, one a row."""
    rows = []
    for measure in case.evaluation.measures:
        [about] = _MEASURE.records(case, [measure])
        values = _OBSERVATION.records(case, measure.observations)
        rows += [{**about, **value, "note": value["note"] or about["note"]} for value in values] or [about]
    return table(
        rows,
        "label unit improvement phase week date? weekday? time? duration_min? session value target goals?"
        " note? basis",
        label="measure",
        target="goal_target",
        session="session_number",
    )


def evaluation(case: Case) -> Table:
    """Return the notes of the evaluation: first on the process, then on the outcome."""
    rows = [
        {"evaluated": say(f"tables.{part}"), **row}
        for part in ("process", "outcome")
        for row in _NOTES.records(case, getattr(case.evaluation, part))
    ]
    return table(rows, "evaluated text goals activities? basis", remark="reading_of_goals", text="note")


def attainment(case: Case) -> Table:
    """Return goal attainment: each goal with its weight, where it began, and the level attained."""
    return _ATTAINMENT.table(case, case.evaluation.attainment)


def levels(case: Case) -> Table:
    """Return what the levels of goal attainment look like for this client, as far as they were described."""
    rows = [
        {**goal, **row}
        for scale in case.evaluation.attainment
        for goal in _SCALE.records(case, [scale])
        for row in _LEVELS.records(case, scale.levels)
    ]
    return table(rows, "goal level text")


def termination(case: Case) -> Table:
    """Return how the work ended: week, reasons, course, the client's condition, signed forms, as a card."""
    end = case.termination
    rows = _TERMINATION.answers(case, end)
    rows += [row for part in end.process for row in _PROCESS.answers(case, part)]
    rows += _CONDITION.answers(case, end.client_condition)
    for row in _FORMS.records(case, end.forms):
        form, by = row["form"], row["signed_by"]
        signed = say("tables.signed", form=form, by=by) if by else say("tables.signer", form=form)
        rows.append({"field": say("tables.form"), "content": _timed(signed, row), "basis": row["basis"]})
    plans: list[Statement | None] = [*end.exit_plan] or [None]
    rows += [row for part in plans for row in _EXIT_PLAN.answers(case, part)]
    looked = _FOLLOW_UP.records(case, end.follow_up) or [{"text": None, "basis": None}]
    for name, text, found in (
        ("follow_up", "text", looked),
        ("reopenings", "reason", _REOPENINGS.records(case, end.reopenings)),
    ):
        rows += [
            {"field": say(f"tables.{name}"), "content": _timed(row[text], row), "basis": row["basis"]}
            for row in found
        ]
    return card(rows)


def _timed(text: str | None, row: Record) -> str | None:
    """Return what happened with its week and date, where they are known."""
    facts = [say("tables.in_week", week=row["week"])] if row.get("week") else []
    facts += [date(row["date"])] if row.get("date") else []
    return f"{text} ({', '.join(facts)})" if facts else text


def referrals(case: Case) -> Table:
    """Return the referrals, each with its purpose, status and result."""
    return _REFERRALS.table(case, case.termination.referrals)


def thread(case: Case) -> Table:
    """Return the thread from findings over goals, activities and sessions to results, with its texts in full.

    See Also
    --------
    casekit.figures.thread : The same as a picture, which shortens long texts.
    """
    steps = steps_of(case)
    texts = {step.id: step.text for step in steps}
    rows = [
        {
            "step": say(f"told.column_{step.column}"),
            "text": step.text,
            "follows": "\n".join(text for key, text in texts.items() if key in step.follows) or None,
            "basis": label("basis", step.basis),
        }
        for step in steps
    ]
    return table(rows, "step text follows basis")
