"""Parts of the page that a scraper took for the article: captions, credits, buttons, teasers.

Bad:  Image: Ann Lee via Sunview Pictures Researchers say ...      Good: The picture by Ann Lee shows the harbour.
Bad:  Already a member? Log in to stop seeing this                 Good: He is already a member of the club.

Deliberately missed: headings of boxes that could be headings of the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.document import Document
from detector.model import Block, Finding, Rule
from detector.offsets import Span
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    captions, widgets = rules.derived(_captions), rules.derived(_widgets)
    for block in document.blocks:
        if block.kind != "heading":
            yield from _caption(document, block, captions, rules)
    lowered = document.text.lower()
    if len(lowered) == len(document.text):  # else some letter changes length, and positions with it
        for phrase, whole in widgets.items():
            yield from _widget(document, lowered, phrase, whole, rules["widget"])
    yield from _teaser(document, rules["teaser"])


def _captions(rules: Rules) -> re.Pattern[str]:
    labels = "|".join(map(re.escape, sorted(rules.words("caption_labels"))))
    return re.compile(rf"(?:{labels})(?: (?:[Cc]redit|[Ss]ource|[Bb]y))?: ?")


def _widgets(rules: Rules) -> dict[str, bool]:
    """Phrases of buttons and boxes in lower case; True: only where they fill the block."""
    anywhere, alone = rules["widget"].data["anywhere"], rules["widget"].data["alone"]
    return dict.fromkeys(anywhere, False) | dict.fromkeys(alone, True)


def _caption(document: Document, block: Block, labels: re.Pattern[str], rules: Rules) -> Iterator[Finding]:
    text = document.text
    match = labels.match(text, block.span.start, block.span.end)
    if not match:
        return
    credit = _CREDIT.match(text, match.end(), block.span.end)
    if credit:
        end = credit.start(1) if credit.group(1) else credit.end()
        yield rules["credit"].finding(Span(match.start(), len(text[:end].rstrip())))
    elif text[match.start() : match.end()].startswith("File"):
        yield rules["caption"].finding(Span(match.start(), len(text[: match.end()].rstrip())))


# A name, an agency, and what follows in the same block: "Artist Name via Agency Pictures Researchers say".
_CREDIT = re.compile(
    r"""
    [A-Z][\w.’'-]+ (?:[ ][A-Z][\w.’'-]+){0,3}                 # Artist Name
    (?: [ ]?/[ ]?[A-Z][\w.’'-]+ | [ ]via[ ][A-Z]\w+ (?:[ ](?:Images|Pictures|Photos|Press|Agency|News|Commons|Stock))? )+
    (?: [ ](?=([A-Z][a-z]+[ ][a-z])) | [ ]*$ | [ ]*(?=\n) )?
    """,
    re.VERBOSE,
)


def _widget(document: Document, lowered: str, phrase: str, alone: bool, rule: Rule) -> Iterator[Finding]:
    start = lowered.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        block = document.block_at(start)
        fills = start == block.span.start and end >= block.span.end - 1
        bounded = not lowered[end : end + 1].isalnum() and not lowered[start - 1 : start].isalnum()
        if bounded and (fills if alone else True):
            yield rule.finding(Span(start, end), text=document.text[start:end])
        start = lowered.find(phrase, end)


def _teaser(document: Document, rule: Rule) -> Iterator[Finding]:
    """The text ends in an ellipsis in the middle of a sentence."""
    if len(document.blocks) < rule.data["least_blocks"]:
        return
    last = document.blocks[-1].span
    match = _CUT.search(document.text, max(last.start, last.end - 8), last.end)
    if match:
        yield rule.finding(Span(match.start(1), match.end(1)))


_CUT = re.compile(r"[a-z,][ ](…|\.\.\.|\[…\]|\[\.\.\.\])$")  # the blank before it tells it from a pause for effect
