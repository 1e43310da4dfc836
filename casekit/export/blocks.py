"""The Markdown of a cell cut into blocks, and blocks into points: what can stand on a slide of its own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

__all__ = ["Block", "blocks_of", "glued", "letters", "points_of", "words"]

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_ITEM = re.compile(r" {0,3}(?:[-+*]|\d{1,9}[.)])[ \t]+\S")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_COLUMNS = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_NOTE = re.compile(r"\[\^[^\]\s]+\]:")
_INDENTED = re.compile(r"(?: {2,}|\t)\S")
_SENTENCE = re.compile(r"(?<=[.!?…])([\"”’»)*_]*)[ \t\n]+(?=[\"“‘«(*_]*[A-Z\d⇄])")
_SHORT_FORMS = re.compile(
    r"(?:\b(?:dr|dkk|dll|dsb|dst|hlm|No|Rp|Dr|Mr|Mrs|Ms|St|cf|e\.g|i\.e|al|vs|[A-Z]))\.$"
)
_LEADS = re.compile(r"\*\*[^*]+\*\*")  # in bold, what the next sentence is about
_CLAUSE = re.compile(r"(?<=[;:,–])[ \t\n]+")
_MARKS = re.compile(
    r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)|<[^<>]*>|(?<!&)[*`#>|\\]|(?<![^\W_])_|_(?![^\W_])"
    r"|^[ \t]*(?:[-+]|\d+[.)])[ \t]"
)
_NAMED = re.compile(r"\b((?i:Klien|Client|Kasus|Case)) (?=[A-Z]\b)")
_BRACKETS = (("[", "]"), ("(", ")"), ("“", "”"))
_PAIRS = ("**", "`", "$")


@dataclass(frozen=True)
class Block:
    """A part of a Markdown text.

    Attributes
    ----------
    kind : str
        ``heading``, ``text``, ``list``, ``table``, ``code``, ``notes`` (footnotes) or ``rule``.
    text : str
        Its Markdown; of a heading what it says.
    level : int
        The level of a heading.
    """

    kind: str
    text: str
    level: int = 0


def blocks_of(source: str) -> list[Block]:
    r"""Return the blocks of a Markdown text.

    Examples
    --------
    >>> [block.kind for block in blocks_of("# A\n\nText.\n\n- one\n- two\n\n| a |\n|---|\n| 1 |")]
    ['heading', 'text', 'list', 'table']
    """
    return [*_blocks(source.split("\n"))]


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif fence := _FENCE.match(line):
            end = _fence_end(lines, at, fence[1])
            yield Block("code", "\n".join(lines[at:end]))
            at = end
        elif heading := _HEADING.match(line):
            yield Block("heading", heading[2] or "", len(heading[1]))
            at += 1
        elif _RULE.match(line):
            yield Block("rule", line)
            at += 1
        elif _ITEM.match(line):
            end = _list_end(lines, at)
            yield Block("list", "\n".join(lines[at:end]).rstrip())
            at = end
        else:
            end = _paragraph_end(lines, at)
            yield _paragraph(lines[at:end])
            at = end


def _fence_end(lines: Sequence[str], at: int, mark: str) -> int:
    """Return the line behind a fenced block."""
    for end in range(at + 1, len(lines)):
        if lines[end].strip().startswith(mark) and not lines[end].strip().strip(mark[0]):
            return end + 1
    return len(lines)


def _list_end(lines: Sequence[str], at: int) -> int:
    """Return the line behind a list: items and what is indented below them may stand apart."""
    end = at
    while end < len(lines):
        is_blank = not lines[end].strip()
        if not is_blank and end > at and not lines[end - 1].strip():
            if not (_ITEM.match(lines[end]) or _INDENTED.match(lines[end])):
                break
        elif _HEADING.match(lines[end]):
            break
        end += 1
    return end


def _paragraph_end(lines: Sequence[str], at: int) -> int:
    end = at + 1
    while end < len(lines) and lines[end].strip():
        if _HEADING.match(lines[end]) or _FENCE.match(lines[end]):
            break
        if _UNDERLINE.match(lines[end]) and "|" not in lines[at]:
            return end + 1
        if _ITEM.match(lines[end]) and not lines[end].lstrip()[0].isdigit():
            break
        end += 1
    return end


def _paragraph(lines: Sequence[str]) -> Block:
    text = "\n".join(lines)
    underline = _UNDERLINE.match(lines[-1]) if len(lines) > 1 else None
    if underline and "|" not in lines[0]:
        return Block("heading", " ".join(lines[:-1]), 1 if "=" in underline[1] else 2)
    if len(lines) > 1 and "|" in lines[0] and _COLUMNS.match(lines[1]):
        return Block("table", text)
    return Block("notes" if _NOTE.match(lines[0]) else "text", text)


def points_of(block: Block, most: int, paragraph: int) -> list[str]:
    """Return a text or list as pieces of at most so many words, each of them Markdown.

    Items of a list stand alone. A paragraph of more words than `paragraph` becomes points, a sentence each.

    Examples
    --------
    >>> points_of(Block("text", "One thing. Another thing."), 60, 3)
    ['- One thing.', '- Another thing.']
    """
    if block.kind == "list":
        return [piece for item in _items(block.text) for piece in _short(item, most)]
    if block.kind != "text" or block.text.lstrip().startswith((">", "<", "!", "$$")):
        return [block.text]
    if words(block.text) <= paragraph:
        return [block.text]
    sentences = _sentences(" ".join(block.text.split()))
    if len(sentences) == 1:
        return _short(block.text, most)
    return [piece for sentence in sentences for piece in _short(_as_point(sentence), most)]


def _as_point(sentence: str) -> str:
    """Return a sentence as a point; one that leads to a list stands above it."""
    return sentence if sentence.endswith(":") else f"- {sentence}"


def _items(text: str) -> list[str]:
    """Return the items of a list, each with what stands below it."""
    items: list[list[str]] = []
    for line in text.split("\n"):
        if (_ITEM.match(line) and not line.startswith("  ")) or not items:
            items.append([line])
        else:
            items[-1].append(line)
    return ["\n".join(lines).rstrip() for lines in items]


def _sentences(text: str) -> list[str]:
    """Return the sentences of a text; what a mark of Markdown opens is closed in the same one."""
    found, start = list[str](), 0
    for gap in _SENTENCE.finditer(text):
        own = text[start : gap.end(1)]
        if _is_whole(own) and not _SHORT_FORMS.search(own) and not _LEADS.fullmatch(own.strip()):
            found.append(own.strip())
            start = gap.end()
    return [*found, text[start:].strip()] if text[start:].strip() else found


def _is_whole(text: str) -> bool:
    """Tell whether all marks are closed."""
    opened = all(text.count(first) == text.count(last) for first, last in _BRACKETS)
    emphasis = text.replace("**", "").count("*")
    return opened and not emphasis % 2 and all(text.count(mark) % 2 == 0 for mark in _PAIRS)


def _short(text: str, most: int) -> list[str]:
    """Return a text of many words as several, cut behind a clause where that is possible."""
    if words(text) <= most or "\n" in text.strip():
        return [text]
    best = next(
        (
            gap
            for gap in reversed([*_CLAUSE.finditer(text)])
            if words(text[: gap.start()]) <= most and _is_whole(text[: gap.start()])
        ),
        None,
    )
    if best is None:
        return [text]
    head = "- … " if _ITEM.match(text) else "… "
    return [text[: best.start()], *_short(head + text[best.end() :], most)]


def words(text: str) -> int:
    """Return how many words a text has, without the marks of Markdown.

    Examples
    --------
    >>> words("- **Two** [words](a.ipynb)")
    2
    """
    return sum(1 for word in letters(text).split() if any(map(str.isalnum, word)))


def letters(text: str) -> str:
    """Return what a text says, without the marks of Markdown.

    Examples
    --------
    >>> letters("**Two** *words*")
    'Two words'
    """
    return unescape(_MARKS.sub(lambda mark: mark[1] or "", text))


def glued(text: str) -> str:
    r"""Return a text in which a client and the letter that stands for the name stay on one line.

    Examples
    --------
    >>> glued("What does Client D say?")
    'What does Client\xa0D say?'
    """
    return _NAMED.sub("\\1\u00a0", text)
