"""``casekit pdf``: notebooks to PDFs, with progress; one that fails stops none of the others."""

import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from casekit.cli.output import put
from casekit.errors import CasekitError, ExportError
from casekit.vocab import say

__all__ = ["make_pdfs", "targets"]


def targets(paths: Sequence[Path], to: Path | None) -> dict[Path, Path]:
    """Return for each PDF the notebook it is made of."""
    sources: dict[Path, Path] = {}
    for path in paths:
        for notebook in _notebooks(path):
            within = notebook.relative_to(path) if path.is_dir() else Path(notebook.name)
            target = ((to / within) if to else notebook).with_suffix(".pdf")
            other = sources.setdefault(target, notebook)
            if other.resolve() != notebook.resolve():
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


def make_pdfs(sources: dict[Path, Path], *, execute: bool, no_input: bool, jobs: int) -> int:
    """Make all PDFs with progress; one that fails stops none of the others."""
    count = len(sources)
    print(say("cli.working", count=count), flush=True)
    failed = 0
    with ThreadPoolExecutor(max_workers=jobs) as workers:
        at_work = {
            workers.submit(_make_pdf, source, target, execute, no_input): (source, target)
            for target, source in sources.items()
        }
        try:
            for number, done in enumerate(as_completed(at_work), start=1):
                source, target = at_work[done]
                place: dict[str, Any] = {"number": number, "count": count, "source": source}
                try:
                    seconds, remarks = done.result()
                except CasekitError as problem:
                    failed += 1
                    print(say("cli.failed", problem=problem, **place), file=sys.stderr, flush=True)
                else:
                    print(say("cli.done", target=target, seconds=f"{seconds:.1f}", **place), flush=True)
                    for remark in remarks:
                        print(say("cli.remark", remark=remark), file=sys.stderr, flush=True)
        except KeyboardInterrupt:
            workers.shutdown(wait=False, cancel_futures=True)
            raise
    if failed:
        print(say("cli.some_failed", done=count - failed, failed=failed), file=sys.stderr)
    else:
        print(say("cli.all_done", done=count))
    return 1 if failed else 0


def _make_pdf(source: Path, target: Path, execute: bool, no_input: bool) -> tuple[float, list[str]]:
    """Return how long one PDF took, and what is to be said about it."""
    from casekit import export  # noqa: PLC0415 - `casekit new` and `--help` need not wait for it

    began = time.perf_counter()
    folder = source.absolute().parent
    notebook = export.read_notebook(source)
    if execute:
        notebook = export.execute(notebook, folder, within=Path.cwd())
    pdf, remarks = export.to_pdf(notebook, name=source.stem, folder=folder, no_input=no_input)
    put(pdf, target)
    return time.perf_counter() - began, remarks
