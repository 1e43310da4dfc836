"""Saving: whole files, older versions kept, nothing overwritten unseen, nothing lost."""

import errno
import os
import stat
import time
import tomllib
from pathlib import Path

import pytest

import casekit
from casekit import store, vocab
from casekit.errors import CaseConflictError, CaseFileError, ReadOnlyCaseError
from casekit.model import Finding, Goal


def finding(number, text="pendiam"):
    return Finding(id=f"f{number}", dimension="social", valence="concern", text=text, basis="documented")


def test_what_is_saved_is_read_again(case_file):
    case = casekit.load(case_file)
    case.assessment.findings.append(finding(1))
    assert casekit.save(case) == case_file
    assert casekit.load(case_file) == case


def test_saving_elsewhere_goes_on_there(case_file, tmp_path):
    case = casekit.load(case_file)
    casekit.save(case, tmp_path / "other" / "copy.yaml")
    case.title = "Lain"
    casekit.save(case)
    assert casekit.load(tmp_path / "other" / "copy.yaml").title == "Lain"
    assert casekit.load(case_file).title != "Lain"


def test_a_case_without_a_file_needs_a_name(case_file):
    case = casekit.load(case_file).model_copy(deep=True)
    case._origin = None
    with pytest.raises(CaseFileError, match="belum punya berkas"):
        casekit.save(case)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps its own permissions")
def test_only_the_owner_can_read_the_file_and_its_backups(case_file):
    case = casekit.load(case_file)
    case.title = "Dua"
    casekit.save(case)
    for file in case_file.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_three_older_versions_stay_beside_the_file(case_file):
    case = casekit.load(case_file)
    for title in ("satu", "dua", "tiga", "empat"):
        case.title = title
        casekit.save(case)
    kept = [case_file.with_name(f"kasus.yaml.bak{number}") for number in (1, 2, 3)]
    assert casekit.load(kept[0]).title == "tiga"
    assert len({file.read_bytes() for file in kept}) == 3


def test_autosave_does_not_push_out_the_older_backups(case_file):
    case = casekit.load(case_file)
    for number in range(4):
        case.title = f"awal {number}"
        casekit.save(case)
    oldest = case_file.with_name("kasus.yaml.bak3").read_bytes()
    for number in range(50):
        case.title = f"ketikan {number}"
        casekit.save(case)
    assert case_file.with_name("kasus.yaml.bak3").read_bytes() == oldest
    assert casekit.load(case_file.with_name("kasus.yaml.bak1")).title == "ketikan 48"


def test_a_backup_moves_on_when_the_one_behind_it_is_old(case_file):
    case = casekit.load(case_file)
    for number in range(4):
        case.title = f"awal {number}"
        casekit.save(case)
    second, third = (case_file.with_name(f"kasus.yaml.bak{number}") for number in (2, 3))
    before = second.read_bytes()
    two_days_ago = time.time() - 2 * 86_400
    os.utime(third, (two_days_ago, two_days_ago))
    case.title = "kemudian"
    casekit.save(case)
    assert third.read_bytes() == before


def test_backups_from_the_future_stay_for_no_longer_than_others(case_file):
    case = casekit.load(case_file)
    for number in range(4):
        case.title = f"awal {number}"
        casekit.save(case)
    kept = [case_file.with_name(f"kasus.yaml.bak{number}") for number in (1, 2, 3)]
    first, second, _ = (file.read_bytes() for file in kept)
    next_year = time.time() + 365 * 86_400
    for file in kept:
        os.utime(file, (next_year, next_year))
    case.title = "jam sudah dibetulkan"
    casekit.save(case)
    assert [file.read_bytes() for file in kept[1:]] == [first, second]
    for number in range(5):
        case.title = f"ketikan {number}"
        casekit.save(case)
    assert [file.read_bytes() for file in kept[1:]] == [first, second], (
        "one step only, then their time counts"
    )


