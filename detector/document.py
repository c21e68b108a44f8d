"""A text to check: its prose, its blocks, and every analysis of it, computed when first asked for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise
from operator import ne

from detector.language import informality, sentences, tokens
from detector.model import START, Block, Comment, Location, Match, Sentence, Tag, Tokens
from detector.offsets import LineIndex, OffsetMap, Span

_SENTENCE_REACH = 2000  # code points; a whole book may stand on one line, a sentence is shorter
_PART = 200_000  # code points: a thesis, and what fits into the cache of a processor with all analyses
_SENTENCE_BREAK = re.compile(r"[.!?](?:[\"”’')]{0,2})(\s+)(?=[\"“‘(]?[A-Z])")
_BLANK = re.compile(r"(\s+)")


class ReadError(ValueError):
    """What a reader cannot read; the message says what is wrong and what to do, the caller adds where."""


@dataclass(frozen=True)
class Document:
    """The prose of one source. Detectors read `text`, `blocks` and the analyses; `source` is for showing results."""

    path: str
    format: str  # text | markdown | mdx | html | docx | xliff | po | jsonl
    encoding: str
    source: str
    text: str
    blocks: tuple[Block, ...]
    offsets: OffsetMap
    comments: tuple[Comment, ...] = ()  # those in the markup that speak to mtlint, in order
    tags: tuple[Tag, ...] = ()  # of HTML, in order
    front_matter: str = ""  # with its fences, which tell YAML from TOML
    remark: str = ""  # why it has no prose, where that is no matter of course
    begins: Location = START  # where the source starts, if it is a portion of a long file
    matches: tuple[Match, ...] = ()  # what LanguageTool says, spans in `text`; empty where it was not asked

    @cached_property
    def tokens(self) -> Tokens:
        return tokens.tokenize(self.text, self.blocks)

    @cached_property
    def words(self) -> dict[str, list[int]]:
        """Every lower-case token and the indexes where it stands."""
        index: dict[str, list[int]] = {}
        for position, word in enumerate(self.tokens.lower):
            if word in index:
                index[word].append(position)
            else:
                index[word] = [position]
        index.pop("", None)
        return index

    @cached_property
    def forms(self) -> frozenset[str]:
        """Every token as it is written somewhere, with its capitals."""
        return frozenset(self.tokens.text)

    @cached_property
    def word_count(self) -> int:
        """Words as a reader counts them: what stands between blanks."""
        return sum(self.words_in(before + 1, end) for before, end in pairwise(self.tokens.breaks))

    def words_in(self, first: int, end: int) -> int:
        """How many of them a run of tokens of one block makes, from the first to before the end."""
        return 1 + self._beginnings[end - 1] - self._beginnings[first] if first < end else 0

    @cached_property
    def _beginnings(self) -> list[int]:
        """For each token how many up to it have a blank before them."""
        return list(accumulate(map(ne, self.tokens.start[1:], self.tokens.end), initial=0))

    @cached_property
    def informal(self) -> bool:
        """Whether it is written without care for form, so that slips which careless writers make say nothing."""
        return informality.is_informal(self.text, self.words, self.word_count)

    @cached_property
    def sentences(self) -> list[Sentence]:
        return [sentence for block in self.blocks for sentence in sentences.split(self.text, block)]

    def parts(self) -> Iterator[tuple[int, Document]]:
        """The document in pieces of some _PART code points, each with where it starts in the text.

        Each is a document of its own, so that a book takes no more memory than an article and what a writer does all the time is
        told from what surrounds it. Cut after a paragraph that ends a sentence; within one only if it is longer than a piece.
        """
        if len(self.text) <= _PART:
            yield 0, self
            return
        size = len(self.text) / -(-len(self.text) // _PART)
        blocks: list[Block] = []
        for block in self._pieces():
            blocks.append(block)
            length = block.span.end - blocks[0].span.start
            if length > size and (self.text[block.span.end - 1] in '.!?"”' or length > 1.5 * size):
                yield self._part(blocks)
                blocks = []
        if blocks:
            yield self._part(blocks)

    def _pieces(self) -> Iterator[Block]:
        """The blocks, those longer than a part cut at ends of sentences, or at least at blanks."""
        for block in self.blocks:
            start, end = block.span
            while end - start > 1.5 * _PART:
                least = start + _PART
                cut = _SENTENCE_BREAK.search(self.text, least, start + _PART * 5 // 4) or _BLANK.search(self.text, least, end)
                if not cut:
                    break
                yield block._replace(span=Span(start, cut.start(1)))
                start = cut.end(1)
            yield block if start == block.span.start else block._replace(span=Span(start, end))

    def _part(self, blocks: list[Block]) -> tuple[int, Document]:
        start, end = blocks[0].span.start, blocks[-1].span.end
        inside = tuple(Block(Span(a - start, b - start), kind, place, original) for (a, b), kind, place, original in blocks)
        matches = (
            match._replace(span=Span(match.span.start - start, match.span.end - start))
            for match in self.matches
            if start <= match.span.start and match.span.end <= end
        )
        tags = self.tags if start == self.blocks[0].span.start else ()
        offsets = self.offsets.part(start, end)
        return start, replace(
            self, text=self.text[start:end], blocks=inside, offsets=offsets, comments=(), tags=tags, matches=tuple(matches)
        )

    @cached_property
    def lines(self) -> LineIndex:
        return LineIndex(self.source)

    def block_at(self, position: int) -> Block:
        """The block that holds a position of the text."""
        return self.blocks[max(bisect_right(self.blocks, position, key=lambda block: block.span.start) - 1, 0)]

    def heading_above(self, position: int) -> str | None:
        """The last heading that starts at or before a position of the text."""
        index = bisect_right(self._headings, position, key=lambda block: block.span.start) - 1
        return self.text[slice(*self._headings[index].span)] if index >= 0 else None

    @cached_property
    def _headings(self) -> list[Block]:
        return [block for block in self.blocks if block.kind == "heading"]

    def sentence_at(self, position: int) -> Span:
        """The sentence around a position of the text, splitting no more than what is near it."""
        block = self.block_at(position)
        start, end = max(block.span.start, position - _SENTENCE_REACH), min(block.span.end, position + _SENTENCE_REACH)
        near = Block(Span(start, end), block.kind)
        for sentence in sentences.split(self.text, near):
            if sentence.span.start <= position < sentence.span.end:
                return sentence.span
        return near.span

    def ends(self) -> Location:
        """Where its source ends: there the next portion of the file begins."""
        end = len(self.source)
        return self.locate((end,))[end]

    def locate(self, offsets: Iterable[int]) -> dict[int, Location]:
        """Line, column and the other units of source offsets, in one pass over the source; of a portion, those in the file."""
        places: dict[int, Location] = {}
        at = byte = 0
        line_start = line_at = utf16 = utf8 = 0
        for offset in sorted(set(offsets)):
            byte += len(self.source[at:offset].encode("utf-8", "surrogatepass"))
            line, column = self.lines.position(offset)
            start = self.lines.line_span(line).start  # behind a byte order mark, which no editor counts
            if start != line_start:
                line_start = line_at = start
                utf16 = utf8 = 0
            since = self.source[line_at:offset]
            utf16 += len(since.encode("utf-16-le", "surrogatepass")) // 2
            utf8 += len(since.encode("utf-8", "surrogatepass"))
            at, line_at = offset, max(offset, start)
            places[offset] = self.begins.moved(Location(offset, byte, line, column, utf16, utf8))
        return places
