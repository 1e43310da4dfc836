"""Many cases: the same tables from pandas, Polars, DuckDB and PySpark, and small groups kept back."""

import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from threading import Thread

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from casekit.errors import MissingExtraError, OutcomeError
from casekit.stats import engines, load_outcomes
from casekit.stats.cohort import case_effects, open_cohort, outcome_table, pool
from casekit.stats.single_case import effect_sizes
from casekit.vocab import say

LONG = bool(os.environ.get("CASEKIT_LONG_TESTS"))
LIBRARIES = {"polars": "polars", "lazy polars": "polars", "duckdb": "duckdb", "spark": "pyspark"}
SPARK_WARNS = "ignore:PySpark does not yet fully support pandas:FutureWarning"


def simulated(cases=240):
    """Return cases of seven agencies, some with few points, holes, or one phase only."""
    drawn = np.random.default_rng(1)
    rows = [
        (f"s{case}", f"agency {case % 7}", phase, float(value))
        for case in range(cases)
        for phase, most, level in (("A", 6, 3), ("B", 9, 5), ("follow_up", 2, 9))
        for value in drawn.poisson(level, drawn.integers(0, most))
    ]
    table = pd.DataFrame(rows, columns=["case", "agency", "phase", "outcome"])
    table.insert(2, "session", table.groupby("case").cumcount())
    table.loc[::50, "outcome"] = np.nan
    return table


DATA = simulated()
KEYS = ["agency", "case"]
EFFECTS = case_effects(DATA, by=KEYS).sort_values(KEYS).reset_index(drop=True)


