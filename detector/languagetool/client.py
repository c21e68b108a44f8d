"""Asks a server about documents, several pieces at a time, and stops asking once it has stopped answering."""

from __future__ import annotations

from detector.document import Document
from detector.languagetool import LanguageToolError, UnreachableError, library, pieces
from detector.languagetool.pieces import Piece
from detector.model import Match

_AT_A_TIME = 4  # requests; a server works on as many as the machine has cores


class Client:
    """One server under one choice of rules: ids of LanguageTool, or None for all."""

    def __init__(self, url: str, rules: frozenset[str] | None) -> None:
        self._url, self._rules = url, rules
        self._connection: library.Connection | None = None
        self._failure: str | None = None

    def ask(self, document: Document) -> tuple[tuple[Match, ...], str | None]:
        """What the server says of a document, spans in its text; and why that is not all, if it is not."""
        if self._failure:
            return (), self._failure
        try:
            connection = self._connection = self._connection or library.Connection(self._url, self._rules)
        except LanguageToolError as error:
            self._failure = str(error)
            return (), self._failure
        found: list[Match] = []
        failure: str | None = None
        for answer in _answers(connection, list(pieces.cut(document))):
            if isinstance(answer, LanguageToolError):
                failure = failure or str(answer)
                if isinstance(answer, UnreachableError):
                    self._failure = failure
            else:
                found += answer
        return tuple(sorted(found, key=lambda match: match.span)), failure


def _answers(connection: library.Connection, cut: list[Piece]) -> list[list[Match] | LanguageToolError]:
    """An answer or an error for each piece; those with astral characters one by one, see `Connection.check`."""

    gone: list[LanguageToolError] = []  # once there was no answer, the rest is not sent: each would wait for one

    def answer(piece: Piece) -> list[Match] | LanguageToolError:
        if gone:
            return gone[0]
        try:
            told = connection.check(piece.text)
        except LanguageToolError as error:
            gone.extend([error] if isinstance(error, UnreachableError) else [])
            return error
        return [match._replace(span=span) for match in told if (span := piece.in_document(match.span))]

    plain = [piece for piece in cut if not piece.astral]
    if len(plain) < 2:
        return [answer(piece) for piece in cut]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        answers = list(pool.map(answer, plain))
    return answers + [answer(piece) for piece in cut if piece.astral]
