"""Quotation marks that do not do their work: never closed, set in two styles, or torn from their attribution.

Bad:  “We are ready for talks, he said.             Good: “We are ready for talks,” he said.
Bad:  “Is there a plan?” He asked.                  Good: “Is there a plan?” he asked.

A quotation may run over several paragraphs, each of which opens it again; then only the last one closes it. Deliberately missed:
single quotation marks (an apostrophe looks the same), inch marks, marks missing at the start.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from detector.document import Document
from detector.model import Finding
from detector.offsets import Span
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    if any(mark in document.text for mark in '“”"'):
        yield from _unclosed(document, rules)
        yield from _spaced(document, rules)
        yield from _glued(document, rules)
    if "?" in document.text or "!" in document.text:
        yield from _torn(document, rules)
    if "”," in document.text or '",' in document.text:
        yield from _two_ways(document, rules)


class _Mark(NamedTuple):
    at: int
    char: str
    opens: bool
    block: int
    first: bool  # the first character of its block
    alone: bool  # the only one in its block


def _unclosed(document: Document, rules: Rules) -> Iterator[Finding]:
    """Marks left open at the end of a paragraph, or within a line that visibly leaves the quotation."""
    open_mark: _Mark | None = None
    for mark in _marks(document):
        if mark.opens:
            if open_mark and _left_open(document, open_mark, mark, rules):
                yield _left_open_finding(document, open_mark, rules)
            open_mark = mark
            continue
        if not open_mark and _never_opened(document, mark):
            yield rules["unopened"].finding(Span(mark.at, mark.at + 1))
        if open_mark and open_mark.block == mark.block and _mixed(document.text, open_mark, mark):
            here, there = Span(mark.at, mark.at + 1), Span(open_mark.at, open_mark.at + 1)
            right = "”" if open_mark.char == "“" else '"'
            yield rules["mixed-marks"].finding(here, right, related=(there,), opening=open_mark.char, closing=mark.char)
        open_mark = None
    if open_mark and _left_open(document, open_mark, None, rules):
        yield _left_open_finding(document, open_mark, rules)


def _never_opened(document: Document, mark: _Mark) -> bool:
    """A mark that closes, in mid-sentence, what nothing has opened; the only one in its paragraph."""
    before = document.text[mark.at - 1]
    return mark.alone and before.islower() and before != "s" and bool(_MID_SENTENCE.match(document.text, mark.at + 1))


_MID_SENTENCE = re.compile(r" [a-z]+ [a-z]")


def _mixed(text: str, opening: _Mark, closing: _Mark) -> bool:
    """Whether a pair has two kinds of marks; not where the second is one too many, or opens a quotation of its own."""
    if (opening.char == "“") == (closing.char == "”"):
        return False
    after = text[closing.at + 1 : closing.at + 2]
    return after not in {"”", '"', "“"} and not after.isalnum() and closing.at > opening.at + 2


def _left_open_finding(document: Document, mark: _Mark, rules: Rules) -> Finding:
    """A mark left open; with the attribution right after it (`end, "said the mayor`) it is a closing one on the wrong side."""
    if _before_attribution(document.text, mark.at, rules, words=12):
        right = "”" if mark.char == "“" else '"'
        return rules["wrong-side"].finding(Span(mark.at - 1, mark.at + 1), right + " ")
    return rules["unclosed"].finding(Span(mark.at, mark.at + 1))


def _before_attribution(text: str, at: int, rules: Rules, words: int) -> bool:
    """Whether a mark stands after a clause and before the verb of saying that belongs to it, within some words."""
    before = text[max(at - 2, 0) : at]
    if before[:1] not in {",", ".", "?", "!"} or not before[1:].isspace():
        return False
    return not rules.words("reporting_verbs").isdisjoint(re.findall(r"\w+", text[at + 1 : at + 120])[:words])


def _marks(document: Document) -> Iterator[_Mark]:
    """The double quotation marks in order; straight ones are told apart by the blanks beside them."""
    text = document.text
    places = (match.start() for match in _DOUBLE.finditer(text))
    for number, found in _by_block(document, places):
        start, end = document.blocks[number].span
        if len(found) > _MANY and 10 * len(found) > end - start:
            continue  # a mark for every ten characters: whatever it is, it is no prose
        kinds = {text[at] for at in found}
        # In an even number of marks of one kind, a blank on the wrong side is a slip of spacing, not a missing mark.
        alternate = len(kinds) == 1 and len(found) % 2 == 0 and kinds != {"”"}
        inside, opened_by = False, ""
        for at in found:
            if text[at] == '"' and at > start and text[at - 1].isdigit() and not (inside and opened_by == '"'):
                continue  # inches
            if alternate:
                inside = not inside
            elif at + 1 == end and text[start:at].rstrip()[-1:] in _SENTENCE_END:
                inside = False
            elif text[at] == '"':
                inside = _straight_opens(text, at, start, end, inside)
            else:
                inside = text[at] == "“"
            opened_by = text[at] if inside else ""
            yield _Mark(at, text[at], inside, number, at == start, len(found) == 1)


_MANY = 1000  # marks in one paragraph


def _by_block(document: Document, places: Iterable[int]) -> Iterator[tuple[int, list[int]]]:
    """Places in the text in order, by the number of the block that they are in."""
    starts = [block.span.start for block in document.blocks]
    for number, found in itertools.groupby(places, key=lambda at: bisect_right(starts, at) - 1):
        yield number, list(found)


def _straight_opens(text: str, at: int, start: int, end: int, inside: bool) -> bool:
    """A straight mark opens after a blank and closes before one; between two blanks or two letters it turns what was."""
    before, after = text[at - 1] if at > start else " ", text[at + 1] if at + 1 < end else " "
    opens, closes = before.isspace() or before in _BEFORE_OPENING, after.isspace() or after in _AFTER_CLOSING
    if opens and closes and after in ".,;!?":
        return False  # "... hard. "."
    if not opens and not closes and before in ".,!?":
        return False  # "... efforts,"said the mayor
    return opens if opens != closes else not inside


_DOUBLE = re.compile('["“”]')
_SENTENCE_END = (".", "!", "?")
_BEFORE_OPENING = "([{—–-‘'’/…"
_AFTER_CLOSING = ".,;:!?)]}—–-’'/…"


def _left_open(document: Document, mark: _Mark, following: _Mark | None, rules: Rules) -> bool:
    """Whether a quotation with no closing mark should have one: it must have ended where the text shows that it did."""
    block = document.blocks[mark.block]
    text, start, end = document.text, mark.at + 1, block.span.end
    may_attribute = text[end - 1].isalnum() or text[end - 1] in "._"  # the search would be made for every mark of a paragraph
    attribution = _ATTRIBUTION.search(text, max(start, end - 60), end) if may_attribute else None
    if attribution and attribution.group(1) in rules.words("reporting_verbs"):
        return True  # “We are ready, he said.
    fragment = not mark.first and start < end and text[start].islower()
    if fragment and _before_attribution(text, mark.at, rules, words=4):
        lead_in = re.findall(r"\w+", text[max(mark.at - 20, block.span.start) : mark.at])[-1:]
        if rules.words("reporting_verbs").isdisjoint(lead_in):
            return True  # ... in May, "said the vicar
    if mark.char == '"' and fragment and not attribution and not _starts_fragment(text, mark.at, rules):
        return False
    if mark.char == '"' and fragment and (_DOUBLE.search(text, block.span.start, mark.at) or _DOUBLE.search(text, start, end)):
        return False  # the straight marks of one paragraph may be shifted against each other
    if following and following.block == mark.block:
        # A quotation inside a quotation in the same marks; not where a fragment's sentence has ended before it.
        return fragment and _NEW_SENTENCE.search(text, start, following.at) is not None
    if fragment and text[end - 1] in ".!?":
        return True  # called it “a mistake and moved on.
    if mark.block + 1 == len(document.blocks):
        return False  # it may close beyond the end of an excerpt
    below = document.blocks[mark.block + 1]
    if below.span.start - end == 1:
        return False  # one sentence a line: it may close on a later one
    goes_on = following is not None and following.first and following.block == mark.block + 1
    return not goes_on and text[end - 1] in ".!?" and below.kind != "quote"


def _starts_fragment(text: str, at: int, rules: Rules) -> bool:
    """Whether a lone straight mark before a small letter opens a fragment; after a comma it mostly closes what another line
    opened, and after an s it is an apostrophe that was converted ("the students" trials")."""
    before = text[max(at - 2, 0) : at].rstrip()
    spoken = not rules.words("reporting_verbs").isdisjoint(re.findall(r"\w+", text[at : at + 120])[:12])
    return spoken if before.endswith(",") else not before.endswith("s")


_NEW_SENTENCE = re.compile(r"[a-z]{3}[.!?] [A-Z]")
_ATTRIBUTION = re.compile(r"[,.?!] (?:[Hh]e|[Ss]he|[Tt]hey|the \w+) (\w+)\.?$")


def _spaced(document: Document, rules: Rules) -> Iterator[Finding]:
    """“ word ” and " word ": blanks on the inner side, kept from tokenised or French text."""
    yield from _spaced_straight(document, rules)
    text, at, open_marks = document.text, 0, 0
    for match in _SPACED.finditer(text):
        start = match.start() - (match[0] == "”")  # the blank is before it
        block = document.block_at(start)
        if at < block.span.start:
            at, open_marks = block.span.start, 0
        open_marks += text.count("“", at, start) - text.count("”", at, start)
        at = start
        # After a letter or a comma, “ closes as in German; a closing mark belongs to a quotation only where one is open.
        if text[start] == "“":
            before = text[start - 1] if start > block.span.start else " "
            right = not (before.isalpha() or before in ",.!?")
        else:
            right = open_marks > 0
        if right and match.end() <= block.span.end:
            yield rules["spaced"].finding(Span(start, match.end()), match[0][0])


def _spaced_straight(document: Document, rules: Rules) -> Iterator[Finding]:
    """Straight marks between two blanks, or at the start of a line, by pairs: the first opens, the second closes."""
    text = document.text
    marks: dict[Span, list[int]] = {}
    for match in _BETWEEN_BLANKS.finditer(text):
        marks.setdefault(document.block_at(match.start()).span, []).append(match.start())
    for found in marks.values():
        for k in range(0, len(found), 2):
            closing = tuple(Span(at, at + 1) for at in found[k + 1 : k + 2])
            yield rules["spaced"].finding(Span(found[k], found[k] + 2), '"', related=closing)


_BETWEEN_BLANKS = re.compile(r'"(?:(?<=[^\d] .)|(?<=\n.)|(?<!..))(?= \w)', re.DOTALL)  # 5 " is a length
_SPACED = re.compile(
    r"""
    [“”]
    (?: (?<=“)[ \u00a0\u202f](?=\w)                           # an opening mark and a blank
      | (?<=[ \u00a0\u202f]”)(?!\w)(?<=[\w.,!?]..)            # a blank and a closing mark
    )
    """,
    re.VERBOSE,
)


def _glued(document: Document, rules: Rules) -> Iterator[Finding]:
    """Two marks where one belongs, and marks without the blank on their outer side."""
    for match in _DOUBLED.finditer(document.text):
        right = "“" if match.group()[-1] == "“" or match.group()[0] == "“" else "”"
        yield rules["doubled-mark"].finding(Span(*match.span()), right, text=match.group())
    for match in _WITHOUT_BLANK.finditer(document.text):
        opens = match.group() == "“"
        yield rules["without-blank"].finding(Span(*match.span()), " “" if opens else "” ", side="before" if opens else "after")


_DOUBLED = re.compile(r"""["“”](?: (?<=”)["”] | (?<=")[“”] | (?<=“)["“] )""", re.VERBOSE)
_WITHOUT_BLANK = re.compile(r"""“(?<=[a-z]“)(?=\w) | ”(?<=[\w.,!?]”)(?=[^\W\d_]{2})""", re.VERBOSE)


def _torn(document: Document, rules: Rules) -> Iterator[Finding]:
    """“...?” He asked."""
    for match in _TORN.finditer(document.text):
        if match.group(2) in rules.words("reporting_verbs"):
            text = f"{match.group(1)} {match.group(2)}"
            yield rules["capital-after-question"].finding(Span(*match.span(1)), match.group(1).lower(), text=text)


_TORN = re.compile(r"""[?!]["”’']?[ ](He|She|They|We)[ ](\w+)(?:\.(?=\s|$)|,(?=\s+[^\s"“'‘]))""", re.VERBOSE)


def _two_ways(document: Document, rules: Rules) -> Iterator[Finding]:
    """The comma before an attribution inside the marks here, outside there."""
    verbs = rules.words("reporting_verbs")
    spots = []
    for match in _COMMA.finditer(document.text):
        after = re.findall(r"[\w’']+", match.group(1))[:5]
        if not verbs.isdisjoint(after) and after[0] not in rules.words("not_attribution"):  # not "“hope”, and asked for more"
            spots.append(match)
    outside = [match for match in spots if match[0][-1] == ","]
    least = rules["comma-two-ways"].data["least"]
    if min(len(outside), len(spots) - len(outside)) >= least:
        for match in outside:
            yield rules["comma-two-ways"].finding(Span(*match.span()), match[0][::-1])


_COMMA = re.compile(r"""["”](?:(?<=,.)|,)(?=((?:[ ][^\s“”"]+){1,5}))""")  # the mark, or the mark and a comma
