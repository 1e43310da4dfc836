"""What it costs to read and write the bundled cases: ``python tests/benchmarks/case_files.py``.

Loading is set against the least that it can cost, ``yaml.compose`` with the C classes and ``model_validate``
of the same file, and saving against loading. The three take turns, and the shortest time of the processor
counts, so that other work on the machine counts little. It ends with an error where a ratio is too high.
"""

import argparse
import itertools
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

import casekit
from casekit.model import Case
from casekit.store.yamltext import parse

LOADING, SAVING = 1.25, 2.0  # at most so many times the least, and loading


def shortest(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the shortest time that each of some works took, in milliseconds."""
    took = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for name, work in works.items():
            began = time.process_time()
            work()
            took[name] = min(took[name], 1000 * (time.process_time() - began))
    return took


def works(path: Path) -> dict[str, Callable[[], object]]:
    """Return what is measured of one case file."""
    case = casekit.load(path)
    raw, number = path.read_bytes(), itertools.count()
    text, data = raw.decode(), parse(raw, path).data | {"schema_version": case.schema_version}

    def least() -> None:
        yaml.compose(text, Loader=yaml.CBaseLoader)
        Case.model_validate(data)

    def save() -> None:
        case.__dict__["summary"] = f"ringkasan {next(number)}"  # without the check of the whole case
        casekit.save(case)

    return {"least": least, "load": lambda: casekit.load(path), "save": save}


def main(rounds: int) -> int:
    """Measure and print; return how many ratios are too high."""
    print(
        f"{'milliseconds':16}{'kB':>6}{'least':>8}{'load':>8}{'save':>8}{'load/least':>12}{'save/load':>11}"
    )
    high = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in casekit.case_studies():
            path = casekit.work_copy(casekit.case_study(name), folder)
            took = shortest(works(path), rounds)
            loading, saving = took["load"] / took["least"], took["save"] / took["load"]
            high += (loading > LOADING) + (saving > SAVING)
            times = "".join(f"{took[what]:8.2f}" for what in ("least", "load", "save"))
            print(f"{name:16}{path.stat().st_size / 1000:6.0f}{times}{loading:12.2f}{saving:11.2f}")
    print(f"at most {LOADING:>39.2f}{SAVING:11.2f}" if not high else f"{high} ratios are too high")
    return high


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=60)
    sys.exit(bool(main(parser.parse_args().rounds)))
