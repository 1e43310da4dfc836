"""Series of all designs on which charts are tried: published ones, with their source, and made-up ones.

The published numbers are those that the R package SingleCaseES 0.7.4 holds, rounded to what the figures they
were read from can bear; there the series of Facon has session 39 where 29 must stand.
"""

import pandas as pd

SOURCES = {
    "crozier": "Crozier and Tincani (2005), Focus on Autism and Other Developmental Disabilities 20(3), 150",
    "byiers": "Byiers and others (2014), as in SingleCaseES: three cases, A-B-A-B",
    "dunlap": "Dunlap and others, in Shogren and others (2004), J. Positive Behavior Interventions 6, 228",
    "facon": "Facon, Sahiri and Riviere (2008), Behavior Therapy 39, 313",
    "english": "English and others (1997), Exceptional Children 63(2), 229",
    "mckissick": "McKissick and others (2010), Psychology in the Schools 47(9), 944",
    "huitema": "Huitema and McKean (2000), Educational and Psychological Measurement 60, 38",
}


def _case(name, phases, outcome, session=None):
    """Return a case; phases as ``A4 B3``, values in a row, a point where one is missing."""
    runs = [
        (code.rstrip("0123456789"), int(code[len(code.rstrip("0123456789")) :])) for code in phases.split()
    ]
    values = [None if value == "." else float(value) for value in outcome.split()]
    phase = [code.replace("no_choice", "no choice") for code, count in runs for _ in range(count)]
    when = [int(value) for value in session.split()] if session else [*range(1, len(values) + 1)]
    return pd.DataFrame({"case": name, "session": when, "phase": phase, "outcome": values})


CRITERIA = {"B": 43, "C": 44.3, "D": 46.9, "E": 49.3, "F": 54.8, "G": 60.6, "H": 64, "I": 67.7}
ONE = {
    "crozier": _case("1", "A6 B6 A6 B6", "9 12 10 8 12 16 0 6 1 5 1 1 2 4 12 12 7 11 1 0 0 0 0 0"),
    "dunlap": _case(
        "1", "no_choice4 choice4 no_choice4 choice4", "42 62 70 76 0 0 2 3 70 56 95 93 3 4 4 6"
    ),
    "facon": _case(
        "1",
        "A4 B3 C7 D5 E4 F8 G3 H9 I6",
        "42.1 43.7 43.6 42.9 44.4 42.3 46.2 45.8 46.8 45.4 45.7 45.1 48.1 47.9 49.1 47.4 49.1 50 51.1 53 "
        "52.8 56.1 57.1 59.4 62.1 58.3 59.8 58.1 58.8 60 61.9 62.4 64.8 64.9 66.3 65.2 66.5 64.5 66.4 65.2 "
        "67.5 69.3 68.5 68.4 71.3 72.6 72.1 72.4 73.3",
    ),
    "huitema": _case(
        "1", "A10 B10", "58 70 79 85 93 94 105 110 122 130 122 110 103 88 81 68 53 50 36 31"
    ),
    "criterion": _case(
        "1", "A6 B18", "2 3 2 3 2 2 4 5 5 5 6 5 8 8 7 8 9 8 10 11 12 12 12 13"
    ).assign(goal=[None] * 6 + [5] * 6 + [8] * 6 + [12] * 6),
    "alternating": _case(
        "1", "A5 B1 C2 B1 C1 B2 C1 B1 C6", "3 2 3 2 3 5 8 9 4 8 5 6 9 5 8 9 9 8 9 10"
    ),
    "follow_up": _case(
        "1",
        "A5 B10 follow_up2",
        "1 2 1 2 1 3 4 4 5 . 6 6 7 6 7 6 7",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 20 24",
    ),
    "twelve": _case("1", "A3 B3 A3 B3 A3 C3 A3 C3 B3 D3 B3 D3", " ".join(["2 3 2 6 7 5"] * 6)),
    "missing": _case("1", "A5 B8", "3 . 4 3 4 7 8 . . 9 8 . 9"),
    "skipped": _case("1", "A5 B7", "3 4 4 3 4 7 8 9 8 9 9 8", "1 2 3 4 5 6 7 9 10 11 14 15"),
}  # fmt: skip
_WEEKS = pd.to_datetime("2025-11-03") + pd.to_timedelta([7 * week for week in range(12) if week != 6], "D")
ONE["dates"] = _case("1", "A4 B7", "11814806 9300000 12500000 10000000 14000000 15250000 15900000 17000000 "
                     "16500000 18200000 19000000").assign(session=_WEEKS)  # fmt: skip

