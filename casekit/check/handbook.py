"""The handbook of all rules: what each asks, why, and how to correct it."""

from casekit import vocab
from casekit.check.points import heading
from casekit.check.rules import page, pattern, rules, told_about
from casekit.vocab import say


def handbook() -> str:
    """Return the handbook of all rules as Markdown, in the current language, by stage.

    Examples
    --------
    >>> handbook().splitlines()[0]
    '# Buku pegangan pemeriksaan berkas kasus'
    """
    lines = [f"# {say('check.handbook')}", "", say("check.handbook_about"), "", say("check.handbook_silence")]
    for stage in (*vocab.codes("stage"), ""):
        lines += ["", f"## {heading(stage)}"]
        for code in (own for own in rules() if page(own)["stage"] == stage):
            lines += ["", *_entry(code)]
    return "\n".join(lines) + "\n"


def _entry(code: str) -> list[str]:
    """Return what the handbook says about a rule."""
    own = page(code)
    sentences = [(own["severity"], own["message"])]
    sentences += [(one.get("severity", own["severity"]), one) for one in own.get("variants", {}).values()]
    why, source, mend, bad, good = told_about(code)
    return [
        f"### {code}",
        "",
        *(f"- *{say(f'check.{severity}')}*: {pattern(sentence)}" for severity, sentence in sentences),
        "",
        *(line for text in (why, source, mend) for line in (_led(text), "")),
        f"- {_led(bad)}",
        f"- {_led(good)}",
        *(["", say("check.no_gap_short")] if own.get("gaps") == "no" else []),
    ]


def _led(line: str) -> str:
    """Return a line whose first word, such as “Why:”, stands out."""
    lead, _, rest = line.partition(": ")
    return f"**{lead}:** {rest}"
