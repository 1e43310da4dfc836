"""How the work on a case gets into its file, and what may stand in its way."""

import asyncio
import time
from contextlib import ContextDecorator
from functools import cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from casekit import store, vocab
from casekit.course import answers
from casekit.course.answers import Answers
from casekit.errors import CaseConflictError, CaseFileError, ReadOnlyCaseError
from casekit.model import Case, Origin, Record

if TYPE_CHECKING:
    from casekit.widgets.shell import Shell

SAVE_AFTER_SECONDS = 1.0


class _Turn(ContextDecorator):
    """Lets one thread after the other touch a case: JupyterLab sends the messages of one form to two."""

    def __init__(self) -> None:
        self._lock = RLock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *problem: object) -> None:
        self._lock.release()


in_turn = _Turn()


class Saving:
    """A record, its file, and the forms that are told what becomes of the work.

    Parameters
    ----------
    record : Record
        What to edit: a case, or what a learner answers.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.saved_at: float | None = None
        self.problem: CaseFileError | None = None
        self._readers: list[Shell] = []
        self._unsaved = False
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed_at = 0.0

    def join(self, reader: "Shell") -> None:
        """Tell a form of every change from now on."""
        self._readers.append(reader)

    def leave(self, reader: "Shell") -> None:
        """Tell a form that is closed nothing more."""
        self._readers = [other for other in self._readers if other is not reader]

    @property
    def readers(self) -> "list[Shell]":
        """The forms that are told of every change."""
        return [*self._readers]

    @property
    def read_only(self) -> bool:
        """Whether this is a case study, or a file of a newer casekit."""
        origin = self.record.origin
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

    @in_turn
    def save(self) -> None:
        """Save now; what goes wrong is told by the status, and the work stays."""
        self._stop_timer()
        if self._write():
            self._tell_status()

    @in_turn
    def settle(self) -> None:
        """Save, and bring what stays in the notebook up to date: it may be saved or closed next."""
        self.save()
        for reader in [*self._readers]:
            reader.keep()

    @in_turn
    def keep_mine(self) -> CaseFileError | None:
        """End a conflict: this work goes into the file, and what lay there stays as a backup.

        Returns what stands in the way; then the choice is still due.
        """
        if self.conflict is None:
            return None
        try:
            store.accept(self.record)
        except CaseFileError as problem:
            return problem
        self.problem = None
        self._write()
        self._tell_status()
        return None

    @in_turn
    def take_theirs(self) -> CaseFileError | None:
        """End a conflict: go on with what lies in the file; this work stays in the conflict file.

        Returns what stands in the way, such as a file that cannot be read; then the choice is still due.
        """
        if self.conflict is None or self.record.origin is None:
            return None
        try:
            _keep(self.record, self.conflict.kept_at)
            theirs = self.in_file()
        except CaseFileError as problem:
            return problem
        self.problem = None
        self._unsaved = False
        fill(self.record, theirs)
        self._start_anew()
        return None

    def in_file(self) -> Record:
        """Return what lies in the file now; raises CaseFileError if it cannot be read."""
        assert self.record.origin is not None  # noqa: S101 - asked for where something lies there
        path = self.record.origin.path
        return answers.load(path) if isinstance(self.record, Answers) else store.load(path)

    @in_turn
    def _write(self) -> bool:
        """Write the work to the file if there is something to write, and return whether that was tried."""
        if not self._unsaved or self.record.origin is None:
            return False
        with vocab.in_language(self._readers[-1].language if self._readers else None):
            if self.conflict:
                try:
                    _keep(self.record, self.conflict.kept_at)
                except CaseFileError as problem:
                    self.problem = problem
                return False
            self._unsaved = False
            self.problem = _problem_in_saving(self.record, self.record.origin.path)
        if self.problem is None:
            self.saved_at = time.time()
        else:
            self._unsaved = True
        return True

    def _refuse_if_read_only(self) -> None:
        """Refuse to change a case that could not be saved."""
        origin = self.record.origin
        if origin is None or not self.read_only:
            return
        if origin.partial:
            raise store.partly_read(origin)
        raise ReadOnlyCaseError(vocab.say("store.bundled", file=origin.path.name), origin.path)

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

    @in_turn
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

    def _tell_status(self) -> None:
        for reader in [*self._readers]:
            reader.status_changed()

    def _start_anew(self) -> None:
        """Let every form show another content."""
        for reader in [*self._readers]:
            reader.case_replaced()


def fill(record: Record, other: Record) -> None:
    """Give a record the content and the file of another, so that whoever holds it sees them."""
    fresh = other.model_copy(deep=True)
    for name in type(record).model_fields:
        record.__dict__[name] = getattr(fresh, name)
    record._origin = other.origin


@cache
def _is_case_study(path: Path) -> bool:
    """Return whether a file is a case study; asked at every key, and the disk answers slowly."""
    return store.is_case_study(path)


def _save(record: Record) -> None:
    """Write a record to its file."""
    if isinstance(record, Answers):
        answers.save(record)
    elif isinstance(record, Case):
        store.save(record)


def _problem_in_saving(record: Record, path: Path) -> CaseFileError | None:
    """Save, and return what went wrong."""
    try:
        _save(record)
    except CaseFileError as problem:
        return problem
    except Exception as error:  # noqa: BLE001 - whatever it is, people must know of it
        reason = vocab.say("store.os_error", error=error)
        return CaseFileError(vocab.say("store.unsaved", file=path, reason=reason), path)
    return None


def _keep(record: Record, path: Path) -> None:
    """Write a record over the conflict file in which an older state of the same work lies."""
    same = record.model_copy()
    same._origin = Origin(path, "")
    store.accept(same)
    _save(same)