SEVERAL = {
    "byiers": pd.concat([
        _case("1", "A4 B5 A4 B5",
              "44.4 0 38.5 11.5 44.4 20.6 54.5 58.4 66.6 46.8 46.8 20.7 18.9 47 58.6 54.8 58.8 67.1"),
        _case("2", "A3 B6 A6 B3",
              "16.8 41.3 1 51.2 67.4 99.3 64 99.1 99.8 99.3 45.3 84.5 65.5 26.1 24.4 92 100 74"),
        _case("3", "A3 B7 A3 B5",
              "4.4 4.9 0 49.5 44.1 54.9 72.3 100 62.1 71.4 10.9 0 0 60.1 56.1 75 62 82.2"),
    ]),
    "english": pd.concat([
        _case("1", "A5 B7", "4 0 3 3 4 16 19 13 15 22 17 20", "3 5 6 7 13 14 15 16 17 18 19 20"),
        _case("2", "A6 B6", "1 6 0 0 6 0 5 20 17 15 23 12", "1 3 7 10 12 18 21 22 24 25 26 27"),
        _case("3", "A11 B6", "0 1 4 2 4 3 3 0 0 4 0 8 5 11 9 7 13",
              "2 6 7 8 9 13 15 19 21 24 27 28 29 30 31 32 33"),
        _case("4", "A10 B8", "8 4 0 0 5 8 0 0 3 2 29 31 25 13 29 9 17 29",
              "4 5 6 8 12 16 22 26 29 32 34 35 36 37 40 42 43 45"),
    ]),
    "mckissick": pd.concat([
        _case("Period 1", "A3 B7", "13.6 12.6 15.8 6 4.6 5.8 3.7 8.1 3 11.9"),
        _case("Period 2", "A5 B7", "8.1 21.9 19.6 21 17.8 10 4 10.8 9.6 0 5.6 24.5"),
        _case("Period 3", "A9 B4", "11.8 14 11.9 16.1 18.1 11.8 13.8 12.6 11 2 4.8 11.9 5.3"),
    ]),
}  # fmt: skip
_NAME = "Lembaga Kesejahteraan Sosial {} di Provinsi Sebelah Barat"
SEVERAL["alike"] = pd.concat(
    _case(_NAME.format(place), f"A{3 + at % 4} B{9 - at % 4}", "1 2 1 3 2 5 6 5 7 6 8 7")
    for at, place in enumerate(
        [
            "Melati",
            "Melati Barat",
            "Mawar",
            "Kenanga",
            "Cempaka",
            "Anggrek",
            "Dahlia",
            "Teratai",
            "Seroja",
            "Menur",
        ]
    )
)

TITLES = {
    "crozier": "A-B-A-B", "dunlap": "A-B-A-B", "facon": "criterion", "huitema": "A-B design",
    "criterion": "criterion",
    "alternating": "Alternating", "follow_up": "A-B design with follow-up", "twelve": "by phase",
    "missing": "A-B design", "skipped": "A-B design", "dates": "A-B design", "byiers": "Multiple baseline",
    "english": "Multiple baseline", "mckissick": "Multiple baseline", "alike": "Multiple baseline",
}  # fmt: skip
OPTIONS = {
    "facon": {"goal": CRITERIA},
    "criterion": {"goal": "goal"},
    "huitema": {
        "band": True,
        "trend": True,
        "goal": 60,
        "events": {3: "ayahnya meninggal", 4: "pindah rumah ke kota lain"},
    },
    "dates": {"events": {"2025-12-01": "<b>sakit</b>"}},
    "mckissick": {"events": {"Period 2": {4: "a new teacher"}, "Period 3": {9: "a school trip"}}},
    "byiers": {"goal": 80, "band": True},
}
