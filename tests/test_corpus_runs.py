"""Runs over a corpus that are killed, stopped, or shared out by Ray: every record is there exactly once. Skipped without the extra."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("datatrove")
pytest.importorskip("pyarrow")

import filelock
from test_corpus import ROOT, read_lines, records, write_lines

SHARDS, EACH = 6, 30
LIMIT = ("--max-mt-probability", "0.9")
STATE = ".mtlint-run"

pytestmark = pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are a thing of POSIX")


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "crawl"
    for shard in range(SHARDS):
        write_lines(folder / f"{shard}.jsonl.gz", records(shard * EACH, EACH))
    return folder


@pytest.fixture(scope="module")
def expected(crawl: Path) -> dict[str, list[dict[str, Any]]]:
    """What a run comes to that nothing happens to."""
    out = crawl.parent / "whole"
    with started("filter", crawl, out, *LIMIT, "-j", 2) as run:
        assert run.wait() == 0
    return outputs(out)


def outputs(out: Path) -> dict[str, list[dict[str, Any]]]:
    return {name: read_lines(out / name) for name in ("kept", "dropped")}


@contextmanager
def started(*arguments: object) -> Iterator[subprocess.Popen[bytes]]:
    """`mtlint corpus` in a process group of its own, which does not outlive the test."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "detector", "corpus", *map(str, arguments), "--isolated"]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, start_new_session=True)
    try:
        yield run
    finally:
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.communicate()


def until(so: Callable[[], bool], run: subprocess.Popen[bytes] | None = None) -> None:
    """Waits until something is so, or a run is over."""
    for _ in range(6000):
        if so() or (run and run.poll() is not None):
            return
        time.sleep(0.005)
    raise AssertionError("it never came to that")


def done(out: Path) -> int:
    return len(list((out / STATE / "completions").glob("[0-9]*")))


def writing(out: Path) -> bool:
    return any((out / STATE / "partial").rglob("*.gz"))


def workers(out: Path) -> list[int]:
    """The processes that have a task."""
    found = []
    for file in (out / STATE / "progress").glob("[0-9]*"):
        said = file.read_text()
        found += [json.loads(said)[0]] if said.endswith("]") else []
    return [pid for pid in found if pid]


def alive(pid: int) -> bool:
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
            if Path("/proc").exists()
            else not os.kill(pid, 0)
        )
    except (OSError, ProcessLookupError):
        return False


def test_a_run_that_is_killed_again_and_again_has_every_record_once(
    crawl: Path, expected: dict[str, Any], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    killed = []
    moments: list[Callable[[], bool]] = [
        lambda: writing(out),
        lambda: done(out) >= 1,
        lambda: done(out) >= 3 and writing(out),
    ]
    for moment in moments:
        with started("filter", crawl, out, *LIMIT, "-j", 2) as run:
            until(moment, run)
            if run.poll() is None:
                os.killpg(run.pid, signal.SIGKILL)
            killed.append(run.wait())
        names = Counter(row["id"] for rows in outputs(out).values() for row in rows)  # and no file is cut off
        assert set(names.values()) <= {1}
    assert killed.count(-signal.SIGKILL) >= 2

    # Killed after the files were in their place, before the mark of completion; and what a task left that never came back.
    finished = min((out / STATE / "completions").iterdir())
    finished.unlink()
    (out / STATE / "partial" / "kept").mkdir(parents=True, exist_ok=True)
    (out / STATE / "partial" / "kept" / f"{finished.name}.jsonl.gz").write_bytes(b"\x1f\x8b cut off")
    with started("filter", crawl, out, *LIMIT, "-j", 2) as run:
        assert run.wait() == 0
        assert b"180 documents, " in (run.stdout.read() if run.stdout else b"")
    assert outputs(out) == expected
    assert sorted(row["id"] for rows in expected.values() for row in rows) == sorted(f"d{n}" for n in range(SHARDS * EACH))
    assert all(expected.values())
    assert not (out / STATE / "partial").exists()


def test_workers_end_with_the_run(crawl: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with started("filter", crawl, out, *LIMIT, "-j", 2) as run:
        until(lambda: writing(out), run)
        orphans = workers(out)
        run.kill()
        run.wait()
        assert orphans
        until(lambda: not any(map(alive, orphans)))


def test_a_worker_that_is_killed_ends_the_run_which_can_go_on(crawl: Path, expected: dict[str, Any], tmp_path: Path) -> None:
    out = tmp_path / "out"
    with started("filter", crawl, out, *LIMIT, "-j", 2) as run:
        until(lambda: bool(workers(out)), run)
        os.kill(workers(out)[0], signal.SIGKILL)
        said = run.communicate()[1]
        assert (run.returncode, said.count(b"\n")) == (2, 1)
        assert b"a process of the run was ended" in said
    with started("filter", crawl, out, *LIMIT, "-j", 2) as run:
        assert run.wait() == 0
    assert outputs(out) == expected


@pytest.mark.parametrize("processes", [1, 2])
def test_ctrl_c_stops_a_run_which_can_go_on(crawl: Path, expected: dict[str, Any], tmp_path: Path, processes: int) -> None:
    out = tmp_path / "out"
    with started("filter", crawl, out, *LIMIT, "-j", processes) as run:
        until(lambda: writing(out), run)
        os.killpg(run.pid, signal.SIGINT)
        said = run.communicate()[1]
        assert run.returncode == 130
        assert said.endswith(b"mtlint: stopped; run the same command again to go on\n")
        assert b"Traceback" not in said  # a process that was just starting may give its name
    with started("filter", crawl, out, *LIMIT, "-j", processes) as run:
        assert run.wait() == 0
    assert outputs(out) == expected


def test_two_runs_do_not_write_to_one_folder(crawl: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / STATE).mkdir(parents=True)
    with filelock.FileLock(out / STATE / "lock"), started("filter", crawl, out, *LIMIT) as run:
        said = run.communicate()[1]
        assert (run.returncode, said.count(b"\n")) == (2, 1)
        assert b"another run is writing there" in said


def test_ray_comes_to_the_same(crawl: Path, expected: dict[str, Any], tmp_path: Path) -> None:
    pytest.importorskip("ray")
    out = tmp_path / "out"
    shards = tmp_path / "crawl"
    shards.mkdir()
    for shard in range(2):
        (shards / f"{shard}.jsonl.gz").symlink_to(crawl / f"{shard}.jsonl.gz")
    (shards / "2.jsonl.gz").write_bytes(b"\x1f\x8b\x08 cut off")
    with started("filter", shards, out, *LIMIT, "-j", 2, "--executor", "ray") as run:
        said = run.communicate()[1]
        assert run.returncode == 2
        assert b"2.jsonl.gz: cannot be read to its end" in said
    names = {f"d{n}" for n in range(2 * EACH)}
    assert outputs(out) == {name: [row for row in rows if row["id"] in names] for name, rows in expected.items()}
