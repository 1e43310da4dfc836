"""Where commands write what they made."""

from pathlib import Path

from casekit.errors import ExportError
from casekit.vocab import say

__all__ = ["put"]


def put(content: bytes, target: Path) -> None:
    """Write a file as a whole or not at all."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        part.write_bytes(content)
        part.replace(target)
    except OSError as error:
        raise ExportError(say("cli.unwritable", target=target, reason=error.strerror or error)) from None
