"""Case files: read, written and copied so that no work is ever lost."""

import os
import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from casekit import vocab
from casekit.doors import at_the_door
from casekit.errors import CaseFileError, CaseFileWarning, NewerCaseError, ReadOnlyCaseError
from casekit.model import SCHEMA_VERSION, Bilingual, Case, Origin, Person, Record
from casekit.model.problems import UNKNOWN_CODE, Location
from casekit.store.files import digest, locked, not_begun, read, write
from casekit.store.instrument import add_instrument, read_instrument
from casekit.store.migrate import MIGRATIONS, migrate, version_of, what_is_understood
from casekit.store.names import located, what, writable_name
from casekit.store.records import put_record
from casekit.store.work import CASES, id_of, workplace
from casekit.store.yamltext import Document, dump, parse, refusal, told

__all__ = [
    "accept",
    "add_instrument",
    "case_studies",
    "case_study",
    "is_case_study",
    "is_current",
    "lines_of",
    "load",
    "load_with_lines",
    "new_case",
    "own_copy",
    "partly_read",
    "read_instrument",
    "save",
    "understood",
    "work_copy",
    "workplace",
]

_PACKAGE = Path(__file__).resolve().parents[1]
_SHELVES = (_PACKAGE.parent / "datasets" / "cases", _PACKAGE / "data" / "cases")


def load(path: str | PathLike[str]) -> Case:
    """Return the case that a case file holds.

    Parameters
    ----------
    path : path
        A case file (YAML, UTF-8). Nothing in it is executed, and every value is read as it is written.

    Returns
    -------
    Case
        The validated case. It remembers its file, so that `save` notices changes by others. A file of an
        older schema is brought up to date in memory; codes that the vocabulary no longer holds are left out,
        with a warning. One of a newer schema comes with a warning, without the parts that this casekit does
        not know, and cannot be saved.

    Raises
    ------
    CaseFileError
        If the file cannot be read or is no valid case file; the message names file, line and field.

    Examples
    --------
    >>> case = load(case_study("d-trainee"))
    >>> len(case.assessment.symptoms)
    4
    """
    case, _, remark = _loaded(path)
    if remark:
        warnings.warn(remark, CaseFileWarning, stacklevel=3)
    return case


def load_with_lines(path: str | PathLike[str]) -> tuple[Case, Callable[[Location], int], str]:
    """Return a case, what tells the line of each place in its file, and what its reader should know.

    The remark is what `load` would warn of, empty if there is nothing. Raises as `load` does.
    """
    case, document, remark = _loaded(path)
    return case, document.line, remark


def understood(raw: bytes, path: Path) -> Case:
    """Return the case that content is, wherever it comes from; `path` is only what messages call it.

    Raises
    ------
    CaseFileError
        If it is no valid case file; the message names line and field.

    Examples
    --------
    >>> understood(case_study("d-trainee").read_bytes(), Path("d.yaml")).origin is None
    True
    """
    return _understand(raw, path).case


def lines_of(case: Case) -> Callable[[Location], int] | None:
    """Return what tells the line of each place in the file of a case.

    None if the case has no file, or the file holds something else by now. Raises CaseFileError if the file
    cannot be read.
    """
    if case.origin is None:
        return None
    raw = read(case.origin.path)
    return parse(raw, case.origin.path).line if digest(raw) == case.origin.sha256 else None


def _loaded(path: str | PathLike[str]) -> tuple[Case, Document, str]:
    """Return the case of a file with its origin, the content of the file, and what to say about it."""
    path = located(path)
    raw = read(path)
    case, schema, partial, remark, document = _understand(raw, path)
    case._origin = Origin(path, digest(raw), schema, partial)
    return case, document, remark


