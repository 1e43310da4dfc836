"""Notebooks that break exporters, each with what its PDF must show and must not show."""

import base64
import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import matplotlib.pyplot as plt
import nbformat
import pandas as pd
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from PIL import Image

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40">'
    '<rect width="120" height="40" fill="#345"/></svg>'
)


def png(width: int = 40, height: int = 20, *, damaged: bool = False) -> bytes:
    """Return a small picture, or one whose end is missing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    rows = b"".join(b"\0" + bytes([40, 80, 120] * width) for _ in range(height))
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    content = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return content[:60] if damaged else content


def jpeg() -> bytes:
    """Return a small JPEG."""
    file = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(file, "JPEG")
    return file.getvalue()


def b64(content: bytes) -> str:
    """Return bytes as notebooks hold them."""
    return base64.b64encode(content).decode()


@dataclass
class Torture:
    """A notebook with the texts that its PDF must and must not hold, and a word of each remark."""

    notebook: NotebookNode
    shows: list[str] = field(default_factory=list)
    hides: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)


TORTURES: dict[str, Callable[[], Torture]] = {}


def torture(make: Callable[[], Torture]) -> Callable[[], Torture]:
    """Enter a notebook in the set under its function's name."""
    TORTURES[make.__name__] = make
    return make


def book(*cells: NotebookNode | str, **metadata: object) -> NotebookNode:
    """Return an English notebook; bare texts are Markdown cells."""
    made = [new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    return new_notebook(cells=made, metadata={"lang": "en", **metadata})


def shown(data: dict[str, object], source: str = "show()", **metadata: object) -> NotebookNode:
    """Return a code cell with one rich output."""
    return new_code_cell(source, outputs=[new_output("display_data", data=data, metadata=metadata)])


def printed(text: str, name: str = "stdout") -> NotebookNode:
    """Return a code cell that printed a text."""
    return new_code_cell("print(...)", outputs=[new_output("stream", name=name, text=text)])


@torture
def maths() -> Torture:
    text = r"""# Maths

Inline $\bar{x} = \frac{1}{n}\sum x_i$(mean).

$$\int_0^1 x^2\,dx$$

\begin{align}
a &= b + c \\
d &= e
\end{align}

\begin{equation} E = mc^2 \end{equation}
"""
    return Torture(book(text), ["Maths", "(mean)"], ["begin", "mean(", "$"])


@torture
def unknown_maths() -> Torture:
    return Torture(
        book(r"# M" + "\n\n" + r"Before $\nosuchmacro{x} + 1$ after."),
        ["Before", r"\nosuchmacro{x}", "after"],
        remarks=["formula"],
    )


@torture
def unfinished_maths() -> Torture:
    return Torture(
        book(r"# M" + "\n\nA $\\frac{1}{$ b and $$\\left( x$$ end"),
        ["\\frac{1}{", "end"],
        remarks=["formula", "formula"],
    )


@torture
def broken_html() -> Torture:
    return Torture(
        book(
            "# H\n\n<div><p>open <b>bold <i>both</b>\n\n<table><tr><td>cell",
            "Next cell",
            "<span style='x'>a</div></p>",
        ),
        ["open", "bold", "both", "cell", "Next cell"],
        ["<b>", "<div", "</p>"],
    )


@torture
def unclosed_fence() -> Torture:
    return Torture(
        book("# F\n\n```python\nx = 1", "## Second **strong**", "~~~~~~~~~~\nopen tilde", "Third"),
        ["x = 1", "Second strong", "open tilde", "Third"],
        ["**", "~~~"],
    )


@torture
def unclosed_div() -> Torture:
    return Torture(
        book('<div class="alert alert-info">\n\nInside', "Outside **strong**", "</div>", "After"),
        ["Inside", "Outside strong", "After"],
        ["<div", "</div", "**"],
    )


@torture
def unclosed_comment() -> Torture:
    return Torture(book("# C\n\nShown <!-- never closed", "Still here"), ["Shown", "Still here"])


@torture
def currency() -> Torture:
    text = (
        "# Money\n\nIt costs $5 and $10, Rp 12.000 or $100-$200; US$ 3 and $4; $7 (or US$ 9). "
        "A `$x$` stays code, $y$ not."
    )
    return Torture(
        book(text),
        ["$5 and $10", "Rp 12.000", "$100-$200", "US$ 3 and $4", "$7 (or US$ 9)", "$x$"],
        ["$y$"],
    )


@torture
def long_table() -> Torture:
    frame = pd.DataFrame({"week": range(500), "note": [f"session number {n}" for n in range(500)]})
    return Torture(
        book("# Long", shown({"text/html": frame.to_html(), "text/plain": "no"})),
        ["session number 0", "session number 499"],
        ["<td>"],
    )


@torture
def forty_columns() -> Torture:
    frame = pd.DataFrame({f"measure_{n:02}": [n * 1000.5, n / 3, None] for n in range(40)})
    return Torture(
        book("# Wide", shown({"text/html": frame.to_html()})),
        [f"measure_{n:02}" for n in range(40)] + ["39019.5"],
    )


@torture
def wide_table_in_a_list() -> Torture:
    frame = "| " + " | ".join(f"column{n}" for n in range(30)) + " |"
    rule = "|" + "---|" * 30
    return Torture(
        book(f"# L\n\n- item\n\n  {frame}\n  {rule}\n  {frame.replace('column', 'c')}\n"), ["column29", "c29"]
    )


@torture
def broken_png() -> Torture:
    return Torture(
        book("# P\n\nBefore", shown({"image/png": b64(png(damaged=True))}), "After"),
        ["Before", "Damaged image", "After"],
        remarks=["damaged"],
    )


@torture
def not_base64() -> Torture:
    return Torture(
        book("# P", shown({"image/png": "%%%"}), "After"), ["Damaged image", "After"], remarks=["damaged"]
    )


@torture
def broken_linked_image() -> Torture:
    return Torture(
        book("# P\n\nText ![a picture](bad.png) more"),
        ["Text", "Damaged image: bad.png", "more"],
        remarks=["damaged"],
        files={"bad.png": png(damaged=True)},
    )


@torture
def svg_output() -> Torture:
    data = {"image/svg+xml": SVG, "text/plain": "<IPython.core.display.SVG object>"}
    return Torture(book("# S", shown(data, **{"image/svg+xml": {"alt": "A blue box"}})), ["S"], ["IPython"])


@torture
def broken_svg() -> Torture:
    return Torture(
        book("# S", shown({"image/svg+xml": "<svg><rect"}), "After"),
        ["Damaged", "After"],
        remarks=["damaged"],
    )


@torture
def svg_reads_files() -> Torture:
    svg = SVG.replace("<rect", '<image href="file:///etc/passwd" width="10" height="10"/><rect')
    return Torture(
        book("# S", shown({"image/svg+xml": svg}, **{"image/svg+xml": {"alt": "box"}})),
        ["Damaged"],
        ["root:"],
        ["damaged"],
    )


@torture
def jpeg_output() -> Torture:
    return Torture(book("# J", shown({"image/jpeg": b64(jpeg())}, **{"image/jpeg": {"alt": "Teal"}})), ["J"])


@torture
def pdf_output() -> Torture:
    file = io.BytesIO()
    figure, _ = plt.subplots()
    figure.savefig(file, format="pdf")
    plt.close(figure)
    data = {"application/pdf": b64(file.getvalue())}
    return Torture(book("# P", shown(data, alt="Empty axes")), ["P"], remarks=["PDF/UA-1"])


@torture
def attachment() -> Torture:
    cell = new_markdown_cell("# A\n\n![A blue bar](attachment:bar%20one.png)")
    cell.attachments = {"bar one.png": {"image/png": b64(png())}}
    return Torture(book(cell), ["A"], ["Image not found"])


@torture
def missing_attachment() -> Torture:
    return Torture(
        book("# A\n\n![x](attachment:gone.png)"), ["Image not found: gone.png"], remarks=["not found"]
    )


@torture
def missing_image() -> Torture:
    return Torture(
        book("# A\n\n![x](img/gone.png)"), ["Image not found: img/gone.png"], remarks=["not found"]
    )


@torture
def remote_image() -> Torture:
    return Torture(
        book("# A\n\n![x](https://example.org/a.png) and <img src='//example.org/b.png'>"),
        ["Image on the internet, not downloaded: https://example.org/a.png"],
        remarks=["internet", "internet"],
    )


@torture
def path_traversal() -> Torture:
    sources = ["/etc/passwd", "../../../../etc/passwd", "..%2f..%2f..%2fetc/passwd", "file:///etc/passwd"]
    text = "\n\n".join(f"![x]({source})" for source in sources) + "\n\n<img src='/etc/passwd'>"
    return Torture(book("# T\n\n" + text), ["Image not found"], ["root:"], remarks=["not found"] * 4)


@torture
def raw_typst() -> Torture:
    text = (
        '# T\n\n```{=typst}\n#read("/etc/passwd")\n```\n\n`#panic("no")`{=typst} #panic("no") '
        '#import "notebook.typ": *\n\n<!-- #panic() -->\n\n'
        '$#panic("x")$ and $\\text{#read("/etc/passwd")}$ end'
    )
    return Torture(book(text), ['#read("/etc/passwd")', '#panic("no")', "end"], ["root:"])


@torture
def latex_injection() -> Torture:
    text = (
        "# T\n\n\\input{/etc/passwd}\n\n$\\input{/etc/passwd}$\n\n<iframe src='/etc/passwd'></iframe>\n\nEnd"
    )
    return Torture(book(text), [r"\input{/etc/passwd}", "End"], ["root:"], remarks=["formula"])


@torture
def raw_cells() -> Torture:
    return Torture(
        book(
            "# R",
            new_raw_cell("As it is <b> *x*"),
            new_raw_cell("\\newpage", metadata={"format": "text/latex"}),
            new_raw_cell("**strong**", metadata={"format": "text/markdown"}),
        ),
        ["As it is <b> *x*", "strong"],
        ["newpage", "**strong"],
        remarks=["text/latex"],
    )


@torture
def only_raw_cells() -> Torture:
    return Torture(book(new_raw_cell("Only this")), ["Only this"])


@torture
def right_to_left() -> Torture:
    return Torture(book("# R\n\nSalam: السلام عليكم and שלום.", printed("مرحبا")), ["Salam"])


@torture
def emoji() -> Torture:
    return Torture(
        book(
            "# Happy 😀\n\nA 👩‍👧 and ❤️ in [a 😀 link](https://example.org).",
            new_code_cell('x = "🚀"'),
            printed("✅ 🎉"),
        ),
        ["‹emoji: grinning face›", "‹emoji: rocket›", "party popper"],
        remarks=["emoji"],
    )


@torture
def chinese() -> Torture:
    return Torture(
        book("# C\n\n社会工作 text", shown({"text/html": "<table><tr><td>中文</td></tr></table>"})),
        ["‹U+793E U+4F1A", "text"],
        remarks=["characters"],
    )


@torture
def emoji_in_maths() -> Torture:
    return Torture(
        book("# M\n\nSum $x = 😀 + \\text{中}$ end"),
        ["𝑥 = ‹emoji", "end"],
        remarks=["emoji", "characters"],
    )


@torture
def progress_bars() -> Torture:
    bar = "".join(f"\r{n:3}%|{'#' * (n // 10):10}|" for n in range(0, 101, 10)) + "\n"
    cell = printed(bar, "stderr")
    cell.outputs.append(
        new_output("stream", name="stderr", text="\x1b[32mdone\x1b[0m\rDONE\n\x1b[2Kabc\b\bXY\n")
    )
    return Torture(book("# P", cell), ["100%|##########|", "DONE", "aXY"], ["50%", "[32m", "done"])


@torture
def traceback() -> Torture:
    lines = ["\x1b[0;31m---------\x1b[0m", "\x1b[0;31mValueError\x1b[0m: wrong *value* #1"]
    output = new_output("error", ename="ValueError", evalue="wrong", traceback=lines)
    return Torture(
        book("# T", new_code_cell("fail()", outputs=[output])), ["ValueError: wrong *value* #1"], ["[0;31m"]
    )


@torture
def empty() -> Torture:
    return Torture(book(), ["empty"])


@torture
def blank_cells() -> Torture:
    return Torture(book("", "   \n", new_code_cell(""), new_raw_cell("")), ["blank_cells"])


@torture
def only_code() -> Torture:
    return Torture(book(new_code_cell("x = 1"), new_code_cell("x\n\n\n# end")), ["x = 1", "# end"])


@torture
def long_words() -> Torture:
    word = "supercalifragilistic" * 30
    url = "https://example.org/" + "path/" * 60
    return Torture(
        book(
            f"# L\n\n{word}\n\n<{url}>\n\n`{word}`\n\n| {word} | b |\n|---|---|\n| {word} | 2 |",
            printed(word),
            new_code_cell(f"x = '{word}'\n" + "long_call(argument, " * 30),
        ),
        ["supercali"],
    )


@torture
def deep_headings() -> Torture:
    text = "\n\n".join(f"{'#' * level} Level {level}" for level in range(1, 8))
    return Torture(
        book(text, *(f"{'#' * level} Skip {level}" for level in (4, 2, 6, 1, 3, 5))), ["Level 6", "Skip 5"]
    )


@torture
def same_headings() -> Torture:
    return Torture(
        book("# A", "## Same", "## Same", "[there](#Same) and [gone](#nowhere)", "#", "##   "),
        ["Same", "gone"],
    )


@torture
def footnotes() -> Torture:
    return Torture(
        book(
            "# F\n\nOne[^a].\n\n[^a]: First note.",
            "Two[^a].\n\n[^a]: Second note.",
            "Three[^far].",
            "[^far]: Far note.",
            "[^none]",
        ),
        ["First note", "Second note", "Far note", "[^none]"],
    )


@torture
def nested_lists() -> Torture:
    deep = "\n".join(f"{'  ' * level}- level {level}" for level in range(12))
    return Torture(
        book(f"# N\n\n{deep}\n\n1. one\n   1. inner\n      - [ ] task\n2. two"), ["level 11", "inner", "task"]
    )


@torture
def very_deep_quotes() -> Torture:
    return Torture(
        book("# Q\n\n" + ">" * 300 + " deep", "After"), ["deep", "After"], remarks=["nested too deeply"]
    )


@torture
def scripts() -> Torture:
    html = "<script>alert('bad')</script><style>p {color: red}</style><p onclick='x()'>Kept</p><iframe src='http://x'></iframe>"
    return Torture(
        book(
            f"# S\n\n{html}\n\ntext <script>inline_bad()</script> end",
            shown({"text/html": html, "text/plain": "no"}),
        ),
        ["Kept", "text", "end"],
        ["alert", "color: red", "inline_bad", "onclick"],
    )


@torture
def widget_with_fallback() -> Torture:
    data = {
        "application/vnd.jupyter.widget-view+json": {"model_id": "1"},
        "text/html": "<table><tr><th>BPSS</th></tr><tr><td>static content</td></tr></table>",
        "text/plain": "VBox(children=(HTML(),))",
    }
    return Torture(book("# W", shown(data)), ["static content"], ["VBox"])


@torture
def widget_alone() -> Torture:
    data = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "IntSlider(value=0)"}
    return Torture(book("# W", shown(data)), ["Interactive content"], ["IntSlider"], remarks=["interactive"])


