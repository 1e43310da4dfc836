"""Faults put into a case, as somebody makes them: something deleted, changed, shifted, swapped or doubled."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from casekit.model import Case

Place = tuple[Any, Any]
"""A group or list, and the name or position of what is meant in it."""


def faulty(data: dict[str, Any], how: str, at: str, value: Any = None) -> Case:
    """Return a case with one fault.

    A path has names of fields, ids of parts and positions in lists from 0, joined by dots. What linked to a
    part that is deleted loses its link, as in a form.
    """
    own = deepcopy(data)
    holder, name = _place(own, at)
    if how == "delete":
        gone = holder.pop(name)
        _unlink(own, {*_ids(gone)})
    elif how == "set":
        holder[name] = value
    elif how == "add":
        holder.setdefault(name, []).append(value)
    elif how == "shift":
        holder[name] = int(holder[name]) + value
    elif how == "swap":
        other, its = _place(own, value)
        holder[name], other[its] = other[its], holder[name]
    elif how == "double":
        copy = deepcopy(holder[name])
        if isinstance(copy, dict) and "id" in copy:
            copy["id"] = f"{copy['id']}_copy"
        holder.insert(int(name) + 1, copy)
    else:
        raise ValueError(how)
    return Case.model_validate(own | {"schema_version": int(own.get("schema_version", 2))})


def _place(data: dict[str, Any], at: str) -> Place:
    holder: Any = data
    *way, last = at.split(".")
    for step in way:
        holder = holder[_key(holder, step)]
    return holder, _key(holder, last)


def _key(holder: Any, step: str) -> Any:
    if not isinstance(holder, list):
        return step
    by_id = {one["id"]: number for number, one in enumerate(holder) if isinstance(one, dict) and "id" in one}
    return by_id[step] if step in by_id else int(step)


def _ids(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "id" in part and "en" not in part:
            yield part["id"]
        for value in part.values():
            yield from _ids(value)
    elif isinstance(part, list):
        for value in part:
            yield from _ids(value)


def _unlink(data: Any, gone: set[str]) -> None:
    """Take out the links to parts that are gone."""
    for name, value in list(data.items()) if isinstance(data, dict) else enumerate(list(data)):
        if isinstance(value, dict):
            _unlink(value, gone)
        elif isinstance(value, list):
            kept = [one for one in value if not (isinstance(one, str) and one in gone)]
            data[name] = kept
            _unlink(kept, gone)
