"""From pieces of an HTML source to blocks of prose, with white space as a browser shows it."""

from __future__ import annotations

import re
from typing import NamedTuple

from detector.formats.html import tokens
from detector.language import links
from detector.model import PLACEHOLDER, Block
from detector.offsets import Span, TextBuilder

# White space as it stands on no screen, and character references. All else in a text is copied.
_SPECIAL = re.compile(rf"[\t\n\f\r ]{{2,}}+|[\t\n\f\r]|&(?:{tokens.NUMERIC}|[a-zA-Z][a-zA-Z0-9]{{1,31}};?)")
_ENDS_LINK = frozenset(' \t\n\f\r\N{NO-BREAK SPACE}<>"“”')


class Piece(NamedTuple):
    """What a stretch of the source is in the text; None: itself."""

    text: str | None
    start: int
    end: int


class Prose:
    """Writes blocks, with white space as a browser shows it."""

    def __init__(self, source: str) -> None:
        self.builder = TextBuilder(source)
        self.blocks: list[Block] = []
        self._source = source
        self._pieces: list[Piece] = []  # of the block that is being read
        self._gap: Piece | None = None  # a blank or line break that counts if more follows

    def text(self, start: int, end: int) -> None:
        """A text between tags: its links, then what is between them."""
        for link_start, link_end in links.find(self._source, start, end):
            for found in _SPECIAL.finditer(self._source, link_start, link_end):
                if not _ENDS_LINK.isdisjoint(tokens.resolved(found[0])[0]):
                    link_end = found.start()
                    break
            self._words(start, link_start)
            self.add(PLACEHOLDER, link_start, link_end)
            start = link_end
        self._words(start, end)

    def add(self, text: str | None, start: int, end: int) -> Piece:
        if self._gap:
            self._pieces.append(self._gap)
            self._gap = None
        self._pieces.append(Piece(text, start, end))
        return self._pieces[-1]

    def break_line(self, start: int, end: int, kind: str) -> None:
        if self._gap and self._gap.text == "\n":
            self.end_block(kind)
        elif self._pieces:
            self._gap = Piece("\n", start, end)

    def widen(self, piece: Piece, end: int) -> None:
        """Let a placeholder stand for more of the source, if nothing follows it yet."""
        if self._pieces and self._pieces[-1] is piece and not self._gap:
            self._pieces[-1] = piece._replace(end=end)

    def end_block(self, kind: str) -> None:
        pieces, self._pieces, self._gap = self._pieces, [], None
        while pieces and self._shown(pieces[-1]).isspace():
            pieces.pop()
        if all(piece.text == PLACEHOLDER or self._shown(piece).isspace() for piece in pieces):
            return
        first = next(i for i, piece in enumerate(pieces) if not self._shown(piece).isspace())
        pieces[first] = self._without_blanks(pieces[first], before=True)
        pieces[-1] = self._without_blanks(pieces[-1], before=False)
        self.builder.insert("\n\n" if self.blocks else "")
        begin = self.builder.length
        for piece in pieces[first:]:
            if piece.text is None:
                self.builder.copy(piece.start, piece.end)
            else:
                self.builder.replace(piece.text, piece.start, piece.end)
        self.blocks.append(Block(Span(begin, self.builder.length), kind))

    def _shown(self, piece: Piece) -> str:
        return self._source[piece.start : piece.end] if piece.text is None else piece.text

    def _without_blanks(self, piece: Piece, before: bool) -> Piece:
        """A piece without the blanks at its start or end: no-break spaces, since others are gaps."""
        if piece.text is not None:
            return piece
        text = self._shown(piece)
        start, end = piece.end - len(text.lstrip()), piece.start + len(text.rstrip())
        return piece._replace(start=start) if before else piece._replace(end=end)

    def _words(self, start: int, end: int) -> None:
        for found in _SPECIAL.finditer(self._source, start, end):
            text, length = (" ", found.end() - found.start()) if found[0][0] != "&" else tokens.resolved(found[0])
            if not length or found.start() < start:
                continue
            self._copy(start, found.start())
            start = found.start() + length
            if text and text in "\t\n\f\r ":
                self._blank(found.start(), start)
            elif text:
                self.add(text, found.start(), start)
        self._copy(start, end)

    def _copy(self, start: int, end: int) -> None:
        """Source without special pieces: there is no more than one blank at either end."""
        first, last = start, end
        if first < last and self._source[first] == " ":
            first += 1
            self._blank(start, first)
        if first < last and self._source[last - 1] == " ":
            last -= 1
        if first < last:
            self.add(None, first, last)
            if last < end:
                self._blank(last, end)

    def _blank(self, start: int, end: int) -> None:
        if self._pieces and not self._gap:
            self._gap = Piece(" ", start, end) if self._source[start:end] != " " else Piece(None, start, end)
