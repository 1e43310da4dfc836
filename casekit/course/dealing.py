"""Which version of a case a learner is dealt: at random, but the same whenever and wherever they ask."""

import hashlib
import unicodedata

from casekit.course.items import Lesson


def dealt(lesson: Lesson, student: str) -> str | None:
    """Return the id of the variant that a learner is dealt; None where the lesson has none.

    It hangs on the lesson's id, version and `seed`, and on the name or code, however that is capitalised or
    spaced: two computers deal alike, and nobody can tell in advance. In a class the parts come out about
    equal, as of coins that were tossed.

    Parameters
    ----------
    lesson : Lesson
        The lesson or exercise.
    student : str
        The name or code under which the learner works.

    Examples
    --------
    >>> from casekit.course import lesson
    >>> dealt(lesson("example"), "K-07") is None
    True
    """
    names = [variant.id for variant in lesson.variants]
    if not names:
        return None
    code = " ".join(unicodedata.normalize("NFKC", student).casefold().split())
    tossed = hashlib.blake2b(f"{lesson.seed} {lesson.id} {lesson.version} {code}".encode("utf-8", "replace"))
    return names[int.from_bytes(tossed.digest()[:8], "big") % len(names)]
