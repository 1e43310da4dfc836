"""The cases that figures are tried on, from nothing at all to more than a page can hold."""

from pathlib import Path

from casekit import store, vocab
from casekit.model import Case

CASE_D = Path(__file__).parents[2] / "datasets" / "cases" / "d-trainee.yaml"

LONG = " ".join(["Klien bercerita panjang tentang keluarganya dan mempertanggungjawabkan keputusannya;"] * 6)
HOSTILE = (
    r"$\frac{1}{0}$ dan Rp$5",
    "<script>alert('x')</script> & <b>tebal</b>",
    "senang 😀👩‍👩‍👧 sekali",
    "salam السلام عليكم kepada petugas",
    "satu\nbaris\tbaru\r\nlagi\x07\x00 \u202eterbalik",
    "{0} {text} %s %(x)d",
    "T" * 300,
    "a\u0301\u0301\u0301\u0301\u0301\u0301 zalgo",
    "漢字 dan ꦗꦮ",
    "...",
)


def a_case(texts: list[str], title: str = "Klien A", basis: tuple[str, ...] = ("documented",)) -> Case:
    """Return a case with these texts in every place that a figure shows."""

    def each(**fields: list[object]) -> list[dict[str, object]]:
        return [
            {
                "text": text,
                "basis": basis[number % len(basis)],
                **{name: values[number % len(values)] for name, values in fields.items()},
            }
            for number, text in enumerate(texts)
        ]

    def named(kind: str, **fields: list[object]) -> list[dict[str, object]]:
        return [{"id": f"{kind}-{number}", **part} for number, part in enumerate(each(**fields))]

    dimensions = [*vocab.codes("dimension")]
    sessions = named("session", session=["individual", "group"], theme=[*texts], week=[1, 2, 2, None, 9])
    for session in sessions:
        del session["text"]
    return Case.model_validate(
        {
            "id": "klien-a",
            "title": title,
            "client": "client",
            "people": [{"id": "client", "label": "Klien A", "relation": "client", "basis": "documented"}],
            "assessment": {
                "findings": named(
                    "finding",
                    dimension=dimensions,
                    valence=["strength", "concern", "neutral"],
                    rating=[4, None, 0, 2, 1],
                ),
                "unknown": each(dimension=["spiritual"])[:1],
                "swot": named("swot", cell=[*vocab.codes("swot")], weight=[1, 2, 3]),
                "strategies": [
                    {**plan, "items": ["swot-0"]} for plan in named("plan", tows=[*vocab.codes("tows")])
                ],
                "quadrant": {
                    "items": named(
                        "quadrant",
                        domain=["environment", "personal"],
                        side=["strength", "strength", "deficit"],
                    )
                },
            },
            "plan": {
                "activities": named(
                    "activity", week=[1, 2, 3], until_week=[None, 7], status=["done", "postponed", "planned"]
                )
            },
            "intervention": {"sessions": sessions},
        }
    )


def the_cases() -> dict[str, Case]:
    """Return the cases by what is hard about them."""
    empty = a_case([])
    return {
        "case D": store.load(CASE_D),
        "empty": empty,
        "one of each basis": a_case(
            [f"temuan ke-{number} dari asesmen" for number in range(9)],
            basis=("documented", "derived", "illustrative"),
        ),
        "all derived": a_case(["tekun", "ramah"], basis=("derived",)),
        "500 characters": a_case([LONG[:500]] * 8, title=LONG, basis=("illustrative", "documented")),
        "40 of each": a_case(
            [f"{number}: {LONG[:90]}" for number in range(40)], basis=("derived", "documented")
        ),
        "300 of each": a_case([f"{number}: {LONG[:400]}" for number in range(300)]),
        "hostile": a_case([*HOSTILE], title=" ".join(HOSTILE), basis=("documented", "illustrative")),
    }
