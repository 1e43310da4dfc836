"""The student's version of an exercise: searched for anything of the key, and refused if there is any."""

import base64
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any

from casekit.course.casebook import FOLDED
from casekit.course.items import Lesson
from casekit.course.reading import EXERCISE
from casekit.course.wording import small
from casekit.errors import CourseError
from casekit.exercises.folder import (
    DATA,
    INSTRUCTOR,
    complete,
    exercise_folder,
    read_exercise,
    task_files,
)
from casekit.store.files import read
from casekit.store.names import located, what
from casekit.store.outputs import publish
from casekit.store.yamltext import parse
from casekit.vocab import say

MOST_FILES, MOST_BYTES = 300, 20_000_000
SHORTEST = 12
"""Letters of a text by which a key is known: shorter ones may stand in a text by chance."""

_NOTEBOOK = re.compile(r"[a-z0-9_-]+(?:\.(?:id|en))?\.ipynb")
_UNSEEN = re.compile("<[^<>]*>|[\u00ad\u200b-\u200f\u2060\ufeff]")
_PICTURE = re.compile(r"data:image/[a-z+.-]+;base64,([A-Za-z0-9+/=]+)")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_ZIPPED = (".docx", ".xlsx", ".pptx", ".zip", ".odt", ".ods")
_DEEPEST = 3
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
    open_texts = small("\n".join(_values_of(data)))
    handed_out = small("\n".join(raw.decode("utf-8", "replace") for raw in files.values()))
    secrets = {small(text): text for text in _secrets(place, handed_out)}
    wanted = {mark: text for mark, text in secrets.items() if mark not in open_texts}
    for name, raw in files.items():
        text = small("\n".join(_texts_in(name, raw)))
        # What is asked about is quoted in a key, in a few words.
        least = _LINE if name.startswith(f"{DATA}/") else SHORTEST
        for mark, said in wanted.items():
            if len(mark) >= least and mark in text:
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
            texts = [text for text in _values_of(parse(raw, path).data) if _is_known(text, SHORTEST)]
            is_case = b"schema_version" in raw
            yield from (text for text in texts if not (is_case and small(text) in handed_out))
        elif path.suffix == ".md":
            yield from (
                line for line in raw.decode("utf-8", "replace").splitlines() if _is_known(line, _LINE)
            )


def _is_known(text: str, letters: int) -> bool:
    """Tell whether a text is long enough to be known by: one word may stand anywhere by chance."""
    return len(text) >= letters and " " in text.strip()


def _values_of(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for value in data.values():
            yield from _values_of(value)
    elif isinstance(data, list):
        for value in data:
            yield from _values_of(value)
    elif isinstance(data, str):
        yield data


def _texts_in(name: str, raw: bytes, depth: int = 0) -> Iterator[str]:
    """Yield all texts in a file: of notebooks also metadata and outputs, of pictures what stands in them."""
    suffix = Path(name).suffix.lower()
    if suffix == ".ipynb":
        yield from _in_notebook(json.loads(raw), name)
    elif suffix in _ZIPPED and depth < _DEEPEST:
        yield from _in_zip(raw, depth)
    elif suffix in _PICTURES:
        yield from _in_picture(raw)
    yield raw.decode("utf-8", "replace")
    yield raw.decode("utf-16-le", "replace") if b"\0" in raw[:2000] else ""


def _in_notebook(notebook: Any, name: str) -> Iterator[str]:
    """Yield the texts of a notebook, also as they are seen, and those in pictures of its cells."""
    texts = "\n".join(_values_of(notebook))
    yield texts
    yield _UNSEEN.sub("", unescape(texts))
    try:
        pictures = [
            encoded
            for cell in notebook["cells"]
            for attached in cell.get("attachments", {}).values()
            for encoded in attached.values()
        ]
        for encoded in [*pictures, *_PICTURE.findall(texts)]:
            yield from _in_picture(base64.b64decode(encoded))
    except (AttributeError, TypeError, ValueError):
        raise CourseError(say("exercises.no_notebook", file=name)) from None


def _in_zip(raw: bytes, depth: int) -> Iterator[str]:
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            for member in archive.infolist()[:MOST_FILES]:
                with archive.open(member) as file:
                    inner = file.read(MOST_BYTES)
                yield member.filename
                yield from _texts_in(member.filename, inner, depth + 1)
                yield re.sub(r"<[^<>]*>", "", inner.decode("utf-8", "replace"))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError):
        raise CourseError(say("exercises.release_unread", file="zip")) from None


def _in_picture(raw: bytes) -> Iterator[str]:
    """Yield what a picture says about itself, also where it is packed."""
    from PIL import Image  # noqa: PLC0415 - only pictures need it

    try:
        with Image.open(BytesIO(raw)) as picture:
            yield from (str(value) for value in picture.info.values())
            text = getattr(picture, "text", {})
            yield from (str(value) for value in text.values())
            for value in picture.getexif().values():
                yield value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    except (OSError, ValueError, SyntaxError):
        return