def test_saves_that_fail_do_not_move_the_backups_on(case_file, monkeypatch):
    case = casekit.load(case_file)
    for number in range(4):
        case.title = f"awal {number}"
        casekit.save(case)
    kept = [case_file.with_name(f"kasus.yaml.bak{number}") for number in (1, 2, 3)]
    for file in kept:
        os.utime(file, (1, 1))
    before = [file.read_bytes() for file in kept]
    case.title = "tak tersimpan"
    with monkeypatch.context() as full:
        full.setattr(store.files.os, "fsync", _full)
        for _ in range(5):
            with pytest.raises(CaseFileError, match="ruang penyimpanan habis"):
                casekit.save(case)
    assert [file.read_bytes() for file in kept] == before
    casekit.save(case)
    assert casekit.load(case_file).title == "tak tersimpan"


def _full(handle):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("what", ["folder", "link"])
def test_what_lies_at_the_name_of_the_lock_is_blamed_and_not_the_case_file(case_file, what, language):
    case = casekit.load(case_file)
    lock = case_file.with_name(".kasus.yaml.lock")
    lock.unlink(missing_ok=True)
    (nilai := case_file.with_name("nilai.csv")).write_text("90")
    if what == "folder":
        lock.mkdir()
    else:
        lock.symlink_to(nilai)
    case.title = "tertunda"
    with pytest.raises(CaseFileError, match=r"\.kasus\.yaml\.lock"):
        casekit.save(case)
    assert nilai.read_text() == "90"
    if what == "folder":
        lock.rmdir()
    else:
        lock.unlink()
    casekit.save(case)
    assert casekit.load(case_file).title == "tertunda"


def test_a_new_case_and_a_work_copy_are_not_written_through_a_link(tmp_path):
    (tmp_path / "kasus.yaml").symlink_to("lain.yaml")
    with pytest.raises(CaseFileError):
        casekit.new_case(tmp_path / "kasus.yaml")
    (tmp_path / "d-trainee.yaml").symlink_to("lain.yaml")
    with pytest.raises(CaseFileError):
        casekit.work_copy(casekit.case_study("d-trainee"), tmp_path)
    assert not (tmp_path / "lain.yaml").exists()


def test_saving_what_is_there_already_writes_nothing(case_file):
    casekit.save(casekit.load(case_file))
    assert not case_file.with_name("kasus.yaml.bak1").exists()


def test_a_file_that_changed_is_not_overwritten(case_file, language):
    mine, theirs = casekit.load(case_file), casekit.load(case_file)
    theirs.title = "punya mereka"
    casekit.save(theirs)
    mine.title = "punya saya"
    with pytest.raises(CaseConflictError) as told:
        casekit.save(mine)
    assert casekit.load(case_file).title == "punya mereka"
    assert casekit.load(told.value.kept_at).title == "punya saya"
    assert told.value.kept_at.name in str(told.value)
    assert told.value.kept_at.name.startswith("kasus.conflict-")


def test_two_conflicts_in_one_second_keep_both(case_file):
    first, second, theirs = (casekit.load(case_file) for _ in range(3))
    theirs.title = "punya mereka"
    casekit.save(theirs)
    kept = set()
    for case, title in ((first, "satu"), (second, "dua")):
        case.title = title
        with pytest.raises(CaseConflictError) as told:
            casekit.save(case)
        kept.add(casekit.load(told.value.kept_at).title)
    assert kept == {"satu", "dua"}


def test_another_case_in_the_way_is_not_overwritten(case_file, tmp_path):
    other = casekit.new_case(tmp_path / "lain.yaml")
    other.title = "lain"
    casekit.save(other)
    with pytest.raises(CaseConflictError):
        casekit.save(casekit.load(case_file), tmp_path / "lain.yaml")
    assert casekit.load(tmp_path / "lain.yaml").title == "lain"


def test_a_deleted_file_is_written_anew(case_file):
    case = casekit.load(case_file)
    case.title = "masih ada"
    case_file.unlink()
    casekit.save(case)
    assert casekit.load(case_file).title == "masih ada"


def test_a_case_that_became_invalid_is_kept_beside_its_file(case_file):
    case = casekit.load(case_file)
    before = case_file.read_bytes()
    case.plan.goals.append(Goal(id="g1", text="berani bertanya", basis="documented", answers=["hilang"]))
    with pytest.raises(CaseFileError, match="draft"):
        casekit.save(case)
    assert case_file.read_bytes() == before
    draft = next(case_file.parent.glob("kasus.draft-*.yaml"))
    assert "berani bertanya" in draft.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user whom the system can forbid")