@pytest.fixture(scope="module")
def spark():
    """Return a local Spark session."""
    if which("java") is None:
        pytest.skip("Java is not installed, so Spark cannot run here")
    options = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.driver.memory": "1g"}
    session = (
        import_module("pyspark.sql").SparkSession.builder.master("local[1]").config(map=options).getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(
    params=[
        pytest.param(
            name, marks=pytest.mark.skipif(not LONG, reason="starting Java takes long: make test-slow")
        )
        if name == "spark"
        else name
        for name in LIBRARIES
    ]
)
def engine(request):
    """Return the name of an engine that is installed, how a table gets into it, and how it gets out."""
    name = request.param
    if find_spec(LIBRARIES[name]) is None:
        pytest.skip(f"{LIBRARIES[name]} is not installed; casekit works without it")
    if name == "duckdb":
        duckdb = import_module("duckdb")

        return name, duckdb.from_df, lambda relation: relation.df()
    if name == "spark":
        session = request.getfixturevalue("spark")
        return (
            name,
            lambda table: session.createDataFrame(table.astype(object).to_dict("records")),
            lambda frame: pd.DataFrame([row.asDict() for row in frame.collect()]),
        )
    pl = import_module("polars")

    out = {"polars": lambda frame: frame, "lazy polars": lambda frame: frame.collect()}[name]
    return (
        name,
        lambda table: getattr(pl.DataFrame(table.to_dict("list")), "lazy" if "lazy" in name else "clone")(),
        lambda frame: pd.DataFrame(out(frame).to_dict(as_series=False)),
    )


def assert_same(found, expected, keys):
    found = found.sort_values(keys).reset_index(drop=True)
    assert [*found] == [*expected]
    words = [*keys, *{"note"}.intersection(expected)]
    numbers = [name for name in expected if name not in words]
    assert found[words].to_numpy().tolist() == expected[words].to_numpy().tolist()
    np.testing.assert_allclose(
        found[numbers].astype(float), expected[numbers].astype(float), rtol=1e-12, atol=1e-14
    )


@pytest.mark.filterwarnings(SPARK_WARNS)
def test_every_engine_gives_the_same_tables_and_keeps_its_kind(engine):
    _, into, out = engine
    table = into(DATA)
    effects = case_effects(table, by=KEYS)
    assert type(effects) is type(table)
    assert_same(out(effects), EFFECTS, KEYS)
    groups = outcome_table(effects, "nap", by="agency", minimum=24)
    assert type(groups) is type(table)
    expected = outcome_table(EFFECTS, "nap", by="agency", minimum=24).reset_index(drop=True)
    assert 0 < expected.suppressed.sum() < len(expected)
    assert_same(out(groups), expected, ["agency"])
    pd.testing.assert_frame_equal(pool(effects, by="agency"), pool(EFFECTS, by="agency"))
    mixed = into(DATA.assign(better=np.where(DATA.agency < "agency 3", "increase", "decrease")))
    assert_same(
        out(case_effects(mixed, by=KEYS, improvement="better")),
        pd.concat(
            [
                case_effects(DATA[DATA.agency < "agency 3"], by=KEYS),
                case_effects(DATA[DATA.agency >= "agency 3"], by=KEYS, improvement="decrease"),
            ]
        )
        .sort_values(KEYS)
        .reset_index(drop=True),
        KEYS,
    )


@pytest.mark.parametrize("improvement", ["increase", "decrease"])
def test_effects_of_a_cohort_equal_those_of_single_cases(improvement):
    effects = case_effects(DATA, improvement=improvement).set_index("case").sort_index()
    names = {"nap": "NAP", "tau": "Tau", "pnd": "PND", "smd": "SMD", "lrr": "LRRi"}
    single = effect_sizes(DATA, [*names.values()], improvement=improvement)
    for ours, theirs in names.items():
        one = single[single.effect_size == theirs].set_index("case").loc[effects.index]
        np.testing.assert_allclose(effects[ours], one.est, rtol=1e-12, atol=1e-14)
        if ours in {"smd", "lrr"}:
            np.testing.assert_allclose(effects[f"{ours}_se"], one.se, rtol=1e-12, atol=1e-14)


def test_small_groups_are_not_published():
    table = pd.DataFrame({"agency": [*"XXXXXYYYY"], "period": 1, "change": range(9)})
    found = outcome_table(table, "change", by=["agency", "period"])
    assert found.suppressed.tolist() == [False, True]
    assert found.drop(columns=["agency", "period", "suppressed"]).iloc[1].isna().all()
    shown = found.iloc[0]
    assert (shown.n, shown["mean"], shown["median"], shown.p25, shown.p75) == (5, 2, 2, 1, 3)
    assert shown.sd == pytest.approx(np.std(range(5), ddof=1))
    with pytest.raises(OutcomeError):
        outcome_table(table, "change", by="agency", minimum=0)


def test_pooling_recovers_a_known_mean_and_spread():
    drawn = np.random.default_rng(2)
    error = drawn.uniform(0.1, 0.4, 2_000)
    effects = pd.DataFrame({"smd": drawn.normal(drawn.normal(0.7, 0.5, 2_000), error), "smd_se": error})
    row = pool(effects).iloc[0]
    assert abs(row.est - 0.7) < 3 * row.se
    assert row.tau2 == pytest.approx(0.25, abs=0.03)
    # The Paule-Mandel variance is the one for which the weighted squares equal their expectation.
    weight = 1 / (error**2 + row.tau2)
    centre = (weight * effects.smd).sum() / weight.sum()
    assert row.est == pytest.approx(centre)
    assert (weight * (effects.smd - centre) ** 2).sum() == pytest.approx(row.k - 1, rel=1e-3)
    width = stats.t.ppf(0.975, row.k - 1) * row.se
    assert (row.ci_low, row.ci_high) == pytest.approx((row.est - width, row.est + width))
    alone = pool(effects.head(1)).iloc[0]
    assert (alone.k, np.isnan(alone.est)) == (1, True)
    assert pool(effects.assign(smd=np.nan)).k.tolist() == [0]


GOOD = pd.DataFrame(
    {
        "session": np.arange(8.0),
        "phase": [*"AAABBBBB"],
        "outcome": [2.0, 3, 2, 5, 6, 5, 7, 6],
        "to": "increase",
    }
)
UNSOUND = {
    "infinite": GOOD.assign(outcome=[2, 3, np.inf, 5, 6, 5, 7, 6]),
    "no_session": GOOD.assign(session=[0, 1, 2, np.nan, 4, 5, 6, 7]),
    "duplicated": GOOD.assign(session=[0, 1, 2, 3, 3, 5, 6, 7]),
    "order": GOOD.assign(phase=[*"BBBBBAAA"]),
    "direction": GOOD.assign(to=["sideways", *["increase"] * 7]),
    "empty_phase": GOOD.assign(phase="A"),
}


@pytest.mark.filterwarnings(SPARK_WARNS)
def test_a_case_without_sound_data_keeps_its_row_and_a_note_but_no_effect(engine, language):
    _, into, out = engine
    mild = {
        "good": GOOD,
        "unnumbered": GOOD.assign(session=np.nan),
        "missing": GOOD.assign(outcome=[2, np.nan, 3, 5, 6, 5, 7, 6]),
        "two_points": GOOD.iloc[2:4],
        "both_ways": GOOD.assign(to=["decrease", *["increase"] * 7]),
    }
    data = pd.concat([each.assign(case=name) for name, each in (UNSOUND | mild).items()], ignore_index=True)
    data = pd.concat([data, GOOD.assign(case=None)], ignore_index=True)
    before = data.copy()
    for table, result in ((data, lambda frame: frame), (into(data), out)):
        found = result(case_effects(table, improvement="to")).set_index("case")
        for name in UNSOUND:
            assert found.note[name] == say(f"stats.note.{name}")
            assert found.loc[name, ["change", "nap", "tau", "pnd", "smd", "lrr"]].isna().all(), name
        lost = found[found.index.isna()]
        assert (lost.note.item(), lost.nap.isna().item()) == (say("stats.note.unnamed"), True)
        found = found[found.index.notna()]
        assert found.note[["good", "unnumbered"]].tolist() == ["", ""]
        assert found.note["missing"] == say("stats.note.missing")
        assert found.note["both_ways"] == say("stats.note.direction")
        assert found.nap[["good", "unnumbered", "missing"]].tolist() == [1, 1, 1]
        assert (found.change["two_points"], found.note["two_points"]) == (3, say("stats.note.two_points"))
        assert np.isnan(float(found.nap["two_points"] or np.nan))
    pd.testing.assert_frame_equal(data, before)


def test_a_table_without_sessions_is_taken_when_that_is_said(language):
    bare = GOOD.assign(case="D").drop(columns="session")
    assert case_effects(bare, session=None).nap.item() == 1
    with pytest.raises(OutcomeError, match="session"):
        case_effects(bare)


@pytest.mark.parametrize(
    ("data", "options"),
    [
        ([1, 2], {}),
        (DATA, {"by": "klien"}),
        (DATA, {"improvement": "up"}),
        (DATA, {"phases": "AB"}),
        (DATA, {"outcome": "agency"}),
        (DATA, {"session": "agency"}),
    ],
)
def test_a_wrong_question_gets_a_sentence(data, options, language):
    with pytest.raises(OutcomeError) as caught:
        case_effects(data, **options)
    assert "{" not in str(caught.value)


@pytest.mark.filterwarnings(SPARK_WARNS)
def test_files_open_in_every_engine(engine, tmp_path):
    name, _, out = engine
    DATA.to_csv(tmp_path / "cohort.csv", index=False)
    table = open_cohort(tmp_path / "cohort.csv", name.removeprefix("lazy "))
    if name != "polars":  # which is always opened lazily
        assert_same(out(case_effects(table, by=KEYS)), EFFECTS, KEYS)


@pytest.mark.filterwarnings(SPARK_WARNS)
def test_a_file_that_cannot_be_read_gets_a_sentence(engine, tmp_path, language):
    name, _, _ = engine
    (tmp_path / "torn.parquet").write_bytes(b"PAR1 and no more")
    for file in ("missing.csv", "missing.parquet", "torn.parquet"):
        with pytest.raises(OutcomeError, match=file):
            open_cohort(tmp_path / file, name.removeprefix("lazy "))


ADDRESSES = [
    "http://{host}/{name}",
    "HTTP://{host}/{name}",
    "  http://{host}/{name}",
    "https://{host}/{name}",
    "ftp://{host}/{name}",
    "s3://{host}/{name}",
    "gs://bucket/{name}",
    "hf://datasets/{name}",
    "file://{host}/{name}",
    "file:///{name}",
    "simplecache::http://{host}/{name}",
    "http:/{host}/{name}",
    "//{host}/{name}",
    r"\\{host}\share\{name}",
]


@pytest.fixture
def asked():
    """Return the address of a server on this computer, and the list of what it is asked for."""
    found = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            found.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"case,session,phase,outcome\na,1,A,2\n")

        do_HEAD = do_GET  # noqa: N815 - the server's word

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_port}", found
        server.shutdown()
        thread.join()


