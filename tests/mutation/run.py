"""Put small faults into casekit at random, and count those that its tests catch.

By hand, on a machine with time:  python tests/mutation/run.py --seed 7 --count 200 --rooms model,store,told

Works on a copy in a temporary folder. The same seed draws the same faults from the same code. For each fault
those tests run that reach its place (`reaching.py` finds them first), the quickest before the others. It is
caught if one of them fails, or takes far longer than without it; what survives is printed as a diff, to be
read: it lacks a test, or changes nothing that anybody could notice. README.md beside this file tells what was
found. `--after 120` goes on where a run was ended, `--only 7,31` tries these numbers again.
"""

import argparse
import ast
import difflib
import os
import pickle
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from reaching import Chosen, Reached, failed, find_reached, load_libraries, run

ROOT = Path(__file__).parents[2]

# The tests that look at a room. All of them run for what Python does as soon as it reads a file.
TESTS = {
    "model": "casekit/model tests/model tests/test_codes.py tests/test_fields.py tests/test_empty_parts.py "
    "tests/store/test_bad_files.py tests/store/test_roundtrip.py tests/store/test_instrument.py",
    "store": "casekit/store tests/store",
    "told": "casekit/told tests/test_told.py tests/test_empty_parts.py tests/test_bidi.py tests/tables "
    "tests/figures/test_genogram.py tests/figures/test_ecomap.py tests/figures/test_work_figures.py",
    "tables": "casekit/tables tests/tables tests/test_told.py tests/test_fields.py tests/test_empty_parts.py "
    "tests/report/test_report.py",
    "check": "casekit/check tests/check",
    "widgets": "casekit/widgets tests/widgets",
    "stats": "casekit/stats tests/stats",
}
# What times something fails on a busy machine without any fault, and what starts many processes takes long.
LEFT_OUT = (
    "drawn_again or about_a_second or second_at_most or in_time or refused_at_once or as_long or little_time "
    "or by_kills or many_times_each or spark"
)

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
    lines: frozenset[int]  # of its statement
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


def parts(node: ast.AST, lines: frozenset[int] = frozenset()) -> Iterator[tuple[ast.AST, frozenset[int]]]:
    """Yield what runs, and the lines of the statement that it is in.

    No docstrings, annotations and `__all__`, and no f-strings, which keep no places.
    """
    for child in ast.iter_child_nodes(node):
        written = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        exported = isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) == "__all__"
        annotation = child in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if not (written or exported or annotation or isinstance(child, ast.JoinedStr)):
            own = lines_of(child) or lines
            yield child, own
            yield from parts(child, own)


def lines_of(node: ast.AST) -> frozenset[int]:
    """Return the lines of a statement without those of the statements in it; none if it is no statement."""
    if not isinstance(node, ast.stmt | ast.ExceptHandler):
        return frozenset()
    inside = getattr(node, "body", None)
    end = max(node.lineno, inside[0].lineno - 1) if inside else node.end_lineno
    return frozenset(range(node.lineno, end + 1))


def faults(room: str) -> Iterator[Fault]:
    """Yield all faults of a room, file by file."""
    place = ROOT / "casekit" / room
    for path in sorted(place.rglob("*.py")) or [place.with_suffix(".py")]:
        source = path.read_bytes()
        starts = [0]
        for line in source.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        for node, lines in parts(ast.parse(source)):
            for instead in changed(node):
                start = starts[node.lineno - 1] + node.col_offset
                end = starts[node.end_lineno - 1] + node.end_col_offset
                run_with = lines | {*range(node.lineno, node.end_lineno + 1)}
                yield Fault(room, path.relative_to(ROOT).as_posix(), run_with, start, end, instead)


