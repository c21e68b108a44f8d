"""What a run over a corpus does: which files, in which tasks, through which steps. All of it is settled before the first task
starts and written down, so that a run that was stopped goes on with the same.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from datatrove.data import Document
from datatrove.pipeline.writers.disk_base import DiskWriter

import detector
from detector import rulebook
from detector.config import Settings
from detector.corpus import records
from detector.corpus.annotation import CorpusError
from detector.corpus.steps import Limits, MtlintAnnotator, MtlintFilter, MtlintStats

OUTPUTS = {"annotate": ("annotated",), "filter": ("kept", "dropped"), "stats": ()}
"""The folders of records that a command writes."""

PAGES = {"annotate": (), "filter": ("borderline.md", "borderline.jsonl"), "stats": ("stats.md", "stats.json", "statistics")}
"""What else it writes when all tasks are done."""

RESULTS = tuple(name for table in (OUTPUTS, PAGES) for names in table.values() for name in names)
"""All that a run may leave in its target."""

Step = Callable[[Iterator[Document], int, int], Iterator[Document]]
"""A step of datatrove, or a function that is one."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for; None is left to the corpus."""

    command: str  # annotate | filter | stats
    source: Path  # a file, or a folder with all that is in it
    target: Path
    settings: Settings = field(default_factory=Settings)
    tasks: int | None = None
    input_format: str | None = None
    output_format: str | None = None
    compression: str | None = None  # or "none"
    text_key: str = "text"
    id_key: str = "id"
    limits: Limits = field(default_factory=Limits)
    annotations: bool = True  # in what a filter keeps
    dropped: bool = True  # whether to write what a filter drops
    sample: int = 50
    by: tuple[str, ...] = ()
    recheck: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A wish with all that it leaves open."""

    wish: Wish
    folder: Path  # that of the files
    files: tuple[tuple[str, int], ...]  # in order: paths within it, and bytes; task n has every tasks-th from the nth on
    form: str
    output_form: str
    compression: str | None
    tasks: int

    @property
    def outputs(self) -> tuple[str, ...]:
        wanted = OUTPUTS[self.wish.command]
        return wanted if self.wish.dropped else wanted[:1]

    @property
    def ending(self) -> str:
        return records.ending(self.output_form, self.compression)

    def parameters(self) -> dict[str, Any]:
        """What must be the same for a run to go on, by names that a user knows."""
        wish = {key: value for key, value in dataclasses.asdict(self.wish).items() if key not in ("source", "target")}
        wish |= {
            "compression": self.compression,
            "tasks": self.tasks,
            "input_format": self.form,
            "output_format": self.output_form,
        }
        versions = {"mtlint": detector.__version__, "rules": rulebook.version()}
        return {"command": wish.pop("command"), "input": str(self.wish.source.resolve()), **versions, **wish}


def plan(wish: Wish) -> Plan:
    """What a wish comes to with the files that there are. Raises CorpusError."""
    source, target = wish.source.resolve(), wish.target.resolve()
    if not source.exists():
        raise CorpusError(f"{wish.source}: no such file or folder")
    if target == source or target.is_relative_to(source) or source.is_relative_to(target):
        raise CorpusError(f"{wish.target}: is inside {wish.source}, or the other way round; write to a folder of its own")
    if target.exists() and not target.is_dir():
        raise CorpusError(f"{wish.target}: is a file; give a folder")
    folder = source if source.is_dir() else source.parent
    found = sorted(_found(source)) if source.is_dir() else [source]
    forms = {file: wish.input_format or _form(file) for file in found}
    named = [file for file in found if forms[file]]
    if not named:
        endings = ", ".join(records.ENDINGS)
        what = "no records in this folder" if source.is_dir() else "unknown format"
        raise CorpusError(
            f"{wish.source}: {what}; files end in {endings}, packed as .gz or .zst, or --input-format says what they are"
        )
    form = forms[named[0]]
    other = next((file for file in named if forms[file] != form), None)
    if form is None or other:
        raise CorpusError(f"{wish.source}: has {form} and {forms[other] if other else None}; run them one by one")
    output_form = wish.output_format or ("parquet" if form == "parquet" else "jsonl")
    if output_form == "jsonl" and wish.compression in ("snappy", "brotli"):
        raise CorpusError(f"--compression {wish.compression} is for Parquet; JSON lines take none, gzip or zstd")
    compression = wish.compression or records.compression_of(str(named[0]), form, output_form)
    files = tuple((file.relative_to(folder).as_posix(), file.stat().st_size) for file in named)
    if any("\n" in name or name != name.strip() for name, _ in files):
        raise CorpusError(f"{wish.source}: a file name begins or ends with a blank, or has a line break; rename it")
    tasks = min(wish.tasks or len(files), len(files))
    return Plan(wish, folder, files, form, output_form, None if compression == "none" else compression, tasks)


def steps(plan: Plan, state: Path, counter: Step, publisher: Step) -> list[Step]:
    """The pipeline of a plan; `state` is the folder in which a run keeps what is not finished, `state/files` names the files."""
    wish = plan.wish
    reader = records.RecordReader(str(plan.folder), plan.form, str(state / "files"), wish.text_key, wish.id_key)
    if wish.command == "stats":
        return [reader, counter, MtlintStats(str(state / "groups"), wish.settings, wish.recheck, wish.by)]
    columns = None
    if plan.output_form == "parquet":
        columns = records.columns([str(plan.folder / name) for name, _ in plan.files], plan.form, wish.settings)

    def writer(name: str) -> DiskWriter:
        fitting = records.fitting(columns, name == "dropped", wish.annotations or name == "dropped") if columns else None
        return records.writer(
            str(state / "partial" / name), plan.output_form, plan.compression, fitting, whole=plan.form == "parquet"
        )

    if wish.command == "annotate":
        return [reader, counter, MtlintAnnotator(wish.settings, wish.recheck), writer("annotated"), publisher]
    judge = MtlintFilter(
        wish.limits,
        wish.settings,
        wish.recheck,
        wish.annotations,
        wish.sample,
        str(state / "sample") if wish.sample else None,
        writer("dropped") if wish.dropped else None,
    )
    return [reader, counter, judge, writer("kept"), publisher]


def _found(folder: Path) -> Iterator[Path]:
    """The files in a folder and below, but what is hidden."""
    for path in folder.rglob("*"):
        if path.is_file() and not any(part.startswith((".", "_")) for part in path.relative_to(folder).parts):
            yield path


def _form(file: Path) -> str | None:
    name = file.name.lower()
    for packed in records.COMPRESSIONS:
        name = name.removesuffix(packed)
    return records.ENDINGS.get(Path(name).suffix)
