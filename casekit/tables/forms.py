"""What a form holds, as tables: for exports, where the form itself cannot go."""

import html
from collections.abc import Callable, Mapping
from functools import reduce
from operator import attrgetter
from typing import Any

from casekit import told
from casekit.check import check
from casekit.errors import UnknownCodeError
from casekit.model import Case, GroupStage
from casekit.model.case import part_at
from casekit.tables import assessment, checked, client, looking_back, work
from casekit.tables.columns import Columns
from casekit.tables.table import Table, card, markdown, table
from casekit.vocab import filled_in, in_language, label, nearest, say, shortened

Titled = list[tuple[str, Table | list[str]]]
"""Tables, and lists of sentences, each with its heading."""


def content(form: str, case: Case, language: str | None = None) -> dict[str, str]:
    """Return what a form holds as HTML, Markdown and plain text, by MIME type.

    Parameters
    ----------
    form : str
        Which form, such as ``"bpss"``, ``"plan"`` or ``"cash_book"``.
    case : Case
        The case.
    language : {"id", "en"}, optional
        The language; the current one if not given.

    Returns
    -------
    dict
        ``text/html``, ``text/markdown`` and ``text/plain``, each with all of it, and every text escaped.

    Examples
    --------
    >>> import casekit
    >>> content("swot", casekit.load(casekit.case_study("d-trainee")), "en")["text/plain"][:10]
    'SWOT board'
    """
    with in_language(language):
        parts = _parts(form, case)
        title = f"{say(f'widgets.{form}')}: {filled_in(case.title)}"
        marked = [f"**{markdown(title)}**"]
        plain = [title]
        for heading, held in parts:
            if isinstance(held, Table):
                in_markdown, lines = held._repr_markdown_(), held.lines()
            else:
                in_markdown, lines = "\n".join(f"- {markdown(sentence)}" for sentence in held), held
            marked += [f"**{markdown(heading)}**", in_markdown]
            plain += ["", heading, *lines]
        return {
            "text/html": f"<p><strong>{html.escape(title)}</strong></p>{_all_html(parts)}",
            "text/markdown": "\n\n".join(marked),
            "text/plain": "\n".join(plain),
        }


def content_html(form: str, case: Case) -> str:
    """Return what a form holds as HTML without a title, in the current language.

    Examples
    --------
    >>> import casekit
    >>> "<table" in content_html("swot", casekit.load(casekit.case_study("d-trainee")))
    True
    """
    return _all_html(_parts(form, case))


def _parts(form: str, case: Case) -> Titled:
    """Return the tables and lists of a form; raises UnknownCodeError if there is no such form."""
    if form not in _FORMS:
        near = nearest(form, _FORMS) or sorted(_FORMS)
        raise UnknownCodeError(say("tables.no_form", form=shortened(form), near=", ".join(near)))
    return _FORMS[form](case)


def _all_html(parts: Titled) -> str:
    """Return tables and lists, each below its heading."""
    return "".join(f"<p><strong>{html.escape(heading)}</strong></p>{_html(held)}" for heading, held in parts)


def _html(held: Table | list[str]) -> str:
    if isinstance(held, Table):
        return held._repr_html_()
    return f"<ul>{''.join(f'<li>{html.escape(sentence)}</li>' for sentence in held)}</ul>"


def _strengths(case: Case) -> Titled:
    filled_by = case.assessment.quadrant.filled_by
    who = label("filled_by", filled_by) if filled_by else say("widgets.not_stated")
    return [(f"{say('widgets.filled_by')}: {who}", assessment.strengths(case))]


def _genogram(case: Case) -> Titled:
    return [(say("widgets.in_words"), told.family_told(case))]


def _ecomap(case: Case) -> Titled:
    return [(say("widgets.in_words"), told.network_told(case) or [say("tables.empty")])]


def _checked(case: Case) -> Titled:
    """Return the counts and the points of the check; of very many the first."""
    points = check(case)
    open_ = [point for point in points if not point.explained]
    explained = [point for point in points if point.explained]
    shown = [(say("check.counts"), checked.point_counts(points))]
    for title, some, last in (("open", open_, "message"), ("explained", explained, "explained")):
        if some:
            columns = ("code", "severity", "stage", *dict.fromkeys(("message", last)))
            more = f" ({_MOST}/{len(some)})" if len(some) > _MOST else ""
            shown.append((f"{say(f'check.{title}')}{more}", checked.points_table(some[:_MOST], columns)))
    return [*shown]


def _titled(**tables: Callable[[Case], Table]) -> Callable[[Case], Titled]:
    """Return what shows tables below the titles that the form gives them."""
    return lambda case: [(say(f"widgets.{name}"), made(case)) for name, made in tables.items()]


