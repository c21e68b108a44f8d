"""What comments in a file silence, from the comment to the report."""

from __future__ import annotations

import pytest
from counting import lines_run

from detector import suppressions
from detector.config import Settings
from detector.document import Document
from detector.engine import Linter
from detector.formats import markdown, plain
from detector.model import Block, Comment
from detector.offsets import Span, TextBuilder
from detector.reading import read_text
from detector.results import FileReport
from detector.suppressions import Directive

LINTER = Linter(Settings(select=("duplicated-words", "stray-function-words"), min_confidence=0, verdict=False))


def report(source: str, name: str = "a.md") -> FileReport:
    if name.endswith(".mdx"):
        return LINTER.report(markdown.read_mdx(source, name, "utf-8"))
    return LINTER.report(read_text(source, name))


def found(source: str, name: str = "a.md") -> list[str]:
    return [placed.text for placed in report(source, name).findings]


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("They agreed to to go.\n", ["to to"]),
        # disable and enable
        ("<!-- mtlint-disable -->\n\nOne to to go.\n\nTwo of of it.\n", []),
        ("One to to go.\n\n<!-- mtlint-disable -->\n\nTwo of of it.\n", ["to to"]),
        ("<!-- mtlint-disable -->\n\nOne to to go.\n\n<!-- mtlint-enable -->\n\nTwo of of it.\n", ["of of"]),
        ("<!-- mtlint-disable duplicated-words -->\n\nOne to to go. It is a the end.\n", ["a the"]),
        ("<!-- mtlint-disable duplicated-words, stray-function-words -->\n\nOne to to go. It is a the end.\n", []),
        ("<!-- mtlint-disable duplicated-words/function-word -->\n\nOne to to go.\n", []),
        ("<!-- mtlint-disable duplicated -->\n\nOne to to go.\n", ["to to"]),
        ("<!-- mtlint-disable ALL -->\n\nOne to to go.\n", []),
        ("<!-- mtlint-disable -->\n\n<!-- mtlint-enable duplicated-words -->\n\nOne to to go. It is a the end.\n", ["to to"]),
        ("<!-- mtlint-disable duplicated-words -->\n\n<!-- mtlint-enable -->\n\nOne to to go.\n", ["to to"]),
        ("<!-- mtlint-disable duplicated-words -->\n\n<!-- mtlint-enable stray-function-words -->\n\nOne to to go.\n", []),
        ("One to to go, <!-- mtlint-disable --> then of of it <!-- mtlint-enable --> and at at last.\n", ["to to", "at at"]),
        ("One to to go, <!-- mtlint-disable-next-line --> two of of it", ["to to", "of of"]),  # there is no next line
        # letter case, reasons
        ("<!-- MTLINT-Disable Duplicated-Words -->\n\nOne to to go. It is a the end.\n", ["a the"]),
        ("<!-- mtlint-disable duplicated-words -- stray-function-words stay -->\n\nOne to to go. It is a the end.\n", ["a the"]),
        ("<!-- mtlint-disable -- all of it -->\n\nOne to to go.\n", []),
        ("<!--mtlint-disable-->\n\nOne to to go.\n", []),
        # a line
        ("One to to go. <!-- mtlint-disable-line -->\nTwo of of it.\n", ["of of"]),
        ("One to to go. <!-- mtlint-disable-line duplicated-words -- said so -->\nTwo of of it.\n", ["of of"]),
        ("One <!-- mtlint-disable-line stray-function-words --> to to go.\n", ["to to"]),
        ("# One to to go <!-- mtlint-disable-line -->\n\nTwo of of it.\n", ["of of"]),
        ("- one to to go <!-- mtlint-disable-line -->\n- two of of it\n", ["of of"]),
        ("| to to go <!-- mtlint-disable-line --> | of of it |\n|---|---|\n| at at last | so |\n", ["at at"]),
        # the next line in a paragraph, else the next block
        ("One <!-- mtlint-disable-next-line --> to to go\nTwo of of it\nthree at at last.\n", ["to to", "at at"]),
        ("<!-- mtlint-disable-next-line -->\n\nOne to to go\ntwo of of it.\n\nThree at at last.\n", ["at at"]),
        ("<!-- mtlint-disable-next-line -->\n- one to to go\n- two of of it\n", ["of of"]),
        ("- one to to go\n\n  <!-- mtlint-disable-next-line -->\n\n  two of of it\n- three at at last\n", ["to to", "at at"]),
        ("<!-- mtlint-disable-next-line -->\n# One to to go\n\nTwo of of it.\n", ["of of"]),
        ("# One to to go\n<!-- mtlint-disable-next-line -->\nTwo of of it.\n", ["to to"]),
        ("<!-- mtlint-disable-next-line -->\n> one to to go\n\nTwo of of it.\n", ["of of"]),
        ("> <!-- mtlint-disable-next-line -->\n> one to to go\n>\n> two of of it\n", ["of of"]),
        ("One to to go.\n\n<!-- mtlint-disable-next-line -->\n", ["to to"]),
        # the whole file, wherever it stands
        ("One to to go.\n\n<!-- mtlint-disable-file -->\n", []),
        ("One to to go. It is a the end.\n\n<!-- mtlint-disable-file duplicated-words -->\n", ["a the"]),
        ("One to to go.\n\n<!-- mtlint-disable-file -->\n\n<!-- mtlint-enable -->\n\nTwo of of it.\n", []),
        # other ways to write a comment
        ("[//]: # (mtlint-disable-next-line)\n\nOne to to go.\n\nTwo of of it.\n", ["of of"]),
        ('[//]: # "mtlint-disable"\n\nOne to to go.\n\n[comment]: # \'mtlint-enable\'\n\nTwo of of it.\n', ["of of"]),
        ('[comment]: <> (mtlint-disable duplicated-words)\n\nOne to to go.\n', []),
        ('[mtlint]: # "disable duplicated-words"\n\nOne to to go. It is a the end.\n', ["a the"]),
        ("- [//]: # (mtlint-disable-next-line)\n- one to to go\n- two of of it\n", ["of of"]),
        ("<!--\n  mtlint-disable\n  duplicated-words\n-->\n\nOne to to go.\n", []),
        ("> <!-- mtlint-disable\n> duplicated-words -->\n> one to to go. It is a the end.\n", ["a the"]),
        ("<div>\n<!-- mtlint-disable -->\n</div>\n\nOne to to go.\n", []),
        ('One <i data-mtlint="off">to to</i> go of of it.\n', ["of of"]),
        ('One <i data-mtlint-ignore="duplicated-words">to to go; is a the end</i> of of it.\n', ["a the", "of of"]),
        # what is no comment
        ("The mtlint-disable comment: one to to go.\n", ["to to"]),
        ("`<!-- mtlint-disable -->` and one to to go.\n", ["to to"]),
        ("```\n<!-- mtlint-disable -->\n```\n\nOne to to go.\n", ["to to"]),
        ("    <!-- mtlint-disable -->\n\nOne to to go.\n", ["to to"]),
        ("\\<!-- mtlint-disable --> one to to go.\n", ["to to"]),
        ('<img alt="<!-- mtlint-disable -->">\n\nOne to to go.\n', ["to to"]),
        ('<script>\n"<!-- mtlint-disable -->"\n</script>\n\nOne to to go.\n', ["to to"]),
        ("<!-- see mtlint-disable -->\n\nOne to to go.\n", ["to to"]),
        ("[//]: # (see mtlint-disable)\n\nOne to to go.\n", ["to to"]),
        ("[other]: # (mtlint-disable)\n\nOne to to go.\n", ["to to"]),
        ("Text\n[//]: # (mtlint-disable)\none to to go.\n", ["to to"]),  # in a paragraph that is text, and shown
        ("<!-- a -- <!-- see --> <!-- mtlint-off -->\n\nOne to to go.\n", ["to to"]),
        ("# mtlint-disable\n\nOne to to go.\n", ["to to"]),  # a heading
        ("<!-- mtlint-disable-everything -->\n\nOne to to go.\n", ["to to"]),
    ],
)  # fmt: skip
def test_markdown(source: str, left: list[str]) -> None:
    assert found(source) == left


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("{/* mtlint-disable */}\n\nOne to to go.\n\n{/* mtlint-enable */}\n\nTwo of of it.\n", ["of of"]),
        ("One to to go. {/* mtlint-disable-line -- so said */}\nTwo of of it.\n", ["of of"]),
        ("<Note>\n    {/* mtlint-disable-next-line */}\n    One to to go.\n\n    Two of of it.\n</Note>\n", ["of of"]),
        ("- {/* mtlint-disable-next-line */}\n  one to to go\n- two of of it\n", ["of of"]),
        ('<Box data-mtlint="off">\n\nOne to to go.\n\n</Box>\n\nTwo of of it.\n', ["of of"]),
        ('[mtlint]: # "disable"\n\nOne to to go.\n', []),
        ("`{/* mtlint-disable */}` one to to go.\n", ["to to"]),
        ("```\n{/* mtlint-disable */}\n```\n\nOne to to go.\n", ["to to"]),
        ('{"{/* mtlint-disable */}"}\n\nOne to to go.\n', ["to to"]),
        ("\\{/* mtlint-disable */} one to to go.\n", ["to to"]),
        ("<!-- mtlint-disable -->\n\nOne to to go.\n", ["to to"]),
    ],
)
def test_mdx(source: str, left: list[str]) -> None:
    assert found(source, "a.mdx") == left


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("# mtlint-disable duplicated-words\n\nOne to to go.\n", []),
        ("// mtlint-disable-next-line\nOne to to go.\n\nTwo of of it.\n", ["of of"]),
        ("One to to go.\n\n%mtlint-disable\n\nTwo of of it.\n", ["to to"]),
        ("  # MTLINT-DISABLE-FILE -- all  \n\nOne to to go.\n", []),
        ("mtlint-disable\n\nOne to to go.\n", ["to to"]),
        ("So # mtlint-disable\n\nOne to to go.\n", ["to to"]),
        ("## mtlint-disable\n\nOne to to go.\n", ["to to"]),
    ],
)
def test_plain_text(source: str, left: list[str]) -> None:
    assert found(source, "a.txt") == left


