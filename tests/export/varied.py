"""Notebooks as courses have them, each with what its documents must show and must not show."""

import io
import json

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell

from .torture import SVG, Torture, b64, book, png, printed, shown

RNG = np.random.default_rng(7)


def drawn(kind: str = "png", size: tuple[float, float] = (5, 3)) -> dict[str, object]:
    """Return a chart as the kernel stores it."""
    figure, axes = plt.subplots(figsize=size)
    axes.plot(range(8), [3, 4, 2, 6, 5, 7, 6, 8], marker="o")
    file = io.BytesIO()
    figure.savefig(file, format=kind)
    plt.close(figure)
    if kind == "svg":
        return {"image/svg+xml": file.getvalue().decode(), "text/plain": "<Figure size 500x300 with 1 Axes>"}
    return {f"image/{kind}": b64(file.getvalue()), "text/plain": "<Figure size 500x300 with 1 Axes>"}


def frame_of(columns: int, rows: int = 5) -> dict[str, object]:
    """Return a data frame of so many columns as the kernel stores it."""
    frame = pd.DataFrame({f"measure_{n:02}": RNG.normal(50, 9, rows).round(3) for n in range(columns)})
    return {"text/html": frame.to_html(), "text/plain": "frame"}


def calculus() -> Torture:
    """Formulas that are higher or wider than their lines, in every kind of dollar."""
    rows = " \\\\ ".join(
        " & ".join(f"Q_{{{i}{j}}} R_{{{j}{i}}} + \\cdots + S_{{{i}{j}}}" for j in range(6)) for i in range(3)
    )
    text = (
        r"The set $ Ax $ and $ dy $, not $5 or $6. Let $\dfrac{\partial^2 f}{\partial x^2}$ be given:"
        "\n\n- $\\dfrac{\\partial^2 f}{\\partial x_1^2} = \\dfrac{a}{b}$"
        "\n- $\\dfrac{\\partial^2 f}{\\partial x_2^2}$\n\n"
        f"$P = \\begin{{bmatrix}} {rows} \\end{{bmatrix}}$\n\n"
        f"$$P = \\begin{{bmatrix}} {rows} \\end{{bmatrix}} \\tag{{7}}$$\n\n"
        "$$ y = " + " + ".join(f"\\frac{{a_{{{n}}}}}{{b}}" for n in range(50)) + " $$\n\n"
        "\\begin{align*}\na &= b \\\\\\\nc &= d \\\\\\\n\\end{align*}\n\nEnd"
    )
    return Torture(book("# Calculus", text), ["𝐴𝑥", "$5or$6", "(7)", "𝑎49", "𝑐=𝑑", "End"], ["begin", "$Ax$"])


def statistics() -> Torture:
    text = r"""## The mean

\begin{equation}\label{eq:mean}\bar{x} = \frac{1}{n}\sum_{i=1}^n x_i\end{equation}

By \eqref{eq:mean}, $\operatorname{Var}(X) = \mathbb{E}[(X-\mu)^2]$ where
$\text{if } X \sim \mathcal{N}(\mu, \sigma^2)$.

$$f(x) = \begin{cases} 1 & x \ge 0 \\ 0 & \text{otherwise} \end{cases}$$

| $\mu$ | $\sigma^2$ | $P(X > x)$ |
|--:|:-:|---|
| 1 | $\frac{1}{2}$ | `p = 0.05` |
"""
    return Torture(
        book("# Statistics", text), ["By(1)", "Var", "otherwise", "𝜎2", "p=0.05"], ["label", "eqref"]
    )


def charts() -> Torture:
    cells = [
        new_code_cell("plot()", outputs=[new_output("display_data", data=drawn(kind))])
        for kind in ("png", "svg")
    ]
    listed = new_output("execute_result", data={"text/plain": "[<matplotlib.lines.Line2D at 0x7f1>]"})
    many = new_code_cell(
        "plot()", outputs=[listed, *(new_output("display_data", data=drawn(size=(7, 4))) for _ in range(5))]
    )
    return Torture(
        book("# Charts", *cells, "Between", many, "After"),
        ["Between", "Line2D", "After"],
        ["Figuresize"],
        ["image"],
    )


