"""The tables of who the client is, engagement and assessment.

All of them take a `Case` and return a `Table`: one row for each entry of the case file, in its order, with
heads and labels in the current language. What is not recorded is missing (``NA``), an entry whose text was
not filled in says so, and an entry that the case file does not have makes no row. `identity`, `contract` and
`focus` are cards, with one row for each field.
"""

from casekit.errors import UnknownCodeError
from casekit.model import Case
from casekit.tables.table import Table, answers, card, numbered, records, table
from casekit.told import filled_in
from casekit.vocab import codes, label, say, unknown_code

__all__ = [
    "concepts",
    "consents",
    "contacts",
    "contract",
    "economy",
    "family",
    "findings",
    "focus",
    "gaps",
    "history",
    "hopes",
    "identity",
    "network",
    "resources",
    "strategies",
    "strengths",
    "swot",
    "symptoms",
]


def identity(case: Case) -> Table:
    """Return the identity form: who the client is and where the case was worked on, as a card."""
    client, personal = (
        case.person(case.client),
        "label sex age_years birth_order education occupation residence",
    )
    return card(
        [
            *answers(case, client, f"{personal} religion health"),
            *answers(case, case, "category cluster"),
            *answers(case, case.setting, "agency province practice"),
            *answers(case, case.engagement.referred_by, "text", text="referred_by"),
        ]
    )


def family(case: Case) -> Table:
    """Return the family table: everybody but the client, with relation, age, education and occupation."""
    others = [person for person in case.people if person.id != case.client]
    fields = "relation sex age_years education occupation residence health note basis"
    return table(records(case, others, fields), fields)


def economy(case: Case) -> Table:
    """Return what is known of the family's means."""
    return table(records(case, case.assessment.economy, "text basis"), "text basis")


def history(case: Case) -> Table:
    """Return the events of the client's life that matter for the case."""
    fields = "age_years year text basis"
    return table(records(case, case.assessment.history, fields), fields, text="life_event")


def hopes(case: Case) -> Table:
    """Return what the client and the family hope for, and whose hope it is."""
    fields = "whose text basis"
    return table(records(case, case.assessment.hopes, fields), fields, text="hope")


def contacts(case: Case) -> Table:
    """Return the contacts before the intervention."""
    fields = "week date weekday time duration_min contact place target aim process result basis"
    return table(records(case, case.engagement.contacts, fields), fields)


def consents(case: Case) -> Table:
    """Return the informed consent: for each purpose, who was asked and what the answer was."""
    fields = "purpose answer by week note basis"
    return table(records(case, case.engagement.consents, fields), fields)


def contract(case: Case) -> Table:
    """Return the contract of client and worker, as a card."""
    made, agreed = case.engagement.contract, "agreements client_role worker_role until_week note"
    rows = answers(case, made, f"week date weekday {agreed}")
    if made is not None and not made.agreements:  # without them a contract says nothing
        agreements = say("tables.agreements")
        rows = [row | {"content": filled_in("")} if row["field"] == agreements else row for row in rows]
    return card(rows)


def findings(case: Case, dimension: str | None = None) -> Table:
    """Return the BPSS findings, each with what it means for the client and how it was gathered.

    A dimension that was explored and stayed unknown makes a row too. The basis is that of the finding;
    nature, rating and reason are the judgement of whoever wrote the case file.

    Parameters
    ----------
    case : Case
        The case.
    dimension : {"biological", "psychological", "social", "spiritual"}, optional
        The dimension to show; all of them if not given.

    Returns
    -------
    Table
        The rating runs from 0 (no influence on the client's functioning) to 4 (decisive).

    Raises
    ------
    UnknownCodeError
        If there is no such dimension; the message names the nearest ones.

    Examples
    --------
    >>> import casekit
    >>> case = casekit.load(casekit.case_study("d-trainee"))
    >>> len(findings(case, "spiritual"))
    2
    """
    if dimension is not None and dimension not in codes("dimension"):
        raise UnknownCodeError(unknown_code("dimension", dimension))
    fields = "dimension text valence rating reason gathered_by basis"
    stayed = records(case, case.assessment.unknown, fields, "valence rating reason gathered_by")
    unknown = [row | {"valence": say("tables.unknown")} for row in stayed]
    rows = records(case, case.assessment.findings, fields) + unknown
    if dimension is not None:
        rows = [row for row in rows if row["dimension"] == label("dimension", dimension)]
        fields = fields.removeprefix("dimension ")
    return table(rows, fields, remark="reading_of_findings", text="finding")


def network(case: Case) -> Table:
    """Return the ecomap in words: the ties to the systems around the client."""
    systems = {system.id: system for system in case.network.systems}
    around = records(case, [systems[tie.system] for tie in case.network.ties], "resource")
    ties = records(case, case.network.ties, "system tie strength direction note basis")
    rows = [kind | tie for kind, tie in zip(around, ties, strict=True)]
    return table(rows, "system resource tie strength direction note basis", note="quality")


def strengths(case: Case) -> Table:
    """Return the items of the strengths quadrant: environment and personal, strengths and deficits."""
    fields = "domain side text resources basis"
    return table(records(case, case.assessment.quadrant.items, fields), fields, text="quadrant_item")


def swot(case: Case) -> Table:
    """Return the items of the SWOT board, heaviest first in each cell, with what they come from."""
    fields = "cell text weight findings basis"
    order = codes("swot")
    items = sorted(case.assessment.swot, key=lambda item: (order.index(item.cell), -item.weight))
    return table(records(case, items, fields), fields, text="swot_item")


def strategies(case: Case) -> Table:
    """Return the TOWS strategies, with the SWOT items that they join."""
    fields = "tows text items basis"
    return table(records(case, case.assessment.strategies, fields), fields, text="strategy")


def focus(case: Case) -> Table:
    """Return the focus problem and the integrative formulation, as a card."""
    return card(
        [
            *answers(case, case.assessment.focus_problem, "text", text="focus_problem"),
            *answers(case, case.assessment.formulation, "text", text="formulation"),
        ]
    )


def symptoms(case: Case) -> Table:
    """Return the symptoms by which the focus problem shows, numbered."""
    rows = numbered(records(case, case.assessment.symptoms, "text basis"))
    return table(rows, "number text basis", text="symptom")


def resources(case: Case) -> Table:
    """Return the resources that can help, informal and formal."""
    fields = "resource source text basis"
    return table(records(case, case.assessment.resources, fields), fields, text="what")


def gaps(case: Case) -> Table:
    """Return what the case leaves out or contradicts, by stage."""
    order = codes("stage")
    fields = "stage gap text basis"
    found = sorted(case.assessment.gaps, key=lambda gap: order.index(gap.stage))
    return table(records(case, found, fields), fields, text="what")


def concepts(case: Case) -> Table:
    """Return the concepts, theories and regulations that the case needs, with their sources."""
    fields = "term text source basis"
    return table(records(case, case.concepts, fields), fields, source="published_source")
