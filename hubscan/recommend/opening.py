"""An engine that is opened in the background."""

from __future__ import annotations

import os

from hubscan.background import Work
from hubscan.recommend.engine import Engine


class Opening(Work[Engine]):
    """Opens one engine."""

    def __init__(
        self, data_dir: str | os.PathLike[str] | None = None, *, encoder: str | None = None
    ) -> None:
        super().__init__(
            lambda work: Engine.open(data_dir, encoder=encoder, progress=work.tell),
            "opening the catalogue",
        )

    def close(self) -> None:
        """Stop, and close the engine if it is open already."""
        self.stop()
        self.wait()
        if self._result is not None:
            self._result.close()