def live_charts() -> Torture:
    """Charts that need scripts: with a stored picture, and without."""
    stored = {"image/png": drawn()["image/png"]}
    plotly = {
        "application/vnd.plotly.v1+json": {"data": [], "layout": {}},
        "text/html": "<div>Plotly.newPlot</div>",
    }
    altair = {"application/vnd.vegalite.v5+json": {"mark": "bar"}, "text/plain": "alt.Chart(...)"}
    bokeh = {
        "application/vnd.bokehjs_exec.v0+json": "",
        "text/html": '<div class="bk-root">x</div>',
        "text/plain": "Figure(id='1')",
    }
    return Torture(
        book(
            "# Live",
            *(shown({**data, **stored}) for data in (plotly, altair, bokeh)),
            *map(shown, (plotly, altair, bokeh)),
        ),
        ["Plotly", "Altair", "Bokeh"],
        ["alt.Chart", "newPlot", "Figure(id"],
        ["Plotly", "Altair", "Bokeh", "description"],
    )


def wide_tables() -> Torture:
    cells = (shown(frame_of(columns)) for columns in (12, 18, 40))
    return Torture(book("# Wide", *cells), ["measure_17", "measure_39"], ["<td"])


def styled() -> Torture:
    html = (
        pd.DataFrame({"score": [1.0, 9.0]})
        .style.background_gradient(cmap="viridis")
        .format("{:.1f}")
        .to_html()
    )
    return Torture(
        book("# Styled", shown({"text/html": html, "text/plain": "<Styler at 0x7f>"})),
        ["9.0"],
        ["Styler", "#T_"],
    )


def levels() -> Torture:
    index = pd.MultiIndex.from_product([["North", "South"], [2024, 2025]], names=["part", "year"])
    columns = pd.MultiIndex.from_product([["before", "after"], ["mean", "sd"]])
    frame = pd.DataFrame(RNG.normal(size=(4, 4)).round(2), index, columns)
    both = f"<div><p>left</p>{frame.to_html()}</div>\n<div><p>right</p>{frame.T.to_html()}</div>"
    return Torture(
        book("# Levels", shown({"text/html": frame.to_html()}), shown({"text/html": both})),
        ["part", "before", "left", "right"],
    )


def scripts() -> Torture:
    """Five scripts and two directions; fonts decide whether letters or their codes are shown."""
    texts = (
        "日本語の文章。", "社会工作者帮助家庭。", "사회복지사", "الأخصائي الاجتماعي", "עובד סוציאלי",
        "นักสังคมสงเคราะห์", "सामाजिक कार्यकर्ता", "End",
    )  # fmt: skip
    return Torture(book("# Scripts", "\n\n".join(texts), printed("日本 123")), ["Scripts", "End", "123"])


def html_cells() -> Torture:
    html = (
        "<table><tr><td>open<td>cells<tr><td>second<td>row</table>\n\n"
        "<table><tr><td>outer</td><td><table><tr><td>inner</td></tr></table></td></tr></table>\n\n"
        "<details><summary>Answer</summary>\n\nForty-*two*.\n\n</details>\n\n"
        '<form><label>Name</label> <input type="text"> <select><option>One</option></select></form>\n\n'
        "<center>Middle</center> <kbd>Ctrl</kbd> H<sub>2</sub>O x<sup>2</sup> <mark>marked</mark> <s>gone</s>"
    )
    shows = ["second", "inner", "Answer", "Forty-two", "Name", "Middle", "Ctrl", "marked"]
    return Torture(book("# HTML", html), shows, ["<td", "summary"])


