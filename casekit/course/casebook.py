"""A learner's own case: the case file, and beside it the notebook in which it is kept, stage by stage."""

from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from casekit import vocab
from casekit.check.identities import tells_who
from casekit.errors import CasekitError, FieldError
from casekit.model import Case
from casekit.store import load, new_case
from casekit.store.files import backups
from casekit.store.names import is_beside, located, what, writable_name
from casekit.store.outputs import free, publish
from casekit.store.work import CASES, id_of, workplace
from casekit.vocab import say

nb: Any = nbformat  # which has no types

FORMS = {
    "engagement": ("Identity", "Engagement"),
    "assessment": ("History", "Genogram", "Ecomap", "BPSS", "SWOT", "Strengths"),
    "planning": ("Plan", "Conference"),
    "intervention": ("Sessions", "CashBook"),
    "evaluation": ("Goals",),
    "termination": ("Closing", "Reflection"),
}
"""The forms of each stage, in the order in which they are filled in."""

_WORDS = {"CashBook": "cash_book", "Goals": "goal_attainment", "Check": "case_check"}
"""What forms are called in messages, where that is not their own name."""

FOLDED = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
"""What is noted of a cell whose code is folded away, so that learners see its form."""

_PRACTICE = "practice-x.yaml"
_KERNEL = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def begin_case(label: str, folder: str | PathLike[str] | None = None) -> Case:
    """Return a new case with its file and its notebook, which is beside it.

    Parameters
    ----------
    label : str
        The pseudonym of the client, such as "Klien X"; never a name. The files are called after it.
    folder : path, optional
        Where both shall lie; the folder ``cases`` of the `casekit.workplace` if not given.

    Raises
    ------
    FieldError
        If there is no pseudonym, or it looks like a name, or holds a date or number of one person.
    CaseFileError
        If there is a case of that name, or nothing can be written there.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     begin_case("Klien X", folder)
    ...     sorted(path.name for path in Path(folder).iterdir() if path.suffix in (".yaml", ".ipynb"))
    <Case klien-x: Klien X>
    ['klien-x.ipynb', 'klien-x.yaml']
    """
    if not label.strip():
        raise FieldError(say("course.no_pseudonym"))
    if tells_who(label):  # before the files are called after it
        raise FieldError(say("course.pseudonym_tells", label=label.strip()))
    place = own_cases() if folder is None else located(folder)
    case = new_case(writable_name(place / f"{id_of(label)}.yaml"), label)
    write_casebook(case)
    return case


def write_casebook(case: Case) -> Path | None:
    """Write the notebook of a case beside its file and return its path; None if somebody's lies there."""
    assert case.origin is not None  # noqa: S101 - whoever asks has a file
    path = case.origin.path.with_suffix(".ipynb")
    if what(path):
        return None
    content = nb.writes(casebook(case.origin.path.name)).encode()
    return publish(content, free(path))


def lacks_report(case_file: Path) -> bool:
    """Tell whether the notebook of a case is one of an earlier casekit, which had no form for the report.

    Examples
    --------
    >>> lacks_report(Path("no-such-case.yaml"))
    False
    """
    path = case_file.with_suffix(".ipynb")
    try:
        cells = [cell for cell in nb.read(path, as_version=4).cells if cell.cell_type == "code"]
    except Exception:  # noqa: BLE001 - whatever is wrong with somebody's notebook, the case can be worked on
        return False
    is_casebook = any(cell.get("id") == "case-check-form" for cell in cells)
    return is_casebook and not any("widgets.Report(" in cell.source for cell in cells)


def casebook(case_file: str, language: str | None = None) -> NotebookNode:
    """Return the notebook in which a case is kept: its six stages, each with its forms.

    Parameters
    ----------
    case_file : str
        The name of the case file; the notebook lies beside it.
    language : {"id", "en"}, optional
        The language; the current one if not given.

    Examples
    --------
    >>> cells = casebook("klien-x.yaml", "en").cells
    >>> print([cell.source for cell in cells if cell.cell_type == "code"][1])
    # Identity
    widgets.Identity(case)
    """
    with vocab.in_language(language):
        own = vocab.language()
        title = say("course.casebook_title", name=Path(case_file).stem)
        cells = [
            _words("title", f"# {title}"),
            _on_screen("start", say("course.casebook_start")),
            _code("setup", _setup(case_file, own)),
        ]
        for number, (stage, forms) in enumerate(FORMS.items(), 1):
            cells.append(_words(f"stage-{stage}", _about(number, stage)))
            cells += [_code(form.lower(), _form(form)) for form in forms]
        cells += [_words("check", _part("check")), _code("check-form", _form("Check"))]
        cells += [_on_screen("print", _part("print")), _form_on_screen("report", _form("Report"))]
    made: NotebookNode = nb.v4.new_notebook(cells=cells, metadata={**_KERNEL, "lang": own, "title": title})
    return made


def own_cases() -> Path:
    """Return the folder of the learner's own cases; it need not exist yet.

    Examples
    --------
    >>> own_cases().name
    'cases'
    """
    return workplace() / CASES


def cases() -> list[Path]:
    """Return the case files in the `casekit.workplace`, by name.

    Examples
    --------
    >>> all(path.suffix == ".yaml" for path in cases())
    True
    """
    found = own_cases().glob("*.yaml")
    return sorted(path for path in found if not is_beside(path.name) and path.is_file())


def older_version(case_file: Path) -> Path | None:
    """Return the newest backup of a case file that can be read; None if there is none.

    Examples
    --------
    >>> older_version(Path("no-such-case.yaml"))
    """
    for path in backups(case_file):
        with suppress(CasekitError):
            load(path)
            return path
    return None


def practice_case() -> Case:
    """Return the case of Client X, on which one learns to use the forms; made the first time it is asked for.

    Examples
    --------
    >>> practice_case().origin.path.name  # doctest: +SKIP
    'practice-x.yaml'
    """
    path = own_cases() / _PRACTICE
    return load(path) if what(path) else new_case(path, say("course.practice_label"))


def _setup(case_file: str, language: str) -> str:
    return (
        f"# {say('course.casebook_setup')}\n"
        "import casekit\nfrom casekit import widgets\n\n"
        f'casekit.use_language("{language}")\ncase = casekit.load({case_file!r})'
    )


def _part(name: str, **values: str) -> str:
    return f"## {say(f'course.casebook_{name}')}\n\n{say(f'course.casebook_{name}_about', **values)}"


def _form(form: str) -> str:
    """Return the code that shows a form; JupyterLab folds it to its first line, which names the form."""
    return f"# {say(f'widgets.{_WORDS.get(form, form.lower())}')}\nwidgets.{form}(case)"


def _about(number: int, stage: str) -> str:
    name = vocab.label("stage", stage)
    return f"## {number}. {name[:1].upper()}{name[1:]}\n\n{vocab.about('stage', stage)}"


def _words(name: str, text: str) -> NotebookNode:
    made: NotebookNode = nb.v4.new_markdown_cell(text, id=f"case-{name}")
    return made


def _on_screen(name: str, text: str) -> NotebookNode:
    """Return a cell about what to click, which is not printed."""
    made = _words(name, text)
    made.metadata["tags"] = ["remove-cell"]
    return made


def _form_on_screen(name: str, text: str) -> NotebookNode:
    """Return a cell with a form that is not printed."""
    made = _code(name, text)
    made.metadata["tags"] = ["hide-input", "remove-cell"]
    return made


def _code(name: str, text: str) -> NotebookNode:
    made: NotebookNode = nb.v4.new_code_cell(text, id=f"case-{name}", metadata=FOLDED)
    return made
