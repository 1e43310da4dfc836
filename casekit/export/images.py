"""Pictures: found without leaving the notebook's folder or the machine, and laid where Typst sees them."""

import base64
import binascii
import io
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from casekit.export.drawings import least_share, on_page
from casekit.export.letters import printable
from casekit.export.notebook import About
from casekit.export.remarks import Remarks
from casekit.export.texts import clean, string
from casekit.store.pictures import bare
from casekit.vocab import say

__all__ = ["Gallery", "Picture"]

_LARGEST = 50_000_000  # bytes
_LARGEST_TOGETHER = 300_000_000
_MOST_PIXELS = 60_000_000
_POINTS_PER_PIXEL = 0.75
_METRES_PER_POINT = 0.0254 / 72
_DRAWN = "data:image/svg+xml;base64,"
_BADGES = ("badge", "shields.io", "open-in-")
_PNG_HEAD = 24
_PIXELS = ("jpg", "gif", "webp", "png")


@dataclass(frozen=True)
class Picture:
    """A picture as a document shows it, or the sentence that stands in its place."""

    file: str = ""
    alt: str = ""
    width: float | None = None  # in points
    factor: float = 1.0  # of its natural width, where that is known to the typesetter only
    caption: str = ""
    block: bool = True
    missing: str = ""
    words: str = ""  # in its place
    flows: int = 0  # the number of one that stands in the text itself, and may be smaller or a little later
    least: float | None = None  # the share of its natural size at which its letters can still be read

    @property
    def is_figure(self) -> bool:
        """Whether it has a number."""
        return bool(self.caption and self.block and not (self.missing or self.words))

    def typst(self, number: int = 0) -> str:
        """Return the Typst source that shows the picture, with its number if it is a figure."""
        if self.words:
            return f"#{string(clean(self.words))};"
        if self.missing:
            return f"#missing({string(self.missing)});"
        # On a line of its own: the compiler shows the line, and so the picture, that it cannot decode.
        options = [f"\nimage({string(self.file)}, alt: {string(self.alt)})"]
        options.append(f"width: {self.width:.1f}pt" if self.width else f"factor: {self.factor}")
        if self.flows and self.least:
            options.append(f"least: {self.least:.3f}")
        if self.is_figure:
            options += [f"caption: text({string(self.caption)})", f'number: "{number}"']
        if self.flows:
            options.append(f"flows: {self.flows}")
        return f"#{'picture' if self.block else 'inline-picture'}({', '.join(options)});"


def _badge(source: str) -> str:
    """Return what the address of a badge calls it, empty if it is another picture; its link matters."""
    is_badge = any(mark in source for mark in _BADGES)
    return source.rpartition("/")[2].partition(".")[0].replace("-", " ") if is_badge else ""


class _TooLargeError(Exception):
    """A picture that takes too much memory."""


