"""What stayed in another language or in the machinery: other scripts, foreign letters, words and marks, placeholders, mojibake.

Bad:  The film opens in 上海 next week，the studio said.     Good: Higuchi Ichiyō (樋口 一葉) was a writer.
Bad:  He lives in the <unk> district.                      Good: a café in São Paulo

Brackets, quotation marks and the name before it make foreign text deliberate. Deliberately missed: single foreign words that look
like English ones, and names; telling those apart takes the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from detector.document import Document
from detector.language import frequency, identification, names
from detector.model import Finding, Tokens
from detector.offsets import Span
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    text = document.text
    odd = [word for word in document.words if not word.isascii()]
    if odd:  # they are few: what none of them has need not be looked for in the text
        letters = "".join(odd)
        if letters and max(letters) >= "\u0370" and _patterns().letter.search(letters):
            yield from _scripts(document, rules)
        if _FOREIGN_MARK.search(letters):
            yield from _marks(document, rules)
        yield from _letters(document, odd, rules)
        if _MOJIBAKE_LETTER.search(letters):
            yield from _mojibake(document, rules)
    for match in _PLACEHOLDER.finditer(text):
        yield rules["placeholder"].finding(Span(*match.span()), text=match[0])
    if "``" in text or ",," in text:
        yield from _typewriter_quotes(document, rules)
    yield from _starred(document, rules)
    yield from _foreign_runs(document, rules)


# Cyrillic, Hebrew, Arabic, Indic, Thai, kana, Han, Hangul; Greek from three letters on, since single ones are symbols.
_RANGES = r"\u0400-\u052f\u0590-\u05ff\u0620-\u06ff\u0900-\u0e5b\u10a0-\u10ff\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_SCRIPT, _GREEK = rf"[{_RANGES}]", r"[\u0370-\u03ff\u1f00-\u1fff]"


class _Scripts(NamedTuple):
    letter: re.Pattern[str]  # in lower case
    run: re.Pattern[str]
    neighbour: re.Pattern[str]  # a list of characters; degrees Celsius with a Cyrillic letter


@cache
def _patterns() -> _Scripts:
    """Compiled on demand: sets of thousands of characters take longer to compile than a page takes to check."""
    return _Scripts(
        re.compile(rf"{_SCRIPT}|{_GREEK}|[\u2d00-\u2d2f]"),  # the last are Georgian capitals in lower case
        re.compile(  # one set first, which the regex engine then finds fast
            rf"[{_RANGES}{_GREEK[1:]}(?:(?<={_SCRIPT}){_SCRIPT}*(?:[ ・]{_SCRIPT}+)*|(?<={_GREEK}){_GREEK}{{2,}})"
        ),
        re.compile(rf"{_SCRIPT}[,、] ?{_SCRIPT}|°"),
    )


_LOOKALIKE = re.compile(r"(?<=[A-Za-z])[\u0400-\u045f]|[\u0400-\u045f](?=[A-Za-z])")


def _scripts(document: Document, rules: Rules) -> Iterator[Finding]:
    text = document.text
    for match in _patterns().run.finditer(text):
        start, end = match.span()
        if _LOOKALIKE.search(text, max(start - 1, 0), end + 1) and end - start < 3:
            word = _word_around(text, start, end)
            yield rules["mixed-scripts"].finding(word, text=text[word.start : word.end])
        elif (
            not _set_apart(document, start, end)
            and not _after_name(text, start, end)
            and not _patterns().neighbour.search(text, start - 3, end + 3)
        ):
            yield rules["other-script"].finding(Span(start, end), text=match[0])


_NEAR = 20  # characters from an opening bracket within which foreign text is the gloss that the bracket is for
_OPENING = "([“‘«\"'/=：:„「『【《（*_"


def _set_apart(document: Document, start: int, end: int) -> bool:
    """Right after a bracket, quotation mark or colon, in italics, one of two writings ("a/b"), or a gloss in brackets."""
    text = document.text
    before, after = text[max(start - _NEAR, 0) : start], text[end : end + 2].lstrip()
    if (before.strip() and before.rstrip()[-1] in _OPENING) or after[:1] in ("/", "=", "(", "["):
        return True
    if any(before.rfind(opening) > before.rfind(closing) for opening, closing in ("()", "[]", "（）")):
        return True
    first, last = document.offsets.to_source(Span(start, end))
    source = document.source
    return bool(_ITALICS_OPEN.search(source[max(first - 80, 0) : first]) and _ITALICS_CLOSE.match(source[last : last + 80]))


# Emphasis marks, which the text of a Markdown document no longer has.
_ITALICS_OPEN = re.compile(r"(?:^|[\s(“‘\"'])[*_]{1,3}(?=\S)[^*_\n]*$|(?:^|[\s(])[*_]{1,3}$")
_ITALICS_CLOSE = re.compile(r"[^*_\n]*[*_]")
_FULL_NAME_BEFORE = re.compile(r"[A-Z][\w'’-]+ [A-Z][\w'’-]+ $")


def _after_name(text: str, start: int, end: int) -> bool:
    """Whether a full name stands before and a mark after: the native writing of the name, in apposition."""
    after = text[end : end + 2].lstrip()
    return (not after or not after[0].isalnum()) and bool(_FULL_NAME_BEFORE.search(text[max(start - 60, 0) : start]))


def _word_around(text: str, start: int, end: int) -> Span:
    first, last = max(start - _LONGEST_WORD, 0), min(end + _LONGEST_WORD, len(text))
    while start > first and text[start - 1].isalnum():
        start -= 1
    while end < last and text[end].isalnum():
        end += 1
    return Span(start, end)


_LONGEST_WORD = 50  # code points on either side; text without blanks may go on for ever


def _marks(document: Document, rules: Rules) -> Iterator[Finding]:
    """Punctuation of other languages beside English words."""
    text = document.text
    for key, pattern in (("full-width-mark", _FULL_WIDTH), ("foreign-quotes", _FOREIGN_QUOTES), ("inverted-mark", _INVERTED)):
        write = rules[key].data["write"]
        for match in pattern.finditer(text):
            around = text[max(match.start() - 2, 0) : match.start()] + text[match.end() : match.end() + 2]
            if any(char.isascii() and char.isalnum() for char in around) and not _patterns().run.search(around):
                right = [write[match[0]]] if match[0] in write else []
                yield rules[key].finding(Span(*match.span()), *right, text=match[0])


_FULL_WIDTH = re.compile(r"[，。、；：？！（）【】《》〈〉「」『』〔〕～％＋－／［］]")
_FOREIGN_MARK = re.compile(_FULL_WIDTH.pattern[:-1] + "«»„‹›‚¿¡]")
_FOREIGN_QUOTES = re.compile(r"[«»„‹›‚](?:(?<!‚)|(?=\w))")
_INVERTED = re.compile(r"[¿¡](?=[A-Za-z])")
_TYPEWRITER = re.compile(r"(?:``|(?<![\w,]),,)(?=[A-Za-z])")


def _typewriter_quotes(document: Document, rules: Rules) -> Iterator[Finding]:
    """``so'' and ,,so": the mark that opens; '' alone is a slip for a double quote, or inches."""
    for match in _TYPEWRITER.finditer(document.text):
        yield rules["foreign-quotes"].finding(Span(*match.span()), '"', text=match[0])


