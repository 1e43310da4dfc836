"""What a practicum report needs of a Word file: styles, numbers of headings, sections, page numbers."""

import html
import re
from collections.abc import Callable
from importlib.resources import files

from casekit.export.layout import Layout
from casekit.export.notebook import About
from casekit.export.wordreport import Section, either
from casekit.vocab import LANGUAGES, say

__all__ = ["numbering", "page_parts", "report_styles", "with_sections"]

_TWIPS = 1440 / 25.4  # in a millimetre
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PAGE = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
_MARK = re.compile(r'<w:p><w:pPr><w:pStyle w:val="casekit-(\w+)(-first)?(-turned)?" ?/></w:pPr></w:p>')
_PICTURE_PAGE = re.compile(r'<w:pStyle w:val="PicturePage" ?/>.*?</w:p>', re.DOTALL)
_EXTENT = re.compile(r'cx="(\d+)" cy="(\d+)"')
_EMU = 36_000  # in a millimetre
_TITLE, _LOGO = 2400, 2800  # twips on the cover
_HEADING_MM = 28  # above a picture on a page of its own
_LAST_SECTION = re.compile(r"<w:sectPr\b(?:(?!<w:sectPr\b).)*?</w:sectPr>\s*</w:body>", re.DOTALL)
_TINY = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
_OF_CHAPTERS, _OF_APPENDICES = 41, 42  # numberings, as word-report.xml names them
_REGIONS = {"id": "id-ID", "en": "en-GB"}


def report_styles(told: About, lang: str) -> str:
    """Return the styles of a report, filled in as its template says."""
    own = told.layout or Layout()
    other = next(code for code in LANGUAGES if code != told.words)
    filled = {
        "FONT": html.escape(own.font),
        "SIZE": str(round(own.size_pt * 2)),
        "LARGE": str(round(own.size_pt * 2) + 4),
        "SMALL": str(round(own.size_pt * 2) - 2),
        "LINE": str(round(240 * own.line_spacing)),
        "INDENT": str(round(own.indent_mm * _TWIPS)),
        "CAPS": "<w:caps/>" if own.chapter_capitals else "",
        "PLACE": "center" if own.chapter_place == "above" else "left",
        "ROOM": str(_room(told)),
        "GAP": str(_gap(told, own)),
        "LANG": lang,
        "OTHER": _REGIONS[other],
    }
    text = (files("casekit") / "data" / "templates" / "word-report.xml").read_text(encoding="utf-8")
    return re.sub(rf"\b(?:{'|'.join(filled)})\b", lambda word: filled[word[0]], text.partition("-->")[2])


def _gap(told: About, own: Layout) -> int:
    """Return the room above each group on the cover, in twips: so much that they fill the page."""
    tall = (told.page.height - told.page.top - told.page.bottom) * _TWIPS
    lines = 10 * own.size_pt * 1.15 * own.line_spacing * 20
    free = (tall - _TITLE - lines - _LOGO) / 3 if told.logo else (tall - _TITLE - lines) / 2
    return round(max(200, min(3000, free)))


def _room(told: About) -> int:
    return round((told.page.width - told.page.left - told.page.right) * _TWIPS)


def numbering(text: str, told: About) -> str:
    """Return Word's list of numberings with those of chapters and appendices."""
    own = told.layout or Layout()
    label = own.chapter_label.upper() if own.chapter_capitals else own.chapter_label
    numerals = "upperRoman" if own.chapter_numbers == "roman" else "decimal"
    behind = "nothing" if own.chapter_place == "above" else "space"
    chapter = either(_look(numerals, f"{label} %1", behind), _look("decimal", "", "nothing"))
    levels = [_level(0, "Heading1", chapter)]
    for at in (1, 2, 3):
        numbers = ".".join(f"%{one}" for one in range(1, at + 2))
        levels.append(_level(at, f"Heading{at + 1}", _look("decimal", numbers, "space", legal=True)))
    appendix = _look("decimal", f"{say('export.word.appendix', told.words)} %1", "nothing")
    made = _abstract(_OF_CHAPTERS, levels) + _abstract(
        _OF_APPENDICES, [_level(0, "HeadingAppendix", appendix)]
    )
    nums = "".join(
        f'<w:num w:numId="{at}"><w:abstractNumId w:val="{at}"/></w:num>'
        for at in (_OF_CHAPTERS, _OF_APPENDICES)
    )
    before = min(found for found in (text.find("<w:num "), text.find("</w:numbering>")) if found >= 0)
    return (text[:before] + made + text[before:]).replace("</w:numbering>", f"{nums}</w:numbering>")


def _abstract(at: int, levels: list[str]) -> str:
    kind = '<w:multiLevelType w:val="multilevel"/>'
    return f'<w:abstractNum w:abstractNumId="{at}">{kind}{"".join(levels)}</w:abstractNum>'


def _level(at: int, style: str, look: str) -> str:
    """Return a level of a numbering, which a style uses."""
    look = look.replace("STYLE", style)
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/>{look}<w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
    )


def _look(numerals: str, text: str, behind: str, *, legal: bool = False) -> str:
    """Return how a level shows its number; a `legal` one has Arabic numerals throughout."""
    return (
        f'<w:numFmt w:val="{numerals}"/><w:pStyle w:val="STYLE"/>{"<w:isLgl/>" if legal else ""}'
        f'<w:suff w:val="{behind}"/><w:lvlText w:val="{html.escape(text)}"/>'
    )


