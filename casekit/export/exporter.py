"""The nbconvert exporter: `jupyter nbconvert --to casepdf`, and Casepdf in JupyterLab's export menu."""

import copy
from pathlib import Path
from typing import Any

from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import NotebookNode, ValidationError
from traitlets import Enum, Unicode, default

from casekit.errors import ExportError
from casekit.export.document import to_pdf
from casekit.export.editions import EDITIONS
from casekit.export.forms import with_current_forms, without_names
from casekit.export.limits import start
from casekit.export.notebook import read_notebook
from casekit.export.trust import edition_of
from casekit.modules import installed_modules
from casekit.vocab import say

__all__ = ["CasePDFExporter"]


class CasePDFExporter(TemplateExporter):
    """Exports a notebook as an accessible, well-typeset PDF, without LaTeX and without a browser.

    The usual options of nbconvert hold (``--no-input``, tags that remove cells, ``--execute``). What the
    PDF shows differently from the notebook is logged, a sentence each.
    """

    export_from_notebook = "Casepdf"
    output_mimetype = "application/pdf"
    edition = Enum(
        EDITIONS,
        default_value=None,
        allow_none=True,
        help="Show all code (working), or leave out what only shows something (reading; so for the lessons).",
    ).tag(config=True)
    template_name = Unicode("base").tag(config=True, affects_template=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    @default("template_file")
    def _template_file_default(self) -> str:
        return "null.j2"

    def from_filename(  # type: ignore[override] # a PDF is bytes
        self, filename: str, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the PDF of a notebook file and its resources."""
        start()
        with installed_modules():
            return self._from_file(Path(filename), resources, **options)

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the PDF of a notebook and its resources."""
        with installed_modules():
            return self._from_node(nb, resources, **options)

    def _from_file(
        self, path: Path, resources: dict[str, Any] | None, **options: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Read a notebook and return its PDF."""
        resources = {**(resources or {})}
        resources["metadata"] = {
            **(resources.get("metadata") or {}),
            "name": path.stem,
            "path": str(path.parent),
        }
        try:
            notebook = read_notebook(path)
        except ExportError as error:
            raise self._leaving(error) from None
        return self._from_node(notebook, resources, **options)

    def _from_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None, **options: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Run the preprocessors and return the PDF."""
        runs = any(isinstance(step, ExecutePreprocessor) and step.enabled for step in self._preprocessors)
        edition = self.edition or edition_of(nb)
        nb = without_names(copy.deepcopy(nb))
        # The grandparent runs the preprocessors; the parent would fill in a template.
        try:
            notebook, resources = super(TemplateExporter, self).from_notebook_node(nb, resources, **options)
        except ValidationError as error:
            name = (resources or {}).get("metadata", {}).get("name", "")
            reason = str(error).splitlines()[0]
            raise self._leaving(
                ExportError(say("export.error.malformed", file=name, reason=reason))
            ) from None
        metadata = resources.get("metadata") or {}
        folder = Path(metadata["path"] or ".") if "path" in metadata else None
        if runs and folder:
            notebook = with_current_forms(notebook, folder)
        try:
            pdf, remarks = to_pdf(
                self._chosen(notebook),
                name=str(metadata.get("name") or ""),
                folder=folder,
                no_input=self.exclude_input,
                edition=edition,
            )
        except ExportError as error:
            raise self._leaving(error) from None
        for remark in remarks:
            self.log.warning("%s", remark)
        resources.pop("outputs", None)
        resources["output_extension"] = ".pdf"
        return pdf, resources

    def _chosen(self, notebook: NotebookNode) -> NotebookNode:
        """Return the notebook without the kinds of cells and the outputs that options leave out."""
        left_out = {
            "code": self.exclude_code_cell,
            "markdown": self.exclude_markdown,
            "raw": self.exclude_raw,
        }
        notebook.cells = [cell for cell in notebook.cells if not left_out.get(cell.cell_type)]
        if self.exclude_output:
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.outputs = []
        return notebook

    def _leaving(self, error: ExportError) -> BaseException:
        """Return what ends the command with one sentence; elsewhere (JupyterLab) the error itself."""
        from traitlets.config import Application  # noqa: PLC0415 - only when something went wrong

        if Application.initialized() and Application.instance().name == "jupyter-nbconvert":
            self.log.error("%s", error)
            return SystemExit(1)
        return error
