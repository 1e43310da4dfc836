"""Tables of a case, ready to be shown in a lesson and to be analysed further."""

from casekit.doors import at_the_door
from casekit.tables.assessment import (
    concepts,
    economy,
    findings,
    focus,
    gaps,
    history,
    hopes,
    instruments,
    resources,
    risks,
    rounds,
    strategies,
    strengths,
    swot,
    symptoms,
)
from casekit.tables.case_management import frame, graduation, referral_matrix
from casekit.tables.checked import case_check
from casekit.tables.client import consents, contacts, contract, family, households, identity, network
from casekit.tables.columns import called
from casekit.tables.forms import content, content_html
from casekit.tables.looking_back import (
    conferences,
    recommendations,
    reflection,
    review,
    supervision,
    unrecorded,
)
from casekit.tables.table import Table
from casekit.tables.terms import glossary
from casekit.tables.work import (
    activities,
    attainment,
    cash_book,
    cash_weeks,
    evaluation,
    goals,
    levels,
    measures,
    referrals,
    session,
    sessions,
    systems,
    termination,
    thread,
)

__all__ = [
    "Table",
    "activities",
    "attainment",
    "called",
    "case_check",
    "cash_book",
    "cash_weeks",
    "concepts",
    "conferences",
    "consents",
    "contacts",
    "content",
    "content_html",
    "contract",
    "economy",
    "evaluation",
    "family",
    "findings",
    "focus",
    "frame",
    "gaps",
    "glossary",
    "goals",
    "graduation",
    "history",
    "hopes",
    "households",
    "identity",
    "instruments",
    "levels",
    "measures",
    "network",
    "recommendations",
    "referral_matrix",
    "referrals",
    "reflection",
    "resources",
    "review",
    "risks",
    "rounds",
    "session",
    "sessions",
    "strategies",
    "strengths",
    "supervision",
    "swot",
    "symptoms",
    "systems",
    "termination",
    "thread",
    "unrecorded",
]

at_the_door(globals(), __all__)
