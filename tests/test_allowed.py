"""Allowed names and terms, with their possessives and inflections."""

from __future__ import annotations

import pytest

from detector.config import Settings
from detector.engine import Linter

PALACE = "Aides at the Elysium Palace said no."


def found(text: str, *allow: str) -> list[str]:
    linter = Linter(Settings(allow=allow, verdict=False))
    return [finding.rule for finding in linter.check(text).findings]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        (PALACE, "Elysium"),  # a name within what is found
        (PALACE, "Elysium Palace"),
        (PALACE.replace("Elysium Palace", "Elysium Palace’s wall"), "Elysium Palace"),
        (PALACE.replace("Elysium", "ELYSIUM"), "Elysium"),
        ("They agreed to to wait.", "to to"),
        ("They agreed To To wait.", "agreed to to"),  # lower case means any case
        ("The hut makes part of the estate.", "make part of"),
        ("The hut is making part of the estate.", "make part of"),
    ],
)
def test_a_term_answers_a_finding(text: str, term: str) -> None:
    assert found(text, term) == []


@pytest.mark.parametrize(
    ("text", "term"),
    [
        (PALACE, "Palace Hotel"),
        (PALACE, "elysiumb"),
        ("She ate a apple.", "apple"),
        ("They agreed to to wait.", "agreed"),  # beside what is found
        ("They agreed to to wait.", "to"),  # a part of what is found, which is not about a name
        ("They agreed to to wait.", "TO TO"),  # capitals mean themselves
        ("They agreed to to wait.", "—"),
    ],
)
def test_another_does_not(text: str, term: str) -> None:
    assert found(text) != []
    assert found(text, term) == found(text)


def test_many_terms_cost_only_where_their_words_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    from detector import allowed

    tried: list[str] = []
    pattern = allowed._pattern
    monkeypatch.setattr(allowed, "_pattern", lambda term: tried.append(term) or pattern(term))
    assert found(PALACE, *(f"Name{n} Hall" for n in range(5000)), "Elysium") == []
    assert set(tried) == {"Elysium"}
