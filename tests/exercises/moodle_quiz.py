"""Moodle's question bank in small: reads its two formats, and marks answers as Moodle does.

Written from Moodle's own source (question/format, question/type), not from casekit's writers.
"""

import fnmatch
import re
from itertools import pairwise
from xml.etree import ElementTree

TYPES = {"multichoice", "matching", "ordering", "numerical", "shortanswer", "essay"}


class Quiz:
    """The questions of a file, by their names up to the colon."""

    def __init__(self, raw: bytes):
        root = ElementTree.fromstring(raw)
        assert root.tag == "quiz"
        first, *others = root
        assert first.get("type") == "category"
        self.category = first.findtext("category/text")
        self.questions = {text(own, "name").partition(":")[0]: own for own in others}
        assert len(self.questions) == len(others)
        assert {own.get("type") for own in others} <= TYPES


def text(own, path):
    return (own.findtext(f"{path}/text") or "").strip()


def marked(own, answer):
    """Return the share of the points that Moodle gives."""
    return {
        "multichoice": _multichoice,
        "matching": _matching,
        "ordering": _ordering,
        "numerical": _numerical,
        "shortanswer": _shortanswer,
    }[own.get("type")](own, answer)


def _multichoice(own, chosen):
    """``chosen``: numbers of the answers. Shares add up, never below nothing or above all."""
    shares = [float(one.get("fraction")) / 100 for one in own.findall("answer")]
    if own.findtext("single") == "true":
        return max(0, shares[chosen[0]]) if chosen else 0
    return min(1, max(0, sum(shares[number] for number in chosen)))


def _matching(own, given):
    """``given``: for each part with a text, what was chosen from the menu; each earns its share."""
    asked = [(one.findtext("text"), one.findtext("answer/text")) for one in own.findall("subquestion")]
    asked = [(question, answer) for question, answer in asked if (question or "").strip()]
    return sum(answer == chosen for (_, answer), chosen in zip(asked, given, strict=True)) / len(asked)


def menu(own):
    return list(dict.fromkeys(one.findtext("answer/text") for one in own.findall("subquestion")))


def _ordering(own, given):
    """``given``: places of the steps in the file, as put in order. RELATIVE_NEXT_INCLUDE_LAST."""
    assert own.findtext("gradingtype") == "RELATIVE_NEXT_INCLUDE_LAST"
    right = sorted(
        range(len(own.findall("answer"))), key=lambda at: float(own.findall("answer")[at].get("fraction"))
    )
    follows = {**dict(pairwise(right)), right[-1]: None}
    after = {**dict(pairwise(given)), given[-1]: None}
    return sum(after[step] == follows[step] for step in given) / len(right)


def _numerical(own, value):
    for one in own.findall("answer"):
        key, share = one.findtext("text"), float(one.get("fraction")) / 100
        if key == "*" or abs(value - float(key)) <= float(one.findtext("tolerance")) + 1e-9:
            return share
    return 0


def _shortanswer(own, said):
    """The first pattern that fits: qtype_shortanswer compares without regard to case, ``*`` is anything."""
    for one in own.findall("answer"):
        if fnmatch.fnmatchcase(
            said.casefold(), re.sub(r"([\[\]?])", r"[\1]", one.findtext("text")).casefold()
        ):
            return float(one.get("fraction")) / 100
    return 0


def gift(written):
    """Return the questions of a GIFT file as format.php reads them: title -> (text, lines of answers)."""
    found = {}
    for part in re.split(r"\n\s*\n", written.strip()):
        if part.startswith("$CATEGORY:"):
            continue
        block = re.sub(r"\\(.)", lambda sign: f"&&{ord(sign[1]):03};", part)
        title, rest = re.fullmatch(r"::(.*?)::(.*)", block, re.DOTALL).groups()
        asked, answers = re.fullmatch(r"(.*?)\{(.*)\}", rest, re.DOTALL).groups()
        assert "{" not in answers
        assert "}" not in answers
        lines = [line.strip() for line in answers.strip().splitlines() if line.strip()]
        found[title.partition("&&058;")[0]] = asked, lines
    return found
