"""Forms are built no faster than Jupyter passes on what they send: what it drops, the page would lack."""

import os

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from casekit import course

SECONDS, MOST = 3.0, 3000  # of jupyter-server: a thousand messages a second
COUNT = """
import time
import ipykernel.comm.comm as comms
sent, publish = [], comms.Comm.publish_msg
def counted(self, *words, **more):
    sent.append(time.monotonic())
    return publish(self, *words, **more)
comms.BaseComm.publish_msg = comms.Comm.publish_msg = counted
"""
TELL = f"print(len(sent), max(sum(at <= one < at + {SECONDS} for one in sent) for at in sent[::20]))"


@pytest.mark.skipif("CASEKIT_LONG_TESTS" not in os.environ, reason="runs all forms twice: make test-slow")
def test_all_forms_of_a_case_are_run_again_no_faster_than_jupyter_passes_it_on(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path))
    course.begin_case("Klien X")
    book = nbformat.read(tmp_path / "cases" / "klien-x.ipynb", as_version=4)
    forms = [cell.source for cell in book.cells if cell.cell_type == "code"]
    cells = [new_code_cell(source) for source in (COUNT, *forms, *forms, TELL)]
    ran = NotebookClient(
        new_notebook(cells=cells), timeout=120, resources={"metadata": {"path": str(tmp_path / "cases")}}
    ).execute()
    number, most = map(int, ran.cells[-1].outputs[0].text.split())
    assert number > MOST
    assert most < MOST