def media() -> Torture:
    films = [
        '<iframe src="https://example.org/x" width="10"></iframe>',
        "<video src='a.mp4' controls></video>",
        "<audio controls></audio>",
    ]
    return Torture(
        book(
            "# Media",
            *(shown({"text/html": film, "text/plain": "<IPython.lib.display.X at 0x1>"}) for film in films),
            "End",
        ),
        ["End"],
        ["0x1", "iframe>"],
        ["video"],
    )


def failures() -> Torture:
    traceback = [
        "\x1b[0;31m---------\x1b[0m",
        "\x1b[0;32m<ipython-input-3>\x1b[0m in \x1b[0;36m<module>\x1b[0;34m()\x1b[0m",
        "\x1b[0;31mKeyError\x1b[0m: 'week'",
    ]
    error = new_output("error", ename="KeyError", evalue="'week'", traceback=traceback)
    return Torture(
        book("# Failures", new_code_cell("frame['week']", outputs=[error])),
        ["KeyError:'week'", "in<module>"],
        ["[0;31m"],
    )


def progress() -> Torture:
    bar = "".join(f"\r{n:3}%|{'█' * (n // 10):10}| {n}/100" for n in range(0, 101, 20))
    return Torture(
        book("# Progress", printed(bar + "\n", "stderr"), printed("\x1b[1mbold\x1b[0m \x1b[31mred\x1b[0m")),
        ["100/100", "bold red"],
        ["20/100"],
    )


def widgets() -> Torture:
    view = {
        "application/vnd.jupyter.widget-view+json": {"model_id": "9"},
        "text/plain": "interactive(children=())",
    }
    return Torture(book("# Widgets", shown(view), "End"), ["End"], ["children"], ["interactive"])


def long_lines() -> Torture:
    address = "https://example.org/" + "/".join(f"part-{n}" for n in range(40))
    table = "\n".join(f"{n:>4}  {'value':<30}{'other':<30}{'comment':<30}" for n in range(4))
    return Torture(
        book(
            "# Long lines",
            f"<{address}>",
            f"`{address}`",
            printed(table),
            new_code_cell(f"x = '{address}'  # {'very ' * 20}long"),
        ),
        ["part-39", "comment"],
    )


def long_code() -> Torture:
    code = "\n".join(f"def step_{n}(x):\n    return x + {n}\n" for n in range(100))
    return Torture(book("# Long code", new_code_cell(code), "End"), ["step_0", "step_99", "End"])


def pictures() -> Torture:
    """Huge, tiny, broken, inside an address, attached, and badges."""
    cell = new_markdown_cell("![attached](attachment:a.png)")
    cell.attachments = {"a.png": {"image/png": b64(png())}}
    inside = f'<img src="data:image/png;base64,{b64(png())}" alt="inside">'
    badge = "[![Open In Colab](https://example.org/assets/colab-badge.svg)](https://example.org/x)"
    many = "![a](gone.png)![b](https://example.org/a/long/address/of/a/picture.png)![c](https://example.org/b.png)"
    return Torture(
        book(
            "# Pictures",
            badge,
            cell,
            inside,
            *(shown({"image/png": b64(png(*size))}) for size in ((3000, 2000), (1, 1))),
            many,
        ),
        ["Open In Colab", "gone.png", "picture.png"],
        ["colab-badge"],
        ["description", "not found", "internet", "internet"],
    )


def boxes() -> Torture:
    text = (
        "> [!WARNING]\n> Mind *this*.\n\n:::{note}\nA note.\n:::\n\n"
        "```{tip} Own title\nA tip with $x^2$.\n```\n\n```{margin} Beside\nIn the margin $y$.\n```\n\n"
        "<div class='alert alert-info'><b>Info</b> box</div>\n\n$$\nz = 1\n$$ (eq:one)\n\nSee {eq}`eq:one`."
    )
    return Torture(
        book("# Boxes", text),
        ["Mind this", "A note", "Own title", "Beside", "In the margin 𝑦", "Info box", "See(1)"],
        ["[!WARNING]", ":::", "eq:one"],
    )


