"""Verb groups that no grammar allows: two translations of one verb, or a form taken over from the source tense.

Bad:  The union will not didn't want a strike.      Good: The union will not want a strike.
Bad:  She did not went home.                        Good: What he did was right.

Closed-class lists and a table of verb forms decide, no tagger. Deliberately missed: agreement ("he go"), forms that are right in
another reading ("will" and "can" as nouns, "have" with a noun), and dialect that native writers use on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from detector.document import Document
from detector.language import verb_forms
from detector.model import Finding, Tokens
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    anchors = rules.derived(_anchors)
    for word in anchors.keys() & document.words.keys():
        for i in document.words[word]:
            for match in anchors[word]:
                yield from match(document.tokens, i, rules)


def _anchors(rules: Rules) -> dict[str, list[Callable[[Tokens, int, Rules], Iterator[Finding]]]]:
    """The word that starts each pattern, and the patterns."""
    anchors: dict[str, list[Callable[[Tokens, int, Rules], Iterator[Finding]]]] = {}
    for words, match in (
        (rules.words("modals") | rules.words("negated_modals"), _after_modal),
        (rules.words("do") | rules.words("negated_do"), _after_do),
        (frozenset({"to"}), _after_to),
        (rules.words("have"), _after_have),
        (rules.words("be"), _after_be),
        (frozenset({"more", "most"}), _after_more),
    ):
        for word in words:
            anchors.setdefault(word, []).append(match)
    return anchors


def _after_modal(tokens: Tokens, i: int, rules: Rules) -> Iterator[Finding]:
    lower = tokens.lower
    modal = lower[i]
    if tokens.text[i][0].isupper():  # Theresa May announced, Will went
        return
    if lower[i - 1] in rules.words("determiners") or lower[i - 1].endswith("'s") or tokens.glued(i):
        return  # his will left, a can opened
    last = i + 1
    if lower[last] == "not":
        last += 1
    verb = lower[last]
    if verb in rules.words("negated_do"):
        end = last + 1 if lower[last + 1] in verb_forms.table().bases else last
        fixed = f"{tokens.text[i]} not {lower[end]}" if end > last else ""
        yield rules["two-negations"].finding(tokens.span(i, end), *([fixed] if fixed else []), text=_text(tokens, i, end))
    elif verb in rules.words("modals") and verb != modal and tokens.text[last].islower():
        relative = not rules.words("clause_openers").isdisjoint(lower[max(i - 4, 0) : i])  # all who can will come
        follows = lower[last + 2] if lower[last + 1] in rules.words("adverbs") else lower[last + 1]
        if not relative and follows in verb_forms.table().bases:
            yield rules["two-modals"].finding(tokens.span(i, last), text=_text(tokens, i, last))
    elif _is_past(tokens, last, rules) and tokens.lower[last + 1] != ":":
        yield rules["modal-before-past"].finding(tokens.span(i, last), text=_text(tokens, i, last))


def _after_do(tokens: Tokens, i: int, rules: Rules) -> Iterator[Finding]:
    lower = tokens.lower
    last = i + 1
    negated = lower[i] in rules.words("negated_do")
    if lower[last] == "not":
        negated, last = True, last + 1
    if lower[last] in rules.words("negated_do") and negated and lower[i - 1] not in rules.words("modals"):
        yield rules["two-negations"].finding(tokens.span(i, last), text=_text(tokens, i, last))
    elif _is_past(tokens, last, rules) and (negated or (lower[i] == "did" and _finite(tokens, last, rules))):
        if negated or not rules.words("clause_openers") & set(lower[max(i - 6, 0) : i]):  # what he did went unnoticed
            yield rules["did-before-past"].finding(tokens.span(i, last), text=_text(tokens, i, last))


def _finite(tokens: Tokens, i: int, rules: Rules) -> bool:
    """Past for certain: "took", or a form with its object, "rebuilt it"; not "did married couples know"."""
    irregular = tokens.lower[i] in verb_forms.table().past_not_base and not tokens.lower[i].endswith("ed")
    objects = rules.words("pronouns") | rules.words("object_pronouns")
    return tokens.lower[i] in verb_forms.table().only_past or (irregular and tokens.lower[i + 1] in objects)


def _after_to(tokens: Tokens, i: int, rules: Rules) -> Iterator[Finding]:
    verb = tokens.lower[i + 1]
    if verb in verb_forms.table().only_past and verb not in rules.words("not_after_to") and _plain(tokens, i + 1):
        if tokens.lower[i - 1] not in rules.words("ends_in_to"):  # "the film she went to took hours"
            yield rules["to-before-past"].finding(tokens.span(i, i + 1), text=_text(tokens, i, i + 1))


def _after_have(tokens: Tokens, i: int, rules: Rules) -> Iterator[Finding]:
    verb = tokens.lower[i + 1]
    if verb in rules.words("never_noun") and _plain(tokens, i + 1) and not _asks(tokens, i, rules):
        yield rules["have-before-base"].finding(tokens.span(i, i + 1), text=_text(tokens, i, i + 1))
    elif verb in verb_forms.table().only_past - rules.words("have_past_allowed") and _plain(tokens, i + 1):
        subject = tokens.lower[i - 1] in rules.words("pronouns") and not tokens.lower[i - 2].isalnum()
        if subject or tokens.lower[i - 1] in rules.words("modals"):  # not "the house they had went up in flames"
            yield rules["have-before-past"].finding(tokens.span(i, i + 1), text=_text(tokens, i, i + 1))


def _after_be(tokens: Tokens, i: int, rules: Rules) -> Iterator[Finding]:
    lower = tokens.lower
    pair = f"{lower[i]} {lower[i + 1]}"
    if pair in rules.words("auxiliary_pairs") and tokens.text[i + 1].islower() and not tokens.glued(i):
        clause = lower[max(i - 8, 0) : i]
        if lower[i - 1].isalpha() and not rules.words("clause_openers") & set(clause):
            yield rules["two-auxiliaries"].finding(tokens.span(i, i + 1), text=_text(tokens, i, i + 1))


def _after_more(tokens: Tokens, i: int, rules: Rules) -> Iterator[Finding]:
    """more better, most biggest; before a noun, "more" may count ("more smaller shops")."""
    degree = rules.words("comparatives") if tokens.lower[i] == "more" else rules.words("superlatives")
    if tokens.lower[i + 1] in degree and tokens.lower[i + 2] not in {"and"} | rules.words("comparatives"):
        counted = tokens.lower[i] == "more" and tokens.lower[i - 1] in rules.words("counts")  # "two more bigger tables"
        ends = not tokens.lower[i + 2].isalpha() or tokens.lower[i + 2] in rules.words("after_comparative")
        if tokens.lower[i] == "more" and not ends and tokens.lower[i - 1] not in ("a", "an"):
            return
        if not counted and _plain(tokens, i + 1):
            yield rules["double-comparative"].finding(tokens.span(i, i + 1), tokens.text[i + 1], text=_text(tokens, i, i + 1))


def _is_past(tokens: Tokens, i: int, rules: Rules) -> bool:
    word = tokens.lower[i]
    if word not in verb_forms.table().past_not_base or word in rules.words("adjectives_in_ed"):
        return False
    return _plain(tokens, i)


def _plain(tokens: Tokens, i: int) -> bool:
    """In lower case and not the first part of a compound ("well-known", "left-wing")."""
    return tokens.text[i].islower() and not (tokens.glued(i) and tokens.lower[i + 1] in {"-", "'", "’"})


def _asks(tokens: Tokens, i: int, rules: Rules) -> bool:
    """ "Have you"-like inversion or a causative: have + person + base ("had John decide")."""
    return tokens.lower[i - 1] in rules.words("causative_before")


def _text(tokens: Tokens, first: int, last: int) -> str:
    return " ".join(tokens.text[first : last + 1])
