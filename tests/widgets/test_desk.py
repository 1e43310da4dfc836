"""The desk: one case for all forms of a file; nothing typed is lost, nothing overwritten unseen."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest

import casekit
from casekit import store
from casekit.errors import CaseFileWarning, FieldError, NewerCaseError, ReadOnlyCaseError
from casekit.model import Case, Finding, Part, Statement, SwotItem, new_id
from casekit.widgets import history
from casekit.widgets.desk import Desk


class Form:
    """Remembers what a desk tells."""

    language = "id"

    def __init__(self, desk: Desk) -> None:
        self.desk, self.told = desk, []
        desk.join(self)

    def case_changed(self, owner: Part | None, attribute: str) -> None:
        self.told.append(attribute)

    def case_replaced(self) -> None:
        self.told.append("replaced")

    def status_changed(self) -> None:
        self.told.append("status")

    def move_to(self, desk: Desk) -> None:
        self.desk = desk

    def keep(self) -> None:
        self.told.append("keep")


def finding(text: str = "pendiam") -> Finding:
    return Finding(id=new_id("finding"), dimension="social", text=text, valence="neutral", basis="documented")


def texts(case: Case | Path) -> list[str]:
    case = case if isinstance(case, Case) else casekit.load(case)
    return [str(own.text) for own in case.assessment.findings]


def add(desk: Desk, text: str) -> Finding:
    made = finding(text)
    desk.add(desk.case.assessment, "findings", made)
    return made


def elsewhere(path: Path, text: str = "dari tempat lain") -> None:
    """Change a case file as another program would."""
    case = casekit.load(path)
    case.assessment.findings.append(finding(text))
    casekit.save(case)


def conflicts(path: Path) -> list[Path]:
    return sorted(path.parent.glob("*.conflict-*.yaml"))


@pytest.fixture
def desk(case_file: Path) -> Desk:
    return Desk.of(casekit.load(case_file))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let time pass for the history, which counts seconds between keys."""
    now = [1000.0]
    monkeypatch.setattr(history, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def passes(seconds: float) -> None:
        now[0] += seconds

    return passes


# History


def test_at_least_fifty_steps_are_undone_and_redone(desk: Desk, clock: Callable[[float], None]) -> None:
    for number in range(60):
        add(desk, f"temuan {number}")
    for left in range(59, 9, -1):
        desk.undo()
        assert len(desk.case.assessment.findings) == left
    for _ in range(50):
        desk.redo()
    assert texts(desk.case) == [f"temuan {number}" for number in range(60)]
    assert not desk.can_redo
    assert texts(desk.case.origin.path) == texts(desk.case)


def test_the_history_is_not_endless(desk: Desk) -> None:
    made = add(desk, "x")
    for number in range(history.STEPS + 20):
        desk.set(made, "rating", number % 5)
    undone = 0
    while desk.can_undo:
        desk.undo()
        undone += 1
    assert undone == history.STEPS


def test_typing_into_one_field_is_one_step_until_a_pause(desk: Desk, clock: Callable[[float], None]) -> None:
    made = add(desk, "")
    for end in range(1, 8):
        desk.write(made, "text", "pendiam"[:end], "id")
        clock(1.9)
    clock(0.2)
    desk.write(made, "text", "pendiam sekali", "id")
    desk.undo()
    assert made.text == "pendiam"
    desk.undo()
    assert made.text == ""
    desk.redo()
    assert made.text == "pendiam"


def test_typing_elsewhere_or_after_an_undo_is_another_step(
    desk: Desk, clock: Callable[[float], None]
) -> None:
    one, two = add(desk, ""), add(desk, "")
    for made, text in ((one, "a"), (two, "b"), (one, "ac")):
        desk.write(made, "text", text, "id")
    desk.undo()
    assert one.text == "a"
    desk.write(one, "text", "ad", "id")
    assert not desk.can_redo
    desk.undo()
    assert (one.text, two.text) == ("a", "b")


def test_grouped_changes_are_one_step(desk: Desk) -> None:
    made = add(desk, "x")
    with desk.one_step():
        desk.set(made, "valence", "strength")
        with desk.one_step():
            desk.set(made, "rating", 4)
    assert casekit.load(desk.case.origin.path).assessment.findings[0].rating == 4
    desk.undo()
    assert (made.valence, made.rating) == ("neutral", None)


def test_grouped_changes_are_taken_back_if_one_of_them_fails(desk: Desk) -> None:
    made = add(desk, "x")
    with pytest.raises(FieldError), desk.one_step():
        desk.set(made, "valence", "strength")
        desk.set(made, "rating", 5)
    assert (made.valence, made.rating) == ("neutral", None)
    assert casekit.load(desk.case.origin.path).assessment.findings[0].valence == "neutral"
    desk.undo()
    assert desk.case.assessment.findings == []


def test_removing_a_finding_removes_its_links_and_undo_brings_both_back(desk: Desk) -> None:
    one, two = add(desk, "satu"), add(desk, "dua")
    item = SwotItem(id="s1", cell="strength", text="rajin", basis="derived", findings=[one.id, two.id])
    desk.add(desk.case.assessment, "swot", item)
    desk.remove(desk.case.assessment, "findings", one)
    kept = casekit.load(desk.case.origin.path).assessment
    assert ([own.id for own in kept.findings], kept.swot[0].findings) == ([two.id], [two.id])
    desk.undo()
    kept = casekit.load(desk.case.origin.path).assessment
    assert [own.id for own in kept.findings] == kept.swot[0].findings == [one.id, two.id]
    desk.redo()
    assert texts(desk.case) == ["dua"]


def test_parts_are_added_and_moved_to_a_place(desk: Desk) -> None:
    one, _, three = (add(desk, text) for text in "123")
    desk.add(desk.case.assessment, "findings", finding("0"), at=0)
    desk.move(desk.case.assessment, "findings", one, 99)
    desk.move(desk.case.assessment, "findings", three, -5)
    assert texts(desk.case) == ["3", "0", "2", "1"]
    desk.undo()
    desk.undo()
    assert texts(desk.case) == ["0", "1", "2", "3"]


def test_the_same_value_is_no_change(desk: Desk) -> None:
    made = add(desk, "x")
    form = Form(desk)
    desk.set(made, "text", "x")
    desk.write(made, "text", "x", "id")
    assert form.told == []


def test_an_optional_text_that_is_emptied_is_nothing_again(desk: Desk) -> None:
    made = add(desk, "x")
    desk.write(made, "reason", "karena", "id")
    desk.write(made, "reason", "", "id")
    desk.write(made, "text", "", "id")
    assert (made.reason, made.text) == (None, "")
    assert texts(desk.case.origin.path) == [""]


# Saving


def test_without_an_event_loop_every_change_is_saved_at_once(desk: Desk) -> None:
    made = add(desk, "x")
    desk.set(made, "rating", 3)
    assert casekit.load(desk.case.origin.path).assessment.findings[0].rating == 3
    assert desk.saved_at is not None
    assert not desk.unsaved


def test_on_a_loop_it_is_saved_about_a_second_after_the_last_key(desk: Desk) -> None:
    form, path = Form(desk), desk.case.origin.path
    before = path.read_bytes()

    async def typed() -> None:
        add(desk, "x")
        await asyncio.sleep(0.5)
        assert path.read_bytes() == before
        assert desk.unsaved
        await asyncio.sleep(0.8)
        assert texts(path) == ["x"]
        assert not desk.unsaved

    asyncio.run(typed())
    assert form.told[-1] == "status"


def test_somebody_who_types_on_and_on_loses_a_second_at_most(desk: Desk) -> None:
    path, worst = desk.case.origin.path, 0.0

    async def typed() -> None:
        nonlocal worst
        made, written = add(desk, ""), {}
        for number in range(30):
            desk.write(made, "text", "a" * number, "id")
            written[number] = time.monotonic()
            await asyncio.sleep(0.1)
            kept = len((texts(path) or [""])[0])
            if kept < number:
                worst = max(worst, time.monotonic() - written[kept + 1])

    asyncio.run(typed())
    assert 0 < worst < 1.5


def test_what_a_dead_loop_left_unsaved_is_saved_with_the_next_change(desk: Desk) -> None:
    async def typed(text: str, wait: float) -> None:
        add(desk, text)
        await asyncio.sleep(wait)

    asyncio.run(typed("satu", 0))
    asyncio.run(typed("dua", 1.3))
    assert texts(desk.case.origin.path) == ["satu", "dua"]
    asyncio.run(typed("tiga", 0))
    add(desk, "empat")
    assert texts(desk.case.origin.path) == ["satu", "dua", "tiga", "empat"]


def test_a_form_that_stumbles_costs_no_work(desk: Desk) -> None:
    class Broken(Form):
        def case_changed(self, owner: Part | None, attribute: str) -> None:
            raise RuntimeError("stumbled")

    Broken(desk)
    with pytest.raises(RuntimeError):
        add(desk, "tanpa putaran")
    assert texts(desk.case.origin.path) == ["tanpa putaran"]

    async def typed() -> None:
        with pytest.raises(RuntimeError):
            add(desk, "dalam putaran")
        await asyncio.sleep(1.3)

    asyncio.run(typed())
    assert texts(desk.case.origin.path) == ["tanpa putaran", "dalam putaran"]


def test_a_kernel_that_is_shut_down_saves_the_last_second(case_file: Path) -> None:
    program = """
import asyncio, sys, casekit
from casekit.model import Finding
from casekit.widgets.desk import Desk
async def typed():
    desk = Desk.of(casekit.load(sys.argv[1]))
    made = Finding(id="f", dimension="social", text="huruf terakhir", valence="neutral", basis="documented")
    desk.add(desk.case.assessment, "findings", made)
    assert desk.unsaved
asyncio.run(typed())
"""
    subprocess.run([sys.executable, "-c", program, case_file], check=True)
    assert texts(case_file) == ["huruf terakhir"]


def test_a_file_that_cannot_be_written_and_the_way_back(desk: Desk) -> None:
    form, path = Form(desk), desk.case.origin.path
    before = path.read_bytes()
    path.unlink()
    path.mkdir()  # not even root can write a file here
    add(desk, "satu")
    assert str(path) in str(desk.problem)
    assert desk.unsaved
    assert desk.conflict is None
    assert form.told[-1] == "status"
    add(desk, "dua")
    path.rmdir()
    path.write_bytes(before)
    desk.save()
    assert desk.problem is None
    assert texts(path) == ["satu", "dua"]


def test_a_deleted_file_is_written_anew(desk: Desk) -> None:
    add(desk, "satu")
    desk.case.origin.path.unlink()
    add(desk, "dua")
    assert texts(desk.case.origin.path) == ["satu", "dua"]


def test_whatever_goes_wrong_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(case: Case) -> None:
        raise ZeroDivisionError("nobody thought of it")

    with monkeypatch.context() as broken:
        broken.setattr(store, "save", fails)
        add(desk, "satu")
    assert "nobody thought of it" in str(desk.problem)
    assert desk.unsaved
    desk.save()
    assert texts(desk.case.origin.path) == ["satu"]


def test_the_status_speaks_the_language_of_the_form(desk: Desk) -> None:
    form = Form(desk)
    form.language = "en"
    desk.case.origin.path.unlink()
    desk.case.origin.path.mkdir()
    add(desk, "one")
    assert "it is a folder, not a file" in str(desk.problem)


# Conflicts


@pytest.fixture
def in_conflict(desk: Desk) -> Desk:
    add(desk, "punya saya")
    elsewhere(desk.case.origin.path)
    add(desk, "lagi")
    assert desk.conflict is not None
    return desk


def test_a_file_that_changed_elsewhere_is_not_overwritten(in_conflict: Desk) -> None:
    path = in_conflict.case.origin.path
    assert texts(path) == ["punya saya", "dari tempat lain"]
    assert in_conflict.unsaved
    [kept] = conflicts(path)
    assert texts(kept) == ["punya saya", "lagi"]
    in_conflict.save()
    assert texts(path) == ["punya saya", "dari tempat lain"]


def test_what_is_typed_in_a_conflict_goes_on_into_the_one_conflict_file(in_conflict: Desk) -> None:
    path = in_conflict.case.origin.path
    for text in ("a", "b"):
        add(in_conflict, text)
    assert texts(path) == ["punya saya", "dari tempat lain"]
    [kept] = conflicts(path)
    assert texts(kept) == ["punya saya", "lagi", "a", "b"]


def test_keep_mine_puts_all_of_it_into_the_file_and_keeps_theirs_as_a_backup(in_conflict: Desk) -> None:
    add(in_conflict, "dan ini")
    path = in_conflict.case.origin.path
    in_conflict.keep_mine()
    assert texts(path) == ["punya saya", "lagi", "dan ini"]
    assert "dari tempat lain" in path.with_name(f"{path.name}.bak1").read_text()
    assert (in_conflict.conflict, in_conflict.unsaved) == (None, False)
    in_conflict.undo()
    assert texts(path) == ["punya saya", "lagi"]


def test_keep_mine_writes_a_file_that_was_deleted(in_conflict: Desk) -> None:
    in_conflict.case.origin.path.unlink()
    in_conflict.keep_mine()
    assert texts(in_conflict.case.origin.path) == ["punya saya", "lagi"]


def test_take_theirs_keeps_mine_in_the_conflict_file_and_has_no_way_to_undo_it(in_conflict: Desk) -> None:
    form, path = Form(in_conflict), in_conflict.case.origin.path
    add(in_conflict, "dan ini")
    in_conflict.take_theirs()
    assert texts(in_conflict.case) == ["punya saya", "dari tempat lain"]
    assert form.told[-1] == "replaced"
    assert (in_conflict.conflict, in_conflict.unsaved, in_conflict.can_undo) == (None, False, False)
    [kept] = conflicts(path)
    assert texts(kept) == ["punya saya", "lagi", "dan ini"]
    in_conflict.undo()
    in_conflict.redo()
    assert texts(in_conflict.case) == ["punya saya", "dari tempat lain"]
    add(in_conflict, "bersama")
    assert texts(path) == ["punya saya", "dari tempat lain", "bersama"]


def test_take_theirs_of_a_damaged_file_changes_nothing(in_conflict: Desk) -> None:
    path = in_conflict.case.origin.path
    path.write_text("{", encoding="utf-8")
    in_conflict.take_theirs()
    assert texts(in_conflict.case) == ["punya saya", "lagi"]
    assert in_conflict.problem is not None
    in_conflict.save()
    assert in_conflict.conflict is not None
    assert path.read_text(encoding="utf-8") == "{"
    in_conflict.keep_mine()
    assert texts(path) == ["punya saya", "lagi"]


def test_without_a_conflict_there_is_nothing_to_decide(desk: Desk) -> None:
    elsewhere(desk.case.origin.path)
    desk.keep_mine()
    desk.take_theirs()
    assert texts(desk.case.origin.path) == ["dari tempat lain"]
    assert texts(desk.case) == []


def test_a_cell_run_again_in_a_conflict_keeps_work_and_conflict(in_conflict: Desk) -> None:
    again = Desk.of(casekit.load(in_conflict.case.origin.path))
    assert again is in_conflict
    assert texts(again.case) == ["punya saya", "lagi"]
    add(again, "terus")
    assert texts(again.case.origin.path) == ["punya saya", "dari tempat lain"]
    assert texts(conflicts(again.case.origin.path)[0]) == ["punya saya", "lagi", "terus"]
    again.keep_mine()
    assert texts(again.case.origin.path) == ["punya saya", "lagi", "terus"]


# Read only


@pytest.mark.parametrize("newer", [False, True], ids=["case study", "newer file"])
def test_what_cannot_be_saved_cannot_be_changed(newer: bool, case_file: Path) -> None:
    path = casekit.case_study("d-trainee")
    if newer:
        path = case_file
        text = path.read_text(encoding="utf-8").replace("schema_version: 2", "schema_version: 99")
        path.write_text(text, encoding="utf-8")
    before = path.read_bytes()
    with pytest.warns(CaseFileWarning) if newer else nullcontext():
        desk = Desk.of(casekit.load(path))
    assert desk.read_only
    found = texts(desk.case)
    with pytest.raises(NewerCaseError if newer else ReadOnlyCaseError, match=path.name):
        add(desk, "x")
    desk.undo()
    desk.save()
    assert texts(desk.case) == found
    assert path.read_bytes() == before
    assert not (desk.can_undo or desk.can_redo or desk.unsaved)


def test_all_forms_go_on_in_the_work_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path))
    desk = Desk.of(casekit.load(casekit.case_study("d-trainee")))
    forms = [Form(desk), Form(desk)]
    copy = desk.work_copy()
    [own] = {form.desk for form in forms}
    assert own is Desk.of(casekit.load(copy))
    add(own, "baru")
    assert texts(copy)[-1] == "baru"
    assert all("findings" in form.told for form in forms)
    again = Desk.of(casekit.load(casekit.case_study("d-trainee")))
    assert again.read_only
    assert "baru" not in texts(again.case)


