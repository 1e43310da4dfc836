"""Pieces of reStructuredText."""

import re
import textwrap
from collections.abc import Iterable, Sequence

__all__ = ["block", "escaped", "heading", "image", "indented", "listing", "table", "toctree"]


def escaped(text: object) -> str:
    """Return words on one line in which no sign has a meaning."""
    return re.sub(r"([\\`*_|])", r"\\\1", " ".join(str(text).split()))


def heading(text: str, sign: str = "=") -> str:
    return f"{text}\n{sign * len(text)}\n\n"


def indented(text: str) -> str:
    return textwrap.indent(text, "   ")


def block(directive: str, content: str = "", **options: str) -> str:
    """Return a directive, such as ``code-block:: python``, with its options and content."""
    head = "".join(f"   :{name}: {value}\n" for name, value in options.items())
    return f".. {directive}\n{head}\n{indented(content.strip(chr(10)))}\n\n"


def image(path: str, alt: str) -> str:
    return block(f"image:: /{path}", alt=escaped(alt), **{"class": "casekit-picture"})


def listing(items: Iterable[str]) -> str:
    return "".join(f"- {item}\n" for item in items) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, *rows]
    cells = "".join(
        f"   {'- ' if at else '* - '}{cell}\n" if not at else f"     - {cell}\n"
        for line in lines
        for at, cell in enumerate(line)
    )
    return f".. list-table::\n   :header-rows: 1\n\n{cells}\n"


def toctree(pages: Iterable[str], **options: str) -> str:
    return block("toctree::", "\n".join(f"/made/{page}" for page in pages), **options)
