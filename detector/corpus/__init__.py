"""Corpus mode: the linter and its verdict as steps of datatrove, for people who filter machine translation out of crawls.

    >>> from detector.corpus import MtlintAnnotator, MtlintFilter, MtlintStats

`MtlintAnnotator` adds what `annotation` describes to the metadata of each document, `MtlintFilter` drops documents with a
reason, `MtlintStats` counts. `mtlint corpus` runs them over files (`runs`). Needs the extra `mtlint[corpus]`; docs/corpus.md is
the guide.
"""

from detector.corpus.annotation import FIELDS, CorpusError, schema
from detector.corpus.steps import Limits, MtlintAnnotator, MtlintFilter, MtlintStats

__all__ = ["FIELDS", "CorpusError", "Limits", "MtlintAnnotator", "MtlintFilter", "MtlintStats", "schema"]
