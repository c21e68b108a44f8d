"""The steps for a pipeline of datatrove: annotate, filter, count.

They take documents from any reader and hold no linter, which would have to be pickled: each process makes one when it meets the
first document. Documents that were annotated before are taken as they are, unless `recheck` says otherwise, so that trying
another limit on an annotated corpus costs no second check.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from datatrove.data import Document
from datatrove.io import DataFolderLike, get_datafolder
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.pipeline.writers.disk_base import DiskWriter
from datatrove.utils.logging import logger
from datatrove.utils.stats import MetricStats

from detector.config import Settings
from detector.corpus import borderline
from detector.corpus.annotation import FIELDS, annotated, annotation, check
from detector.model import SHORTEST
from detector.results import Result

RECORD = "record"
"""Key of the metadata under which the readers of `mtlint corpus` keep the record that a document was made from."""

_NEAR = 0.05  # of probability: what lies so close to a limit is borderline
_NEAR_RATE = 0.25  # of the limit for findings


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document must not exceed to be kept. One without a verdict is not judged by them."""

    max_mt_probability: float | None = None
    max_findings_per_1000_words: float | None = None
    min_words: int = SHORTEST  # a document with fewer is not judged either; there is no verdict below 100
    drop_unjudged: bool = False

    def reason(self, fields: dict[str, Any]) -> str | None:
        """Why a document with these fields is to be dropped; None: it is not."""
        probability, rate = fields["mt_probability"], fields["mt_findings_per_1000_words"]
        if not self.judges(fields):
            return "mt_unjudged" if self.drop_unjudged else None
        if self.max_mt_probability is not None and probability > self.max_mt_probability:
            return "mt_probability"
        if self.max_findings_per_1000_words is not None and rate > self.max_findings_per_1000_words:
            return "mt_findings"
        return None

    def judges(self, fields: dict[str, Any]) -> bool:
        return fields["mt_probability"] is not None and fields["mt_words"] >= self.min_words

    def near(self, fields: dict[str, Any]) -> bool:
        """Whether a judged document lies close to one of the limits."""
        close = self.max_mt_probability is not None and abs(fields["mt_probability"] - self.max_mt_probability) <= _NEAR
        limit = self.max_findings_per_1000_words
        return close or (limit is not None and abs(fields["mt_findings_per_1000_words"] - limit) <= _NEAR_RATE * limit)

    def __str__(self) -> str:
        said = [f"probability {self.max_mt_probability}"] if self.max_mt_probability is not None else []
        if self.max_findings_per_1000_words is not None:
            said.append(f"{self.max_findings_per_1000_words} findings per 1,000 words")
        return " and ".join(said)


