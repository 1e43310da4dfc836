"""``casekit book``: all lessons of a language as one PDF, or as web pages that need no internet."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import casekit
from casekit import vocab
from casekit.cli.lessons import shelf
from casekit.cli.making import notebooks_below, one_after_the_other
from casekit.cli.output import tell
from casekit.cli.running import Running, read
from casekit.store.names import expanded
from casekit.store.outputs import free, publish
from casekit.vocab import say

if TYPE_CHECKING:
    from casekit.export.book import Chapter

_SECONDS_PER_LESSON = 60  # so that a slow machine has time to typeset all of them


def make_book(to: Path | None, *, as_pages: bool, jobs: int, seconds: float, force: bool = False) -> int:
    """Run all lessons of the current language and write the book; 1 if a lesson fails."""
    from casekit import export  # noqa: PLC0415 - `--help` need not wait for it
    from casekit.export.book import book, in_order  # noqa: PLC0415

    home = shelf() / vocab.language()
    folder = expanded(to) if to else Path()
    target = folder / say("book.folder" if as_pages else "book.file")
    sources = {name: home / f"{name}.ipynb" for name in in_order(_names(home))}
    inputs = tuple(sources.values())
    first = target / "index.html" if as_pages else target
    free(first, inputs=inputs, force=force)  # before a long run
    chapters = _chapters(sources, jobs)
    if chapters is None:
        return 1
    about = say("book.edition", version=casekit.__version__)
    began = time.perf_counter()
    print(say("cli.book_typesetting"), flush=True)
    if as_pages:
        made, remarks = _pages(chapters, about, seconds)
    else:
        whole = book(chapters, vocab.language(), about)
        most = seconds + _SECONDS_PER_LESSON * len(chapters)
        pdf, remarks = export.to_pdf(whole, name=target.stem, edition="reading", seconds=most)
        made = {target.name: pdf}
    for name, content in made.items():
        place = target / name if as_pages else target
        publish(content, place, private=False, inputs=inputs, force=force)
    print(say("cli.book_done", target=first, seconds=f"{time.perf_counter() - began:.1f}"))
    tell(remarks)
    return 0


def _names(home: Path) -> list[str]:
    """Return the names of all lessons of a language."""
    return [path.relative_to(home).with_suffix("").as_posix() for path in notebooks_below(home)]


def _chapters(sources: Mapping[str, Path], jobs: int) -> "list[Chapter] | None":
    """Return the lessons, run; None if one of them failed, which was said."""
    from casekit.export import kernel, limits  # noqa: PLC0415
    from casekit.export.book import Chapter  # noqa: PLC0415

    limits.start()
    running = Running()
    run, known = running.plan(sources.values())
    print(say("cli.book_running", count=len(sources), run=run), flush=True)

    def make(name: str) -> "Chapter":
        folder = sources[name].absolute().parent
        return Chapter(name, running.result(read(sources[name]), folder)[0])

    with kernel.prepared(known):
        made = one_after_the_other(sources, make, jobs, "cli.book_run")
    return [made[name] for name in sources] if len(made) == len(sources) else None


def _pages(chapters: "Sequence[Chapter]", about: str, seconds: float) -> tuple[dict[str, bytes], list[str]]:
    """Return the web pages of the book by their names, and remarks."""
    from casekit.export.web import to_page  # noqa: PLC0415
    from casekit.export.webbook import for_the_web, web_book  # noqa: PLC0415

    names = [chapter.name for chapter in chapters]
    contents: dict[str, str] = {}
    said: list[str] = []
    for number, chapter in enumerate(chapters, start=1):
        lesson = for_the_web(chapter, number, names)
        contents[chapter.name], remarks = to_page(lesson, name=chapter.name, seconds=seconds)
        said += [f"{chapter.name}: {remark}" for remark in remarks]
    return web_book(chapters, contents, vocab.language(), about), said
