"""Questions as GIFT, Moodle's format to be typed by hand: a text that can be changed in any editor.

Written as ``question/format/gift/format.php`` reads it. GIFT has no hints, no information for graders, no
pictures and no ordering: an order is asked there as a match of steps with numbers.
"""

from collections.abc import Iterable, Iterator

from casekit.course.mixing import mixed
from casekit.exercises.moodle.html import shown
from casekit.exercises.moodle.questions import Answer, Question, category_path

_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\#=~{}:"} | {"\n": "\\n", "\r": ""})


def as_gift(questions: Iterable[Question], category: str) -> str:
    r"""Return a file of questions for Moodle: Question bank, Import, GIFT format.

    Parameters
    ----------
    questions : iterable of Question
        The questions.
    category : str
        What the category is called into which they come.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> from casekit.exercises.moodle.questions import questions
    >>> print(as_gift(questions(lesson("example"))[0][:1], "Contoh"))
    $CATEGORY: $course$/top/Contoh
    <BLANKLINE>
    ::small-talk\: Untuk apa percakapan ringan di awal pertemuan?::[html]<p>Untuk apa percakapan ringan di ...
        ~<p>Untuk bertukar informasi</p>#<p>Isi percakapannya hampir tidak penting; itulah bedanya dengan ...
        =<p>Untuk memecah kekakuan</p>#<p>Percakapan ringan mencairkan suasana, sehingga klien berani ...
        ~<p>Untuk menemukan masalah klien</p>#<p>Itu tugas asesmen, dan baru dapat dimulai setelah ada ...
    }
    <BLANKLINE>
    """
    head = f"$CATEGORY: {category_path(category)}".replace("\n", " ")
    return "\n\n".join([head, *map(_written, questions)]) + "\n"


def _written(question: Question) -> str:
    sign = "#" if question.kind == "numerical" else ""
    lines = [*_lines(question)]
    if question.general:
        lines.append(f"####{_safe(question.general)}")
    body = "".join(f"\t{line}\n" for line in lines)
    opened = f"{{{sign}\n{body}}}" if lines or sign else "{}"
    return f"::{_safe(question.name)}::[html]{_safe(question.text)}{opened}"


def _lines(question: Question) -> Iterator[str]:
    """Yield the answers."""
    match question.kind:
        case "multichoice":
            yield from (_choice(answer, question.single) for answer in question.answers)
        case "ordering":
            for number in mixed([answer.share for answer in question.answers], question.idnumber):
                yield f"={_side(question.answers[int(number) - 1].text)} -> {number}"
        case "match":
            yield from (f"={_side(text)} -> {_side(match)}" for text, match in question.pairs)
        case "numerical" | "shortanswer":
            yield from (_typed(answer, question.kind) for answer in question.answers)


def _choice(answer: Answer, single: bool) -> str:
    sign = "=" if single and answer.share == "100" else "~" if answer.share == "0" else f"~%{answer.share}%"
    return f"{sign}{_safe(answer.text)}{_said(answer)}"


def _typed(answer: Answer, kind: str) -> str:
    if kind == "shortanswer":
        return f"=%{answer.share}%{_safe(answer.text)}{_said(answer)}"
    if answer.text == "*":
        return f"~{_said(answer)}"
    return f"=%{answer.share}%{answer.text}:{answer.tolerance:.15g}{_said(answer)}"


def _said(answer: Answer) -> str:
    return f"#{_safe(answer.feedback)}" if answer.feedback else ""


def _side(text: str) -> str:
    """Return one side of a match, in which no arrow may stand."""
    return _safe(text).replace("->", "→")


def _safe(text: str) -> str:
    return shown(text).translate(_ESCAPED)