@torture
def huge_output() -> Torture:
    lines = "\n".join(f"line {n} of the output" for n in range(5000))
    return Torture(
        book("# H", printed(lines)), ["line 0 of", "line 4999 of", "4800 lines left out"], ["line 2500 of"]
    )


@torture
def control_characters() -> Torture:
    return Torture(
        book(
            "# C\x00\n\na\x00b\x07c\x1b[0m \ud800 end", new_code_cell("x\x0c = '\x01'"), printed("p\x00q\x7f")
        ),
        ["abc", "end", "pq"],
    )


@torture
def typst_specials() -> Torture:
    odd = r"#set $ @ref <label> * _ // /* ~ \\ ` = + - [x] {y} ] ) # 1"
    cell = odd.replace("<label>", "&lt;label&gt;").replace("`", "&#96;")
    return Torture(
        book(
            "# Title #1 $ @a \"quoted\" \\\\ 'x'",
            "Text #set @ref &lt;label&gt; \\* \\_ // and /\\* ~ [x] {y} ] ) `#let x = 1`",
            shown({"text/html": f"<table><tr><th>{cell}</th></tr><tr><td>{cell}</td></tr></table>"}),
            printed(odd),
        ),
        ["Title #1 $ @a", "#set @ref <label>", "// and /*", "#let x = 1", odd.partition("`")[0].strip()],
    )


