"""The report of a case as a PDF or a Word file: what its cover says, one button, and a link to the file."""

import asyncio
import html
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import ipywidgets
import yaml

from casekit import vocab
from casekit.errors import CasekitError, FieldError
from casekit.model import Case
from casekit.store.cover import FIELDS, cover_file, is_by_hand, keep_cover, read_cover, signers
from casekit.store.names import what
from casekit.store.outputs import is_made
from casekit.widgets import plain
from casekit.widgets.desk import Desk
from casekit.widgets.light import Linking, link_to
from casekit.widgets.pauses import Pauses
from casekit.widgets.pieces import box, button, caption, folded, problem_line, tell

FORMATS = ("pdf", "docx")
KEEP_AFTER_SECONDS = 1.0
LOOK_AFTER_SECONDS = 0.5
_PAGES = ("practicum", "article", "forms")
_COMMAND = "from casekit.cli import main; main()"


class Report(Linking):
    """One button that makes a report or form of a case: a PDF, or a Word file to go on writing in.

    What the cover says is asked for once and kept in the `casekit.workplace` for the next report. The file
    lies beside the case file, under another name where one lies there that casekit did not make.

    Parameters
    ----------
    case : Case
        The case; it must have a file.
    language : {"id", "en"}, optional
        The language of the form and of the report; the current one if not given.

    Raises
    ------
    FieldError
        If the case has no file.

    Examples
    --------
    >>> import casekit
    >>> Report(casekit.load(casekit.case_study("d-trainee")), "en")
    <Report d-trainee>
    """

    tool = "report"
    printed = False

    def __init__(self, case: Case, language: str | None = None) -> None:
        if case.origin is None:
            raise FieldError(vocab.say("report.no_file", language))
        super().__init__(language)
        self._case, self._file = case, case.origin.path
        self._pauses = Pauses(lambda: False)
        self._process: subprocess.Popen[bytes] | None = None
        self._made: list[Path] = []
        with vocab.in_language(self._language):
            self._kind = self._choice(
                "report_kind", {kind: own[self._language] for kind, own in titles().items()}
            )
            self._to = self._choice("report_to", {to: self._say(f"report_to_{to}") for to in FORMATS})
            self._make = button(self._say("report_make"), self.make, "casekit-done", "casekit-make-report")
            self._cover: dict[str, Any] = {}
            self._status = caption("", "casekit-status", "casekit-role-status")
            self._remarks = plain.HTML(_dom_classes=["casekit-remarks"])
            self._problem = problem_line("casekit-role-alert")
            about = caption(self._say("report_about"), "casekit-about")
            offer = box("casekit-offer", self._kind, self._to, self._make)
            inside = [about, offer, *self._asked(), self._status, self._remarks, self._problem]
            self._fill(plain.VBox(inside, _dom_classes=["casekit-ask"]))

    def make(self) -> None:
        """Make the report; where an event loop runs this returns at once, and the form says when."""
        if self._process is not None:
            return
        tell(self._problem, "")
        self._status.value = self._remarks.value = ""
        with vocab.in_language(self._language):
            try:
                Desk.settle_file(self._file)
                self._keep_cover()
                self._start()
            except (CasekitError, OSError) as problem:
                self._process = None
                tell(self._problem, str(problem))
                return
        self._make.disabled = True
        self._look()

    # The work, in a program of its own: the kernel goes on answering meanwhile.

    def _start(self) -> None:
        kind, to = str(self._kind.value), str(self._to.value)
        self._target = free_name(self._file.with_name(f"{self._file.stem}-{kind}.{to}"))
        words = ["report", str(self._file), "--kind", kind, "--to", to, "--output", str(self._target)]
        words += ["--lang", self._language]
        if what(cover_file()):
            words += ["--template", str(cover_file())]
        self._began = time.monotonic()
        self._told = TemporaryFile()  # noqa: SIM115 - `_end` reads and closes it
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and command
            [sys.executable, "-P", "-c", _COMMAND, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._told,
            env={**os.environ, "PYTHONUTF8": "1"},
        )

    def _look(self) -> None:
        """Say how it goes, and look again soon; without an event loop, wait."""
        assert self._process is not None  # noqa: S101 - it was started
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._process.wait()
        if self._process.poll() is None:
            seconds = round(time.monotonic() - self._began)
            self._status.value = html.escape(self._say("report_making", seconds=seconds))
            loop.call_later(LOOK_AFTER_SECONDS, self._look)
            return
        code, self._process = self._process.returncode, None
        with vocab.in_language(self._language):
            self._end(code)

    def _end(self, code: int) -> None:
        """Say where the report is, or why there is none."""
        self._told.seek(0)
        note = vocab.say("cli.remark", remark="").strip()
        told = self._told.read().decode(errors="replace").splitlines()
        lines = [line.strip().removeprefix(note).strip() for line in told]
        self._told.close()
        self._make.disabled = False
        self._status.value = ""
        if code:
            tell(self._problem, " ".join(filter(None, lines)) or self._say("report_failed"))
            return
        done = self._say("report_made", time=time.strftime("%H:%M"), file=self._target)
        self._status.value = html.escape(done)
        self._remarks.value = "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)
        self._made = [self._target, *(path for path in self._made if path != self._target)]
        self._show_links(update=True)

    # The cover.

    def _asked(self) -> Sequence[ipywidgets.Widget]:
        """Return the lines for what the cover says, or where that stands if it was written by hand."""
        if is_by_hand():
            return [caption(self._say("report_cover_by_hand", file=cover_file()), "casekit-about")]
        try:
            known = read_cover()
        except CasekitError as problem:
            tell(self._problem, str(problem))
            known = {}
        labels = {name: vocab.say(f"report.name.{name}") for name in FIELDS}
        labels |= {f"approval.{n}": role[self._language] for n, role in enumerate(signers())}
        self._cover = {name: self._line_saying(label, known.get(name, "")) for name, label in labels.items()}
        about = caption(self._say("report_cover_about", file=cover_file()), "casekit-about")
        inside = [about, box("casekit-cover", *self._cover.values())]
        name = self._say("report_cover")
        self._whose = caption("", "casekit-about")
        self._cover["student.name"].observe(self._tell_whose, "value")
        self._tell_whose()
        return [self._whose, *folded(name, name, inside, is_open=not all(known.values()) or not known)]

    def _tell_whose(self, _: object = None) -> None:
        """Say whose name the cover bears: somebody else may have used this computer."""
        student = str(self._cover["student.name"].value)
        tell(self._whose, self._say("report_cover_whose", student=student) if student else "")

    def _line_saying(self, label: str, text: str) -> Any:
        line = self._watched(plain.Text(description=label, value=text))
        line.observe(lambda _: self._pauses.soon(self._keep_quietly, KEEP_AFTER_SECONDS, must=True), "value")
        return line

    def _keep_cover(self) -> None:
        said = {name: str(line.value) for name, line in self._cover.items()}
        if any(said.values()) or (said and what(cover_file())):
            keep_cover(said)

    def _keep_quietly(self) -> None:
        """Keep the cover in a pause of typing, and say only what is wrong."""
        with vocab.in_language(self._language):
            try:
                self._keep_cover()
            except CasekitError as problem:
                tell(self._problem, str(problem))

    def _choice(self, label: str, options: Mapping[str, str]) -> Any:
        named = [(words, name) for name, words in options.items()]
        return self._watched(plain.Dropdown(description=self._say(label), options=named))

    def _links(self) -> tuple[str, Sequence[str]]:
        about = self._say("report_links" if self._made else "report_no_links")
        # What a browser cannot show is downloaded.
        return about, [link_to(path, path.name, download=path.suffix != ".pdf") for path in self._made]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._case.id}>"


@cache
def titles() -> Mapping[str, Mapping[str, str]]:
    """Return the title of each kind of report and form, in both languages, as the outlines say it."""
    pages = (files("casekit") / "data" / "report" / f"{page}.yaml" for page in _PAGES)
    outlines = (yaml.safe_load(page.read_text(encoding="utf-8")) for page in pages)
    return {kind: outline["title"] for page in outlines for kind, outline in page.items()}


def free_name(path: Path) -> Path:
    """Return a path, numbered if something lies there that casekit did not make."""
    return next(one for one in _numbered(path) if not what(one) or is_made(one))


def _numbered(path: Path) -> Iterator[Path]:
    yield path
    yield from (path.with_stem(f"{path.stem}-{number}") for number in count(2))
