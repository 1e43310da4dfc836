"""Draw the gallery and the bundled cases as PNG files, to be looked at: ``python render.py FOLDER``."""

import sys
import time
from pathlib import Path

from families import families
from networks import networks

from casekit import case_studies, case_study, figures, load, vocab


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {name: ("genogram", case) for name, case in families().items()}
    pictures |= {f"network {name}": ("ecomap", case) for name, case in networks().items()}
    for name in case_studies():
        pictures[f"{name}-ecomap"] = ("ecomap", load(case_study(name)))
        pictures[f"{name}-genogram"] = ("genogram", load(case_study(name)))
    for language in vocab.LANGUAGES:
        with vocab.in_language(language):
            for name, (kind, case) in pictures.items():
                began = time.perf_counter()
                figure = getattr(figures, kind)(case)
                took = time.perf_counter() - began
                figure.savefig(folder / f"{kind}-{name.replace(' ', '-')}-{language}.png", dpi=110)
                print(f"{took:6.2f} s  {name} ({language})")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
