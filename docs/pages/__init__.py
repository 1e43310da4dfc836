"""The pages of the reference that are made from casekit itself, as reStructuredText by their names."""

from collections.abc import Iterator
from pathlib import Path

from casekit import vocab
from docs.pages import codes, command, coverage, fields, forms, gallery, handbook, names

__all__ = ["write"]


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every page with its name; pictures go to the folder."""
    for room in (names, gallery, forms, fields, codes, coverage, handbook, command):
        yield from room.pages(folder)


def write(folder: Path) -> None:
    """Write all pages; one that says the same as before stays as it is, so that it is not set anew."""
    with vocab.in_language("en"):
        made = {folder / _file(name): text for name, text in pages(folder)}
    for old in {*folder.rglob("*.rst"), *folder.rglob("*.md")} - made.keys():
        old.unlink()
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def _file(name: str) -> str:
    """Return the file of a page; one that is Markdown says so in its name."""
    return name if name.endswith(".md") else f"{name}.rst"