def test_a_work_copy_that_lies_on_a_desk_already_is_shared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path))
    first = Desk.of(casekit.load(casekit.work_copy(casekit.case_study("d-trainee"))))
    one = Form(first)

    async def typed() -> None:
        add(first, "belum tersimpan")
        assert first.unsaved
        desk = Desk.of(casekit.load(casekit.case_study("d-trainee")))
        two = Form(desk)
        desk.work_copy()
        assert two.desk is one.desk is first
        assert texts(first.case)[-1] == "belum tersimpan"
        add(two.desk, "berdua")
        assert one.told.count("findings") == 2

    asyncio.run(typed())
    first.save()
    assert texts(first.case.origin.path)[-2:] == ["belum tersimpan", "berdua"]
    assert conflicts(first.case.origin.path) == []


# One desk per file and kernel


def test_a_cell_run_again_loses_nothing_of_another_form(desk: Desk) -> None:
    form, path = Form(desk), desk.case.origin.path

    async def typed() -> None:
        add(desk, "belum tersimpan")
        case = casekit.load(path)
        assert texts(case) == []
        again = Desk.of(case)
        assert again is desk
        assert desk.case is case
        assert texts(case) == ["belum tersimpan"]
        assert "replaced" in form.told
        add(desk, "lagi")
        assert texts(case) == ["belum tersimpan", "lagi"]
        await asyncio.sleep(1.3)

    asyncio.run(typed())
    assert texts(path) == ["belum tersimpan", "lagi"]
    assert conflicts(path) == []


