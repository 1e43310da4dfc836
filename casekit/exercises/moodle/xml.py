"""Questions as Moodle XML, the format that Moodle's question bank imports, with everything inside.

Written as ``question/format/xml/format.php`` reads and writes it, ordering as
``question/type/ordering/questiontype.php``; seen in Moodle's source of 2024 and 2025.
"""

import base64
from collections.abc import Iterable, Sequence
from html import escape
from xml.etree import ElementTree as Xml

from casekit.exercises.moodle.html import shown
from casekit.exercises.moodle.questions import Answer, Picture, Question, category_path
from casekit.vocab import say

_PENALTY = "0.3333333"  # what each further try costs, where a quiz allows several
_VERDICTS = {"correctfeedback": "right", "partiallycorrectfeedback": "part", "incorrectfeedback": "wrong"}
_LINES = "10"
_CALLED = {"match": "matching"}  # otherwise in a file than everywhere else in Moodle


def as_xml(questions: Iterable[Question], category: str) -> bytes:
    """Return a file of questions for Moodle: Question bank, Import, Moodle XML format.

    Parameters
    ----------
    questions : iterable of Question
        The questions, in one language: Moodle shows several of one text only where an administrator has
        switched on a filter, and students would see the tags of it elsewhere.
    category : str
        What the category is called into which they come.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> from casekit.exercises.moodle.questions import questions
    >>> written = as_xml(questions(lesson("example"))[0], "Contoh")
    >>> Xml.fromstring(written)[1].get("type")
    'multichoice'
    """
    quiz = Xml.Element("quiz")
    top = Xml.SubElement(quiz, "question", type="category")
    _text(top, "category", category_path(category))
    for question in questions:
        _add(quiz, question)
    Xml.indent(quiz)
    written: bytes = Xml.tostring(quiz, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add(quiz: Xml.Element, question: Question) -> None:
    """Add a question: what all types have, then what its own has, then the hints."""
    own = Xml.SubElement(quiz, "question", type=_CALLED.get(question.kind, question.kind))
    _text(own, "name", question.name)
    asked = _html(own, "questiontext", question.text + "".join(map(_image, question.pictures)))
    for picture in question.pictures:
        inside = Xml.SubElement(asked, "file", name=picture.name, path="/", encoding="base64")
        inside.text = base64.b64encode(picture.content).decode("ascii")
    _html(own, "generalfeedback", question.general)
    _plain(own, "defaultgrade", f"{question.points:g}")
    _plain(own, "penalty", "0" if question.kind == "essay" else _PENALTY)
    _plain(own, "hidden", "0")
    _plain(own, "idnumber", question.idnumber)
    for name, value in _SETTINGS[question.kind]:
        _plain(own, name, value)
    if question.kind == "multichoice":
        _plain(own, "single", "true" if question.single else "false")
    if question.kind in ("multichoice", "match", "ordering"):
        _verdicts(own)
    _answers(own, question)
    if question.kind == "essay":
        _html(own, "graderinfo", question.grader)
        _html(own, "responsetemplate", "")
    for hint in question.hints:
        _html(own, "hint", hint)


_SETTINGS: dict[str, Sequence[tuple[str, str]]] = {
    "multichoice": [
        ("shuffleanswers", "false"),
        ("answernumbering", "ABCD"),
        ("showstandardinstruction", "1"),
    ],
    "match": [("shuffleanswers", "true")],
    "ordering": [
        ("layouttype", "VERTICAL"),
        ("selecttype", "ALL"),
        ("selectcount", "0"),
        ("gradingtype", "RELATIVE_NEXT_INCLUDE_LAST"),
        ("showgrading", "SHOW"),
        ("numberingstyle", "none"),
    ],
    "numerical": [("unitgradingtype", "0"), ("unitpenalty", "0"), ("showunits", "3"), ("unitsleft", "0")],
    "shortanswer": [("usecase", "0")],
    "essay": [
        ("responseformat", "editor"),
        ("responserequired", "1"),
        ("responsefieldlines", _LINES),
        ("attachments", "0"),
        ("attachmentsrequired", "0"),
    ],
}


def _verdicts(own: Xml.Element) -> None:
    """Add what is said of an answer as a whole."""
    for name, key in _VERDICTS.items():
        _html(own, name, f"<p>{escape(say(f'moodle.{key}'), quote=False)}</p>")
    Xml.SubElement(own, "shownumcorrect")


def _answers(own: Xml.Element, question: Question) -> None:
    for answer in question.answers:
        _answer(own, answer, question.kind)
    for text, match in question.pairs:
        part = _html(own, "subquestion", text)
        _text(part, "answer", match)


def _answer(own: Xml.Element, answer: Answer, kind: str) -> None:
    is_html = kind in ("multichoice", "ordering")
    part = Xml.SubElement(
        own, "answer", fraction=answer.share, format="html" if is_html else "moodle_auto_format"
    )
    _plain(part, "text", answer.text)
    _html(part, "feedback", answer.feedback)
    if kind == "numerical":
        _plain(part, "tolerance", f"{answer.tolerance:.15g}")


def _image(picture: Picture) -> str:
    return f'<p><img src="@@PLUGINFILE@@/{escape(picture.name)}" alt="{escape(shown(picture.alt))}"></p>'


def _plain(parent: Xml.Element, name: str, value: str) -> None:
    Xml.SubElement(parent, name).text = shown(value)


def _text(parent: Xml.Element, name: str, value: str) -> None:
    _plain(Xml.SubElement(parent, name), "text", value)


def _html(parent: Xml.Element, name: str, value: str) -> Xml.Element:
    own = Xml.SubElement(parent, name, format="html")
    _plain(own, "text", value)
    return own
