"""A notebook becomes a Word document: the same pieces as in the PDF, laid out by pandoc."""

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from nbformat import NotebookNode
from PIL import Image

from casekit.export.convert import pandoc, parsed
from casekit.export.forms import with_current_forms
from casekit.export.images import Gallery, Picture
from casekit.export.notebook import About, Page, about, tagged
from casekit.export.pieces import Piece, pieces_of
from casekit.export.remarks import Remarks
from casekit.export.texts import clean
from casekit.vocab import say

__all__ = ["to_docx"]

Node = dict[str, Any]

_TWIPS = 1440 / 25.4  # in a millimetre
_DEEPEST_IN_CONTENTS = 2
_NEW_PAGE = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
_FIELD = {
    "begin": '<w:p><w:pPr><w:spacing w:line="40" w:lineRule="exact"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
    ' TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r></w:p>',
    "end": '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
}
_ROW = re.compile(r"<w:tr>\s*(?:<w:trPr>(.*?)</w:trPr>)?", re.DOTALL)  # a row keeps together
_FOOTER = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer"
_FOOTER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"


def to_docx(
    notebook: NotebookNode, *, name: str, folder: Path | None = None, no_input: bool = False
) -> tuple[bytes, list[str]]:
    """Return a notebook as a Word document (DOCX), and sentences about what it shows differently.

    Headings, captions of tables and figures, and the contents are Word's own, so that a supervisor can
    correct the text, number it anew and update the contents (F9). Parameters, title block and language are
    those of `to_pdf`; nothing is executed, and no file outside `folder` is read.

    Parameters
    ----------
    notebook : NotebookNode
        A notebook of format 4, executed or not; it is not changed.
    name : str
        The name of its file without the ending.
    folder : Path, optional
        The folder in which it lies, for images beside it.
    no_input : bool
        Leave out the code.

    Raises
    ------
    ExportError
        If pandoc is missing or fails.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> docx, remarks = to_docx(new_notebook(cells=[new_markdown_cell("# Klien D")]), name="d")
    >>> docx[:2], remarks
    (b'PK', [])
    """
    notebook = with_current_forms(notebook, folder)
    told = about(notebook, name)
    remarks = Remarks(told.words)
    pieces = pieces_of(notebook, remarks, no_input=no_input)
    with TemporaryDirectory(prefix="casekit-", ignore_cleanup_errors=True) as temporary:
        room = Path(temporary)
        (room / "notebook.lua").write_bytes(_template("notebook.lua"))
        texts = {
            at: (piece.kind, piece.text)
            for at, piece in enumerate(pieces)
            if piece.kind in ("markdown", "html")
        }
        # A notebook without any text still has to tell the version of pandoc's tree.
        blocks, title, version = parsed(texts or {-1: ("markdown", "")}, room, told.title, told.words)
        writer = _Writer(told, Gallery(room, folder, remarks), room)
        body = [(piece.cell, writer.piece(piece, blocks.get(at, []))) for at, piece in enumerate(pieces)]
        title = clean(title or told.name or say("export.untitled", told.words))
        tree = {
            "pandoc-api-version": version,
            "meta": {"lang": {"t": "MetaString", "c": f"{told.lang}-{(told.region or told.lang).upper()}"}},
            "blocks": [*writer.title(title), *_arranged(body, notebook, told)],
        }
        (room / "reference.docx").write_bytes(_reference(told, room))
        options = [
            "--from=json",
            "--to=docx+native_numbering",
            "--no-highlight",
            "--reference-doc=reference.docx",
            "--output=-",
        ]
        made = pandoc(options, json.dumps(tree).encode(), room, told.words)
    titled = f"<dc:title>{_xml(title)}</dc:title>"
    docx = _changed(
        made,
        {
            "docProps/core.xml": lambda text: re.sub(
                r"<dc:title>.*?</dc:title>|<dc:title ?/>", lambda _: titled, text
            ),
            "word/document.xml": lambda text: _ROW.sub(r"<w:tr><w:trPr><w:cantSplit/>\1</w:trPr>", text),
        },
    )
    return docx, remarks.sentences()


