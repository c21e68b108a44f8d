"""The verdict on whole texts: what counts, what does not, and what it says of itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detector
from detector import Settings, scoring, verdict
from detector.engine import Linter
from detector.language import style
from detector.language.names import language_name
from detector.model import PRIOR, Finding, Verdict
from detector.offsets import Span
from detector.reading import read_text
from detector.registry import rules
from detector.reports import full
from detector.results import Run
from detector.verdict import model, source
from detector.words import folder, word_list

ARTICLES = Path(__file__).parent / "articles"
CLEAN = (Path(__file__).parent / "clean" / "history-essay.md").read_text(encoding="utf-8")
LINTER = Linter()


def judged(source_text: str, name: str = "a.txt") -> Verdict:
    return LINTER.report(read_text(source_text, name)).verdict


def probability(text: str, name: str = "a.txt") -> float:
    found = judged(text, name).probability
    assert found is not None
    return found


def counted(text: str) -> model.Counts:
    document = read_text(text)
    return verdict.counted(document, LINTER.evidence(document))


@pytest.mark.parametrize(
    "article", ["calques", "mistranslated_names", "missing_words", "quotation", "truncation", "garbled_verbs"]
)
def test_a_garbled_article_is_near_one(article: str) -> None:
    assert probability((ARTICLES / f"{article}.md").read_text(encoding="utf-8"), "a.md") > 0.9


def test_no_clean_native_article_is_near_one() -> None:
    for file in (ARTICLES.parent / "clean").iterdir():
        assert probability(file.read_text(encoding="utf-8"), file.name) < 0.8, file.name


def test_findings_raise_it_and_repeating_one_does_not_raise_it_for_ever() -> None:
    garble = "In the night to Sunday he makes part of the crew. "
    once, often = probability(f"{CLEAN}\n\n{garble}"), probability(f"{CLEAN}\n\n{garble * 3}")
    assert probability(CLEAN) < once < often
    one = model.Counts({}, 600, 600, {("calques/de/night-to", "de"): 1})
    ten = model.Counts({}, 600, 600, {("calques/de/night-to", "de"): 10})
    assert sum(model.evidence(ten).values()) == pytest.approx(3 * sum(model.evidence(one).values()))


@pytest.mark.parametrize("words", [0, 1, 99])
def test_too_short_for_a_verdict(words: int) -> None:
    assert judged("so " * words) == Verdict(words=words)


def test_no_verdict_on_what_is_not_english_prose() -> None:
    french = "Le maire a déclaré que la ville ne pouvait plus attendre et que les travaux commenceraient au printemps. "
    names = "Anna Kovar, Peter Lund, Maria Rossi, Jan Novak, Olga Petrova, "
    assert judged(french * 12).probability is None
    assert judged(names * 30).probability is None


def test_it_does_not_depend_on_what_a_run_chooses_to_see() -> None:
    text = (ARTICLES / "calques.md").read_text(encoding="utf-8")
    chosen = [
        Settings(),
        Settings(select=("quotation",)),
        Settings(ignore=("ALL",)),
        Settings(select=("ALL",), min_confidence=0),
    ]
    verdicts = {Linter(each).check(text).verdict for each in chosen}
    assert len(verdicts) == 1
    assert Linter(Settings(verdict=False)).check(text).verdict == Verdict()


def test_quotations_and_the_page_around_a_text_do_not_count() -> None:
    bare = judged(CLEAN, "a.md")
    garbled = (ARTICLES / "calques.md").read_text(encoding="utf-8").split("\n\n")[2].replace("\n", " ")
    assert judged(f"{CLEAN}\n\n> {garbled}\n", "a.md") == bare
    passage = "“" + "the reporter learned from the plant that it makes part of it " * 5 + "”"
    assert judged(f"{CLEAN}\n\n{passage}\n", "a.md").words == bare.words
    table = "| a | b |\n|---|---|\n" + "| makes part of the crew | in the night to Sunday |\n" * 20
    assert judged(f"{CLEAN}\n\n{table}", "a.md") == bare
    page = "\n\nAlready a member? Sign in here.\n"
    assert any(f.rule.startswith("page-residue/") for f in detector.check(CLEAN + page).findings)
    assert judged(CLEAN + page).words < len((CLEAN + page).split())


def test_what_people_are_quoted_to_have_said_counts() -> None:
    assert judged(f"{CLEAN}\n\n“It was late,” she said.\n").words == judged(CLEAN).words + 5


def test_a_long_text_is_read_in_sections() -> None:
    rotten = (ARTICLES / "missing_words.md").read_text(encoding="utf-8")
    text = f"{CLEAN}\n\n{CLEAN}\n\n{rotten}\n\n{rotten}\n\n{CLEAN}\n"
    found = judged(text, "a.md")
    assert len(found.sections) >= 4
    assert sum(section.words for section in found.sections) == found.words
    worst = found.most_suspicious
    assert worst is not None
    assert rotten[:40] in text[worst.span.start - 2000 : worst.span.end]
    assert text.count("\n", 0, worst.span.start) + 1 == worst.lines[0] <= worst.lines[1]
    starts = [section.span.start for section in found.sections]
    assert starts == sorted(starts)
    assert all(a.span.end <= b.span.start for a, b in zip(found.sections, found.sections[1:], strict=False))
    assert not judged(CLEAN).sections


class Looked(list[Finding]):
    """Counts how often somebody looks at a finding."""

    looks = 0

    def __iter__(self) -> Iterator[Finding]:
        for finding in super().__iter__():
            self.looks += 1
            yield finding

    def __getitem__(self, index: Any) -> Any:
        found = super().__getitem__(index)
        self.looks += len(found) if isinstance(index, slice) else 1
        return found


def test_findings_of_a_long_text_are_not_looked_through_for_each_section() -> None:
    document = read_text("They agreed to to wait. It is a the end of the long and windy road to town. " * 1000)
    findings = Looked(LINTER.evidence(document))
    assert len(verdict.judge(document, findings).sections) > 40
    assert len(findings) == 2000
    assert findings.looks < 10 * len(findings)


def test_one_endless_paragraph_has_sections_too() -> None:
    found = judged("the mill was sold to the town and then it was closed for good " * 400)
    assert len(found.sections) > 5
    assert max(section.words for section in found.sections) < 1000


def test_probability_is_a_share_of_odds_between_the_lengths() -> None:
    first, middle, last = model.slopes(100), model.slopes(400), model.slopes(5000)
    assert model.slopes(50) == first
    assert model.slopes(600) == last
    low, high = model.slopes(300), model.slopes(600)
    share = math.log(400 / 300) / math.log(2)
    assert middle == pytest.approx([a + share * (b - a) for a, b in zip(low, high, strict=True)])
    assert all(slope > 0 for length in (100, 300, 600) for slope in model.slopes(length)[1:])


def test_lifts_lean_on_the_detector_and_are_never_below_nothing() -> None:
    words = {"mt": 1_000_000, "spun": 100_000, "edited": 50_000, "unedited": 50_000}
    none = {"mt": 0, "spun": 0, "edited": 0, "unedited": 0}
    table = {
        "words": words,
        "rules": {"a/often": none | {"mt": 500}, "a/once": none | {"mt": 1}, "b/native": none | {"mt": 10, "edited": 40}},
    }
    lifts = model.log_lifts(table)
    assert lifts["a/often"] > lifts["a/once"] > 0
    assert lifts["b/native"] == lifts["b"] == 0.0
    assert lifts["a"] > lifts[""] > lifts["b"]
    spun = model.log_lifts(table | {"rules": {"a/often": none | {"mt": 500, "spun": 5000}}})
    assert spun["a/often"] > lifts["a/often"], "what spun text has counts"


def test_every_rule_on_by_default_has_a_lift() -> None:
    document = read_text("so")
    every = [Finding(rule.id, Span(0, 2), "", "") for rule in rules().values() if rule.default]
    said = model.evidence(model.counts([model.stretch(document.tokens.text, 1, every)]))
    assert said.keys() == {finding.rule for finding in every}
    assert all(0 <= lift < 3 * 12 for lift in said.values())


@given(
    pieces=st.lists(
        st.one_of(st.text(max_size=12), st.sampled_from(["the", "of", "“", "”", '"', "> ", "| a |", "\n\n", "to to", "said."])),
        max_size=30,
    ),
    name=st.sampled_from(["a.txt", "a.md"]),
)
@settings(max_examples=150, deadline=None)
def test_any_text_gets_a_verdict_that_makes_sense(pieces: list[str], name: str) -> None:
    text = " ".join(["It was the end of the road for the mill, and nobody in the town was surprised by it. ", *pieces]) * 12
    found = judged(text, name)
    assert found.probability is None or 0 < found.probability < 1
    assert 0 <= found.margin <= 1
    assert found.words <= 1.1 * len(text.split()), "a word that is cut in two counts twice"
    for section in found.sections:
        assert 0 <= section.span.start < section.span.end <= len(text)
        assert 0 < section.probability < 1
    full.render(Run((LINTER.report(read_text(text, name)),), (), 0, "0", "0", {}), color=False, width=80)


# ---- signs ---------------------------------------------------------------------------------------------------------------------


def test_signs_are_words_from_the_text() -> None:
    text = (ARTICLES / "calques.md").read_text(encoding="utf-8")
    signs = judged(text, "a.md").signs
    assert len(signs) == 5
    assert signs[0].text.startswith("calques: “")
    calques = [f for f in LINTER.evidence(read_text(text, "a.md")) if f.rule.startswith("calques/")]
    assert signs[0].text.endswith(f"” and {len(calques) - 1} more")
    assert [sign.weight for sign in signs] == sorted((sign.weight for sign in signs), reverse=True)
    for sign in signs:
        example = sign.text.split("“", 1)[1].split("”", 1)[0].rstrip("…")
        assert example in " ".join(text.split()), sign.text


def test_signs_are_given_where_there_is_something_to_explain() -> None:
    for file in (ARTICLES.parent / "clean").iterdir():
        found = judged(file.read_text(encoding="utf-8"), file.name)
        assert found.probability is not None
        assert bool(found.signs) == (found.probability > PRIOR), file.name


def test_words_that_were_lost_are_counted() -> None:
    text = (ARTICLES / "missing_words.md").read_text(encoding="utf-8")
    assert any(sign.text.startswith("missing words: ") for sign in judged(text, "a.md").signs)


# ---- source languages ----------------------------------------------------------------------------------------------------------


def test_findings_name_languages_that_the_style_model_does_not_know() -> None:
    scores = {"de": 1.0, "ru": 0.0, "uk": 0.0}
    lifts = {"": [2.0, 1.0], "calques": [3.0, 1.5]}
    counts = model.Counts({}, 600, 600, {("calques/fr/x", "fr"): 2, ("residue/x", "ru"): 1})
    found = source.with_findings(scores, counts, lifts)
    assert found == {"de": 1.0, "ru": 2.0, "uk": 1.0, "fr": pytest.approx(1 / 3 + 6.0)}
    named = source.decide(found, {"family": 0.1, "language": 0.1})
    assert (named.family, named.language) == ("Romance", "fr")


def test_a_small_margin_is_unknown() -> None:
    scores = {"ru": 1.0, "uk": 0.99, "de": 0.9}
    named = source.decide(scores, {"family": 0.1, "language": 0.1})
    assert (named.family, named.language) == ("Slavic", None)
    assert 0 < named.margin < 0.1
    assert source.decide(scores, {"family": 0.9, "language": 0.0}).family is None


def test_every_language_has_a_name_and_a_family() -> None:
    families = dict(line.split(" ", 1) for line in word_list("language/families"))
    languages = {rule.language for rule in rules().values() if rule.language} | set(model.trained().languages)
    assert languages <= families.keys()
    assert set(families.values()) == {"Germanic", "Romance", "Slavic", "East Asian", "Semitic", "other"}
    assert all(language_name(code) != code for code in families)


# ---- the model that is shipped -------------------------------------------------------------------------------------------------


def test_the_model_is_small_and_whole() -> None:
    files = [folder() / "verdict.json", folder() / "verdict.bin", folder() / "language" / "style-words.txt"]
    assert sum(file.stat().st_size for file in files) <= 256 * 1024
    trained = model.trained()
    assert len(trained.weights) == style.BUCKETS
    assert {len(weights) for weights in trained.languages.values()} == {trained.table["source"]["buckets"]}
    assert len(trained.table["calibration"]) == len(model.LENGTHS)
    assert any(trained.weights[: style.UNIGRAMS])
    assert not any(trained.weights[len(style.names()) : style.UNIGRAMS]), "a symbol that training knew is gone; train again"


def test_the_verdict_uses_the_lifts_that_are_shipped() -> None:
    counts = counted("The crew makes part of the fleet.")
    assert model.evidence(counts) == model.evidence(counts, model.log_lifts(scoring.calibration()))
    assert max(model.evidence(counts).values()) > 1
