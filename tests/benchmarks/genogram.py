"""How long the layout of a genogram takes for 10 to 100 persons: ``python tests/benchmarks/genogram.py``.

The layout ends with the finished figure, checked for clarity; writing it as SVG is what a live preview adds.
Times are of the processor, the best of so many rounds, so that other work on the machine counts little.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "figures" / "gallery"))

from families import many

from casekit.figures import genogram

SIZES = (10, 25, 60, 100)


def best(work: Callable[[], object], rounds: int) -> float:
    """Return the shortest time that some work took, in seconds."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def main(rounds: int) -> None:
    print("persons   layout     SVG")
    for size in SIZES:
        case = many(size)
        figure = genogram(case)
        layout = best(lambda case=case: genogram(case), rounds)
        writing = best(lambda figure=figure: figure.svg, rounds)
        print(f"{size:7} {layout:7.3f} s {writing:6.3f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    main(parser.parse_args().rounds)
