"""What a picture says beside what it shows: where and when it was taken, by whom; none of it is handed on."""

import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from zlib import crc32

_PNG, _JPEG, _GIF, _WEBP = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"WEBP"
# How a picture looks: everything else that may stand in a PNG is words, times and places.
_OF_A_PNG = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD hIST pHYs sPLT acTL fcTL fdAT".split()
)
_OF_A_WEBP = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"])
_SAYS_MORE = 0b1100  # of the flags of a WebP: that it has EXIF, or XMP
_TURNED = 0x0112  # the only thing in EXIF without which a picture looks otherwise
_UPRIGHT = 1
_SCAN, _END, _EXIF, _FILLED = 0xDA, 0xD9, 0xE1, 0xFF  # kinds of segments of a JPEG
_SHOWING = range(0xC0, 0xE0)  # all others are words, or belong to programs
_IN_A_SCAN = {0, *range(0xD0, 0xD8)}
_EXTENSION, _PICTURE, _LAST, _CONTROL = 0x21, 0x2C, 0x3B, 0xF9  # kinds of blocks of a GIF
_ANIMATED = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_LOOK = ((0xE0, b"JFIF"), (0xE2, b"ICC_PROFILE"), (0xEE, b"Adobe"))


def bare(content: bytes) -> bytes:
    r"""Return a picture without place, time, device, names and remarks; how it looks does not change.

    A photograph of a phone says where it was taken, to a few metres. Of PNG, JPEG, GIF and WebP that is left
    out, also what lies behind the picture; which way up it is stays. Of a damaged one that is returned which
    can be told apart; what is no such picture is returned as it is.

    Examples
    --------
    >>> bare(b"no picture")
    b'no picture'
    """
    for begins, parts in _KINDS:
        if begins(content):
            kept = bytearray()
            with suppress(struct.error, IndexError, ValueError):
                for part in parts(content):
                    kept += part
            return bytes(kept)
    return content


def _of_png(content: bytes) -> Iterator[bytes]:
    """Yield the chunks of a PNG that show something."""
    yield _PNG
    at = len(_PNG)
    while at < len(content):
        size, name = struct.unpack(">I4s", content[at : at + 8])
        chunk, at = content[at : at + 12 + size], at + 12 + size
        if name == b"eXIf":
            turned = _turn(chunk[8:-4])
            yield _chunk(name, turned) if turned else b""
        elif name in _OF_A_PNG:
            yield chunk
        if name == b"IEND":
            return


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", crc32(name + content))


def _of_jpeg(content: bytes) -> Iterator[bytes]:
    """Yield the segments of a JPEG that show something, to its end."""
    yield content[:2]
    at = 2
    while at < len(content):
        at = content.index(b"\xff", at)  # what is in between shows nothing
        kind = content[at + 1]
        if kind == _FILLED:
            at += 1
            continue
        if kind == _END:
            yield content[at : at + 2]
            return
        end = at + 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
        if kind == _SCAN:
            end = _after_scan(content, end)
        yield _segment(kind, content[at:end])
        at = end


def _segment(kind: int, segment: bytes) -> bytes:
    """Return a segment of a JPEG if it shows something."""
    inside = segment[4:]
    if kind == _EXIF and inside.startswith(b"Exif\0\0"):
        turned = _turn(inside[6:])
        inside = b"Exif\0\0" + turned
        return b"\xff\xe1" + struct.pack(">H", len(inside) + 2) + inside if turned else b""
    is_look = any(kind == own and inside.startswith(name) for own, name in _LOOK)
    return segment if is_look or kind in _SHOWING else b""


def _after_scan(content: bytes, at: int) -> int:
    """Return where the next marker of a JPEG stands behind the pixels that begin at a place."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] not in _IN_A_SCAN:
            return at
        at += 2
    return len(content)


def _of_gif(content: bytes) -> Iterator[bytes]:
    """Yield the blocks of a GIF without comments and what programs noted."""
    flags = content[10]
    at = 13 + _colours(flags)
    yield content[:at]
    while content[at] != _LAST:
        start = at
        if content[at] == _EXTENSION:
            at += 2
            kept = content[start + 1] == _CONTROL or content[at + 1 : at + 12] in _ANIMATED
        elif content[at] == _PICTURE:
            flags, kept = content[at + 9], True
            at += 11 + _colours(flags)
        else:
            raise ValueError
        while content[at]:
            at += 1 + content[at]
        at += 1
        if kept:
            yield content[start:at]
    yield b";"


def _colours(flags: int) -> int:
    """Return how many bytes the table of colours of a GIF takes."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _of_webp(content: bytes) -> Iterator[bytes]:
    """Yield a WebP without the chunks in which something is said."""
    kept, at, whole = [], 12, 8 + struct.unpack("<I", content[4:8])[0]
    while at < min(whole, len(content)):
        name, size = struct.unpack("<4sI", content[at : at + 8])
        end = at + 8 + size + size % 2
        if name == b"VP8X":
            kept.append(content[at : at + 8] + bytes([content[at + 8] & ~_SAYS_MORE]) + content[at + 9 : end])
        elif name in _OF_A_WEBP:
            kept.append(content[at:end])
        at = end
    inside = b"WEBP" + b"".join(kept)
    yield b"RIFF" + struct.pack("<I", len(inside)) + inside


def _turn(exif: bytes) -> bytes:
    """Return EXIF that says nothing but which way up a picture is; nothing if it is upright."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return b""
    with suppress(struct.error):  # damaged
        at = struct.unpack(f"{order}I", exif[4:8])[0]
        for entry in range(struct.unpack(f"{order}H", exif[at : at + 2])[0]):
            place = at + 2 + 12 * entry
            tag, kind, count, value = struct.unpack(f"{order}HHIH", exif[place : place + 10])
            if (tag, kind, count) == (_TURNED, 3, 1) and value != _UPRIGHT:
                return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _TURNED, 3, 1, value, 0, 0)
    return b""


_KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], Iterator[bytes]]], ...] = (
    (lambda content: content.startswith(_PNG), _of_png),
    (lambda content: content.startswith(_JPEG), _of_jpeg),
    (lambda content: content.startswith(_GIF), _of_gif),
    (lambda content: content.startswith(b"RIFF") and content[8:12] == _WEBP, _of_webp),
)