def save(case: Case, path: str | PathLike[str] | None = None) -> Path:
    """Write a case to its file, and return the path.

    The file is replaced as a whole or not at all. Three older versions stay beside it: ``.bak1`` is the one
    before, ``.bak2`` at least ten minutes and ``.bak3`` at least a day older. A file of an older schema stays
    as ``.bak-schema-1`` for good. The file can be read by its owner only.

    Parameters
    ----------
    case : Case
        What to save.
    path : path, optional
        Where to; the file that the case was read from or last saved to if not given.

    Raises
    ------
    CaseConflictError
        If the file has changed since the case was read, or another case lies there. Nothing is overwritten:
        the work lies in ``NAME.conflict-TIME.yaml`` beside it (`kept_at`).
    ReadOnlyCaseError
        For a bundled case study (make a `work_copy`), for a file of a newer schema, and for an older one of
        which parts could not be read.
    CaseFileError
        If the file cannot be written, or the case has become invalid; then the work lies in
        ``NAME.draft-TIME.yaml`` beside the file, which stays as it was.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     case = new_case(f"{folder}/klien-b.yaml", "Klien B")
    ...     case.summary = "Ingin membuka warung."
    ...     saved = save(case)
    ...     load(saved).summary
    'Ingin membuka warung.'
    """
    origin = case.origin
    if origin and origin.partial:
        raise partly_read(origin)
    if path is None and origin is None:
        raise CaseFileError(vocab.say("store.no_path"))
    target = origin.path if path is None else _target(path)  # type: ignore[union-attr]
    _refuse_bundled(target)
    known = origin if origin and origin.schema < SCHEMA_VERSION and origin.path == target else None
    older = target.with_name(_name_of_older(target, known.schema)) if known else None
    return put_record(case, target, dump(case), _understand, older)


def work_copy(path: str | PathLike[str], folder: str | PathLike[str] | None = None) -> Path:
    """Return the path of your own copy of a case file, made the first time it is asked for.

    A copy that is there already is left as it is, with all the work in it.

    Parameters
    ----------
    path : path
        The case file to copy, such as ``case_study("d-trainee")``.
    folder : path, optional
        Where your copy shall lie; made if it does not exist. If not given, it is the folder ``cases`` of your
        `workplace`, so that all lessons go on in one copy.

    Raises
    ------
    CaseFileError
        If the file is no valid case file, or the copy cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     work_copy(case_study("d-trainee"), folder).name
    'd-trainee.yaml'
    """
    source = located(path)
    return own_copy(source, (workplace() / CASES if folder is None else located(folder)) / source.name)


def own_copy(source: Path, copy: Path) -> Path:
    """Return where a copy of a case file lies, made the first time; raises as `work_copy`, which names it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     own_copy(case_study("d-trainee"), Path(folder, "genogram.yaml")).name
    'genogram.yaml'
    """
    copy = writable_name(copy)
    _refuse_bundled(copy)
    raw = read(source)
    _understand(raw, source)
    failed = partial(not_begun, copy)
    with locked(copy, failed):
        if not what(copy):
            write(copy, raw, None, failed)
    return copy


def new_case(path: str | PathLike[str], label: str | None = None) -> Case:
    """Return a new, empty case, saved at once.

    Parameters
    ----------
    path : str or Path
        Where to.
    label : str, optional
        The pseudonym of the client, never a name; "Klien A" ("Client A") if not given. It is the title, too.

    Raises
    ------
    CaseFileError
        If there is a file already, or nothing can be written there.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     new_case(f"{folder}/klien-b.yaml", "Klien B")
    <Case klien-b: Klien B>
    """
    target = _target(path)
    if what(target):
        raise CaseFileError(vocab.say("store.exists", file=target), target)
    _refuse_bundled(target)
    label = (label or "").strip()
    name = label or Bilingual(id="Klien A", en="Client A")
    client = Person(id="client", label=name, relation="client", basis="documented")
    case = Case(id=id_of(label or "klien-a"), title=name, client=client.id, people=[client])
    put_record(case, target, dump(case), _understand, failed=partial(not_begun, target))
    return case


def case_studies() -> list[str]:
    """Return the names of the case studies that come with casekit.

    Examples
    --------
    >>> case_studies()
    ['a-weaver', 'b-bookkeeper', 'c-street-youth', 'd-trainee']
    """
    return sorted({file.stem for shelf in _SHELVES for file in shelf.glob("*.yaml")})


def case_study(name: str) -> Path:
    """Return the path of a case study that comes with casekit; `load` reads it, nothing writes to it.

    Raises
    ------
    CaseFileError
        If there is no such case study; the message names those there are.

    Examples
    --------
    >>> case_study("d-trainee").name
    'd-trainee.yaml'
    """
    if name in case_studies():
        return next(path for shelf in _SHELVES if (path := shelf / f"{name}.yaml").is_file())
    raise CaseFileError(
        vocab.say("store.no_case_study", name=vocab.shortened(name), names=", ".join(case_studies()))
    )


