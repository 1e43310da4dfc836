"""Notes and warnings as GitHub and MyST write them, as the boxes that a page shows."""

import re
from collections.abc import Iterator, Sequence

from casekit.vocab import say

__all__ = ["boxed"]

_KINDS = {
    **dict.fromkeys(("note", "seealso"), "info"),
    **dict.fromkeys(("tip", "hint"), "success"),
    **dict.fromkeys(("important", "warning", "caution", "attention"), "warning"),
    **dict.fromkeys(("danger", "error"), "danger"),
}
_NAMELESS = {"admonition", "margin", "sidebar", "topic", "dropdown"}
_ALERT = re.compile(r"[ ]{0,3}>[ \t]*\[!([A-Za-z]+)\][ \t]*$")
_QUOTED = re.compile(r"[ ]{0,3}>[ \t]?")
_FENCE = re.compile(r"([ ]{0,3})(`{3,}|~{3,}|:{3,})[ \t]*(?:\{([\w-]+)\})?[ \t]*(.*)$")
_OPTION = re.compile(r"[ \t]*:[\w-]+:.*$")
_TARGET = re.compile(r"\(([\w:.-]+)\)=[ \t]*$")
_ROLE = re.compile(r"\{(math|eq|ref|numref|doc|term|cite(?::\w)?)\}`([^`\n]+)`")
_EQUATION = re.compile(r"([ ]{0,3})\$\$[ \t]+\(([\w:.-]{1,100})\)[ \t]*$")
_DEEPEST = 5


def boxed(text: str, words: str, depth: int = 0) -> str:
    r"""Return Markdown with its notes and warnings as ``<div class="alert">``, which becomes a box.

    Parameters
    ----------
    text : str
        Markdown.
    words : {"id", "en"}
        The language of the titles of boxes without one.
    depth : int
        In how many boxes the text stands.

    Examples
    --------
    >>> print(boxed("> [!NOTE]\n> Ask first.", "en"))
    <div class="alert alert-info">
    <BLANKLINE>
    **Note**
    <BLANKLINE>
    Ask first.
    <BLANKLINE>
    </div>
    <BLANKLINE>
    """
    if depth > _DEEPEST or not ("[!" in text or "{" in text or ")=" in text):
        return text
    return "\n".join(_lines(text.split("\n"), words, depth))


def _lines(lines: Sequence[str], words: str, depth: int) -> Iterator[str]:
    """Yield the lines of a text, those of notes and warnings in boxes."""
    at = 0
    while at < len(lines):
        line = lines[at]
        if (alert := _ALERT.match(line)) and alert[1].lower() in _KINDS:
            end = at + 1
            while end < len(lines) and _QUOTED.match(lines[end]):
                end += 1
            quoted = [_QUOTED.sub("", one, count=1) for one in lines[at + 1 : end]]
            yield from _box(alert[1].lower(), "", quoted, words, depth)
            at = end
        elif fence := _FENCE.match(line):
            end = _end(lines, at + 1, fence[2])
            inner, name = lines[at + 1 : end], (fence[3] or "").lower()
            if name in _KINDS or name in _NAMELESS:
                yield from _box(name, fence[4].strip(), inner, words, depth)
            else:
                yield from lines[at : end + 1]
            at = end + 1
        else:
            line = _EQUATION.sub(r"\1\\label{\2}$$", line)
            yield _ROLE.sub(_role, _TARGET.sub(r'<a id="\1"></a>', line))
            at += 1


def _role(found: re.Match[str]) -> str:
    """Return what a role of MyST shows inside a line."""
    forms = {"math": f"${found[2]}$", "eq": f"\\eqref{{{found[2]}}}"}
    return forms.get(found[1], found[2])


def _end(lines: Sequence[str], start: int, fence: str) -> int:
    """Return the line that closes a fence; behind the last one if none does."""
    closing = re.compile(rf"[ ]{{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    return next((at for at in range(start, len(lines)) if closing.match(lines[at])), len(lines))


def _box(name: str, title: str, inner: Sequence[str], words: str, depth: int) -> Iterator[str]:
    """Yield the lines of a box."""
    start = next((at for at, one in enumerate(inner) if not _OPTION.match(one)), len(inner))
    title = title or (say(f"export.box.{name}", words) if name in _KINDS else "")
    yield f'<div class="alert alert-{_KINDS.get(name, "info")}">\n'
    if title:
        yield f"**{title}**\n"
    yield boxed("\n".join(inner[start:]).strip("\n"), words, depth + 1)
    yield "\n</div>\n"
