"""The words of lessons and items that hunspell does not know; `python -m tests.spelling` prints them.

A word of the field, a name or a loan that is spelt right goes into tests/words/id.txt or en.txt, in small
letters, a word a line. Single stars (*casework*) mark words of another language, which are passed over.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.test_words import Said, lessons

ROOT = Path(__file__).parents[1]
DICTIONARIES = {"id": "id_ID", "en": "en_GB"}
NO_PROSE = re.compile(
    r"```.*?```|`[^`]*`|\$[^$\n]+\$|https?://\S+|\]\([^)]*\)|<[^>]+>|(?<!\*)\*[^*\n]+\*(?!\*)"
    r"|\b[^\W\d_]+ \((?:19|20)\d\d\)",  # an author, who may be called like a slip of the pen
    re.DOTALL,
)
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
SUFFIXES = ("nya", "lah", "kah", "pun", "ku", "mu", "kan", "an", "i")
# What a prefix turns into, and the first letters that it may have swallowed.
PREFIXES = {
    **dict.fromkeys(
        ("di", "ber", "be", "ter", "te", "ke", "se", "per", "pe", "me", "memper", "diper"), ("",)
    ),
    **{"meng": ("", "k"), "meny": ("s",), "mem": ("", "p"), "men": ("", "t"), "menge": ("",)},
    **{
        "peng": ("", "k"),
        "peny": ("s",),
        "pem": ("", "p"),
        "pen": ("", "t"),
        "pra": ("",),
        "antar": ("",),
        "ketidak": ("",),
    },
}


def missing(language: str) -> str:
    """Return why nothing can be checked here; empty if it can."""
    if shutil.which("hunspell") is None:
        return "hunspell is not installed"
    name = DICTIONARIES[language]
    try:
        unknown([], name)
    except subprocess.CalledProcessError:
        return f"hunspell has no dictionary {name}"
    return ""


def unknown(words: Iterable[str], dictionary: str) -> set[str]:
    """Return the words that a dictionary does not have."""
    told = subprocess.run(
        ["hunspell", "-l", "-i", "utf-8", "-d", dictionary],
        input="\n".join(words) + "\n",
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return set(told.stdout.split())


def prose(language: str) -> list[Said]:
    """Return what lessons and their items say in a language; references name works in any language."""
    told = [(at, text) for at, text in lessons(language) if not at.endswith("-references")]
    for page in sorted((ROOT / "notebooks" / "items").glob("*.yaml")):
        content = yaml.load(page.read_text(encoding="utf-8"), yaml.BaseLoader)
        told += [(f"{page.name} {at}", text) for at, text in _in_both(content, language, "")]
    return told + exercises(language)


def exercises(language: str) -> list[Said]:
    """Return what exercises say in a language: items, keys, case files, notebooks, guides and other texts."""
    told = []
    for path in sorted((ROOT / "exercises").rglob("*")):
        at = "/".join(path.parts[-2:] if path.parent.name != "instructor" else path.parts[-3:])
        if path.suffix == ".yaml" and path.name != "typical.yaml":
            content = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
            told += [(f"{at} {place}", text) for place, text in _in_both(content, language, "")]
        elif path.name.endswith(f".{language}.md"):
            told.append((at, path.read_text(encoding="utf-8")))
        elif path.name.endswith(f".{language}.ipynb"):
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            said = [cell for cell in cells if cell["cell_type"] == "markdown"]
            told += [(f"{at} {cell['id']}", "".join(cell["source"])) for cell in said]
    return told


def _in_both(content: Any, language: str, at: str) -> Iterator[Said]:
    """Yield the texts of a page in one language; the id of an item is no Indonesian."""
    if isinstance(content, dict) and content.keys() == {"id", "en"}:
        yield at, content[language]
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from _in_both(value, language, content.get("id", at) if key != "title" else key)
    elif isinstance(content, list):
        for one in content:
            yield from _in_both(one, language, at)


def words_in(text: str) -> Iterator[str]:
    """Yield the words of a text; abbreviations in capitals are none."""
    for found in WORD.findall(NO_PROSE.sub(" ", text.replace("’", "'"))):
        if len(found.removesuffix("'s")) > 1 and not found.isupper():
            yield found


def stems(word: str) -> Iterator[str]:
    """Yield what an Indonesian word may come from: without suffixes, without prefixes, or without both."""
    short = {word}
    for _ in range(3):
        short |= {one[: -len(end)] for one in short for end in SUFFIXES if one.endswith(end)}
    for _ in range(2):
        short |= {
            first + one.removeprefix(prefix)
            for one in short
            for prefix, letters in PREFIXES.items()
            if one.startswith(prefix)
            for first in letters
        }
    yield from (one for one in short if len(one) > 2)  # shorter ones are words by chance


def misspelt(texts: Iterable[Said], language: str) -> dict[str, str]:
    """Return the words that neither dictionary nor word list have, with the first place of each."""
    places: dict[str, str] = {}
    for at, text in texts:
        for word in words_in(text):
            places.setdefault(word, at)
    own = {*(ROOT / "tests" / "words" / f"{language}.txt").read_text(encoding="utf-8").split()}
    left = {word for word in unknown(places, DICTIONARIES[language]) if not _listed(word, own)}
    if language == "id":
        of = {word: {*stems(word.casefold())} for word in left}
        strange = unknown({one for every in of.values() for one in every}, DICTIONARIES["id"])
        left = {word for word in left if not any(one not in strange or one in own for one in of[word])}
    return {word: places[word] for word in sorted(left, key=str.casefold) if word in places}


def _listed(word: str, own: set[str]) -> bool:
    small = word.casefold()
    return small in own or small.removesuffix("'s") in own


if __name__ == "__main__":
    for language in DICTIONARIES:
        for word, at in misspelt(prose(language), language).items():
            print(f"{language}  {word}  ({at})")
