"""language-tool-python: asking a server, and the copies of LanguageTool that it downloads. Nothing else imports it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from detector.languagetool import LanguageToolError, UnreachableError
from detector.model import Match
from detector.offsets import Span

if TYPE_CHECKING:
    from types import ModuleType

LANGUAGE = "en-US"  # spelling is off by default, so that the variant decides nothing unless somebody selects it
TIMEOUT = 60  # seconds for one request; a piece of text takes one or two, a server that has just started five
_JAR = "languagetool-server*.jar"


class Connection:
    """A server that answers. `rules` are ids of LanguageTool; None: all that it has, the picky ones too."""

    def __init__(self, url: str, rules: Iterable[str] | None) -> None:
        """Raises LanguageToolError."""
        library = _library()
        library.LanguageTool._TIMEOUT = TIMEOUT  # its own five minutes, twice, would look like a hang
        self._name = f"LanguageTool at {url}"
        self._tool = self._asked(lambda: library.LanguageTool(LANGUAGE, remote_server=f"{url}/", proxies=_proxies(url)))
        self._tool.picky = rules is None
        self._tool.enabled_rules = set(rules or ())
        self._tool.enabled_rules_only = rules is not None

    def check(self, text: str) -> list[Match]:
        """What it says of a text, spans in code points of it. The library asks once more where there was no answer.

        Not for several threads at once where a text has characters beyond the Basic Multilingual Plane: the library
        (3.4.0) keeps their positions in a variable of the class. Raises LanguageToolError.
        """
        found = self._asked(lambda: self._tool.check(text))
        return [
            Match(each.rule_id, span, each.message, tuple(each.replacements))
            for each in found
            if (span := _span(text, each.offset, each.error_length)).start < span.end
        ]

    def _asked(self, ask: Any) -> Any:
        library = _library()
        try:
            return ask()
        except library.exceptions.LanguageToolError as error:
            cause = error.__cause__
            if isinstance(cause, OSError) and not isinstance(cause, ValueError):  # requests' JSONDecodeError is both
                raise UnreachableError(f"{self._name}: {_reason(cause)}") from error
            raise LanguageToolError(f"{self._name}: it says {_first_line(str(error))!r}") from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # some other server, and its idea of JSON
            raise LanguageToolError(f"{self._name}: what answers is no LanguageTool server") from error


def _span(text: str, start: int, units: int) -> Span:
    """The library (3.4.0) gives offsets in code points, but lengths in UTF-16 units."""
    end = start
    while units > 0 and end < len(text):
        units -= 2 if text[end] > "\uffff" else 1
        end += 1
    return Span(start, end)


def _reason(cause: OSError) -> str:
    """Why there was no answer, without the stack of wrapped exceptions that requests prints."""
    kind = type(cause).__name__
    if "Timeout" in kind:
        return f"no answer within {TIMEOUT} seconds"
    text = str(cause)
    if "Connection refused" in text or "actively refused" in text:
        return "connection refused"
    if "resolve" in text or "getaddrinfo" in text:
        return "unknown host"
    if "Connection reset" in text or "RemoteDisconnected" in text or "Connection aborted" in text:
        return "it closed the connection"
    return f"no connection ({kind})"


def _proxies(url: str) -> dict[str, str] | None:
    """None: those of the environment; but a text for this machine does not leave it, whatever HTTP_PROXY says."""
    return {"http": "", "https": ""} if urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1") else None


def _first_line(text: str) -> str:
    return next((line.strip()[:150] for line in text.splitlines() if line.strip()), "nothing")


def version() -> str | None:
    """Of language-tool-python; None if the extra is not installed."""
    from importlib import metadata

    try:
        return metadata.version("language-tool-python")
    except metadata.PackageNotFoundError:
        return None


def server_version(url: str) -> str:
    """Of the LanguageTool behind a server, such as "6.8"; "unknown" if it does not say."""
    _library()
    import requests

    try:
        told = requests.get(f"{url}/v2/info", timeout=TIMEOUT, proxies=_proxies(url)).json()["software"]["version"]
    except (OSError, ValueError, KeyError, TypeError):
        return "unknown"
    return str(told)


def healthy(url: str) -> bool:
    """Whether a server that was started says that it is ready."""
    _library()
    import requests

    try:
        return bool(requests.get(f"{url}/v2/healthcheck", timeout=2, proxies=_proxies(url)).ok)
    except OSError:
        return False


def installed() -> Path | None:
    """The folder of a copy of LanguageTool: that of LTP_JAR_DIR_PATH, else the newest that the library has downloaded.

    The library (3.4.0) looks at LTP_JAR_DIR_PATH when it downloads, but not when it starts a server. Raises LanguageToolError.
    """
    if given := os.environ.get("LTP_JAR_DIR_PATH"):
        if not any(Path(given).glob(_JAR)):
            raise LanguageToolError(f"{given}: no {_JAR} in this folder, which LTP_JAR_DIR_PATH names")
        return Path(given)
    copy = _library().download_lt.LocalLanguageTool.get_latest_installed_version()
    return copy.get_directory_path() if copy else None


def check_java() -> None:
    """Raises LanguageToolError where there is no Java, or an old one."""
    try:
        _library().download_lt.confirm_java_compatibility()
    except ModuleNotFoundError as error:
        raise LanguageToolError("LanguageTool needs Java 17 or newer, and there is no java on the PATH") from error
    except (SystemError, SystemExit, OSError) as error:
        raise LanguageToolError(f"LanguageTool needs Java 17 or newer: {_first_line(str(error).split('. ')[0])}") from error


def to_download() -> tuple[str, int | None, Path]:
    """What `download` would bring: its address, its size in bytes if the server tells, and where it goes."""
    library = _library()
    import requests

    url = library.download_lt.LocalLanguageTool.from_version_name().download_url
    try:
        length = requests.head(url, allow_redirects=True, timeout=TIMEOUT).headers.get("Content-Length", "")
    except OSError as error:
        raise LanguageToolError(f"{url}: {_reason(error)}") from error
    return url, int(length) if length.isdigit() else None, library.utils.get_language_tool_download_path()


def download() -> Path:
    """Downloads LanguageTool with a progress bar, checks its digest and unpacks it. Raises LanguageToolError."""
    library = _library()
    try:
        copy = library.download_lt.LocalLanguageTool.from_version_name()
        copy.download()
        folder: Path = copy.get_directory_path()
    except (library.exceptions.LanguageToolError, OSError, ValueError) as error:
        raise LanguageToolError(f"the download failed: {_first_line(str(error))}") from error
    return folder


def _library() -> ModuleType:
    try:
        import language_tool_python
        from language_tool_python import download_lt, exceptions, utils  # noqa: F401 (attributes of the package from here on)
    except ImportError as error:
        raise LanguageToolError(f"LanguageTool needs an extra of mtlint ({error}); pip install 'mtlint[languagetool]'") from error
    return language_tool_python
