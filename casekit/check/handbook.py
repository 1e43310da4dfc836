"""The handbook of all rules: what each asks, why, and how to correct it."""

from casekit import vocab
from casekit.check.points import heading
from casekit.check.rules import page, rules, said, words
from casekit.vocab import say


def handbook() -> str:
    """Return the handbook of all rules as Markdown, in the current language, by stage.

    Examples
    --------
    >>> handbook().splitlines()[0]
    '# Buku pegangan pemeriksaan berkas kasus'
    """
    lines = [f"# {say('check.handbook')}", "", say("check.no_mark"), "", say("check.handbook_silence")]
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
    law = f" {say('check.law')}" if own.get("law") == "yes" else ""
    return [
        f"### {code}",
        "",
        *(f"- *{say(f'check.{severity}')}*: {said(sentence)}" for severity, sentence in sentences),
        "",
        say("check.why", None, text=words(code, "why")),
        "",
        say("check.source", None, text=f"{words(code, 'source')}{law}"),
        "",
        say("check.mend", None, text=words(code, "mend")),
        "",
        f"- {say('check.bad', None, text=words(code, 'bad'))}",
        f"- {say('check.good', None, text=words(code, 'good'))}",
        *(["", say("check.no_gap_short")] if own.get("gaps") == "no" else []),
    ]
