"""How long the layout of a genogram takes: ``python tests/benchmarks/genogram.py [--rounds N]``.

The layout is the order of people and their places; the figure adds the drawing, checked for clarity; writing
it as SVG is what a live preview adds. Times are of the processor, medians of so many rounds, each from the
beginning. Families of this kind are trees; those in which many marry each other follow, with limits between
those of the nearest sizes.

Beside them stands relatives-tree, which lays out descendants and ancestors of one person without households,
statuses or ties, if it and node are found: ``npm install relatives-tree esbuild`` in a folder, named with
``--npm`` (esbuild, because node alone does not load it).
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "figures"))

from gallery.families import many
from gallery.synthetic import LARGE, by_lot, synthetic

from casekit.figures import genogram, search
from casekit.figures.kinship import Clan, clans
from casekit.figures.scene import SceneFigure
from casekit.model import Case

LIMITS = {10: None, 25: 0.025, 60: 0.12, 100: 0.3, 200: None, 400: 4.0}
BETWEEN = [(size, limit) for size, limit in LIMITS.items() if limit]
LOTS = ((15, 0), (28, 9), (30, 5), (36, 7), (48, 11))  # sizes and seeds
DRAWN = 100  # more people than this are not drawn: a picture of them has no use

THEIRS = """
const calc = require(process.argv[1]).default;
const family = JSON.parse(require("fs").readFileSync(0));
const times = [];
for (let round = 0; round < 20; round++) {
  const nodes = JSON.parse(JSON.stringify(family));
  const began = process.hrtime.bigint();
  calc(nodes, { rootId: nodes[0].id });
  times.push(Number(process.hrtime.bigint() - began) / 1e9);
}
times.sort((one, other) => one - other);
console.log(times[10]);
"""


def median(work: Callable[[], object], rounds: int) -> float:
    """Return the median of the times that some work took, in seconds."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return statistics.median(times)


def laid_out(case: Case) -> Sequence[Clan]:
    """Return the clans of a case with everybody in place."""
    search._found.clear()
    found = clans(case)
    for clan in found:
        for row in clan.rows:
            for node in row:
                node.left = node.right = 30.0
        clan.place()
    return found


def anew(case: Case) -> SceneFigure:
    """Return a genogram for which the order is searched again."""
    search._found.clear()
    return genogram(case)


def as_relatives(case: Case) -> list[dict[str, object]]:
    """Return a family as relatives-tree reads it."""
    nodes = {
        one.id: {
            "id": one.id,
            "gender": one.sex,
            "parents": [],
            "children": [],
            "siblings": [],
            "spouses": [],
        }
        for one in case.people
    }
    for union in case.unions:
        kids = [child.person for child in union.children]
        for one in union.partners:
            nodes[one]["spouses"] += [{"id": to, "type": "married"} for to in union.partners if to != one]
            nodes[one]["children"] += [{"id": kid, "type": "blood"} for kid in kids]
        for kid in kids:
            nodes[kid]["parents"] += [{"id": one, "type": "blood"} for one in union.partners]
            nodes[kid]["siblings"] += [{"id": other, "type": "blood"} for other in kids if other != kid]
    return [*nodes.values()]


def theirs(case: Case, folder: Path) -> str:
    """Return the time of relatives-tree, or why there is none."""
    tree, esbuild = (
        folder / "node_modules" / name for name in ("relatives-tree/lib/index.js", ".bin/esbuild")
    )
    if not shutil.which("node") or not tree.exists() or not esbuild.exists():
        return "not found"
    with tempfile.TemporaryDirectory() as place:
        bundle = Path(place, "tree.js")
        subprocess.run(
            [esbuild, tree, "--bundle", "--platform=node", f"--outfile={bundle}"],
            check=True,
            capture_output=True,
        )
        done = subprocess.run(
            ["node", "-e", THEIRS, str(bundle)],
            input=json.dumps(as_relatives(case)),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        return next(line for line in done.stderr.splitlines() if "Error" in line)
    return f"{float(done.stdout):.4f} s"


def main(rounds: int, npm: Path) -> None:
    print("persons   layout   limit   figure      SVG   relatives-tree")
    for size, limit in LIMITS.items():
        told(many(size), limit, rounds, npm, drawn=size <= DRAWN)
    print("with many marriages among them")
    for case in (*(by_lot(*lot) for lot in LOTS), *map(synthetic, LARGE.values())):
        told(case, limit_for(len(case.people)), rounds, npm)


def limit_for(size: int) -> float:
    """Return the limit for a number of people, between those of the nearest sizes."""
    (few, low), (many_, high) = max(
        pair for pair in pairwise(BETWEEN) if pair[0][0] <= max(size, BETWEEN[0][0])
    )
    return max(low, low + (high - low) * (size - few) / (many_ - few))


def told(case: Case, limit: float | None, rounds: int, npm: Path, *, drawn: bool = True) -> None:
    """Print the times for a family."""
    layout = median(lambda: laid_out(case), rounds)
    line = f"{len(case.people):7} {layout:7.3f} s {f'{limit:6.3f} s' if limit else '       -'}"
    if drawn:
        figure = genogram(case)
        drawing, writing = median(lambda: anew(case), rounds), median(lambda: figure.svg, rounds)
        line += f" {drawing:6.3f} s {writing:6.3f} s"
    else:
        line += f" {'-':>8} {'-':>8}"
    print(f"{line}   {theirs(case, npm)}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--npm", type=Path, default=Path(), help="where relatives-tree is installed")
    args = parser.parse_args()
    main(args.rounds, args.npm)
