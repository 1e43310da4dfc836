"""What all charts of outcomes share: the sheet around them, their basis, names and numbers as written."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from inspect import Parameter, signature
from math import floor, log10
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter

from casekit.figures import style
from casekit.figures.paper import MARGIN
from casekit.figures.picture import CaseFigure
from casekit.figures.scene import SceneFigure, Words, paint
from casekit.figures.sheet import Sheet, page_of
from casekit.figures.style import (
    BODY,
    MUTED,
    PAGE_WIDTH,
    SMALL,
    TINTS,
    TITLE,
    Format,
    Size,
    leading,
    printable,
)
from casekit.stats.options import is_one_of, no_choice
from casekit.vocab import about, codes, isolated, label, language, numerals, plain, say

_LEAST = 150.0  # the height of panels on a wall; with less, notes have a page of their own
_FRAME, _PANEL = 70.0, 42.0  # of it around panels, and for each of them
_NARROW = (1.0, 1.08)  # times as wide as a page: walls for panels that may be lower
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
    title: str = "",
    panels: int = 1,
    finish: Sequence[Callable[[Sequence[Axes]], None]] = (),
    lower: float = 0,
) -> CaseFigure:
    """Return head, basis, panels and notes as a figure; an invitation where there is nothing to draw.

    `basis` and `notes` are seen and told, `lines` are only told: they say in words what is drawn. `finish`
    puts what has to know how large the panels have become, step by step. For a wall, notes that would leave
    too little room have pages of their own, and panels that may be `lower` than asked for are, by that much
    at most, so that letters are larger.
    """
    title, notes = title or say(f"chart.{key}"), said_once(notes)
    with style.applied(), mpl.rc_context(_LOOK):
        boxed = [*basis, *([] if draw else [say(f"chart.{key}_empty")])]
        beside: Sequence[str] = notes
        apart: Sequence[str] = ()
        least = max(_LEAST, _FRAME + _PANEL * panels)
        for form in _forms(may_be_small=lower > 0):
            sheet = _headed(title, subtitle, boxed, form)
            high, is_tight = _room(sheet, height, notes, form, least)
            if not draw or (high >= height - lower and not is_tight):
                break
        if draw:
            height, (beside, apart) = high, ((), notes) if is_tight else (notes, ())
        further = _noted(title, apart, form) if apart else []
        feet = [_foot(1, 1 + len(further), form)] if further else []
        top, sheet.y = sheet.y, sheet.y + height
        for text in beside:
            sheet.paragraph(text, size=SMALL, colour=MUTED)
        sheet.y = form.height - MARGIN if form.is_wall else sheet.y
        heads = [f"{title}.", *([f"{isolated(subtitle)}."] if subtitle else [])]
        alt = plain(" ".join([*heads, *boxed, *lines, *notes]))
        figure = CaseFigure(form.width, sheet.height, title, alt)
        figure.further = further
        figure._head = MARGIN + leading(TITLE)  # what is below names the series
        paint(figure, [*sheet.parts, *feet])
        if draw:
            room = (0.005, 1 - (top + height) / sheet.height, 0.99, height / sheet.height)
            layout = ConstrainedLayoutEngine(rect=room)
            axes = [*figure.subplots(panels, 1, squeeze=False, sharex=True)[:, 0]]
            draw(axes)
            layout.execute(figure)  # here and now, and so the same in every format
            for step in finish:
                step(axes)
                layout.execute(figure)
    return figure


def _forms(*, may_be_small: bool) -> list[Format]:
    """Return what to draw on; where it may be, first walls about as wide as a page, with larger letters."""
    form = style.format_of(None)
    smaller = [form.scaled(PAGE_WIDTH / form.width * more) for more in _NARROW] if may_be_small else []
    return [*smaller, form] if form.is_wall else [form]


def _headed(title: str, subtitle: object, boxed: Sequence[str], form: Format) -> Sheet:
    """Return a sheet with its head, and in boxes what has to be seen first."""
    sheet = Sheet(width=form.width)
    sheet.head(title, printable(subtitle))
    for text in boxed:
        sheet.framed(text, TINTS["plain"], MUTED)
    return sheet


def room_for(notes: Sequence[str]) -> float:
    """Return how high notes stand below a chart of the size that is drawn."""
    return _high(notes, style.format_of(None))


def _high(notes: Sequence[str], form: Format) -> float:
    inner = form.width - 2 * MARGIN
    return leading(SMALL) * sum(len(style.wrap(printable(note), inner, SMALL)) for note in notes)


def _room(
    sheet: Sheet, height: float, notes: Sequence[str], form: Format, least: float
) -> tuple[float, bool]:
    """Return how high panels are, and whether that leaves no room for the notes below them."""
    below = _high(notes, form)
    room = form.height - sheet.height - below - 1
    if not form.is_wall:
        return max(_LEAST, min(height, room)), False
    return (room, False) if room >= least else (room + below - leading(SMALL), bool(notes))


def tallest() -> float:
    """Return how high the rows of a chart may be together on a page of the size that is drawn."""
    form = style.format_of(None)
    return form.height - (140 if form.is_wall else 110)


def _noted(title: str, notes: Sequence[str], form: Format) -> list[SceneFigure]:
    """Return the notes of a chart, on as many pages as they take."""
    sheet = Sheet(width=form.width, most=form.height)
    sheet.head(title, "")
    for text in notes:
        sheet.prose(text)
    made = []
    for number, page in enumerate(pages := sheet.pages):
        line = _foot(number + 2, len(pages) + 1, form)
        told = [f"{title}.", *(() if number else notes), line.text]
        made.append(SceneFigure((form.width, form.height), title, told, [*page.parts, line], page.headed))
    return made


def _foot(number: int, count: int, form: Format) -> Words:
    """Return the line below a page of a wall that says which it is, and where it goes on."""
    x, y = form.width - MARGIN, form.height - MARGIN - 0.3 * SMALL
    return Words(x, y, page_of(number, count), SMALL, colour=MUTED, align="right")


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


def said_once(notes: Iterable[str]) -> list[str]:
    """Return notes without the sentences that an earlier one has said already."""
    seen: set[str] = set()
    kept = []
    for note in notes:
        fresh = [
            sentence
            for sentence in re.split(r"(?<=\.) (?=[^a-z])", note)
            if sentence not in seen or " " not in sentence
        ]
        seen.update(fresh)
        kept.append(" ".join(fresh))
    return [note for note in kept if note]


def short(name: object, width: float = 110) -> str:
    """Return a name that fits beside an axis."""
    return shortened([name], width)[0]


def shortened(names: Iterable[object], width: float = 110) -> list[str]:
    """Return names that fit beside an axis, shortened in the middle so that different ones stay different."""
    texts = [printable(str(name)) for name in names]
    for share in (0.5, 0.25, 0.75):
        fitting = {text: _in_the_middle(text, width, share) for text in texts}
        if len({*fitting.values()}) == len(fitting):
            break
    for short in [*fitting.values()]:
        alike = [text for text, other in fitting.items() if other == short]
        if len(alike) > 1:
            fitting |= _told_apart(alike, width)
    if len({*fitting.values()}) < len(fitting):
        fitting = {
            text: f"{at} {_in_the_middle(text, width - 20, 0.5)}" for at, text in enumerate(fitting, 1)
        }
    return [fitting[text] for text in texts]


def _in_the_middle(text: str, width: float, share: float) -> str:
    """Return a text of which the middle was taken out; `share` of the room is for its beginning."""
    if style.measure(text, BODY, bold=True) <= width:
        return text
    room = width - style.measure(style.CLIPPED, BODY, bold=True)
    begin = _as_wide_as(text, room * share)
    end = _as_wide_as(text[::-1], room - style.measure(begin, BODY, bold=True))[::-1]
    return begin.rstrip() + style.CLIPPED + end.lstrip()


def _as_wide_as(text: str, width: float) -> str:
    """Return the beginning of a text that is at most so wide."""
    wide = 0
    while wide < len(text) and style.measure(text[: wide + 1], BODY, bold=True) <= width:
        wide += 1
    return text[:wide]


def _told_apart(texts: Sequence[str], width: float) -> dict[str, str]:
    """Return names that begin and end alike from the word on in which they differ."""
    same = next((at for at, marks in enumerate(zip(*texts, strict=False)) if len({*marks}) > 1), 0)
    begin = texts[0].rfind(" ", 0, same) + 1
    return {text: _in_the_middle(style.CLIPPED * (begin > 0) + text[begin:], width, 1.0) for text in texts}


def number(value: float, code: str | None = None, *, like: Any = None) -> str:
    """Return a number as a language writes it, with no more digits than are read.

    Beside values that are `like` it, it is rounded to a thousandth of the order in which they differ.
    """
    if like is not None and np.isfinite(value) and (quantum := _quantum(like)):
        value = round(value / quantum) * quantum
    if 0 < abs(value) < 0.1 or abs(value) >= 1e12:  # noqa: PLR2004
        text = f"{value:.2g}"
    else:
        places = max(0, min(2, 3 - floor(log10(abs(value))))) if np.isfinite(value) and value else 2
        text = f"{value:,.{places}f}"
        text = text.rstrip("0").rstrip(".") if places else text
    return numerals(text, code)


def _quantum(values: Any) -> float:
    """Return to what multiples numbers like these are rounded, 0 where these say nothing."""
    known = np.asarray(values, dtype=float)
    known = known[np.isfinite(known)]
    spread = np.ptp(known) if len(known) else 0
    return 10.0 ** (floor(log10(spread)) - 3) if spread > 0 else 0.0


def ticks() -> FuncFormatter:
    """Return how an axis writes its numbers, in the language of this moment."""
    code = language()
    return FuncFormatter(lambda value, _: number(round(value, 10), code).replace("-", "−"))
