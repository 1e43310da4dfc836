"""What a field that was added to the model still lacks: a sentence for each place that was forgotten.

CONTRIBUTING.md shows the recipe with a worked example. `python -m tests.recipe` tells in a few seconds what
`tests/test_fields.py` and `tests/widgets/test_reach.py` would find.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from casekit import report, vocab
from casekit.model import SCHEMA_VERSION, Bilingual, Case, Part, Person
from casekit.model.case import part_in
from casekit.model.part import scheme
from casekit.model.problems import inner
from casekit.report import outline as pieces
from casekit.report.outline import Outline, outline_of
from casekit.store.migrate import MIGRATIONS
from casekit.tables.columns import Columns
from casekit.widgets.place import kind_at, names_in, specs

ROOT = Path(__file__).parents[1]
SCHEMAS = Path(__file__).parent / "store" / "schemas.yaml"
LANGUAGES = {"id": "Indonesian", "en": "English"}

# Of an event, what its week and date can stand for in a form.
LESS_OF_A_TIME = {"weekday", "time", "duration_min"}
# What no table shows, and why; a name without a field stands for the whole part.
ELSEWHERE = {
    "OtherDate": "told in the column of the event's other dates",
    "ScaleLevel": "told in the column of the levels",
    "Union": "drawn in the genogram and told in its words",
    "Child": "drawn in the genogram and told in its words",
    "EmotionalTie": "drawn in the genogram and told in its words",
    "NetworkSystem": "drawn in the ecomap and told in its words; ties name it",
    "NetworkTie.person": "drawn in the ecomap and told in its words",
    "Person.left_of": "a wish for the drawing",
    "Case.title": "the heading of reports",
    "Case.client": "says which person is the client",
    "Assessment.weekday": "week and date tell it",
    "Assessment.duration_min": "week and date tell it",
    "FollowUp.weekday": "week and date tell it",
    "FollowUp.time": "week and date tell it",
    "FollowUp.duration_min": "week and date tell it",
    "Reopening.weekday": "week and date tell it",
    "Reopening.time": "week and date tell it",
    "Reopening.duration_min": "week and date tell it",
    "SignedForm.weekday": "week and date tell it",
    "SignedForm.time": "week and date tell it",
    "SignedForm.duration_min": "week and date tell it",
}


def kinds(part: type[Part] = Case, seen: frozenset[type[Part]] = frozenset()) -> frozenset[type[Part]]:
    """Return all kinds of part that a case file can hold."""
    seen |= {part}
    for name in part.model_fields:
        held = part_in(part, name)
        if held is not None and held not in seen:
            seen = kinds(held, seen)
    return seen


def fields() -> dict[str, tuple[type[Part], str]]:
    """Return what people fill in, by its name: every field of a case file that holds no parts."""
    return {
        f"{kind.__name__}.{name}": (kind, name)
        for kind in sorted(kinds(), key=lambda kind: kind.__name__)
        for name in kind.model_fields
        if name not in ("id", "schema_version") and inner(kind, name) in (None, Bilingual)
    }


def printed(pieces_of: list[pieces.AnyPiece], entry: type[Part] | None) -> Iterator[tuple[type[Part], str]]:
    """Yield the fields to which the paths of an outline lead."""
    for piece in pieces_of:
        paths: list[str | None] = []
        match piece:
            case pieces.Prose():
                paths = [piece.prose]
            case pieces.Card():
                paths = [row.path for row in piece.card]
            case pieces.Section() | pieces.Chapter() | pieces.Each():
                yield from printed(piece.parts, entry)
        for path in filter(None, paths):
            *way, field = path.split(".")
            start = entry if path.startswith(".") else Person if way[:1] == ["client"] else Case
            holder = inner(start, *(step for step in way if step not in ("", "client"))) if start else None
            assert holder
            yield holder, field  # type: ignore[misc]


def outlines() -> list[Outline]:
    return [outline_of(kind) for kind in report.kinds()]


def told() -> set[tuple[type[Part], str]]:
    """Return the fields that some table or report shows."""
    shown = {*Columns.declared}
    for plan in outlines():
        shown |= {*printed(plan.parts, inner(Case, *plan.every.split(".")) if plan.every else None)}
    return shown | {(kind, "basis") for kind, _ in shown}  # beside whatever is shown of a part


@cache
def schemas() -> dict[int, dict[str, Any]]:
    """Return what case files of each schema can hold for the first time."""
    found: dict[int, dict[str, Any]] = yaml.safe_load(SCHEMAS.read_text(encoding="utf-8"))
    return found


def brought_by(number: int, what: str) -> set[str]:
    """Return the fields or codes that a schema brought, each with its part or scheme."""
    holders = schemas()[number].get(what, {})
    return {f"{holder}.{name}" for holder, names in holders.items() for name in str(names).split()}


def changes(version: str) -> tuple[str, str]:
    """Return when a version came out, as CHANGELOG heads it, and what it says of the version."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(rf"^## \[{re.escape(version)}\] - (\S+)\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    return (found[1], " ".join(found[2].split())) if found else ("unreleased", "")