class _Writer:
    """Turns pieces into blocks of pandoc's tree."""

    def __init__(self, told: About, gallery: Gallery, room: Path) -> None:
        self.told = told
        self.gallery = gallery
        self.room = room

    def title(self, title: str) -> list[Node]:
        """Return the blocks of the title."""
        told = self.told
        above: list[Node] = []
        if (told.logo or "").startswith("data:image/"):
            alt = told.institution or say("export.word.logo", told.words)
            place = {"src": told.logo, "alt": alt, "width": "90", "caption": "", "block": False}
            above += [self._picture(self.gallery.linked(place, {}, 0)), _string("   ")]
        if told.institution:
            above.append(_string(told.institution))
        byline = " · ".join(part for part in (", ".join(told.authors), told.date) if part)
        head = _header(title) if told.form else _styled("Title", _para(_string(title)))
        return [
            *([_styled("Institution", _para(*above))] if above else []),
            head,
            *(_styled("Subtitle", _para(_string(text))) for text in (told.subtitle, byline) if text),
        ]

    def piece(self, piece: Piece, blocks: list[Node]) -> list[Node]:
        """Return the blocks of a piece."""
        if piece.kind in ("markdown", "html"):
            caption = piece.caption
            made = []
            for block in blocks:
                found = self._resolved(block, piece)
                if found["t"] == "Table" and caption:
                    found["c"][1] = [None, [{"t": "Plain", "c": [_string(caption)]}]]
                    caption = ""
                elif piece.kind == "html" and found["t"] == "Para":
                    found = _styled("Note", found)
                made.append(found)
            return made
        if piece.kind == "image":
            picture = self.gallery.shown(
                piece.picture or b"", piece.text, piece.cell, width=piece.width, caption=piece.caption
            )
            return [self._figure(picture)]
        if piece.kind == "note":
            return [_styled("Note", _para(_string(piece.text)))]
        return [{"t": "CodeBlock", "c": [["", [], []], piece.text]}]

    def _resolved(self, node: Any, piece: Piece) -> Any:
        """Return a block with its images found and its tables laid out, whatever it is inside of."""
        if isinstance(node, list):
            return [self._resolved(one, piece) for one in node]
        if not isinstance(node, dict):
            return node
        if node.get("t") == "Image":
            (_, _, named), alt, (source, caption) = node["c"]
            place = {
                "src": source,
                "alt": _plain(alt),
                "caption": caption,
                "width": dict(named).get("width", ""),
                "block": False,
            }
            return self._picture(self.gallery.linked(place, piece.attachments, piece.cell))
        made = {key: self._resolved(value, piece) for key, value in node.items()}
        return _laid_out(made, self.told.page) if node.get("t") == "Table" else made

    def _figure(self, picture: Picture) -> Node:
        """Return a picture with its caption."""
        shown = {"t": "Plain", "c": [self._picture(picture)]}
        if not picture.caption:
            return {"t": "Para", "c": shown["c"]}
        caption = [None, [{"t": "Plain", "c": [_string(picture.caption)]}]]
        return {"t": "Figure", "c": [["", [], []], caption, [shown]]}

    def _picture(self, picture: Picture) -> Node:
        """Return a picture inside a line, or the sentence in its place."""
        if not picture.missing and not _known_to_word(self.room / picture.file):
            name = say("export.picture", self.told.words, number="?")
            self.gallery.remarks.add("export.remark.broken", name=name)
            picture = Picture(missing=say("export.image.broken", self.told.words, name=name))
        if picture.missing:
            return {"t": "Emph", "c": [_string(f"[{picture.missing}]")]}
        size = [["width", f"{picture.width / 72:.2f}in"]] if picture.width else []
        return {
            "t": "Image",
            "c": [["", [], size], [_string(clean(picture.alt))], [picture.file, ""]],
        }


