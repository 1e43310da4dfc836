"""The history of a case: what was changed, step by step, so that it can be undone and come back."""

import time
from dataclasses import dataclass, field
from typing import Any

from casekit.model import Bilingual, Part

ONE_STEP_SECONDS = 2.0  # what is typed into one field without a longer pause is undone at once
STEPS = 200


@dataclass
class Edit:
    """One field before and after."""

    owner: Part
    attribute: str
    before: Any
    after: Any


@dataclass
class Step:
    """What one click on undo takes back."""

    edits: list[Edit]
    at: float = field(default_factory=time.monotonic)


class History:
    """The steps of a case.

    Attributes
    ----------
    done, undone : list of Step
        What can be undone, and what can come back; the newest step last.
    """

    def __init__(self) -> None:
        self.done: list[Step] = []
        self.undone: list[Step] = []
        self._group: Step | None = None

    @property
    def grouping(self) -> bool:
        """Whether edits are being gathered into one step."""
        return self._group is not None

    def begin_group(self) -> None:
        """Gather the edits that follow into one step."""
        self._group = Step([])

    def end_group(self) -> bool:
        """End the group, and return whether there were edits in it."""
        step, self._group = self._group, None
        if step is None or not step.edits:
            return False
        self._append(step)
        return True

    def drop_group(self) -> None:
        """End the group and take back its edits."""
        step, self._group = self._group, None
        if step is not None:
            _take_back(step)

    def remember(self, edit: Edit) -> None:
        """Take note of an edit: of the group, of the typing that goes on, or a step of its own."""
        if self._group is not None:
            self._group.edits.append(edit)
        elif not self._goes_on(edit):
            self._append(Step([edit]))

    def undo(self) -> bool:
        """Take back the last step, and return whether there was one."""
        if not self.done:
            return False
        step = self.done.pop()
        _take_back(step)
        self.undone.append(step)
        return True

    def redo(self) -> bool:
        """Bring back the last step that was undone, and return whether there was one."""
        if not self.undone:
            return False
        step = self.undone.pop()
        for edit in step.edits:
            setattr(edit.owner, edit.attribute, edit.after)
        self.done.append(step)
        return True

    def _append(self, step: Step) -> None:
        self.done.append(step)
        del self.done[:-STEPS]
        self.undone.clear()

    def _goes_on(self, edit: Edit) -> bool:
        """Return whether an edit only goes on typing into the field of the step before."""
        last = self.done[-1] if self.done else None
        if last is None or len(last.edits) != 1 or self.undone:
            return False
        [before] = last.edits
        same = before.owner is edit.owner and before.attribute == edit.attribute
        typed = isinstance(edit.after, str | Bilingual)
        if not (same and typed) or time.monotonic() - last.at > ONE_STEP_SECONDS:
            return False
        before.after = edit.after
        last.at = time.monotonic()
        return True


def _take_back(step: Step) -> None:
    for edit in reversed(step.edits):
        setattr(edit.owner, edit.attribute, edit.before)
