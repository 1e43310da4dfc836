"""Formulas are set as Jupyter shows them; only what cannot be set stands there as it was written."""

import logging
import time
import unicodedata
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from casekit.export import to_docx, to_pdf
from casekit.export.document import pdf_of
from casekit.export.formulas import Formulas
from casekit.export.markdown import html_for_pandoc
from casekit.export.remarks import Remarks
from casekit.export.typeset import Part, Refused, typeset
from tests.report.reading import word_parts

from .reading import opened, squeezed, tags, text_of
from .torture import b64, book, png, shown


def commands() -> list[str]:
    """Return the commands that MathJax knows, and formulas with them."""
    text = (Path(__file__).parent / "latex_commands.txt").read_text(encoding="utf-8")
    names, formulas = text.split("\n", 1)[1].split("\n\n")
    return [*names.split(), *formulas.splitlines()]


def made(
    notebook: NotebookNode, room: Path, caplog: pytest.LogCaptureFixture
) -> tuple[bytes, list[str], int]:
    """Return a PDF, the remarks, and how many times the compiler was called for it."""
    caplog.clear()
    with caplog.at_level(logging.DEBUG, logger="casekit.export.typesetter"):
        pdf, remarks = pdf_of(notebook, "n", folder=None, no_input=False, room=room)
    return pdf, remarks, sum(record.getMessage() == "compile" for record in caplog.records)


def maths(pdf: bytes) -> str:
    """Return the text of a PDF with the letters of formulas as ordinary ones."""
    said = "".join(page.extract_text() for page in opened(pdf).pages)  # in the order in which it is set
    return unicodedata.normalize("NFKC", squeezed(said)).replace("\ufe00", "")


def test_nearly_all_commands_are_set_and_none_comes_out_as_garbage(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    given = commands()
    assert len(given) >= 620
    began = time.monotonic()
    pdf, remarks, compiled = made(book(*(f"${one}$" for one in given)), tmp_path, caplog)
    failures = [remark for remark in remarks if "formula" in remark]
    assert failures == remarks
    assert len(given) - len(failures) >= 600
    assert compiled <= len(failures) + 1
    assert time.monotonic() - began < 60
    text = maths(pdf)
    for garbage in ("\\", "DejaVu", "rgb(", "accent(", "$", "‹"):
        assert garbage not in text.replace("$%", "")
    for sign in "∩⊓⋂⊗⊙⊖⨀⨂⊝⋒∼≈Ⓢ§¶©°√ℝℕℤ":
        assert unicodedata.normalize("NFKC", sign) in text


def test_what_cannot_be_set_falls_back_alone_and_the_remark_names_its_cell() -> None:
    cell = r"First $a^2$, then $\nosuchthing{q}$ and $$\frac{1}{2} \cap B$$ last."
    pdf, remarks = to_pdf(book("# T", cell), name="n")
    assert len(remarks) == 1
    assert "Cell 2" in remarks[0]
    assert r"\nosuchthing{q}" in remarks[0]
    assert r"then\nosuchthing{q}and" in text_of(pdf)
    assert "∩" in text_of(pdf)
    assert [tag["/Alt"] for tag in tags(pdf) if tag["/S"] == "/Formula"] == ["a^2", r"\frac{1}{2} \cap B"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("$ x $ and $ n - 1 $", "xandn−1"),
        ("$x$2", "x2"),
        ("$ \\log x $", "logx"),
        ("mean$\\bar x$foo", "mean¯xfoo"),
        ("Rp $5 or $10, and $P(x)=5$", "Rp$5or$10,andP(x)=5"),
        ("$20; $P$; US$ and A$ rates", "$20;P;US$andA$rates"),
        ("*$x$*foo, `$ x $`", "xfoo,$x$"),
        ("\\\\(x\\\\) and \\\\[y\\\\]", "xandy"),
        ("> $$\n> u\n> + v\n> $$", "u+v"),
    ],
)
def test_inline_formulas_are_told_from_money(written: str, read: str) -> None:
    pdf, remarks = to_pdf(book("# T", written), name="n")
    assert remarks == []
    assert read in maths(pdf).replace("x̄", "¯x")


@pytest.mark.parametrize(
    "definition",
    [
        r"\newcommand{\half}[1]{\frac{#1}{2}}",
        r"\newcommand\half[2][z]{\frac{#2}{2}}",
        r"\def\half#1{\frac{#1}{2}}",
        r"\def\old{0}\renewcommand{\half}[1]{\frac{#1}{2}}",
        r"\let\half\frac \def\half#1{\frac{#1}{2}}",
    ],
)
def test_macros_hold_for_the_whole_notebook(definition: str) -> None:
    hidden = new_markdown_cell(f"${definition}$", metadata={"tags": ["remove-cell"]})
    for cells in ((f"${definition}$", r"$\half{w}$"), (hidden, r"$\half{w}$"), (r"$\half{w}$", hidden)):
        pdf, remarks = to_pdf(book("# T", *cells), name="n")
        assert remarks == []
        assert "w2" in maths(pdf)


