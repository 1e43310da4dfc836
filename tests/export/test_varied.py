"""Notebooks as courses have them become documents in which nothing is lost, raw, cut or out of order."""

import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from casekit.export import read_notebook, to_docx, to_pdf

from .reading import opened, squeezed, text_of
from .torture import Torture, book, printed, shown
from .varied import MADE, calculus, drawn, objects, pictures, wide_tables

LONG = bool(os.environ.get("CASEKIT_LONG_TESTS"))
ALWAYS = [calculus, objects, pictures]
MARGIN = 55  # points


def place(inner: list[float], outer: list[float]) -> tuple[float, float]:
    """Return where a text stands: from the left, and from the foot of the page."""
    x, y = inner[4], inner[5]
    return x * outer[0] + y * outer[2] + outer[4], x * outer[1] + y * outer[3] + outer[5]


def edges(pdf: bytes) -> list[tuple[float, float]]:
    """Return where the first and the last letter of each page begin, from the left and from the right."""
    found = []
    for page in opened(pdf).pages:
        places: list[float] = []

        def seen(
            text: str, outer: list[float], inner: list[float], *_: object, places: list[float] = places
        ) -> None:
            if text.strip():
                places.append(place(inner, outer)[0])

        page.extract_text(visitor_text=seen)
        found.append((min(places), float(page.mediabox.width) - max(places)))
    return found


def order(pdf: bytes, *marks: str) -> list[tuple[int, float]]:
    """Return on which page, and how far from its top, each text stands, and each picture after them."""
    texts: dict[str, tuple[int, float]] = {}
    images: list[tuple[int, float]] = []
    for number, page in enumerate(opened(pdf).pages):
        high = float(page.mediabox.height)

        def seen(
            text: str,
            outer: list[float],
            inner: list[float],
            *_: object,
            number: int = number,
            high: float = high,
        ) -> None:
            for mark in marks:
                if mark in text:
                    texts[mark] = (number, high - place(inner, outer)[1])

        def drawn_there(
            operator: bytes,
            _: object,
            outer: list[float],
            *_rest: object,
            number: int = number,
            high: float = high,
        ) -> None:
            if operator == b"Do":
                images.append((number, high - outer[5]))

        page.extract_text(visitor_text=seen, visitor_operand_before=drawn_there)
    return [*(texts[mark] for mark in marks), *images]


@pytest.mark.parametrize("make", MADE if LONG else ALWAYS, ids=lambda make: make.__name__)
def test_varied(make: Callable[[], Torture], tmp_path: Path) -> None:
    made = make()
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps(nbformat.from_dict(made.notebook)), encoding="utf-8")
    notebook = read_notebook(path)
    pdf, remarks = to_pdf(notebook, name="n", folder=tmp_path)
    text = text_of(pdf)
    assert [one for one in made.shows if squeezed(one) not in text] == []
    assert [one for one in made.hides if squeezed(one) in text] == []
    assert len(remarks) == len(made.remarks), remarks
    assert all(word in remark for remark, word in zip(remarks, made.remarks, strict=True)), remarks
    assert "pdfuaid" in opened(pdf).trailer["/Root"]["/Metadata"].get_data().decode()
    word, _ = to_docx(notebook, name="n", folder=tmp_path)
    document = ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
    written = squeezed(re.sub(r"<[^>]+>", "", document))
    assert [one for one in made.hides if "<" not in one and squeezed(one) in written] == []


def test_there_are_twenty_five() -> None:
    assert len({make.__name__ for make in MADE}) >= 25


@pytest.fixture(scope="module")
def formulas() -> bytes:
    return to_pdf(calculus().notebook, name="n")[0]


def test_no_formula_leaves_the_page(formulas: bytes) -> None:
    assert all(left >= MARGIN and right >= MARGIN for left, right in edges(formulas))


def test_high_formulas_leave_each_other_room() -> None:
    def tall(formula: str) -> float:
        (_, first), (_, second) = order(
            to_pdf(book(f"- {formula} AAA\n- {formula} BBB"), name="n")[0], "AAA", "BBB"
        )[:2]
        return second - first

    assert tall(r"$\dfrac{\partial^2 f}{\partial x_1^2}$") > 1.9 * tall("$x$")


@pytest.mark.parametrize(
    ("text", "is_formula"),
    [
        ("$ Ax $", True),
        ("$ VS $", True),
        ("$ or $", False),
        ("$ 5 or $6", False),
        ("from $ in or out $", False),
        ("$ Ax + By $", True),
    ],
)
def test_letters_between_loose_dollars_are_a_formula_and_words_are_not(
    text: str, *, is_formula: bool
) -> None:
    assert ("$" not in text_of(to_pdf(book(f"# T\n\nThe {text} here."), name="n")[0])) is is_formula


def test_pictures_stand_between_their_code_and_what_follows() -> None:
    charts = [new_output("display_data", data=drawn(size=(7, 4))) for _ in range(5)]
    pdf = to_pdf(book("# T", "Text. " * 900, new_code_cell("chart()", outputs=charts), "After."), name="n")[0]
    code, after, *pictures = order(pdf, "chart", "After.")
    assert len(pictures) == len(charts)
    assert code < min(pictures)
    assert max(pictures) < after


def test_code_is_copied_without_marks_that_nobody_sees() -> None:
    address = "https://example.org/" + "/".join(f"part{n}" for n in range(30))
    pdf = to_pdf(book("# T", new_code_cell(f"x = '{address}'")), name="n")[0]
    text = "".join(page.extract_text() for page in opened(pdf).pages)
    assert "\u200b" not in text
    assert address in text.replace("\n", "")


def test_lines_of_a_printed_table_are_not_broken() -> None:
    row = "a".ljust(50) + "b".ljust(50) + "c"
    lines = "".join(
        page.extract_text() for page in opened(to_pdf(book("# T", printed(row)), name="n")[0]).pages
    ).splitlines()
    assert any(re.search(r"a\s+b\s+c", line) for line in lines)


def test_columns_of_a_split_table_are_shared_evenly() -> None:
    pdf = to_pdf(wide_tables().notebook, name="n")[0]
    heads = [len(set(re.findall(r"measure_\d\d", part))) for part in re.split(r"\(\d/\d\)", text_of(pdf))[1:]]
    assert heads[:5] == [6, 6, 6, 6, 6]


def test_texts_before_tables_lead_to_them() -> None:
    html = "".join(
        f"<div><p>{name}</p><table><tr><td>{cell}</td></tr></table></div>"
        for name, cell in (("first", "A"), ("second", "B"))
    )
    found = order(to_pdf(book("# T", shown({"text/html": html})), name="n")[0], "first", "A", "second", "B")
    tops = [top for _, top in found[:4]]
    assert tops == sorted(tops)
    assert tops[2] - tops[1] > tops[3] - tops[2]
