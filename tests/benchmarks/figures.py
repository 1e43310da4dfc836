"""What a figure costs a notebook: ``python tests/benchmarks/figures.py [--rounds N]``.

For every figure and chart, processor time and size of what is stored in a notebook, beside those of the
manner of version 0.1 (300 dpi PNG by median cut, twice, and always a PDF), measured in turns.
Times are the best of so many rounds, so that other work on the machine counts little.
"""

import argparse
import base64
import io
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pandas as pd
from PIL import Image

import casekit
from casekit import figures
from casekit.figures import CaseFigure
from casekit.stats.single_case import effect_sizes

LIMIT = 0.25  # seconds for one figure in all forms that are stored
OUTCOMES = Path(__file__).parents[2] / "datasets" / "outcomes"


def drawn() -> Iterator[tuple[str, CaseFigure]]:
    """Yield each figure of a case with much in it, and each chart."""
    for name in ("bpss", "ecomap", "genogram", "rounds", "strengths", "swot", "thread", "timeline"):
        yield name, getattr(figures, name)(casekit.load(casekit.case_study("d-trainee")))
    for name in ("cash_book", "goal_attainment"):
        yield name, getattr(figures, name)(casekit.load(casekit.case_study("b-bookkeeper")))
    practice = pd.read_csv(OUTCOMES / "practice_series.csv")
    yield "ab_chart", figures.ab_chart(practice[practice["case"] == "p05"])
    yield "multiple_baseline", figures.multiple_baseline(practice)
    yield "caterpillar", figures.caterpillar(effect_sizes(practice, "NAP"), basis="synthetic")
    slopes = pd.DataFrame({"case": [*"DEF"], "pre": [10, 12, 9], "post": [13, 11, 9]})
    yield "before_after", figures.before_after(slopes, basis="synthetic")
    cells = pd.DataFrame({"agency": [*"XY"], "year": 2026, "median": [3, 9], "suppressed": False})
    yield "cohort_heatmap", figures.cohort_heatmap(cells, rows="agency", columns="year", basis="synthetic")


def as_in_version_0_1(figure: CaseFigure) -> Mapping[str, str]:
    """Return the bundle as the first version made it."""
    full, small, paper = io.BytesIO(), io.BytesIO(), io.BytesIO()
    figure.savefig(full, format="png", dpi=300, pil_kwargs={"compress_level": 0})
    with Image.open(full) as picture:
        picture.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(small, "png")
    figure.savefig(paper, format="pdf")
    png, pdf = (base64.b64encode(one.getvalue()).decode() for one in (small, paper))
    return {"text/html": png + figure.alt, "image/png": png, "application/pdf": pdf, "text/plain": figure.alt}


def as_now(figure: CaseFigure) -> Mapping[str, str]:
    return figure._repr_mimebundle_()[0]


def cost(make: Callable[[CaseFigure], Mapping[str, str]], figure: CaseFigure) -> tuple[float, int]:
    """Return the seconds of the processor and the letters stored."""
    began = time.process_time()
    bundle = make(figure)
    return time.process_time() - began, sum(map(len, bundle.values()))


def main(rounds: int) -> None:
    print(f"{'':18}     seconds of the processor          KB in the notebook")
    print(f"{'figure':18}    0.1     now   ratio            0.1     now   ratio")
    slow = []
    for name, figure in drawn():
        runs = [(cost(as_in_version_0_1, figure), cost(as_now, figure)) for _ in range(rounds)]
        (then, large), (now, small) = (min(run[way] for run in runs) for way in (0, 1))
        slow += [name] if now > LIMIT else []
        sizes = f"{large / 1000:7.0f} {small / 1000:7.0f} {small / large:7.2f}"
        print(f"{name:18}{then:7.3f} {now:7.3f} {now / then:7.2f}        {sizes}")
    print(f"over {LIMIT} s: {', '.join(slow)}" if slow else f"all within {LIMIT} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    main(parser.parse_args().rounds)