@torture
def multi_index() -> Torture:
    columns = pd.MultiIndex.from_product([["before", "after"], ["mean", "sd"]])
    index = pd.MultiIndex.from_product([["A", "B"], ["x", "y"]], names=["phase", "kind"])
    frame = pd.DataFrame([[1.5, float("nan"), 3.25, 4]] * 4, index=index, columns=columns)
    return Torture(
        book("# M", shown({"text/html": frame.to_html()})), ["before", "after", "phase", "NaN", "3.25"]
    )


@torture
def styler() -> Torture:
    html = (
        '<style type="text/css">#T_a_row0 {color: red}</style><table id="T_a"><caption>Ratings</caption>'
        '<thead><tr><th class="blank">&nbsp;</th><th>score</th></tr></thead>'
        '<tbody><tr><th>0</th><td id="T_a_row0">3.5</td></tr></tbody></table>'
    )
    return Torture(book("# S", shown({"text/html": html})), ["Ratings", "score", "3.5"], ["T_a", "color"])


@torture
def ragged_table() -> Torture:
    html = (
        "<table><tr><td rowspan=9 colspan=3>big</td><td>a</td></tr>"
        "<tr><td>b</td><td>c</td><td>d</td></tr></table><table></table>"
    )
    return Torture(book("# R", shown({"text/html": html})), ["big", "a", "b"])


