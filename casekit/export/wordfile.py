"""The file format of Word: the document whose styles pandoc copies, and the last touches to its work."""

import html
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from casekit.export.convert import pandoc
from casekit.export.notebook import About
from casekit.export.scripts import direction
from casekit.export.wordsections import numbering, page_parts, report_styles, with_sections
from casekit.vocab import say

__all__ = ["finished", "reference", "word_language"]

Change = Callable[[str], str]

_TWIPS = 1440 / 25.4  # in a millimetre
_REGIONS = {"id": "ID", "en": "GB"}
_ROW = re.compile(r"<w:tr>\s*(?:<w:trPr>(.*?)</w:trPr>)?", re.DOTALL)
_TABLE_STYLE = re.compile(r"(<w:tblPr>\s*<w:tblStyle [^<>]*/>)")
_TITLE = re.compile(r"<dc:title>.*?</dc:title>|<dc:title ?/>", re.DOTALL)
_SECTION = re.compile(r"<w:sectPr\b.*?</w:sectPr>|<w:sectPr ?/>", re.DOTALL)
_BELOW_A_TABLE = re.compile(
    r'(</w:tbl>\s*<w:p>\s*<w:pPr>\s*<w:pStyle w:val="(?:FirstParagraph|BodyText|Callout)" ?/>)'
)
_NOTED = re.compile(r'</w:tbl>\s*<w:p>\s*<w:pPr>\s*<w:pStyle w:val="Note" ?/>')
_STYLED = re.compile(r"(<w:pPr>\s*<w:pStyle [^<>]*/>)")
_DEFAULTS = re.compile(r"<w:docDefaults>.*</w:docDefaults>", re.DOTALL)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PART_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"


def word_language(told: About) -> str:
    """Return the language of a document as Word names it."""
    region = told.region or _REGIONS.get(told.lang, "")
    return f"{told.lang}-{region.upper()}" if region else told.lang


def finished(docx: bytes, title: str, told: About) -> bytes:
    """Return a Word document with its title in its properties, and rows that do not break over pages.

    A report has sections, each with its own heads and feet, and asks Word to count its pages when opened.
    """
    titled = f"<dc:title>{html.escape(title)}</dc:title>"

    def whole_rows(text: str) -> str:
        text = _with_notes(_ROW.sub(r"<w:tr><w:trPr><w:cantSplit/>\1</w:trPr>", text))
        # The first column stands where a line begins.
        return _TABLE_STYLE.sub(r"\1<w:bidiVisual/>", text) if direction(told.lang) == "rtl" else text

    changes: dict[str, Change] = {"docProps/core.xml": lambda text: _TITLE.sub(lambda _: titled, text)}
    if not told.layout:
        return _changed(docx, {**changes, "word/document.xml": whole_rows})
    parts, sections = page_parts(told, title), with_sections(told)
    related = "".join(
        f'<Relationship Id="rId-{name}" Type="{_RELATIONS}/{name.partition("-")[0]}" Target="{name}.xml"/>'
        for name in parts
    )
    typed = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_PART_TYPE.format(name.partition("-")[0])}"/>'
        for name in parts
    )
    return _changed(
        docx,
        {
            **changes,
            "word/document.xml": lambda text: sections(_apart(whole_rows(text))),
            "word/numbering.xml": lambda text: numbering(text, told),
            "word/_rels/document.xml.rels": lambda text: _before_end(text, "Relationships", related),
            "word/settings.xml": lambda text: _before_end(
                text, "w:settings", '<w:updateFields w:val="true"/>'
            ),
            "[Content_Types].xml": lambda text: _before_end(text, "Types", typed),
        },
        {f"word/{name}.xml": content for name, content in parts.items()},
    )


def _with_notes(text: str) -> str:
    """Return the text of a document in which the last row of a table stays with the note below it."""
    parts, at = list[str](), 0
    for noted in _NOTED.finditer(text):
        row = text.rfind("<w:tr>", text.rfind("<w:tbl>", at, noted.start()), noted.start())
        if row < at:  # a table without rows
            continue
        parts += [text[at:row], _STYLED.sub(r"\1<w:keepNext/>", text[row : noted.start()])]
        at = noted.start()
    return "".join([*parts, text[at:]])