def test_a_folder_that_forbids_writing_gives_a_sentence(case_file):
    case = casekit.load(case_file)
    case.title = "tak tersimpan"
    case_file.parent.chmod(0o500)
    try:
        with pytest.raises(CaseFileError, match="Belum tersimpan"):
            casekit.save(case)
    finally:
        case_file.parent.chmod(0o700)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")  # noqa: PTH110
def test_a_full_disk_gives_a_sentence_and_leaves_the_file(case_file, monkeypatch):
    case = casekit.load(case_file)
    before = case_file.read_bytes()
    case.title = "tak tersimpan"
    real = os.open

    def on_a_full_disk(name, *how):
        if not str(name).endswith(".tmp"):
            return real(name, *how)
        os.close(real(name, *how))
        return real("/dev/full", os.O_WRONLY)

    monkeypatch.setattr(store.files.os, "open", on_a_full_disk)
    with pytest.raises(CaseFileError, match="ruang penyimpanan habis"):
        casekit.save(case)
    assert case_file.read_bytes() == before
    assert not [*case_file.parent.glob(".*.tmp")]
    assert case.title == "tak tersimpan"


def test_saving_where_a_folder_lies_gives_a_sentence(case_file, tmp_path, language):
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(CaseFileError, match="folder"):
        casekit.save(casekit.load(case_file), tmp_path / "folder.yaml")


def test_case_studies_are_never_written_to(tmp_path, language):
    path = casekit.case_study("d-trainee")
    before = path.read_bytes()
    case = casekit.load(path)
    case.title = "diubah"
    with pytest.raises(ReadOnlyCaseError, match="work_copy"):
        casekit.save(case)
    with pytest.raises(ReadOnlyCaseError):
        casekit.save(case, path.with_name("baru.yaml"))
    with pytest.raises(ReadOnlyCaseError):
        casekit.work_copy(path, path.parent)
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    with pytest.raises(ReadOnlyCaseError):
        casekit.save(casekit.load(link).model_copy(update={"title": "x"}), link)
    assert path.read_bytes() == before
    assert sorted(file.suffix for file in path.parent.iterdir()) == [".yaml"] * len(casekit.case_studies())


def test_case_studies_are_looked_for_where_the_wheel_puts_them():
    root = Path(__file__).parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    places = project["tool"]["hatch"]["build"]["targets"]["wheel"]["sources"]
    assert casekit.store.is_case_study(root / places["datasets/cases"] / "d-trainee.yaml")


def test_a_work_copy_is_made_once_and_then_kept(tmp_path):
    copy = casekit.work_copy(casekit.case_study("d-trainee"), tmp_path / "kerja")
    case = casekit.load(copy)
    assert case == casekit.load(casekit.case_study("d-trainee"))
    case.assessment.findings.append(finding(1))
    casekit.save(case)
    assert casekit.work_copy(casekit.case_study("d-trainee"), tmp_path / "kerja") == copy
    assert casekit.load(copy) == case


@pytest.mark.parametrize(
    ("label", "id_", "title"),
    [
        (None, "klien-a", {"id": "Klien A", "en": "Client A"}),
        ("M", "m", {"id": "M", "en": "M"}),
        ("Klien 7", "klien-7", {"id": "Klien 7", "en": "Klien 7"}),
        ("7", "klien", {"id": "7", "en": "7"}),
    ],
)
def test_a_new_case_is_called_as_one_likes(label, id_, title, tmp_path, language):
    casekit.new_case(tmp_path / "kasus.yaml", label)
    case = casekit.load(tmp_path / "kasus.yaml")
    assert (case.id, str(case.title), str(case.people[0].label)) == (id_, title[language], title[language])


def test_a_new_case_does_not_replace_a_file(case_file, language):
    before = case_file.read_bytes()
    with pytest.raises(CaseFileError, match=r"kasus\.yaml"):
        casekit.new_case(case_file)
    assert case_file.read_bytes() == before


DOORS = {
    "klien-b.yaml": lambda folder: casekit.new_case(folder / "klien-b.yaml"),
    "d-trainee.yaml": lambda folder: casekit.work_copy(casekit.case_study("d-trainee"), folder),
}
TROUBLE = {
    errno.EACCES: "forbidden",
    errno.EROFS: "forbidden",
    errno.ENOSPC: "disk_full",
    errno.ENAMETOOLONG: "name_long",
    errno.EIO: "os_error",  # a network drive that is gone
}