def _if_any(**tables: Callable[[Case], Table]) -> Callable[[Case], Titled]:
    """Return what shows those of these tables that have rows, below the titles that the form gives them."""
    return lambda case: [
        (say(f"widgets.{name}"), held) for name, made in tables.items() if not (held := made(case)).empty
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _entries(path: str, columns: str, **heads: str) -> Callable[[Case], Table]:
    """Return what makes a table of the entries at a place of the case file; the place must be there."""
    columns_of = Columns(part_at(path), columns, **heads)

    def made(case: Case) -> Table:
        held: Any = attrgetter(path)(case)
        return columns_of.table(case, held if isinstance(held, list) else [held] if held else [])

    return made


def _joined(*shown: Callable[[Case], Titled]) -> Callable[[Case], Titled]:
    """Return what shows one after another."""
    return lambda case: [titled for one in shown for titled in one(case)]


def _card(path: str, columns: str, **heads: str) -> Callable[[Case], Table]:
    """Return what makes a card of the part at a place of the case file, or without a place of the case."""
    columns_of = Columns(part_at(path), columns, **heads)
    names = path.split(".") if path else []
    return lambda case: card(columns_of.answers(case, reduce(getattr, names, case)))


def _stages(case: Case) -> Titled:
    """Return what happened in the stages of group sessions, if any are recorded."""
    rows = [
        {"number": number, **row}
        for number, session in enumerate(case.intervention.sessions, 1)
        for row in _STAGES.records(case, session.stages)
    ]
    return [(_capital(say("tables.stages")), table(rows, "number stage text"))] if rows else []


_STAGES = Columns(GroupStage, "stage text")


def _levels(case: Case) -> Titled:
    """Return the levels of goal attainment as they were described, if any are."""
    return [] if (held := work.levels(case)).empty else [(_capital(say("tables.levels")), held)]


_MOST = 200  # points that are kept in a notebook

_FORMS: Mapping[str, Callable[[Case], Titled]] = {
    "bpss": _joined(
        _titled(findings=assessment.findings, symptoms=assessment.symptoms, focus=assessment.focus),
        _if_any(risks=assessment.risks),
    ),
    "swot": _titled(items=assessment.swot, strategies=assessment.strategies),
    "strengths": _strengths,
    "genogram": _genogram,
    "ecomap": _ecomap,
    "engagement": _titled(
        referred_by=_entries("engagement.referred_by", "text basis"),
        contacts=client.contacts,
        relationship=_entries("engagement.relationship", "text basis"),
        consents=client.consents,
        contract=client.contract,
    ),
    "plan": _joined(
        _titled(
            goals=work.goals,
            activities=work.activities,
            targets=_entries("plan.targets", "text basis", text="who_or_what"),
            practice_systems=work.systems,
        ),
        _if_any(
            approach_card=_card("plan", "roles theories"),
            approved_by=_entries("plan.approved_by", "text basis"),
        ),
    ),
    "sessions": _joined(
        _titled(sessions=work.sessions),
        _stages,
        _if_any(intervention_notes=_entries("intervention.notes", "text basis")),
    ),
    "cash_book": _joined(
        _titled(entries=work.cash_book, cash_weeks=work.cash_weeks),
        _if_any(cash_targets=_card("intervention.cash_book", "opening_balance_idr weekly_target_idr?")),
    ),
    "goal_attainment": _joined(
        _titled(attainment=work.attainment),
        _levels,
        _titled(measures=work.measures, outcome_notes=work.evaluation),
        _if_any(rounds=assessment.rounds, instruments=assessment.instruments),
    ),
    "closing": _titled(
        termination=work.termination,
        referrals=work.referrals,
        recommendations=_entries("termination.recommendations", "to text basis", text="recommendation"),
        reopenings=_entries("termination.reopenings", "reason week date basis"),
    ),
    "conference": _titled(conferences=looking_back.conferences),
    "case_check": _checked,
    "identity": _joined(
        _titled(identity=client.identity),
        _if_any(case_card=_card("", "summary? methods? tools? provenance?")),
    ),
    "history": _joined(
        _if_any(gathering_card=_card("assessment", "methods week? date?", methods="gathered_by")),
        _titled(
            life_events=assessment.history,
            economy=assessment.economy,
            hopes=assessment.hopes,
            resources=assessment.resources,
            formulation=_entries("assessment.formulation", "text basis"),
            gaps=assessment.gaps,
        ),
    ),
    "reflection": _joined(
        _titled(reflection=looking_back.reflection, own_recommendations=looking_back.recommendations),
        _if_any(
            supervision=looking_back.supervision, review=looking_back.review, concepts=assessment.concepts
        ),
    ),
}