def test_a_line_that_is_a_directive_is_no_prose() -> None:
    document = plain.read("Before it.\n  // mtlint-disable x \nAfter it.\n", "a.txt", "utf-8")
    assert [document.text[slice(*block.span)] for block in document.blocks] == ["Before it.", "After it."]
    assert document.comments == (Comment("mtlint-disable x", Span(13, 32)),)


def test_a_line_that_only_looks_like_a_directive_is_prose() -> None:
    assert (
        plain.read("# mtlint-forget it\n\n# mtlint-disabled", "a.txt", "utf-8").text == "# mtlint-forget it\n\n# mtlint-disabled"
    )


def test_what_is_silenced_is_told_with_its_reason() -> None:
    result = report("<!-- mtlint-disable-next-line -- quoted as it stood -->\n\nOne to to go.\n\nTwo of of it.\n")
    assert [(placed.text, placed.suppressed, placed.start.line) for placed in result.silenced] == [
        ("to to", "quoted as it stood", 3)
    ]
    assert result.notices == ()


def test_comments_without_effect_are_told() -> None:
    result = report("Fine. <!-- mtlint-disable-line duplicated-words -->\n\n<!-- mtlint-enable -->\n\nOne to to go.\n")
    assert [(notice.kind, notice.line, notice.column) for notice in result.notices if notice.kind == "unused"] == [
        ("unused", 1, 7)
    ]
    assert "“mtlint-disable-line duplicated-words”" in result.notices[0].message


