"""The command line: each command parses, calls one function, renders, returns an exit code.

A command lives in a module of its own and is imported only when it is asked for, so that
``hubscan audit`` never pays for the imports of ``hubscan recommend``.
"""

from __future__ import annotations

import difflib
import importlib
import os
import sys
import traceback
from collections.abc import Sequence

import click

from hubscan import __version__
from hubscan.errors import HubscanError
from hubscan.terminal import plain

EXIT_INTERRUPTED = 130
EXIT_UNEXPECTED = 3

# name -> module:attribute, in the order of the help text
COMMANDS: dict[str, str] = {
    "recommend": "hubscan.cli.recommend:recommend",
    "show": "hubscan.cli.show:show",
    "alternatives": "hubscan.cli.alternatives:alternatives",
    "lineage": "hubscan.cli.lineage:lineage",
    "compare": "hubscan.cli.compare:compare",
    "scan": "hubscan.cli.scan:scan",
    "harvest": "hubscan.cli.harvest:harvest",
    "catalogue": "hubscan.cli.catalogue:catalogue",
    "estimate": "hubscan.cli.estimate:estimate",
    "audit": "hubscan.cli.audit:audit",
    "fill": "hubscan.cli.fill:fill",
    "track": "hubscan.cli.track:track",
    "app": "hubscan.cli.app:app",
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and (near := difflib.get_close_matches(args[0], COMMANDS, n=1)):
            ctx.fail(f"No such command '{args[0]}'. Did you mean '{near[0]}'?")
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hubscan")
def commands() -> None:
    """Find existing small models to reuse instead of training, with energy evidence."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0 fine, 1 findings or an expected error, 2 usage, 130 interrupted, 3 unexpected.
    """
    try:
        result = commands.main(args=argv, prog_name="hubscan", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except HubscanError as error:
        click.echo(f"hubscan: {plain(str(error))}", err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("hubscan: interrupted", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        return _reader_left()
    except Exception:
        traceback.print_exc()
        return EXIT_UNEXPECTED


def _reader_left() -> int:
    # `hubscan ... | head` is no error: keep the interpreter from flushing into a closed pipe
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