@pytest.mark.filterwarnings(SPARK_WARNS)
def test_nothing_is_fetched_from_a_network(engine, asked, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name, _, _ = engine
    host, found = asked
    for address in ADDRESSES:
        for file in ("cohort.csv", "cohort.parquet", "*.CSV", "a.csv?x=b.csv"):
            for own in (name.removeprefix("lazy "), "pandas"):
                with pytest.raises(OutcomeError, match="jaringan"):
                    open_cohort(address.format(host=host, name=file), own)
        with pytest.raises(OutcomeError):
            open_cohort(Path(address.format(host=host, name="cohort.csv")), name.removeprefix("lazy "))
    for query in (f"read_csv('http://{host}/a.csv')", f"SELECT * FROM 'http://{host}/a.csv"):
        with pytest.raises(OutcomeError):
            open_cohort(query, name.removeprefix("lazy "))
    with pytest.raises(OutcomeError):
        case_effects(f"http://{host}/cohort.csv")
    with pytest.raises(OutcomeError):
        load_outcomes(f"http://{host}/cohort.csv")
    assert found == []


@pytest.mark.filterwarnings(SPARK_WARNS)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows no such names")
def test_a_name_is_no_pattern_of_names(engine, tmp_path):
    name, _, out = engine
    DATA.to_csv(tmp_path / "a*.csv", index=False)
    GOOD.to_csv(tmp_path / "all.csv", index=False)
    DATA.to_csv(tmp_path / "[b]{c,d}?.csv", index=False)
    for file in ("a*.csv", "[b]{c,d}?.csv"):
        table = open_cohort(tmp_path / file, name.removeprefix("lazy "))
        if name != "polars":  # which is always opened lazily
            assert len(out(table)) == len(DATA)
    with pytest.raises(OutcomeError):
        open_cohort(tmp_path / "al*.csv", name.removeprefix("lazy "))


@pytest.mark.skipif(sys.platform == "win32", reason="on Windows no pipe lies in a folder")
def test_what_is_no_file_is_refused_at_once(tmp_path, language):
    os.mkfifo(tmp_path / "pipe.csv")
    os.mkfifo(tmp_path / "pipe.parquet")
    (tmp_path / "folder.csv").mkdir()
    for file in ("pipe.csv", "pipe.parquet", "folder.csv"):
        with pytest.raises(OutcomeError, match=file):
            open_cohort(tmp_path / file)
    for path in (3, None, "\0.csv", "~nobody-of-this-name/a.csv"):
        with pytest.raises(OutcomeError):
            open_cohort(path)


def test_duckdb_is_left_as_it_was(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    DATA.to_csv(tmp_path / "cohort.csv", index=False)
    setting = "SELECT current_setting('autoinstall_known_extensions')"
    before = duckdb.execute(setting).fetchall()
    open_cohort(tmp_path / "cohort.csv", "duckdb")
    with pytest.raises(OutcomeError):
        open_cohort(tmp_path / "missing.csv", "duckdb")
    assert duckdb.execute(setting).fetchall() == before


def test_a_missing_extra_is_named(tmp_path, monkeypatch, language):
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    for engine, kind, extra in (
        ("duckdb", "csv", "duckdb"),
        ("pandas", "parquet", "parquet"),
        ("spark", "csv", "spark"),
    ):
        (tmp_path / f"cohort.{kind}").touch()
        with pytest.raises(MissingExtraError, match=rf'"casekit\[{extra}\]"'):
            open_cohort(tmp_path / f"cohort.{kind}", engine)
    monkeypatch.undo()
    if find_spec("pyspark"):
        monkeypatch.delenv("JAVA_HOME", raising=False)
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(MissingExtraError, match="Java 17"):
            open_cohort(tmp_path / "cohort.csv", "spark")
    for path, engine in (("cohort.csv", "dask"), ("cohort.xlsx", "pandas")):
        with pytest.raises(OutcomeError):
            open_cohort(path, engine)
