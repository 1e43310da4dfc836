"""Colours that authors give to texts, such that they can be read on paper."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Tint", "readable", "tint"]

_LEAST_CONTRAST = 5.1  # WCAG 2.2 asks for 4.5; so much is left on the tinted ground of an error
_STEP = 0.92
_FULL = 255
_WHITE = (255.0, 255.0, 255.0)
_GREY_TO_LIGHTEN_ON = 0.18  # of the light of white: half as bright for the eye
_LONGEST = 100  # letters of a colour
_NUMBERS_OF_COLOUR = 3

Parts = Sequence[float]


@dataclass(frozen=True)
class Tint:
    """The colours of a text and of what is behind it, as ``#rrggbb`` or empty for the usual ones."""

    fill: str = ""
    back: str = ""
    bold: bool = False

    def typst(self, text: str) -> str:
        """Return Typst source in these colours."""
        return f"{self.opening()}{text}];" if self != Tint() else text

    def opening(self) -> str:
        """Return the beginning of Typst source in these colours, which ``];`` ends."""
        options = [
            f'{name}: rgb("{value}")' for name, value in (("fill", self.fill), ("back", self.back)) if value
        ]
        options += ["bold: true"] if self.bold else []
        return f"#tinted({', '.join(options)})[" if options else "#["


def tint(style: str) -> Tint:
    """Return the colours that a ``style`` of HTML gives.

    Examples
    --------
    >>> tint("color: yellow"), tint("background-color: navy; color: black").fill
    (Tint(fill='#6f6f00', back='', bold=False), '#999999')
    """
    rules: dict[str, str] = {}
    for rule in style.split(";"):
        name, _, value = rule.partition(":")
        rules[name.strip().lower()] = value.replace("!important", "").strip()
    back = _parts(rules.get("background-color", rules.get("background", "")), "")
    given = _parts(rules.get("color", ""), "")
    if back is not None and given is None:
        given = (0.0, 0.0, 0.0)
    fill = _hex(_legible(given, back or _WHITE)) if given is not None else ""
    return Tint(fill, _hex(back) if back else "", _is_bold(rules))


def _is_bold(rules: Mapping[str, str]) -> bool:
    """Tell whether a style asks for bold letters."""
    return rules.get("font-weight", "").lower() in ("bold", "bolder", "600", "700", "800", "900")


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
    ('#000080', '#d80000', None)
    """
    parts = _parts(colour, model)
    return None if parts is None else _hex(_legible(parts, _WHITE))


def _parts(colour: str, model: str) -> Parts | None:
    """Return red, green and blue of a colour, 0 to 255."""
    colour, model = colour.strip(), model.strip()
    if not colour or len(colour) > _LONGEST:
        return None
    if model in ("rgb", "RGB", "gray"):
        numbers = [float(number) for number in re.findall(r"\d+\.?\d*|\.\d+", colour)]
        if len(numbers) != (1 if model == "gray" else _NUMBERS_OF_COLOUR):
            return None
        parts = [min(float(_FULL), number * (1 if model == "RGB" else _FULL)) for number in numbers]
        return parts * _NUMBERS_OF_COLOUR if model == "gray" else parts
    from PIL import ImageColor  # noqa: PLC0415 - nbconvert imports this module for every export

    try:
        red, green, blue, *_ = ImageColor.getrgb(f"#{colour}" if model == "HTML" else colour)
    except ValueError:
        return None
    return [float(red), float(green), float(blue)]


def _legible(parts: Parts, back: Parts) -> Parts:
    """Return a colour, made darker or lighter until it stands out from what is behind it."""
    lightens = _light(back) < _GREY_TO_LIGHTEN_ON
    while (light := sorted((_light(parts), _light(back)))) and (light[1] + 0.05) / (
        light[0] + 0.05
    ) < _LEAST_CONTRAST:
        parts = [_FULL - (_FULL - part) * _STEP if lightens else part * _STEP for part in parts]
    return parts


def _light(parts: Parts) -> float:
    """Return how bright a colour is, 0 to 1."""
    linear = [
        part / _FULL / 12.92 if part <= 10 else ((part / _FULL + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
        for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _hex(parts: Parts) -> str:
    """Return a colour as CSS writes it."""
    return "#" + "".join(f"{round(max(0.0, min(float(_FULL), part))):02x}" for part in parts)
