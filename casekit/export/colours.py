"""Colours that authors give to texts, dark enough to be read on white paper."""

import re

__all__ = ["readable"]

_LEAST_CONTRAST = 4.5  # what WCAG 2.2 asks of ordinary text
_DARKER = 0.92
_FULL = 255


def readable(colour: str, model: str = "") -> str | None:
    """Return a colour as ``#rrggbb``, darkened until it can be read on white, or None if it is none.

    Parameters
    ----------
    colour : str
        The name of a colour, or its numbers, as CSS or LaTeX writes them.
    model : str
        The model that LaTeX names before the numbers: ``rgb``, ``RGB``, ``HTML`` or ``gray``.

    Examples
    --------
    >>> readable("navy"), readable("1,0,0", "rgb"), readable("no colour")
    ('#000080', '#eb0000', None)
    """
    parts = _parts(colour.strip(), model.strip())
    if parts is None:
        return None
    while _contrast(parts) < _LEAST_CONTRAST:
        parts = [part * _DARKER for part in parts]
    return "#" + "".join(f"{round(part):02x}" for part in parts)


def _parts(colour: str, model: str) -> list[float] | None:
    """Return red, green and blue of a colour, 0 to 255."""
    if model in ("rgb", "RGB", "gray"):
        numbers = re.findall(r"\d*\.?\d+", colour)
        if len(numbers) != (1 if model == "gray" else 3):
            return None
        factor = 1 if model == "RGB" else _FULL
        parts = [min(float(_FULL), float(number) * factor) for number in numbers]
        return parts * 3 if model == "gray" else parts
    from PIL import ImageColor  # noqa: PLC0415 - nbconvert imports this module for every export

    try:
        red, green, blue, *_ = ImageColor.getrgb(f"#{colour}" if model == "HTML" else colour)
    except ValueError:
        return None
    return [float(red), float(green), float(blue)]


def _contrast(parts: list[float]) -> float:
    """Return the contrast of a colour with white, 1 to 21."""
    linear = [
        part / _FULL / 12.92 if part <= 10 else ((part / _FULL + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
        for part in parts
    ]
    red, green, blue = linear
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