def _arranged(body: Sequence[tuple[int, list[Node]]], notebook: NotebookNode, told: About) -> Iterator[Node]:
    """Yield the blocks with the contents behind the cover, and new pages where cells ask for them."""
    covers = {cell for cell, _ in body if tagged(notebook.cells[cell - 1], "cover")}
    for cell, blocks in body:
        if cell in covers:
            yield from blocks
    headings = [block for cell, blocks in body for block in blocks if block["t"] == "Header"]
    if told.has_contents(len(headings)):
        yield from _contents(headings, told.words)
    before = 0
    for cell, blocks in body:
        if cell in covers:
            continue
        if cell != before and tagged(notebook.cells[cell - 1], "new-page"):
            yield _raw(_NEW_PAGE)
        yield from blocks
        before = cell


def _contents(headings: Sequence[Node], words: str) -> Iterator[Node]:
    """Yield Word's contents, filled in already: page numbers come when Word updates it."""
    yield _styled("TOC Heading", _para(_string(say("contents", words))))
    yield _raw(_FIELD["begin"])
    for heading in headings:
        level, (label, _, _), text = heading["c"]
        if level <= _DEEPEST_IN_CONTENTS:
            yield _styled(f"toc {level}", _para({"t": "Link", "c": [["", [], []], text, [f"#{label}", ""]]}))
    yield _raw(_FIELD["end"])


def _laid_out(table: Node, page: Page) -> Node:
    """Return a table whose columns are as wide as what they say, in letters small enough for a page."""
    attributes, caption, columns, head, bodies, foot = table["c"]
    rows = [*head[1], *(row for body in bodies for part in body[2:] for row in part), *foot[1]]
    longest, word = [2] * len(columns), [2] * len(columns)
    for row in rows:
        for at, cell in enumerate(row[1][: len(columns)]):
            if cell[3] == 1:
                text = _plain(cell[4])
                longest[at] = max(longest[at], *map(len, text.split("\n")))
                word[at] = max(word[at], *(min(len(one), 24) for one in (text.split() or [""])))
    if not any(_plain(cell[4]).strip() for row in head[1] for cell in row[1]):
        head = [head[0], []]
    room = page.rooms()[0]
    small = sum(_points(letters, 9.5) for letters in word) > room
    size, style = (7.5, "Table Text Small") if small else (9.5, "Table Text")
    natural, least = ([_points(letters, size) for letters in of] for of in (longest, word))
    if sum(natural) > room:
        free = max(0.0, room - sum(least))
        wants = [max(0.0, whole - part) ** 0.6 for whole, part in zip(natural, least, strict=True)]
        natural = [part + free * want / (sum(wants) or 1) for part, want in zip(least, wants, strict=True)]
    shares = [width / max(room, sum(natural)) for width in natural]
    for row in rows:
        for cell in row[1]:
            # Pandoc keeps a style of its own for the paragraphs that it calls plain.
            loose = [{**block, "t": "Para"} if block["t"] == "Plain" else block for block in cell[4]]
            cell[4] = [_styled(style, *loose)]
    for row in head[1]:
        for cell in row[1]:
            cell[4] = [_bold(block) for block in cell[4]]
    widths = [
        [align, {"t": "ColWidth", "c": share}] for (align, _), share in zip(columns, shares, strict=True)
    ]
    return {"t": "Table", "c": [attributes, caption, widths, head, bodies, foot]}


def _points(letters: int, size: float) -> float:
    """Return the width of a column in points, with the space around its text."""
    return letters * size * 0.54 + 10


def _bold(block: Node) -> Node:
    """Return a cell of a table's head in bold."""
    if block["t"] in ("Plain", "Para"):
        return {"t": block["t"], "c": [{"t": "Strong", "c": block["c"]}]}
    if block["t"] == "Div":
        return {"t": "Div", "c": [block["c"][0], [_bold(one) for one in block["c"][1]]]}
    return block


