"""What a figure shows, in words: entries in groups, and the text equivalent made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten

from casekit import vocab
from casekit.vocab import filled_in, phrase, plain, say

_ALT_LENGTH = 2000


@dataclass(frozen=True)
class Entry:
    """One line of a figure: a text with its mark, its score as filled dots, and its basis."""

    text: str
    basis: str = "documented"
    mark: str = ""
    tone: str = "plain"
    score: int | None = None
    scale: int = 0
    spoken: str = ""
    unknown: bool = False

    def said(self, common: str = "") -> str:
        """Return the entry in words, with its basis unless it is the common one."""
        said = ": ".join(filter(None, (self.spoken, phrase(self.text))))
        return (
            said if self.basis in ("documented", common) else f"{said} ({vocab.label('basis', self.basis)})"
        )


@dataclass(frozen=True)
class Group:
    """The entries that stand under one heading."""

    heading: str
    entries: Sequence[Entry]


def common_basis(groups: Sequence[Group]) -> str:
    """Return ``derived`` where that is the basis of every entry, so that it is said once, else nothing.

    What was made up for teaching is marked one by one, however much there is of it.
    """
    return "derived" if {entry.basis for group in groups for entry in group.entries} == {"derived"} else ""


def opening(title: str, case_title: object) -> str:
    """Return the sentence that says what figure this is, and of which case."""
    return say("figures.alt", figure=title, title=plain(filled_in(case_title))[:200].rstrip(". "))


def sentences(title: str, case_title: object, groups: Sequence[Group], *more: str) -> list[str]:
    """Return the content of a figure in sentences; only counts where the whole would be too long."""
    common = common_basis(groups)
    basis = [say("figures.alt_basis", basis=vocab.label("basis", common))] if common else []
    first = [opening(title, case_title), *basis]
    full = [*first, *(_said(group, common) for group in groups), *more]
    if len(" ".join(full)) <= _ALT_LENGTH:
        return full
    counts = [say("figures.alt_count", group=group.heading, count=len(group.entries)) for group in groups]
    return [*first, *counts, *more]


def _said(group: Group, common: str) -> str:
    """Return a group as a sentence."""
    if not group.entries:
        return say("figures.alt_empty", group=group.heading)
    entries = "; ".join(entry.said(common).removesuffix(".") for entry in group.entries)
    return say("figures.alt_group", group=group.heading, count=len(group.entries), entries=entries)


def shortened(text: str, most: int) -> str:
    """Return a text, or its beginning and the sentence that says where the rest stands."""
    rest = f" … {say('figures.alt_rest')}"
    return shorten(text, most, placeholder=rest)
