"""What a reader finds in a PDF or a Word document."""

import io
import os
import re
from collections import Counter
from collections.abc import Sequence
from itertools import cycle, product
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from tests.export.reading import page_texts

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def by_turns(name: str, values: Sequence[str]) -> pytest.MarkDecorator:
    """Run a test with each value in one of the languages, by turns; in `make test-slow` in both."""
    languages = ("en", "id")
    pairs = (product if os.environ.get("CASEKIT_LONG_TESTS") else _turns)(values, languages)
    return pytest.mark.parametrize((name, "language"), [*pairs], indirect=["language"])


def _turns(values: Sequence[str], languages: Sequence[str]) -> zip:
    return zip(values, cycle(languages), strict=False)


def pdf_pages(pdf: bytes) -> list[str]:
    """Return the text of each page, without the signs of breaks."""
    return [re.sub("[\u200b\u00ad]", "", text).replace("\u00a0", " ") for text in page_texts(pdf)]


def pdf_text(pdf: bytes) -> str:
    return "\n".join(pdf_pages(pdf))


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


def captions_of(docx: bytes) -> dict[str, list[tuple[str, str]]]:
    """Return numbers and words of the captions of a document, by what they are captions of."""
    found: dict[str, list[tuple[str, str]]] = {}
    for style, text in paragraphs(docx):
        if style in ("TableCaption", "ImageCaption"):
            kind, number, words = text.split(" ", 2)
            found.setdefault(kind, []).append((number, words))
    return found


def numbers(text: str) -> Counter[str]:
    return Counter(NUMBER.findall(text))


def squeezed(text: str) -> str:
    """Return a text without any white space, which line breaks come and go with."""
    return "".join(text.split())
