#!/usr/bin/env python3
"""How fast mtlint and its neighbours read the same files, side by side in one run; and whether any text makes a detector slow.

usage: speed.py FOLDER [--largest MB] [--only TOOLS] [--repeat N]    mtlint and the neighbours
       speed.py FOLDER --hostile [--size MB] [--only DETECTORS]      every detector alone, on texts made to be slow
       speed.py --install | --table

FOLDER is what docs/measuring.md says, of which the native English is taken, or holds .txt and .md files. The files to read are
built from it in a temporary folder, in a shuffled order, again and again until they are long enough. The tools take turns, so
that other load on the machine falls on all. The results go to benchmarks/results; docs/speed.md says what they mean.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import platform
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from typing import Any

import hostile
import neighbours
import tables
from neighbours import COUNT, FILES, LINE, Run, Text, UnmeasurableError

from detector import labelled, output, reading

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
RESULTS = pathlib.Path(__file__).parent / "results"
SIZES = {"100 kB": 100_000, "1 MB": 1_000_000, "10 MB": 10_000_000, "100 MB": 100_000_000}
SENTENCE = "The old mill by the river has been closed since the spring, and nobody in the village knows who will buy it.\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, nargs="?")
    parser.add_argument("--install", action="store_true", help="the neighbours, with pip, npm and go, and nothing else")
    parser.add_argument("--table", action="store_true", help="print the table of the README from the results that there are")
    parser.add_argument("--neighbours", type=pathlib.Path, metavar="DIR", default=CACHE / "mtlint-benchmarks")
    parser.add_argument(
        "--languagetool",
        type=pathlib.Path,
        metavar="DIR",
        default=os.environ.get("MTLINT_TEST_LANGUAGETOOL") or CACHE / "mtlint-tests" / "LanguageTool-6.8",
        help="where .ci/languagetool put it",
    )
    parser.add_argument("--results", type=pathlib.Path, default=RESULTS, metavar="DIR")
    parser.add_argument("--only", type=lambda names: names.split(","), metavar="NAMES", help="tools, or detectors")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="turns; three times as many on one line")
    parser.add_argument("--limit", type=int, default=150, metavar="SECONDS", help="of CPU for a tool on one text")
    parser.add_argument("--largest", type=float, default=100, metavar="MB", help="leave out what is larger")
    parser.add_argument("--hostile", action="store_true")
    parser.add_argument("--size", type=float, default=0.5, metavar="MB", help="of a hostile text")
    arguments = parser.parse_args()
    if not (arguments.install or arguments.table or arguments.folder):
        parser.error("which folder of texts? (or --install, or --table)")
    try:
        done(arguments)
    except (reading.InputError, output.OutputError, OSError, ValueError) as error:
        parser.exit(2, f"speed.py: {error}\n")


def done(arguments: argparse.Namespace) -> None:
    """What was asked for. Raises InputError, OutputError, OSError or ValueError."""
    file = arguments.results / "speed.json"
    if arguments.install:
        sys.exit("\n".join(neighbours.install(arguments.neighbours)) or None)
    known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    if arguments.table:
        if "speed" not in known:
            raise reading.InputError(f"{file}: no results yet; run speed.py FOLDER first")
        print(tables.ratios(known["speed"]))
        return
    part, measure = ("hostile", slowness) if arguments.hostile else ("speed", speed)
    with tempfile.TemporaryDirectory() as scratch:
        found = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine(), **measure(arguments, pathlib.Path(scratch))}
    output.write(file, json.dumps(known | {part: found}, indent=1) + "\n")
    output.write(file.with_suffix(".md"), tables.page(known | {part: found}))


# ---- texts ---------------------------------------------------------------------------------------------------------------------


def material(folder: pathlib.Path) -> list[str]:
    """The native English of a folder of corpora, or its .txt and .md files: a document each, blank lines between paragraphs.

    Raises InputError.
    """
    if [*folder.glob("*.jsonl"), *folder.glob("*.jsonl.gz")]:
        found = [text.text for text in labelled.texts(folder) if text.origin in labelled.NATIVE]
    else:
        files = sorted(path for path in folder.rglob("*") if path.suffix in (".txt", ".md"))
        found = [path.read_text(encoding="utf-8", errors="replace") for path in files]
    documents = [text if "\n\n" in text else text.replace("\n", "\n\n") for text in map(str.strip, found) if text]
    if not documents:
        raise reading.InputError(f"{folder}: neither native English in .jsonl files nor a .txt or .md file")
    return documents


def shuffled(documents: Sequence[str], size: int, seed: int = 0) -> Iterator[str]:
    """Documents in random order, all of them before any comes again, until they have that many bytes; the last is cut short."""
    order = random.Random(seed)  # noqa: S311 (an order, not a secret)
    while True:
        for document in order.sample(documents, len(documents)):
            data = f"{document}\n\n\n".encode()
            yield data[:size].decode(errors="ignore")
            size -= len(data)
            if size <= 0:
                return


def build(documents: Sequence[str], folder: pathlib.Path, largest: float = 100) -> dict[str, Text]:
    """The texts by name, in the order of their sizes; above 100 kB none of more than `largest` MB."""
    texts = {LINE: written(folder / "line.txt", [SENTENCE])}
    for name, size in SIZES.items():
        if size <= max(largest * 1e6, SIZES["100 kB"]):
            texts[name] = written(folder / f"{name.replace(' ', '')}.txt", shuffled(documents, size))
    if "10 MB" in texts:
        parts = [written(folder / "files" / f"{n}.txt", shuffled(documents, SIZES["10 MB"] // COUNT, n)) for n in range(COUNT)]
        texts[FILES] = Text(folder / "files", sum(part.bytes for part in parts), sum(part.words for part in parts))
    return texts


def written(path: pathlib.Path, parts: Iterable[str]) -> Text:
    path.parent.mkdir(exist_ok=True)
    words = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for part in parts:
            words += len(part.split())
            file.write(part)
    return Text(path, path.stat().st_size, words)


# ---- measuring -----------------------------------------------------------------------------------------------------------------


def speed(arguments: argparse.Namespace, scratch: pathlib.Path) -> dict[str, Any]:
    """What mtlint and the neighbours took: all tools on a text in turn, all texts in turn, again and again."""
    texts = build(material(arguments.folder), scratch, arguments.largest)
    present = neighbours.tools(arguments.neighbours, scratch)
    ask: dict[str, Callable[[Text], Run | None]] = {
        name: partial(neighbours.run, tool, scratch, arguments.limit * (10 if name.startswith("mtlint") else 1))
        for name, tool in present.items()
    }
    plan = {name: tool.texts for name, tool in present.items()}
    runs: dict[tuple[str, str], list[Run]] = {}
    versions: dict[str, str] = {}
    missing: dict[str, str] = {}
    over: dict[str, str] = {}  # what was too long a text
    with ExitStack() as stack:
        if "LanguageTool" in (arguments.only or ["LanguageTool"]):
            try:
                asked, start, versions["LanguageTool"] = stack.enter_context(neighbours.languagetool(arguments.languagetool))
                asked(texts["100 kB"])  # Java compiles what it has run often
                ask["LanguageTool"], plan["LanguageTool"] = asked, ["100 kB"]
                runs["LanguageTool", LINE] = [start]
            except UnmeasurableError as failure:
                missing["LanguageTool"] = str(failure)
        left = [(tool, text) for text in texts for tool in ask if text in plan[tool]]
        if arguments.only:
            left = [(tool, text) for tool, text in left if tool.partition(",")[0] in ("mtlint", *arguments.only)]
        for turn in range(3 * arguments.repeat):
            for tool, text in [pair for pair in left if pair[1] == LINE or turn < arguments.repeat]:
                if tool in missing or (tool in over and texts[text].bytes >= texts[over[tool]].bytes):
                    continue
                done = runs.setdefault((tool, text), [])
                if sum(run.cpu for run in done) > arguments.limit:
                    continue
                try:
                    took = ask[tool](texts[text])
                except UnmeasurableError as failure:
                    missing[tool] = str(failure)
                    continue
                if took:
                    done.append(took)
                else:
                    over[tool] = text
                said = f"{took.cpu:.2f} s of CPU, {took.wall:.2f} s, {took.memory / 1e6:.0f} MB" if took else "over the limit"
                print(f"turn {turn + 1}: {tool}, {text}: {said}", file=sys.stderr)
    measured = {tool for (tool, _), done in runs.items() if done and tool not in missing}
    versions |= {tool: neighbours.version(present[tool]) for tool in measured if tool in present and present[tool].version}
    return {
        "texts": {name: {"bytes": text.bytes, "words": text.words} for name, text in texts.items()},
        "versions": versions,
        "missing": missing,
        "over": over,
        "limit": arguments.limit,
        "runs": {
            name: {
                text: {key: [round(getattr(run, key), 4) for run in done] for key in Run._fields}
                for (tool, text), done in runs.items()
                if tool == name and done
            }
            for name in ask
            if name in measured
        },
    }


def slowness(arguments: argparse.Namespace, scratch: pathlib.Path) -> dict[str, Any]:
    """What `hostile.measured` finds, for every detector, each in a process of its own."""
    ordinary = written(scratch / "ordinary.txt", shuffled(material(arguments.folder), max(hostile.SIZES.values()))).path
    detectors, missing = {}, {}
    for name in hostile.names():
        if name in (arguments.only or [name]):
            command = [sys.executable, hostile.__file__, str(ordinary), name, str(arguments.size)]
            done = subprocess.run(command, stdout=subprocess.PIPE, cwd=scratch, check=False)
            if done.returncode:
                missing[name] = f"it ended with {done.returncode}"
            else:
                detectors[name] = json.loads(done.stdout)
            print(f"{name}: {missing.get(name) or tables.worst(detectors[name], hostile.KINDS)}", file=sys.stderr)
    return {"size": arguments.size, "missing": missing, "detectors": detectors}


def machine() -> str:
    cpus = pathlib.Path("/proc/cpuinfo")
    model = re.search(r"model name\s*:\s*(.+)", cpus.read_text()) if cpus.exists() else None
    name = model[1] if model else platform.processor() or platform.machine()
    system = f"{platform.system()} {platform.release().partition('-')[0]}"
    return f"{name}, {os.cpu_count()} cores; {system}; {platform.python_implementation()} {platform.python_version()}"


if __name__ == "__main__":
    main()
