"""The tables of the assessment, made as those of `casekit.tables.client` are; `focus` is a card."""

from casekit.errors import UnknownCodeError
from casekit.model import (
    Case,
    Concept,
    Domain,
    Finding,
    Gap,
    Hope,
    Instrument,
    LifeEvent,
    QuadrantItem,
    Resource,
    Risk,
    Round,
    Score,
    Statement,
    Strategy,
    SwotItem,
    Symptom,
    UnknownDimension,
)
from casekit.tables.columns import Columns, numbered
from casekit.tables.table import Record, Table, card, table
from casekit.told import scored
from casekit.vocab import codes, label, say, unknown_code

_ECONOMY = Columns(Statement, "text basis")
_HISTORY = Columns(LifeEvent, "age_years year? text basis", text="life_event")
_HOPES = Columns(Hope, "whose text basis", text="hope")
_FINDING = "dimension text valence rating reason gathered_by response? response_by? basis"
_FINDINGS = Columns(Finding, _FINDING)
_UNKNOWN = Columns(UnknownDimension, "dimension text why basis")
_RISKS = Columns(Risk, "text level people signs safety_plan reviewed_week basis", text="risk")
_STRENGTHS = Columns(QuadrantItem, "domain side text resources basis", text="quadrant_item")
_SWOT = Columns(SwotItem, "cell text weight findings basis", text="swot_item")
_STRATEGIES = Columns(Strategy, "tows text items basis", text="strategy")
_FOCUS = Columns(Statement, "text", text="focus_problem")
_FORMULATION = Columns(Statement, "text", text="formulation")
_SYMPTOMS = Columns(Symptom, "text basis", text="symptom")
_RESOURCES = Columns(Resource, "resource source text used? basis", text="what")
_INSTRUMENT = Columns(Instrument, "label source improvement levels")
_DOMAIN = Columns(Domain, "label levels")
_ROUND = Columns(Round, "round week date weekday time duration_min filled_by note basis")
_SCORE = Columns(Score, "scored score reason")
_GAPS = Columns(Gap, "stage gap text about? rule? basis", text="what")
_CONCEPTS = Columns(Concept, "term text source basis", source="published_source")


def economy(case: Case) -> Table:
    """Return what is known of the family's means."""
    return _ECONOMY.table(case, case.assessment.economy)


def history(case: Case) -> Table:
    """Return the events of the client's life that matter for the case."""
    return _HISTORY.table(case, case.assessment.history)


def hopes(case: Case) -> Table:
    """Return what the client and the family hope for, and whose hope it is."""
    return _HOPES.table(case, case.assessment.hopes)


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
    rows = _FINDINGS.records(case, case.assessment.findings)
    rows += [
        {**row, "valence": row["why"] or say("tables.unknown")}
        for row in _UNKNOWN.records(case, case.assessment.unknown)
    ]
    columns = _FINDING
    if dimension is not None:
        rows = [row for row in rows if row["dimension"] == label("dimension", dimension)]
        columns = columns.removeprefix("dimension ")
    return table(rows, columns, remark="reading_of_findings", text="finding")


def risks(case: Case) -> Table:
    """Return the risks: who is at risk, how high it is, its signs, the safety plan, and its last review."""
    return _RISKS.table(case, case.assessment.risks)


def strengths(case: Case) -> Table:
    """Return the items of the strengths quadrant: environment and personal, strengths and deficits."""
    return _STRENGTHS.table(case, case.assessment.quadrant.items)


def swot(case: Case) -> Table:
    """Return the items of the SWOT board, heaviest first in each cell, with what they come from."""
    order = codes("swot")
    items = sorted(case.assessment.swot, key=lambda item: (order.index(item.cell), -item.weight))
    return _SWOT.table(case, items)


def strategies(case: Case) -> Table:
    """Return the TOWS strategies, with the SWOT items that they join."""
    return _STRATEGIES.table(case, case.assessment.strategies)


def focus(case: Case) -> Table:
    """Return the focus problem and the integrative formulation, as a card."""
    assessment = case.assessment
    return card(
        [
            *_FOCUS.answers(case, assessment.focus_problem),
            *_FORMULATION.answers(case, assessment.formulation),
        ]
    )


def symptoms(case: Case) -> Table:
    """Return the symptoms by which the focus problem shows, numbered."""
    rows = numbered(_SYMPTOMS.records(case, case.assessment.symptoms))
    return table(rows, f"number {_SYMPTOMS.columns}", **_SYMPTOMS.heads)


def resources(case: Case) -> Table:
    """Return the resources that can help, informal and formal."""
    return _RESOURCES.table(case, case.assessment.resources)


def instruments(case: Case) -> Table:
    """Return the agency's own instruments: their domains, and what each level means.

    An instrument without domains is a scale, and makes one row. A domain without words of its own for the
    levels has those of the instrument.
    """
    rows = []
    for instrument in case.assessment.instruments:
        [scale] = _INSTRUMENT.records(case, [instrument])
        scale["instrument"], scale["label"] = scale["label"], None
        domains = _DOMAIN.records(case, instrument.domains)
        rows += [scale | {name: one for name, one in row.items() if one} for row in domains] or [scale]
    return table(
        rows,
        "instrument label? levels improvement source?",
        label="instrument_domain",
        source="published_source",
    )


def rounds(case: Case) -> Table:
    """Return the rounds of the assessment: what was scored, when, how high, and what the level means.

    A finding that no baseline round scored begins with its rating in the assessment.

    Examples
    --------
    >>> client = {"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}
    >>> finding = {"id": "f1", "dimension": "social", "valence": "concern", "rating": 3, "text": "malu",
    ...            "basis": "documented"}
    >>> end = {"id": "r1", "round": "end", "basis": "documented", "scores": [{"scored": "f1", "score": 1}]}
    >>> case = Case(id="a", title="Klien A", client="client", people=[client],
    ...             assessment={"findings": [finding], "rounds": [end]})
    >>> rounds(case)["skor"].tolist()
    [3, 1]
    """
    rows = []
    for thing in scored(case):
        for held, score in thing.scores:
            when = _ROUND.records(case, [held])[0] if held else _first_rating()
            [given] = _SCORE.records(case, [score])
            rows.append(
                {**when, **given, "instrument": thing.scale, "meaning": thing.levels.get(score.score)}
            )
    return table(
        rows,
        "scored instrument? round week? date? weekday? time? duration_min? score meaning reason? filled_by?"
        " note? basis",
    )


def _first_rating() -> Record:
    """Return what stands for a round where a finding was rated in the assessment, which is a judgement."""
    return {"round": say("tables.in_assessment"), "basis": label("basis", "derived")}


def gaps(case: Case) -> Table:
    """Return what the case leaves out or contradicts, by stage, and which parts that is about."""
    order = codes("stage")
    found = sorted(case.assessment.gaps, key=lambda gap: order.index(gap.stage))
    return _GAPS.table(case, found)


def concepts(case: Case) -> Table:
    """Return the concepts, theories and regulations that the case needs, with their sources."""
    return _CONCEPTS.table(case, case.concepts)
