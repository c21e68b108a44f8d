"""Phrases and sentences that come twice: decoder loops, collapsed coordinations, fragments glued together.

Bad:  Join our circle Join our circle today.      Good: It rained day after day, and day after day we waited.
Bad:  He praised the growth and growth.           Good: It grew more and more.

Deliberately missed: phrases repeated with a comma between (rhetoric), verbs and comparatives joined by "and" (emphasis), refrains
of poems and songs, single words written twice (see duplicated words).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from detector.document import Document
from detector.model import Finding, Tokens
from detector.rulebook import Rules

_LONGEST = 12  # tokens; longer copies are caught as repeated sentences


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    yield from _adjacent(document, tokens, rules)
    yield from _collapsed(document, tokens, rules)
    yield from _sentences(document, tokens, rules)
    yield from _paragraphs(tokens, rules)


def _adjacent(document: Document, tokens: Tokens, rules: Rules) -> Iterator[Finding]:
    """Loops of one word, and phrases of two and more tokens that follow each other at once."""
    if not rules.words("disfluencies").isdisjoint(document.words):
        return  # people who speak repeat themselves
    for before, end in itertools.pairwise(tokens.breaks):
        for first, size, copies in _repeats(tokens.lower, before + 1, end):
            second = first + size
            phrase = document.text[tokens.start[first] : tokens.end[second - 1]]
            if size > 1 and "\n" in document.text[tokens.end[second - 1] : tokens.start[second]]:
                continue  # the end of a title and the start of the text
            rule = _phrase_rule(tokens, first, size, copies, rules)
            if rule:
                yield rules[rule].finding(tokens.span(first, first + copies * size - 1), phrase, phrase=phrase)


def _repeats(lower: list[str], start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Runs of tokens of one block that follow each other at once: where the first begins, how long one is, how many there are."""
    pairs = list(itertools.pairwise(lower[start:end]))
    if len(set(pairs)) == len(pairs):  # most blocks: in a repetition at least one pair comes twice
        return
    last: dict[tuple[str, str], int] = {}
    done = start  # tokens before this one were compared already, which keeps the work linear
    for i, pair in enumerate(pairs, start):
        before = last.get(pair, -_LONGEST - 1)
        last[pair] = i
        size = i - before
        if size > _LONGEST or before < done or lower[before:i] != lower[i : i + size]:
            continue
        done = i + size
        while lower[done : done + size] == lower[before:i]:
            done += size
        yield before, size, (done - before) // size


def _phrase_rule(tokens: Tokens, first: int, size: int, copies: int, rules: Rules) -> str | None:
    phrase = tokens.lower[first : first + size]
    words = [word for word in phrase if word[:1].isalnum()]
    if size == 1:
        return "loop" if words and _is_loop(tokens, first, copies, rules) else None
    if len(words) < size:  # with punctuation inside, only what is one word on the page: "Covid-19 Covid-19"
        whole = all(map(tokens.glued, range(first, first + size - 1))) and not tokens.glued(first + size - 1)
        return "phrase" if whole and len(words) > 1 and phrase[-1] == words[-1] and words[0].isalpha() else None
    if rules.words("interjections") >= set(words) or "".join(words).isdigit():
        return None
    if size == 2 and (rules.words("between") | rules.words("repeatable")) & set(words):
        return None  # "from time to time to ...", "on and on and"
    if copies > 2:
        return "loop"
    return "phrase" if len("".join(words)) > 3 else None


def _is_loop(tokens: Tokens, first: int, copies: int, rules: Rules) -> bool:
    """Three function words or four of any kind: emphasis repeats an adjective or a verb three times, seldom more."""
    word, after = tokens.lower[first], tokens.lower[first + copies]
    if word in rules.words("interjections"):
        return False
    if word[0].isdigit():
        return copies > 3 and after in {".", ","}
    return copies > 3 or (copies == 3 and word in rules.words("function_words"))


def _collapsed(document: Document, tokens: Tokens, rules: Rules) -> Iterator[Finding]:
    """ "growth and growth": two words of the source fell into one."""
    lower, text = tokens.lower, tokens.text
    keep = rules.words("coordinated")
    for link in ("and", "or"):
        for i in document.words.get(link, ()):
            word = lower[i - 1]
            if word != lower[i + 1] or len(word) < 4 or word in keep or not word.isalpha():
                continue
            if not (text[i - 1].islower() and text[i + 1].islower()) or tokens.glued(i - 1) or tokens.glued(i):
                continue
            if word.endswith(("er", "ed", "ing")) or lower[i + 2] in {link, "-"} or lower[i - 2] in {link, "-"}:
                continue
            yield rules["collapsed-coordination"].finding(tokens.span(i - 1, i + 1), text[i - 1], word=text[i - 1], link=link)


def _sentences(document: Document, tokens: Tokens, rules: Rules) -> Iterator[Finding]:
    """Sentences that stand in the document already; cut at full stops, which is enough to compare them."""
    adjacent, anywhere = rules["adjacent-sentence"].data["min_words"], rules["sentence"].data["min_words"]
    lower, titles = tokens.lower, rules.words("titles")
    stops = (i for i in document.words.get(".", ()) if lower[i - 1] not in titles)
    ends = sorted([*tokens.breaks, *stops, *itertools.chain.from_iterable(document.words.get(mark, ()) for mark in "!?…")])
    seen: dict[tuple[str, ...], int] = {}
    previous: tuple[str, ...] = ()
    for before, end in itertools.pairwise(ends):
        start = before + 1
        sentence = tuple(lower[start:end])
        if lower[end] and sentence == previous and len(sentence) >= adjacent:
            yield rules["adjacent-sentence"].finding(tokens.span(start, end), "")
        elif lower[end] and len(sentence) >= anywhere:
            if sentence in seen:
                yield rules["sentence"].finding(
                    tokens.span(start, end), "", related=(tokens.span(seen[sentence], seen[sentence]),)
                )
            seen.setdefault(sentence, start)
        previous = sentence or previous


def _paragraphs(tokens: Tokens, rules: Rules) -> Iterator[Finding]:
    """Whole blocks that stand in the document already."""
    shortest = rules["paragraph"].data["min_words"]
    seen: set[tuple[str, ...]] = set()
    for before, end in itertools.pairwise(tokens.breaks):
        if end - before > shortest:
            paragraph = tuple(tokens.lower[before + 1 : end])
            if paragraph in seen:
                yield rules["paragraph"].finding(tokens.span(before + 1, end - 1), "")
            seen.add(paragraph)
