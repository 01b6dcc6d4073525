from __future__ import annotations

import hashlib
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan import files


class Crash(Exception):
    pass


def write_and_crash(writing, write):
    with writing as beside:
        write(beside)
        raise Crash


def entries(folder):
    return sorted(path.name for path in folder.iterdir())


def test_replacing_writes_beside_and_renames(tmp_path):
    path = tmp_path / "deep" / "file"
    with files.replacing(path) as beside:
        beside.write_bytes(b"new")
        assert beside.parent == path.parent
        assert not path.exists()
    assert path.read_bytes() == b"new"
    assert entries(path.parent) == ["file"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(Crash):
        write_and_crash(files.replacing(path), lambda beside: beside.write_bytes(b"half"))
    assert path.read_bytes() == b"old"
    assert entries(tmp_path) == ["file"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755])
def test_permissions_of_a_replaced_file_stay(tmp_path, mode):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(mode)
    files.write_bytes(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_new_file_is_readable_as_the_mask_allows(tmp_path):
    mask = os.umask(0o027)
    try:
        files.write_bytes(tmp_path / "file", b"new")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o640


def test_a_symbolic_link_keeps_pointing(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    files.write_bytes(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_the_same_bytes_are_not_written_again(tmp_path):
    path = tmp_path / "file"
    assert files.write_bytes(path, b"same")
    before = path.stat()
    assert not files.write_bytes(path, b"same")
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino


@given(content=st.binary(max_size=5000))
def test_the_checksum_is_that_of_the_bytes(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("sums") / "file"
    path.write_bytes(content)
    assert files.sha256(path) == hashlib.sha256(content).hexdigest()


def test_publishing_makes_the_folder_appear_whole(tmp_path):
    folder = tmp_path / "indexes" / "a"
    with files.publishing(folder) as beside:
        (beside / "part").write_text("1")
        assert not folder.exists()
    assert entries(folder) == ["part"]
    assert entries(folder.parent) == ["a"]


def test_publishing_that_fails_leaves_nothing(tmp_path):
    folder = tmp_path / "a"
    with pytest.raises(Crash):
        write_and_crash(files.publishing(folder), lambda beside: (beside / "a").write_text("1"))
    assert entries(tmp_path) == []


def test_of_two_publishers_the_quicker_wins(tmp_path):
    folder = tmp_path / "a"
    with files.publishing(folder) as slow:
        (slow / "part").write_text("slow")
        with files.publishing(folder) as quick:
            (quick / "part").write_text("quick")
    assert (folder / "part").read_text() == "quick"
    assert entries(tmp_path) == ["a"]
