"""Words of the front matter with the names of the template in them, or dots to fill in by hand."""

import re
from collections.abc import Mapping

from casekit.model import Text
from casekit.report.said import escaped, in_cell
from casekit.report.template import Template
from casekit.vocab import say

DOTS = "." * 80
_GAP = "." * 30
_NAME = re.compile(r"\{(\w+)\}")


class Names:
    """What the names in braces stand for.

    Parameters
    ----------
    template : Template
        The template of the institution.
    title : str
        What the report is called if the template does not say.
    """

    def __init__(self, template: Template, title: str) -> None:
        self.title = str(template.title).strip() or title
        self._known: Mapping[str, str] = {
            "title": self.title,
            "student": template.student.name,
            "number": template.student.number,
            "number_label": say("report.number_label"),
            "most": str(template.abstract_words),
            "date": "",
            **{
                name: str(getattr(template, name)).strip()
                for name in ("institution", "faculty", "programme", "city", "year")
            },
        }

    def of(self, name: str) -> str:
        """Return a name, empty if the template does not say it."""
        return " ".join(self._known[name].split())

    def in_cell(self, name: str) -> str:
        """Return a name for the cell of a table, or dots."""
        return in_cell(self.of(name)) or DOTS

    def filled(self, words: Text) -> str:
        """Return words as a Markdown paragraph, each line on a line of its own."""
        text = _NAME.sub(lambda name: escaped(self.of(name[1])) or _GAP, str(words))
        return "\\\n".join(text.splitlines())
