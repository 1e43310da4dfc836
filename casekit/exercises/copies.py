"""The same work handed in by two people: shown to the lecturer, without a verdict."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from casekit.course.items import Lesson, Prose, Task
from casekit.course.wording import small
from casekit.exercises.submissions import Submission, same_name
from casekit.store import case_studies, case_study
from casekit.store.files import digest
from casekit.vocab import say

_LEAST_LETTERS = 60  # shorter answers in prose may well be the same by chance
_MOST_NAMED = 3
_SOME_PARTS = 3  # of a case study: fewer may have the same id by chance
_ID = re.compile(r"(?:^\s*- |\{)id: ([a-z][a-z0-9-]*)(?=,(?! en:)|\s*$)", re.MULTILINE)


def copies(
    starts: Mapping[str, bytes], lesson: Lesson, handed_in: Sequence[Submission]
) -> dict[str, list[str]]:
    """Return for each person what somebody else handed in alike: the file, a case file, an answer in prose.

    Ids of parts of a case are drawn by chance, so two case files are never the same by chance. That two have
    chosen the same options says nothing, and is not looked at.

    Parameters
    ----------
    starts : dict
        The case files that were handed out: who left one as it was has copied nothing.
    lesson : Lesson
        The exercise.
    handed_in : sequence of Submission
        What was handed in.
    """
    seen: dict[str, dict[str, Submission]] = defaultdict(dict)
    about: dict[str, str] = {}
    for submission in handed_in:
        for mark, what in _prints(starts, lesson, submission):
            seen[mark][submission.key] = submission
            about[mark] = what
    found: dict[str, list[str]] = defaultdict(list)
    for key, name in _of_others(handed_in):
        found[key].append(say("exercises.says_other", name=name))
    for submission in handed_in:
        for item, study in _from_studies(starts, submission):
            found[submission.key].append(say("exercises.from_study", item=item, study=study))
    for mark, people in seen.items():
        for key in people if len(people) > 1 else ():
            others = [one.person for other, one in people.items() if other != key]
            names = ", ".join(others[:_MOST_NAMED]) + (" …" if len(others) > _MOST_NAMED else "")
            found[key].append(say("exercises.same", what=about[mark], names=names))
    return found


def _from_studies(starts: Mapping[str, bytes], own: Submission) -> Iterator[tuple[str, str]]:
    """Yield in which task parts stand that somebody took from a finished case study, and from which."""
    dealt = set().union(*(_ids(raw.decode("utf-8", "replace")) for raw in starts.values()))
    for item, text in own.answers.cases.items() if own.answers else ():
        new = _ids(text) - dealt
        yield from ((item, study) for study in case_studies() if len(new & _only_of(study)) >= _SOME_PARTS)


def _ids(text: str) -> set[str]:
    """Return the ids of the parts of a case, as its file has them."""
    return {*_ID.findall(text)}


@cache
def _only_of(study: str) -> set[str]:
    """Return the ids of the parts of a finished case study that no other study has."""
    return _of_study(study).difference(*(_of_study(one) for one in case_studies() if one != study))


@cache
def _of_study(study: str) -> set[str]:
    return _ids(case_study(study).read_text(encoding="utf-8"))


def _of_others(handed_in: Sequence[Submission]) -> Iterator[tuple[str, str]]:
    """Yield whose file says that it is by somebody else of the class."""
    names = {same_name(own.person): own for own in handed_in}
    for own in handed_in:
        said = same_name(own.answers.student) if own.answers else ""
        if said and said in names and said != same_name(own.person):
            yield own.key, names[said].person


def _prints(starts: Mapping[str, bytes], lesson: Lesson, own: Submission) -> Iterator[tuple[str, str]]:
    """Yield what would be the same in a copy, and what it is."""
    if own.answers is None:
        return
    if own.sha256:
        yield f"file {own.sha256}", say("exercises.whole_file")
    answers = own.answers.by_id()
    known = {digest(raw.strip()) for raw in starts.values()}
    for item in lesson.items:
        if isinstance(item, Task):
            mark = digest(own.answers.cases.get(item.id, "").strip().encode("utf-8", "replace"))
            if mark not in known and item.id in own.answers.cases:
                yield f"case {item.id} {mark}", say("exercises.case_of", item=item.id)
        elif isinstance(item, Prose) and (answer := answers.get(item.id)):
            text = small(answer.text or "")
            if len(text) >= _LEAST_LETTERS:
                mark = digest(text.encode("utf-8", "replace"))
                yield f"prose {item.id} {mark}", say("exercises.prose_of", item=item.id)
