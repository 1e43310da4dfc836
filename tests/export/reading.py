"""What a reader, or a screen reader, finds in a PDF."""

import io
import re
from collections.abc import Iterator
from functools import lru_cache

import pypdf
import pypdfium2
from pypdf.generic import DictionaryObject


def opened(pdf: bytes) -> pypdf.PdfReader:
    """Return a PDF ready to be read."""
    return pypdf.PdfReader(io.BytesIO(pdf))


def squeezed(text: str) -> str:
    """Return a text without white space, soft breaks and typographic marks, which PDFs put anywhere."""
    for fancy, plain in {
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "ﬁ": "fi",
        "\u00ad": "",
        "\u200b": "",
    }.items():
        text = text.replace(fancy, plain)
    return re.sub(r"\s+", "", text)


@lru_cache(maxsize=4)
def page_texts(pdf: bytes) -> tuple[str, ...]:
    """Return the text of each page, its words whole again that a line breaks."""
    texts = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return tuple(text.replace("\ufffe", "").replace("\r\n", "\n") for text in texts)


def text_of(pdf: bytes) -> str:
    """Return all text of a PDF, squeezed."""
    return squeezed("".join(page_texts(pdf)))


def tags(pdf: bytes) -> list[DictionaryObject]:
    """Return the elements of the structure tree, in reading order."""

    def below(node: object) -> Iterator[DictionaryObject]:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                yield from below(child)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield node
            if "/K" in node:
                yield from below(node["/K"])

    return list(below(opened(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"]))


def fonts(pdf: bytes) -> dict[str, bool]:
    """Return the fonts of a PDF and whether each is embedded."""
    found: dict[str, bool] = {}
    for page in opened(pdf).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            description = inner["/FontDescriptor"].get_object()
            found[inner["/BaseFont"]] = bool({"/FontFile2", "/FontFile3"} & description.keys())
    return found
