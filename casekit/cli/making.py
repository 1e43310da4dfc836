"""What is made of notebooks, with progress: one that fails stops none of the others."""

import os
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from casekit.cli.output import sentence, tell
from casekit.cli.running import Running
from casekit.errors import ExportError
from casekit.store.names import expanded
from casekit.store.outputs import free, publish
from casekit.vocab import say

_N = TypeVar("_N")
_T = TypeVar("_T")


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
    """Yield a notebook, or those below a folder."""
    if path.is_dir():
        yield from notebooks_below(path)
    elif not path.exists():
        raise ExportError(say("cli.missing", path=path))
    elif path.suffix != ".ipynb":
        raise ExportError(say("cli.no_notebook", path=path))
    else:
        yield path


def notebooks_below(folder: Path) -> Iterator[Path]:
    """Yield the notebooks below a folder in the order of their names, without Jupyter's own copies."""
    for notebook in sorted(folder.rglob("*.ipynb")):
        if not any(part.startswith(".") for part in notebook.relative_to(folder).parts):
            yield notebook


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
    inputs = tuple(sources.values())

    def one(source: Path, target: Path) -> list[str]:
        free(target, inputs=inputs, force=force)  # before a long run
        made = make(source, target)
        with undisturbed():
            for path, content in made.files.items():
                publish(content, path, private=made.private, inputs=inputs, force=force)
        return made.remarks

    def told(target: Path) -> dict[str, Any]:
        return {"source": sources[target], "target": target}

    with kernel.prepared(known):
        made = one_after_the_other(
            sources, lambda target: one(sources[target], target), jobs, "cli.done", told, lambda made: made
        )
    failed = count - len(made)
    if failed:
        print(say("cli.some_failed", done=count - failed, failed=failed), file=sys.stderr)
    else:
        print(say("cli.all_done", done=count))
    return 1 if failed else 0


def one_after_the_other(
    names: Collection[_N],
    make: Callable[[_N], _T],
    jobs: int,
    key: str,
    told: Callable[[_N], dict[str, Any]] = lambda name: {"source": name},
    remarks: Callable[[_T], Sequence[str]] = lambda made: (),
) -> dict[_N, _T]:
    """Return what was made of each name, without those that failed; progress and failures are said.

    Parameters
    ----------
    names : collection
        Of what something is made.
    make : callable
        Makes it.
    jobs : int
        How many are made at the same time.
    key : str
        The sentence that says that one is done.
    told : callable
        Returns what the sentence says of a name.
    remarks : callable
        Returns what is to be said about what was made.
    """
    made: dict[_N, _T] = {}

    def timed(name: _N) -> tuple[float, _T]:
        began = time.perf_counter()
        result = make(name)
        return time.perf_counter() - began, result

    with ThreadPoolExecutor(max_workers=jobs) as workers:
        at_work = {workers.submit(timed, name): name for name in names}
        for number, done in enumerate(as_completed(at_work), start=1):
            name = at_work[done]
            place = {"number": number, "count": len(names), **told(name)}
            if problem := done.exception():
                print(say("cli.failed", problem=sentence(problem), **place), file=sys.stderr, flush=True)
                continue
            took, made[name] = done.result()
            print(say(key, seconds=f"{took:.1f}", **place), flush=True)
            tell(remarks(made[name]))
    return made
