"""A key laid over an exercise: things with an id are merged, all else takes the place of what was there."""

from pathlib import Path
from typing import Any

from casekit import vocab
from casekit.errors import CourseError
from casekit.store.yamltext import Document

_IN_ORDER = "steps"  # whose right order is that of the key


def laid_over(base: dict[str, Any], key: Document, path: Path) -> dict[str, Any]:
    r"""Return the data of an exercise with its key.

    Parameters
    ----------
    base : dict
        What `exercise.yaml` holds.
    key : Document
        What the key holds; it has been looked at already.
    path : Path
        The file of the key, for messages.

    Raises
    ------
    CourseError
        If the key speaks of an item that the exercise does not have, or leaves out a step of an order.

    Examples
    --------
    >>> from casekit.store.yamltext import parse
    >>> key = parse(b"items:\n- {id: b, cards: [{id: x, cell: social}]}", Path("key.yaml"))
    >>> laid_over({"items": [{"id": "b", "cards": [{"id": "x", "text": "X"}]}]}, key, Path("key.yaml"))
    {'items': [{'id': 'b', 'cards': [{'id': 'x', 'text': 'X', 'cell': 'social'}]}]}
    """
    items = {item["id"]: item for item in base["items"]}
    for number, over in enumerate(key.data["items"]):
        name = over.get("id") if isinstance(over, dict) else None
        facts: dict[str, Any] = {"file": path.name, "line": key.line(("items", number)), "item": name}
        if name not in items:
            near = ", ".join(vocab.nearest(str(name), items) or [*items][:10])
            raise CourseError(vocab.say("exercises.key_without_item", near=near, **facts))
        if missing := _left_out(items[name], over):
            raise CourseError(vocab.say("exercises.key_lacks_steps", missing=", ".join(missing), **facts))
        items[name] = _merged(items[name], over)
    made = {**base, "items": [*items.values()]}
    if variants := key.data.get("variants"):
        made["variants"] = _merged(base, {"variants": variants})["variants"]
    return made


def _left_out(item: dict[str, Any], over: dict[str, Any]) -> list[str]:
    """Return the steps of an order that a key does not name."""
    named = {step.get("id") for step in over.get(_IN_ORDER, ()) if isinstance(step, dict)}
    steps = item.get(_IN_ORDER, []) if _IN_ORDER in over else []
    return [step["id"] for step in steps if step["id"] not in named]


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Return a mapping with another laid over it."""
    made = dict(base)
    for name, value in over.items():
        before = base.get(name)
        if isinstance(before, dict) and isinstance(value, dict):
            made[name] = _merged(before, value)
        elif isinstance(value, list) and _are_things(value) and _are_things(before):
            made[name] = _joined(before, value, in_order=name == _IN_ORDER)
        else:
            made[name] = value
    return made


def _joined(base: Any, over: Any, in_order: bool) -> list[Any]:
    """Return two lists of things as one: those of one id merged, new ones after the others."""
    first, second = ({thing["id"]: thing for thing in things} for things in (base, over))
    names = [*second, *first] if in_order else [*first, *second]
    return [_merged(first.get(name, {}), second.get(name, {})) for name in dict.fromkeys(names)]


def _are_things(values: Any) -> bool:
    """Tell whether a list holds things with an id; a text in two languages is none."""
    return isinstance(values, list) and all(
        isinstance(one, dict) and isinstance(one.get("id"), str) and "en" not in one for one in values
    )
