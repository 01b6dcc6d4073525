"""Where a table is: a file or folder here, an address, or a dataset of the Hub."""

from __future__ import annotations

from pathlib import Path

from hubscan.errors import DataError

_PARQUET = ".parquet"


def local_files(source: str) -> list[Path]:
    """Return the files of a table on this machine; none for one elsewhere. Raises DataError."""
    path = Path(source).expanduser()
    if not source or not path.is_dir():
        return [path] if source and path.is_file() else []
    shards = sorted(path.glob("**/models*.parquet")) or sorted(path.glob("**/*.parquet"))
    if not shards:
        raise DataError(f"{path} has no Parquet file")
    return shards


def is_file_of_dataset(source: str) -> bool:
    """Tell whether a text names a file in a dataset of the Hub: owner/name/file.parquet."""
    is_absolute = Path(source).expanduser().is_absolute()
    return source.endswith(_PARQUET) and not is_absolute and source.count("/") >= 2


def check_source(source: str) -> None:
    """Refuse what is neither here nor anywhere else; raises DataError, and reads nothing."""
    if local_files(source) or "://" in source or is_file_of_dataset(source):
        return
    is_absolute = Path(source).expanduser().is_absolute()
    if is_absolute or source.count("/") != 1 or source.endswith(_PARQUET):
        raise DataError(f"{source or 'an empty name'}: no such file, folder or dataset")
