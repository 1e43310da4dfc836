"""Forms in the kernel: how long they take to open, to take an edit, to save, to draw; 50 to 500 findings.

Run it as ``python tests/benchmarks/forms.py [--rounds N]``. All of it runs inside an event loop, as in a
notebook, where saving and drawing wait for a pause. Each form is opened once before it is measured. Last it
opens all forms of the package on case D, one after the other as a notebook does.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import casekit
from casekit import vocab, widgets
from casekit.model import Case, Finding, QuadrantItem, SwotItem
from casekit.widgets import BPSS, SWOT, Strengths
from casekit.widgets._base import Form
from casekit.widgets.pieces import close
from tests import whereabouts

SIZES = (50, 200, 500)
LIMITS = {("open", 200): 700.0, ("edit", 50): 10.0, ("edit", 200): 10.0, ("edit", 500): 10.0}
EDITS = 20


def written(folder: Path, size: int) -> Path:
    """Return a case file with as many findings, SWOT items and quadrant items."""
    path = folder / f"{size}.yaml"
    case = casekit.new_case(path)
    own, known = case.assessment, {"basis": "documented"}
    for n in range(size):
        text = f"Temuan nomor {n}: klien jarang menyampaikan pendapat di depan orang banyak."
        dimension, cell = vocab.codes("dimension")[n % 4], vocab.codes("swot")[n % 4]
        own.findings.append(
            Finding(
                id=f"f{n}", dimension=dimension, text=text, valence="concern", rating=2, reason=text, **known
            )
        )
        own.swot.append(SwotItem(id=f"w{n}", cell=cell, text=text, findings=[f"f{n}"], **known))
        domain, side = vocab.codes("quadrant_domain")[n % 2], vocab.codes("quadrant_side")[n // 2 % 2]
        own.quadrant.items.append(QuadrantItem(id=f"q{n}", domain=domain, side=side, text=text, **known))
    casekit.save(case)
    return path


def timed(act: Callable[[], object]) -> float:
    """Return how many milliseconds something takes."""
    start = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - start)


def items(form: Form, case: Case) -> list[Finding]:
    own = case.assessment
    return {"bpss": own.findings, "swot": own.swot, "strengths": own.quadrant.items}[form.tool]


async def measured(make: type[Form], path: Path, at: int) -> dict[str, float]:
    """Return the milliseconds of one form, opened and used once."""
    case = casekit.load(path)
    opened: list[Form] = []
    told = {"open": timed(lambda: opened.append(make(case)))}
    [form] = opened
    one = items(form, case)[-1]
    button = next(
        own
        for board in vars(form).values()
        if hasattr(board, "_buttons")
        for item, own in board._buttons.values()
        if item is one
    )
    button.click()  # open its editor, as somebody does who types
    typed = [timed(lambda n=n: form.desk.write(one, "text", f"{at} {n}", "id")) for n in range(EDITS)]
    told["edit"] = statistics.median(typed)
    assert form.desk.unsaved
    told["save"] = timed(form.save)
    told["draw"] = timed(form._draw)
    told["in words"] = timed(form._in_words)
    told["language"] = timed(form._build)
    form.desk.leave(form)
    close(form)
    return told


async def run(rounds: int) -> dict[tuple[str, int], dict[str, float]]:
    """Return the medians of each form and size; the sizes take turns."""
    results: dict[tuple[str, int], list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        paths = {size: written(Path(temporary), size) for size in SIZES}
        for at in range(rounds + 1):
            for make in (BPSS, SWOT, Strengths):
                for size, path in paths.items():
                    told = await measured(make, path, at)
                    if at:  # the first round only warms up
                        results.setdefault((make.__name__, size), []).append(told)
    return {
        place: {name: statistics.median(told[name] for told in all_of) for name in all_of[0]}
        for place, all_of in results.items()
    }


async def opened(rounds: int) -> dict[str, float]:
    """Return the median milliseconds to open each of the forms on one copy of case D."""
    results: dict[str, list[float]] = {name: [] for name in whereabouts.forms()}
    with tempfile.TemporaryDirectory() as temporary:
        for at in range(rounds + 1):
            copy = casekit.work_copy(casekit.case_study("d-trainee"), Path(temporary, str(at)))
            case = casekit.load(copy)
            forms: list[Form] = []
            for name in whereabouts.forms():
                start = time.perf_counter()
                forms.append(getattr(widgets, name)(case))
                results[name] += [1000 * (time.perf_counter() - start)] if at else []
            for form in forms:
                form.desk.leave(form)
                close(form)
    return {name: statistics.median(took) for name, took in results.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    results = asyncio.run(run(rounds))
    names = [*next(iter(results.values()))]
    print(f"{'milliseconds (median)':24}" + "".join(f"{size:>8}" for size in SIZES) + "   500 : 50   limit")
    broken = []
    for form in dict.fromkeys(form for form, _ in results):
        for name in names:
            row = [results[form, size][name] for size in SIZES]
            limit = next((limit for (what, _), limit in LIMITS.items() if what == name), None)
            broken += [
                f"{form} {name} {size}"
                for (what, size), most in LIMITS.items()
                if what == name and results[form, size][name] > most
            ]
            growth = row[-1] / row[0]
            broken += [f"{form} {name} grows {growth:.0f} times"] if growth > SIZES[-1] / SIZES[0] else []
            said = f"{limit:7.0f}" if limit else ""
            print(f"{form:12}{name:12}" + "".join(f"{own:8.2f}" for own in row) + f"{growth:9.1f} x {said}")
    taken = asyncio.run(opened(rounds))
    print(f"all {len(taken)} forms on case D open in {sum(taken.values()):.0f} ms in the kernel:")
    print(", ".join(f"{name} {took:.0f}" for name, took in taken.items()))
    print("\n".join(broken) or "all within their limits, none worse than linear (10 x)")


if __name__ == "__main__":
    main()