def page_parts(told: About, title: str) -> dict[str, str]:
    """Return the heads and feet of pages by the name of their part."""
    own = told.layout or Layout()
    running = {"title": _run(title), "chapter": '<w:fldSimple w:instr=" STYLEREF &quot;heading 1&quot; "/>'}
    outside = own.page_numbers == "outside"
    above = running.get(own.running_head, "")
    above += f"<w:r><w:tab/></w:r>{_PAGE}" if outside else ""
    return {
        "header-empty": _part("hdr", "Header", ""),
        "header-page": _part("hdr", "Header", above),
        "footer-empty": _part("ftr", "Footer", ""),
        "footer-page": _part("ftr", "Footer", _PAGE),
        "footer-other": _part("ftr", "Footer", "" if outside else _PAGE),
    }


def _part(kind: str, style: str, content: str) -> str:
    return (
        f'{_HEAD}<w:{kind} {_SPACE}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p></w:{kind}>'
    )


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r>'


def with_sections(told: About) -> Callable[[str], str]:
    """Return what puts the sections of a report into the text of its document."""

    def change(text: str) -> str:
        parts, at = [], 0
        marks = [*_MARK.finditer(text)]
        for mark in marks:
            made = _section(Section(mark[1], begins=bool(mark[2]), turned=bool(mark[3])), told)
            parts.append(_filled_pages(text[at : mark.start()], told, turned=bool(mark[3])))
            at = mark.end()
            if mark is marks[-1]:
                return "".join(parts) + _LAST_SECTION.sub(made + "</w:body>", text[at:])
            parts[-1] = _ended(parts[-1], made)
        return text

    return change


def _filled_pages(text: str, told: About, *, turned: bool) -> str:
    """Return the text of a section with pictures on pages of their own as large as these allow."""
    page = told.page
    sides = (page.height, page.width) if turned else (page.width, page.height)
    room = (
        (sides[0] - page.left - page.right) * _EMU,
        (sides[1] - page.top - page.bottom - _HEADING_MM) * _EMU,
    )

    def larger(paragraph: re.Match[str]) -> str:
        found = _EXTENT.search(paragraph[0])
        if not found:
            return paragraph[0]
        size = int(found[1]), int(found[2])
        factor = min(most / max(1, one) for most, one in zip(room, size, strict=True))
        cx, cy = (round(one * factor) for one in size)
        return _EXTENT.sub(f'cx="{cx}" cy="{cy}"', paragraph[0])

    return _PICTURE_PAGE.sub(larger, text)


def _ended(text: str, section: str) -> str:
    """Return a text whose last paragraph ends a section; behind a table one stands that nobody sees."""
    bare = text.rstrip()
    start = max(bare.rfind("<w:p>"), bare.rfind("<w:p "))
    if not bare.endswith("</w:p>") or start < 0 or "</w:txbxContent>" in bare[start:]:
        return f"{bare}<w:p><w:pPr>{_TINY}{section}</w:pPr></w:p>"
    last = bare[start:]
    if "<w:pPr>" in last:
        return bare[:start] + last.replace("</w:pPr>", f"{section}</w:pPr>", 1)
    inside = last.index(">") + 1
    return f"{bare[:start]}{last[:inside]}<w:pPr>{section}</w:pPr>{last[inside:]}"


def _section(section: Section, told: About) -> str:
    """Return the properties of a section: paper, margins, and where and how its pages are numbered."""
    sizes = {
        name: round(getattr(told.page, name) * _TWIPS)
        for name in ("width", "height", "left", "right", "top", "bottom")
    }
    wide, high = sizes["width"], sizes["height"]
    size = (
        f'<w:pgSz w:w="{high}" w:h="{wide}" w:orient="landscape"/>'
        if section.turned
        else f'<w:pgSz w:w="{wide}" w:h="{high}"/>'
    )
    margins = "".join(f' w:{side}="{sizes[side]}"' for side in ("top", "right", "bottom", "left"))
    numbers = {"cover": ' w:fmt="lowerRoman" w:start="1"', "front": ' w:fmt="lowerRoman"'}.get(
        section.matter, ' w:fmt="decimal"' + (' w:start="1"' if section.begins else "")
    )
    uses = {
        "cover": ("header-empty", "footer-empty", "header-empty", "footer-empty"),
        "front": ("header-empty", "footer-page", "header-empty", "footer-page"),
    }.get(section.matter, ("header-page", "footer-other", "header-empty", "footer-page"))
    kinds = (("header", "default"), ("footer", "default"), ("header", "first"), ("footer", "first"))
    refs = "".join(
        f'<w:{kind}Reference w:type="{type_}" r:id="rId-{used}"/>'
        for (kind, type_), used in zip(kinds, uses, strict=True)
    )
    first = "" if section.matter in ("cover", "front") else "<w:titlePg/>"
    return (
        f'<w:sectPr>{refs}<w:type w:val="nextPage"/>{size}'
        f'<w:pgMar{margins} w:header="1134" w:footer="850" w:gutter="0"/>'
        f"<w:pgNumType{numbers}/>{first}</w:sectPr>"
    )
