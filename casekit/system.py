"""In which language somebody reads, as far as the system tells it."""

import locale
import os
import re
import sys
import time
from pathlib import Path

__all__ = ["language_of", "spoken"]

# Western, central and eastern Indonesian time.
_ZONES = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
_SHORT = ("WIB", "WITA", "WIT")


def spoken() -> str:
    """Return ``"id"`` or ``"en"``: by the locale, or by the time zone where the locale tells no language.

    Examples
    --------
    >>> spoken() in ("id", "en")
    True
    """
    told = language_of(_locale())
    return told or ("id" if _in_indonesia() else "en")


def language_of(named: str) -> str | None:
    """Return the language for readers of a locale; None for a locale without a language.

    Readers of Javanese and of the other languages of Indonesia get Indonesian, all others English.

    Examples
    --------
    >>> language_of("id_ID.UTF-8"), language_of("jv-ID"), language_of("en_ID"), language_of("C.UTF-8")
    ('id', 'id', 'en', None)
    """
    own, *more = re.split("[-_]", re.split("[.@]", named)[0].casefold())
    if own in ("", "c", "posix"):
        return None
    return "id" if own == "id" or (more[-1:] == ["id"] and own != "en") else "en"


def _locale() -> str:
    """Return the locale that is set for this process, or the one of the desktop."""
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next(filter(None, named), None) or _desktop()


def _desktop() -> str:
    """Return the locale that is chosen in the settings of Windows or macOS."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - needed nowhere else

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    if sys.platform == "darwin":
        return _preferred(Path.home() / "Library" / "Preferences" / ".GlobalPreferences.plist")
    return ""


def _preferred(settings: Path) -> str:
    """Return the first of the languages in the settings of macOS."""
    import plistlib  # noqa: PLC0415 - needed nowhere else

    try:
        return str(plistlib.loads(settings.read_bytes())["AppleLanguages"][0])
    except (OSError, ValueError, LookupError, TypeError):
        return ""


def _in_indonesia() -> bool:
    """Return whether the clock goes by a time zone of Indonesia."""
    return os.environ.get("TZ", "").removeprefix(":") in _ZONES or time.tzname[0] in _SHORT
