"""What is left of a text when only its style is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.language import style
from detector.reading import read_text


def masked(text: str) -> str:
    return " ".join(style.names()[symbol] for symbol in style.read(read_text(text).tokens.text).symbols)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferryman's decision was “surprising”.", 'the X~\'s decision was " Xing " .'),
        ("In Zagreb the old Novak Bakery closed.", "in Nn the old Nn Nn closed ."),
        ("Zagreb slept. Novak did not.", "X~ X~ . X~ did not ."),
        ("She didn’t, they don't.", "she didn't , they don't ."),
        ("On 5 May 2019 at 18:30 it cost 3.5 or 1,200, not 12a.", "on 0 may 0000 at 0:0 it cost 0.0 or 0.0 , not 0a ."),
        ("* so – it is - so…", "so - it is - so ..."),
        ("See https://example.org/here now", "see Nn now"),
        ("他 said", "X~ said"),
    ],
)
def test_words_become_classes(text: str, expected: str) -> None:
    assert masked(text) == expected


def test_how_a_text_was_typed_says_nothing() -> None:
    plain = 'She said: "It\'s late - go."\nThey went.'
    typeset = "She said: “It’s late – go.”\n\n\nThey went."
    assert masked(plain) == masked(typeset)


def test_sentences_leave_their_length() -> None:
    found = style.read(read_text("They went home early today. No.\n\n" + "very " * 30 + "late").tokens.text).sentences
    assert [style.describe(symbol) for symbol in found] == [
        "sentences of 6 to 7 words",
        "sentences of 2 to 3 words",
        "sentences of 23 to 31 words",
    ]


def test_buckets_of_symbols_and_pairs_do_not_meet() -> None:
    text = style.read(read_text("The mill by the river was sold, and the mill burned.").tokens.text).symbols
    assert max(text) < style.UNIGRAMS
    assert len(style.names()) <= style.UNIGRAMS
    pairs = style.pairs(text)
    assert len(pairs) == len(text) - 1
    assert style.UNIGRAMS <= min(pairs) <= max(pairs) < style.BUCKETS
    assert pairs[0] == pairs[9], "the same two words are the same pair"
    assert style.pairs([1, 2]) != style.pairs([2, 1])


def test_fewer_buckets_keep_symbols_apart_from_pairs() -> None:
    places = style.folded(1 << 14)
    assert len(places) == style.BUCKETS
    assert places[: style.UNIGRAMS] == tuple(range(style.UNIGRAMS))
    assert set(places[style.UNIGRAMS :]) == set(range(style.UNIGRAMS, 1 << 14))


@given(st.text(max_size=200))
def test_any_text_has_a_style(text: str) -> None:
    tokens = read_text(text).tokens.text
    symbols = style.read(tokens).symbols
    assert len(symbols) == sum(map(style.has_symbol, tokens))
    assert all(0 <= symbol < len(style.names()) for symbol in symbols)


def test_every_symbol_that_a_reader_may_meet_has_a_name() -> None:
    shown = {style.describe(number) for number in range(len(style.names()))}
    assert {"", "“also”", "words in -tion", "names", "four-digit numbers"} <= shown
    assert not any("~" in name or name.startswith("X") for name in shown)
