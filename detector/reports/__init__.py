"""One module a report: `render(run, ...)` gives text and knows nothing of files, exit codes or other reports."""

from __future__ import annotations

import math

_CONTROLS = dict.fromkeys(
    [*range(32), *range(127, 160), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\N{REPLACEMENT CHARACTER}"
)


def printable(text: str) -> str:
    """One line without control characters, so that no article can move the cursor or turn the text of a terminal around."""
    return text.replace("\t", " ").replace("\r\n", " ").replace("\n", " ").translate(_CONTROLS)


def share(probability: float) -> str:
    """Two digits, rounded down: nothing that is measured is certain."""
    return f"{math.floor(min(probability, 0.99) * 100 + 1e-9) / 100:.2f}"
