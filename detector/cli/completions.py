"""`mtlint completions`: scripts that make shells complete commands, options and rules."""

from __future__ import annotations

import click

from detector.cli import reporting

_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName mtlint -ScriptBlock {
    param($word, $ast, $cursor)
    $env:_MTLINT_COMPLETE = "zsh_complete"
    $env:COMP_WORDS = $ast.ToString()
    $env:COMP_CWORD = $ast.CommandElements.Count - [int]($word -ne "")
    $lines = @(mtlint)
    for ($n = 0; $n + 2 -lt $lines.Count; $n += 3) {
        if ($lines[$n] -eq "plain") {
            [System.Management.Automation.CompletionResult]::new($lines[$n + 1], $lines[$n + 1], "ParameterValue", $lines[$n + 2])
        }
    }
    Remove-Item Env:_MTLINT_COMPLETE, Env:COMP_WORDS, Env:COMP_CWORD
}
"""


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
@click.pass_context
def completions(context: click.Context, shell: str) -> int:
    """Print the completion script of a shell, such as: eval "$(mtlint completions bash)"."""
    if shell == "powershell":
        reporting.to_stdout(_POWERSHELL)
        return 0
    from click.shell_completion import get_completion_class

    root = context.find_root()
    if kind := get_completion_class(shell):
        reporting.to_stdout(kind(root.command, {}, "mtlint", "_MTLINT_COMPLETE").source() + "\n")
    return 0
