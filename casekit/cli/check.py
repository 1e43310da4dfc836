"""``casekit check``: what a supervisor would ask about case files, in a terminal or for other programs."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from casekit.cli.output import tell, with_ending
from casekit.errors import CaseFileError, CasekitError, UnknownCodeError
from casekit.store.names import expanded, is_beside
from casekit.store.outputs import free, publish
from casekit.vocab import codes, nearest, say, seen, unknown_code

if TYPE_CHECKING:
    from casekit.check import Point, formats

FORMATS = ("table", "json", "sarif", "csv", "html", "docx")
_OPEN_WARNINGS, _OPEN_ERRORS, _UNREAD = 3, 4, 1
_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True)
class Asked:
    """What is asked of the files: which rules and stages, and in which format it is told.

    As a hook before a commit only errors count, and other YAML files of the repository are passed over.
    """

    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    strict: bool = False
    stage: str | None = None
    format: str = "table"
    output: Path | None = None
    hook: bool = False


def explain_rule(code: str, output: Path | None = None, *, force: bool = False) -> int:
    """Print what a rule asks, why, and how to correct it; of all rules as a handbook, also to print."""
    from casekit.check import formats  # noqa: PLC0415 - `casekit new` and `--help` need not wait for it
    from casekit.check.rules import rules  # noqa: PLC0415

    if code.strip().lower() == "all":
        from casekit.check import handbook  # noqa: PLC0415

        if output is None:
            print(handbook(), end="")
        else:
            _print_handbook(handbook(), output, force)
        return 0
    own = code.strip().upper()
    if own not in {*rules(), "C900"}:
        near = nearest(own, rules()) or [*rules()][:3]
        raise UnknownCodeError(say("check.unknown_rule", code=code, near=", ".join(near)))
    print(formats.explain(own))
    return 0


def _print_handbook(text: str, output: Path, force: bool) -> None:
    """Write the handbook as PDF, Word or Markdown, by the ending of its file."""
    from nbformat.v4 import new_markdown_cell, new_notebook  # noqa: PLC0415 - only this needs them

    from casekit import export, vocab  # noqa: PLC0415

    makers = {".pdf": export.to_pdf, ".docx": export.to_docx}
    target = output if output.suffix in (*makers, ".md") else with_ending(output, ".pdf")
    free(target, inputs=[], force=force)
    content = text.encode()
    if make := makers.get(target.suffix):
        parts = text.split("\n## ")
        cells = [new_markdown_cell(parts[0]), *(new_markdown_cell(f"## {part}") for part in parts[1:])]  # type: ignore[no-untyped-call]
        about = {"lang": vocab.language(), "casekit": {"contents": "chapters"}}
        notebook = new_notebook(cells=cells, metadata=about)  # type: ignore[no-untyped-call]
        content, _ = make(notebook, name=target.stem)
    publish(content, target, private=False, inputs=[], force=force)
    print(say("cli.report_done", target=target))


def check_files(paths: Sequence[Path], asked: Asked, *, force: bool = False) -> int:
    """Check files and folders, tell what was found, and return the exit code by the gravest open point."""
    from casekit.check import formats  # noqa: PLC0415

    if asked.format not in FORMATS:
        raise UnknownCodeError(say("cli.check_formats", to=asked.format, formats=", ".join(FORMATS)))
    if asked.stage is not None and asked.stage not in codes("stage"):
        raise UnknownCodeError(unknown_code("stage", asked.stage))
    if asked.format == "docx":
        return _remarked(paths, asked, force)
    target = _target(paths, asked, force)
    checked = [one for path in paths for one in _checked(expanded(path), asked)]
    makers: dict[str, Callable[[Sequence[formats.Checked]], str]] = {
        "json": formats.as_json,
        "sarif": formats.as_sarif,
        "csv": formats.as_csv,
        "html": formats.as_html,
        "table": _stopping if asked.hook else _told,
    }
    text = makers[asked.format](checked)
    if target:
        publish(text.encode(), target, inputs=paths, force=force)
        print(say("cli.report_done", target=target))
    else:
        print(text, end="" if text.endswith("\n") or not text else "\n")
    tell(line for one in checked for line in (one.problem, one.remark) if line)
    code = _exit_code(checked)
    return 0 if asked.hook and code == _OPEN_WARNINGS else code


def _remarked(paths: Sequence[Path], asked: Asked, force: bool) -> int:
    """Write the record of one case as a Word document with the points as comments beside it."""
    from casekit import export, report, store  # noqa: PLC0415 - only this format needs them
    from casekit.check import check  # noqa: PLC0415

    if len(paths) != 1 or expanded(paths[0]).is_dir():
        raise CasekitError(say("cli.check_one_record"))
    path = expanded(paths[0])
    bundled = store.is_case_study(path)
    beside = Path() if bundled else path.parent
    target = with_ending(asked.output or beside / f"{path.stem}-check.docx", ".docx")
    free(target, inputs=paths, force=force)
    case = store.load(path)
    points = _at_stage(check(case, select=asked.select, ignore=asked.ignore, strict=asked.strict), asked)
    made = export.remarked_docx(report.record(case, points), str(case.title))
    publish(made, target, private=not bundled, inputs=paths, force=force)
    print(say("cli.report_done", target=target))
    return _exit_code_of(points)


def _at_stage(points: list["Point"], asked: Asked) -> list["Point"]:
    """Return the points of the stage that is asked for."""
    return [point for point in points if asked.stage in (None, point.stage)]


def _target(paths: Sequence[Path], asked: Asked, force: bool) -> Path | None:
    if asked.output is None:
        return None
    ending = "txt" if asked.format == "table" else asked.format
    target = with_ending(asked.output, f".{ending}")
    free(target, inputs=paths, force=force)
    return target


def _exit_code(checked: Sequence["formats.Checked"]) -> int:
    if any(one.problem for one in checked):
        return _UNREAD
    return _exit_code_of(point for one in checked for point in one.points)


def _exit_code_of(points: Iterable["Point"]) -> int:
    severities = {point.severity for point in points if not point.explained}
    if "error" in severities:
        return _OPEN_ERRORS
    return _OPEN_WARNINGS if "warning" in severities else 0


def _checked(path: Path, asked: Asked) -> Iterator["formats.Checked"]:
    """Yield each case file of a path with its points; whatever is no case file gets one sentence."""
    if not path.is_dir():
        if not asked.hook or _holds_a_case(path):
            yield _of_file(path, asked)
        return
    found = [*_files(path)]
    for own in found:
        if own.is_symlink():
            tell([say("cli.check_link", file=own)])
        elif not _holds_a_case(own):
            tell([say("cli.check_other", file=own)])
        else:
            yield _of_file(own, asked)
    if not found:
        raise CaseFileError(say("cli.check_nothing", path=path), path)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the YAML files below a folder, without hidden ones and copies that casekit keeps."""
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            kept = is_beside(name)
            if name.lower().endswith(_ENDINGS) and not name.startswith(".") and not kept:
                yield Path(at) / name


