"""The copy in which a notebook runs: what it needs is there, and what it writes is gone."""

from casekit.export import room


def test_a_copy_is_worked_in_and_gone(tmp_path):
    (tmp_path / "top" / "sub").mkdir(parents=True)
    (tmp_path / "top" / "data.csv").write_text("1")
    (tmp_path / "top" / ".hidden").write_text("x")
    (tmp_path / "top" / "env").mkdir()
    (tmp_path / "top" / "env" / "pyvenv.cfg").touch()
    (tmp_path / "top" / "loop").symlink_to(tmp_path / "top")
    with room.copy_around(tmp_path / "top" / "sub", within=tmp_path / "top") as copy:
        assert copy.name == "sub"
        assert (copy.parent / "data.csv").read_text() == "1"
        assert sorted(path.name for path in copy.parent.iterdir()) == ["data.csv", "sub"]
        (copy / "new.txt").touch()
    assert not copy.exists()
    assert not (tmp_path / "top" / "sub" / "new.txt").exists()


def test_only_its_own_folder_is_copied_where_much_lies_around(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "MOST_FILES", 3)
    (tmp_path / "sub").mkdir()
    for number in range(5):
        (tmp_path / str(number)).touch()
    with room.copy_around(tmp_path / "sub", within=tmp_path) as copy:
        assert not (copy.parent / "0").exists()
        assert copy != tmp_path / "sub"


def test_a_folder_too_large_to_copy_is_used_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "MOST_BYTES", 10)
    (tmp_path / "big").write_text("x" * 11)
    with room.copy_around(tmp_path) as copy:
        assert copy == tmp_path.resolve()