def test_a_later_definition_goes_before_an_earlier_one_and_operators_can_be_declared() -> None:
    cells = [
        r"$\newcommand{\E}{u}\DeclareMathOperator{\ragam}{Ragam}$",
        r"A$\E$, $\ragam x$",
        r"$\renewcommand{\E}{v}$ B$\E$",
    ]
    pdf, remarks = to_pdf(book("# T", *cells), name="n")
    assert remarks == []
    assert all(part in maths(pdf) for part in ("Au", "Ragamx", "Bv"))


@pytest.mark.parametrize(
    "endless", [r"\def\a{\a\a}\a", r"\def\a{\b\b}\def\b{\a\a}\a", r"\newcommand{\a}[1]{\a{#1#1}}\a{x}"]
)
def test_a_macro_without_end_costs_only_its_formula(endless: str) -> None:
    began = time.monotonic()
    pdf, remarks = to_pdf(book("# T", f"${endless}$ and $x$"), name="n")
    assert len(remarks) == 1
    assert "Cell 2" in remarks[0]
    assert text_of(pdf).count("𝑥") == 1
    assert time.monotonic() - began < 20


def test_equations_have_their_numbers_and_references_show_them() -> None:
    cells = [
        r"See \eqref{eq:later}, $\ref{eq:named}$ and \eqref{eq:none}.",
        r"$$ y = Ax \tag{2.3} \label{eq:named} $$",
        r"\begin{equation}\label{eq:later} a=b \end{equation}",
        r"\begin{align} c &= d \tag{7} \\ e &= f \nonumber \\ g &= h \tag*{8} \end{align}",
    ]
    pdf, remarks = to_pdf(book("# T", *cells), name="n")
    assert remarks == []
    text = maths(pdf)
    assert "See(1),2.3and(???)" in text
    assert all(part in text for part in ("y=Ax(2.3)", "a=b(1)", "(7)", "g=h8"))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"$$\det A=\begin{vmatrix}p&q\\r&s\end{vmatrix}$$", "detA=|prqs|"),
        (r"$$ u \\ v $$", "uv"),
        (r"${p \over q}$ ${\bf w}$ ${\cal L}$ ${\rm d}w$", "pqwLdw"),
        (r"$$\begin{dcases} 1 & w \\ 2 & \text{jika tidak}\end{dcases}$$", "{1w2jikatidak"),
        (r"$$\begin{rcases} 1\\2 \end{rcases}$$", "12}"),
        (r"$\bra{\psi}$ $\ket{\phi}$", "⟨ψ||φ⟩"),
        (r"$\mathtt{w}$ $\texttt{p_q}$", "wp_q"),
        (r"$X \perp\!\!\!\perp Y$", "X⟂⟂Y"),
        (r"$\frac12$ and $12^2$", "12and122"),
        (r"$$\begin{array}{c|rl} 1 & 2 \cr \hline 3 & 4 \end{array}$$", "1324"),
    ],
)
def test_formulas_read_as_written(written: str, read: str) -> None:
    pdf, remarks = to_pdf(book("# T", written), name="n")
    assert remarks == []
    assert squeezed(read) in maths(pdf).replace("ϕ", "φ")


def test_colours_of_formulas_can_be_read_on_paper() -> None:
    pdf, remarks = to_pdf(
        book("# T", r"$\textcolor{red}{x}$ $\color{yellow} y$ $\color[rgb]{0,0,1}{z}$"), name="n"
    )
    assert remarks == []
    content = "".join(page.get_contents().get_data().decode("latin-1") for page in opened(pdf).pages)
    assert "0 0 1 sc" in content or "0 0 1 rg" in content
    assert "1 1 0 sc" not in content
    assert "1 1 0 rg" not in content


def test_formulas_stand_in_tables_and_their_heads() -> None:
    markdown = "| $\\bar u$ | $s$ |\n|---|---|\n| 1 | $|v|$ |"
    html = (
        "<table><thead><tr><th>$\\beta$</th><th>$w^2$</th></tr></thead>"
        "<tr><td>$\\gamma$</td><td>$5 or $6</td></tr></table>"
    )
    others = html.replace("<table>", "<p>Nilai $q$</p><table>")
    for cell in (markdown, f"Teks\n\n{html}", shown({"text/html": html}), shown({"text/html": others})):
        pdf, remarks = to_pdf(book("# T", cell), name="n")
        assert remarks == []
        heads = [tag for tag in tags(pdf) if tag["/S"] == "/TH"]
        assert len(heads) == 2
        text = maths(pdf)
        assert "|v|" in text if cell is markdown else all(part in text for part in ("βw2", "γ$5or$6"))


