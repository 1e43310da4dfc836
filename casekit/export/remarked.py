"""A page with remarks becomes a Word document whose remarks are Word's own comments."""

from nbformat.v4 import new_notebook

from casekit import vocab
from casekit.export.convert import pandoc
from casekit.export.notebook import about
from casekit.export.room import own_room
from casekit.export.wordfile import finished, reference, word_language

__all__ = ["remarked_docx"]


def remarked_docx(page: str, title: str) -> bytes:
    """Return HTML of our own as a Word document; spans of the class ``comment-start`` become comments.

    Parameters
    ----------
    page : str
        HTML in which every text that is not ours is escaped, as `casekit.report.record` returns it.
    title : str
        The title in the properties of the document.

    Raises
    ------
    ExportError
        If pandoc is missing or fails.

    Examples
    --------
    >>> remarked_docx("<p>Klien D</p>", "D")[:2]
    b'PK'
    """
    notebook = new_notebook(metadata={"lang": vocab.language(), "title": title})  # type: ignore[no-untyped-call]
    told = about(notebook, title)
    with own_room() as room:
        (room / "reference.docx").write_bytes(reference(told, room))
        options = ["--from=html", "--to=docx", "--reference-doc=reference.docx", "--output=-"]
        made = pandoc([*options, f"--metadata=lang:{word_language(told)}"], page.encode(), room, told.words)
    return finished(made, title, told)
