"""What grading found: of one item, and of all that a person handed in."""

from dataclasses import dataclass, field

from casekit.course.marking import Mark
from casekit.exercises.submissions import Submission
from casekit.vocab import say


@dataclass(frozen=True)
class Judged:
    """What one item of a submission earns, and who says so.

    Attributes
    ----------
    item : str
        The id of the item.
    kind : str
        Its kind, such as ``sorting`` or ``prose``.
    mark : Mark
        What it earns: state, points, remarks.
    hidden : bool
        Whether students are told nothing of its key.
    levels : dict
        Of prose marked by its rubric, the points of each criterion.
    by : str
        Who marked it; empty if casekit did.
    comment : str
        What that person said.
    """

    item: str
    kind: str
    mark: Mark
    hidden: bool = False
    levels: dict[str, float] = field(default_factory=dict)
    by: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Graded:
    """What a submission earns.

    Attributes
    ----------
    submission : Submission
        What was handed in.
    exercise : str
        The id of the exercise.
    version : int
        The version of the key by which it was marked.
    state : str
        ``graded``, ``part`` (a person has yet to mark something), ``empty`` (handed in, and nothing
        answered), ``missing`` (nothing handed in) or ``unread``.
    reason : str
        Why it is not graded, or what is to be said of it; a sentence.
    items : tuple of Judged
        What each item earns; none if nothing could be read.
    points : float or None
        What it earns before anything is taken away; None if nothing could be marked.
    of : float
        What it could earn at most.
    taken : float
        What is taken away for being late.
    flags : tuple of str
        What a person should look at, such as the same answers as somebody else's; sentences, no verdict.
    """

    submission: Submission
    exercise: str
    version: int
    state: str
    reason: str = ""
    items: tuple[Judged, ...] = ()
    points: float | None = None
    of: float = 0.0
    taken: float = 0.0
    flags: tuple[str, ...] = ()

    def remark(self, *, blind: bool = False) -> str:
        """Return reason and flags; blind nothing in which a name may stand, be it that of a file."""
        if blind:
            return say("exercises.unread_blind") if self.state == "unread" else self.reason
        return " ".join(filter(None, (self.reason, *self.flags)))

    @property
    def total(self) -> float | None:
        """What it earns in the end, to two places; never negative."""
        return None if self.points is None else max(0.0, round(self.points - self.taken, 2))