def _holds_a_case(path: Path) -> bool:
    """Tell whether a file is meant as a case file; one that cannot be read is, so that this is said."""
    from casekit.store.files import read  # noqa: PLC0415

    try:
        return b"schema_version" in read(path)
    except CaseFileError:
        return True


def _of_file(path: Path, asked: Asked) -> "formats.Checked":
    from casekit.check import check, formats  # noqa: PLC0415
    from casekit.store import load_with_lines  # noqa: PLC0415

    try:
        case, lines, remark = load_with_lines(path)
    except CaseFileError as error:
        return formats.Checked(seen(path.as_posix()), problem=" ".join(str(error).split("\n")))
    points = check(case, select=asked.select, ignore=asked.ignore, strict=asked.strict, lines=lines)
    return formats.Checked(seen(path.as_posix()), _at_stage(points, asked), remark=remark)


def _told(checked: Sequence["formats.Checked"]) -> str:
    """Return the points of one file, or the overview of many, for a terminal."""
    from casekit.check import formats, heading, stages  # noqa: PLC0415

    if len(checked) != 1:
        return _overview(checked)
    one = checked[0]
    if one.problem:
        return ""
    if not one.points:
        return say("check.nothing", file=one.file)
    lines = [one.file]
    for stage in stages(one.points):
        if own := [point for point in one.open if point.stage == stage]:
            lines += ["", heading(stage), *(_row(point) for point in own)]
    if explained := [point for point in one.points if point.explained]:
        lines += ["", say("check.explained")]
        for point in explained:
            lines += [_row(point), f"      {say('check.because', None, reason=point.explained)}"]
    return "\n".join([*lines, "", formats.counted(one.points), say("cli.check_explain")])


def _stopping(checked: Sequence["formats.Checked"]) -> str:
    """Return the errors of each file, which stop a commit."""
    lines: list[str] = []
    for one in checked:
        if errors := [point for point in one.open if point.severity == "error"]:
            lines += [one.file, *map(_row, errors), ""]
    return "\n".join([*lines, say("cli.check_one")]) if lines else ""


def _row(point: "Point") -> str:
    line = say("check.line", None, line=point.line) if point.line else ""
    return f"  {point.code} {say(f'check.{point.severity}'):<10} {line:<10} {point.message}"


def _overview(checked: Sequence["formats.Checked"]) -> str:
    """Return a line for each file with its open points by stage; counts, never a mark."""
    from casekit.check import formats, heading, stages  # noqa: PLC0415

    names = stages(point for one in checked for point in one.points)
    heads = [heading(stage) for stage in names]
    width = max((len(one.file) for one in checked), default=0)
    rows = [f"{'':<{width}}  {'  '.join(heads)}"]
    for one in checked:
        open_ = [point.stage for point in one.open]
        counts = [f"{open_.count(stage):>{len(head)}}" for stage, head in zip(names, heads, strict=True)]
        cells = say("cli.check_unread") if one.problem else "  ".join(counts)
        rows.append(f"{one.file:<{width}}  {cells}")
    every = [point for one in checked for point in one.points]
    return "\n".join([*rows, "", formats.counted(every), say("check.no_mark"), say("cli.check_one")])
