"""Styles: what a paragraph or a run is, by the names and properties of its style and of those that the style builds on."""

from __future__ import annotations

import re
from typing import NamedTuple

from detector.formats.docx.package import Attributes, Part, parse, value

# Built-in styles keep their English names in the documents of every edition of Word; their ids are translated.
_NAMES = tuple(
    (re.compile(names), kind)
    for names, kind in (
        (r"heading [1-9]$|title$|subtitle$", "heading"),
        (r"(?:intense )?quot(?:e|ations?)$|block (?:quote|quotation|text)$", "quote"),
        (r"toc (?:[1-9]$|heading)|table of figures$", "contents"),
        (r".*(?:code|source|preformatted|verbatim)", "code"),
    )
)
_IGNORED = "mtlint-ignore"


class Style(NamedTuple):
    """Properties of a style, a paragraph or a run; None where it leaves them to what it builds on."""

    kind: str | None = None  # heading | quote | contents | code
    item: bool | None = None  # of a list
    hidden: bool | None = None
    unproofed: bool | None = None  # not to be checked, says the author
    ignored: bool | None = None  # its findings are silenced


PLAIN = Style()


def over(style: Style, base: Style) -> Style:
    """A style with what it leaves open taken from its base."""
    if style == PLAIN or base == PLAIN:
        return base if style == PLAIN else style
    return Style(*(base[index] if own is None else own for index, own in enumerate(style)))  # type: ignore[arg-type]


class Styles(NamedTuple):
    """The styles of a document by id, everything they build on included."""

    by_id: dict[str, Style]
    default: Style  # of paragraphs that name none

    def get(self, identifier: str) -> Style:
        """The style of an id; one that the document does not define goes by its id: `Heading1` is "heading 1"."""
        known = self.by_id.get(identifier)
        return _named(re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", identifier)) if known is None else known


def changed(style: Style, name: str, attributes: Attributes) -> Style:
    """The style with a property that the element `name` sets on it; most elements set none that matters here."""
    if name == "w:vanish":
        return style._replace(hidden=_is_on(attributes))
    if name == "w:noProof":
        return style._replace(unproofed=_is_on(attributes))
    if name == "w:numId":
        return style._replace(item=value(attributes) != "0")
    if name == "w:outlineLvl" and style.kind is None and value(attributes) in tuple("012345678"):
        return style._replace(kind="heading")
    return style


def read(part: Part) -> Styles:
    """The styles in a part. Raises ReadError."""
    own: dict[str, Style] = {}
    bases: dict[str, str] = {}
    default = at = ""

    def start(name: str, attributes: Attributes) -> None:
        nonlocal at, default
        if name == "w:style":
            at = value(attributes, "styleId")
            own[at] = PLAIN
            if value(attributes, "type") == "paragraph" and _is_on(attributes, "default"):
                default = at
        elif at and name == "w:basedOn":
            bases[at] = value(attributes)
        elif at and name == "w:name":
            own[at] = over(_named(value(attributes)), own[at])
        elif at:
            own[at] = changed(own[at], name, attributes)

    def end(name: str) -> None:
        nonlocal at
        if name == "w:style":
            at = ""

    if part.name:
        parse(part, start, end)
    complete = _completed(own, bases)
    return Styles(complete, complete.get(default, PLAIN))


def _named(name: str) -> Style:
    name = " ".join(name.lower().split())
    kind = next((kind for pattern, kind in _NAMES if pattern.match(name)), None)
    return Style(kind=kind, ignored=True if name == _IGNORED else None)


def _is_on(attributes: Attributes, name: str = "val") -> bool:
    """Whether a switch is on: `<w:vanish/>` is; a default that is not stated is not."""
    said = value(attributes, name)
    return said not in ("0", "false", "off") and (name == "val" or said != "")


def _completed(own: dict[str, Style], bases: dict[str, str]) -> dict[str, Style]:
    """Each style with what it builds on, without recursion: a chain may be long, or lead into itself."""
    complete: dict[str, Style] = {}
    for identifier in own:
        chain: dict[str, None] = {}
        at = identifier
        while at in own and at not in complete and at not in chain:
            chain[at] = None
            at = bases.get(at, "")
        style = complete.get(at, PLAIN)
        for link in reversed(chain):
            complete[link] = style = over(own[link], style)
    return complete
