"""Which language a text is in. Wrong on names and short phrases, so never a reason for a finding by itself."""

from __future__ import annotations

_ENOUGH = 2000  # code points that tell a language


def languages(text: str) -> tuple[str, ...]:
    """ISO 639 codes of the languages that a text is probably in, the first one most of it; "un" where none is known."""
    import pycld2

    shown = "".join(char if char.isprintable() else " " for char in text[:_ENOUGH])  # pycld2 refuses texts with controls
    return tuple(code for _, code, _, _ in pycld2.detect(shown, bestEffort=True)[2])
