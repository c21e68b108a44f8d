"""The tools that speed.py puts side by side: how they are installed, what is run of each, and what a run took.

Each run is a process of its own with the command that a user types; only LanguageTool is a server that is warm already.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, NamedTuple

COUNT = 20
LINE, FILES = "one line", f"{COUNT} files"
"""The texts that are not called after their size: a sentence, and 10 MB in a folder."""

_VALE = "github.com/vale-cli/vale/v3/cmd/vale@v3.20.0"  # later ones want a commit of cascadia that was never released
_LAUNCH = """
import os, resource, sys, time
log, limit, *command = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit)))
to = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, log, os.O_WRONLY | os.O_CREAT, 0o600)]
began = time.perf_counter()
child = os.posix_spawn(command[0], command, os.environ, file_actions=to)
_, status, used = os.wait4(child, 0)
print(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss, os.waitstatus_to_exitcode(status))
"""  # a small process between: the system counts the memory of the one that starts a tool as the tool's
_HARPER = """
import sys, harper
with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
for lint in harper.Linter().lint(text, language=harper.Language.PLAINTEXT):
    print(lint.span.start, lint.message)
"""


class Text(NamedTuple):
    path: pathlib.Path
    bytes: int
    words: int  # what blanks separate


class Tool(NamedTuple):
    command: Sequence[str | pathlib.Path]  # without the file
    version: str | Sequence[str | pathlib.Path] = ""  # or a command that prints it at the end
    fine: Collection[int] = (0,)  # exit codes
    texts: Collection[str] = (LINE, "100 kB", "1 MB", "10 MB")


class Run(NamedTuple):
    cpu: float  # seconds, of the process and its children
    wall: float  # seconds
    memory: int  # bytes resident at the most, of the largest process


class UnmeasurableError(Exception):
    """A tool that cannot be measured; the message says why."""


def tools(neighbours: pathlib.Path, scratch: pathlib.Path) -> dict[str, Tool]:
    """What is run, by name; a name with a comma is a variant that is not compared with other tools."""
    (scratch / "proselint.json").write_text('{"max_errors": 1000000000}')  # at a thousand findings it stops reading
    (scratch / "vale.ini").write_text("MinAlertLevel = suggestion\n[*]\nBasedOnStyles = Vale\n")
    mtlint = pathlib.Path(sys.executable).with_name("mtlint")
    check = (mtlint, "--exit-zero", "--max-file-size", "200", "-f")
    scripts = neighbours / "python" / "bin"
    python, good, vale = (
        scripts / "python",
        neighbours / "npm" / "node_modules" / ".bin" / "write-good",
        neighbours / "bin" / "vale",
    )

    def version(name: str) -> Sequence[str | pathlib.Path]:
        return python, "-c", f"import importlib.metadata as m; print(m.version({name!r}))"

    return {
        "mtlint": Tool((*check, "concise"), (mtlint, "--version"), texts=(*Tool._field_defaults["texts"], "100 MB")),
        **{f"mtlint, {form}": Tool((*check, form), texts=("10 MB",)) for form in ("json", "sarif", "html")},
        **{f"mtlint, {jobs}": Tool((*check, "concise", "--jobs", jobs[0]), texts=(FILES,)) for jobs in ("1 job", "2 jobs")},
        "proselint": Tool((scripts / "proselint", "check", "--config", scratch / "proselint.json"), version("proselint"), (0, 1)),
        "harper-py": Tool((python, "-c", _HARPER), version("harper-py")),
        "harper-py, import": Tool((python, "-c", "import harper"), texts=(LINE,)),
        "codespell": Tool((scripts / "codespell",), version("codespell"), (0, 65)),
        "typos": Tool((scripts / "typos",), version("typos"), (0, 2)),
        "write-good": Tool((good,), (good, "--version"), range(256)),  # it ends with the number of its findings
        "Vale": Tool((vale, "--config", scratch / "vale.ini"), _VALE.rpartition("@v")[2], (0, 1)),  # it calls itself "master"
        "Python alone": Tool((sys.executable, "-c", "pass"), texts=(LINE,)),
    }


def install(folder: pathlib.Path) -> Iterator[str]:
    """Installs the neighbours in a folder, the newest of each but Vale; yields what does not install and why."""
    folder.mkdir(parents=True, exist_ok=True)
    steps = {
        "Python": [sys.executable, "-m", "venv", str(folder / "python")],
        **{
            name: [str(folder / "python" / "bin" / "pip"), "install", "--quiet", "--upgrade", name]
            for name in ("proselint", "harper-py", "codespell", "typos")
        },
        "write-good": ["npm", "install", "--silent", "--prefix", str(folder / "npm"), "write-good"],
        "Vale": ["go", "install", _VALE],
    }
    for name, (program, *rest) in steps.items():
        if found := shutil.which(program):
            place = os.environ | {"GOBIN": str(folder.resolve() / "bin")}
            done = subprocess.run([found, *rest], env=place, capture_output=True, text=True, check=False)
            if done.returncode:
                yield f"{name}: {_last_line(done.stderr)}"
        else:
            yield f"{name}: there is no {program} on this machine"


def run(tool: Tool, scratch: pathlib.Path, limit: int, text: Text) -> Run | None:
    """One run in the folder `scratch`; None if it took more than `limit` seconds of CPU. Raises UnmeasurableError."""
    command = [*map(str, tool.command), str(text.path)]
    if not pathlib.Path(command[0]).exists():
        raise UnmeasurableError("not installed (speed.py --install)")
    log = scratch / "stderr"
    log.unlink(missing_ok=True)
    launch = [sys.executable, "-I", "-S", "-c", _LAUNCH, str(log), str(limit), *command]
    done = subprocess.run(launch, cwd=scratch, stdout=subprocess.PIPE, text=True, check=True)
    wall, cpu, memory, code = map(float, done.stdout.split())
    if code in (-signal.SIGKILL, -signal.SIGXCPU) and cpu > limit - 1:
        return None
    if code not in tool.fine:
        raise UnmeasurableError(f"it ended with {code:.0f}: {_last_line(log.read_text(errors='replace'))}")
    return Run(cpu, wall, int(memory) * (1 if sys.platform == "darwin" else 1024))


def version(tool: Tool) -> str:
    if isinstance(tool.version, str):
        return tool.version
    return subprocess.run(list(map(str, tool.version)), capture_output=True, text=True, check=True).stdout.split()[-1]


@contextmanager
def languagetool(folder: pathlib.Path) -> Iterator[tuple[Callable[[Text], Run], Run, str]]:
    """A server while the block runs: what asks it about a text, what its start took, and its version.

    CPU and memory are those of the server. Raises UnmeasurableError.
    """
    from detector.languagetool import LanguageToolError, server

    children = pathlib.Path(f"/proc/self/task/{os.getpid()}/children")
    if not (folder / "languagetool-server.jar").is_file() or not shutil.which("java"):
        raise UnmeasurableError("not installed (.ci/languagetool fetches it with Maven; it needs Java)")
    if not children.exists():
        raise UnmeasurableError("without /proc its CPU time cannot be told")
    with tempfile.TemporaryFile() as log, ExitStack() as stack:
        started = time.perf_counter()
        try:
            reached = stack.enter_context(server.started(folder, log))
        except LanguageToolError as error:
            raise UnmeasurableError(str(error)) from error
        if not reached.url:
            raise UnmeasurableError(reached.problem)
        process = pathlib.Path("/proc") / children.read_text().split()[-1]
        ask = partial(_post, reached.url)

        def used() -> tuple[float, int]:
            """Seconds of CPU so far, and bytes of memory at the most."""
            ticks = (process / "stat").read_text().rpartition(")")[2].split()[11:13]
            most = re.search(r"VmHWM:\s+(\d+) kB", (process / "status").read_text())
            return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"), int(most[1]) * 1024 if most else 0

        def asked(text: Text) -> Run:
            before, began = used()[0], time.perf_counter()
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(ask, pieces(text.path.read_text(encoding="utf-8"))))
            cpu, memory = used()
            return Run(cpu - before, time.perf_counter() - began, memory)

        first = ask("The first request takes longer.")
        cpu, memory = used()
        yield asked, Run(cpu, time.perf_counter() - started, memory), first["software"]["version"]


def pieces(text: str, most: int = 6000) -> Iterator[str]:
    """Paragraphs, as many as `most` characters hold, which is how mtlint asks, too."""
    piece = ""
    for paragraph in text.split("\n\n"):
        if piece and len(piece) + len(paragraph) > most:
            yield piece
            piece = ""
        piece += f"{paragraph}\n\n"
    yield piece


def _post(url: str, text: str) -> Any:
    form = urllib.parse.urlencode({"language": "en-US", "text": text}).encode()
    with urllib.request.urlopen(f"{url}/v2/check", form, timeout=600) as answer:  # noqa: S310 (a server of our own)
        return json.load(answer)


def _last_line(said: str) -> str:
    return (said.strip().splitlines() or ["it said nothing"])[-1][:200]
