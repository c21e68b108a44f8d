"""The command line: the only package that prints or picks an exit code (0 clean, 1 found, 2 could not)."""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, NoReturn

import click

import detector
from detector import baseline, changes, output, reading
from detector.cli import check, reporting
from detector.config import ConfigError
from detector.languagetool import LanguageToolError
from detector.rulebook import RulesError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


_COMMANDS = {
    "check": "check.check",
    "rules": "rules.rules",
    "explain": "rules.explain",
    "config": "configuration.config",
    "calibrate": "calibrate.calibrate",
    "corpus": "corpus.corpus",
    "languagetool": "languagetool.languagetool",
    "completions": "completions.completions",
}
"""The commands, each loaded when it is asked for."""


class DefaultGroup(click.Group):
    """`mtlint article.md` is short for `mtlint check article.md`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name].split(".")
        command: click.Command = getattr(importlib.import_module(f"detector.cli.{module}"), name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"-h", "--help", "-V", "--version"}
        if not args and ctx.resilient_parsing:  # a shell completes the first word, which may become a command
            return super().parse_args(ctx, args)
        if not args or (args[0] not in _COMMANDS and args[0] not in own):
            args = ["check", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        return super().shell_complete(ctx, incomplete) + check.check.shell_complete(click.Context(check.check, ctx), incomplete)


@click.group(cls=DefaultGroup, context_settings={"help_option_names": ["-h", "--help"]}, epilog=check.EXIT_CODES)
@click.version_option(detector.__version__, "-V", "--version", message="mtlint %(version)s")
def cli() -> None:
    """Find what machine translation left in English articles, without seeing the source.

    `mtlint PATHS...` is short for `mtlint check PATHS...`.
    """


_REFUSALS = (
    reading.InputError,
    RulesError,
    output.OutputError,
    ConfigError,
    baseline.BaselineError,
    changes.ChangesError,
    LanguageToolError,
)
"""Errors that are about what a user gave: one line, no traceback."""


def main(args: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code.

    Click by itself exits with 1 where a file is missing, on Ctrl-C, on a broken pipe and on a bug; 1 means findings here.
    """
    arguments = sys.argv[1:] if args is None else args
    stdout = sys.stdout
    output.make_printable(stdout)
    output.make_printable(sys.stderr)
    try:
        code = cli.main(arguments, prog_name="mtlint", standalone_mode=False)
        sys.stdout.flush()
    except (click.exceptions.Abort, KeyboardInterrupt):
        code = 130
    except SystemExit:  # click leaves with 1 where nobody reads the output any more, and puts a wrapper around it
        if sys.stdout is stdout:
            raise
        code = 141
    except click.ClickException as error:
        hint = (
            f" (see {error.ctx.command_path} --help)"
            if isinstance(error, click.UsageError) and error.ctx and error.ctx.parent
            else ""
        )
        reporting.complain(error.format_message() + hint)
        code = 2
    except BrokenPipeError:
        code = 141
    except _REFUSALS as error:
        reporting.complain(str(error))
        code = 2
    except Exception as error:  # a bug, or a broken installation: never to be taken for findings
        if {"-v", "--verbose"} & set(arguments):
            import traceback

            traceback.print_exc()
        reporting.complain(f"internal error: {type(error).__name__}: {error}; run again with -v and report it")
        code = 2
    if code == 141:
        # Whoever read our output has seen enough; keep Python from complaining when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
    sys.exit(code)