class Gallery:
    """The pictures of one document.

    Parameters
    ----------
    room : Path
        The folder that Typst sees.
    folder : Path or None
        The notebook's folder: pictures beside the notebook are read from it and from no other place.
    remarks : Remarks
        Where to say what could not be shown.
    found : container of str
        Characters that fonts in the room have beside the compiler's own, for texts in drawings.
    """

    def __init__(self, room: Path, folder: Path | None, remarks: Remarks, found: Container[str] = ()) -> None:
        self.room = room
        self.found = found
        self.folder = folder.resolve() if folder else None
        self.broken: set[str] = set()
        self.restart(remarks)
        self._files: dict[bytes, str] = {}
        self._known: dict[tuple[str, int], bytes | None] = {}

    def linked(self, place: Mapping[str, Any], attachments: Mapping[str, Any], cell: int) -> Picture:
        """Return an image that Markdown or HTML names."""
        source = clean(str(place["src"])).strip()
        width = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)(?:px)?", str(place["width"]).strip())
        if re.match(r"(?i)(?:https?:|ftp:)?//", source):
            if badge := _badge(source):
                return Picture(words=str(place["alt"]).strip() or badge)
            return self._missing("remote", cell, _short(source))
        try:
            content = self._content(source, attachments)
        except _TooLargeError:
            return self._missing("large", cell, _short(unquote(source)))
        if content is None:
            return self._missing("absent", cell, _short(unquote(source.removeprefix("attachment:"))))
        if source.startswith(_DRAWN):  # the picture of a form
            content = on_page(content.decode("utf-8", "replace")).encode()
        return self.shown(
            content,
            str(place["alt"]),
            cell,
            width=float(width[1]) if width else None,
            caption=str(place["caption"]),
            block=bool(place["block"]),
            name=_short(source),
        )

    def logo(self, told: About, width: int = 90) -> Picture | None:
        """Return the institution's logo, so many pixels wide; only one that the notebook carries."""
        if not (told.logo or "").startswith("data:image/"):
            return None
        alt = told.institution or say("export.word.logo", told.words)
        place = {"src": told.logo, "alt": alt, "width": str(width), "caption": "", "block": False}
        return self.linked(place, {}, 0)

    def shown(
        self,
        content: bytes,
        alt: str,
        cell: int,
        *,
        width: float | None = None,
        caption: str = "",
        block: bool = True,
        flows: bool = False,
        name: str = "",
    ) -> Picture:
        """Return a picture, or the sentence that says that it is damaged."""
        self._count += 1
        words = self.remarks.language
        name = name or say("export.picture", words, number=self._count)
        kind = _kind(content)
        if kind == "svg" and not content.isascii():
            text = content.decode("utf-8", "replace")
            content = printable(text, self.remarks, cell, self.found, box=True).encode()
        content = bare(content)
        if kind and (_pixels(content, kind) > _MOST_PIXELS or not self._has_room(content)):
            return self._missing("large", cell, name)
        file = self._laid(content, kind) if kind else ""
        if not kind or file in self.broken:
            return self._missing("broken", cell, name)
        if not alt.strip():
            self.remarks.add("export.remark.no_alt", cell)
            alt = caption or say("export.no_alt", words, number=self._count)
        size, factor = _size(content, kind, width)
        least = least_share(content) if flows else None
        number = self._count if flows else 0
        return Picture(file, alt, size, factor, caption, block, flows=number, least=least)

    def _has_room(self, content: bytes) -> bool:
        """Tell whether all pictures together are still small enough with this one."""
        others = sum(len(other) for other in self._files if other is not content)
        return content in self._files or others + len(content) <= _LARGEST_TOGETHER

    def _laid(self, content: bytes, kind: str) -> str:
        """Return the name of a picture's file in the room; the same picture is laid there once."""
        if content not in self._files:
            self._files[content] = f"picture-{len(self._files) + 1}.{kind}"
            (self.room / self._files[content]).write_bytes(content)
        return self._files[content]

    def leave_out(self, broken: set[str]) -> None:
        """Show these no more."""
        self.broken |= broken

    def restart(self, remarks: Remarks) -> None:
        """Begin a run over the document: count the pictures from 1."""
        self.remarks = remarks
        self._count = 0

    def _content(self, source: str, attachments: Mapping[str, Any]) -> bytes | None:
        """Return the content of an image; what many places show is looked for once."""
        if re.match(r"data:", source, re.IGNORECASE):
            return _data(source)
        key = source, id(attachments)
        if key not in self._known:
            self._known[key] = self._found(source, attachments)
        return self._known[key]

    def _found(self, source: str, attachments: Mapping[str, Any]) -> bytes | None:
        """Return the content of an image that the notebook carries or that lies beside it."""
        if source.startswith("attachment:"):
            name = source.removeprefix("attachment:")
            bundle = attachments.get(name) or attachments.get(unquote(name))
            if not isinstance(bundle, Mapping) or not bundle:
                return None
            mime, content = next(iter(bundle.items()))
            text = "".join(map(str, content)) if isinstance(content, list) else str(content)
            return clean(text).encode() if mime == "image/svg+xml" and "<" in text else _base64(text)
        if self.folder is None:
            return None
        try:
            path = (self.folder / unquote(source).split("?")[0].split("#")[0]).resolve()
            if not (path.is_relative_to(self.folder) and path.is_file()):
                return None
            if path.stat().st_size > _LARGEST:
                raise _TooLargeError
            return path.read_bytes()
        except (OSError, RuntimeError, ValueError):  # RuntimeError: links that lead round in a circle
            return None

    def _missing(self, why: str, cell: int, name: str) -> Picture:
        """Return a sentence in place of an image that cannot be shown."""
        self.remarks.add(f"export.remark.{why}", cell, name=name)
        return Picture(missing=say(f"export.image.{why}", self.remarks.language, name=name))


def _kind(content: bytes) -> str:
    """Return the file ending of a picture, judged by its content; empty if it is none."""
    starts = {b"\x89PNG\r\n": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"%PDF-": "pdf"}
    for start, kind in starts.items():
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return "svg" if b"<svg" in content[:4000] else ""


def _pixels(content: bytes, kind: str) -> int:
    """Return how many pixels a picture has, 0 if it is not made of pixels or cannot be read."""
    if kind not in _PIXELS:
        return 0
    from PIL import Image  # noqa: PLC0415 - nbconvert imports this module for every export

    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.width * picture.height
    except Image.DecompressionBombError:
        return _MOST_PIXELS + 1
    except (OSError, ValueError, SyntaxError):
        return 0


def _size(content: bytes, kind: str, width: float | None) -> tuple[float | None, float]:
    """Return the width of a picture in points, as shown in the notebook or natural, or else its factor."""
    if kind == "png" and len(content) > _PNG_HEAD:
        pixels = int.from_bytes(content[16:20], "big")
        natural = pixels * _POINTS_PER_PIXEL
        at = content.find(b"pHYs", 0, 2000)
        is_metric = at > 0 and content[at + 12 : at + 13] == b"\x01"
        per_metre = int.from_bytes(content[at + 4 : at + 8], "big") if is_metric else 0
        if per_metre > 0:
            natural = pixels / per_metre / _METRES_PER_POINT
        wanted = width * _POINTS_PER_PIXEL if width else natural
        return (min(wanted, pixels * _POINTS_PER_PIXEL) if pixels else None), 1.0
    if width:
        return width * _POINTS_PER_PIXEL, 1.0
    return None, _POINTS_PER_PIXEL if kind in _PIXELS else 1.0


def _data(source: str) -> bytes | None:
    """Return the content of a data address."""
    head, _, text = source.partition(",")
    return (
        _base64(unquote(text))
        if unquote(head).replace(" ", "").lower().endswith(";base64")
        else unquote_to_bytes(text)
    )


def _base64(text: str) -> bytes | None:
    """Return decoded bytes; empty if the text is damaged."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _short(name: str) -> str:
    """Return a name or address that fits on a line."""
    longest = 90
    return name if len(name) <= longest else name[: longest - 1] + "…"
