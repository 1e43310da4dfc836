"""``casekit report``: the reports and forms of a case."""

import sys
from pathlib import Path

import casekit
from casekit.cli.output import put
from casekit.errors import ExportError
from casekit.vocab import say

__all__ = ["make_report"]


def make_report(file: Path, kind: str, to: str, output: Path | None, template: Path | None) -> None:
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
    put(content, target)
    print(say("cli.report_done", target=target))
    for remark in remarks:
        print(say("cli.remark", remark=remark), file=sys.stderr)