_FOREIGN_LETTER = re.compile(r"[ß-öø-ſșțəńǎ-ǜ]")


def _letters(document: Document, odd: Iterable[str], rules: Rules) -> Iterator[Finding]:
    """Lower-case words with letters that English lacks, unless English has the word, it is set apart or part of a name."""
    rule, tokens = rules["foreign-letters"], document.tokens
    for word in filter(_FOREIGN_LETTER.search, odd):
        if len(word) < rule.data["least_letters"] or not word.isalpha() or frequency.zipf(word) >= rule.data["most_zipf"]:
            continue
        for i in document.words[word]:
            joined = (tokens.glued(i) and tokens.text[i + 1] in _JOINING) or (
                tokens.glued(i - 1) and tokens.text[i - 1] in _JOINING
            )
            if tokens.text[i].islower() and not joined and not _named_or_glossed(tokens, i, rules):
                if not _set_apart(document, tokens.start[i], tokens.end[i]):
                    yield rule.finding(tokens.span(i, i), text=word)


def _named_or_glossed(tokens: Tokens, i: int, rules: Rules) -> bool:
    """Part of a name ("Centro de investigación"), or a word that is talked about ("the verb vajag (must)")."""
    before, after = tokens.text[i - 1], tokens.text[i + 1]
    if after in _GLOSS or after == "" or tokens.lower[i - 1] in rules.words("mentions"):
        return True
    if any(other[:1].isupper() and not other.isascii() for other in (before, after)):
        return True
    first = i - 2 if tokens.lower[i - 1] in rules.words("particles") else i - 1
    return tokens.text[first][:1].isupper() and tokens.lower[first - 1] not in {".", ""}


