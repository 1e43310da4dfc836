"""Which tests reach a line of a copy of casekit, and how they end, each time in a fresh process.

The libraries that casekit needs are loaded once, before; casekit itself is loaded by each process. So a few
tests take about two seconds. Only where a process can be forked, that is not on Windows.
"""

import functools
import importlib
import multiprocessing
import os
import pickle
import re
import resource
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import Phase

fork = multiprocessing.get_context("fork")
KEPT = type(functools.cache(len))
LATE = (-signal.SIGALRM, -signal.SIGPROF, -signal.SIGKILL)
PASSED, NONE_FOUND = 0, 5  # how pytest ends
MEMORY = 8 * 2**30  # what a fault that never ends may take
LIBRARIES = """
anywidget babel.dates babel.numbers filelock ipywidgets matplotlib.figure narwhals nbformat numpy
pandas PIL.Image platformdirs psutil pydantic scipy.stats seaborn shapely statsmodels.formula.api typer yaml
"""


def load_libraries() -> None:
    """Load what casekit needs, in one thread, so that the process can be forked."""
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MPLBACKEND": "agg"}
    for name in LIBRARIES.split():
        importlib.import_module(name)


@dataclass
class Reached:
    """The tests that reach each line of each file, and the seconds that each test takes."""

    lines: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def by(self, path: str, lines: Collection[int] | None = None) -> set[str]:
        """Return the tests that reach lines of a file, or any of it; "" stands for what runs before tests."""
        reached = self.lines.get(path, {})
        return {test for line, tests in reached.items() if lines is None or line in lines for test in tests}


class Noting:
    """Lets coverage note which test reaches a line; what several tests share is noted for none of them."""

    def __init__(self, folder: Path) -> None:
        from coverage import Coverage  # noqa: PLC0415 - of all who run tests only this script needs it

        self.coverage = Coverage(source=[str(folder / "casekit")], data_file=None, config_file=False)
        self.coverage.start()
        self.test, self.reached = "", Reached()

    def note(self, test: str) -> None:
        self.test = test
        self.coverage.switch_context(test)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        forget_what_is_kept()
        self.note(item.nodeid)
        began = time.perf_counter()
        ended = yield
        self.reached.seconds[item.nodeid] = time.perf_counter() - began
        self.note("")
        return ended

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
        test = self.test
        if fixturedef.scope != "function":
            self.note("")
        try:
            return (yield)
        finally:
            self.note(test)

    def end(self, folder: Path) -> Reached:
        self.coverage.stop()
        data = self.coverage.get_data()
        for file in data.measured_files():
            path = Path(file).relative_to(folder.resolve()).as_posix()
            self.reached.lines[path] = data.contexts_by_lineno(file)
        return self.reached


def forget_what_is_kept() -> None:
    """Empty the caches of functions, without which only the first test would reach them."""
    for name, module in [*sys.modules.items()]:
        if re.match(r"casekit\.(model|store|told|tables|widgets|stats)", name):
            for value in [*vars(module).values()]:
                if isinstance(value, KEPT) and value.__module__ == name:
                    value.cache_clear()


class Chosen:
    """Lets pytest run chosen tests in the order given, new ones first, and no test longer than it may."""

    def __init__(self, tests: list[str], seconds: dict[str, float]) -> None:
        self.order = {test: place for place, test in enumerate(tests)}
        self.seconds = seconds

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self.order or item.nodeid not in self.seconds]
        items[:] = sorted(chosen, key=lambda item: self.order.get(item.nodeid, -1))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        signal.setitimer(signal.ITIMER_PROF, 20 + 10 * self.seconds.get(item.nodeid, 1))
        return (yield)


def in_a_process(work: Callable[[], int], folder: Path, limit: float) -> str:
    """Do something in a folder and a fresh process, and tell how it ended: survived, caught or time."""

    def do() -> None:
        os.setsid()
        os.chdir(folder)
        with (folder / "pytest.log").open("wb") as log:
            for stream in (1, 2):
                os.dup2(log.fileno(), stream)
        sys.path[:] = [str(folder), *sys.path[1:]]
        os.environ["PYTHONPATH"] = str(folder)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        signal.setitimer(signal.ITIMER_REAL, limit)
        code = work()
        sys.stdout.flush()
        os._exit(code)

    process = fork.Process(target=do)
    process.start()
    process.join(limit + 10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # with all that it has started
    process.join()
    if process.exitcode in LATE:
        return "time"
    return "survived" if process.exitcode in (PASSED, NONE_FOUND) else "caught"


def run_tests(options: list[str], plugin: object) -> int:
    """Run tests until one fails; Hypothesis does not look for a smaller example, which takes minutes."""
    phases = [Phase.explicit, Phase.reuse, Phase.generate]
    hypothesis.settings.register_profile("as found", phases=phases)
    hypothesis.settings.load_profile("as found")  # which that of the tests builds upon
    always = ["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
    always.append("-Wignore::pytest.PytestAssertRewriteWarning")  # Hypothesis is loaded already
    return int(pytest.main([*always, *options], [plugin]))


def run(folder: Path, options: list[str], plugin: object, limit: float) -> str:
    """Run tests until one fails; to have none at all is no failure."""
    return in_a_process(lambda: run_tests(options, plugin), folder, limit)


def find_reached(folder: Path, options: list[str], limit: float) -> tuple[str, Reached]:
    """Run tests, and tell how they ended and what each of them reached."""
    kept = folder / "reached.pickle"

    def work() -> int:
        noting = Noting(folder)
        code = run_tests(options, noting)
        kept.write_bytes(pickle.dumps(noting.end(folder)))
        return code

    end = in_a_process(work, folder, limit)
    return end, pickle.loads(kept.read_bytes()) if end == "survived" else Reached()


def failed(folder: Path) -> str:
    """Return the test that failed last, as pytest names it."""
    told = (folder / "pytest.log").read_text(errors="replace")
    found = re.findall(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", told, re.MULTILINE)
    return found[-1] if found else ""