def without_label() -> Iterator[str]:
    for name in sorted({name for _, name in fields().values()}):
        label = vocab._messages().get(f"tables.{name}", {})
        missing = [LANGUAGES[code] for code in vocab.LANGUAGES if not label.get(code)]
        if missing:
            yield (
                f"{name} has no label in {' and '.join(missing)}: write "
                f"`tables.{name}: {{id: ..., en: ...}}` in casekit/data/vocab/messages/tables.yaml."
            )


def in_no_table() -> Iterator[str]:
    shown = told()
    for name, field in fields().items():
        if field not in shown and field[0].__name__ not in ELSEWHERE and name not in ELSEWHERE:
            yield (
                f"{name} stands in no table and no report: name it among the columns of {field[0].__name__} "
                "in casekit/tables, or in an outline in casekit/data/report."
            )


def without_control(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        kind, field = name.split(".")
        places = [path for path in specs() if kind_at(path).__name__ == kind]
        where = f"under {' or '.join(places)}" if places else "under the place of its part"
        yield (
            f"{name} can be filled in nowhere: write the word {field} {where} in "
            "casekit/data/widgets/controls.yaml."
        )


def of_no_schema() -> Iterator[str]:
    listed = set[str]().union(
        *(brought_by(number, what) for number in schemas() for what in ("fields", "codes"))
    )
    codes = {scheme(*field) for field in fields().values()} - {None}
    held = {f"{kind.__name__}.{name}" for kind in kinds() for name in kind.model_fields}
    held |= {f"{one}.{code}" for one in codes if one for code in vocab.codes(one)}
    newest = max(schemas())
    version = schemas()[newest]["casekit"]
    out = changes(version)[0] != "unreleased"
    for name in sorted(held - listed):
        yield f"{name} stands under no schema in tests/store/schemas.yaml: " + (
            f"casekit {version} is out and its case files, of schema {newest}, cannot hold it; "
            f"write it under {newest + 1}, with the version that brings it."
            if out
            else f"write it under {newest}."
        )


def schema_not_raised() -> Iterator[str]:
    if max(schemas()) != SCHEMA_VERSION:
        yield (
            f"casekit writes schema {SCHEMA_VERSION}, and the newest in tests/store/schemas.yaml is "
            f"{max(schemas())}: write `Schema = Literal[{max(schemas())}]` in casekit/model/case.py."
        )


def without_migration() -> Iterator[str]:
    for number in sorted({*range(1, max(schemas()))} - {*MIGRATIONS}):
        yield (
            f"no step leads from schema {number} to {number + 1}: write `{number}: lambda data: data,` under "
            "MIGRATIONS in casekit/store/migrate.py, or what moves what was renamed."
        )


def not_told_to_users() -> Iterator[str]:
    known = {name.partition(".")[0] for name in brought_by(1, "fields")}
    for number in sorted({*schemas()} - {1}):
        version = schemas()[number]["casekit"]
        text = changes(version)[1]
        if f"schema {number}" not in text:
            yield f"CHANGELOG.md, {version}: no line says that case files are of schema {number} now."
        for name in sorted(brought_by(number, "fields") & {*fields()}):
            kind, _, field = name.partition(".")
            label = vocab._messages().get(f"tables.{field}", {}).get("en", field)
            if kind in known and label not in text:
                yield (
                    f"CHANGELOG.md, {version}: no line tells of {name}; say what it is for, and use its "
                    f"label, “{label}”."
                )
        known |= {name.partition(".")[0] for name in brought_by(number, "fields")}


def in_no_list_of_controls() -> Iterator[str]:
    """Yield what `tests/widgets/test_reach.py` finds slowly, by opening all forms."""
    listed = {f"{kind_at(path).__name__}.{name}" for path, spec in specs().items() for name in names_in(spec)}
    older = {name for number in {*schemas()} - {max(schemas())} for name in brought_by(number, "fields")}
    times = {name for name, (_, field) in fields().items() if field in LESS_OF_A_TIME}
    yield from without_control(sorted({*fields()} - listed - older - times))


CHECKS = (
    without_label,
    in_no_list_of_controls,
    in_no_table,
    of_no_schema,
    schema_not_raised,
    without_migration,
    not_told_to_users,
)


def forgotten() -> Iterator[str]:
    """Yield what is still to do."""
    for check in CHECKS:
        yield from check()


if __name__ == "__main__":
    print("\n".join(forgotten()) or "Nothing was forgotten.")
