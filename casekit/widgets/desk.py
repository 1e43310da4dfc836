"""The desk on which one case file lies: every form of a kernel edits the same case, undoes and saves it."""

import atexit
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from pydantic_core import to_json

from casekit import store, vocab
from casekit.errors import CasekitError, FieldError
from casekit.model import Bilingual, Case, Part, Record, Text, walk
from casekit.model.part import link_fields
from casekit.model.plausible import implausible
from casekit.widgets.history import Edit, History
from casekit.widgets.saving import Saving, fill, in_turn

_P = TypeVar("_P", bound=Part)


class Desk(Saving):
    """One record, its forms, its history and its file.

    `Desk.of` finds the desk on which the file of a record lies already.
    """

    _all: ClassVar[list["Desk"]] = []

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self._history = History()
        self._prints: dict[str, str] = {}
        self._by_id: Mapping[str, Part] | None = None
        Desk._all.append(self)

    @classmethod
    def of(cls, record: Record) -> "Desk":
        """Return the desk of a record or its file; the one handed over last is what all forms edit."""
        origin = record.origin
        if origin is not None:  # one file, by whatever path it was reached
            record._origin = origin = replace(origin, path=origin.path.resolve())
        for desk in cls._all:
            own = desk.record.origin
            if desk.record is record or (origin is not None and own is not None and own.path == origin.path):
                desk._take_over(record)
                return desk
        return cls(record)

    @classmethod
    def every(cls) -> list["Desk"]:
        """Return all desks of this kernel."""
        return [*cls._all]

    @classmethod
    def settle_file(cls, path: Path) -> None:
        """Save what was typed into a file by forms of this kernel; raises CasekitError if not all is."""
        desks = [desk for desk in cls._all if desk.record.origin and desk.record.origin.path == path]
        for desk in desks:
            desk.settle()
        if any(desk.unsaved for desk in desks):
            raise CasekitError(vocab.say("widgets.not_settled"))

    @property
    def case(self) -> Case:
        """The case that lies on the desk; only forms of a case ask for it."""
        assert isinstance(self.record, Case)  # noqa: S101 - what a form edits, its desk has
        return self.record

    def look_again(self) -> None:
        """Forget what was known of the case's content, which a script may have changed by itself."""
        self._prints, self._by_id = {}, None

    def by_id(self) -> Mapping[str, Part]:
        """Return all parts that others can link to, by their ids."""
        if self._by_id is None:
            self._by_id = self.record.by_id()
        return self._by_id

    def print_of(self, parts: Iterable[str]) -> str:
        """Return a fingerprint of parts of the case: while it is the same, so are they."""
        if not self._prints:
            self._prints = {
                name: _fingerprint(getattr(self.record, name)) for name in type(self.record).model_fields
            }
        return " ".join(self._prints[name] for name in sorted(parts))

    @in_turn
    def set(self, owner: Part, attribute: str, value: Any, *, as_told: bool = False) -> None:
        """Change one field of a part, so that it can be undone and is saved soon.

        What comes from another file is taken `as_told` there, plausible or not.

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
        if as_told:
            setattr(owner, attribute, value)
        else:
            self._set_if_plausible(owner, attribute, value)
        self._history.remember(Edit(owner, attribute, before, getattr(owner, attribute)))
        self._changed(owner, attribute)

    def _set_if_plausible(self, owner: Part, attribute: str, value: Any) -> None:
        """Set a field, unless that brings in what cannot be true; what was so before may stay."""
        before, known = getattr(owner, attribute), self._implausible(owner)
        setattr(owner, attribute, value)
        if wrong := self._implausible(owner) - known:
            setattr(owner, attribute, before)
            raise FieldError("\n".join(sorted(wrong)))

    def _implausible(self, owner: Part) -> frozenset[str]:
        """Return what cannot be true of a part of a case."""
        return implausible(self.record, owner) if isinstance(self.record, Case) else frozenset()

    @in_turn
    def write(self, owner: Part, attribute: str, text: str, language: str) -> None:
        """Change a text; of a text in two languages only the half that is shown."""
        before: Text | None = getattr(owner, attribute)
        if isinstance(before, Bilingual):
            self.set(owner, attribute, before.model_copy(update={language: text}))
        else:
            required = type(owner).model_fields[attribute].is_required()
            self.set(owner, attribute, text if text or required else None)

    @in_turn
    def add(self, owner: Part, attribute: str, part: _P, at: int | None = None) -> _P:
        """Put a part into a list, at the end or at a place, and return it."""
        parts = [*getattr(owner, attribute)]
        parts.insert(len(parts) if at is None else at, part)
        self.set(owner, attribute, parts)
        return part

    @in_turn
    def move(self, owner: Part, attribute: str, part: Part, to: int) -> None:
        """Move a part to another place of its list."""
        parts = [other for other in getattr(owner, attribute) if other is not part]
        parts.insert(max(0, to), part)
        self.set(owner, attribute, parts)

    @in_turn
    def remove(self, owner: Part, attribute: str, part: Part) -> None:
        """Take a part out of its list, and the links that lead to it out of the whole case."""
        with self.one_step():
            if part.kind:
                self._unlink(part.id)  # type: ignore[attr-defined]
            self.set(owner, attribute, [other for other in getattr(owner, attribute) if other is not part])

    @contextmanager
    def one_step(self) -> Iterator[None]:
        """Make all changes inside a ``with`` block one step of the history; an error takes them back."""
        with in_turn:
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

    @in_turn
    def undo(self) -> None:
        """Take back the last step."""
        if self._history.undo():
            self._changed(None, "")

    @in_turn
    def redo(self) -> None:
        """Bring back the last step that was undone."""
        if self._history.redo():
            self._changed(None, "")

    @in_turn
    def work_copy(self) -> Path:
        """Go on with the learner's own copy of a case study, with all forms, and return where it lies."""
        assert self.case.origin is not None  # noqa: S101 - only a case study has the button
        copy = store.work_copy(self.case.origin.path)
        desk = Desk.of(store.load(copy))
        for reader in [*self._readers]:
            self.leave(reader)
            desk.join(reader)
            reader.move_to(desk)
        return copy

    def _take_over(self, record: Record) -> None:
        """Let all forms edit another object of the same file, without losing what is on the screen."""
        if record is self.record:
            return
        self._stop_timer()
        self._write()
        if self._unsaved or not store.is_current(record):
            fill(record, self.record)
        self.record = record
        self._start_anew()

    def _start_anew(self) -> None:
        """Forget what was known of another content, and let every form show this one."""
        self.look_again()
        self._history = History()
        super()._start_anew()

    def _unlink(self, target: str) -> None:
        """Take away every link to a part; a part that cannot be without the link goes with it."""
        parts = dict(walk(self.record))
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

    def _tell(self, owner: Part | None, attribute: str) -> None:
        for reader in [*self._readers]:
            reader.case_changed(owner, attribute)


def _fingerprint(value: Any) -> str:
    """Return a short name of a value, by its content."""
    return hashlib.blake2b(to_json(value), digest_size=8).hexdigest()


@atexit.register
def _save_all() -> None:
    """Save what was typed in the second before a kernel is shut down or restarted."""
    for desk in Desk._all:
        desk._write()