def test_an_old_case_object_does_not_bring_old_content_back(desk: Desk, case_file: Path) -> None:
    old = casekit.load(case_file)
    add(desk, "baru")
    assert Desk.of(old) is desk
    assert texts(old) == ["baru"]
    add(desk, "lagi")
    assert texts(case_file) == ["baru", "lagi"]


def test_an_old_case_object_does_not_replace_what_is_shown_when_the_file_is_gone(
    desk: Desk, case_file: Path
) -> None:
    old = casekit.load(case_file)
    add(desk, "baru")
    case_file.unlink()
    assert texts(Desk.of(old).case) == ["baru"]


def test_a_cell_run_again_shows_what_changed_elsewhere(desk: Desk, case_file: Path) -> None:
    add(desk, "punya saya")
    elsewhere(case_file)
    assert texts(Desk.of(casekit.load(case_file)).case) == ["punya saya", "dari tempat lain"]
    add(desk, "bersama")
    assert texts(case_file) == ["punya saya", "dari tempat lain", "bersama"]


def test_work_that_cannot_be_saved_survives_a_cell_run_again(desk: Desk, case_file: Path) -> None:
    before = case_file.read_bytes()
    case_file.unlink()
    case_file.mkdir()
    add(desk, "hanya di layar")
    case_file.rmdir()
    case_file.write_bytes(before)
    assert texts(Desk.of(casekit.load(case_file)).case) == ["hanya di layar"]
    assert texts(case_file) == ["hanya di layar"]


