"""The tables of who the client is and of engagement.

All tables take a `Case` and return a `Table`: one row for each entry of the case file, in its order, with
heads and labels in the current language. What is not recorded is missing (``NA``), an entry whose text was
not filled in says so, and an entry that the case file does not have makes no row. Cards, such as `identity`
and `contract`, have one row for each field.
"""

from casekit.model import (
    Case,
    Consent,
    Contact,
    Contract,
    Household,
    NetworkSystem,
    NetworkTie,
    Person,
    Setting,
    Statement,
)
from casekit.tables.columns import WHEN, Columns
from casekit.tables.table import Table, card, table
from casekit.told import flow
from casekit.vocab import filled_in, say

_CLIENT = Columns(
    Person,
    "label sex age_years age_months? birth_order marital_status? education occupation residence? religion?"
    " health? conditions? note?",
)
_CASE = Columns(Case, "category cluster")
_SETTING = Columns(Setting, "agency island? province? year? began? duration_days? duration_weeks? practice")
_REFERRED = Columns(Statement, "text", text="referred_by")
_FAMILY = Columns(
    Person,
    "relation sex life? age_years age_months? birth_year? death_year? birth_order? marital_status?"
    " education occupation residence? health? conditions? note? basis",
)
_HOUSEHOLDS = Columns(
    Household, "label members income_idr? income_days? income_note? housing? assets? note? basis"
)
_CONTACTS = Columns(
    Contact,
    f"{WHEN} contact place target aim process result basis",
)
_CONSENTS = Columns(
    Consent,
    f"purpose answer by {WHEN} covers? until_week? note? basis",
)
_CONTRACT = Columns(
    Contract,
    f"{WHEN} agreements client_role worker_role until_week? signed? note?",
    signed="is_signed",
)
_SYSTEM = Columns(NetworkSystem, "resource")
_TIE = Columns(NetworkTie, "system person? tie strength direction note? basis")


def identity(case: Case) -> Table:
    """Return the identity form: who the client is and where the case was worked on, as a card."""
    return card(
        [
            *_CLIENT.answers(case, case.person(case.client)),
            *_CASE.answers(case, case),
            *_SETTING.answers(case, case.setting),
            *_REFERRED.answers(case, case.engagement.referred_by),
        ]
    )


def family(case: Case) -> Table:
    """Return the family table: everybody but the client, with relation, age, education and occupation."""
    return _FAMILY.table(case, [person for person in case.people if person.id != case.client])


def households(case: Case) -> Table:
    """Return who lives and keeps house together, on what income, and what they own."""
    return _HOUSEHOLDS.table(case, case.households)


def contacts(case: Case) -> Table:
    """Return the contacts before the intervention."""
    return _CONTACTS.table(case, case.engagement.contacts)


def consents(case: Case) -> Table:
    """Return the informed consent: for each purpose who was asked, the answer, its scope and its end."""
    return _CONSENTS.table(case, case.engagement.consents)


def contract(case: Case) -> Table:
    """Return the contract of client and worker, as a card."""
    made = case.engagement.contract
    rows = _CONTRACT.answers(case, made)
    if made is not None and not made.agreements:  # without them a contract says nothing
        agreements = say("tables.agreements")
        rows = [row | {"content": filled_in("")} if row["field"] == agreements else row for row in rows]
    return card(rows)


def network(case: Case) -> Table:
    """Return the ecomap in words: the ties to the systems around; whose, if not all are the client's."""
    systems = {system.id: system for system in case.network.systems}
    ties = case.network.ties
    around = _SYSTEM.records(case, [systems[tie.system] for tie in ties])
    rows = [kind | own for kind, own in zip(around, _TIE.records(case, ties), strict=True)]
    is_told = any(tie.person != case.client for tie in ties)
    for row, tie in zip(rows, ties, strict=True):
        row["person"] = row["person"] if is_told else None
        row["direction"] = flow(case, tie) or None
    return table(rows, "system person? resource tie strength direction note? basis", note="quality")