@torture
def table_in_table() -> Torture:
    html = "<table><tr><td>outer</td><td><table><tr><td>inner</td></tr></table></td></tr></table>"
    return Torture(book("# R", shown({"text/html": html})), ["outer", "inner"])


@torture
def latex_output() -> Torture:
    return Torture(
        book(
            "# L",
            shown({"text/latex": r"$\displaystyle \frac{x}{2}$", "text/plain": "x/2"}),
            shown(
                {
                    "text/latex": r"\begin{tabular}{l}a\end{tabular}",
                    "text/html": "<table><tr><td>real</td></tr></table>",
                }
            ),
        ),
        ["real"],
        ["tabular", "x/2", "displaystyle"],
    )


@torture
def links() -> Torture:
    text = (
        "# L\n\n[heading](#Far-Heading) [file](other.ipynb) [script](javascript:alert(1)) "
        "[out](https://example.org) <a id='spot'></a>[spot](#spot)"
    )
    return Torture(book(text, "## Far *Heading*"), ["heading file script out spot"], ["javascript"])


@torture
def formula_and_call() -> Torture:
    """Text right after something that Typst would read on."""
    return Torture(
        book("# F\n\n$x$(y) $x$.foo **b**(c) [l](https://example.org)(d) $z$[e]"),
        ["(y)", ".foo", "b(c)", "l(d)"],
    )