def test_the_same_file_by_another_path_is_the_same_desk(
    desk: Desk, case_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = case_file.parent / "beside"
    folder.mkdir()
    (folder / "link.yaml").symlink_to(case_file)
    monkeypatch.chdir(folder)
    for path in ("link.yaml", "../kasus.yaml", folder / ".." / "kasus.yaml"):
        assert Desk.of(casekit.load(path)) is desk
        add(desk, str(path))
    assert (folder / "link.yaml").is_symlink()
    assert len(texts(case_file)) == 3
    assert conflicts(case_file) == []


def test_two_files_share_nothing(desk: Desk, tmp_path: Path) -> None:
    case = casekit.new_case(tmp_path / "lain.yaml")
    other = Desk.of(case)
    form = Form(other)
    add(desk, "hanya di sini")
    assert other is not desk
    assert (form.told, texts(case), other.can_undo, other.unsaved) == ([], [], False, False)
    other.undo()
    assert texts(desk.case) == ["hanya di sini"]


def test_a_case_without_a_file_is_edited_and_gets_its_file_later(case_file: Path, tmp_path: Path) -> None:
    case = casekit.load(case_file).model_copy(deep=True)
    case._origin = None
    desk = Desk.of(case)
    form = Form(desk)
    add(desk, "di ingatan")
    assert desk.problem is None
    assert desk.unsaved
    assert "status" in form.told
    assert Desk.of(case) is desk
    casekit.save(case, tmp_path / "baru.yaml")
    assert Desk.of(casekit.load(tmp_path / "baru.yaml")) is desk
    add(desk, "di berkas")
    assert texts(tmp_path / "baru.yaml") == ["di ingatan", "di berkas"]
    assert texts(case_file) == []


def test_a_form_that_left_hears_nothing(desk: Desk) -> None:
    form, stays = Form(desk), Form(desk)
    desk.leave(form)
    desk.set(desk.case.assessment, "focus_problem", Statement(text="x", basis="documented"))
    assert form.told == []
    assert "focus_problem" in stays.told


def test_what_another_thread_types_waits_until_a_step_is_done(desk: Desk) -> None:
    other = Thread(target=lambda: desk.set(desk.case, "title", "Klien B"))
    with desk.one_step():
        desk.set(desk.case, "summary", "singkat")
        other.start()
        other.join(0.3)
        assert str(desk.case.title) != "Klien B"
    other.join(10)
    assert str(desk.case.title) == "Klien B"
    desk.undo()
    assert str(desk.case.summary) == "singkat"
