"""Options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

import click

from hubscan.settings import DATA_DIR_VARIABLE, ENCODER_VARIABLE

Command = TypeVar("Command", bound=Callable[..., Any])


class Score(click.FloatRange):
    """A number within bounds, and no NaN, which click lets through."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number: float = super().convert(value, param, ctx)
        return self.fail(f"{value} is no score.", param, ctx) if math.isnan(number) else number


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


data_dir_option = click.option(
    "--data-dir",
    type=click.Path(file_okay=False),
    help=f"Where catalogue and index are kept [{DATA_DIR_VARIABLE}].",
)


def engine_options(command: Command) -> Command:
    """Add the options that say which catalogue and which encoder to use."""
    encoder = click.option(
        "--encoder",
        metavar="NAME_OR_PATH",
        help=f"A sentence-transformers model instead of the shipped encoder [{ENCODER_VARIABLE}].",
    )
    return encoder(data_dir_option(command))
