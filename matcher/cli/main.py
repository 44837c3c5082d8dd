"""The command `matcher` and what surrounds every command: failures, interrupts, exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import click

from matcher import __version__
from matcher.cli import exit_codes
from matcher.cli.check import check
from matcher.cli.cities import cities
from matcher.cli.compare import compare
from matcher.cli.doctor import doctor
from matcher.cli.explain import explain
from matcher.cli.failures import error_document, show_failure, show_unexpected
from matcher.cli.init import init
from matcher.cli.output import show_json, tell
from matcher.cli.programmes import programmes
from matcher.cli.propose import propose
from matcher.cli.replan import replan
from matcher.cli.report import report
from matcher.cli.robustness import robustness
from matcher.cli.template import template
from matcher.cli.verify import verify
from matcher.errors import MatcherError


class _Commands(click.Group):
    """A group that names the nearest command, and leaves quietly when its reader has left."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not ctx.resilient_parsing:
            near = get_close_matches(name, self.commands, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(self.commands)}."
            ctx.fail(f"No such command {name!r}. {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The interpreter flushes stdout once more when it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return exit_codes.BROKEN_PIPE


@click.group(cls=_Commands, epilog=exit_codes.HELP)
@click.version_option(__version__, prog_name="matcher")
def cli() -> None:
    """Propose city-to-city exchanges, with the reasons and the proof."""


for _command in (
    propose,
    check,
    explain,
    robustness,
    compare,
    replan,
    verify,
    report,
    programmes,
    cities,
    template,
    init,
    doctor,
):
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without the name of the program; None takes those of the process.

    Returns
    -------
    int
        See `exit_codes`. No failure leaves a traceback.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given
    try:
        code = cli.main(args=given, prog_name="matcher", standalone_mode=False)
    except click.Abort:
        tell("Interrupted; nothing more was done.")
        return exit_codes.INTERRUPTED
    except click.ClickException as error:
        error.show()
        if as_json:
            show_json(error_document("usage", error.format_message()))
        return error.exit_code
    except MatcherError as error:
        show_failure(error, as_json=as_json)
        return error.exit_code
    except Exception as error:
        show_unexpected(error, as_json=as_json)
        return exit_codes.UNEXPECTED
    return int(code or exit_codes.OK)
