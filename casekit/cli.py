"""The casekit command: notebooks to PDF, reports and forms of a case, JupyterLab, new case files."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Annotated, Any

import typer

import casekit
from casekit import vocab
from casekit.errors import CasekitError, ExportError

__all__ = ["main"]

say = vocab.say
UsageError: Any = typer.BadParameter.__base__  # Typer brings its own copy of click or uses click itself


def main() -> None:
    """Run the command; every mistake ends in a sentence and an exit code, never in a traceback."""
    # nbformat loads it through jsonschema to check web addresses, and it takes a second to load.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # old Windows consoles do not know every letter
    sys.exit(run(sys.argv[1:]))


def run(words: Sequence[str]) -> int:
    """Return the exit code of a command: 0 done, 1 something failed, 2 not understood, 130 stopped."""
    try:
        vocab.use_language(_language(words))
        return int(_app()(args=[*words], prog_name="casekit", standalone_mode=False) or 0)
    except CasekitError as error:
        print(error, file=sys.stderr)
        return 1
    except UsageError as error:
        print(say("cli.usage", problem=_problem(error)), file=sys.stderr)
        return 2
    except (KeyboardInterrupt, typer.Abort):
        print(say("cli.stopped"), file=sys.stderr)
        return 130


def _language(words: Sequence[str]) -> str:
    """Return the language asked for, before the help texts are composed in it."""
    asked = os.environ.get("CASEKIT_LANG") or vocab.language()
    for at, word in enumerate(words):
        if word == "--lang" and at + 1 < len(words):
            asked = words[at + 1]
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return asked


def _problem(error: Any) -> str:
    """Return what is wrong with a command line, in the current language."""
    keys = {"NoSuchOption": "option", "MissingParameter": "missing", "BadParameter": "value"}
    key = keys.get(type(error).__name__, "other")
    param = getattr(error, "param", None)
    word = getattr(error, "option_name", None) or (param.opts[0] if param is not None else "")
    return say(f"cli.usage_{key if word else 'other'}", word=word)


def _app() -> typer.Typer:
    """Return the command with its help in the current language."""
    app = typer.Typer(
        help=say("cli.about"), add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )
    language = typer.Option("--lang", help=say("cli.lang"), metavar="id|en")

    @app.callback(invoke_without_command=True)
    def _casekit(
        context: typer.Context,
        lang: Annotated[str, language] = vocab.language(),
        version: Annotated[bool, typer.Option("--version", help=say("cli.version"))] = False,
    ) -> None:
        if version:
            print(f"casekit {casekit.__version__}")
        elif context.invoked_subcommand is None:
            print(context.get_help())

    @app.command("pdf", help=say("cli.pdf"))
    def _pdf(
        paths: Annotated[list[Path] | None, typer.Argument(help=say("cli.pdf_paths"))] = None,
        *,
        to: Annotated[Path | None, typer.Option(help=say("cli.pdf_to"))] = None,
        execute: Annotated[bool, typer.Option(help=say("cli.pdf_execute"))] = True,
        show_input: Annotated[bool, typer.Option("--input/--no-input", help=say("cli.pdf_input"))] = True,
        jobs: Annotated[int, typer.Option(min=1, help=say("cli.pdf_jobs"))] = min(2, os.cpu_count() or 1),
        lang: Annotated[str, language] = vocab.language(),
    ) -> int:
        return _make_pdfs(
            _targets(paths or [Path()], to), execute=execute, no_input=not show_input, jobs=jobs
        )

    @app.command(
        "lab",
        help=say("cli.lab"),
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    )
    def _lab(context: typer.Context, lang: Annotated[str, language] = vocab.language()) -> int:
        return _open_lab(context.args)

    @app.command("report", help=say("cli.report"))
    def _report(
        file: Annotated[Path, typer.Argument(help=say("cli.report_file"))],
        *,
        kind: Annotated[str, typer.Option(help=say("cli.report_kind"))] = "practicum",
        to: Annotated[str, typer.Option(help=say("cli.report_to"), metavar="pdf|docx|ipynb")] = "pdf",
        output: Annotated[Path | None, typer.Option(help=say("cli.report_output"))] = None,
        template: Annotated[Path | None, typer.Option(help=say("cli.report_template"))] = None,
        lang: Annotated[str, language] = vocab.language(),
    ) -> None:
        _make_report(file, kind, to.lower(), output, template)

    @app.command("new", help=say("cli.new"))
    def _new(
        file: Annotated[Path, typer.Argument(help=say("cli.new_file"))],
        lang: Annotated[str, language] = vocab.language(),
    ) -> None:
        path = file if file.suffix else file.with_suffix(".yaml")
        casekit.new_case(path)
        print(say("cli.made", path=path.absolute(), name=path.as_posix()))

    return app


def _targets(paths: Sequence[Path], to: Path | None) -> dict[Path, Path]:
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


def _make_pdfs(sources: dict[Path, Path], *, execute: bool, no_input: bool, jobs: int) -> int:
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
    _put(pdf, target)
    return time.perf_counter() - began, remarks


def _put(content: bytes, target: Path) -> None:
    """Write a file as a whole or not at all."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        part.write_bytes(content)
        part.replace(target)
    except OSError as error:
        raise ExportError(say("cli.unwritable", target=target, reason=error.strerror or error)) from None


def _make_report(file: Path, kind: str, to: str, output: Path | None, template: Path | None) -> None:
    """Write a report or form; a notebook or Word document that is there already may hold somebody's work."""
    if to not in ("pdf", "docx", "ipynb"):
        raise ExportError(say("cli.report_formats", to=to))
    import nbformat  # noqa: PLC0415 - `casekit new` and `--help` need not wait for these

    from casekit import export, report, store  # noqa: PLC0415

    written = file.suffix == ".ipynb"  # a report that somebody went on writing
    name = file.stem if written else f"{file.stem}-{kind}"
    target = output or (Path() if store.is_case_study(file) else file.parent) / f"{name}.{to}"
    if target.exists() and to != "pdf":
        raise ExportError(say("cli.report_exists", target=target))
    if written:
        notebook = export.execute(export.read_notebook(file), file.absolute().parent, within=Path.cwd())
    else:
        notebook = report.write(casekit.load(file), kind, folder=target.parent, template=template)
    remarks: list[str] = []
    if to == "ipynb":
        content = nbformat.writes(notebook).encode()  # type: ignore[no-untyped-call]
    else:
        made = export.to_pdf if to == "pdf" else export.to_docx
        folder = file.absolute().parent if written else None
        content, remarks = made(notebook, name=target.stem, folder=folder, no_input=True)
    _put(content, target)
    print(say("cli.report_done", target=target))
    for remark in remarks:
        print(say("cli.remark", remark=remark), file=sys.stderr)


def _open_lab(words: Sequence[str]) -> int:
    """Open JupyterLab on the start page of the current language and return its exit code."""
    start = Path("notebooks") / vocab.language() / "00_start.ipynb"
    home = next(
        (home for home in (Path.cwd(), Path(__file__).resolve().parents[1]) if (home / start).is_file()), None
    )
    page = [str(start)] if home else []
    if not home:
        print(say("cli.no_lessons"), file=sys.stderr)
    command = [sys.executable, "-m", "jupyter", "lab", *words, *page]
    return subprocess.call(command, cwd=home)  # noqa: S603 - our own interpreter, and what the user typed
