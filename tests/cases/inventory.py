"""Our own inventory of what the sources state, and whether it stands in a case file or in the vocabulary."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import yaml

import casekit
from casekit import vocab
from casekit.model import Bilingual, Concept, Part

FOLDER = Path(__file__).with_name("inventory")
FRAMES = Path(__file__).parents[2] / "datasets" / "frames"


class Place(NamedTuple):
    """A part, text or value of a case, with the basis that holds there."""

    what: Any
    basis: str | None


class Term(Concept):
    """A word of the vocabulary in both languages, with its explanation."""

    id: str


class Words:
    """The vocabulary: ``Words().ethic`` is the list of its terms."""

    def __getattr__(self, scheme: str) -> list[Term]:
        return [
            Term(
                id=code,
                term=_both(vocab.label, scheme, code),
                text=_both(vocab.about, scheme, code),
                basis="documented",
            )
            for code in vocab.codes(scheme)
        ]


def entries(name: str) -> list[dict[str, Any]]:
    """Return the facts that a source states."""
    return yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


def source(name: str) -> Any:
    """Return the bundled case of this name, or the frame that belongs to no client, with the vocabulary."""
    if name in casekit.case_studies():
        return casekit.load(casekit.case_study(name))
    frame = yaml.load(
        (FRAMES / f"{name.removeprefix('e-')}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    told = [*frame["concepts"], *frame["graduation"]]
    return SimpleNamespace(vocab=Words(), concepts=[Concept(**concept) for concept in told])


def wrong(case: Any, entry: dict[str, Any]) -> str | None:
    """Return what is wrong with a fact in a case, or None if it stands there as the source has it."""
    try:
        there = places(case, entry["at"])
    except LookupError as error:
        return f"nothing stands at {entry['at']}: {error}"
    if never := entry.get("never"):
        said = [text for place in there for text in texts(place.what)]
        return next((f"it says {text}" for text in said if _says(text, never, any)), None)
    if "count" in entry:
        return None if len(there) == entry["count"] else f"there are {len(there)}"
    if any(_holds(place, entry) for place in there):
        return None
    return "there stands " + " | ".join(_shown(place, entry) for place in there)


def places(case: Any, at: str) -> list[Place]:
    """Return what stands at a place such as ``people.client.note``; a list gives all its items."""
    found: Any = case
    basis = None
    for step in at.split(".") if at else []:
        found = _item(found, step) if isinstance(found, list) else getattr(found, step)
        basis = getattr(found, "basis", basis)
    items = found if isinstance(found, list) else [found]
    return [Place(item, getattr(item, "basis", basis)) for item in items]


def texts(what: Any) -> Iterator[Bilingual]:
    """Yield every text inside a part."""
    if isinstance(what, Bilingual):
        yield what
    elif isinstance(what, list):
        for item in what:
            yield from texts(item)
    elif isinstance(what, Part):
        for name in type(what).model_fields:
            yield from texts(getattr(what, name))


def _both(words: Any, *codes: str) -> Bilingual:
    return Bilingual(**{language: words(*codes, language) for language in vocab.LANGUAGES})


def _item(parts: list[Any], id: str) -> Any:
    return {part.id: part for part in parts}[id]


def _holds(place: Place, entry: dict[str, Any]) -> bool:
    values = all(getattr(place.what, name) == value for name, value in entry.get("is", {}).items())
    basis = place.basis in (None, entry["basis"])
    own = _together(place.what)
    return values and basis and ("id" not in entry or _says(own, entry, all))


def _together(what: Any) -> Bilingual:
    """Join the texts that stand in a part itself, since a fact may be spread over two of them."""
    if isinstance(what, Bilingual):
        return what
    fields = [getattr(what, name) for name in type(what).model_fields]
    own = [text for field in fields for text in (field if isinstance(field, list) else [field])]
    said = [text for text in own if isinstance(text, Bilingual)]
    return Bilingual(id="\n".join(text.id for text in said), en="\n".join(text.en for text in said))


def _says(text: Bilingual, words: dict[str, str], both: Any) -> bool:
    flags = re.I | re.S | re.M
    return both(re.search(words[code], getattr(text, code), flags) for code in ("id", "en"))


def _shown(place: Place, entry: dict[str, Any]) -> str:
    values = {name: getattr(place.what, name, "?") for name in entry.get("is", {})}
    text = _together(place.what) if isinstance(place.what, Part) else place.what
    return f"{values or ''} ({place.basis}) {getattr(text, 'id', text)} / {getattr(text, 'en', '')}"
