"""A form as people see it: its controls by class or name, and what they say."""

from collections.abc import Iterator
from html import unescape
from typing import Any

from casekit import vocab
from casekit.widgets.shell import Shell


def inside(shown: Any) -> Iterator[Any]:
    """Yield a widget and all widgets inside it."""
    yield shown
    for child in getattr(shown, "children", ()):
        yield from inside(child)


def of_class(form: Shell, css: str) -> list[Any]:
    return [own for own in inside(form) if css in own._dom_classes]


def the(form: Shell, css: str) -> Any:
    [found] = of_class(form, css)
    return found


def named(form: Shell, key: str, language: str | None = None) -> Any:
    """Return the one control with this name."""
    spoken = language or form.language
    try:
        name = vocab.say(f"widgets.{key}", spoken)
    except KeyError:  # a field of the case goes by the head of its column
        name = vocab.say(f"tables.{key}", spoken).capitalize()
    [found] = [own for own in inside(form) if getattr(own, "description", None) == name]
    return found


def status(form: Shell) -> str:
    return unescape(the(form, "casekit-status").value)


def briefs(form: Shell) -> list[str]:
    return [own.description for own in of_class(form, "casekit-item")]


def tell(form, **told):
    """Tell a form what its guard in the browser tells it."""
    form._guard._handle_custom_msg({"number": 1, **told}, [])


def held(control):
    """Return the name under which the guard sends what is in a control."""
    [name] = [word for word in control._dom_classes if word.startswith("casekit-held-")]
    return name.removeprefix("casekit-held-")