@torture
def title_with_quotes() -> Torture:
    return Torture(
        book("Text", title='A "quoted" \\ title #1', authors=["O\\"]), ["quoted", "\\ title #1", "O\\"]
    )


@torture
def old_format() -> Torture:
    old = nbformat.v3.new_notebook(
        worksheets=[
            nbformat.v3.new_worksheet(
                cells=[
                    nbformat.v3.new_heading_cell(source="Old heading", level=1),
                    nbformat.v3.new_code_cell(input="old_code()"),
                ]
            )
        ]
    )
    return Torture(old, ["Old heading", "old_code()"])


@torture
def first_format_four() -> Torture:
    notebook = book("# First\n\nText", printed("out"))
    notebook.nbformat_minor = 0
    for cell in notebook.cells:
        del cell["id"]
    return Torture(notebook, ["First", "out"])


@torture
def metadata_of_wrong_kinds() -> Torture:
    notebook = book("# W\n\nText")
    notebook.metadata.update(title=["no"], authors={"name": 3}, date=5, lang="klingon!", language=7)
    notebook.cells[0].metadata["tags"] = ["plain"]
    return Torture(notebook, ["Text"])


@torture
def cell_longer_than_a_page() -> Torture:
    story = "Klien D bercerita tentang minggu ini. " * 300
    html = f"<table><tr><th>a</th><th>b</th></tr><tr><td>{story}the end</td><td>{'x' * 700}</td></tr></table>"
    return Torture(book("# L", shown({"text/html": html}), "After"), ["the end", "After"])