def test_a_formula_in_html_code_stays_as_it_is() -> None:
    pdf, _ = to_pdf(book("# T", shown({"text/html": "<p>Tulis <code>$a$</code> untuk $b^2$</p>"})), name="n")
    assert "Tulis$a$untukb2" in maths(pdf)


def test_thirty_faults_take_at_most_thirty_two_compiles(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "notebook.typ").write_text(
        "#let unformatted(words, source) = source\n#let picture(shown) = shown"
    )
    for number in range(20):
        (tmp_path / f"picture-{number}.png").write_bytes(png(9 + number, 9))
    equation = '#math.equation(\nblock: false, alt: "{}", ${}$.body);'
    warned = "= One <same>\n\n= Two <same>\n\n<nothing>"
    parts = []
    for number in range(15):
        picture = f'#picture(\nimage("picture-{number}.png", alt: "p"));'
        good, bad = equation.format("fine", "x"), equation.format(f"bad-{number}", f"bad{number}")
        parts.append(Part(2 * number + 1, f"{warned}\n\n{good} then {bad} and {good}{picture}", "never"))
        parts.append(Part(2 * number + 2, f"#unknown{number}", f"instead-{number}"))
    remarks = Remarks("en")
    head = '#import "notebook.typ": *\n#set document(title: "t")\n#set text(lang: "en")'
    with caplog.at_level(logging.DEBUG, logger="casekit.export.typesetter"):
        made = typeset(head, parts, tmp_path, remarks, Refused())
    assert isinstance(made, bytes)
    assert len(caplog.records) <= 30 + 2
    text = text_of(made)
    for number in range(15):
        assert f"bad-{number}" in text
        assert f"instead-{number}" in text
    assert text.count("𝑥") == 30
    assert "never" not in text
    assert len(remarks.sentences()) == 15 + 1


def test_each_damaged_picture_costs_one_compile(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    damaged = [
        f"![gone](data:image/png;base64,{b64(png(10 + n, 9, damaged=True))}) $n_{n}$" for n in range(10)
    ]
    healthy = [f"![ok](data:image/png;base64,{b64(png(30 + n, 9))})" for n in range(20)]
    pdf, remarks, compiled = made(book("# T", *damaged, *healthy), tmp_path, caplog)
    assert compiled <= 10 + 1
    assert len(remarks) == 10
    assert all("damaged" in remark for remark in remarks)
    assert [tag["/Alt"] for tag in tags(pdf) if tag["/S"] == "/Figure"] == ["ok"] * 20


def test_a_warning_condemns_no_cell(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    headings = [f"## Bagian {n} <a id='sama'></a>\n\nIsi **tebal** {n}" for n in range(6)]
    pdf, remarks, compiled = made(book("# T", *headings, r"$\nosuch$"), tmp_path, caplog)
    assert len(remarks) == 1
    assert "Cell 8" in remarks[0]
    assert compiled == 1
    assert "**" not in text_of(pdf)


def test_word_shows_the_same_formulas_and_names_those_it_cannot() -> None:
    cells = [
        r"$\newcommand{\R}{\mathbb{R}}$ $ x \in \R $ and ${a \over b}$, $\textcolor{red}{x}$, $\bra{x}$",
        r"$$\begin{dcases} 1 & x \end{dcases} \tag{3}$$",
        r"$$ a \\ b $$ and $\eqref{eq:x}$",
        r"$\nosuch{x}$",
    ]
    docx, remarks = to_docx(book("# T", *cells), name="n")
    assert len(remarks) == 1
    assert "Cell 5" in remarks[0]
    body = word_parts(docx)["word/document.xml"].decode()
    assert body.count("<m:oMath>") == 7
    assert "newcommand" not in body
    assert "(3)" in body


def test_most_commands_are_formulas_in_word_too() -> None:
    given = commands()
    _, remarks = to_docx(book("\n\n".join(f"${one}$" for one in given)), name="n")
    assert len(given) - len(remarks) >= 600


def test_where_mathjax_shall_not_look_a_dollar_is_a_dollar() -> None:
    formulas = Formulas()
    inner = "<table><tr><td>$a$</td></tr></table>"
    ignored = f'<table class="dataframe tex2jax_ignore"><tr><td>{inner}$b$</td></tr></table>'
    shown = html_for_pandoc(f"{ignored}<p>$c$</p>", formulas)
    assert shown.startswith(ignored)
    assert [one.latex for one in formulas.found] == ["c"]
