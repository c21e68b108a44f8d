"""The HTML report: all of the article and of its findings, safe with any text, and usable with and without a script."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selenium.common.exceptions import NoAlertPresentException
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from detector.config import Settings
from detector.engine import Linter
from detector.model import Finding, Location, Section, Sign, Verdict
from detector.offsets import Span
from detector.reading import read_text
from detector.reports import html
from detector.results import FileReport, Notice, Passage, Placed, Run

LINTER = Linter(Settings(select=("ALL",), fingerprints=True, passages=True))
ARTICLE = """# Harbour

The men agreed to to wait. Aides at Elysium Palace
said no to `dock --all` & the <b>crew</b>. It is a the end.

## Dates

- in spring, a said a guard
- in autumn

> They did not went home.

| Day | Tide |
|---|---|
| Monday | the the first |
"""
HOSTILE = (
    "</script><img src=x onerror=alert(1)><script>window.__pwned=1;alert(1)</script>\"'--></title><svg/onload=alert(1)>{{ 7*7 }}"
)


def report(source: str, path: str = "a.md") -> FileReport:
    return LINTER.report(read_text(source, path))


def run_of(*files: FileReport, **fields: Any) -> Run:
    return Run(**{"files": files, "errors": (), "exit_code": 1, "version": "0", "rules_version": "0", "settings": {}, **fields})


def placed(start: int, end: int, text: str = "", **fields: Any) -> Placed:
    finding = Finding(
        **{"rule": "calques/fr/x", "span": Span(start, end), "message": "m", "why": "w", "confidence": 0.9, **fields}
    )
    at, to = (Location(offset, offset, 1, offset + 1, offset, offset) for offset in (start, end))
    return Placed(finding, at, to, text, "", 1, "paragraph", None, "measured", (), "", in_text=Span(start, end))


def file_of(findings: list[Placed], *passages: Passage, **fields: Any) -> FileReport:
    return FileReport(**{"path": "a.txt", "format": "text", "encoding": "utf-8", "words": 50, "findings": tuple(findings), "verdict": Verdict(), "passages": passages, **fields})  # fmt: skip


class Page(HTMLParser):
    """What a report holds: tags, the text inside of elements with an id or a class, and inline code."""

    VOID = frozenset({"meta", "link", "img", "input", "br", "hr", "base", "rect"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[tuple[str, list[str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        table = {name: value or "" for name, value in attrs}
        self.tags.append((tag, table))
        names = [tag, *(f".{name}" for name in table.get("class", "").split()), *([f"#{table['id']}"] if "id" in table else [])]
        for name in names:
            self.texts.setdefault(name, []).append("")
        if tag not in self.VOID:
            self._open.append((tag, names))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self._open.pop()[0] == tag, "elements are nested"

    def handle_data(self, data: str) -> None:
        within = {name for _, names in self._open for name in names}
        for name in within - ({".prose"} if ".chip" in within or ".unit" in within else set()):
            self.texts[name][-1] += data

    def attributes(self, name: str) -> list[str]:
        return [table[name] for _, table in self.tags if name in table]

    @property
    def data(self) -> list[dict[str, Any]]:
        files: list[dict[str, Any]] = json.loads(self.texts["#findings"][0])["files"]
        return files


def flat(text: str) -> str:
    return " ".join(text.split())


def test_every_kind_of_block_looks_like_what_it_is() -> None:
    page = Page(html.render(run_of(report(ARTICLE))))
    assert page.texts["h3"] == ["Harbour", "Dates"]
    assert page.texts[".prose"][0].count("in autumn") == 1
    assert "in spring, a said a guard" in page.texts["li"]
    assert [flat(text) for text in page.texts["blockquote"]] == ["They did not went home."]
    assert page.texts[".cell"] == ["Day", "Tide", "Monday", "the the first"]
    assert page.texts[".chip"] == ["`dock --all`"]
    assert [table["title"] for _, table in page.tags if table.get("class") == "chip"] == ["`dock --all`"]
    marked = {"to to", "Elysium Palace", "a the", "a said a", "did not went", "the the"}
    assert marked <= set(page.texts["mark"])


def test_an_entry_says_all_that_is_known() -> None:
    entry = flat(Page(html.render(run_of(report(ARTICLE)))).texts["#f2"][0])
    for part in (
        "✗ error",
        "“Elysium Palace”",
        "confidence 0.9",
        "paradise",
        "Write Élysée Palace",
        "3:37",
        "mistranslated-names/fr/elysee",
        "likely source: French",
    ):
        assert part in entry
    unit = replace(placed(0, 1), unit="unit greeting")
    page = Page(html.render(run_of(file_of([unit], Passage("unit", 0, "abc", (), "unit greeting")))))
    assert "unit greeting" in page.texts["#f1"][0]
    assert page.texts[".unit"] == ["unit greeting"]
    delete = placed(0, 1, suggestions=(" ",), confidence=0.999)
    entry = flat(Page(html.render(run_of(file_of([delete], Passage("line", 0, "abc", (), None))))).texts["#f1"][0])
    assert "Write delete it" in entry
    assert "confidence 0.99" in entry


def test_score_verdict_and_what_does_not_count() -> None:
    verdict = Verdict(
        0.987,
        700,
        "Slavic",
        "pl",
        0.3,
        (Sign("habit & such", 2.0),),
        (Section(Span(0, 9), 300, 0.6, (1, 8)), Section(Span(9, 20), 400, 0.998, (9, 21))),
    )
    silenced = (replace(placed(0, 1), suppressed="quoted"), replace(placed(1, 2), baseline="unchanged"))
    file = file_of([placed(0, 3)], Passage("paragraph", 0, "abcdef", (), None), verdict=verdict, max_mt_probability=0.5, silenced=silenced, errors=("no server",), notices=(Notice("unused", 4, 2, "suppresses nothing"),))  # fmt: skip
    text = flat(Page(html.render(run_of(file, errors=("b.md: gone",)))).texts["body"][0])
    for part in (
        "Resembles machine translation: 0.98, source Slavic, probably Polish",
        "Strongest signs: habit & such",
        "Most of all in lines 9 to 21: 0.99",
        "More than the limit of 0.50",
        "it is no proof of who wrote a text",
        "Artefact score: 18.0",
        "95% interval 0.0 to 53.3",
        "2 findings silenced",
        "suppressed in the file: quoted",
        "in the baseline",
        "no server",
        "4:2 suppresses nothing",
        "b.md: gone",
    ):
        assert part in text
    plain = flat(Page(html.render(run_of(file_of([])))).texts["body"][0])
    assert "No verdict on the whole text: too short" in plain
    assert "proof" not in plain
    assert "No findings in a.txt" in plain


def test_findings_without_a_place_in_the_prose_stand_above_the_article() -> None:
    outside = replace(placed(0, 9, '<font x="y">'), in_text=None)
    gap = placed(3, 5, "gap")
    page = Page(
        html.render(
            run_of(file_of([outside, gap], Passage("paragraph", 0, "abc", (), None), Passage("paragraph", 5, "xyz", (), None)))
        )
    )
    assert '<font x="y">' in page.texts[".markup"][0]
    assert "gap" in page.texts[".markup"][0]
    assert page.texts[".prose"][0].split() == ["abc", "xyz"]


spans = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)).map(sorted), max_size=8)


@given(ends=spans)
@example(ends=[(0, 12), (3, 9), (6, 12), (3, 3), (12, 12)])
@settings(max_examples=100, deadline=None)
def test_overlapping_findings_are_cut_into_segments(ends: list[tuple[int, int]]) -> None:
    text = "abcdef\ufffcghijk"
    page = Page(html.render(run_of(file_of([placed(*pair) for pair in ends], Passage("paragraph", 0, text, ("X",), None)))))
    assert page.texts[".prose"][0].strip() == text.replace("\ufffc", ""), "nothing doubled, nothing lost"
    for (start, end), finding in zip(ends, page.data[0]["findings"], strict=True):
        assert "".join(page.texts["#" + mark][0] for mark in finding["marks"]) == text[start:end].replace("\ufffc", "X")
        assert finding["marks"]
        described = {
            table["aria-describedby"] for tag, table in page.tags if tag == "a" and table.get("href") == "#" + finding["id"]
        }
        assert all(f"d{finding['id'][1:]}" in ids.split() for ids in described)
    check_links(page)


def test_a_pile_of_findings_at_one_place_is_all_listed() -> None:
    page = Page(
        html.render(run_of(file_of([placed(1, 4, "bcd") for _ in range(40)], Passage("paragraph", 0, "abcdef", (), None))))
    )
    assert all(finding["marks"] for finding in page.data[0]["findings"])
    assert page.texts[".prose"][0].strip() == "abcdef"
    check_links(page)


def check_links(page: Page) -> None:
    """Every link leads to something in the file, every id is there once, and nothing is loaded from anywhere."""
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    for name in ("src", "href", "action", "srcset", "data", "poster", "style", "srcdoc", "formaction", "background"):
        for value in page.attributes(name):
            assert name == "href"
            assert value.startswith("#")
            assert value[1:] in ids
    for value in page.attributes("aria-describedby"):
        assert set(value.split()) <= set(ids)
    names = {tag for tag, _ in page.tags}
    assert not names & {"img", "iframe", "object", "embed", "link", "base", "video", "audio"}
    assert not [name for _, table in page.tags for name in table if name.startswith("on")]


PIECES = st.sampled_from(
    ["They agreed to to wait. ", "a said a guard ", "# ", "\n\n", "- ", "> ", "| a | b |\n|---|---|\n| c | ", "`x`", "&amp;", "<i>", "</script>", "\u202e", "\u2066", "\x00", "\x1b[31m", "\ud800", "\r\n", "\r", "\u2028", "😀", "שלום ", "\ufffc", "“so", '"', "'"]
)  # fmt: skip


@given(pieces=st.lists(PIECES | st.text(max_size=6), max_size=25), name=st.sampled_from(["a.md", "a.txt"]))
@settings(max_examples=100, deadline=None)
def test_the_whole_article_is_there_in_order_whatever_it_holds(pieces: list[str], name: str) -> None:
    file = report("".join(pieces), name)
    text = html.render(run_of(replace(file, path="".join(pieces))))
    assert text.encode("utf-8").decode("utf-8") == text
    assert not [char for char in text if char != "\n" and unicodedata.category(char) in ("Cc", "Cs")]
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)
    page = Page(text)
    expected = re.sub("[ \t\r\n\ufffc]", "", "".join(passage.text for passage in file.passages))
    expected = "".join(
        "\ufffd"
        if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
        or char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        else char
        for char in expected
    )
    nothing = "Thereisnoproseinthisfile."
    assert re.sub("[ \t\n]", "", page.texts[".prose"][0]) == (expected if file.passages else nothing)
    assert len(page.data[0]["findings"]) == len(file.findings)
    check_links(page)


def hostile() -> Run:
    article = f"Before {HOSTILE} they agreed to to wait.\n\nAnd `{HOSTILE}` a said a guard.\n"
    file = report(article, "a.txt")
    findings = tuple(replace(each, unit=HOSTILE, text=HOSTILE, finding=replace(each.finding, rule=f"x/{HOSTILE}", message=HOSTILE, why=HOSTILE, suggestions=(HOSTILE,))) for each in file.findings)  # fmt: skip
    outside = replace(findings[0], in_text=None)
    return run_of(
        replace(file, path=HOSTILE, findings=(outside, *findings), silenced=findings, errors=(HOSTILE,)),
        errors=(HOSTILE,),
        profile=HOSTILE,
    )


def test_hostile_text_is_text() -> None:
    page = Page(html.render(hostile()))
    check_links(page)
    assert [tag for tag, _ in page.tags].count("script") == 2
    assert page.texts[".prose"][0].count("<img src=x onerror=alert(1)>") == 2
    assert HOSTILE in page.texts[".message"]
    assert page.data[0]["path"] == HOSTILE
    assert "<" not in page.texts["#findings"][0]


def test_the_policy_names_what_is_inline_and_nothing_else() -> None:
    text = html.render(run_of(report(ARTICLE)))
    policy = next(table["content"] for _, table in Page(text).tags if table.get("http-equiv") == "Content-Security-Policy")
    digest = {}
    for name, start in (("style", "<style>"), ("script", "<script>")):
        inline = text.split(start)[1].split(f"</{name}>")[0]
        digest[name] = "sha256-" + base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src '{digest['style']}'; script-src '{digest['script']}'; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"url\(|@import|https?:", Page(text).texts["style"][0] + Page(text).texts["script"][1])


def test_the_same_run_gives_the_same_file() -> None:
    run = run_of(report(ARTICLE), report("Nothing here.\n"))
    assert html.render(run) == html.render(run)


def test_the_data_is_what_the_panel_shows() -> None:
    file = report(ARTICLE)
    (data,) = Page(html.render(run_of(file))).data
    assert data["path"] == "a.md"
    found = [(finding["rule"], finding["severity"]) for finding in data["findings"]]
    assert found == [(each.finding.rule, each.finding.severity) for each in file.findings]
    for finding, each in zip(data["findings"], file.findings, strict=True):
        assert 0 <= (each.finding.confidence or 0) - finding["confidence"] < 0.0101


@pytest.mark.parametrize(("files", "unfolded"), [(10, 10), (11, 1)])
def test_many_files_are_folded_but_the_first_with_findings(files: int, unfolded: int) -> None:
    page = Page(html.render(run_of(report("Nothing here.\n"), *[report(ARTICLE)] * (files - 1))))
    sheets = [table for tag, table in page.tags if tag == "details" and table.get("class") == "file"]
    assert len(sheets) == files
    assert [number for number, table in enumerate(sheets) if "open" in table] == ([1] if unfolded == 1 else list(range(10)))


def calls(work: Callable[[], object]) -> int:
    """How many functions a piece of work calls."""
    number = 0

    def count(_frame: FrameType, event: str, _: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return number


@pytest.mark.parametrize("nested", [False, True])
def test_work_grows_with_the_findings_and_no_faster(nested: bool) -> None:
    def run(size: int) -> Run:
        found = [placed(n, 4 * size - n) if nested else placed(4 * n, 4 * n + 3) for n in range(size)]
        return run_of(file_of(found, Passage("paragraph", 0, "abcd" * size, (), None)))

    html.render(run(2))
    small, large = run(100), run(400)
    assert calls(lambda: html.render(large)) < 4.5 * calls(lambda: html.render(small))
    assert len(html.render(large)) < 4.5 * len(html.render(small))


def luminance(color: str) -> float:
    channels = (int(color[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palettes() -> dict[str, dict[str, str]]:
    style = Page(html.render(run_of(report(ARTICLE)))).texts["style"][0]
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    )
    assert "prefers-color-scheme: dark" in style
    return {"light": light, "dark": light | dark}


SURFACES = ("paper", "sheet")
TEXT = [
    *product(("ink", "muted", "accent", "error", "warning", "note", "good"), SURFACES),
    *product(("ink",), ("error-tint", "warning-tint", "note-tint", "current")),
    ("error", "error-tint"),
    ("warning", "warning-tint"),
    ("note", "note-tint"),
    ("paper", "accent"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_aa(scheme: str) -> None:
    palette = palettes()[scheme]
    low = {pair: contrast(palette[pair[0]], palette[pair[1]]) for pair in TEXT}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}
    borders = {surface: contrast(palette["strong"], palette[surface]) for surface in SURFACES}
    assert min(borders.values()) >= 3, borders


def test_severities_differ_in_more_than_colour() -> None:
    style = Page(html.render(run_of(report(ARTICLE)))).texts["style"][0]
    lines = re.findall(r"mark\.(error|warning|note) a \{ text-decoration: underline (\w+)", style)
    assert len({line for _, line in lines}) == len(lines) == 3


# In a browser: one session for all

BROWSER = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
in_browser = pytest.mark.skipif(not (BROWSER and DRIVER), reason="needs chromium and chromedriver on the path")
LONG = "\n\n".join(f"Paragraph {n} of a long day. " + "The river rose and the bakers slept. " * 12 for n in range(40))


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    options = Options()
    options.binary_location = str(BROWSER)
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--window-size=1280,860",
        "--force-prefers-reduced-motion",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=Service(str(DRIVER)))
    yield driver
    driver.quit()


@pytest.fixture
def opened(browser: Chrome, tmp_path: Path) -> Callable[[Run], Chrome]:
    def open_(run: Run) -> Chrome:
        page = tmp_path / "report.html"
        page.write_text(html.render(run), encoding="utf-8")
        warnings(browser)  # those of other tests
        browser.get(page.as_uri())
        return browser

    return open_


def three_files() -> Run:
    long = f"# Port\n\nThe men agreed to to wait.\n\n{LONG}\n\nIt is a the end, a said a guard."
    return run_of(report(ARTICLE, "a.md"), report(long, "b.md"), report("Nothing here.\n", "c.md"))


def shown(browser: Chrome, selector: str) -> list[WebElement]:
    script = "return [...document.querySelectorAll(arguments[0])].filter((each) => each.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true}))"
    elements: list[WebElement] = browser.execute_script(script, selector)
    return elements


def until(browser: Chrome, met: Callable[[], object]) -> None:
    WebDriverWait(browser, 10, poll_frequency=0.02).until(lambda _: met())


def in_view(browser: Chrome, element: WebElement) -> bool:
    """Whether it is inside of the window, below the filter."""
    script = "const p = arguments[0].getBoundingClientRect(); return p.top >= document.getElementById('filter').getBoundingClientRect().bottom && p.bottom <= innerHeight"
    return bool(browser.execute_script(script, element))


def warnings(browser: Chrome) -> list[dict[str, Any]]:
    return [entry for entry in browser.get_log("browser") if entry["level"] in ("WARNING", "SEVERE")]  # type: ignore[no-untyped-call]


@in_browser
def test_it_opens_without_a_complaint(opened: Callable[[Run], Chrome]) -> None:
    run = three_files()
    browser = opened(run)
    assert len(shown(browser, ".finding")) == len(run.placed) > 8
    assert browser.find_element(By.ID, "count").text == f"{len(run.placed)} of {len(run.placed)} shown"
    assert browser.execute_script("return JSON.parse(document.getElementById('findings').textContent).files.length") == 3
    assert warnings(browser) == []


@in_browser
def test_filters_hide_marks_and_entries_and_count(opened: Callable[[Run], Chrome]) -> None:
    run = three_files()
    browser = opened(run)
    every = len(run.placed)
    count = browser.find_element(By.ID, "count")

    def filtered(expected: list[Placed]) -> None:
        until(browser, lambda: count.text == f"{len(expected)} of {every} shown")
        rules = browser.execute_script("return arguments[0].map((code) => code.textContent)", shown(browser, ".finding code"))
        assert rules == [each.finding.rule for each in expected]
        assert len(shown(browser, "mark:not(.off)")) == len(expected)
        assert len(browser.find_elements(By.CSS_SELECTOR, "mark a[href]")) == len(expected)

    browser.find_element(By.CSS_SELECTOR, "[name=detector] [value=duplicated-words]").click()
    filtered([each for each in run.placed if each.finding.rule.startswith("duplicated-words/")])
    browser.find_element(By.CSS_SELECTOR, "[type=reset]").click()
    filtered(run.placed)
    severities = {each.finding.severity for each in run.placed}
    assert "error" in severities
    browser.find_element(By.CSS_SELECTOR, "[name=severity][value=error]").click()
    filtered([each for each in run.placed if each.finding.severity != "error"])
    browser.find_element(By.CSS_SELECTOR, "[type=reset]").click()
    browser.execute_script(
        "const s = document.querySelector('[name=confidence]'); s.value = 97; s.dispatchEvent(new Event('input', {bubbles: true}))"
    )
    sure = [each for each in run.placed if (each.finding.confidence or 0) >= 0.97]
    assert 0 < len(sure) < every
    filtered(sure)
    assert browser.find_element(By.ID, "least").text == "0.97"
    browser.find_element(By.CSS_SELECTOR, "[type=reset]").click()
    browser.find_element(By.CSS_SELECTOR, "[name=file] [value='1']").click()
    filtered(list(run.files[1].findings))
    assert [title.text for title in shown(browser, ".file h2")] == ["b.md"]
    browser.find_element(By.CSS_SELECTOR, "[type=reset]").click()


@in_browser
def test_an_entry_leads_to_its_mark_and_back(opened: Callable[[Run], Chrome]) -> None:
    browser = opened(run_of(three_files().files[1]))
    last = browser.find_elements(By.CSS_SELECTOR, ".finding")[-1]
    mark = browser.find_elements(By.CSS_SELECTOR, "mark")[-1]
    assert mark.text == "a said a"
    assert not in_view(browser, mark)
    last.find_element(By.CSS_SELECTOR, ".why").click()
    until(browser, lambda: in_view(browser, mark))
    assert "current" in str(mark.get_attribute("class"))
    assert last.get_attribute("aria-current") == "true"
    first = browser.find_elements(By.CSS_SELECTOR, "mark a")[0]
    browser.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", first)
    first.click()
    entry = browser.find_element(By.ID, "f1")
    until(browser, lambda: entry.get_attribute("aria-current") == "true")
    assert last.get_attribute("aria-current") is None
    assert "current" not in str(mark.get_attribute("class"))
    assert in_view(browser, entry)
    assert len(browser.find_elements(By.CSS_SELECTOR, "[aria-current]")) == 1


@in_browser
def test_keys(opened: Callable[[Run], Chrome]) -> None:
    browser = opened(three_files())

    def press(*keys: str) -> str | None:
        for key in keys:
            browser.switch_to.active_element.send_keys(key)
        found = browser.find_elements(By.CSS_SELECTOR, "[aria-current]")
        return found[0].get_attribute("id") if found else None

    assert press("n") == "f1"
    assert press("j", "n") == "f3"
    assert press("k", "p") == "f1"
    assert browser.switch_to.active_element.tag_name == "a"
    assert browser.switch_to.active_element.get_attribute("aria-describedby") == "d1"
    press("/")
    assert browser.switch_to.active_element.get_attribute("name") == "detector"
    assert press(Keys.ESCAPE) is None
    browser.find_element(By.ID, "keys").click()
    assert press("n") is None
    browser.find_element(By.ID, "keys").click()
    browser.find_element(By.CSS_SELECTOR, "[name=detector] [value=stray-function-words]").click()
    until(browser, lambda: browser.find_element(By.CSS_SELECTOR, "#f1").get_attribute("hidden"))
    browser.find_element(By.ID, "next").click()
    assert browser.find_element(By.CSS_SELECTOR, "[aria-current] code").text.startswith("stray-function-words/")


@in_browser
def test_keys_unfold_a_file(opened: Callable[[Run], Chrome]) -> None:
    browser = opened(run_of(*[report("They agreed to to wait.\n", f"{n}.md") for n in range(12)]))
    assert len(shown(browser, ".finding")) == 1
    browser.find_element(By.TAG_NAME, "body").send_keys("nn")
    until(browser, lambda: len(shown(browser, ".finding")) == 2)
    assert in_view(browser, browser.find_element(By.CSS_SELECTOR, "mark.current"))


@in_browser
def test_a_click_goes_through_findings_that_overlap(opened: Callable[[Run], Chrome]) -> None:
    passage = Passage("paragraph", 0, "abcdefghijkl", (), None)
    browser = opened(run_of(file_of([placed(0, 9), placed(3, 12)], passage)))
    middle = browser.find_element(By.ID, "m2").find_element(By.TAG_NAME, "a")
    chosen = []
    for _ in range(3):
        middle.click()
        chosen.append(browser.find_element(By.CSS_SELECTOR, "[aria-current]").get_attribute("id"))
    assert chosen == ["f2", "f1", "f2"]


@in_browser
def test_hostile_text_does_nothing(opened: Callable[[Run], Chrome]) -> None:
    browser = opened(hostile())
    assert browser.execute_script("return [window.__pwned === undefined, document.images.length, document.scripts.length]") == [
        True,
        0,
        2,
    ]
    with pytest.raises(NoAlertPresentException):
        browser.switch_to.alert.accept()
    assert HOSTILE in browser.find_element(By.TAG_NAME, "h2").text
    assert "onerror=alert(1)" in browser.find_element(By.CSS_SELECTOR, ".prose").text
    browser.find_element(By.TAG_NAME, "body").send_keys("n")
    assert browser.find_element(By.CSS_SELECTOR, "[aria-current]").get_attribute("id") == "f1"
    assert warnings(browser) == []


@in_browser
def test_without_javascript_all_is_there_and_linked(opened: Callable[[Run], Chrome], browser: Chrome) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        run = three_files()
        opened(run)
        assert len(shown(browser, ".finding")) == len(run.placed)
        assert len(shown(browser, "mark")) == len(run.placed)
        assert shown(browser, "#filter, .keys") == []
        browser.find_element(By.CSS_SELECTOR, "#f7 .head").click()
        assert browser.current_url.endswith("#m7")
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@in_browser
def test_dark_where_that_is_preferred(opened: Callable[[Run], Chrome]) -> None:
    browser = opened(run_of(report(ARTICLE)))
    seen = {}
    for scheme in ("light", "dark"):
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        seen[scheme] = browser.find_element(By.TAG_NAME, "body").value_of_css_property("background-color")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert [
        luminance("#" + "".join(f"{int(n):02x}" for n in re.findall(r"\d+", color)[:3])) > 0.5 for color in seen.values()
    ] == [True, False]


@in_browser
def test_print_is_a_list_below_the_article(opened: Callable[[Run], Chrome]) -> None:
    browser = opened(run_of(*[report(ARTICLE, f"{n}.md") for n in range(11)]))
    pdf = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {})["data"])
    assert pdf.startswith(b"%PDF")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert shown(browser, "#filter, .keys, .skip") == []
        article, panel = (browser.find_element(By.CSS_SELECTOR, selector).rect for selector in ("article", ".panel"))
        assert panel["y"] >= article["y"] + article["height"]
        closed = browser.find_elements(By.CSS_SELECTOR, ".file:not([open]) .prose")
        assert len(closed) == 10
        assert all(element.rect["height"] > 50 for element in closed), "folded files are printed too"
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@in_browser
@pytest.mark.parametrize("width", [360, 700, 1000, 1280])
def test_nothing_sticks_out(opened: Callable[[Run], Chrome], width: int) -> None:
    long = report(f"They agreed to to wait {'x' * 300} `{'y' * 300}`.\n", "z" * 200 + ".md")
    browser = opened(run_of(*three_files().files, long))
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 740, "deviceScaleFactor": 1, "mobile": False}
    )
    try:
        assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
        article, panel = (browser.find_element(By.CSS_SELECTOR, selector).rect for selector in ("article", ".panel"))
        assert (panel["y"] >= article["y"] + article["height"]) == (width < 896)
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
