"""Put small faults into casekit at random, and count those that its tests catch.

By hand, on a machine with time:  python tests/mutation/run.py --seed 7 --count 200 --rooms model,store,told

Works on a copy in a temporary folder. The same seed draws the same faults from the same code. A fault is
caught if a test of its room fails, or takes longer than the limit; what survives is printed as a diff, to be
read: it lacks a test, or changes nothing that anybody could notice. README.md beside this file tells what was
found. `--after 120` goes on where a run was ended, `--only 7,31` tries these numbers again.
"""

import argparse
import ast
import difflib
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parents[2]
PASSED, NONE_FOUND = 0, 5  # how pytest ends

# The tests that look at a room, the quick ones first. Those that time something are left out: on a busy
# machine they fail without any fault.
TESTS = {
    "model": "casekit/model tests/model tests/test_codes.py tests/test_fields.py tests/test_empty_parts.py "
    "tests/store/test_bad_files.py tests/store/test_roundtrip.py tests/store/test_instrument.py",
    "store": "casekit/store tests/store",
    "told": "casekit/told.py tests/test_told.py tests/test_empty_parts.py tests/test_bidi.py tests/tables "
    "tests/figures/test_genogram.py tests/figures/test_ecomap.py tests/figures/test_work_figures.py "
    "-k 'not (in_time or drawn_clearly or every_time or pdf or page or lessons)'",
    "tables": "casekit/tables tests/tables tests/test_told.py tests/test_fields.py tests/test_empty_parts.py "
    "tests/report/test_report.py",
    "check": "casekit/check tests/check",
    "widgets": "casekit/widgets tests/widgets",
    "stats": "casekit/stats tests/stats",
}

COMPARED = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COUNTED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
JOINED = {ast.And: ast.Or, ast.Or: ast.And}


@dataclass(frozen=True)
class Fault:
    """A place in a file of a room, and what stands there instead."""

    room: str
    path: str
    start: int
    end: int
    instead: str

    def put_into(self, source: bytes) -> bytes:
        return source[: self.start] + self.instead.encode() + source[self.end :]


