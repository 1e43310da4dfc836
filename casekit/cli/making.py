"""What is made of notebooks, with progress: one that fails stops none of the others."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casekit.cli.running import Running
from casekit.errors import CasekitError, ExportError
from casekit.store.names import expanded
from casekit.store.outputs import free, publish
from casekit.vocab import say


@dataclass(frozen=True)
class Made:
    """What was made of a notebook: PDFs by where they go, what is to be said, and whether it is private."""

    files: dict[Path, bytes]
    remarks: list[str] = field(default_factory=list)
    private: bool = True


def targets(paths: Sequence[Path], to: Path | None, ending: str = ".pdf") -> dict[Path, Path]:
    """Return for each file that is made the notebook it is made of."""
    sources: dict[Path, Path] = {}
    to = expanded(to) if to else None
    for path in map(expanded, paths):
        for notebook in _notebooks(path):
            within = notebook.relative_to(path) if path.is_dir() else Path(notebook.name)
            target = (to / within) if to else notebook
            target = target.with_name(f"{target.stem}{ending}")
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


def make_all(
    sources: dict[Path, Path],
    make: Callable[[Path, Path], Made],
    *,
    running: Running,
    jobs: int,
    force: bool = False,
) -> int:
    """Make all files with progress, and return the exit code.

    Parameters
    ----------
    sources : dict
        For each file the notebook it is made of.
    make : callable
        Makes what belongs to a notebook and a file.
    running : Running
        Which notebooks are run.
    jobs : int
        How many are made at the same time.
    force : bool
        Overwrite what is there already.
    """
    from casekit.export import kernel, limits  # noqa: PLC0415 - `casekit new` and `--help` need not wait
    from casekit.export.room import undisturbed  # noqa: PLC0415

    limits.start()
    count = len(sources)
    run, known = running.plan(sources.values())
    print(say("cli.working", count=count, run=run, printed=count - run), flush=True)
    failed = 0
    inputs = tuple(sources.values())

    def one(source: Path, target: Path) -> tuple[float, list[str]]:
        free(target, inputs=inputs, force=force)  # before a long run
        began = time.perf_counter()
        made = make(source, target)
        with undisturbed():
            for path, content in made.files.items():
                publish(content, path, private=made.private, inputs=inputs, force=force)
        return time.perf_counter() - began, made.remarks

    with kernel.prepared(known), ThreadPoolExecutor(max_workers=jobs) as workers:
        at_work = {
            workers.submit(one, source, target): (source, target) for target, source in sources.items()
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
