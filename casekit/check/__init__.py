"""Is a case coherent? What a good supervisor would ask about it, why, and how to mend it."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from casekit.check.points import FAILED, Point, check
from casekit.check.rules import SEVERITIES

if TYPE_CHECKING:
    from casekit.check.shown import handbook, table

__all__ = ["FAILED", "SEVERITIES", "Point", "check", "handbook", "table"]


def __getattr__(name: str) -> Any:
    """Import the table and the handbook when they are asked for: the command needs no pandas."""
    if name not in ("handbook", "table"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("casekit.check.shown"), name)
