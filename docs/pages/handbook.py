"""The handbook of the check: every rule, in both languages, as Markdown that casekit itself writes."""

from collections.abc import Iterator
from pathlib import Path

from casekit import vocab
from casekit.check import handbook

__all__ = ["pages"]


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the handbook in each language; the contents beside it name the stages and not each rule."""
    for language in vocab.LANGUAGES:
        with vocab.in_language(language):
            yield f"handbook-{language}.md", f"---\ntocdepth: 2\n---\n{handbook()}"
