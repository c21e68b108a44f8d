"""Inline HTML elements whose attributes speak to mtlint or say that their text is not English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from detector.model import Comment, Tag
from detector.offsets import Span

_NAME = re.compile(r"</?([^\s/>{]*)")
_ATTRIBUTE = re.compile(
    r"""(?<![\w:-]) ([\w:-]++) \s*+ = \s*+
        (?: "([^"]*)" | '([^']*)' | \{ \s*+ ["']([^"'}]*)["'] \s*+ \} | ([^\s"'=<>`{]++) )""",
    re.VERBOSE,
)


def pair(tags: Iterable[Span], source: str) -> Iterator[tuple[Tag, Span]]:
    """Each start tag that has attributes and an end tag, with the range of its element, both ends included."""
    waiting: dict[str, list[Span]] = {}
    for tag in tags:
        text = source[slice(*tag)]
        match = _NAME.match(text)
        name = match[1] if match else ""
        if not text.startswith("</"):
            if not text.endswith("/>"):
                waiting.setdefault(name, []).append(tag)
        elif waiting.get(name):
            start = waiting[name].pop()
            if start.end - start.start > len(name) + 2:
                yield Tag(name, _attributes(source[slice(*start)]), start), Span(start.start, tag.end)


def is_hidden(tag: Tag) -> bool:
    """Whether its element is no English prose: in another language, or not to be translated."""
    language = re.split("[-_]", tag.attributes.get("lang", "en").lower())[0]
    classes = tag.attributes.get("class", "") + " " + tag.attributes.get("classname", "")
    return language not in ("en", "") or tag.attributes.get("translate") == "no" or "notranslate" in classes.split()


def directives(tag: Tag, element: Span) -> Iterator[Comment]:
    """What its attributes tell mtlint about its element."""
    if tag.attributes.get("data-mtlint", "").lower() == "off":
        yield Comment("mtlint-disable", tag.span, element)
    if ignored := tag.attributes.get("data-mtlint-ignore", "").strip():
        yield Comment(f"mtlint-disable {ignored}", tag.span, element)


def _attributes(text: str) -> Mapping[str, str]:
    return {name.lower(): "".join(values) for name, *values in _ATTRIBUTE.findall(text)}
