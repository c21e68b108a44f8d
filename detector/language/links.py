"""URLs, e-mail addresses and bare host names inside prose: no words of English, but nouns in the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HINTS = ("://", "www.", "@", ".com", ".org", ".net", ".edu", ".gov", ".co.uk")
# One of the hints, starting with the character that is rare.
_HINT = re.compile(r"[:w@.](?: (?<=:)// | (?<=w)ww\. | (?<=@) | (?<=\.)(?:com|org|net|edu|gov|co\.uk) )", re.VERBOSE)
_LINK = re.compile(
    r"""
      (?<![\w]) (?:https?|ftp)://[^\s<>"“”]+                                  # https://...
    | (?<![\w.]) www\.[^\s<>"“”]+                                             # www.example...
    | (?<![\w.+-]) [\w.+-]+@[\w-]+(?:\.[\w-]+)+                               # name@host.tld
    | (?<![\w.@-]) [\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|co\.uk)\b (?:/[^\s<>"“”]*)?  # host.com/path
    """,
    re.VERBOSE,
)

_AFTER = ".,;:!?]}'’*_"  # what follows a link and is none of it


def hints(text: str) -> list[int]:
    """The places, in order, of what every link has one of: where there is none, none need be looked for."""
    return [match.start() for match in _HINT.finditer(text)]


def find(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The ranges of links in text[start:end], without the punctuation that follows them."""
    piece = text[start:end]
    if not any(hint in piece for hint in _HINTS):
        return
    for match in _LINK.finditer(text, start, end):
        stop = match.end()
        after = _AFTER if "(" in match[0] else _AFTER + ")"
        while stop - 1 > match.start() and text[stop - 1] in after:
            stop -= 1
        yield match.start(), stop
