"""What one file holds: a case, or what a learner answered."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pydantic import PrivateAttr

from casekit.model.part import Part

Schema = Literal[2]
SCHEMA_VERSION: Schema = get_args(Schema)[0]


@dataclass(frozen=True)
class Origin:
    """Where a record was read from, and what the file held then.

    A case that is `partial` lacks what this casekit does not understand, and cannot be saved.
    """

    path: Path
    sha256: str
    schema: int = SCHEMA_VERSION
    partial: bool = False

    @property
    def newer(self) -> bool:
        """Whether the file was made with a newer casekit."""
        return self.schema > SCHEMA_VERSION


class Record(Part):
    """What one file holds; it remembers the file, so that changes by others are noticed."""

    _origin: Origin | None = PrivateAttr(default=None)

    @property
    def origin(self) -> Origin | None:
        """Where it was read from or last saved to; None if it has no file yet."""
        return self._origin

    def by_id(self) -> dict[str, Part]:
        """Return all parts that have an id, by id."""
        return {}
