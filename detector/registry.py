"""Finds the detectors: every module of `detector.artefacts` is one, its file being there registers it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Protocol

from detector import artefacts, rulebook
from detector.document import Document
from detector.model import Finding, Rule
from detector.rulebook import Rules


class Detect(Protocol):
    """A pure function from a document and the rules of its detector to findings, spans in the document text."""

    def __call__(self, document: Document, rules: Rules) -> Iterator[Finding]: ...


@cache
def names() -> tuple[str, ...]:
    """The detectors by module name, in alphabetical order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(artefacts.__path__)))


@cache
def load(name: str) -> Detect:
    detect: Detect = importlib.import_module(f"detector.artefacts.{name}").detect
    return detect


@cache
def rules() -> dict[str, Rule]:
    """Every rule of every detector by id."""
    return {rule.id: rule for name in names() for rule in rulebook.load(name).by_id.values()}
