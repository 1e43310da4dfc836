"""What a case file says, in both languages."""

import re

from casekit.model import Bilingual


def says(part: object, indonesian: str, english: str) -> bool:
    """Does a part (or text) say this in both languages? The patterns ignore case."""
    text = getattr(part, "text", part)
    assert isinstance(text, Bilingual)
    return bool(re.search(indonesian, text.id, re.I) and re.search(english, text.en, re.I))


def one_says(parts: list, indonesian: str, english: str) -> bool:
    return sum(says(part, indonesian, english) for part in parts) == 1
