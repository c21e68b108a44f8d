"""Runs a plan, goes on with one that was stopped, and tells what came of it.

In the target folder, `.mtlint-run` has the state of a run: `run.json` and `files` say what it does; datatrove keeps logs, counts
and `completions` of tasks there; `partial` has the files of tasks that are not finished. A file goes to its place, at one
stroke, when its task has read its last record, and a task that was stopped is done again from its start. So every record is there
exactly once, however often and wherever a run is killed: after the files of a task are in their place and before the mark of its
completion, they are written again and take the same place.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import filelock
from datatrove.executor import LocalPipelineExecutor, RayPipelineExecutor
from datatrove.utils.logging import logger
from datatrove.utils.stats import PipelineStats

from detector import output
from detector.corpus import plans, progress
from detector.corpus.annotation import CorpusError
from detector.corpus.plans import Plan, Wish

STATE = ".mtlint-run"


class Outcome(NamedTuple):
    """What came of a run, all sittings together, but for those that are about this one."""

    plan: Plan
    state: Path
    counts: Counter[str]  # what datatrove's statistics of the tasks that are done add up to
    failures: dict[int, str]  # by task: why it is not done
    documents: int  # read in this sitting
    words: int
    seconds: float
    cores: int  # at work in this sitting


def run(wish: Wish, workers: int = 1, executor: str = "local", restart: bool = False, show_progress: bool = False) -> Outcome:
    """Does what is asked, or what is left of it. Raises CorpusError, and KeyboardInterrupt after tidying up.

    Tasks that fail do not keep the others from being done.
    """
    plan = plans.plan(wish)
    cores = min(workers, plan.tasks)
    state = wish.target.resolve() / STATE
    _refuse_others(plan, state)
    state.mkdir(parents=True, exist_ok=True)
    try:
        held = filelock.FileLock(state / "lock").acquire(timeout=0)
    except filelock.Timeout as error:
        raise CorpusError(f"{wish.target}: another run is writing there; wait for it, or write elsewhere") from error
    with held:
        _begin(plan, state, restart)
        before = _counts(state)
        started = time.monotonic()
        pipeline = plans.steps(plan, state, progress.Counter(str(state)), _Publisher(str(state), plan.outputs, plan.ending))
        logger.remove()  # the logs of tasks are in files
        with progress.shown(state, plan.tasks, show_progress, local=executor == "local"):
            if executor == "ray":
                _on_ray(pipeline, plan.tasks, cores, state)
            else:
                with _quiet():
                    _Local(pipeline, plan.tasks, cores, str(state), start_method="spawn").run()
        seconds = time.monotonic() - started
        counts, failures = _counts(state), _failures(plan, state)
        documents, words = (counts[key] - before[key] for key in ("mt_documents", "mt_words"))
        shutil.rmtree(state / "partial", ignore_errors=True)
    return Outcome(plan, state, counts, failures, documents, words, seconds, cores)


class _Local(LocalPipelineExecutor):  # type: ignore[misc]  # datatrove is not typed
    """Notes why a task failed and goes on with the others, and keeps logs off the terminal."""

    def _run_for_rank(self, rank: int, local_rank: int = 0, node_rank: int = -1) -> PipelineStats:  # noqa: ARG002
        with progress.task(Path(self.logging_dir.path), rank), _quiet():
            try:
                return super()._run_for_rank(rank, 1, node_rank)
            except Exception as error:
                progress.note(Path(self.logging_dir.path), rank, error)
                return PipelineStats()
            finally:
                logger.remove()  # what datatrove logs to after a task would be closed


class _Ray(RayPipelineExecutor):  # type: ignore[misc]
    """Notes why a task failed; Ray goes on with the others by itself."""

    def _run_for_rank(self, rank: int, local_rank: int = 0, node_rank: int = -1) -> PipelineStats:
        try:
            return super()._run_for_rank(rank, local_rank, node_rank)
        except Exception as error:
            progress.note(Path(self.logging_dir.path), rank, error)
            raise


@dataclass(frozen=True, slots=True)
class _Publisher:
    """The last step: puts the files of a task into their place when all is in them."""

    state: str
    folders: tuple[str, ...]
    ending: str

    def __call__(self, data: Iterator[Any], rank: int, world_size: int) -> Iterator[Any]:  # noqa: ARG002
        yield from data
        for folder in self.folders:
            name = f"{rank:05d}{self.ending}"
            partial, final = Path(self.state, "partial", folder, name), Path(self.state).parent / folder / name
            if partial.exists():
                final.parent.mkdir(exist_ok=True)
                partial.replace(final)
            else:
                final.unlink(missing_ok=True)  # of an earlier try, with another file


def _refuse_others(plan: Plan, state: Path) -> None:
    """Raises CorpusError where the target has files of somebody else's."""
    if state.parent.exists() and not (state / "run.json").exists():
        others = sorted(path.name for path in state.parent.iterdir() if path != state)
        if others:
            said = f"not empty, and no run to go on with (it has {others[0]}); give another folder"
            raise CorpusError(f"{plan.wish.target}: {said}")


