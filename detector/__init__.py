"""mtlint finds what machine translation left in an article, without seeing the source.

    >>> import detector
    >>> [finding.rule for finding in detector.check("They agreed to to wait.").findings]
    ['duplicated-words/function-word']

`check(text)` returns a `Result`; its findings have `.start` and `.end` (code points of the text), `.rule`, `.confidence`
(the share of such hits that were right when read), `.message`, `.why` and `.suggestions`.
"""

from detector.config import Settings
from detector.engine import Linter
from detector.model import Finding
from detector.results import Result

__version__ = "0.1.0"
__all__ = ["Finding", "Linter", "Result", "Settings", "check"]

_DEFAULT = Linter()


def check(text: str) -> Result:
    """Check plain text with the default settings."""
    return _DEFAULT.check(text)
