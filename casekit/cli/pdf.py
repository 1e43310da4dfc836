"""``casekit pdf``: notebooks to PDFs, with progress; one that fails stops none of the others."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from casekit.cli.running import Running, read
from casekit.errors import CasekitError, ExportError
from casekit.store.names import expanded
from casekit.store.outputs import free, publish
from casekit.vocab import say


def targets(paths: Sequence[Path], to: Path | None) -> dict[Path, Path]:
    """Return for each PDF the notebook it is made of."""
    sources: dict[Path, Path] = {}
    to = expanded(to) if to else None
    for path in map(expanded, paths):
        for notebook in _notebooks(path):
            within = notebook.relative_to(path) if path.is_dir() else Path(notebook.name)
            target = ((to / within) if to else notebook).with_suffix(".pdf")
            other = sources.setdefault(target, notebook)
            if os.path.realpath(other) != os.path.realpath(notebook):  # also of links in a circle
                raise ExportError(say("cli.same_name", first=other, second=notebook, target=target))
    if not sources:
        raise ExportError(say("cli.nothing", paths=", ".join(str(path.absolute()) for path in paths)))
    return sources


def _notebooks(path: Path) -> Iterator[Path]:
    """Yield a notebook, or those below a folder without Jupyter's own copies."""
    if path.is_dir():
        for notebook in sorted(path.rglob("*.ipynb")):
            if not any(part.startswith(".") for part in notebook.relative_to(path).parts):
                yield notebook
    elif not path.exists():
        raise ExportError(say("cli.missing", path=path))
    elif path.suffix != ".ipynb":
        raise ExportError(say("cli.no_notebook", path=path))
    else:
        yield path


def make_pdfs(
    sources: dict[Path, Path],
    *,
    running: Running,
    no_input: bool,
    edition: str | None,
    jobs: int,
    seconds: float,
    force: bool = False,
) -> int:
    """Make all PDFs with progress; one that fails stops none of the others."""
    from casekit.export import kernel, limits  # noqa: PLC0415 - `casekit new` and `--help` need not wait
    from casekit.export.editions import checked_edition  # noqa: PLC0415
    from casekit.export.room import undisturbed  # noqa: PLC0415

    if edition is not None:
        checked_edition(edition)
    limits.start()
    count = len(sources)
    run, known = running.plan(sources.values())
    print(say("cli.working", count=count, run=run, printed=count - run), flush=True)
    failed = 0
    inputs = tuple(sources.values())

    def make(source: Path, target: Path) -> tuple[float, list[str]]:
        free(target, inputs=inputs, force=force)  # before a long run
        began = time.perf_counter()
        pdf, remarks, private = _made(source, running, no_input, edition, seconds)
        with undisturbed():
            publish(pdf, target, private=private, inputs=inputs, force=force)
        return time.perf_counter() - began, remarks

    with kernel.prepared(known), ThreadPoolExecutor(max_workers=jobs) as workers:
        at_work = {
            workers.submit(make, source, target): (source, target) for target, source in sources.items()
        }
        for number, done in enumerate(as_completed(at_work), start=1):
            source, target = at_work[done]
            place: dict[str, Any] = {"number": number, "count": count, "source": source}
            if problem := done.exception():
                failed += 1
                print(say("cli.failed", problem=_said(problem), **place), file=sys.stderr, flush=True)
                continue
            took, remarks = done.result()
            print(say("cli.done", target=target, seconds=f"{took:.1f}", **place), flush=True)
            for remark in remarks:
                print(say("cli.remark", remark=remark), file=sys.stderr, flush=True)
    if failed:
        print(say("cli.some_failed", done=count - failed, failed=failed), file=sys.stderr)
    else:
        print(say("cli.all_done", done=count))
    return 1 if failed else 0


def _said(problem: BaseException) -> str:
    """Return one sentence for whatever went wrong with a notebook."""
    if isinstance(problem, CasekitError):
        return str(problem)
    reason = " ".join(f"{type(problem).__name__}: {problem}".split())[:200]
    return say("cli.unforeseen", reason=reason)


def _made(
    source: Path, running: Running, no_input: bool, edition: str | None, seconds: float
) -> tuple[bytes, list[str], bool]:
    """Return the PDF of a notebook, what is to be said about it, and whether it is private."""
    from casekit import export  # noqa: PLC0415
    from casekit.export import trust  # noqa: PLC0415

    folder = source.absolute().parent
    given = read(source)
    notebook, said, private = running.result(given, folder)
    edition = edition or trust.edition_of(given)
    pdf, remarks = export.to_pdf(
        notebook, name=source.stem, folder=folder, no_input=no_input, edition=edition, seconds=seconds
    )
    return pdf, [*said, *remarks], private
