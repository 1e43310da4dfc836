"""What it costs to grade a class of 200 with case tasks, and to tell everybody: run this file.

Times are CPU seconds on one core. The ratio compares grading one submission with loading its case file once:
it is much the same on every machine.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from casekit.exercises import feedback, grading, handed_in, results
from casekit.exercises.gradebook import as_xlsx
from casekit.exercises.tasks import read_work
from casekit.export.feedbackpages import feedback_pdfs
from casekit.store.yamlwriter import written
from tests.exercises.conftest import made
from tests.exercises.test_grading import HEAD, RIGHT
from tests.exercises.test_tasks import with_consent

STUDENTS = 200


def a_class(folder: Path, start: bytes, count: int) -> Path:
    """Write submissions from right to broken."""
    for number in range(count):
        place = folder / f"Mahasiswa {number:03}"
        place.mkdir(parents=True)
        case = with_consent(start, covers=f"nama samaran {number}") if number % 2 else with_consent(start)
        text = HEAD + RIGHT + written({"cases": {"consent": case}})
        broken = ("lesson: [", "", text[: len(text) // 2])
        (place / "answers.yaml").write_text(
            text if number % 20 else broken[number // 20 % 3], encoding="utf-8"
        )
    return folder


def cpu(work, *args):
    began = time.process_time()
    found = work(*args)
    return time.process_time() - began, found


def measured(count: int = STUDENTS) -> dict[str, float]:
    """Return the CPU seconds of each step."""
    with tempfile.TemporaryDirectory() as room:
        exercise = made(Path(room) / "90-trial")
        start = (exercise / "data" / "street-youth.yaml").read_bytes()
        place = a_class(Path(room) / "class", start, count)
        own = with_consent(start).encode()
        read_work(own, "a.yaml")
        load = min(cpu(read_work, own, "a.yaml")[0] for _ in range(5))
        keyed = grading.keyed(exercise)
        read, handed = cpu(handed_in.submissions, place, keyed.lesson)
        graded_in, graded = cpu(grading.grade_class, keyed, handed)
        html, _ = cpu(lambda: [feedback.page(keyed.lesson, one) for one in graded])
        pdf, _ = cpu(lambda: [*feedback_pdfs(keyed.lesson, graded)])
        book, _ = cpu(lambda: (results.as_csv(results.table(graded)), as_xlsx(keyed.lesson, graded)))
    each = (read + graded_in) / count
    return {
        "grade each (ms)": each * 1000,
        "load one case (ms)": load * 1000,
        "grade each / load one case": each / load,
        "HTML of all (s)": html,
        "PDF of all (s)": pdf,
        "gradebook (s)": book,
    }


if __name__ == "__main__":
    for name, value in measured().items():
        print(f"{name:<30} {value:8.2f}")
