"""All texts that a file holds, wherever they stand in it and however they are written there."""

import base64
import codecs
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from casekit.errors import CasekitError, CourseError
from casekit.store.yamltext import parse
from casekit.vocab import say

MOST_FILES, MOST_BYTES = 300, 20_000_000

# Tags, and signs of no width that can stand between letters and are not seen.
_UNSEEN = re.compile(
    "<[^<>]*>|[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_YAML = (".yaml", ".yml")
_WIDE = ("utf-16-le", "utf-16-be")
_ZIPPED = (".docx", ".xlsx", ".pptx", ".zip", ".odt", ".ods")
_BEGINNINGS = {
    b"PK\3\4": "a.zip",
    b"\x89PNG": "a.png",
    b"\xff\xd8": "a.jpg",
    b"GIF8": "a.gif",
    b"RIFF": "a.webp",
}
_DEEPEST = 3
_GZIP_OR_ZLIB = 47  # zlib finds out which of the two it is
# Letters that may be bytes in disguise, also over several lines or quoted strings; the last one may be short.
_CODED = re.compile(
    r"""[A-Za-z0-9+/_-]{16,}(?:[\s"',\\]+[A-Za-z0-9+/_-]{16,})*(?:[\s"',\\]+[A-Za-z0-9+/_-]{2,15})?"""
)
_NOT_CODED = re.compile(r"""[\s"',\\]+""")
_HEX = re.compile("(?:[0-9a-fA-F]{2})+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")


def texts_in(name: str, raw: bytes, depth: int = 0) -> Iterator[str]:
    """Yield all texts in a file: of notebooks also metadata and outputs, of pictures what stands in them.

    What is packed or written in Base64 and the like is read, too, so that nothing goes unseen by chance.

    Parameters
    ----------
    name : str
        The name of the file, which tells what it is.
    raw : bytes
        What it holds.
    depth : int
        In how many other files it lies.

    Raises
    ------
    CourseError
        If a notebook or an archive cannot be read.

    Examples
    --------
    >>> any("the answer is" in text for text in texts_in("a.txt", b"key: dGhlIGFuc3dlciBpcyA0Mg=="))
    True
    """
    suffix = Path(name).suffix.lower()
    if suffix == ".ipynb":
        yield from _in_notebook(raw, name)
    elif suffix in _ZIPPED and depth < _DEEPEST:
        yield from _in_zip(raw, depth)
    elif suffix in _PICTURES:
        yield from _in_picture(raw)
    elif suffix in _YAML:
        yield from _in_yaml(raw)
    text = raw.decode("utf-8", "replace")
    yield text
    for wide in _WIDE if b"\0" in raw[:2000] else ():
        yield raw.decode(wide, "replace")
    yield from _otherwise(text)
    if depth < _DEEPEST:
        for inner in _decoded(text):
            yield from _within(inner, depth + 1)


def is_searched(name: str, raw: bytes) -> bool:
    """Tell whether all words of a file can be read: not those that are drawn, or packed in unknown ways.

    Examples
    --------
    >>> is_searched("a.txt", b"words"), is_searched("a.pdf", b"%PDF-1.7 words")
    (True, False)
    >>> packed = BytesIO()
    >>> with zipfile.ZipFile(packed, "w") as archive:
    ...     archive.writestr("a.pdf", b"%PDF-1.7 words")
    >>> is_searched("a.zip", packed.getvalue())
    False
    """
    if Path(name).suffix.lower() in _ZIPPED:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            return all(is_searched(one.filename, archive.read(one)) for one in archive.infolist())
    if raw.startswith((b"%PDF", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return not raw.startswith(b"%PDF")
    try:
        return "\0" not in raw.decode()
    except UnicodeDecodeError:
        return False


def values_of(data: Any) -> Iterator[str]:
    """Yield the texts among what a YAML or JSON file holds.

    Examples
    --------
    >>> [*values_of({"a": ["one", {"b": "two"}], "c": 3})]
    ['one', 'two']
    """
    if isinstance(data, dict):
        for value in data.values():
            yield from values_of(value)
    elif isinstance(data, list):
        for value in data:
            yield from values_of(value)
    elif isinstance(data, str):
        yield data


def _in_notebook(raw: bytes, name: str) -> Iterator[str]:
    """Yield the texts of a notebook, also as they are seen, and those in pictures of its cells."""
    try:
        notebook = json.loads(raw)
        texts = "\n".join([*values_of(notebook), *_attached(notebook)])
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        raise CourseError(say("exercises.no_notebook", file=name)) from None
    yield texts
    yield from _otherwise(texts)
    for inner in _decoded(texts):
        yield from _within(inner, 1)


def _in_yaml(raw: bytes) -> Iterator[str]:
    """Yield the texts of a YAML file, whatever way they are folded and quoted there."""
    with suppress(CasekitError):  # then it is searched as it stands
        yield "\n".join(values_of(parse(raw, Path("a.yaml")).data))


def _attached(notebook: dict[str, Any]) -> Iterator[str]:
    """Yield the names of what is attached to cells; what is no attachment is an error."""
    for cell in notebook["cells"]:
        for name, kinds in cell.get("attachments", {}).items():
            yield name
            if not all(isinstance(text, str) for text in kinds.values()):
                raise TypeError


def _in_zip(raw: bytes, depth: int) -> Iterator[str]:
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            members = archive.infolist()
            if len(members) > MOST_FILES or any(member.file_size > MOST_BYTES for member in members):
                raise CourseError(say("exercises.release_unread", file="zip"))
            for member in members:
                with archive.open(member) as file:
                    inner = file.read(MOST_BYTES)
                yield member.filename
                yield from texts_in(member.filename, inner, depth + 1)
                yield re.sub(r"<[^<>]*>", "", inner.decode("utf-8", "replace"))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError):
        raise CourseError(say("exercises.release_unread", file="zip")) from None


def _in_picture(raw: bytes) -> Iterator[str]:
    """Yield what a picture says about itself, also where it is packed."""
    from PIL import Image  # noqa: PLC0415 - only pictures need it

    try:
        with Image.open(BytesIO(raw)) as picture:
            yield from (str(value) for value in picture.info.values())
            text = getattr(picture, "text", {})
            yield from (str(value) for value in text.values())
            for value in picture.getexif().values():
                yield value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return


# What is written in another way.


def _otherwise(text: str) -> Iterator[str]:
    """Yield a text without the ways in which single letters can be written, and with its letters turned."""
    yield unquote(unescape(text)) if "%" in text or "&" in text else ""
    yield _UNSEEN.sub("", unescape(text))
    yield _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text) if "\\" in text else ""
    yield codecs.decode(text, "rot13")


def _decoded(text: str) -> Iterator[bytes]:
    """Yield what each run of letters is, taken for Base64 or for hexadecimal numbers."""
    for run in _CODED.findall(text[:MOST_BYTES]):
        letters = _NOT_CODED.sub("", run)
        if _HEX.fullmatch(letters):
            yield bytes.fromhex(letters)
        letters = letters.replace("-", "+").replace("_", "/")
        for start in range(4):  # what stands before it may look like it
            whole = letters[start:]
            yield base64.b64decode(whole + "=" * (-len(whole) % 4) if len(whole) % 4 != 1 else whole[:-1])


def _within(raw: bytes, depth: int) -> Iterator[str]:
    """Yield the texts in bytes that tell only by how they begin what they are."""
    known = (name for begins, name in _BEGINNINGS.items() if raw.startswith(begins))
    try:
        yield from texts_in(next(known, ""), raw, depth)
    except CourseError:  # it only began like an archive
        return
    try:
        unpacked = zlib.decompressobj(_GZIP_OR_ZLIB).decompress(raw, MOST_BYTES)
    except zlib.error:
        return
    yield from texts_in("", unpacked, depth)
