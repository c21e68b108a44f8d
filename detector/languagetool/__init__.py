"""A LanguageTool server, if the user wants one: finding or starting it, and asking it about a document.

The detector is `artefacts/languagetool.py`, which turns what the server said into findings. Only `library.py` imports
language-tool-python (GPL-3.0, extra `languagetool`), and only when a server is to be asked.
"""

from __future__ import annotations

from typing import NamedTuple


class LanguageToolError(Exception):
    """LanguageTool cannot be asked; the message says why, and what to do."""


class UnreachableError(LanguageToolError):
    """No answer at all, so that there is no point in asking again."""


class Reached(NamedTuple):
    """A server to ask (None: there is none), what to call it, and why there is none where one was wanted."""

    url: str | None = None
    name: str | None = None
    problem: str | None = None
