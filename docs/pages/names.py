"""A page for each room that callers enter, and for each of its public names."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from docs.pages import outputs, rst

__all__ = ["DOORS", "file_of", "pages", "public"]

DOORS = (
    "casekit",
    "casekit.model",
    "casekit.store",
    "casekit.vocab",
    "casekit.tables",
    "casekit.figures",
    "casekit.told",
    "casekit.course",
    "casekit.exercises",
    "casekit.exercises.moodle",
    "casekit.check",
    "casekit.stats",
    "casekit.stats.single_case",
    "casekit.stats.change",
    "casekit.stats.cohort",
    "casekit.gedcom",
    "casekit.widgets",
    "casekit.report",
    "casekit.export",
    "casekit.errors",
    "casekit.cli",
    "casekit.system",
    "casekit.modules",
)

NOT_TOLD = "set, model_config, tool, drawing, shows, renewing, body, lists, boards"


def public() -> Iterator[tuple[str, str]]:
    """Yield every public name with the room in which it stands."""
    for door in DOORS:
        for name in import_module(door).__all__:
            yield door, name


def file_of(full: str) -> str:
    """Return the name of a page; some systems take `Scored` and `scored` for one file."""
    door, _, name = full.rpartition(".")
    twins = [other for other in import_module(door).__all__ if other.casefold() == name.casefold()]
    return full if name == twins[0] else f"{full}-{twins.index(name) + 1}"


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the page of every room and of every public name."""
    yield (
        "rooms",
        rst.heading("Rooms and names") + _about_rooms() + rst.toctree(map(_room, DOORS), maxdepth="1"),
    )
    for door in DOORS:
        yield _room(door), _page_of_room(door)
    for door, name in public():
        full = f"{door}.{name}"
        yield f"names/{file_of(full)}", _page_of_name(door, name, folder)


def _room(door: str) -> str:
    return f"rooms/{door}"


def _about_rooms() -> str:
    return (
        "Every public name has a page: what it takes and returns, and an example with its output. "
        "The examples of docstrings run as tests, in Indonesian; tables and figures are in English.\n\n"
    )


def _page_of_room(door: str) -> str:
    names = "\n".join(import_module(door).__all__)
    return (
        rst.heading(door)
        + rst.block(f"automodule:: {door}")
        + rst.block(f"currentmodule:: {door}")
        + rst.block("autosummary::", names, toctree="../names", nosignatures="")
    )


def _page_of_name(door: str, name: str, folder: Path) -> str:
    own = getattr(import_module(door), name)
    return (
        rst.heading(rst.escaped(name))
        + rst.block(f"currentmodule:: {door}")
        + rst.block(f"{_directive(own)}:: {name}", **(_options(door) if inspect.isclass(own) else {}))
        + outputs.shown(name, own, folder)
    )


def _options(door: str) -> dict[str, str]:
    """Return how a class is set: with its own members, and without those that only casekit itself asks."""
    own = {"members": "", "exclude-members": NOT_TOLD}
    return own | ({"no-index": ""} if door == "casekit" else {})  # its room has the entry


def _directive(own: Any) -> str:
    if inspect.isclass(own):
        return "autoexception" if issubclass(own, BaseException) else "autoclass"
    return "autofunction" if inspect.isroutine(own) else "autodata"
