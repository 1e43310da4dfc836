"""What a reader finds in a PDF or a Word document."""

import io
import re
from collections import Counter
from xml.etree import ElementTree
from zipfile import ZipFile

from pypdf import PageObject, PdfReader

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def pdf_text(pdf: bytes) -> str:
    return "\n".join(text_of_page(page) for page in PdfReader(io.BytesIO(pdf)).pages)


def text_of_page(page: PageObject) -> str:
    """Return the text of a page, its words whole again that a line breaks."""
    text = page.extract_text()
    for sign, instead in (("\u200b", ""), ("\u00ad\n", ""), ("\u00ad", ""), ("\u00a0", " ")):
        text = text.replace(sign, instead)
    return text


def word_parts(docx: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(docx)) as file:
        return {name: file.read(name) for name in file.namelist()}


def word_body(docx: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(word_parts(docx)["word/document.xml"])


def paragraphs(docx: bytes) -> list[tuple[str, str]]:
    """Return the style and the text of every paragraph."""
    found = []
    for paragraph in word_body(docx).iter(f"{WORD}p"):
        style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
        name = style.get(f"{WORD}val") if style is not None else ""
        pieces = (
            "\n" if piece.tag == f"{WORD}br" else piece.text or ""
            for piece in paragraph.iter()
            if piece.tag in (f"{WORD}t", f"{WORD}br")
        )
        found.append((name, "".join(pieces).replace("\u00a0", " ")))
    return found


def word_text(docx: bytes) -> str:
    return "\n".join(text for _, text in paragraphs(docx))


def numbers(text: str) -> Counter[str]:
    return Counter(NUMBER.findall(text))


def squeezed(text: str) -> str:
    """Return a text without any white space, which line breaks come and go with."""
    return "".join(text.split())
