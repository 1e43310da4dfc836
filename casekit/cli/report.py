"""``casekit report``: the reports and forms of a case."""

from pathlib import Path

import casekit
from casekit.cli.output import tell, with_ending
from casekit.cli.running import Running, read
from casekit.errors import ExportError
from casekit.store.names import expanded
from casekit.store.outputs import free, publish
from casekit.store.work import case_of_name
from casekit.vocab import say


def make_report(
    file: Path,
    kind: str,
    to: str,
    output: Path | None,
    template: Path | None,
    *,
    running: Running,
    seconds: float,
    force: bool = False,
) -> None:
    """Write a report or form beside its case file or notebook, or where asked."""
    if to not in ("pdf", "docx", "ipynb"):
        raise ExportError(say("cli.report_formats", to=to))
    import nbformat  # noqa: PLC0415 - `casekit new` and `--help` need not wait for these

    from casekit import export, report, store  # noqa: PLC0415
    from casekit.export import trust  # noqa: PLC0415
    from casekit.export.room import undisturbed  # noqa: PLC0415

    file, template = case_of_name(expanded(file)), expanded(template) if template else None
    written = file.suffix == ".ipynb"  # a report that somebody went on writing
    bundled = store.is_case_study(file)
    name = file.stem if written else f"{file.stem}-{kind}"
    target = with_ending(output or (Path() if bundled else file.parent) / f"{name}.{to}", f".{to}")
    inputs = [file, *report.template_files(template)]
    free(target, inputs=inputs, force=force)
    said: list[str] = []
    if written:
        notebook, said, _ = running.result(read(file), file.absolute().parent)
    else:
        paper = to != "ipynb"
        notebook = report.write(
            casekit.load(file), kind, folder=target.parent, template=template, paper=paper
        )
        said = [missing] if (missing := notebook.metadata.casekit.get("missing")) else []
    remarks: list[str] = []
    if to == "ipynb":
        content = nbformat.writes(notebook).encode()  # type: ignore[no-untyped-call]
        if not (bundled or written or report.reaches(target.parent, file)):
            remarks = [say("report.elsewhere", file=file.name, target=target.name)]
    else:
        made = export.to_pdf if to == "pdf" else export.to_docx
        folder = file.absolute().parent if written else None
        content, remarks = made(notebook, name=target.stem, folder=folder, no_input=True, seconds=seconds)
    with undisturbed():
        publish(content, target, private=not bundled, inputs=inputs, force=force)
    if to == "ipynb" and not written:
        trust.remember(notebook)
    print(say("cli.report_done", target=target))
    tell([*said, *remarks])
