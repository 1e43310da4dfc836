"""Cards to cut apart: a cell that is tagged ``cards`` holds some of them, with a rule between each two."""

import re
from dataclasses import replace

from casekit.export.typeset import Part

__all__ = ["on_cards"]

_HEADING = re.compile(r"\s*=+ ([^\n]*)\n(?:<[^\n]*>\n)?")
_RULE = re.compile(r"^#horizontalrule$", re.MULTILINE)


def on_cards(part: Part) -> Part:
    r"""Return a part as cards, two of which fill a page; each repeats the heading above them.

    Examples
    --------
    >>> print(on_cards(Part(1, "= Scene\nWorker\n\n#horizontalrule\n\nClient", "")).typst)
    = Scene
    #card[Scene][Worker
    <BLANKLINE>
    ];
    #card[Scene][
    <BLANKLINE>
    Client];
    """
    heading = _HEADING.match(part.typst)
    above, name = (heading[0], heading[1]) if heading else ("", "")
    cards = _RULE.split(part.typst[len(above) :])
    return replace(part, typst=above + "\n".join(f"#card[{name}][{card}];" for card in cards))
