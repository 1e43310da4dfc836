"""The page of feedback for one student: one HTML file that needs no network, light or dark, on any screen."""

import re
from html import escape

from casekit import vocab
from casekit.course.items import Lesson
from casekit.exercises.grades import Graded
from casekit.exercises.sheets import Sheet, Told, sheet
from casekit.vocab import isolated, say

_STYLE = (
    ":root{color-scheme:light dark;--line:#bbb;--quiet:#555;--right:#1b6e3c;--wrong:#b3261e;--partly:#8a5300}"
    "body{font:17px/1.55 system-ui,sans-serif;max-width:46rem;margin:1.5rem auto;padding:0 1rem;"
    "background:Canvas;color:CanvasText;overflow-wrap:anywhere}h1{font-size:1.5rem;line-height:1.25}"
    "h2{font-size:1.1rem;margin:2rem 0 .4rem}p{margin:.4rem 0;white-space:pre-line}"
    ".total{font-size:1.25rem;font-weight:600}.quiet{color:var(--quiet)}"
    "section{border-left:4px solid var(--line);padding-left:.9rem}section.right{border-color:var(--right)}"
    "section.wrong{border-color:var(--wrong)}section.partly{border-color:var(--partly)}"
    "ul{padding-left:1.2rem;margin:.4rem 0}li{margin:.25rem 0}ul.said{list-style:none;padding-left:0}"
    "blockquote{margin:.6rem 0;padding:.4rem .8rem;border:1px solid var(--line);border-radius:.4rem}"
    "@media(prefers-color-scheme:dark){:root{--line:#666;--quiet:#b5b5b5;--right:#6fcf97;--wrong:#f2746b;"
    "--partly:#e9a15b}}@media print{:root{color-scheme:light}body{font-size:10.5pt;max-width:none;margin:0}"
    "section{break-inside:avoid}}"
)
_KEPT = "\n\u2068\u2069"
_LONGEST_NAME = 120  # bytes, of which a letter can take four
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def language_of(own: Graded) -> str:
    """Return the language in which somebody worked, for what they are told; the current one if unknown."""
    return own.submission.answers.language if own.submission.answers else vocab.language()


def file_name(own: Graded, *, blind: bool = False) -> str:
    """Return what the files of feedback to somebody are called, without ending.

    The code at the end tells people of one name apart.

    Examples
    --------
    >>> from casekit.exercises import Submission
    >>> own = Graded(Submission("Dewi, S.Sos. / ../x"), "04-bpss", 1, "missing")
    >>> file_name(own).startswith("Dewi-S-Sos-x-K")
    True
    """
    words = [] if blind else re.findall(r"\w+", own.submission.person)
    name = "-".join(words).encode("utf-8", "replace")[:_LONGEST_NAME].decode("utf-8", "ignore").strip("-_")
    return f"{name}-{own.submission.code}" if name else own.submission.code


def page(lesson: Lesson, own: Graded, *, blind: bool = False) -> str:
    """Return the feedback on a submission as an HTML page, in the language in which the student worked.

    Whatever a student wrote is shown as text. The page asks for nothing from elsewhere, and runs nothing.

    Parameters
    ----------
    lesson : Lesson
        The exercise with its key.
    own : Graded
        What the submission earned.
    blind : bool
        Whether the student is called by the code.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> from casekit.exercises import Submission
    >>> from casekit.exercises.grading import Exercise, grade
    >>> own = grade(Exercise(lesson("example")), Submission("<Budi>"))
    >>> "&lt;Budi&gt;" in page(lesson("example"), own)
    True
    """
    with vocab.in_language(language_of(own)):
        told = sheet(lesson, own, blind=blind)
        return html_page(
            told.title, f"{_top(told)}{''.join(_item(one) for one in told.items)}", heading=False
        )


def html_page(title: str, body: str, *, heading: bool = True) -> str:
    """Return a page of its own in the current language, around a body that is HTML already.

    Examples
    --------
    >>> html_page("<A>", "").count("&lt;A&gt;")
    2
    """
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width"><title>{text(title)}</title>'
        f"<style>{_STYLE}</style>"
    )
    top = f"<h1>{text(title)}</h1>" if heading else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{vocab.language()}"><head>{head}</head>'
        f"<body><main>{top}{body}</main></body></html>\n"
    )


def _top(told: Sheet) -> str:
    facts = "".join(f"<p>{text(fact)}</p>" for fact in told.facts)
    who = text(say("exercises.feedback_for", name=told.person))
    total = text(say("exercises.total", None, total=told.total))
    return f'<h1>{text(told.title)}</h1><p class="quiet">{who}</p><p class="total">{total}</p>{facts}'


def _item(told: Told) -> str:
    state = told.state if told.state in ("right", "partly", "wrong") else "none"
    points = f' <span class="quiet">({text(told.points)})</span>' if told.points else ""
    situation = f'<p class="quiet">{text(told.situation)}</p>' if told.situation else ""
    answer = "".join(f"<li>{text(line)}</li>" for line in told.answer)
    answer = f"<p>{text(say('exercises.your_answer'))}</p><ul>{answer}</ul>" if answer else ""
    said = "".join(f"<li>{text(line)}</li>" for line in told.lines)
    comment = f"<blockquote><p>{text(told.comment)}</p></blockquote>" if told.comment else ""
    return (
        f'<section class="{state}"><h2>{told.number}. {text(told.question)}{points}</h2>{situation}'
        f'{answer}<ul class="said">{said}</ul>{comment}</section>'
    )


def text(own: str) -> str:
    """Return a text as HTML; what turns the direction of writing stays inside it."""
    return escape("".join(letter for letter in isolated(own) if letter.isprintable() or letter in _KEPT))
