"""The codes that case files and words of casekit have, with their labels and meanings."""

from collections.abc import Iterator
from pathlib import Path

from casekit import vocab
from docs.pages import rst
from docs.pages.fields import both

__all__ = ["pages"]


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield a page for every letter with which a scheme begins, and the page that leads to them."""
    about = "A case file holds the codes; people read the labels. ``casekit.vocab.label`` gives them.\n\n"
    letters = sorted({scheme[0] for scheme in vocab.schemes()})
    yield "codes", rst.heading("Codes") + about + rst.toctree(f"codes/{letter}" for letter in letters)
    for letter in letters:
        held = [scheme for scheme in sorted(vocab.schemes()) if scheme.startswith(letter)]
        head = f"{held[0]} to {held[-1]}" if len(held) > 1 else held[0]
        yield f"codes/{letter}", rst.heading(head) + "".join(map(_scheme, held))


def _scheme(scheme: str) -> str:
    rows = [
        [f"``{code}``", *(_said(scheme, code, language) for language in vocab.LANGUAGES)]
        for code in vocab.codes(scheme)
    ]
    head = f".. _codes-{scheme}:\n\n{rst.heading(scheme, '-')}"
    return f"{head}{both('scheme', scheme)}\n\n{rst.table(['Code', 'Indonesian', 'English'], rows)}"


def _said(scheme: str, code: str, language: str) -> str:
    """Return a label and its meaning."""
    label = vocab.label(scheme, code, language)
    return f"**{rst.escaped(label)}**: {rst.escaped(vocab.about(scheme, code, language))}"