class MtlintAnnotator(PipelineStep):  # type: ignore[misc]  # datatrove is not typed
    """Adds the fields of `detector.corpus.annotation` to the metadata of each document."""

    name = "mtlint annotator"
    type = "🔎 - ANNOTATE"

    def __init__(self, settings: Settings | None = None, recheck: bool = False) -> None:
        super().__init__()
        self.settings = settings or Settings()
        self.recheck = recheck

    def run(self, data: Iterator[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG002
        for document in data:
            with self.track_time():
                _annotate(self, document)
            self.update_doc_stats(document)
            yield document


class MtlintFilter(BaseFilter):  # type: ignore[misc]
    """Drops documents over a limit; the reason is `mt_probability`, `mt_findings` or `mt_unjudged`.

    With a `sample_folder` each task leaves a sample of at most `sample` borderline documents in it, which `borderline.merged`
    puts together. Without `keep_annotations` the documents that are kept have no fields of mtlint.
    """

    name = "mtlint filter"

    def __init__(
        self,
        limits: Limits,
        settings: Settings | None = None,
        recheck: bool = False,
        keep_annotations: bool = True,
        sample: int = 50,
        sample_folder: DataFolderLike | None = None,
        exclusion_writer: DiskWriter | None = None,
    ) -> None:
        super().__init__(exclusion_writer)
        self.limits = limits
        self.settings = settings or Settings()
        self.recheck = recheck
        self.keep_annotations = keep_annotations
        self.sample_size = sample
        self.sample_folder = get_datafolder(sample_folder) if sample_folder else None
        self._sample = borderline.Sample(0)

    def filter(self, document: Document) -> bool | tuple[bool, str]:
        result = _annotate(self, document)
        fields = document.metadata
        reason = self.limits.reason(fields)
        if self.sample_folder and self.limits.judges(fields) and self.limits.near(fields):
            taken = {key: fields[key] for key in FIELDS}
            text, name = document.text, str(document.id)
            self._sample.offer(
                name,
                reason is None,
                lambda: borderline.specimen(name, text, reason, taken, result or check(text, self.settings)),
            )
        if reason is None:
            for key in () if self.keep_annotations else FIELDS:
                del fields[key]
            return True
        return False, reason

    def run(self, data: Iterator[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        self._sample = borderline.Sample(self.sample_size)
        yield from super().run(data, rank, world_size)
        if self.sample_folder:
            with self.sample_folder.open(f"{rank:05d}.jsonl", "wt", encoding="utf-8") as file:
                for specimen in self._sample.specimens():
                    file.write(json.dumps(specimen) + "\n")


class MtlintStats(PipelineStep):  # type: ignore[misc]
    """Counts documents, words, findings and probability, in the layout of datatrove's stats, which its `StatsMerger` reads:
    GROUP/STAT/TASK.json has for each value of the group the sum and what else `MetricStats` knows.

    Groups: `summary` has all documents together; `histogram` has the documents for each value of a stat; `mt_source_family` and
    the keys of `by`, such as "language", or "host" for the host of "url", have those with the same value there; `mt_detectors`
    has the findings of each detector, and the documents with some. Each different value of a key is kept in memory.
    """

    name = "mtlint stats"
    type = "📊 - STATS"

    def __init__(
        self,
        output_folder: DataFolderLike,
        settings: Settings | None = None,
        recheck: bool = False,
        by: tuple[str, ...] = (),
    ) -> None:
        super().__init__()
        self.output_folder = get_datafolder(output_folder)
        self.settings = settings or Settings()
        self.recheck = recheck
        self.by = by

    def run(self, data: Iterator[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG002
        groups: dict[tuple[str, str], dict[str, MetricStats]] = defaultdict(lambda: defaultdict(MetricStats))
        for document in data:
            with self.track_time():
                _annotate(self, document)
                for group, stat, value, number in self._counted(document):
                    groups[group, stat][value].update(number)
            yield document
        for (group, stat), values in groups.items():
            with self.output_folder.open(f"{group}/{stat}/{rank:05d}.json", "wt") as file:
                json.dump({value: stats.to_dict() for value, stats in values.items()}, file)

    def _counted(self, document: Document) -> Iterator[tuple[str, str, str, float]]:
        """What a document adds to which group, stat, and value of the group."""
        fields = document.metadata
        found = {name: number for name, number in (fields["mt_detectors"] or {}).items() if number}
        numbers = {
            "mt_documents": 1,
            "mt_words": fields["mt_words"] or 0,
            "mt_findings": sum(found.values()),
        }
        if fields["mt_probability"] is not None:
            numbers |= {"mt_judged": 1, "mt_probability": fields["mt_probability"]}
        places = {"summary": "summary", "mt_source_family": fields["mt_source_family"] or "unknown"}
        for group, value in [*places.items(), *((key, _value(document, key)) for key in self.by)]:
            for stat, number in numbers.items():
                yield group, stat, value, number
        for name, number in found.items():
            yield "mt_detectors", "mt_findings", name, number
            yield "mt_detectors", "mt_documents", name, 1
        for stat in ("mt_probability", "mt_findings_per_1000_words", "mt_words"):
            if fields[stat] is not None:  # a probability has four digits already
                value = fields[stat] if stat == "mt_probability" else float(f"{fields[stat]:.2g}")
                yield "histogram", stat, str(value), 1


def _annotate(step: MtlintAnnotator | MtlintFilter | MtlintStats, document: Document) -> Result | None:
    """Adds the fields to a document that has none, and counts it; what came of the check, if there was one."""
    result = None
    if step.recheck or not annotated(document.metadata):
        try:
            result = check(document.text, step.settings)
        except Exception:  # a bug must not cost the other documents of the task
            logger.exception(f"could not check document {document.id}")
        document.metadata |= annotation(result, step.settings)
    for key in FIELDS:  # some writers leave out what is null
        document.metadata.setdefault(key)
    words = document.metadata["mt_words"]
    step.stat_update("mt_documents")
    step.stat_update("mt_words", value=words or 0)
    if words is None:
        step.stat_update("mt_unchecked")
    elif document.metadata["mt_probability"] is not None:
        step.stat_update("mt_judged")
    return result


def _value(document: Document, key: str) -> str:
    """What a document has under a key of its metadata or its record; "host" is that of its "url"."""
    metadata = document.metadata
    record = metadata.get(RECORD) or {}
    for table in (metadata, record, record.get("metadata")):
        if isinstance(table, dict) and table.get(key) is not None:
            return str(table[key])
    return _host(_value(document, "url")) if key == "host" else "unknown"


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "unknown"
    except ValueError:  # such as half an address in brackets
        return "unknown"
