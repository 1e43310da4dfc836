"""Temporary folders: a copy of what a notebook needs and nothing else, for one user, and gone afterwards."""

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from casekit import vocab
from casekit.errors import ExportError
from casekit.export import room


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory, monkeypatch) -> Path:
    """Return a temporary folder of the test's own."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def copied(folder: Path, endings=()) -> list[str]:
    """Return what a copy of a folder holds."""
    with room.own_room() as own:
        copy = room.copy_into(own, folder, endings)
        return sorted(path.relative_to(copy).as_posix() for path in copy.rglob("*"))


def test_a_room_is_for_one_user_and_gone_afterwards(temporary):
    with room.own_room() as own:
        assert own.parent == temporary
        assert os.name == "nt" or stat.S_IMODE(own.stat().st_mode) == 0o700
        (own / "sub").mkdir()
        (own / "sub" / "x").touch()
        (own / "sub").chmod(0)
    assert [*temporary.iterdir()] == []


def test_a_room_is_gone_after_an_error(temporary):
    with pytest.raises(KeyboardInterrupt), room.own_room():
        raise KeyboardInterrupt
    assert [*temporary.iterdir()] == []


def test_the_folder_and_what_lies_below_it_are_copied_and_nothing_else(tmp_path):
    folder = tmp_path / "class" / "siti"
    (folder / "sub" / "empty").mkdir(parents=True)
    (folder / "sub" / "data.csv").write_text("1")
    (folder / "kasus.yaml").touch()
    (folder / ".hidden").touch()
    for left_out in (".git", "__pycache__", "node_modules", "env", "conda"):
        (folder / left_out).mkdir()
        (folder / left_out / "file").touch()
    (folder / "env" / "pyvenv.cfg").touch()
    (folder / "conda" / "conda-meta").mkdir()
    (tmp_path / "class" / "neighbour.yaml").touch()
    (folder / "loop").symlink_to(folder)
    (folder / "itself").symlink_to("itself")
    (folder / "outside.yaml").symlink_to(tmp_path / "class" / "neighbour.yaml")
    (folder / "inside.csv").symlink_to(folder / "sub" / "data.csv")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe")
    everything = ["inside.csv", "kasus.yaml", "sub", "sub/data.csv", "sub/empty"]
    assert copied(folder) == everything
    assert copied(folder, room.CASE_FILES) == ["kasus.yaml", "sub", "sub/empty"]


def test_what_happens_to_the_copy_does_not_happen_to_the_folder(tmp_path):
    (tmp_path / "data.txt").write_text("1")
    (tmp_path / "link.txt").symlink_to(tmp_path / "data.txt")
    with room.own_room() as own:
        copy = room.copy_into(own, tmp_path)
        assert copy.name == tmp_path.name
        for name in ("data.txt", "link.txt", "new.txt"):
            (copy / name).write_text("2")
    assert (tmp_path / "data.txt").read_text() == "1"
    assert not (tmp_path / "new.txt").exists()


@pytest.mark.parametrize("lang", vocab.LANGUAGES)
def test_too_many_files_are_refused_with_a_sentence(tmp_path, temporary, lang):
    for number in range(room.MOST_FILES):
        (tmp_path / f"{number}.txt").touch()
    assert len(copied(tmp_path)) == room.MOST_FILES
    (tmp_path / "one-more.txt").touch()
    with vocab.in_language(lang), pytest.raises(ExportError, match="--in-place") as caught:
        copied(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert [*temporary.iterdir()] == []
    assert copied(tmp_path, room.CASE_FILES) == []


def test_too_many_bytes_are_refused(tmp_path):
    with (tmp_path / "big").open("wb") as big:
        big.truncate(room.MOST_BYTES + 1)
    with pytest.raises(ExportError, match="--in-place"):
        copied(tmp_path)


HOLD = """
import sys, time
from casekit.export import room
with room.own_room() as own:
    (own / "siti.yaml").touch()
    print(own, flush=True)
    sys.stdin.read()
"""


def held(temporary: Path) -> tuple[subprocess.Popen[str], Path]:
    """Return another process that has a room, and the room."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        env={**os.environ, "TMPDIR": str(temporary), "TEMP": str(temporary)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout
    return other, Path(other.stdout.readline().strip())


def test_what_a_killed_process_left_is_swept_and_that_of_a_living_one_stays(temporary):
    dead, left = held(temporary)
    living, used = held(temporary)
    dead.kill()
    dead.communicate()
    old = time.time() - 10 * 86_400
    os.utime(used, (old, old))
    with room.own_room():
        assert not left.exists()
        assert (used / "siti.yaml").exists()
    living.communicate("")
    assert living.returncode == 0
    assert [*temporary.iterdir()] == []


def test_a_room_whose_owner_is_unknown_is_swept_after_a_day(temporary):
    young, old = (temporary / f"casekit-{letter * 32}" for letter in "ab")
    for folder in (young, old):
        folder.mkdir()
    long_ago = time.time() - 86_500
    os.utime(old, (long_ago, long_ago))
    with room.own_room():
        assert young.exists()
        assert not old.exists()


def test_what_only_looks_like_a_room_is_never_touched(temporary, tmp_path):
    (tmp_path / "precious.yaml").touch()
    long_ago = time.time() - 86_500
    for name in ("casekit-main", "casekit-", "casekit-" + "A" * 32, "casekit-" + "a" * 33):
        (temporary / name).mkdir()
        os.utime(temporary / name, (long_ago, long_ago))
    (temporary / ("casekit-" + "c" * 32)).symlink_to(tmp_path)
    (temporary / ("casekit-" + "d" * 32)).touch()
    os.utime(temporary / ("casekit-" + "d" * 32), (long_ago, long_ago))
    before = sorted(temporary.iterdir())
    with room.own_room():
        pass
    assert sorted(temporary.iterdir()) == before
    assert (tmp_path / "precious.yaml").exists()


CLOSE = """
import threading, time
from casekit.export import room
from pathlib import Path
def work():
    with room.own_room() as own:
        print(own, flush=True)
        for number in range(10_000):
            (own / str(number)).mkdir()
            room.copy_into(own / str(number), Path("."))
threading.Thread(target=work, daemon=True).start()
time.sleep(0.3)
room.close_all()
"""


def test_nothing_appears_in_a_room_after_it_was_closed(temporary, tmp_path):
    for number in range(50):
        (tmp_path / f"{number}.txt").write_text("x" * 10_000)
    ran = subprocess.run(
        [sys.executable, "-c", CLOSE],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "TMPDIR": str(temporary), "TEMP": str(temporary)},
    )
    assert ran.stdout, ran.stderr
    assert [*temporary.iterdir()] == []


def test_many_threads_have_a_room_each(temporary):
    rooms, ready = set(), threading.Barrier(8)

    def work():
        with room.own_room() as own:
            rooms.add(own)
            ready.wait(timeout=30)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rooms) == 8
    assert [*temporary.iterdir()] == []
