"""A case that is removed is moved as a whole, and comes back as a whole."""

import errno
import os
from pathlib import Path

import pytest
from filelock import FileLock

import casekit
from casekit import course
from casekit.errors import CaseFileError
from casekit.store.removal import bring_back, remove_case


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path))
    return tmp_path / "cases"


def written(folder: Path) -> dict[str, bytes]:
    """Return what lies in a folder and below, without locks."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def worked_on(label="Klien X"):
    """Return a case that was saved twice, with what casekit keeps beside it."""
    case = course.begin_case(label)
    case.summary = "Ingin bersekolah lagi."
    casekit.save(case)
    case.origin.path.with_name(f"{case.origin.path.stem}.conflict-20260101-000000.yaml").write_text("x: y\n")
    return case


def test_a_case_goes_with_its_notebook_and_backups_and_comes_back(place):
    case, other = worked_on(), worked_on("Klien X 2")
    before = written(place)
    folder = remove_case(case.origin.path)
    assert folder.parent == place / "removed"
    assert sorted(written(folder)) == [
        "klien-x.conflict-20260101-000000.yaml",
        "klien-x.ipynb",
        "klien-x.yaml",
        "klien-x.yaml.bak1",
    ]
    assert course.cases() == [other.origin.path]
    assert {name for name in written(place) if not name.startswith("removed/")} == {
        name for name in before if name.startswith("klien-x-2")
    }
    assert bring_back(folder) == case.origin.path
    assert written(place) == before
    assert not folder.exists()


def test_the_same_name_can_be_removed_twice_in_a_second(place):
    folders = {remove_case(course.begin_case("Klien X").origin.path) for _ in range(3)}
    assert len(folders) == 3


def test_a_case_does_not_come_back_over_another_of_its_name(place, language):
    folder = remove_case(worked_on().origin.path)
    course.begin_case("Klien X")
    before = written(place)
    with pytest.raises(CaseFileError, match=r"klien-x\.yaml"):
        bring_back(folder)
    assert written(place) == before


def test_what_cannot_be_moved_stays_where_it_is(place, monkeypatch, language):
    case = worked_on()
    before, rename = written(place), Path.rename

    def refuse(path, target):
        if path.suffix == ".ipynb" and path.parent == place:
            raise PermissionError(13, "in use")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(CaseFileError, match="removed"):
        remove_case(case.origin.path)
    assert written(place) == before
    assert course.cases() == [case.origin.path]


def test_a_case_that_is_not_there_is_said(place, language):
    for act in (remove_case, bring_back):
        with pytest.raises(CaseFileError, match="nobody"):
            act(place / "nobody.yaml")


@pytest.mark.parametrize("coming_back", [False, True])
def test_a_folder_in_which_nothing_can_be_written_is_said_to_be_one(place, monkeypatch, coming_back):
    case_file = worked_on().origin.path
    folder = remove_case(case_file) if coming_back else None
    before = written(place)

    def refuse(*_, **__):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(FileLock, "acquire", refuse)
    with pytest.raises(CaseFileError, match="tidak dapat dipindahkan"):
        bring_back(folder) if coming_back else remove_case(case_file)
    assert written(place) == before
