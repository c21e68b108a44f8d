"""Annotations in GitHub Actions: workflow commands, then the plain list of all findings in a group of the log.

GitHub shows ten annotations of each level, so the worst come first and the last one says how many are missing. Columns are
left out where a finding goes over lines, as GitHub ignores them there. Nothing silenced is in it.
"""

from __future__ import annotations

from detector.reports import Issue, issues, markdown_page, printable, ranking, share
from detector.results import Run

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}
_PER_LEVEL = 10
_SUMMARY = 1_000_000  # bytes; GitHub refuses a step summary of more than 1 MiB


def render(run: Run) -> str:
    found = sorted((issue for file in run.files for issue in issues(file)), key=ranking)
    commands: dict[str, list[str]] = {level: [] for level in _LEVELS.values()}
    commands["error"] += (_command("error", {"title": "mtlint"}, error) for error in run.errors)
    for issue in found:
        commands[_LEVELS[issue.severity]].append(_annotation(issue))
    shown = _shown(commands)
    if not shown:
        return ""
    lines = [f"error {_inert(error)}" for error in run.errors] + [_plain(issue) for issue in found]
    return "\n".join([*shown, "::group::mtlint: all findings", *lines, "::endgroup::"]) + "\n"


def summary(run: Run) -> str:
    """Markdown for the file that $GITHUB_STEP_SUMMARY names."""
    return markdown_page(run, _SUMMARY)


def _shown(commands: dict[str, list[str]]) -> list[str]:
    """At most ten of each level; where that leaves some out, the tenth notice says so."""
    total = sum(map(len, commands.values()))
    shown = [command for of_level in commands.values() for command in of_level[:_PER_LEVEL]]
    if len(shown) == total:
        return shown
    shown = [*commands["error"][:_PER_LEVEL], *commands["warning"][:_PER_LEVEL], *commands["notice"][: _PER_LEVEL - 1]]
    more = f"{total - len(shown):,} more findings are not annotated; the log of this step lists all of them"
    return [*shown, _command("notice", {"title": "mtlint"}, more)]


def _annotation(issue: Issue) -> str:
    place = {"file": issue.path, "line": str(issue.line)}
    if issue.span:
        start, end = issue.span
        place["endLine"] = str(end.line)
        if start.line == end.line:
            place |= {"col": str(start.column), "endColumn": str(end.column)}
    return _command(_LEVELS[issue.severity], {**place, "title": f"mtlint ({issue.rule})"}, printable(issue.said))


def _command(level: str, properties: dict[str, str], message: str) -> str:
    values = ",".join(f"{name}={_data(value).replace(':', '%3A').replace(',', '%2C')}" for name, value in properties.items())
    return f"::{level} {values}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _plain(issue: Issue) -> str:
    """Begins with the severity, so that no path can begin a line, and a command, with two colons."""
    return _inert(f"{issue.severity} {issue.path}:{issue.address}: {issue.rule} [{share(issue.confidence)}] {issue.message}")


def _inert(text: str) -> str:
    """One line without the older form of a command, `##[name]`, which counts anywhere in a line."""
    return printable(text).replace("##[", "## [")
