"""Modules in the current folder are not imported while casekit works, and are again afterwards."""

import sys
import threading

from casekit.modules import installed_modules


def test_the_current_folder_is_off_the_path_meanwhile_also_in_two_threads(tmp_path, monkeypatch):
    (tmp_path / "link").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    for place in (str(tmp_path / "link"), str(tmp_path), ".", ""):
        monkeypatch.syspath_prepend(place)
    before = sys.path[:]
    first_in, second_in, first_out = threading.Event(), threading.Event(), threading.Event()
    seen = []

    def first():
        with installed_modules():
            first_in.set()
            second_in.wait(timeout=30)
        first_out.set()

    def second():
        first_in.wait(timeout=30)
        with installed_modules():
            second_in.set()
            first_out.wait(timeout=30)
            seen.extend(sys.path)

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == before[4:]
    assert sys.path == before