def _plain(node: Any) -> str:
    """Return the text of a piece of pandoc's tree."""
    if isinstance(node, list):
        return "".join(map(_plain, node))
    if not isinstance(node, dict):
        return ""
    kind, content = node.get("t"), node.get("c")
    if kind in ("Space", "SoftBreak"):
        return " "
    if kind == "LineBreak":
        return "\n"
    if kind in ("Str", "Code", "Math", "CodeBlock"):
        return str(content if isinstance(content, str) else content[-1]) if content else ""
    return _plain(content) + ("\n" if kind in ("Plain", "Para") else "")


def _known_to_word(file: Path) -> bool:
    """Tell whether Word can show a picture; one in another format is made into a PNG."""
    if file.suffix == ".svg":
        return True
    try:
        with Image.open(file) as picture:
            picture.load()
            if picture.format not in ("PNG", "JPEG", "GIF"):
                picture.save(file, "png")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


def _reference(told: About, room: Path) -> bytes:
    """Return the document from which pandoc takes styles, page and footer: its own, with ours put in."""
    page, words = told.page, told.words
    sizes = {name: round(size * _TWIPS) for name, size in page.__dict__.items()}
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rIdFooter" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
        '<w:pgSz w:w="{width}" w:h="{height}"/><w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" '
        'w:left="{left}" w:header="700" w:footer="700" w:gutter="0"/></w:sectPr>'
    ).format(**sizes)
    footer = _template("word-footer.xml").decode()
    footer = footer.replace("PAGEWORD", say("export.word.page", words)).replace(
        "OFWORD", say("export.word.of", words)
    )
    related = f'<Relationship Id="rIdFooter" Type="{_FOOTER}" Target="footer1.xml"/></Relationships>'
    typed = f'<Override PartName="/word/footer1.xml" ContentType="{_FOOTER_TYPE}"/></Types>'
    return _changed(
        pandoc(["--print-default-data-file=reference.docx"], b"", room, words),
        {
            "word/styles.xml": lambda text: _with_styles(
                text, f"{told.lang}-{(told.region or told.lang).upper()}"
            ),
            "word/document.xml": lambda text: re.sub(
                r"<w:sectPr\b.*?</w:sectPr>|<w:sectPr ?/>", lambda _: section, text, flags=re.DOTALL
            ),
            "word/_rels/document.xml.rels": lambda text: text.replace("</Relationships>", related),
            "[Content_Types].xml": lambda text: text.replace("</Types>", typed),
        },
        {"word/footer1.xml": footer},
    )


def _with_styles(text: str, lang: str) -> str:
    """Return a sheet of Word styles in which ours take the place of those of the same name."""
    ours = _template("word-styles.xml").decode().replace("LANG", lang)
    defaults, styles = re.search(r"<w:docDefaults>.*</w:docDefaults>", ours, re.DOTALL)[0], ours  # type: ignore[index]
    styles = ours[ours.index("</w:docDefaults>") + len("</w:docDefaults>") :]
    text = re.sub(r"<w:docDefaults>.*</w:docDefaults>", lambda _: defaults, text, flags=re.DOTALL)
    for style in re.findall(r'w:styleId="(\w+)"', styles):
        text = re.sub(rf'<w:style\b[^>]*w:styleId="{style}"[^>]*>.*?</w:style>', "", text, flags=re.DOTALL)
    return text.replace("</w:styles>", f"{styles}</w:styles>")


def _changed(docx: bytes, changes: Mapping[str, Any], added: Mapping[str, str] | None = None) -> bytes:
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


def _template(name: str) -> bytes:
    return (files("casekit") / "data" / "templates" / name).read_bytes()


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _string(text: str) -> Node:
    return {"t": "Str", "c": text}


def _para(*inlines: Node) -> Node:
    return {"t": "Para", "c": [*inlines]}


def _header(text: str) -> Node:
    return {"t": "Header", "c": [1, ["", [], []], [_string(text)]]}


def _styled(style: str, *blocks: Node) -> Node:
    return {"t": "Div", "c": [["", [], [["custom-style", style]]], [*blocks]]}


def _raw(xml: str) -> Node:
    return {"t": "RawBlock", "c": ["openxml", xml]}
