"""Finds the detectors: every module of `detector.artefacts` is one, its file being there registers it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Protocol

from detector import artefacts, rulebook
from detector.document import Document
from detector.model import LANGUAGETOOL, Finding, Rule, is_foreign
from detector.rulebook import Rules
from detector.words import word_list


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
def rule(id_: str) -> Rule:
    """A rule by its id, one of another tool too. Raises KeyError."""
    name, short = id_.split("/", 1)
    return rulebook.load(name.replace("-", "_"))[short]


def exists(id_: str) -> bool:
    """Whether there is a rule with this id here, or in LanguageTool."""
    name = id_.removeprefix(f"{LANGUAGETOOL}/")
    return id_ in rules() or (is_foreign(id_) and (name in _listed() or name.startswith(_families())))


@cache
def _listed() -> frozenset[str]:
    return frozenset(word_list(f"{LANGUAGETOOL}/rule-ids"))


def _families() -> tuple[str, ...]:
    """What starts the ids of rules that LanguageTool makes for each word of a list, such as EN_COMPOUNDS_GRASS_ROOTS."""
    return tuple(f"{family}_" for family in rulebook.load(LANGUAGETOOL).words("families"))


@cache
def rules() -> dict[str, Rule]:
    """Every rule of every detector by id, but those of other tools that have no entry here."""
    return {rule.id: rule for name in names() for rule in rulebook.load(name).by_id.values()}


@cache
def languages() -> frozenset[str]:
    """The languages of originals that rules are about, as ISO 639-1 codes."""
    named = (values.get("language") for name in names() for values in rulebook.load(name).by_id.values_of.values())
    return frozenset(language for language in named if language)


def knows(selector: str) -> bool:
    """Whether it is the id of a rule or a prefix that selects some."""
    return selector == "ALL" or exists(selector) or selector in groups()


def problem(selector: str) -> str | None:
    """What is wrong with a rule id or prefix, with the nearest that is right; None: nothing."""
    if knows(selector):
        return None
    import difflib

    known = groups()
    if selector.startswith(f"{LANGUAGETOOL}/"):
        known |= {f"{LANGUAGETOOL}/{name}" for name in _listed()}
    near = difflib.get_close_matches(selector, sorted(known), n=1, cutoff=0.5)
    return f"unknown rule {selector!r}; " + (f"did you mean {near[0]!r}?" if near else "mtlint rules lists them")


@cache
def groups() -> frozenset[str]:
    """Every prefix of a rule id that selects rules."""
    return frozenset("/".join(rule.split("/")[:depth]) for rule in rules() for depth in range(1, rule.count("/") + 2))