def _begin(plan: Plan, state: Path, restart: bool) -> None:
    """Makes a new run or takes up an old one. Raises CorpusError where that was another."""
    target, file = state.parent, state / "run.json"
    if restart or not file.exists():  # without it there may be what is left of a run that was killed while it began anew
        ours = (target / name for name in plans.RESULTS)
        for path in (*filter(Path.exists, ours), *(path for path in state.iterdir() if path.name != "lock")):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    if not file.exists():
        output.write(state / "files", "".join(f"{name}\n" for name, _ in plan.files))
    else:
        _compare(plan, json.loads(file.read_text(encoding="utf-8")), state)
    output.write(file, json.dumps({"parameters": plan.parameters(), "files": plan.files}, indent=1))
    for name in ("partial", "progress", "failures"):
        shutil.rmtree(state / name, ignore_errors=True)


def _compare(plan: Plan, old: dict[str, Any], state: Path) -> None:
    """Raises CorpusError where a run that was begun was another one."""
    how = "give the same again, or --restart to begin anew"
    now = json.loads(json.dumps({"parameters": plan.parameters(), "files": plan.files}))
    for key, value in now["parameters"].items():
        before = old["parameters"].get(key)
        if isinstance(value, dict) and isinstance(before, dict):
            key, before, value = next(((k, before.get(k), v) for k, v in value.items() if v != before.get(k)), (key, 0, 0))
        if before != value:
            raise CorpusError(f"{plan.wish.target}: its run was begun with {key.replace('_', '-')} {before}, not {value}; {how}")
    if [name for name, _ in old["files"]] != [name for name, _ in now["files"]]:
        raise CorpusError(f"{plan.wish.target}: its run was begun with other files in {plan.wish.source}; {how}")
    for number, (before, after) in enumerate(zip(old["files"], now["files"], strict=True)):
        if before != after and _done(state, number % plan.tasks):
            raise CorpusError(f"{plan.wish.target}: {after[0]} has changed since it was read; {how}")


def _done(state: Path, rank: int) -> bool:
    return (state / "completions" / f"{rank:05d}").exists()


def _counts(state: Path) -> Counter[str]:
    """The sums of all steps of all tasks that are done."""
    counts: Counter[str] = Counter()
    for file in (state / "stats").glob("[0-9]*.json"):
        if _done(state, int(file.stem)):
            for step in json.loads(file.read_text(encoding="utf-8")):
                for name, value in step["stats"].items():
                    counts[name] += value["total"] if isinstance(value, dict) else value
    return counts


def _failures(plan: Plan, state: Path) -> dict[int, str]:
    failures = {}
    for rank in range(plan.tasks):
        if not _done(state, rank):
            note = state / "failures" / f"{rank:05d}"
            log = state / "logs" / f"task_{rank:05d}.log"
            failures[rank] = note.read_text(encoding="utf-8") if note.exists() else f"task {rank} is not done; see {log}"
    return failures


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Nothing of datatrove on the terminal, where it logs what it logs to files as well."""
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stderr(nowhere):
        yield


def _on_ray(pipeline: list[plans.Step], tasks: int, workers: int, state: Path) -> None:
    """Runs on the cluster that RAY_ADDRESS names, or on one of this machine for the time of the run."""
    try:
        ray: Any = importlib.import_module("ray")
    except ImportError as error:
        raise CorpusError("ray is not installed; pip install 'ray>=2.60,<3', or --executor local") from error
    theirs = ray.is_initialized()
    if not theirs:
        local = {} if os.environ.get("RAY_ADDRESS") else {"num_cpus": workers, "include_dashboard": False}
        ray.init(log_to_driver=False, configure_logging=True, logging_level="ERROR", **local)
    try:
        _Ray(pipeline, tasks, workers, logging_dir=str(state), mem_per_cpu_gb=0.5).run()
    finally:
        if not theirs:
            ray.shutdown()
