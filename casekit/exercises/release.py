"""The student's version of an exercise: searched for anything of the key, and refused if there is any."""

import json
import re
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any

from casekit.course.casebook import FOLDED
from casekit.course.items import Lesson
from casekit.course.reading import EXERCISE
from casekit.course.wording import plain, small
from casekit.errors import CourseError
from casekit.exercises.folder import (
    DATA,
    INSTRUCTOR,
    complete,
    exercise_folder,
    read_exercise,
    task_files,
)
from casekit.exercises.held_texts import MOST_BYTES, texts_in, values_of
from casekit.store.files import read
from casekit.store.names import located, what
from casekit.store.outputs import publish
from casekit.store.yamltext import parse
from casekit.vocab import say

SHORTEST = 12
"""Letters of a text by which a key is known: shorter ones may stand in a text by chance."""

_NOTEBOOK = re.compile(r"[a-z0-9_-]+(?:\.(?:id|en))?\.ipynb")
_SHOWN, _LINE = 60, 40
_OF_KEYS = {
    "right",
    "cell",
    "accept",
    "feedback",
    "instead",
    "model",
    "keys",
    "slips",
    "numbers",
    "otherwise",
    "why",
}


def release(folder: str | PathLike[str], to: str | PathLike[str], *, force: bool = False) -> list[Path]:
    """Write the student's version of an exercise, and return its files.

    It holds the exercise, its notebooks without outputs, and its data; nothing of ``instructor``.

    Parameters
    ----------
    folder : path
        The exercise with its key.
    to : path
        The folder for the student's version.
    force : bool
        Whether to replace files of these names that somebody else made.

    Raises
    ------
    CourseError
        If the key has an error, or anything of it is found in what students would get: in texts, metadata,
        outputs or pictures. Nothing is written then.
    """
    place, target = exercise_folder(folder), located(to)
    lesson = read_exercise(place)
    complete(place)  # refuses a key with an error
    if target == place or target.is_relative_to(place):
        raise CourseError(say("exercises.release_inside", folder=target))
    files = {name: _cleaned(name, read(path, MOST_BYTES)) for name, path in _parts(place, lesson)}
    if found := [*leaks(place, files)]:
        raise CourseError("\n".join(found[:10]))
    inputs = [place / name for name in files]
    return [
        publish(content, target / lesson.id / name, private=False, inputs=inputs, force=force)
        for name, content in files.items()
    ]


def _parts(place: Path, lesson: Lesson) -> Iterator[tuple[str, Path]]:
    """Yield what belongs to the student's version: only what is named there, never what just lies there."""
    yield EXERCISE, place / EXERCISE
    for path in sorted(place.iterdir()):
        if _NOTEBOOK.fullmatch(path.name) and what(path) == "file":
            yield path.name, path
    named = [file for _, file in task_files(lesson)]
    for file in dict.fromkeys([*named, *lesson.data]):
        if what(place / DATA / file) != "file":
            raise CourseError(say("exercises.no_data", folder=place.name, item=lesson.id, file=file))
        yield f"{DATA}/{file}", place / DATA / file


def _cleaned(name: str, raw: bytes) -> bytes:
    """Return a file as students get it: a notebook without outputs, counts and metadata.

    All that stays of the metadata is that a cell is folded away, so that students see forms and not code.
    """
    if not name.endswith(".ipynb"):
        return raw
    try:
        notebook = json.loads(raw)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
            cell["metadata"] = FOLDED if "hide-input" in cell["metadata"].get("tags", ()) else {}
        kept = ("kernelspec", "language_info", "lang", "title")
        notebook["metadata"] = {key: notebook["metadata"][key] for key in kept if key in notebook["metadata"]}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CourseError(say("exercises.no_notebook", file=name)) from None
    return f"{json.dumps(notebook, ensure_ascii=False, indent=1)}\n".encode()


# What must not be found.


def leaks(place: Path, files: dict[str, bytes]) -> Iterator[str]:
    """Yield a sentence for each part of the key that stands in a file.

    Parameters
    ----------
    place : Path
        The exercise with its key.
    files : dict
        The files of the student's version by their names.
    """
    data = parse(files[EXERCISE], Path(EXERCISE)).data
    hidden = {item.id for item in read_exercise(place).items if item.hidden}
    for item in data["items"]:
        if item["id"] in hidden:
            yield from _keys_in(item)
    # By words alone: a word processor writes quotes, dashes and accents in its own way.
    open_texts = plain("\n".join(values_of(data)))
    handed_out = plain("\n".join(raw.decode("utf-8", "replace") for raw in files.values()))
    secrets = {plain(text): text for text in _secrets(place, handed_out)}
    wanted = {mark: text for mark, text in secrets.items() if mark and mark not in open_texts}
    for name, raw in files.items():
        text = plain("\n".join(texts_in(name, raw)))
        # What is asked about is quoted in a key, in a few words.
        least = _LINE if name.startswith(f"{DATA}/") else SHORTEST
        for mark, said in wanted.items():
            if len(small(said)) >= least and mark in text:
                yield say("exercises.leak", file=name, text=said[:_SHOWN])


def _keys_in(item: dict[str, Any]) -> Iterator[str]:
    """Yield what a hidden item says of its key; a visible one may say all of it."""
    parts = [item, *(part for value in item.values() if isinstance(value, list) for part in value)]
    for part in parts:
        for name in _OF_KEYS & {*(part if isinstance(part, dict) else ())}:
            yield say("exercises.leak", file=EXERCISE, text=f"{item.get('id')}: {name}")


def _secrets(place: Path, handed_out: str) -> Iterator[str]:
    """Yield the texts of the instructor's files that nobody may find.

    Of key and typical answers these are all texts, of a case file that is a model answer only what the files
    that are handed out do not have, of the guide its longer lines.
    """
    for path in sorted((place / INSTRUCTOR).rglob("*")):
        if what(path) != "file":
            continue
        raw = read(path, MOST_BYTES)
        if path.suffix in (".yaml", ".yml"):
            texts = [text for text in values_of(parse(raw, path).data) if _is_known(text, SHORTEST)]
            is_case = b"schema_version" in raw
            yield from (text for text in texts if not (is_case and plain(text) in handed_out))
        elif path.suffix == ".md":
            yield from (
                line for line in raw.decode("utf-8", "replace").splitlines() if _is_known(line, _LINE)
            )


def _is_known(text: str, letters: int) -> bool:
    """Tell whether a text is long enough to be known by: one word may stand anywhere by chance."""
    return len(text) >= letters and " " in text.strip()
