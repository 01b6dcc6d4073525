"""Writing files so that a crash leaves the old one or the new one, never half of one."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CHUNK_BYTES = 1 << 20


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a path beside ``path`` to write to; it takes its place when the block succeeds.

    The temporary file is made durable before the rename, and removed when the block fails.
    An existing file's permissions are kept.
    """
    path = path.resolve()  # a symbolic link keeps pointing: its target is replaced
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        _sync(beside)
        beside.chmod(_mode(path))
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@contextmanager
def publishing(folder: Path) -> Iterator[Path]:
    """Yield an empty folder beside ``folder`` that becomes it when the block succeeds.

    When another process published the same folder meanwhile, theirs stays.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        yield beside
        beside.chmod(0o777 & ~_umask())
        try:
            beside.rename(folder)
        except OSError:
            if not folder.is_dir():  # nobody was quicker: a real failure
                raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write_bytes(path: Path, content: bytes) -> bool:
    """Write ``content`` atomically; return False and leave the file alone when it is the same."""
    if path.is_file() and path.read_bytes() == content:
        return False
    with replacing(path) as beside:
        beside.write_bytes(content)
    return True


def sha256(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o7777
    return 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
