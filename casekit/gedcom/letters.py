"""The letters of a GEDCOM file: told from its bytes first, for what a file says of itself is often wrong."""

import codecs
import re
import unicodedata

_LOOKED_AT = 5000  # bytes in which the header says its encoding
_MOSTLY = 0.4  # every second byte of UTF-16 is 0 for nearly all letters of a header
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins as UTF-16 does
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMED = {
    "ANSEL": "ansel",
    "IBMPC": "cp437",
    "IBM": "cp437",
    "IBM PC": "cp437",
    "IBM-PC": "cp437",
    "IBM DOS": "cp437",
    "DOS": "cp437",
    "MSDOS": "cp437",
    "MS-DOS": "cp437",
    "OEM": "cp437",
    "MAC": "mac_roman",
    "MACINTOSH": "mac_roman",
}

# ANSEL (ANSI/NISO Z39.47) with the five letters that GEDCOM adds; accents stand before their letter.
_LETTERS = dict(
    zip(
        [*range(0xA1, 0xAF), *range(0xB0, 0xBB), *range(0xBC, 0xC7), *range(0xCD, 0xD0)],
        "ŁØĐÞÆŒʹ·♭®±ƠƯʼʻłøđþæœʺı£ðơư□■°ℓ℗©♯¿¡eoß",
        strict=True,
    )
)
_ACCENTS = dict(
    zip(
        range(0xE0, 0xFF),
        "\u0309\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030c\u030a\ufe20\ufe21\u0315\u030b\u0310"
        "\u0327\u0328\u0323\u0324\u0325\u0333\u0332\u0326\u031c\u032e\ufe22\ufe23\u0338\ufffd\u0313",
        strict=True,
    )
)
_ANSEL = {**dict.fromkeys(range(0x80, 0x100), "\ufffd"), **_LETTERS, **_ACCENTS}
_ACCENTED = re.compile("([\xe0-\xfe]+)([^\xe0-\xfe\r\n])")


def decoded(raw: bytes) -> str:
    """Return the text of a file; a letter that cannot be read becomes U+FFFD."""
    for mark, codec in _MARKS:
        if raw.startswith(mark):
            raw = raw[len(mark) :]
            return _utf8_or_windows(raw) if codec == "utf-8" else raw.decode(codec, "replace")
    if wide := _utf16(raw):
        return raw.decode(wide, "replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        codec = _said(raw)
    if codec == "utf-8":
        return _utf8_or_windows(raw)
    text = _from_ansel(raw) if codec == "ansel" else raw.decode(codec, "replace")
    return unicodedata.normalize("NFC", text)


def _utf16(raw: bytes) -> str:
    """Return the UTF-16 of bytes without a mark that tells it, nothing if they are none."""
    even, odd = raw[:_LOOKED_AT:2], raw[1:_LOOKED_AT:2]
    if not odd:
        return ""
    zeros = {"utf-16-be": even.count(0) / len(even), "utf-16-le": odd.count(0) / len(odd)}
    likely = max(zeros, key=lambda name: zeros[name])
    return likely if zeros[likely] > _MOSTLY else ""


def _said(raw: bytes) -> str:
    """Return the encoding that the header names; UTF-8 where it names none that is known."""
    found = re.search(rb"(?:^|[\r\n])[\s\0]*1\s+CHAR\s+([^\r\n\0]+)", raw[:_LOOKED_AT], re.IGNORECASE)
    name = found[1].decode("latin-1").strip().upper() if found else ""
    if name in _NAMED:
        return _NAMED[name]
    try:
        codec = codecs.lookup(name)
        narrow = codec._is_text_encoding and "\n".encode(codec.name) == b"\n"
        b"\xe9".decode(codec.name, "replace")  # some, as idna, replace nothing
    except (LookupError, ValueError):
        return "utf-8"
    return codec.name if narrow and codec.name != "ascii" else "utf-8"


def _utf8_or_windows(raw: bytes) -> str:
    """Return a text whose lines are UTF-8 or, where they cannot be, what Windows calls ANSI."""

    def line(part: bytes) -> str:
        try:
            return part.decode()
        except UnicodeDecodeError:
            return part.decode("cp1252", "replace")

    return "".join(map(line, re.split(rb"(?<=[\r\n])", raw)))


def _from_ansel(raw: bytes) -> str:
    return _ACCENTED.sub(lambda found: found[2] + found[1][::-1], raw.decode("latin-1")).translate(_ANSEL)