def _refuse(monkeypatch, at, number):
    """Let the system refuse to make a folder, the lock or the file itself."""
    make_folder, make_file = os.mkdir, os.open

    def refuse(name, is_it, act, *how, **more):
        if is_it:
            raise OSError(number, os.strerror(number), str(name))
        return act(name, *how, **more)

    def folder(name, *how, **more):
        return refuse(name, at == "folder", make_folder, *how, **more)

    def file(name, *how, **more):
        ends = {"lock": ".lock", "file": ".tmp"}.get(at, "\0")
        return refuse(name, str(name).endswith(ends), make_file, *how, **more)

    monkeypatch.setattr(os, "mkdir", folder)
    monkeypatch.setattr(os, "open", file)


@pytest.mark.parametrize("number", TROUBLE, ids=errno.errorcode.get)
@pytest.mark.parametrize("at", ["folder", "lock", "file"])
@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("said", ["not_begun", "not_begun_in_workplace"])
def test_what_cannot_be_begun_says_where_and_not_that_work_is_in_the_notebook(
    said, name, at, number, tmp_path, monkeypatch
):
    if said == "not_begun_in_workplace":
        monkeypatch.setenv("CASEKIT_WORK", str(tmp_path))
    folder = tmp_path / "baru"
    with monkeypatch.context() as refusing:
        _refuse(refusing, at, number)
        with pytest.raises(CaseFileError) as told:
            DOORS[name](folder)
    reason = vocab.say(f"store.{TROUBLE[number]}", error=os.strerror(number))
    assert str(told.value) == vocab.say(f"store.{said}", name=name, folder=folder, reason=reason)
    DOORS[name](folder)  # nothing is in the way of another try
    assert (folder / name).exists()


def test_a_file_where_the_folder_of_a_new_case_should_be_is_named(tmp_path, language):
    (folder := tmp_path / "catatan").write_text("milik saya")
    with pytest.raises(CaseFileError) as told:
        casekit.new_case(folder / "kasus.yaml")
    reason = vocab.say("store.file_in_the_way")
    assert str(told.value) == vocab.say("store.not_begun", name="kasus.yaml", folder=folder, reason=reason)


def test_a_case_that_was_begun_is_still_told_that_its_work_is_in_the_notebook(case_file, monkeypatch):
    case = casekit.load(case_file)
    case.title = "tak tersimpan"
    _refuse(monkeypatch, "lock", errno.EIO)
    with pytest.raises(CaseFileError, match="masih ada di notebook"):
        casekit.save(case)


def test_an_unknown_case_study_names_those_there_are(language):
    with pytest.raises(CaseFileError, match="d-trainee"):
        casekit.case_study("z-nobody")
    with pytest.raises(CaseFileError):
        casekit.case_study("../../pyproject")


def test_a_notebook_shows_the_sentence_without_a_traceback(case_file, language):
    with pytest.raises(CaseFileError) as told:
        casekit.load(case_file.with_name("kasu.yaml"))
    assert "kasus.yaml" in str(told.value)
    assert told.value._render_traceback_() == [str(told.value)]
    assert vocab.language() == language


def test_a_conflict_can_be_ended_in_favour_of_ones_own_work(case_file):
    mine, theirs = casekit.load(case_file), casekit.load(case_file)
    theirs.title = "punya mereka"
    casekit.save(theirs)
    mine.title = "punya saya"
    assert not store.is_current(mine)
    store.accept(mine)
    assert store.is_current(mine)
    casekit.save(mine)
    assert casekit.load(case_file).title == "punya saya"
    assert casekit.load(case_file.with_name("kasus.yaml.bak1")).title == "punya mereka"


def test_a_link_to_a_case_file_stays_a_link(case_file, tmp_path):
    link = tmp_path / "link.yaml"
    link.symlink_to(case_file)
    case = casekit.load(link)
    case.title = "lewat tautan"
    casekit.save(case)
    assert link.is_symlink()
    assert casekit.load(case_file).title == "lewat tautan"
