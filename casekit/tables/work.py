"""The tables of planning, intervention, evaluation, termination and reflection.

They are made as those of the assessment are; `session` and `termination` are cards.
"""

from casekit.errors import CasekitError
from casekit.model import Case, cash
from casekit.tables.table import Record, Table, answers, card, numbered, records, table
from casekit.vocab import codes, label, say

__all__ = [
    "activities",
    "attainment",
    "cash_book",
    "cash_weeks",
    "conferences",
    "evaluation",
    "goals",
    "measures",
    "recommendations",
    "referrals",
    "reflection",
    "session",
    "sessions",
    "systems",
    "termination",
]


def goals(case: Case) -> Table:
    """Return the goals, general and specific, with indicator, baseline, target and what each answers.

    What a goal answers is the reading of whoever wrote the case file, unless the plan itself says so.
    """
    fields, specific = (
        "text indicator baseline target due_week answers basis",
        "indicator baseline target due_week answers",
    )
    general = [case.plan.general_goal] if case.plan.general_goal else []
    rows = [row | {"number": say("tables.general")} for row in records(case, general, fields, specific)]
    rows += [
        {**row, "number": str(row["number"])} for row in numbered(records(case, case.plan.goals, fields))
    ]
    return table(rows, f"number {fields}", remark="reading_of_goals", text="goal", target="goal_target")


def activities(case: Case) -> Table:
    """Return the activity table of the plan: week, activity, method, technique, goals, result."""
    fields = "week until_week text methods techniques goals status result basis"
    return table(records(case, case.plan.activities, fields), fields, text="activity")


def systems(case: Case) -> Table:
    """Return the four systems of practice: client, target, action and change agent system."""
    fields = "system text basis"
    return table(
        records(case, case.plan.systems, fields), fields, system="practice_system", text="who_or_what"
    )


def sessions(case: Case) -> Table:
    """Return the sessions in brief, numbered; `session` shows one of them in full."""
    fields = "week date weekday time duration_min session theme aim techniques result basis"
    rows = numbered(records(case, case.intervention.sessions, fields))
    return table(rows, f"number {fields}")


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
    began = "session week date weekday time duration_min place theme aim participants methods techniques"
    rows = answers(case, part, f"{began} preparation process")
    for row in records(case, part.stages, "stage text"):
        field = say("tables.stage_of_group", stage=row["stage"])
        rows.append({"field": field, "content": row["text"], "basis": label("basis", part.basis)})
    return card(rows + answers(case, part, "result"))


def cash_book(case: Case) -> Table:
    """Return the cash book line by line, in whole rupiah."""
    fields = "week date weekday text direction amount_idr need basis"
    return table(records(case, case.intervention.cash_book.entries, fields), fields, text="what")


def cash_weeks(case: Case) -> Table:
    """Return income, spending and balance of the cash book by week, in whole rupiah.

    The balance begins with the opening balance of the book. Entries without a week make a row of their own.
    A week is documented only if all its entries are.
    """
    rows = []
    for week in cash.cash_weeks(case):
        sums = {"income": week.income, "spending": week.spending.total(), "balance": week.balance}
        weakest = max(week.bases, key=codes("basis").index)
        rows.append({"week": week.week, **sums, "basis": label("basis", weakest)})
    return table(rows, "week income spending balance basis")


def measures(case: Case) -> Table:
    """Return the values of all measures in their order, one a row."""
    rows = []
    for measure in case.evaluation.measures:
        [about] = records(case, [measure], "label unit improvement target basis")
        values = records(case, measure.observations, "phase week session value note")
        rows += [{**about, **value} for value in values] or [about]
    return table(
        rows,
        "label unit improvement phase week session value target note basis",
        label="measure",
        target="goal_target",
        session="session_number",
    )


def evaluation(case: Case) -> Table:
    """Return the notes of the evaluation: first on the process, then on the outcome."""
    fields = "text goals basis"
    rows = [
        {"evaluated": say(f"tables.{part}"), **row}
        for part in ("process", "outcome")
        for row in records(case, getattr(case.evaluation, part), fields)
    ]
    return table(rows, f"evaluated {fields}", remark="reading_of_goals", text="note")


def attainment(case: Case) -> Table:
    """Return goal attainment: each goal with its weight, where it began, and the level attained."""
    fields = "goal week date baseline attained weight basis"
    return table(records(case, case.evaluation.attainment, fields), fields)


def termination(case: Case) -> Table:
    """Return how the work ended: week, reasons, course, the client's condition, signed forms, as a card."""
    end = case.termination
    rows = answers(case, end, "week date weekday reasons")
    rows += [row for part in end.process for row in answers(case, part, "text", text="process")]
    rows += answers(case, end.client_condition, "text", text="client_condition")
    for row in records(case, end.forms, "form signed_by basis"):
        signed = say("tables.signed", form=row["form"], by=row["signed_by"] or say("tables.not_recorded"))
        rows.append({"field": say("tables.form"), "content": signed, "basis": row["basis"]})
    for field in ("exit_plan", "follow_up"):
        rows += [
            row for part in getattr(end, field) or [None] for row in answers(case, part, "text", text=field)
        ]
    return card(rows)


def referrals(case: Case) -> Table:
    """Return the referrals, each with its purpose, status and result."""
    fields = "to purpose answers week status result basis"
    return table(records(case, case.termination.referrals, fields), fields, to="referred_to")


def conferences(case: Case) -> Table:
    """Return the case conferences with their participants, and whether attendance and minutes were kept."""
    fields = (
        "occasion week date place agenda attendance attendance_listed minutes minutes_kept decisions basis"
    )
    rows = records(case, case.conferences, fields)
    for row, conference in zip(rows, case.conferences, strict=True):
        roles = records(case, conference.attendance, "role present")
        row["attendance"] = "\n".join(_attending(**role) for role in roles) or None
    return table(rows, fields)


def _attending(role: str, present: str | None) -> str:
    """Return the role of a participant, and whether they were absent."""
    return f"{role} ({say('tables.absent')})" if present == say("tables.no") else role


def reflection(case: Case) -> Table:
    """Return what the worker learned: growth, dilemmas and their solutions, challenges, good practice."""
    rows: list[Record] = [
        {"reflected": say(f"tables.{part}"), **row}
        for part in ("growth", "dilemmas", "challenges", "good_practice")
        for row in records(case, getattr(case.reflection, part), "text solution basis", "solution")
    ]
    return table(rows, "reflected text solution basis")


def recommendations(case: Case) -> Table:
    """Return the recommendations and to whom they go."""
    fields = "to text basis"
    made = [*case.termination.recommendations, *case.reflection.recommendations]
    return table(records(case, made, fields), fields, text="recommendation")
