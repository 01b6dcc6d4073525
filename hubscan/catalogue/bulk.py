"""datasets, and only here: rows of Parquet, local, on the Hub or on any fsspec path, in batches."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from hubscan.catalogue.sources import check_source, is_file_of_dataset, local_files
from hubscan.errors import DataError, MissingExtraError

try:
    import datasets
except ImportError as error:
    raise MissingExtraError("datasets", "hub") from error

BATCH_ROWS = 1_000
for _talker in ("datasets", "huggingface_hub"):  # what they log is in the error, or is no news
    logging.getLogger(_talker).setLevel(logging.CRITICAL)

Batch = Any  # a pyarrow.Table: it goes to another process as it is


class Table:
    """One table of rows, wherever it is; nothing is read before ``batches`` is walked."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._place = _place(source)
        self.columns = tuple(self._stream().column_names or ())

    def batches(self, columns: Sequence[str], skip: int = 0) -> Iterator[Batch]:
        """Yield rows with some columns only, after the first ``skip``; raises DataError."""
        kept = [name for name in self.columns if name in columns]
        # one row group after the other: pyarrow reads ahead of a slow reader without a bound
        stream = self._stream(columns=kept).reshard().skip(skip).with_format("arrow")
        done = skip
        try:
            for batch in stream.iter(batch_size=BATCH_ROWS):
                # a copy: a slice would take its whole row group along into another process
                yield batch.take(list(range(len(batch))))
                done += len(batch)
        except GeneratorExit:
            raise
        except Exception as error:  # whatever Parquet, fsspec and the Hub may raise
            raise DataError(
                f"{self.source}: cannot be read after row {done}: {_line(error)}"
            ) from error

    def _stream(self, **options: Any) -> Any:
        try:
            stream = datasets.load_dataset(**self._place, **options, split="train", streaming=True)
            if not stream.column_names:
                raise ValueError("no columns")
        except Exception as error:
            raise DataError(
                f"{self.source} is no table that can be read: {_line(error)}"
            ) from error
        return stream


def _place(source: str) -> dict[str, Any]:
    """Say how to load a file, a folder, an address, or the name of a dataset on the Hub."""
    if files := local_files(source):
        return _parquet([str(each) for each in files])
    if "://" in source:
        return _parquet(source)
    if is_file_of_dataset(source):
        return _parquet(f"hf://datasets/{source}")
    check_source(source)
    return {"path": source}


def _parquet(files: str | list[str]) -> dict[str, Any]:
    return {"path": "parquet", "data_files": files, "batch_size": BATCH_ROWS}


def _line(error: Exception) -> str:
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
