#!/usr/bin/env python3
"""Measures corpus mode: documents per second and core, what a second process brings, and memory over time.

usage: corpus.py CORPORA [--documents 200000] [--shards 20] [--workers 1 2] [--command annotate]

From the texts of a folder of corpora (docs/measuring.md says what that is), in random order and over and over, it builds shards
of JSON lines in a temporary folder, and runs `mtlint corpus` over them with each number of workers, one after the other. While
one runs, the resident memory of all its processes is read from /proc twice a second, hence Linux only. Memory is flat if it does
not grow between the second and the last quarter of a run. Results go to benchmarks/results/corpus.json and corpus.md.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import itertools
import json
import os
import pathlib
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

import detector
from detector import labelled

RESULTS = pathlib.Path(__file__).parent / "results"
TICK = 0.5  # seconds
PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=pathlib.Path)
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--shards", type=int, default=20)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--command", choices=["annotate", "filter", "stats"], default="annotate")
    parser.add_argument("--results", type=pathlib.Path, default=RESULTS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        words = build(arguments.corpora, folder / "in", arguments.documents, arguments.shards)
        built = sum(file.stat().st_size for file in (folder / "in").iterdir())
        print(
            f"{arguments.documents:,} documents, {words:,} words, {built / 1e6:,.0f} MB in {arguments.shards} shards", flush=True
        )
        runs = []
        for workers in arguments.workers:
            runs.append(measured(arguments.command, folder / "in", folder / f"out{workers}", workers, arguments.documents, words))
            print(runs[-1]["said"], flush=True)
    table = {
        "command": f"mtlint corpus {arguments.command}",
        "documents": arguments.documents,
        "words": words,
        "bytes": built,
        "shards": arguments.shards,
        "machine": machine(),
        "runs": runs,
    }
    arguments.results.mkdir(exist_ok=True)
    (arguments.results / "corpus.json").write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    (arguments.results / "corpus.md").write_text(markdown(table), encoding="utf-8")
    print(markdown(table))


def build(corpora: pathlib.Path, folder: pathlib.Path, documents: int, shards: int) -> int:
    """Writes the shards; the number of words in them."""
    texts = [text.text for text in labelled.texts(corpora)]
    random.Random(0).shuffle(texts)  # noqa: S311 (no secret)
    endless = itertools.cycle(texts)
    folder.mkdir()
    words = written = 0
    for shard in range(shards):
        with (folder / f"{shard:03d}.jsonl").open("w", encoding="utf-8") as file:
            while written < documents * (shard + 1) // shards:
                text = next(endless)
                words += len(text.split())
                file.write(json.dumps({"id": str(written), "text": text}) + "\n")
                written += 1
    return words


def measured(
    command: str, source: pathlib.Path, target: pathlib.Path, workers: int, documents: int, words: int
) -> dict[str, Any]:
    """One run: how long it took with and without the start of the processes, and how much memory it had when."""
    limits = ["--max-mt-probability", "0.78"] if command == "filter" else []
    line = [sys.executable, "-m", "detector", "corpus", command, source, target, "-j", str(workers), "--isolated", *limits]
    before, started = processors(), time.monotonic()
    samples = []
    with subprocess.Popen(list(map(str, line)), stdout=subprocess.PIPE, text=True) as run:
        while run.poll() is None:
            samples.append([round(time.monotonic() - started, 1), *memory(run.pid)])
            time.sleep(TICK)
        seconds = time.monotonic() - started
        said = run.stdout.read() if run.stdout else ""
    if run.returncode:
        raise SystemExit(f"the run ended with {run.returncode}")
    whole = [sample[1] for sample in samples]
    quarter = max(len(whole) // 4, 1)
    cores = min(workers, len(list(source.iterdir())))
    return {
        "workers": workers,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(processors() - before, 1),
        "documents_per_second_and_core": round(documents / seconds / cores, 1),
        "words_per_second_and_core": round(words / seconds / cores),
        "peak_mb": max(whole),
        "peak_mb_of_one_process": max(sample[2] for sample in samples),
        "median_mb_second_quarter": round(statistics.median(whole[quarter : 2 * quarter] or whole)),
        "median_mb_last_quarter": round(statistics.median(whole[-quarter:])),
        "memory": samples[:: max(len(samples) // 100, 1)],  # seconds, MB of all processes, MB of the largest
        "said": said.strip(),
    }


def processors() -> float:
    """Seconds that processors have worked for processes which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory(pid: int) -> tuple[int, int]:
    """Resident MB of a process with all that it started, and of the largest of these."""
    sizes = [0]
    for process in (pid, *below(pid)):
        try:
            sizes.append(int(pathlib.Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE)
        except OSError:  # it has just ended
            continue
    return round(sum(sizes) / 1e6), round(max(sizes) / 1e6)


def below(pid: int) -> Iterator[int]:
    """The processes that a process started, and those that these did."""
    for children in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found = children.read_text().split()
        except OSError:
            continue
        for child in map(int, found):
            yield child
            yield from below(child)


def machine() -> dict[str, str]:
    about = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.split(": ", 1)[1] for line in about if line.startswith("model name")), platform.machine())
    return {
        "processor": model,
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "mtlint": detector.__version__,
        "datatrove": importlib.metadata.version("datatrove"),
    }


def markdown(table: dict[str, Any]) -> str:
    about = ", ".join(f"{key} {value}" for key, value in table["machine"].items())
    lines = [
        f"`{table['command']}` over {table['documents']:,} documents ({table['words']:,} words, {table['bytes'] / 1e6:,.0f} MB) "
        f"in {table['shards']} shards; {about}.",
        "",
        "| workers | seconds | of processors | documents a second and core | words a second and core | times the first "
        "| peak MB | of one process | MB, second quarter | last quarter |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    first = table["runs"][0]["seconds"]
    for run in table["runs"]:
        speed = [run["documents_per_second_and_core"], run["words_per_second_and_core"]]
        memory = [run["peak_mb"], run["peak_mb_of_one_process"], run["median_mb_second_quarter"], run["median_mb_last_quarter"]]
        cells = [run["workers"], run["seconds"], run["cpu_seconds"], *speed, round(first / run["seconds"], 2), *memory]
        lines.append("| " + " | ".join(f"{cell:,}" for cell in cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