def changed(node: ast.AST) -> Iterator[str]:
    """Yield what could stand in place of a part of the code: one thing is different in each."""
    match node:
        case ast.Compare(ops=[op], left=left, comparators=right) if type(op) in COMPARED:
            yield f"({ast.unparse(ast.Compare(left, [COMPARED[type(op)]()], right))})"
        case ast.BinOp(left, op, right) if type(op) in COUNTED:
            yield f"({ast.unparse(ast.BinOp(left, COUNTED[type(op)](), right))})"
        case ast.BoolOp(op, values):
            yield f"({ast.unparse(ast.BoolOp(JOINED[type(op)](), values))})"
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield f"({ast.unparse(operand)})"
        case ast.Constant(value=bool(value)):
            yield str(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield f"({value + 1!r})"
        case ast.Constant(value=str(value)):
            yield repr(f"{value}x")
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield "return None"
        case ast.Call(func, args, keywords):
            for left_out in keywords:
                kept = [keyword for keyword in keywords if keyword is not left_out]
                yield f"({ast.unparse(ast.Call(func, args, kept))})"


def parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs: no docstrings, annotations and `__all__`, and no f-strings, which keep no places."""
    for child in ast.iter_child_nodes(node):
        written = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        exported = isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) == "__all__"
        annotation = child in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if not (written or exported or annotation or isinstance(child, ast.JoinedStr)):
            yield child
            yield from parts(child)


def faults(room: str) -> Iterator[Fault]:
    """Yield all faults of a room, file by file."""
    place = ROOT / "casekit" / room
    for path in sorted(place.rglob("*.py")) or [place.with_suffix(".py")]:
        source = path.read_bytes()
        lines = [0]
        for line in source.splitlines(keepends=True):
            lines.append(lines[-1] + len(line))
        for node in parts(ast.parse(source)):
            for instead in changed(node):
                start = lines[node.lineno - 1] + node.col_offset
                end = lines[node.end_lineno - 1] + node.end_col_offset
                yield Fault(room, path.relative_to(ROOT).as_posix(), start, end, instead)


class Copy:
    """A copy of the project, which faults are put into."""

    def __init__(self, folder: Path, limit: float) -> None:
        self.folder, self.limit, self.log = folder, limit, folder / "pytest.log"
        self._times = count(int(time.time()) + 10, 10)  # by its time Python knows a file that has changed
        for name in ("casekit", "datasets", "notebooks", "tests"):
            left_out = shutil.ignore_patterns("__pycache__", "browser")
            shutil.copytree(ROOT / name, folder / name, ignore=left_out)
        for file in ROOT.glob("*.*"):
            if file.is_file():
                shutil.copy(file, folder)

    def catches(self, fault: Fault) -> str:
        """Return what became of a fault: caught, time or survived."""
        source = (ROOT / fault.path).read_bytes()
        compile(fault.put_into(source), fault.path, "exec")  # Python must not be what catches it
        self._write(fault.path, fault.put_into(source))
        try:
            near = self.run(self.named_after(fault.path))
            return self.run(TESTS[fault.room]) if near == "survived" else near
        finally:
            self._write(fault.path, source)

    def named_after(self, path: str) -> str:
        """Return what is most likely to catch a fault in a file: its examples, and the tests of its name."""
        name = Path(path).stem.strip("_")
        found = self.folder.glob(f"tests/**/test_{name}.py")
        return " ".join([path, *(test.relative_to(self.folder).as_posix() for test in found)])

    def run(self, tests: str) -> str:
        """Run tests until one fails; to have none at all is no failure."""
        options = f"-x -q -p no:cacheprovider --hypothesis-seed=0 {tests}"
        with (
            self.log.open("wb") as log,
            subprocess.Popen(
                [sys.executable, "-m", "pytest", *shlex.split(options)],
                cwd=self.folder,
                env=os.environ | {"PYTHONPATH": str(self.folder)},
                start_new_session=True,
                stdout=log,
                stderr=log,
            ) as running,
        ):
            try:
                return "survived" if running.wait(self.limit) in (PASSED, NONE_FOUND) else "caught"
            except subprocess.TimeoutExpired:
                return "time"
            finally:
                if running.poll() is None:
                    os.killpg(running.pid, signal.SIGKILL)

    def _write(self, path: str, source: bytes) -> None:
        file, now = self.folder / path, next(self._times)
        file.write_bytes(source)
        os.utime(file, (now, now))


def diff(fault: Fault) -> str:
    source = (ROOT / fault.path).read_bytes()
    before, after = (text.decode().splitlines(keepends=True) for text in (source, fault.put_into(source)))
    return "".join(difflib.unified_diff(before, after, fault.path, fault.path, n=1))


def report(found: dict[Fault, str]) -> None:
    """Print a table of the rooms."""
    print(f"{'room':10}{'faults':>8}{'caught':>8}{'by time':>8}{'survived':>10}{'caught %':>10}")
    rooms = sorted({fault.room for fault in found})
    for name, inside in [(room, {room}) for room in rooms] + [("all", {*rooms})]:
        ends = [end for fault, end in found.items() if fault.room in inside]
        survived, late = ends.count("survived"), ends.count("time")
        caught = len(ends) - survived
        print(f"{name:10}{len(ends):8}{caught:8}{late:8}{survived:10}{100 * caught / len(ends):10.1f}")


def without_fault(copy: Copy, room: str) -> None:
    """End the run if the tests of a room fail by themselves."""
    if (end := copy.run(TESTS[room])) != "survived":
        why = "take longer than the limit" if end == "time" else "fail"
        shown = copy.log.read_text(errors="replace")[-2000:]
        sys.exit(f"{shown}\nThe tests of {room} {why} without any fault.")


def tried(drawn: dict[int, Fault], limit: float, passed: set[str]) -> dict[Fault, str]:
    """Try faults one after the other, and tell what became of each; until Ctrl+C."""
    found: dict[Fault, str] = {}
    with tempfile.TemporaryDirectory() as folder, suppress(KeyboardInterrupt):
        copy = Copy(Path(folder), limit)
        for number, fault in drawn.items():
            if fault.room not in passed:
                without_fault(copy, fault.room)
                passed.add(fault.room)
            found[fault] = copy.catches(fault)
            print(f"{number:4} {found[fault]:9} {fault.path}", flush=True)
            if found[fault] == "survived":
                print(diff(fault), flush=True)
    return found


def main() -> None:
    """Draw faults, try each, and tell what became of them."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--count", type=int, default=200)
    rooms = {"type": lambda text: text.split(","), "metavar": "ROOM,ROOM"}
    asked.add_argument("--rooms", default=[*TESTS], **rooms)
    asked.add_argument("--passed", default=[], help="rooms whose tests are known to pass", **rooms)
    asked.add_argument("--limit", type=float, default=600, help="seconds for the tests of one fault")
    asked.add_argument("--after", type=int, default=0, metavar="NUMBER", help="leave out the first ones")
    asked.add_argument("--only", type=lambda text: [*map(int, text.split(","))], metavar="NUMBER,NUMBER")
    options = asked.parse_args()
    if wrong := {*options.rooms} - {*TESTS}:
        asked.error(f"no tests are named for {', '.join(sorted(wrong))}; known are {', '.join(TESTS)}")
    possible = [fault for room in options.rooms for fault in faults(room)]
    sample = random.Random(options.seed).sample(possible, min(options.count, len(possible)))
    drawn = {number: fault for number, fault in enumerate(sample, 1) if number > options.after}
    if options.only:
        drawn = {number: fault for number, fault in drawn.items() if number in options.only}
    print(f"{len(drawn)} of {len(possible)} possible faults", flush=True)
    if found := tried(drawn, options.limit, {*options.passed}):
        report(found)


if __name__ == "__main__":
    main()
