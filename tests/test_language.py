"""The analyses that detectors share: phrases, verb forms, informality."""

from __future__ import annotations

import pytest

from detector.language import verb_forms
from detector.language.phrases import Phrases
from detector.reading import read_text


def found(pattern: str, text: str) -> list[str]:
    document = read_text(text)
    matches = Phrases([(pattern, "owner")]).find(document.tokens, document.words)
    spans = {document.tokens.span(match.first, match.last) for match in matches}
    return [document.text[span.start : span.end] for span in sorted(spans)]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("make~ part of", "It makes part of it. They made part of it, making part of it.", ["makes part of", "made part of", "making part of"]),
        ("make~ part of", "It is part of it and makes parts.", []),
        ("in the (frame|scope) of", "In the frame of this, in the scope of that, in the light of it.", ["In the frame of", "in the scope of"]),
        ("in (the |)scope of", "in scope of, in the scope of", ["in scope of", "in the scope of"]),
        ("(walk|go)~ (home|to the mill) already", "He walked home already; she goes to the mill already.", ["walked home already", "goes to the mill already"]),
        ("since # years", "since 5 years, since five years, since many years, since the years", ["since 5 years", "since five years", "since many years"]),
        ("do _ a favour", "do me a favour, do, a favour, do a favour", ["do me a favour"]),
        ("at (Monday|July)", "at Monday, at July, at monday, AT Monday", ["at Monday", "at July", "AT Monday"]),
        ("(a|the) novel (of|to) the (act|law)", "a novel of the act and the novel to the law", ["a novel of the act", "the novel to the law"]),
        ("well - known the", "a well-known the", ["well-known the"]),
        ("in the town", "in the\n\ntown", []),
    ],
)  # fmt: skip
def test_phrases(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text) == expected


def test_a_phrase_needs_a_word() -> None:
    with pytest.raises(ValueError, match="spelt out"):
        Phrases([("_ #", "owner")])


def test_phrases_are_found_in_later_texts_too() -> None:
    phrases = Phrases([("make~ part of", 1), ("takes part of", 2)])
    for text, owners in (("It makes part of", [1]), ("It takes part of", [2]), ("It makes part of", [1])):
        document = read_text(text)
        assert [match.owner for match in phrases.find(document.tokens, document.words)] == owners


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("make", "make makes made making"),
        ("be", "be am is are was were been being"),
        ("go", "go goes went gone going"),
        ("carry", "carry carries carried carrying"),
        ("stop", "stop stops stopped stoped stopping stoping"),
        ("realise", "realise realises realised realising"),
    ],
)
def test_forms_of_a_verb(base: str, forms: str) -> None:
    known = verb_forms.of(base)
    assert known >= set(forms.split()) - {"stoped", "stoping"}
    assert known <= set(forms.split())


@pytest.mark.parametrize(
    "text",
    ["so i went home", "That was great!!", "we dont know", "It was late ;) you see", "Well.. it was late", "um , it was late", "It was late. and it was cold. so we went."],
)  # fmt: skip
def test_careless_texts_are_informal(text: str) -> None:
    assert read_text(text).informal


@pytest.mark.parametrize(
    "text",
    [
        "“Is it late?” I asked. It was…",
        "The war (1914-18) was over. That was all!",
        "They met during the summer. summer in 2019 was long.",  # one is a slip, or a cut sentence
        "The mill was closed. " * 200 + "That was great!!",  # one mark in 800 words
    ],
)
def test_careful_texts_are_not(text: str) -> None:
    assert not read_text(text).informal


def test_slips_of_careless_writers_say_nothing_in_their_texts() -> None:
    import detector

    doubled = "The farmers agreed to to wait for rain."
    assert [finding.rule for finding in detector.check(doubled).findings] == ["duplicated-words/function-word"]
    assert not detector.check(doubled + " That was great!!").findings
