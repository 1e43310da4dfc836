"""Outputs that live only in a notebook: charts that move, films, pages inside the page."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nbformat import NotebookNode

__all__ = ["Live", "first_frame", "is_loader", "live", "put_stored_pictures"]


@dataclass(frozen=True)
class Live:
    """What an output is called, and what makes it leave a picture: code, in every language the same."""

    name: str
    code: str = ""


_PLOTLY = Live("Plotly", 'plotly.io.renderers.default = "plotly_mimetype+png"')
_ALTAIR = Live("Altair", 'alt.renderers.enable("png")')
_BOKEH = Live("Bokeh", "from bokeh.io import export_png")
_MATPLOTLIB = Live("Matplotlib", "%matplotlib inline")
_KINDS = {
    "application/vnd.plotly.": _PLOTLY,
    "application/vnd.vegalite.": _ALTAIR,
    "application/vnd.vega.": _ALTAIR,
    "application/vnd.bokehjs_exec.": _BOKEH,
    "video/": Live("video"),
    "audio/": Live("audio"),
}
# What the HTML of such outputs holds, where nothing else says what they are.
_MARKS = {
    "Plotly.newPlot": _PLOTLY,
    "vegaEmbed": _ALTAIR,
    "bk-root": _BOKEH,
    "Bokeh.embed": _BOKEH,
    "<video": Live("video"),
    "<audio": Live("audio"),
    "<iframe": Live("iframe"),
    'class="animation"': _MATPLOTLIB,
}
_STATE = "application/vnd.jupyter.widget-state+json"
_VIEW = "application/vnd.jupyter.widget-view+json"
_PNG = "data:image/png;base64,"
_LOADING = ("BokehJS", "PlotlyConfig", "require.undef")
_FRAME = re.compile(r'frames\[0\] = "data:image/(?:png|jpeg);base64,((?:[A-Za-z0-9+/=\s]|\\\n)+)"')


def live(mimes: Iterable[str], html: str) -> Live | None:
    """Return what an output is that needs scripts or a player; None if it needs none.

    Examples
    --------
    >>> live(["application/vnd.plotly.v1+json"], "").name
    'Plotly'
    >>> live(["text/html"], "<p>text</p>") is None
    True
    """
    for mime in mimes:
        for start, kind in _KINDS.items():
            if mime.startswith(start):
                return kind
    return next((kind for mark, kind in _MARKS.items() if mark in html), None)


def put_stored_pictures(notebook: NotebookNode) -> None:
    """Put pictures that ipympl has left in the widget state of a notebook beside the outputs they show."""
    widgets = notebook.metadata.get("widgets")
    saved = widgets.get(_STATE) if isinstance(widgets, Mapping) else None
    models = saved.get("state") if isinstance(saved, Mapping) else None
    if not isinstance(models, Mapping):
        return
    for data in (output.get("data") or {} for cell in notebook.cells for output in cell.get("outputs", ())):
        view = data.get(_VIEW)
        model = models.get(str(view.get("model_id"))) if isinstance(view, Mapping) else None
        state = model.get("state") if isinstance(model, Mapping) else None
        url = str(state.get("_data_url", "")) if isinstance(state, Mapping) else ""
        if url.startswith(_PNG):
            data.setdefault("image/png", url.removeprefix(_PNG))


def is_loader(html: str) -> bool:
    """Tell whether HTML only loads the scripts of charts that follow."""
    begins_so = any(mark in html.partition("<script")[0] for mark in ("<table", "<img", "<svg"))
    return "<script" in html and not begins_so and any(mark in html for mark in _LOADING)


def first_frame(html: str) -> str:
    """Return the first picture of an animation of Matplotlib, in base64; empty if there is none."""
    found = _FRAME.search(html)
    return "".join(found[1].replace("\\\n", "").split()) if found else ""
