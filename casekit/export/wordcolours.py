"""Colours of texts in Word, for which pandoc has no words of its own."""

import html
from typing import Any

from casekit.export.ansi import Runs
from casekit.export.colours import Tint

__all__ = ["in_colours", "printed_in_colours"]

_WITHIN = ("Strong", "Emph", "Underline", "Strikeout", "Para", "Plain")


def in_colours(node: Any, colours: Tint, *, bold: bool = False, italic: bool = False) -> Any:
    """Return a piece of pandoc's tree in colours; links, code and formulas keep theirs.

    Parameters
    ----------
    node : dict
        A block or an inline element.
    colours : Tint
        The colours.
    bold, italic : bool
        What an element around the text says about its letters.
    """
    if colours == Tint():
        return node
    kind = node["t"]
    if kind == "Str":
        return _run(node["c"], colours, bold=bold, italic=italic)
    if kind in ("Space", "SoftBreak"):
        return _run(" ", colours, bold=bold, italic=italic)
    if kind in _WITHIN:
        bold, italic = bold or kind == "Strong", italic or kind == "Emph"
        inner = [in_colours(one, colours, bold=bold, italic=italic) for one in node["c"]]
        return {**node, "c": inner}
    return node


def printed_in_colours(lines: Runs) -> str:
    """Return what a program printed as a paragraph of Word's own."""
    shown = "<w:r><w:br/></w:r>".join(
        "".join(_xml(text, colours) for text, colours in line) for line in lines
    )
    return f'<w:p><w:pPr><w:pStyle w:val="SourceCode"/></w:pPr>{shown}</w:p>'


def _run(text: str, colours: Tint, *, bold: bool, italic: bool) -> dict[str, Any]:
    """Return a text as an inline element in colours."""
    return {"t": "RawInline", "c": ["openxml", _xml(text, colours, bold=bold, italic=italic, style="")]}


def _xml(
    text: str, colours: Tint, *, bold: bool = False, italic: bool = False, style: str = "VerbatimChar"
) -> str:
    """Return a run of Word."""
    given = [f'<w:rStyle w:val="{style}"/>'] if style else []
    given += ["<w:b/>"] if bold or colours.bold else []
    given += ["<w:i/>"] if italic else []
    given += [f'<w:color w:val="{colours.fill[1:]}"/>'] if colours.fill else []
    given += [f'<w:shd w:val="clear" w:color="auto" w:fill="{colours.back[1:]}"/>'] if colours.back else []
    letters = html.escape(text, quote=False)
    return f'<w:r><w:rPr>{"".join(given)}</w:rPr><w:t xml:space="preserve">{letters}</w:t></w:r>'
