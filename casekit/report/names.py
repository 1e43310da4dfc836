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
        return in_cell(self.of(name)) or DOTS[:50]

    def filled(self, words: Text) -> str:
        """Return words as a Markdown paragraph, each line on a line of its own."""
        return "\\\n".join(map(self._line, str(words).splitlines()))

    def _line(self, words: str) -> str:
        """Return a line; where it lacks the one name that it consists of, it says which."""
        alone = _NAME.fullmatch(words.strip("*"))
        if alone and not self.of(alone[1]):
            return f"{say(f'report.name.{alone[1]}')} {_GAP}"
        return _NAME.sub(lambda name: escaped(self.of(name[1])) or _GAP, words)