_GLOSS = frozenset("(‘“\"'=")
_JOINING = frozenset("@#/.-_'’")
# What UTF-8 looks like when it is read as Windows-1252: a letter that English lacks and a mark that no word has inside.
_MOJIBAKE_LETTER = re.compile("[ãâðñå\ufffd]")  # in lower case
_SUSPICIOUS = re.compile(r"[ÃÂâÐÑÅ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


def _mojibake(document: Document, rules: Rules) -> Iterator[Finding]:
    text, last = document.text, 0
    for match in _SUSPICIOUS.finditer(text):
        start, end = match.span()
        if start < last:
            continue
        while start and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
        last = end
        if right := _repaired(text[start:end]):
            yield rules["mojibake"].finding(Span(start, end), right, text=text[start:end])
    for match in re.finditer("\ufffd+", text):
        yield rules["mojibake"].finding(Span(*match.span()), text=match[0])


@lru_cache(1 << 10)
def _repaired(text: str) -> str:
    """What mojibake was before; empty if it is none."""
    from ftfy import badness, fix_encoding

    return fix_encoding(text) if badness.is_bad(text) else ""


# It starts with the characters that are rare, which the regex engine then finds fast.
_PLACEHOLDER = re.compile(
    r"""
    [<⁇▁@&{%_]
    (?: (?<=<)(?: (?:unk|url)> | /?(?:b|i|br|em|strong|span|p|div|font)/?> )
      | (?<=⁇)
      | (?<=▁)▁*
      | (?<=[a-z]@)@(?=\s)
      | (?<=[ ]@)-@(?=[ ])
      | (?<=&)(?: (?:amp;)+\#?\w{2,6}; | (?:quot|apos|lt|gt|nbsp|amp|\#\d{2,5}); )
      | (?<=\s\{)\d\}(?=[\s.,])
      | (?<=\s%)(?:\d\$)?[sd](?=[\s.,])
      | (?<!\w_)(?<=_)_[A-Z][A-Z_\d]*__(?!\w)
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def _starred(document: Document, rules: Rules) -> Iterator[Finding]:
    """*word: rule-based engines put a star before a word that their dictionary lacks."""
    rule, tokens = rules["engine-mark"], document.tokens
    stars = [
        i
        for i in document.words.get("*", ())
        if tokens.glued(i)
        and not tokens.glued(i - 1)
        and tokens.text[i + 1].isalpha()
        and tokens.lower[i - 1] not in {"", "*", "."}
        if not any(
            tokens.lower[k] == "*" and tokens.glued(k - 1) for k in range(i + 2, min(i + rule.data["emphasis"], len(tokens)))
        )
    ]
    if len(stars) >= rule.data["least"]:
        for i in stars:
            yield rule.finding(tokens.span(i, i + 1), tokens.text[i + 1], text=tokens.text[i + 1])


def _foreign_runs(document: Document, rules: Rules) -> Iterator[Finding]:
    """Runs of foreign words with three function words of one language and no English one, which pycld2 calls foreign too."""
    tokens = document.tokens
    for language, words in rules.derived(_function_words).items():
        here = words & document.words.keys()
        if len(here) < 2:
            continue
        places = sorted(i for word in here for i in document.words[word] if tokens.text[i].islower())
        last = -1
        for k, first in enumerate(places[:-2]):
            if first <= last or places[k + 2] - first > rules["foreign-words"].data["reach"]:
                continue
            last = _run_end(places, k, rules)
            run = tokens.lower[first : last + 1]
            if rules.words("english").isdisjoint(run) and not _set_apart(document, tokens.start[first], tokens.end[last]):
                text = document.text[tokens.start[first] : tokens.end[last]]
                if "" not in run and _is_written_in(language, text):
                    yield rules["foreign-words"].finding(
                        tokens.span(first, last), text=text, language=names.language_name(language)
                    )


def _run_end(places: list[int], k: int, rules: Rules) -> int:
    """The last function word that is within reach of the one before."""
    end = k + 2
    while end + 1 < len(places) and places[end + 1] - places[end] <= rules["foreign-words"].data["step"]:
        end += 1
    return places[end]


def _function_words(rules: Rules) -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in rules.data["function_words"].items()}


def _is_written_in(language: str, text: str) -> bool:
    """Whether pycld2 agrees. It alone would take names for languages, so it is only asked about runs of function words."""
    return language in identification.languages(text)
