"""A record into its file: replaced as a whole, never over what somebody else has written meanwhile."""

from collections.abc import Callable
from pathlib import Path

from casekit import vocab
from casekit.errors import CaseConflictError, CaseFileError
from casekit.model import Origin, Record
from casekit.store.files import digest, keep_beside, keep_older, locked, read, write
from casekit.store.names import what


def put_record(
    record: Record,
    target: Path,
    text: str,
    understand: Callable[[bytes, Path], object],
    older: Path | None = None,
    failed: Callable[[OSError], str] | None = None,
) -> Path:
    """Write a record to a file, and let it remember what the file holds now.

    Parameters
    ----------
    record : Record
        What is saved; its origin tells what it knows of the file.
    target : Path
        The file.
    text : str
        The record as the file shall hold it.
    understand : callable
        Reads it again, and raises CaseFileError if it cannot.
    older : Path, optional
        Where what lies there now stays for good.
    failed : callable, optional
        That of `locked`.

    Raises
    ------
    CaseConflictError
        If the file holds what the record does not know of; the work lies beside it.
    CaseFileError
        If the file cannot be written, or could not be read again; then the work lies beside it.
    """
    raw, origin = text.encode("utf-8"), record.origin
    with locked(target, failed):
        _refuse_invalid(raw, target, understand)
        before = read(target) if what(target) else None
        if before is not None and before != raw:
            known = origin.sha256 if origin and origin.path == target else None
            if digest(before) != known:
                kept = keep_beside(target, raw, "conflict")
                sentence = vocab.say("store.conflict", file=target.name, kept=kept.name)
                raise CaseConflictError(sentence, target, kept)
        if before is not None and older:
            keep_older(older, before)
        if before != raw:
            write(target, raw, before, failed)
        record._origin = Origin(target, digest(raw))  # still locked: the next to save must know of this one
    return target


def _refuse_invalid(raw: bytes, target: Path, understand: Callable[[bytes, Path], object]) -> None:
    """Keep work beside the file if casekit itself could not read it again."""
    try:
        understand(raw, target)
    except CaseFileError as error:
        kept = keep_beside(target, raw, "draft")
        raise CaseFileError(f"{vocab.say('store.draft', kept=kept.name)}\n{error}", target) from None