class Copy:
    """A copy of the project, which faults are put into."""

    def __init__(self, folder: Path, limit: float) -> None:
        self.folder, self.limit, self.reached = folder, limit, Reached()
        self.may_lack_tests = False
        self._times = count(int(time.time()) + 10, 10)  # by its time Python knows a file that has changed
        for name in ("casekit", "datasets", "notebooks", "tests"):
            left_out = shutil.ignore_patterns("__pycache__", "browser")
            shutil.copytree(ROOT / name, folder / name, ignore=left_out)
        for file in ROOT.glob("*.*"):
            if file.is_file():
                shutil.copy(file, folder)

    def find_reached(self, rooms: list[str], kept: Path | None) -> None:
        """Run all tests of rooms to know what each reaches, unless it was kept; end if any fails."""
        if kept and kept.exists():
            self.reached, self.may_lack_tests = pickle.loads(kept.read_bytes()), True
            if (end := self.run([*self.reached.seconds][:9])) != "survived":
                sys.exit(self._without_fault(end))
            return
        files = dict.fromkeys(file for room in rooms for file in TESTS[room].split())
        end, self.reached = find_reached(self.folder, [f"-k=not ({LEFT_OUT})", *files], 10 * self.limit)
        if end != "survived":
            sys.exit(self._without_fault(end))
        if kept:
            kept.write_bytes(pickle.dumps(self.reached))

    def catches(self, fault: Fault) -> str:
        """Return what became of a fault: caught, time or survived."""
        source = (ROOT / fault.path).read_bytes()
        compile(fault.put_into(source), fault.path, "exec")  # Python must not be what catches it
        self._write(fault.path, fault.put_into(source))
        try:
            return self.run(self.tests_for(fault), TESTS[fault.room] if self.may_lack_tests else "")
        finally:
            self._write(fault.path, source)

    def tests_for(self, fault: Fault) -> list[str]:
        """Return the tests that may catch a fault, those close to it first, and of these the quick ones."""
        near = (fault.path, f"/test_{Path(fault.path).stem.strip('_')}.py")
        chosen, in_file = self.reached.by(fault.path, fault.lines), self.reached.by(fault.path)
        reaching = frozenset(chosen)
        if "" in chosen or not chosen:  # what none reaches here may be run in a process of its own
            of_room = tuple(TESTS[fault.room].split())
            chosen |= {test for test in self.reached.seconds if test.startswith(of_room)}

        def distance(test: str) -> tuple[bool, bool, bool, float]:
            far = not test.partition("::")[0].endswith(near)
            return far, test not in reaching, test not in in_file, self.reached.seconds[test]

        return sorted(chosen - {""}, key=distance)

    def run(self, tests: list[str], new_in: str = "") -> str:
        """Run tests in this order until one fails, those ahead that are new; to have none is no failure."""
        files = dict.fromkeys([*(test.partition("::")[0] for test in tests), *new_in.split()])
        chosen = Chosen(tests, self.reached.seconds)
        return run(self.folder, [f"-k=not ({LEFT_OUT})", *files], chosen, self.limit) if tests else "survived"

    def _without_fault(self, end: str) -> str:
        shown = (self.folder / "pytest.log").read_text(errors="replace")[-3000:]
        return f"{shown}\nThe tests end like this without any fault: {end}."

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


def tried(drawn: dict[int, Fault], limit: float, kept: Path | None) -> dict[Fault, str]:
    """Try faults one after the other, and tell what became of each; until Ctrl+C."""
    found: dict[Fault, str] = {}
    caught_by: set[str] = set()
    with tempfile.TemporaryDirectory() as folder, suppress(KeyboardInterrupt):
        copy = Copy(Path(folder), limit)
        copy.find_reached(sorted({fault.room for fault in drawn.values()}), kept)
        for number, fault in drawn.items():
            began = time.monotonic()
            found[fault] = copy.catches(fault)
            by = "" if found[fault] == "survived" else failed(copy.folder)
            print(
                f"{number:4} {found[fault]:9}{time.monotonic() - began:5.0f} s {fault.path}  {by}", flush=True
            )
            if found[fault] == "survived":
                print(diff(fault), flush=True)
        if copy.run(sorted(caught_by)) != "survived":
            print(f"Fails without any fault, too: {failed(copy.folder)}")
    return found


def main() -> None:
    """Draw faults, try each, and tell what became of them."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--count", type=int, default=200)
    rooms = {"type": lambda text: text.split(","), "metavar": "ROOM,ROOM"}
    asked.add_argument("--rooms", default=[*TESTS], **rooms)
    asked.add_argument("--limit", type=float, default=600, help="seconds for the tests of one fault")
    asked.add_argument("--after", type=int, default=0, metavar="NUMBER", help="leave out the first ones")
    asked.add_argument("--only", type=lambda text: [*map(int, text.split(","))], metavar="NUMBER,NUMBER")
    asked.add_argument("--kept", type=Path, help="a file for what each test reaches, to spare it next time")
    options = asked.parse_args()
    if wrong := {*options.rooms} - {*TESTS}:
        asked.error(f"no tests are named for {', '.join(sorted(wrong))}; known are {', '.join(TESTS)}")
    possible = [fault for room in options.rooms for fault in faults(room)]
    sample = random.Random(options.seed).sample(possible, min(options.count, len(possible)))
    drawn = {number: fault for number, fault in enumerate(sample, 1) if number > options.after}
    if options.only:
        drawn = {number: fault for number, fault in drawn.items() if number in options.only}
    print(f"{len(drawn)} of {len(possible)} possible faults", flush=True)
    load_libraries()
    if found := tried(drawn, options.limit, options.kept):
        report(found)


if __name__ == "__main__":
    main()
