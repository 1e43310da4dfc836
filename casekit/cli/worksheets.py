"""``casekit worksheets``: all forms blank, to be filled in with a pen."""

from pathlib import Path

from casekit import vocab
from casekit.cli.output import tell
from casekit.store.names import expanded
from casekit.store.outputs import free, publish
from casekit.vocab import say


def make_worksheets(to: Path | None, *, seconds: float, force: bool = False) -> int:
    """Write the worksheets in the current language."""
    from casekit import export  # noqa: PLC0415 - `--help` need not wait for these
    from casekit.widgets.blank import worksheets  # noqa: PLC0415

    target = (expanded(to) if to else Path()) / say("worksheets.file")
    free(target, force=force)
    name = target.stem
    pdf, remarks = export.to_pdf(worksheets(vocab.language()), name=name, no_input=True, seconds=seconds)
    publish(pdf, target, private=False, force=force)
    print(say("cli.report_done", target=target))
    tell(remarks)
    return 0
