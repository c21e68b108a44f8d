"""What mtlint says of one document of a corpus, in fields that are the same for every document.

| field | type | meaning |
|---|---|---|
| `mt_probability` | float or null | how much the text resembles machine translation, 0 to 1; null: no verdict |
| `mt_source_family` | text or null | family of the source language, such as "Slavic", if it is a translation |
| `mt_source_language` | text or null | ISO 639-1 code of that language |
| `mt_words` | whole number or null | words of the text; null: it was not checked, being too large or because of a bug |
| `mt_findings_per_1000_words` | float or null | |
| `mt_detectors` | table | findings by detector, with all detectors that are on, so that columnar formats keep one schema |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from detector import registry
from detector.config import Settings
from detector.engine import Linter
from detector.model import is_foreign
from detector.results import Result

if TYPE_CHECKING:
    import pyarrow as pa

FIELDS = (
    "mt_probability",
    "mt_source_family",
    "mt_source_language",
    "mt_words",
    "mt_findings_per_1000_words",
    "mt_detectors",
)
_BILINGUAL = frozenset({"untranslated", "source-comparison"})  # they compare with an original, which a corpus has not


class CorpusError(Exception):
    """A corpus, or a run over one, that cannot be gone on with; the message says what, where and what to do."""


def check(text: str, settings: Settings) -> Result | None:
    """What comes of a text; None if it is larger than the settings allow. One linter serves a process."""
    return None if len(text) > settings.max_bytes else _linter(settings).check(text)


def annotation(result: Result | None, settings: Settings) -> dict[str, Any]:
    """The fields of a document; all null but the detectors if it was not checked."""
    if result is None:
        return {**dict.fromkeys(FIELDS), "mt_detectors": dict.fromkeys(detectors(settings), 0)}
    found = Counter(finding.rule.split("/", 1)[0] for finding in result.findings)
    probability = result.mt_probability
    return {
        "mt_probability": None if probability is None else round(probability, 4),
        "mt_source_family": result.source_family,
        "mt_source_language": result.source_language,
        "mt_words": result.words,
        "mt_findings_per_1000_words": round(1000 * len(result.findings) / max(result.words, 1), 2),
        "mt_detectors": {name: found[name] for name in detectors(settings)},
    }


def annotated(metadata: Mapping[str, Any]) -> bool:
    """Whether a document has been checked before."""
    return "mt_words" in metadata


def schema(settings: Settings | None = None) -> pa.Schema:
    """The columns that an annotation adds to a Parquet file."""
    import pyarrow as pa

    counts = pa.struct([(name, pa.int32()) for name in detectors(settings or Settings())])
    types = (pa.float64(), pa.string(), pa.string(), pa.int64(), pa.float64(), counts)
    return pa.schema(list(zip(FIELDS, types, strict=True)))


@cache
def detectors(settings: Settings) -> tuple[str, ...]:
    """The detectors with a rule that is on and can fire in a text by itself, in alphabetical order."""
    on = {rule.id.split("/", 1)[0] for rule in registry.rules().values() if _on(rule.id, rule.default, settings)}
    return tuple(sorted(on - _BILINGUAL))


def _on(rule: str, default: bool, settings: Settings) -> bool:
    return settings.active(rule, default) and not is_foreign(rule)


@cache
def _linter(settings: Settings) -> Linter:
    return Linter(replace(settings, suppressions=False, sections=False))  # what a crawl says to mtlint does not count
