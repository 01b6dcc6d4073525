"""A callback for the trainers of transformers and sentence-transformers."""

from __future__ import annotations

import functools
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from hubscan.cards.sources import Request
from hubscan.energy import country_code
from hubscan.errors import MissingExtraError
from hubscan.tracking import Measurement, Rank, fill_quietly

try:
    from transformers import TrainerCallback as _TrainerCallback
except ImportError:
    raise MissingExtraError("transformers", "encoders") from None


if TYPE_CHECKING:
    from transformers import TrainerControl, TrainerState, TrainingArguments


class _Trainer(Protocol):
    callback_handler: object
    create_model_card: Callable[..., object]


_LOGGER = logging.getLogger("hubscan")


class TrainerCallback(_TrainerCallback):
    """Measures a training and leaves its log, its record and its filled card in ``output_dir``.

        trainer = Trainer(..., callbacks=[hubscan.TrainerCallback(training_type="fine-tuning")])

    The card is filled again after the trainer has written its own, so that ``push_to_hub`` sends
    the emissions. The log is written at each checkpoint, and a resumed training counts it. Each
    node measures itself; the card counts the first one's figures times the nodes, which torchrun
    tells and ``nodes`` overrules. ``country`` (a code or a name) spares CodeCarbon the network, and
    an unknown one raises UsageError here. Nothing that goes wrong later stops the training.
    """

    def __init__(
        self,
        training_type: str | None = None,
        country: str | None = None,
        nodes: int | None = None,
    ) -> None:
        self._training_type = training_type
        self._country = None if country is None else country_code(country)
        self._nodes = nodes
        self._rank = Rank.of()
        self._measurement: Measurement | None = None
        self._card: Path | None = None
        self._resumed = False

    def on_train_begin(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: object,
    ) -> None:
        """Start to measure on one process of each node."""
        self._watch_card(args)
        self._resumed = state.global_step > 0
        if not state.is_local_process_zero or self._measurement is not None:
            return
        measurement = Measurement(self._rank.log(_card(args).parent), self._country)
        self._measurement = measurement if measurement.start() else None

    def on_save(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object
    ) -> None:
        """Write the log at each checkpoint: who resumes from it finds what came before."""
        if self._measurement is not None:
            self._measurement.flush()

    def on_train_end(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: object,
    ) -> None:
        """Write the log, and on the first process the record and the card."""
        measurement, self._measurement = self._measurement, None
        if measurement is None or not measurement.stop() or not state.is_world_process_zero:
            return
        nodes = self._nodes or nodes_of(args.world_size)
        fill_quietly(
            measurement.request(
                _card(args),
                nodes=nodes,
                training_type=self._training_type,
                create=True,
                keep=True,
                resumed=self._resumed,
            )
        )

    def on_push_begin(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: object,
    ) -> None:
        """Make sure that the card which the trainer is about to write gets its emissions."""
        self._watch_card(args)

    def _watch_card(self, args: TrainingArguments) -> None:
        """Fill the card whenever the trainer has written one."""
        self._card = _card(args)
        trainer = _calling_trainer()
        if trainer is None or hasattr(trainer.create_model_card, "hubscan"):
            return
        create_model_card = trainer.create_model_card

        @functools.wraps(create_model_card)
        def create_and_fill(*args: object, **kwargs: object) -> object:
            result = create_model_card(*args, **kwargs)
            self._refill()
            return result

        create_and_fill.hubscan = self  # type: ignore[attr-defined]
        trainer.create_model_card = create_and_fill

    def _refill(self) -> None:
        """Put the recorded emissions into a card that the trainer, and no person, just wrote."""
        if self._card is not None and self._card.is_file() and self._rank.fills:
            fill_quietly(Request(card=self._card, force=True))


def _card(args: TrainingArguments) -> Path:
    return Path(args.output_dir or ".", "README.md")


def nodes_of(world_size: int) -> int:
    """Return the nodes of a distributed training, as torchrun tells them; never a guess."""
    local = os.environ.get("LOCAL_WORLD_SIZE", "")
    if local.isdigit() and int(local) and world_size % int(local) == 0:
        return world_size // int(local)
    if world_size > 1:
        _LOGGER.warning(
            "%d processes on an unknown number of nodes: counted as one node; pass nodes=N",
            world_size,
        )
    return 1


def _calling_trainer() -> _Trainer | None:
    """Return the trainer further up the stack: it hands its callbacks everything but itself."""
    frame = sys._getframe().f_back
    while frame is not None:
        caller: _Trainer | None = frame.f_locals.get("self")
        if hasattr(caller, "create_model_card") and hasattr(caller, "callback_handler"):
            return caller
        frame = frame.f_back
    return None
