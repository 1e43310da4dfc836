"""What all charts of outcomes share: the sheet around them, their basis, names and numbers as written."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from inspect import Parameter, signature
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter

from casekit.figures import style
from casekit.figures.picture import CaseFigure
from casekit.figures.scene import SceneFigure, paint
from casekit.figures.sheet import MARGIN, Sheet
from casekit.figures.style import BODY, MUTED, SMALL, TINTS, TITLE, Format, Size, leading, printable
from casekit.stats.options import is_one_of, no_choice
from casekit.vocab import about, codes, isolated, label, language, numerals, plain, say

_LEAST = 150.0  # the height of panels on a wall; with less, notes have a page of their own
_ABOUT = """    size : {"page", "wide", "wall"}, optional
        For what it is drawn, as of `casekit.figures.bpss`.
"""
NAMED = 12  # cases that are named one by one
_LOOK: Any = {
    "font.size": SMALL, "axes.titlesize": BODY, "axes.labelsize": SMALL, "axes.edgecolor": MUTED,
    "xtick.labelsize": SMALL, "ytick.labelsize": SMALL, "axes.spines.top": False, "axes.spines.right": False,
    "legend.frameon": False, "legend.fontsize": SMALL, "text.parse_math": False,
}  # fmt: skip


def picture(
    key: str,
    basis: Iterable[str] = (),
    height: float = 0,
    draw: Callable[[Sequence[Axes]], None] | None = None,
    lines: Sequence[str] = (),
    notes: Sequence[str] = (),
    *,
    subtitle: object = "",
    panels: int = 1,
) -> CaseFigure:
    """Return head, basis, panels and notes as a figure; an invitation where there is nothing to draw.

    `basis` and `notes` are seen and told, `lines` are only told: they say in words what is drawn. For a wall,
    notes that would leave too little room have a page of their own.
    """
    title = say(f"chart.{key}")
    with style.applied(), mpl.rc_context(_LOOK):
        form = style.format_of(None)
        sheet = Sheet(width=form.width)
        sheet.head(title, printable(subtitle))
        boxed = [*basis, *([] if draw else [say(f"chart.{key}_empty")])]
        for text in boxed:
            sheet.framed(text, TINTS["plain"], MUTED)
        beside: Sequence[str] = notes
        apart: Sequence[str] = ()
        if draw:
            height, is_tight = _room(sheet, height, notes, form)
            beside, apart = ((), notes) if is_tight else (notes, ())
        top, sheet.y = sheet.y, sheet.y + height
        for text in beside:
            sheet.paragraph(text, size=SMALL, colour=MUTED)
        sheet.y = form.height - MARGIN if form.is_wall else sheet.y
        heads = [f"{title}.", *([f"{isolated(subtitle)}."] if subtitle else [])]
        alt = plain(" ".join([*heads, *boxed, *lines, *notes]))
        figure = CaseFigure(form.width, sheet.height, title, alt)
        figure.further = [_noted(title, apart, form)] if apart else []
        figure._head = MARGIN + leading(TITLE)  # what is below names the series
        paint(figure, sheet.parts)
        if draw:
            room = (0.005, 1 - (top + height) / sheet.height, 0.99, height / sheet.height)
            layout = ConstrainedLayoutEngine(rect=room)
            draw([*figure.subplots(panels, 1, squeeze=False, sharex=True)[:, 0]])
            layout.execute(figure)  # once, and so the same in every format
    return figure


def _room(sheet: Sheet, height: float, notes: Sequence[str], form: Format) -> tuple[float, bool]:
    """Return how high panels are, and whether that leaves no room for the notes below them."""
    below = sum(len(style.wrap(printable(text), sheet.inner, SMALL)) for text in notes) * leading(SMALL)
    room = form.height - sheet.height - below
    if not form.is_wall:
        return max(_LEAST, min(height, room)), False
    return (room, False) if room >= _LEAST else (room + below, bool(notes))


def tallest() -> float:
    """Return how high the rows of a chart may be together on a page of the size that is drawn."""
    form = style.format_of(None)
    return form.height - (140 if form.is_wall else 110)


def _noted(title: str, notes: Sequence[str], form: Format) -> SceneFigure:
    """Return a page of the notes of a chart."""
    sheet = Sheet(width=form.width, most=form.height)
    sheet.head(title, "")
    for text in notes:
        sheet.paragraph(text, size=SMALL, colour=MUTED)
    return SceneFigure((form.width, form.height), title, [f"{title}.", *notes], sheet.parts, sheet.headed)


def sized(chart: Callable[..., CaseFigure]) -> Callable[..., CaseFigure]:
    """Return a chart that also takes a `size`, as the other figures do."""

    @wraps(chart)
    def drawn(*given: Any, size: Size | None = None, **more: Any) -> CaseFigure:
        with style.sized(size):
            return chart(*given, **more)

    own = signature(chart)
    option = Parameter("size", Parameter.KEYWORD_ONLY, default=None, annotation=Size | None)
    kinds = [*own.parameters.values()]
    at = next((at for at, one in enumerate(kinds) if one.kind is Parameter.VAR_KEYWORD), len(kinds))
    drawn.__signature__ = own.replace(parameters=[*kinds[:at], option, *kinds[at:]])  # type: ignore[attr-defined]
    drawn.__doc__ = (chart.__doc__ or "").replace("\n\n    Returns\n", f"\n{_ABOUT}\n    Returns\n", 1)
    return drawn


def basis_said(data: object, basis: str) -> list[str]:
    """Return where the numbers come from, as a sentence."""
    known = {code: (label("basis", code), about("basis", code)) for code in codes("basis")}
    known["synthetic"] = say("chart.synthetic"), say("chart.synthetic_about")
    counts: Counter[str] = Counter()
    if isinstance(data, pd.DataFrame) and is_one_of(basis, data.columns):
        counts.update(data[basis].dropna().astype(str))
    elif is_one_of(basis, known):
        counts[basis] = 1
    elif basis != "basis":
        raise no_choice("basis", basis, known)
    if len(counts) > 1:
        parts = (f"{isolated(known.get(code, [code])[0])} ({count})" for code, count in counts.items())
        return [say("chart.basis", basis=", ".join(parts), about="").strip()]
    for code in counts:
        word, meaning = known.get(code, (code, ""))
        return [say("chart.basis", basis=word, about=meaning).strip()]
    return [say("chart.no_basis")]


def nothing(data: object) -> bool:
    """Return whether this is a table without rows."""
    return isinstance(data, pd.DataFrame) and data.empty


def names(table: pd.DataFrame, by: str | Sequence[str]) -> Any:
    """Return what each row's case is called."""
    return table[[by] if isinstance(by, str) else [*by]].astype(str).agg(" – ".join, axis=1).to_numpy()


def listed(cases: Sequence[str]) -> str:
    """Return the first names of a list, and how many follow."""
    more = len(cases) - NAMED
    return ", ".join(map(isolated, cases[:NAMED])) + (f", + {more}" if more > 0 else "")


def short(name: object, width: float = 110) -> str:
    """Return a name that fits beside an axis."""
    text = printable(str(name))
    return style.clip(text, width) if style.measure(text, BODY, bold=True) > width else text


def number(value: float, code: str | None = None) -> str:
    """Return a number as a language writes it, with no more digits than are read."""
    if 0 < abs(value) < 0.1 or abs(value) >= 1e12:  # noqa: PLR2004
        text = f"{value:.2g}"
    else:
        text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return numerals(text, code)


def ticks() -> FuncFormatter:
    """Return how an axis writes its numbers, in the language of this moment."""
    code = language()
    return FuncFormatter(lambda value, _: number(round(value, 10), code).replace("-", "−"))