def lists() -> Torture:
    deep = "\n".join(f"{'    ' * level}* level {level}" for level in range(6))
    text = (
        f"{deep}\n\n- [x] done\n- [ ] open\n\n3. three\n4. four\n\nTerm\n: What it means\n\n"
        "A note[^1].\n\n[^1]: At the foot."
    )
    return Torture(book("# Lists", text), ["level 5", "done", "3.three", "At the foot"], ["[x]", "[^1]"])


def raw_and_front_matter() -> Torture:
    return Torture(
        book(
            new_raw_cell("---\ntitle: The title\nauthor: Course team\n---"),
            "Text",
            new_raw_cell("As it is\n  indented"),
            new_raw_cell(r"\LaTeX", metadata={"raw_mimetype": "text/latex"}),
        ),
        ["The title", "Course team", "As it is"],
        ["---", "LaTeX"],
        ["text/latex"],
    )


def empty() -> Torture:
    return Torture(book("", new_code_cell("")), [])


def third_format() -> Torture:
    v3 = nbformat.v3
    table = v3.new_output("pyout", output_html="<table><tr><td>old table</td></tr></table>", output_text="x")
    cells = [
        v3.new_heading_cell(source="Old", level=2),
        v3.new_text_cell("markdown", source="Old $x_1$"),
        v3.new_code_cell(input="old()", outputs=[table]),
    ]
    return Torture(v3.new_notebook(worksheets=[v3.new_worksheet(cells=cells)]), ["Old", "old()", "old table"])


def of_r() -> Torture:
    table = {
        "text/html": "<table><thead><tr><th></th><th scope=col>mpg</th></tr></thead>"
        "<tbody><tr><th scope=row>Mazda</th><td>21</td></tr></tbody></table>",
        "text/latex": r"\begin{tabular}{r|l} & mpg\\\hline Mazda & 21\\\end{tabular}",
        "text/plain": "mpg",
    }
    r = {"name": "ir", "display_name": "R", "language": "R"}
    return Torture(
        book("# R", shown(table, "head(mtcars)"), kernelspec=r, language_info={"name": "R"}),
        ["Mazda", "21", "head(mtcars)"],
        ["tabular"],
    )


def of_julia() -> Torture:
    latex = {"text/latex": r"$\left[\begin{array}{rr}1&2\\3&4\end{array}\right]$", "text/plain": "2×2 Matrix"}
    julia = {"name": "julia-1.9", "display_name": "Julia", "language": "julia"}
    return Torture(
        book("# Julia", shown(latex, "A = [1 2; 3 4]; α = 2"), kernelspec=julia), ["α=2"], ["array"]
    )


def objects() -> Torture:
    """What prints its name alone is shown so; what only says how others look is not shown."""
    style = {"text/html": "<style>p {color: red}</style>", "text/plain": "<IPython.core.display.HTML object>"}
    group = {"text/plain": "<pandas.core.groupby.DataFrameGroupBy object at 0x7f2>"}
    icon = {"text/html": f"<div><table><tr><td>kept</td></tr></table><button>{SVG} Convert</button></div>"}
    return Torture(
        book("# Objects", shown(style), shown(group), shown(icon)),
        ["DataFrameGroupBy", "kept"],
        ["color:", "Interactive", "Convert"],
    )


def saved_json() -> Torture:
    data = {
        "application/json": json.loads('{"weeks": [1, 2], "client": "Klien A"}'),
        "text/plain": "<IPython.core.display.JSON object>",
    }
    return Torture(book("# JSON", shown(data)), ["Klien A"], ["IPython"])


MADE = [
    calculus, statistics, charts, live_charts, wide_tables, styled, levels, scripts, html_cells, media,
    failures, progress, widgets, long_lines, long_code, pictures, boxes, lists, raw_and_front_matter, empty,
    third_format, of_r, of_julia, objects, saved_json,
]  # fmt: skip
