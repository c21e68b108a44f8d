"""What comments in a file silence: `mtlint-VERB [RULE, ...] [-- reason]` in a comment of its format.

Verbs: `disable` (until `enable` or the end of the file), `enable`, `disable-line`, `disable-next-line` (outside of a paragraph:
the next one), `disable-file`. Without rules it is about all. Readers find the comments; prose is never one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from detector.document import Document
from detector.model import LANGUAGETOOL, Comment, Finding, is_foreign
from detector.offsets import Span

_TOGGLES = ("disable", "enable")
_DIRECTIVE = re.compile(
    r"""\s* mtlint- (?P<verb> disable-file | disable-next-line | disable-line | disable | enable ) (?![\w-])
        (?P<rules> (?: (?!--) . )* )      # up to two hyphens, which no rule id has
        (?: -- \s* (?P<reason> .* ) )? """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


class Directive(NamedTuple):
    """One comment, understood. `place` is the comment, `range` what it is about, both in the source."""

    text: str
    verb: str
    rules: tuple[str, ...]  # none: all
    reason: str
    place: Span
    range: Span


def read(document: Document) -> list[Directive]:
    """The directives in the comments of a document, by where their range starts; what is none of them is left to `unknown`."""
    found = (_understood(comment, document) for comment in document.comments)
    return sorted((directive for directive in found if directive), key=lambda each: each.range.start)


def split(
    findings: Iterable[Finding], document: Document
) -> tuple[list[Finding], list[tuple[Finding, Directive]], list[Directive]]:
    """The findings that stay, those that a comment silences, and the directives of no use. Spans in the document text."""
    to_source = document.offsets.to_source
    pairs = sorted(((finding.markup or to_source(finding.span), finding) for finding in findings), key=lambda pair: pair[0])
    silencing, unused = silence(read(document), ((finding.rule, place) for place, finding in pairs))
    heard = [finding for (_, finding), by in zip(pairs, silencing, strict=True) if by is None]
    silent = [(finding, by) for (_, finding), by in zip(pairs, silencing, strict=True) if by]
    return heard, silent, unused


def silence(
    directives: Sequence[Directive], findings: Iterable[tuple[str, Span]]
) -> tuple[list[Directive | None], list[Directive]]:
    """For each finding (rule, place in the source; in order of place) the directive that silences it; and those of no use.

    What is about a range decides before what is about all that follows; of `disable` and `enable` the last one decides. One
    pass: what is remembered is one directive for each selector, and a finding asks for the few that cover its rule, so that no
    file makes this slow.
    """
    toggles: dict[str, Directive] = {}
    ranges: dict[str, Directive] = {}
    enabled: dict[str, Directive] = {}  # ranges in which nothing is silenced
    silencing: list[Directive | None] = []
    at = 0
    for rule, place in findings:
        end = max(place.end, place.start + 1)
        while at < len(directives) and directives[at].range.start < end:
            _remember(directives[at], toggles, enabled if _enables(directives[at]) else ranges)
            at += 1
        selectors = _selectors(rule)
        # A longer finding before this one may have brought in what begins behind it.
        around = [table[each] for table in (enabled, ranges) for each in selectors if each in table]
        concerned = [each for each in around if place.start < each.range.end and each.range.start < end]
        if not concerned:
            before = (toggles[each] for each in selectors if each in toggles)
            concerned = sorted((each for each in before if each.range.start < end), key=lambda each: -each.range.start)
        silencing.append(concerned[0] if concerned and not _enables(concerned[0]) else None)
    used = {directive.place for directive in silencing if directive}
    return silencing, [each for each in directives if not _enables(each) and each.place not in used]


def _enables(directive: Directive) -> bool:
    return directive.verb.startswith("enable")


def _selectors(rule: str) -> set[str]:
    """What a directive may call a rule: its id, any group that it belongs to, or "all"."""
    parts = rule.lower().split("/")
    return {"all", *("/".join(parts[:n]) for n in range(1, len(parts) + 1))}


def _remember(directive: Directive, toggles: dict[str, Directive], ranges: dict[str, Directive]) -> None:
    if directive.verb == "enable" and not directive.rules:
        toggles.clear()
    for selector in map(str.lower, directive.rules or ("all",)):
        if directive.verb in _TOGGLES:
            toggles[selector] = directive
        elif selector not in ranges or ranges[selector].range.end < directive.range.end:
            ranges[selector] = directive


def unknown(document: Document) -> Iterator[Comment]:
    """Comments that speak to mtlint in words it does not know."""
    return (comment for comment in document.comments if not _DIRECTIVE.match(comment.text))


def _understood(comment: Comment, document: Document) -> Directive | None:
    match = _DIRECTIVE.match(comment.text)
    if not match:
        return None
    verb = match["verb"].lower()
    rules = tuple(_spelt(rule.strip("/")) for rule in re.split(r"[\s,]+", match["rules"].strip()) if rule)
    if comment.covers is not None and verb in _TOGGLES:
        verb += "-range"
    text = " ".join(comment.text.split())
    return Directive(text, verb, rules, (match["reason"] or "").strip(), comment.span, _range(verb, comment, document))


def _spelt(rule: str) -> str:
    """A rule as it is spelt elsewhere; in comments letter case is free."""
    lower = rule.lower()
    if is_foreign(lower):
        return lower[: len(LANGUAGETOOL)] + rule[len(LANGUAGETOOL) :]
    return "ALL" if lower == "all" else lower


def _range(verb: str, comment: Comment, document: Document) -> Span:
    everything = Span(0, len(document.source) + 1)
    if verb == "disable-file":
        return everything
    if comment.covers is not None:
        return comment.covers
    line = document.lines.position(comment.span.start)[0]
    if verb == "disable-line":
        return document.lines.line_span(line)
    if verb == "disable-next-line":
        return _next_block(comment, document) or document.lines.line_after(comment.span.end)
    return Span(comment.span.end, everything.end)


def _next_block(comment: Comment, document: Document) -> Span | None:
    """The source of the block after a comment that stands between blocks."""
    to_source = document.offsets.to_source
    after = bisect_right(document.blocks, comment.span.start, key=lambda block: to_source(block.span).start)
    if after and to_source(document.blocks[after - 1].span).end > comment.span.start:
        return None  # in the middle of a paragraph
    return to_source(document.blocks[after].span) if after < len(document.blocks) else Span(comment.span.end, comment.span.end)
