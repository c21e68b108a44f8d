"""mtlint finds what machine translation left in an article, without seeing the source.

    >>> import detector
    >>> [finding.rule for finding in detector.check("They agreed to to wait.").findings]
    ['duplicated-words/function-word']

`check(text)` returns a `Result`; its findings have `.start` and `.end` (code points of the text), `.rule`, `.confidence`
(the share of such hits that were right when read), `.message`, `.why` and `.suggestions`.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detector.config import Settings
    from detector.engine import Linter
    from detector.model import Finding
    from detector.results import Result

__version__ = "0.1.0"
__all__ = ["Finding", "Linter", "Result", "Settings", "check"]

_HOMES = {"Finding": "model", "Linter": "engine", "Result": "results", "Settings": "config"}


def check(text: str) -> Result:
    """Check plain text with the default settings."""
    return _default().check(text)


@cache
def _default() -> Linter:
    from detector.engine import Linter

    return Linter()


def __getattr__(name: str) -> Any:
    """The other names, loaded when they are asked for: the command has something to do before (`detector.__main__`)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'detector' has no attribute {name!r}")
    return getattr(importlib.import_module(f"detector.{_HOMES[name]}"), name)
