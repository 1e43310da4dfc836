"""What a code cell put out: for each output the form that a page shows best."""

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from casekit.export.ansi import coloured
from casekit.export.drawings import drawing, wide_apart
from casekit.export.forms import form_of, is_live
from casekit.export.interactive import Live, first_frame, is_loader, live
from casekit.export.notebook import Page
from casekit.export.remarks import Remarks
from casekit.export.tabular import tabular
from casekit.export.texts import clean, shortened, terminal
from casekit.vocab import say

__all__ = ["described", "output_pieces"]

_WIDGET = "application/vnd.jupyter.widget-view+json"
# Vector before pixels; a PDF inside a PDF cannot carry the tags of UA-1, so it comes last.
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf")
_ACTIVE = re.compile(
    r"<(script|style|iframe|object|template|noscript|button)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.I | re.S,
)
_FORMULA = re.compile(
    r"\$.+\$|\\\[.+\\\]|\\\(.+\\\)|\\begin\{(equation|align|gather|multline|eqnarray)", re.S
)
_PLAYER = re.compile(r"<(video|audio)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
# No possessive group: before Python 3.11.5 it gives up where it should match.
_BUTTON = re.compile(r"<button\b[^<]*(?:<(?!/?button\b)[^<]*)*</button\s*>", re.I)
_STYLES = re.compile(r"<style\b.*?(?:</style\s*>|\Z)|<link\b[^<>]*>|<!--.*?(?:-->|\Z)", re.I | re.S)
_IMAGE = re.compile(r"<(?:img|table|svg)\b", re.I)
_OBJECT = re.compile(
    r"<[\w.]+(?: object)?(?: at 0x[0-9A-Fa-f]+| size [^>]*)?>|[\w.]*(?:Axes|Figure)\([^)]*\)"
    r"|Canvas\(.*\)",
    re.DOTALL,
)


_LONGEST_CAPTION = 2000  # letters
_WIDEST = 100_000  # pixels


def output_pieces(
    outputs: Sequence[Mapping[str, Any]], cell: int, remarks: Remarks
) -> Iterator[dict[str, Any]]:
    """Yield what each output of a cell shows, as the fields of a piece."""
    for output in _joined(outputs):
        kind = output.get("output_type")
        if kind == "stream":
            text = terminal(output["text"]).strip("\n")
            if text.strip():
                kind = "complaint" if output.get("name") == "stderr" else "printed"
                yield _in_colours(kind, output["text"], shortened(text, remarks.language))
        elif kind == "error":
            text = terminal("\n".join(map(str, output["traceback"]))).strip("\n")
            text = text or clean(f"{output['ename']}: {output['evalue']}")
            shown = shortened(text, remarks.language, first=25, last=25)
            yield _in_colours("failure", "\n".join(map(str, output["traceback"])), shown)
        else:
            metadata = output.get("metadata")
            metadata = metadata if isinstance(metadata, Mapping) else {}
            for one in _display(output.get("data") or {}, metadata, cell, remarks):
                yield {**one, "form": form_of(metadata)}


def _in_colours(kind: str, text: str, shown: str) -> dict[str, Any]:
    """Return what a program printed, with its colours."""
    return {"kind": kind, "text": shown, "runs": coloured(text, shown)}


def _joined(outputs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the outputs with the pieces of one stream joined: a progress bar may come in many."""
    joined: list[dict[str, Any]] = []
    for (kind, _), some in groupby(outputs, lambda output: (output["output_type"], output.get("name"))):
        if kind == "stream":
            first, *others = some
            joined.append({**first, "text": "".join(_text(one.get("text")) for one in (first, *others))})
        else:
            joined += map(dict, some)
    return joined


def _display(
    data: Mapping[str, Any], metadata: Mapping[str, Any], cell: int, remarks: Remarks
) -> Iterator[dict[str, Any]]:
    """Yield the best form of one rich output; nothing if it holds nothing to show."""
    if is_live(metadata):
        return
    latex = clean(_text(data.get("text/latex"))).strip()
    html = clean(_text(data.get("text/html")))
    markdown = clean(_text(data.get("text/markdown")))
    plain = terminal(_text(data.get("text/plain"))).strip("\n")
    picture = _picture(data, html)
    if _FORMULA.match(latex):
        yield {"kind": "markdown", "text": _display_formula(latex)}
    elif picture:
        mime, content = picture
        yield {
            "kind": "image",
            "picture": content,
            "text": _alt(metadata, mime, plain),
            "width": _width(metadata, mime),
            "caption": described(metadata, "caption", mime),
        }
    elif (moving := _moving(data, html, plain, cell, remarks)) is not None:
        yield from moving
    elif wide := wide_apart(html, Page().rooms()[0]):
        drawn, called, others = wide
        yield {"kind": "image", "picture": drawn, "text": called, "caption": called}
        yield {"kind": "html", "text": _BUTTON.sub("", others)}
    elif _visible(html):
        yield {"kind": "html", "text": _BUTTON.sub("", html)}
    elif table := tabular(latex):
        yield {"kind": "html", "text": table}
    elif markdown.strip():
        yield {"kind": "markdown", "text": markdown}
    else:
        yield from _plainly(data, latex, html, plain, cell, remarks)


def _plainly(
    data: Mapping[str, Any], latex: str, html: str, plain: str, cell: int, remarks: Remarks
) -> Iterator[dict[str, Any]]:
    """Yield an output that has only letters to show, or a sentence in its place."""
    if latex or "application/json" in data:
        text = latex or json.dumps(data["application/json"], indent=2, ensure_ascii=False, default=str)
        yield {"kind": "printed", "text": shortened(clean(text), remarks.language)}
    elif _WIDGET not in data and _shows_nothing(html, plain):
        return
    elif _WIDGET in data or _stands_for_more(data, plain) or (html and not plain):
        remarks.add("export.remark.interactive", cell)
        yield {"kind": "note", "text": say("export.interactive", remarks.language)}
    elif plain.strip():
        yield {"kind": "printed", "text": shortened(plain, remarks.language)}


def _moving(
    data: Mapping[str, Any], html: str, plain: str, cell: int, remarks: Remarks
) -> list[dict[str, Any]] | None:
    """Return what stands for an output that needs scripts or a player; None if it needs none."""
    if frame := first_frame(html):
        text = "" if _OBJECT.fullmatch(plain) else plain
        return [{"kind": "image", "picture": _decoded(frame), "text": text}]
    kind, still = live(data, html), _ACTIVE.sub("", _PLAYER.sub("", html))
    # Labels beside a chart say nothing without it; what stands beside a film is text of its own.
    if kind and not _IMAGE.search(still) and (kind.code or not _visible(still)):
        return [_said(kind, cell, remarks)]
    return [] if is_loader(html) else None


def _said(kind: Live, cell: int, remarks: Remarks) -> dict[str, Any]:
    """Return the sentence in place of an output that moves, and remark what to do about it."""
    if kind.code:
        remarks.add("export.remark.chart", cell, name=kind.name, code=kind.code)
        return {"kind": "note", "text": say("export.chart", remarks.language, name=kind.name)}
    remarks.add("export.remark.media", cell)
    return {"kind": "note", "text": say("export.media", remarks.language)}


def _picture(data: Mapping[str, Any], html: str) -> tuple[str, bytes] | None:
    """Return the best picture among the forms of an output, with its type."""
    if drawn := drawing(html, anyhow="image/png" not in data):
        return "image/svg+xml", drawn
    for mime in _PICTURES:
        if mime not in data:
            continue
        text = _text(data[mime])
        if mime == "image/svg+xml":
            # Letters inside an SVG need the fonts of the machine that drew it.
            if "<text" in text and "image/png" in data:
                continue
            return mime, clean(text).encode()
        return mime, _decoded(text)
    return None


def _decoded(text: str) -> bytes:
    """Return what base64 says, nothing if it is damaged."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _display_formula(latex: str) -> str:
    """Return LaTeX that an object gave of itself as one displayed formula, or as text with formulas."""
    for opening, closing in (("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)")):
        if latex.startswith(opening) and latex.endswith(closing):
            latex = latex[len(opening) : -len(closing)]
            break
    formula = latex.replace(r"\displaystyle", "").strip()
    return latex if "$" in formula else f"$${formula}$$"


def _visible(html: str) -> bool:
    """Tell whether HTML shows anything without scripts."""
    still = _ACTIVE.sub("", html)
    return bool(
        re.search(r"<(img|table|svg|math)\b", still, re.I) or re.sub(r"<[^<>]*>|&nbsp;", "", still).strip()
    )


def _stands_for_more(data: Mapping[str, Any], plain: str) -> bool:
    """Tell whether letters hold but the name of an object that shows itself in another way."""
    return bool(_OBJECT.fullmatch(plain)) and (len(data) > 1 or plain.startswith("<IPython.core.display."))


def _shows_nothing(html: str, plain: str) -> bool:
    """Tell whether HTML shows nothing in the notebook either: it says how other things look, or is empty."""
    styles = _STYLES.sub("", html)
    is_style = styles != html and not _ACTIVE.sub("", styles).strip()
    is_name = not plain or _OBJECT.fullmatch(plain) is not None
    return bool(html.strip()) and is_name and (is_style or "<script" not in html)


def _alt(metadata: Mapping[str, Any], mime: str, plain: str) -> str:
    """Return the description of a picture, empty if nobody wrote one."""
    return described(metadata, "alt", mime) or (
        "" if _OBJECT.fullmatch(plain.strip()) else " ".join(plain[:_LONGEST_CAPTION].split())
    )


def described(metadata: Mapping[str, Any], key: str, mime: str = "") -> str:
    """Return a text that the metadata give for a picture, for its own form before others."""
    places = [metadata.get(mime), metadata, *(metadata.get(other) for other in _PICTURES)]
    for place in places:
        if isinstance(place, Mapping) and isinstance(value := place.get(key), str) and value.strip():
            return clean(" ".join(value[:_LONGEST_CAPTION].split()))
    return ""


def _width(metadata: Mapping[str, Any], mime: str) -> float | None:
    """Return the width in CSS pixels with which a notebook shows a picture, if it says so."""
    for place in (metadata.get(mime), metadata):
        value = place.get("width") if isinstance(place, Mapping) else None
        # True is a number in Python.
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= _WIDEST:
            return float(value)
    return None


def _text(value: object) -> str:
    """Return a multi-line value of a notebook as one text."""
    if isinstance(value, list):
        return "".join(map(str, value))
    return value if isinstance(value, str) else ""
