"""Words of the original that were left where their translation belongs, in files that hold both.

Bad:  Die alte Mühle steht seit dem Frühjahr still.  => The old mill steht seit dem Frühjahr still.
Good: Sie leitet das Institut für Weinbau.           => She heads the Institut für Weinbau.

Deliberately missed: fewer than four words; names, titles and quotations; originals that are English.
"""

from __future__ import annotations

from collections.abc import Iterator

from detector.document import Document
from detector.language import identification, names, tokens
from detector.model import Block, Finding, Tokens
from detector.offsets import Span
from detector.rulebook import Rules
from detector.words import word_list


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    for block in document.blocks:
        if block.original:
            original = tokens.tokenize(block.original, (Block(Span(0, len(block.original)), "unit"),))
            here = tokens.tokenize(document.text, (block,))
            yield from _same(document, here, block.original, original, rules)


def _same(document: Document, here: Tokens, whole: str, original: Tokens, rules: Rules) -> Iterator[Finding]:
    """Runs of words that are those of the original, in a language that is not English."""
    rule = rules["original-words"]
    size = rule.data["least_words"]
    theirs = {tuple(original.text[i] for i in run[k : k + size]) for run in _runs(original) for k in range(len(run) - size + 1)}
    for run in _runs(here) if theirs else ():
        first = None
        for k in range(len(run) - size + 2):
            same = k + size <= len(run) and tuple(here.text[i] for i in run[k : k + size]) in theirs
            if same and first is None:
                first = k
            elif not same and first is not None:
                found = run[first : k + size - 1]
                span = here.span(found[0], found[-1])
                text = document.text[span.start : span.end]
                if _is_prose([here.text[i] for i in found], rules) and not _is_set_apart(document.text, span):
                    language = identification.languages(text)[0]
                    if language not in ("en", "un") and language == identification.languages(whole)[0]:
                        yield rule.finding(span, text=text, language=names.language_name(language))
                first = None


def _runs(words: Tokens) -> Iterator[list[int]]:
    """Words in a row with nothing but blanks and commas between them; the places of each run."""
    run: list[int] = []
    for i, word in enumerate(words.text):
        follows = not words.glued(i - 1) if words.text[i - 1] != "," else not words.glued(i - 1) and words.glued(i - 2)
        if word.isalpha():
            if run and not follows:
                yield run
                run = []
            run.append(i)
        elif word != "," and run:
            yield run
            run = []


def _is_prose(words: list[str], rules: Rules) -> bool:
    """Whether it is no name, title or list of them: most words are in lower case, and few are function words of English."""
    rule, small = rules["original-words"], [word for word in words if word.islower()]
    english = sum(word in rules.derived(_english) for word in small)
    long = sum(len(word) > 2 for word in small)
    enough = long > 3 or (long > 1 and len(small) * 2 > len(words))
    return enough and english <= rule.data["most_english"] * len(words)


def _is_set_apart(text: str, span: Span) -> bool:
    """Whether it stands between quotation marks or brackets."""
    return text[max(span.start - 1, 0) : span.start] in _OPENING and text[span.end : span.end + 1] in _CLOSING


_OPENING = tuple("“‘\"'«„([*_`")
_CLOSING = tuple("”’\"'»“)]*_`")


def _english(_: Rules) -> frozenset[str]:
    return frozenset(word_list("language/function-words"))
