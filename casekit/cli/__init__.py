"""The casekit command: notebooks to PDF, reports and forms of a case, JupyterLab, new case files."""

import contextlib
import gc
import os
import sys
import warnings
from collections.abc import Sequence
from typing import Any

import typer

from casekit import vocab
from casekit.cli.app import app
from casekit.cli.helping import argument, in_own_words
from casekit.cli.output import sentence
from casekit.errors import CasekitError
from casekit.modules import installed_modules
from casekit.vocab import say

__all__ = ["main"]

_OBJECTS = 50_000  # between two searches for garbage: most of what a command makes stays until its end

UsageError: Any = typer.BadParameter.__base__  # Typer brings its own copy of click or uses click itself


def main() -> None:
    """Run the command; every mistake ends in a sentence and an exit code, never in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # old Windows consoles do not know every letter
    with installed_modules():
        try:
            _load_little(sys.argv[1:])
            code = run(sys.argv[1:])
        except CasekitError as error:  # the system asks for a language that there is not
            print(error, file=sys.stderr)
            code = 1
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        code = _unsaid(error)
    gc.freeze()  # nobody needs what the search for garbage at the end would find
    sys.exit(code)


def _load_little(words: Sequence[str]) -> None:
    """Load nothing that a command does not need, and nothing twice."""
    gc.set_threshold(_OBJECTS)
    if words[:1] == ["report"]:
        # pandas and matplotlib load these if they are installed; no report has such columns or figures.
        warnings.filterwarnings("ignore", "Unable to import Axes3D")
        for name in ("pyarrow", "mpl_toolkits.mplot3d"):
            sys.modules.setdefault(name, None)  # type: ignore[arg-type]
        gc.disable()  # one report leaves less behind than the search for it takes
        from casekit.export import limits  # noqa: PLC0415 - other commands need not wait for it

        say("cli.stopped")  # the messages are read once, for the worker as well
        limits.fork()


def run(words: Sequence[str]) -> int:
    """Return the exit code of a command: 0 done, 1 something failed, 2 not understood, 130 stopped."""
    try:
        vocab.use_language(_language(words) or vocab.language())
        command = in_own_words(typer.main.get_command(app()))
        return int(command(args=[*words], prog_name="casekit", standalone_mode=False) or 0)
    except CasekitError as error:
        print(error, file=sys.stderr)
        return 1
    except UsageError as error:
        print(say("cli.usage", problem=_problem(error)), file=sys.stderr)
        return 2
    except (KeyboardInterrupt, typer.Abort):
        print(say("cli.stopped"), file=sys.stderr)
        return 130
    except OSError as error:
        return _unsaid(error)
    except Exception as error:  # noqa: BLE001 - such as of a library that is not installed as it should be
        print(sentence(error, "cli.broke_off"), file=sys.stderr)
        return 1


def _unsaid(error: OSError) -> int:
    """Say that the system refused something, such as to print on a full disk, and return the exit code."""
    with contextlib.suppress(OSError):
        print(say("cli.system", reason=error.strerror or error, file=error.filename or "-"), file=sys.stderr)
    if sys.stdout is not None:  # what could not be printed must not be tried again at the end
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _language(words: Sequence[str]) -> str | None:
    """Return the language asked for, before the help texts are composed in it."""
    asked = None
    for at, word in enumerate(words):
        if word == "--lang" and at + 1 < len(words):
            asked = words[at + 1]
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return asked


def _problem(error: Any) -> str:
    """Return what is wrong with a command line, in the current language."""
    keys = {"NoSuchOption": "option", "MissingParameter": "missing", "BadParameter": "value"}
    key = keys.get(type(error).__name__, "other")
    param = getattr(error, "param", None)
    word = getattr(error, "option_name", None) or (param.opts[0] if param is not None else "")
    return say(f"cli.usage_{key if word else 'other'}", word=argument(word))
