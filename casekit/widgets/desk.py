"""The desk on which one case file lies: every form of a kernel edits the same case, undoes and saves it."""

import asyncio
import atexit
import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import cache, wraps
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, ParamSpec, TypeVar

from pydantic_core import to_json

from casekit import store, vocab
from casekit.errors import (
    CaseConflictError,
    CaseFileError,
    FieldError,
    ReadOnlyCaseError,
)
from casekit.model import Bilingual, Case, Origin, Part, Text, walk
from casekit.model.part import link_fields
from casekit.model.plausible import implausible
from casekit.widgets.history import Edit, History

if TYPE_CHECKING:
    from casekit.widgets._base import Form

__all__ = ["Desk"]

SAVE_AFTER_SECONDS = 1.0

_P = ParamSpec("_P")
_R = TypeVar("_R")
_turn = RLock()


def in_turn() -> AbstractContextManager[object]:
    """Return a context in which no other thread touches a case."""
    return _turn


def _in_turn(act: Callable[Concatenate["Desk", _P], _R]) -> Callable[Concatenate["Desk", _P], _R]:
    """Let one thread after the other act: JupyterLab sends the messages of one form to two of them."""

    @wraps(act)
    def acting(desk: "Desk", /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        with _turn:
            return act(desk, *args, **kwargs)

    return acting


class Desk:
    """One case, its forms, its history and its file.

    Parameters
    ----------
    case : Case
        The case to edit. `Desk.of` finds the desk on which its file lies already.
    """

    _all: ClassVar[list["Desk"]] = []

    def __init__(self, case: Case) -> None:
        self.case = case
        self.saved_at: float | None = None
        self.problem: CaseFileError | None = None
        self._readers: list[Form] = []
        self._history = History()
        self._unsaved = False
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed_at = 0.0
        self._prints: dict[str, str] = {}
        self._by_id: Mapping[str, Part] | None = None
        Desk._all.append(self)

    @classmethod
    def of(cls, case: Case) -> "Desk":
        """Return the desk of a case or its file; the case handed over last is the one that all forms edit."""
        origin = case.origin
        if origin is not None:  # one file, by whatever path it was reached
            case._origin = origin = replace(origin, path=origin.path.resolve())
        for desk in cls._all:
            own = desk.case.origin
            if desk.case is case or (origin is not None and own is not None and own.path == origin.path):
                desk._take_over(case)
                return desk
        return cls(case)

    def join(self, reader: "Form") -> None:
        """Tell a form of every change from now on."""
        self._readers.append(reader)

    def leave(self, reader: "Form") -> None:
        """Tell a form that is closed nothing more."""
        self._readers = [other for other in self._readers if other is not reader]

    @property
    def read_only(self) -> bool:
        """Whether this is a case study, or a file of a newer casekit."""
        origin = self.case.origin
        return origin is not None and (origin.partial or _is_case_study(origin.path))

    @property
    def conflict(self) -> CaseConflictError | None:
        """The conflict that waits for a decision."""
        return self.problem if isinstance(self.problem, CaseConflictError) else None

    @property
    def unsaved(self) -> bool:
        """Whether there is work that the file does not hold yet."""
        return self._unsaved

    @property
    def typing(self) -> bool:
        """Whether somebody has typed within the last second."""
        return self._timer is not None

    def look_again(self) -> None:
        """Forget what was known of the case's content, which a script may have changed by itself."""
        self._prints, self._by_id = {}, None

    def by_id(self) -> Mapping[str, Part]:
        """Return all parts that others can link to, by their ids."""
        if self._by_id is None:
            self._by_id = self.case.by_id()
        return self._by_id

    def print_of(self, parts: Iterable[str]) -> str:
        """Return a fingerprint of parts of the case: while it is the same, so are they."""
        if not self._prints:
            self._prints = {name: _fingerprint(getattr(self.case, name)) for name in Case.model_fields}
        return " ".join(self._prints[name] for name in sorted(parts))

    @_in_turn
    def set(self, owner: Part, attribute: str, value: Any) -> None:
        """Change one field of a part, so that it can be undone and is saved soon.

        Raises
        ------
        FieldError
            If the field cannot take the value, or it could not be true; then it stays as it was.
        ReadOnlyCaseError
            For a case study, and for a file of a newer casekit.
        """
        before = getattr(owner, attribute)
        if value == before:
            return
        self._refuse_if_read_only()
        self._set_if_plausible(owner, attribute, value)
        self._history.remember(Edit(owner, attribute, before, getattr(owner, attribute)))
        self._changed(owner, attribute)

    def _set_if_plausible(self, owner: Part, attribute: str, value: Any) -> None:
        """Set a field, unless that brings in what cannot be true; what was so before may stay."""
        before, known = getattr(owner, attribute), implausible(self.case, owner)
        setattr(owner, attribute, value)
        if wrong := implausible(self.case, owner) - known:
            setattr(owner, attribute, before)
            raise FieldError("\n".join(sorted(wrong)))

    @_in_turn
    def write(self, owner: Part, attribute: str, text: str, language: str) -> None:
        """Change a text; of a text in two languages only the half that is shown."""
        before: Text | None = getattr(owner, attribute)
        if isinstance(before, Bilingual):
            self.set(owner, attribute, before.model_copy(update={language: text}))
        else:
            required = type(owner).model_fields[attribute].is_required()
            self.set(owner, attribute, text if text or required else None)

    @_in_turn
    def add(self, owner: Part, attribute: str, part: Part, at: int | None = None) -> None:
        """Put a part into a list, at the end or at a place."""
        parts = [*getattr(owner, attribute)]
        parts.insert(len(parts) if at is None else at, part)
        self.set(owner, attribute, parts)

    @_in_turn
    def move(self, owner: Part, attribute: str, part: Part, to: int) -> None:
        """Move a part to another place of its list."""
        parts = [other for other in getattr(owner, attribute) if other is not part]
        parts.insert(max(0, to), part)
        self.set(owner, attribute, parts)

    @_in_turn
    def remove(self, owner: Part, attribute: str, part: Part) -> None:
        """Take a part out of its list, and the links that lead to it out of the whole case."""
        with self.one_step():
            if part.kind:
                self._unlink(part.id)  # type: ignore[attr-defined]
            self.set(owner, attribute, [other for other in getattr(owner, attribute) if other is not part])

    @contextmanager
    def one_step(self) -> Iterator[None]:
        """Make all changes inside a ``with`` block one step of the history; an error takes them back."""
        with _turn:
            if self._history.grouping:
                yield
                return
            self._history.begin_group()
            try:
                yield
            except BaseException:
                self._history.drop_group()
                raise
            if self._history.end_group():
                self._changed(None, "")

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo."""
        return bool(self._history.done)

    @property
    def can_redo(self) -> bool:
        """Whether something undone can come back."""
        return bool(self._history.undone)

    @_in_turn
    def undo(self) -> None:
        """Take back the last step."""
        if self._history.undo():
            self._changed(None, "")

    @_in_turn
    def redo(self) -> None:
        """Bring back the last step that was undone."""
        if self._history.redo():
            self._changed(None, "")

    @_in_turn
    def save(self) -> None:
        """Save now; what goes wrong is told by the status, and the work stays."""
        self._stop_timer()
        if self._write():
            self._tell_status()

    @_in_turn
    def settle(self) -> None:
        """Save, and bring what stays in the notebook up to date: it may be saved or closed next."""
        self.save()
        for reader in [*self._readers]:
            reader.keep()

    @_in_turn
    def keep_mine(self) -> None:
        """End a conflict: this work goes into the file, and what lay there stays as a backup."""
        if self.conflict is None:
            return
        try:
            store.accept(self.case)
        except CaseFileError as problem:
            self.problem = problem
        else:
            self.problem = None
            self._write()
        self._tell_status()

    @_in_turn
    def take_theirs(self) -> None:
        """End a conflict: go on with what lies in the file; this work stays in the conflict file."""
        if self.conflict is None or self.case.origin is None:
            return
        try:
            _keep(self.case, self.conflict.kept_at)
            theirs = store.load(self.case.origin.path)
        except CaseFileError as problem:
            self.problem = problem
            self._tell_status()
            return
        self.problem = None
        self._unsaved = False
        _fill(self.case, theirs)
        self._start_anew()

    @_in_turn
    def work_copy(self, folder: Path) -> Path:
        """Go on with a working copy of a case study, with all forms, and return where it lies."""
        assert self.case.origin is not None  # noqa: S101 - only a case study has the button
        copy = store.work_copy(self.case.origin.path, folder)
        desk = Desk.of(store.load(copy))
        for reader in [*self._readers]:
            self.leave(reader)
            desk.join(reader)
            reader.move_to(desk)
        return copy

    @_in_turn
    def _write(self) -> bool:
        """Write the work to the file if there is something to write, and return whether that was tried."""
        if not self._unsaved or self.case.origin is None:
            return False
        with vocab.in_language(self._readers[-1].language if self._readers else None):
            if self.conflict:
                try:
                    _keep(self.case, self.conflict.kept_at)
                except CaseFileError as problem:
                    self.problem = problem
                return False
            self._unsaved = False
            self.problem = self._problem_in_saving()
        if self.problem is None:
            self.saved_at = time.time()
        else:
            self._unsaved = True
        return True

    def _problem_in_saving(self) -> CaseFileError | None:
        """Save, and return what went wrong."""
        assert self.case.origin is not None  # noqa: S101 - asked before
        try:
            store.save(self.case)
        except CaseFileError as problem:
            return problem
        except Exception as error:  # noqa: BLE001 - whatever it is, people must know of it
            path, reason = self.case.origin.path, vocab.say("store.os_error", error=error)
            return CaseFileError(vocab.say("store.unsaved", file=path, reason=reason), path)
        return None

    def _refuse_if_read_only(self) -> None:
        """Refuse to change a case that could not be saved."""
        if self.read_only:
            assert self.case.origin is not None  # noqa: S101 - what has no file can be changed
            if self.case.origin.partial:
                raise store.partly_read(self.case.origin)
            path = self.case.origin.path
            raise ReadOnlyCaseError(vocab.say("store.bundled", file=path.name), path)

    def _take_over(self, case: Case) -> None:
        """Let all forms edit another object of the same file, without losing what is on the screen."""
        if case is self.case:
            return
        self._stop_timer()
        self._write()
        if self._unsaved or not store.is_current(case):
            _fill(case, self.case)
        self.case = case
        self._start_anew()

    def _start_anew(self) -> None:
        """Forget the history of another content, and let every form be built again."""
        self.look_again()
        self._history = History()
        for reader in [*self._readers]:
            reader.case_replaced()

    def _unlink(self, target: str) -> None:
        """Take away every link to a part; a part that cannot be without the link goes with it."""
        parts = dict(walk(self.case))
        for at, part in parts.items():
            for attribute in link_fields(type(part)):
                value = getattr(part, attribute)
                linked = isinstance(value, list) and target in value
                if not linked and value != target:
                    continue
                try:
                    self.set(part, attribute, [link for link in value if link != target] if linked else None)
                except FieldError:
                    if not at:
                        raise
                    owner, name = parts[at[:-2]], str(at[-2])
                    if any(other is part for other in getattr(owner, name)):
                        self.remove(owner, name, part)

    def _changed(self, owner: Part | None, attribute: str) -> None:
        self._unsaved = True
        self.look_again()
        if not self._history.grouping:
            self._save_soon()  # first, so that the work is safe whatever a form stumbles over
            self._tell(owner, attribute)
            self._tell_status()

    def _save_soon(self) -> None:
        """Save within a second, also while somebody types on and on; at once where no event loop runs."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._stop_timer()
            self._write()
            return
        self._changed_at = loop.time()
        if self._timer is None or self._loop is not loop:
            self._loop = loop
            self._timer = loop.call_later(SAVE_AFTER_SECONDS, self._save_on_time, loop)

    @_in_turn
    def _save_on_time(self, loop: asyncio.AbstractEventLoop) -> None:
        """Save, and look again a second after the last change."""
        pause = self._changed_at + SAVE_AFTER_SECONDS
        typing = pause > loop.time()
        self._timer = loop.call_at(pause, self._save_on_time, loop) if typing else None
        self._write()
        self._tell_status()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tell(self, owner: Part | None, attribute: str) -> None:
        for reader in [*self._readers]:
            reader.case_changed(owner, attribute)

    def _tell_status(self) -> None:
        for reader in [*self._readers]:
            reader.status_changed()


def _fill(case: Case, other: Case) -> None:
    """Give a case the content and the file of another, so that whoever holds it sees them."""
    fresh = other.model_copy(deep=True)
    for name in type(case).model_fields:
        case.__dict__[name] = getattr(fresh, name)
    case._origin = other.origin


@cache
def _is_case_study(path: Path) -> bool:
    """Return whether a file is a case study; asked at every key, and the disk answers slowly."""
    return store.is_case_study(path)


def _fingerprint(value: Any) -> str:
    """Return a short name of a value, by its content."""
    return hashlib.blake2b(to_json(value), digest_size=8).hexdigest()


def _keep(case: Case, path: Path) -> None:
    """Write a case over the conflict file in which an older state of the same work lies."""
    same = case.model_copy()
    same._origin = Origin(path, "")
    store.accept(same)
    store.save(same)


@atexit.register
def _save_all() -> None:
    """Save what was typed in the second before a kernel is shut down or restarted."""
    for desk in Desk._all:
        desk._write()