def _apart(text: str) -> str:
    """Return the text of a report with room between each table and a paragraph below it."""
    return _BELOW_A_TABLE.sub(r'\1<w:spacing w:before="160"/>', text)


def _before_end(text: str, element: str, added: str) -> str:
    """Return XML with something more at the end of its only element of a name."""
    return text.replace(f"</{element}>", f"{added}</{element}>")


def reference(told: About, room: Path, east_asian: Sequence[str] = ()) -> bytes:
    """Return the document from which pandoc takes styles, page and footer: its own, with ours put in.

    Parameters
    ----------
    told : About
        Page and language.
    room : Path
        A folder of our own.
    east_asian : sequence of str
        The font and the language of ideographs, if there are any.
    """
    words = told.words
    default = pandoc(["--print-default-data-file=reference.docx"], b"", room, words)
    sizes = {name: round(size * _TWIPS) for name, size in asdict(told.page).items()}
    page = (
        '<w:pgSz w:w="{width}" w:h="{height}"/><w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" '
        'w:left="{left}" w:header="700" w:footer="700" w:gutter="0"/>'
    ).format(**sizes)
    if told.layout:
        return _changed(
            default,
            {
                "word/styles.xml": lambda text: _with_styles(
                    _with_styles(text, _styles(told, east_asian)), report_styles(told, word_language(told))
                ),
                # Its sections come later: this is the page into which pandoc fits pictures.
                "word/document.xml": lambda text: _SECTION.sub(f"<w:sectPr>{page}</w:sectPr>", text),
            },
        )
    section = (
        f'<w:sectPr><w:footerReference xmlns:r="{_RELATIONS}" w:type="default" r:id="rIdFooter"/>'
        f"{page}</w:sectPr>"
    )
    footer = _template("word-footer.xml")
    for word in ("page", "of"):
        footer = footer.replace(f"{word.upper()}WORD", say(f"export.word.{word}", words))
    related = (
        f'<Relationship Id="rIdFooter" Type="{_RELATIONS}/footer" Target="footer1.xml"/></Relationships>'
    )
    typed = f'<Override PartName="/word/footer1.xml" ContentType="{_PART_TYPE.format("footer")}"/></Types>'
    return _changed(
        default,
        {
            "word/styles.xml": lambda text: _with_styles(text, _styles(told, east_asian)),
            "word/document.xml": lambda text: _SECTION.sub(lambda _: section, text),
            "word/_rels/document.xml.rels": lambda text: text.replace("</Relationships>", related),
            "[Content_Types].xml": lambda text: text.replace("</Types>", typed),
        },
        {"word/footer1.xml": footer},
    )


def _styles(told: About, east_asian: Sequence[str]) -> str:
    """Return our styles in the language of a document."""
    ours = _template("word-styles.xml").replace("LANG", word_language(told))
    if east_asian:
        font, language = east_asian
        ours = ours.replace('w:eastAsia="Times New Roman"', f'w:eastAsia="{font}"', 1)
        ours = ours.replace('w:eastAsia="zh-CN"', f'w:eastAsia="{language}"', 1)
    return ours


def _with_styles(text: str, ours: str) -> str:
    """Return a sheet of Word styles in which ours take the place of those of the same name."""
    defaults = "".join(_DEFAULTS.findall(ours))
    _, _, styles = ours.partition(defaults)
    text = _DEFAULTS.sub(lambda _: defaults, text)
    for style in re.findall(r'w:styleId="(\w+)"', styles):
        text = re.sub(rf'<w:style\b[^>]*w:styleId="{style}"[^>]*>.*?</w:style>', "", text, flags=re.DOTALL)
    return text.replace("</w:styles>", f"{styles}</w:styles>")


def _changed(docx: bytes, changes: Mapping[str, Change], added: Mapping[str, str] | None = None) -> bytes:
    """Return a DOCX file with some of its parts changed and others added."""
    target = io.BytesIO()
    with ZipFile(io.BytesIO(docx)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if change := changes.get(entry.filename):
                content = change(content.decode("utf-8")).encode("utf-8")
            new.writestr(entry, content)
        for path, text in (added or {}).items():
            new.writestr(path, text)
    return target.getvalue()


def _template(name: str) -> str:
    return (files("casekit") / "data" / "templates" / name).read_text(encoding="utf-8")
