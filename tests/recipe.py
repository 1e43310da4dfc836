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

from casekit import vocab
from casekit.model import SCHEMA_VERSION, Bilingual, Part
from casekit.model.part import scheme
from casekit.model.problems import inner
from casekit.store.migrate import MIGRATIONS
from casekit.tables.columns import Columns
from casekit.widgets.place import kind_at, names_in, specs
from tests.whereabouts import ELSEWHERE, LESS_OF_A_TIME, kinds, outlines, printed_by

ROOT = Path(__file__).parents[1]
SCHEMAS = Path(__file__).parent / "store" / "schemas.yaml"
LANGUAGES = {"id": "Indonesian", "en": "English"}


def fields() -> dict[str, tuple[type[Part], str]]:
    """Return what people fill in, by its name: every field of a case file that holds no parts."""
    return {
        f"{kind.__name__}.{name}": (kind, name)
        for kind in sorted(kinds(), key=lambda kind: kind.__name__)
        for name in kind.model_fields
        if name not in ("id", "schema_version") and inner(kind, name) in (None, Bilingual)
    }


def told() -> set[tuple[type[Part], str]]:
    """Return the fields that some table or report shows."""
    shown = {*Columns.declared}
    for plan in outlines():
        shown |= printed_by(plan)
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
