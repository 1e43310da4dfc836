"""What cells of a report show, as Jupyter would keep it, and how a page holds it."""

from typing import Any

from casekit import figures, tables

_PAGE, _TURNED = (397, 600), (643, 385)  # the room on a whole page below its heading, in points
_READABLE = 7 / 8  # of its size: what would be smaller is set on a turned page, if it is larger there


def is_turned(width: float, height: float) -> bool:
    """Tell whether a figure is set on a turned page: it would be too small to read otherwise."""
    upright, turned = (min(room[0] / width, room[1] / height) for room in (_PAGE, _TURNED))
    return upright < _READABLE and turned > upright


def outputs_of(shown: Any, number: int, *, paper: bool) -> list[dict[str, Any]]:
    """Return what a cell shows, a figure page by page; on `paper` only what is printed."""
    if shown is None:
        return []
    pages = shown.pages if isinstance(shown, figures.CaseFigure) else [shown]
    return [_output(page, number, paper=paper) for page in pages]


def _output(shown: Any, number: int, *, paper: bool) -> dict[str, Any]:
    """Return one thing that a cell shows."""
    if isinstance(shown, tables.Table):
        data, about = {"text/html": shown._repr_html_()}, {}
        if not paper:
            data |= {"text/markdown": shown._repr_markdown_(), "text/plain": repr(shown)}
    else:
        data, about = shown._repr_mimebundle_(exclude=["image/png"] if paper else None)
        about = {"alt": shown.alt, "caption": shown.caption} if paper else about
    kind: dict[str, Any] = {"output_type": "execute_result", "execution_count": number}
    if isinstance(shown, figures.CaseFigure) and shown.caption != shown.title:  # as IPython shows pages
        kind = {"output_type": "display_data"}
    return {**kind, "data": data, "metadata": about}
