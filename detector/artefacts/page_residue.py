"""Parts of the page that a scraper took for the article: captions, credits, buttons, teasers.

Bad:  Image: Ann Lee via Sunview Pictures Researchers say ...      Good: The picture by Ann Lee shows the harbour.
Bad:  Already a member? Sign in to hide this box                     Good: He is already a member of the club.

Deliberately missed: headings of boxes that could be headings of the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.document import Document
from detector.language import tokens
from detector.model import Block, Finding, Rule
from detector.offsets import Span
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    labels = rules.derived(_labels)
    for block in document.blocks:
        if document.text.startswith(labels, block.span.start) and block.kind != "heading":
            yield from _caption(document, block, rules.derived(_captions), rules)
    yield from _widgets(document, rules)
    yield from _teaser(document, rules["teaser"])


def _labels(rules: Rules) -> tuple[str, ...]:
    return tuple(rules.words("caption_labels"))


def _captions(rules: Rules) -> re.Pattern[str]:
    labels = "|".join(map(re.escape, sorted(rules.words("caption_labels"))))
    return re.compile(rf"(?:{labels})(?: (?:[Cc]redit|[Ss]ource|[Bb]y))?: ?")


def _caption(document: Document, block: Block, labels: re.Pattern[str], rules: Rules) -> Iterator[Finding]:
    text = document.text
    match = labels.match(text, block.span.start, block.span.end)
    if not match:
        return
    credit = _CREDIT.match(text, match.end(), block.span.end)
    if credit:
        end = credit.start(1) if credit.group(1) else credit.end()
        yield rules["credit"].finding(_trimmed(text, match.start(), end))
    elif text[match.start() : match.end()].startswith("File"):
        yield rules["caption"].finding(_trimmed(text, match.start(), match.end()))


def _trimmed(text: str, start: int, end: int) -> Span:
    return Span(start, start + len(text[start:end].rstrip()))


# A name, an agency, and what follows in the same block: "Artist Name via Agency Pictures Researchers say".
_CREDIT = re.compile(
    r"""
    [A-Z][\w.’'-]+ (?:[ ][A-Z][\w.’'-]+){0,3}                 # Artist Name
    (?: [ ]?/[ ]?[A-Z][\w.’'-]+ | [ ]via[ ][A-Z]\w+ (?:[ ](?:Images|Pictures|Photos|Press|Agency|News|Commons|Stock))? )+
    (?: [ ](?=([A-Z][a-z]+[ ][a-z])) | [ ]*$ | [ ]*(?=\n) )?
    """,
    re.VERBOSE,
)


def _widgets(document: Document, rules: Rules) -> Iterator[Finding]:
    """Texts of buttons and boxes; those that follow each other are one finding."""
    page = document.tokens
    phrases = rules.derived(_phrases)
    matches = sorted(
        (i, i + len(phrase))
        for word in phrases.keys() & document.words.keys()
        for i in document.words[word]
        for phrase, alone in phrases[word]
        if page.lower[i : i + len(phrase)] == phrase and (not alone or _fills_block(document, i, i + len(phrase)))
    )
    merged: list[list[int]] = []
    for first, end in matches:
        if merged and first <= merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([first, end])
    for first, end in merged:
        if page.lower[end] in rules.words("calls"):  # "Already a member? Log in to ..."
            end = next(i for i in range(end, len(page)) if not page.lower[i] or i == end + _LONGEST_CALL)
        span = page.span(first, end - 1)
        yield rules["widget"].finding(span, text=document.text[span.start : span.end])


_LONGEST_CALL = 8  # tokens


def _phrases(rules: Rules) -> dict[str, list[tuple[list[str], bool]]]:
    """The phrases as lower-case tokens under their first one; True: only where they fill the block."""
    index: dict[str, list[tuple[list[str], bool]]] = {}
    for name in ("anywhere", "alone"):
        for phrase in rules["widget"].data[name]:
            words = tokens.words(phrase)
            index.setdefault(words[0], []).append((words, name == "alone"))
    return index


def _fills_block(document: Document, first: int, end: int) -> bool:
    lower = document.tokens.lower
    return not lower[first - 1] and (not lower[end] or (lower[end] in {":", ".", "…", ">", "»"} and not lower[end + 1]))


def _teaser(document: Document, rule: Rule) -> Iterator[Finding]:
    """The text ends in an ellipsis in the middle of a sentence."""
    if len(document.blocks) < rule.data["least_blocks"]:
        return
    last = document.blocks[-1].span
    match = _CUT.search(document.text, max(last.start, last.end - 8), last.end)
    if match:
        yield rule.finding(Span(match.start(1), match.end(1)))


_CUT = re.compile(r"[a-z,][ ](…|\[…\]|\[\.\.\.\])$")  # writers who trail off type three dots, or no blank before
