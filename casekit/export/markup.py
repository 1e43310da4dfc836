"""HTML as authors write it, made sound: cells and rows closed where HTML 5 lets them be left open."""

import re

__all__ = ["closed", "inlined", "tables_of"]

_TAG = re.compile(r"<(/?)(table|thead|tbody|tfoot|tr|td|th|caption)\b[^<>]*>", re.IGNORECASE)
_LONGEST_STYLE = 500  # letters
_CELLS = {"td", "th"}
_SECTIONS = {"thead", "tbody", "tfoot"}
# What ends by itself where another element begins.
_ENDED_BY = {
    **dict.fromkeys(_CELLS, _CELLS | {"caption"}),
    "tr": _CELLS | {"tr", "caption"},
    **dict.fromkeys(_SECTIONS, _CELLS | _SECTIONS | {"tr", "caption"}),
    "caption": {"caption"},
}


def closed(html: str) -> str:
    """Return HTML whose tables, rows and cells are closed.

    Examples
    --------
    >>> closed("<table><tr><td>1<td>2<tr><td>3</table>")
    '<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>'
    """
    out, opened, at = list[str](), list[str](), 0
    for found in _TAG.finditer(html):
        out.append(html[at : found.start()])
        at = found.end()
        name = found[2].lower()
        if found[1]:
            out.append(_end(name, found[0], opened))
        else:
            while opened and opened[-1] in _ENDED_BY.get(name, ()):
                out.append(f"</{opened.pop()}>")
            if name in _CELLS and opened and opened[-1] != "tr":
                out.append("<tr>")
                opened.append("tr")
            out.append(found[0])
            opened.append(name)
    out.append(html[at:])
    out += [f"</{name}>" for name in reversed(opened)]
    return "".join(out)


def inlined(html: str) -> str:
    """Return HTML in which the cells of a styled data frame carry their style themselves.

    Examples
    --------
    >>> html = '<style>#T_0, #T_1 { color: red; }</style><table><tr><td id="T_1">1</td></tr></table>'
    >>> inlined(html)[-52:]
    '<td id="T_1" style="color: red;">1</td></tr></table>'
    """
    if "<style" not in html or "#T_" not in html:
        return html
    styles: dict[str, str] = {}
    for sheet in re.split(r"<style\b[^<>]*>", html)[1:]:
        for rule in sheet.partition("</style")[0].split("}"):
            names, _, body = rule.partition("{")
            for name in names.split(","):
                if re.fullmatch(r"\s*#T_\w+\s*", name):
                    key = name.strip()[1:]
                    styles[key] = f"{styles.get(key, '')}{' '.join(body.split())}"[:_LONGEST_STYLE]

    def with_style(found: re.Match[str]) -> str:
        style = styles.get(found[2], "").replace('"', "'")
        return f'{found[1]} style="{style}"' if style else found[1]

    return re.sub(r'(<t[dh]\b[^<>]*?\bid="(T_\w+)")', with_style, html)


def _end(name: str, tag: str, opened: list[str]) -> str:
    """Return the end of an element with those of what is open in it; nothing if it is not open."""
    for inner in reversed(opened):
        if inner == name:
            break
        if inner == "table":
            return ""
    else:
        return ""
    ends = ""
    while (inner := opened.pop()) != name:
        ends += f"</{inner}>"
    return ends + tag


def tables_of(text: str) -> dict[int, int]:
    """Return where each outermost table of a text begins and ends, as far as it ends."""
    found: dict[int, int] = {}
    begun: list[int] = []
    for tag in re.finditer(r"<(/?)table\b[^<>]*>", text, re.IGNORECASE):
        if not tag[1]:
            begun.append(tag.start())
        elif begun:
            found[begun.pop()] = tag.end()
    return found