def is_case_study(path: Path) -> bool:
    """Return whether a file is one of the case studies that come with casekit.

    Examples
    --------
    >>> is_case_study(case_study("d-trainee")), is_case_study(Path("klien-b.yaml"))
    (True, False)
    """
    try:
        own = Path(os.path.realpath(path))
    except ValueError:  # a name that no file can have
        return False
    return any(own.is_relative_to(shelf) for shelf in _SHELVES)


def _refuse_bundled(path: Path) -> None:
    """Refuse to write to a case study that comes with casekit."""
    if is_case_study(path):
        raise ReadOnlyCaseError(vocab.say("store.bundled", file=path.name), path)


def is_current(case: Record) -> bool:
    """Return whether a case's file still holds what it held when the case was read or saved.

    Examples
    --------
    >>> is_current(load(case_study("d-trainee")))
    True
    """
    origin = case.origin
    return origin is not None and bool(what(origin.path)) and digest(read(origin.path)) == origin.sha256


def accept(case: Record) -> None:
    """Take note of what a case's file holds now, so that the next `save` replaces it; a backup stays.

    Examples
    --------
    >>> case = load(case_study("d-trainee"))
    >>> accept(case)
    >>> is_current(case)
    True
    """
    origin = case.origin
    if origin is not None and what(origin.path):
        case._origin = replace(origin, sha256=digest(read(origin.path)))


def _target(path: str | PathLike[str]) -> Path:
    """Return where a case is to be saved; a file that is there already may be called as it is."""
    where = located(path)
    if what(where) == "file":
        return where
    where = located(writable_name(path))
    if (kind := what(where)) in ("folder", "device"):
        raise CaseFileError(vocab.say(f"store.output_is_{kind}", file=where), where)
    return where


def partly_read(origin: Origin) -> ReadOnlyCaseError:
    """Return the error for a case that cannot be saved because parts of its file were not understood.

    Examples
    --------
    >>> print(partly_read(Origin(Path("klien-b.yaml"), "", schema=99, partial=True)))
    klien-b.yaml dibuat dengan casekit yang lebih baru. ...
    """
    if origin.newer:
        return NewerCaseError(vocab.say("store.newer", file=origin.path.name), origin.path)
    return ReadOnlyCaseError(vocab.say("store.partial", file=origin.path.name), origin.path)


class _Understood(NamedTuple):
    """The case that a file holds, its schema, whether parts are missing, a remark, and the whole content."""

    case: Case
    schema: int
    partial: bool
    remark: str
    document: Document


def _understand(raw: bytes, path: Path) -> _Understood:
    """Return the case that the content of a file is."""
    document = parse(raw, path)
    version = version_of(document.data, path)
    if version > SCHEMA_VERSION:
        case, _ = what_is_understood(document.data, path)
        return _Understood(case, version, True, vocab.say("store.newer", file=path.name), document)
    if version < SCHEMA_VERSION and version not in MIGRATIONS:
        raise CaseFileError(vocab.say("store.version", file=path.name, version=SCHEMA_VERSION), path)
    data = migrate(document.data, version)
    try:
        return _Understood(Case.model_validate(data), version, False, "", document)
    except ValidationError as error:
        outdated = all(detail["type"] == UNKNOWN_CODE for detail in error.errors(include_url=False))
        if version == SCHEMA_VERSION or not outdated:
            raise refusal(error, Case, document, path) from None
        sentences, more = told(error, Case, document, path)
        try:
            case, partial = what_is_understood(data, path)
        except NewerCaseError:  # nothing of it can be read
            raise refusal(error, Case, document, path) from None
    if more:
        sentences.append(vocab.say("model.more", count=more))
    facts = {"file": path.name, "backup": _name_of_older(path, version)}
    said = vocab.say("store.partial" if partial else "store.codes", None, **facts)
    return _Understood(case, version, partial, "\n".join([*sentences, said]), document)


def _name_of_older(path: Path, version: int) -> str:
    """Return the name under which a file of an older schema stays for good."""
    return f"{path.name}.bak-schema-{version}"


at_the_door(globals(), __all__)