def test_of_two_comments_one_is_of_use() -> None:
    result = report("<!-- mtlint-disable -->\n\n<!-- mtlint-disable of-no-use -->\n\nOne to to go.\n")
    assert [notice.line for notice in result.notices if notice.kind == "unused"] == [3]


def test_unknown_verbs_are_found_and_silence_nothing() -> None:
    source = "<!-- mtlint-disabel duplicated-words -->\n\nOne to to go.\n\n<!-- mtlint-disable-line -->\n"
    document = read_text(source, "a.md")
    assert [comment.text for comment in suppressions.unknown(document)] == ["mtlint-disabel duplicated-words"]
    assert [directive.verb for directive in suppressions.read(document)] == ["disable-line"]
    assert found(source) == ["to to"]


@pytest.mark.parametrize("rules", ["DUPLICATED-WORDS/Function-Word", "all", "All", "languagetool/EN_A_VS_AN"])
def test_letter_case_makes_no_rule_unknown(rules: str) -> None:
    result = report(f"<!-- mtlint-disable {rules} -->\n\nOne to to go.\n")
    assert [notice for notice in result.notices if notice.kind == "unknown"] == []
    assert [placed.text for placed in result.findings] == (["to to"] if "languagetool" in rules else [])


def test_settings_can_leave_comments_out() -> None:
    settings = Settings(select=("duplicated-words",), min_confidence=0, verdict=False, suppressions=False)
    result = Linter(settings).report(read_text("<!-- mtlint-disable-file -->\n\nOne to to go.\n", "a.md"))
    assert [placed.text for placed in result.findings] == ["to to"]
    assert (result.silenced, result.notices) == ((), ())


def test_a_comment_with_a_range_is_about_that_range_only() -> None:
    source = "one to to go, two of of it"
    builder = TextBuilder(source)
    builder.copy(0, len(source))
    text, offsets = builder.build()
    comments = (Comment("mtlint-disable", Span(0, 3), Span(4, 9)),)
    document = Document("a", "html", "utf-8", source, text, (Block(Span(0, len(text)), "paragraph"),), offsets, comments)
    assert [placed.text for placed in LINTER.report(document).findings] == ["of of"]


def test_a_longer_finding_brings_no_comment_forward() -> None:
    comment = Directive("", "disable", (), "", Span(20, 25), Span(25, 99))
    findings = [("a/x", Span(0, 60)), ("b/x", Span(5, 10)), ("b/x", Span(30, 35))]
    silencing, _ = suppressions.silence([comment], findings)
    assert silencing == [comment, None, comment]


@pytest.mark.parametrize("verb", ["disable", "disable-line", "enable"])
def test_the_work_is_that_of_comments_and_findings_not_of_their_pairs(verb: str) -> None:
    comments, findings = 20_000, 5_000
    directives = [
        Directive("", verb, (f"rule-{n}",), "", Span(n, n + 1), Span(n, 10**9 if verb != "disable-line" else n + 500))
        for n in range(comments)
    ]
    places = [(f"rule-{n}/x", Span(comments, comments + 1)) for n in range(findings)]
    assert lines_run(lambda: suppressions.silence(directives, places)) < 60 * (comments + findings)
