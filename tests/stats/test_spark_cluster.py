"""A real cluster on this computer, a master and two workers, gives the same tables and prints nothing."""

import os
import re
import socket
import subprocess
import sys
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import numpy as np
import pandas as pd
import pytest

from casekit.stats.cohort import case_effects

LONG = bool(os.environ.get("CASEKIT_LONG_TESTS"))
pytestmark = pytest.mark.skipif(not LONG, reason="starting a cluster takes long: make test-slow")

# What a user would run beside a cluster; all that it prints is compared.
PROGRAM = """
import sys
from pyspark.sql import SparkSession
session = SparkSession.builder.master(sys.argv[1]).appName("casekit").config(map={
    "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false",
    "spark.executor.memory": "512m", "spark.driver.memory": "512m", "spark.sql.shuffle.partitions": "4",
    "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR",
}).getOrCreate()
from casekit.stats.cohort import case_effects, open_cohort, outcome_table, pool
table = open_cohort(sys.argv[2], "spark").repartition(8)
effects = case_effects(table, by=["agency", "case"])
print(len(session.sparkContext._jsc.sc().statusTracker().getExecutorInfos()) - 1, "executors")
effects.write.parquet(sys.argv[3] + "/effects")
outcome_table(effects, "nap", by="agency").write.parquet(sys.argv[3] + "/groups")
pool(effects, by="agency").to_csv(sys.argv[3] + "/pool.csv", index=False)
session.stop()
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def started(command, log, environment, sign):
    """Start a part of the cluster and wait until it says that it is there."""
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)
    for _ in range(600):
        if re.search(sign, log.read_text(encoding="utf-8")):
            return process
        assert process.poll() is None, log.read_text(encoding="utf-8")[-2000:]
        time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8")[-2000:])


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Return the address of a master with two workers, and how programs are run beside them."""
    if which("java") is None or find_spec("pyspark") is None:
        pytest.skip("Java or PySpark is not installed, so Spark cannot run here")
    folder, port = tmp_path_factory.mktemp("cluster"), free_port()
    home = Path(import_module("pyspark").__file__).parent
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_NO_DAEMONIZE": "1",
        "SPARK_WORKER_DIR": str(folder),
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",
    }
    address, parts = f"spark://127.0.0.1:{port}", []
    start = [str(home / "bin" / "spark-class")]
    try:
        master = ["org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port)]
        ui = ["--webui-port", "0"]
        parts.append(started([*start, *master, *ui], folder / "master.log", environment, "New state: ALIVE"))
        for number in (1, 2):
            worker = ["org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "-c", "1", "-m", "700m"]
            log = folder / f"worker{number}.log"
            parts.append(started([*start, *worker, *ui, address], log, environment, "egistered with master"))
        yield address, environment
    finally:
        for part in reversed(parts):
            part.terminate()
            part.wait(30)


def cohort(cases=2_000):
    drawn = np.random.default_rng(6)
    rows = 15
    return pd.DataFrame(
        {
            "agency": np.repeat(np.arange(cases) % 9, rows),
            "case": np.repeat([f"s{number}" for number in range(cases)], rows),
            "session": np.tile(np.arange(rows), cases),
            "phase": np.tile([*"AAAAAABBBBBBBBB"], cases),
            "outcome": drawn.poisson(np.tile(np.where(np.arange(rows) < 6, 4.0, 6.0), cases)).astype(float),
        }
    )


def test_a_cluster_gives_the_same_tables_and_prints_nothing_of_its_own(cluster, tmp_path):
    address, environment = cluster
    data = cohort()
    data.to_csv(tmp_path / "cohort.csv", index=False)
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, str(program), address, str(tmp_path / "cohort.csv"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=900, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.strip() == "2 executors"
    assert "Stage" not in done.stderr, "a progress bar"
    from casekit.stats.cohort import outcome_table, pool  # noqa: PLC0415

    keys = ["agency", "case"]
    expected = case_effects(data, by=keys).sort_values(keys).reset_index(drop=True)
    found = pd.read_parquet(tmp_path / "effects").sort_values(keys).reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, rtol=1e-12)
    groups = outcome_table(expected, "nap", by="agency").reset_index(drop=True)
    own = pd.read_parquet(tmp_path / "groups").sort_values("agency").reset_index(drop=True)
    pd.testing.assert_frame_equal(own, groups, check_dtype=False, rtol=1e-12)
    pooled = pool(expected, by="agency").reset_index(drop=True)
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "pool.csv"), pooled, check_dtype=False, rtol=1e-9)
