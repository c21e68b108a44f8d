"""The layers hold, the fast path stays fast, and the data keeps to the house rules."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from detector import compiled, registry, rulebook
from detector.rulebook import RulesError, load
from detector.words import folder, word_list

ROOT = Path(__file__).parent.parent
HEAVY = {
    "rich", "wordfreq", "language_tool_python", "nupunkt", "charset_normalizer", "tree_sitter", "pycld2", "ftfy", "numpy", "scipy", "sklearn", "requests", "jsonschema",
    "importlib.metadata", "multiprocessing", "concurrent.futures", "asyncio", "jinja2", "yaml", "polib", "pathspec", "docx", "lxml", "zipfile", "xml",
    "subprocess", "csv", "click.shell_completion", "tomllib", "datatrove", "pyarrow",
}  # fmt: skip


def test_imports_go_one_way() -> None:
    done = subprocess.run([Path(sys.executable).parent / "lint-imports"], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("form", ["concise", "json"])
def test_a_clean_page_loads_nothing_heavy(tmp_path: Path, form: str) -> None:
    page = tmp_path / "page.txt"
    page.write_text((ROOT / "samples" / "native-lighthouse.md").read_text(encoding="utf-8").split("---", 2)[2], encoding="utf-8")
    program = (
        "import sys\n"
        "from detector.cli import main\n"
        "try:\n"
        f"    main(['check', {str(page)!r}, '-f', {form!r}])\n"
        "except SystemExit as left:\n"
        f"    print(left.code, *sorted({HEAVY!r} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout.splitlines()[-1] == "0"


def test_every_detector_has_rules_and_an_article() -> None:
    for name in registry.names():
        assert load(name).by_id
        assert {file.suffix for file in (ROOT / "tests" / "articles").glob(f"{name}.*")} > {".findings"}
    files = {path.stem for path in folder().iterdir() if path.suffix == ".toml"}
    assert files == set(registry.names())


def test_word_lists_are_sorted_and_without_doubles() -> None:
    for file in folder().rglob("*.txt"):
        lines = word_list(file.relative_to(folder()).with_suffix("").as_posix())
        assert lines == sorted(set(lines)), file.name


def test_words_live_in_rules_not_in_code() -> None:
    """No list, set or dictionary of more than ten natural-language strings in the package."""
    for file in (ROOT / "detector").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.List | ast.Set | ast.Tuple):
                words = [e for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str) and e.value.isalpha()]
                assert len(words) <= 10, f"{file.name}:{node.lineno}"


def test_what_was_compiled_knows_when_it_is_old(tmp_path: Path) -> None:
    source = tmp_path / "a.toml"
    source.write_text('x = "1"')
    assert compiled.read(tmp_path, [source]) is None
    compiled.write(tmp_path, [source], {"x": "1"})
    assert compiled.read(tmp_path, [source]) == {"x": "1"}
    source.write_text('x = "2"')
    assert compiled.read(tmp_path, [source]) is None


def test_compiled_rules_are_the_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is made of the files, with and without what the build made of them before."""
    rules = shutil.copytree(folder(), tmp_path / "rules")
    rulebook.write_compiled(rules)
    monkeypatch.setattr(rulebook, "folder", lambda: rules)

    def loaded() -> list[object]:
        for made in (rulebook._compiled, rulebook.load):
            made.cache_clear()
        all_of = [rulebook.load(name) for name in registry.names()]
        asleep = [dict(each.phrases()._asleep) for each in all_of]
        return [*((each.by_id.values_of, each.data, each.others) for each in all_of), *asleep]

    with_it = loaded()
    (rules / compiled.NAME).unlink()
    without = loaded()
    monkeypatch.undo()
    rulebook._compiled.cache_clear()
    rulebook.load.cache_clear()
    assert with_it == without


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('[[rule]]\nid = "a"', "rule a lacks message, why, category, flags, passes"),
        ('[[rule]]\nid = "a"\nmessage = "m"\nwhy = "w"\ncategory = "c"\nflags = ["[x]"]\npasses = []', "rule a lacks passes"),
        (
            '[[rule]]\nid = "a"\nmessage = "m"\nwhy = "w"\ncategory = "c"\nflags = ["[x]"]\npasses = ["y"]\nlevel = "loud"',
            "level is 'loud'",
        ),
        ("[[rule", "Expected ']]'"),
    ],
)
def test_a_broken_rules_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toml: str, says: str) -> None:
    (tmp_path / "broken.toml").write_text(toml)
    monkeypatch.setattr("detector.rulebook.folder", lambda: tmp_path)
    monkeypatch.setattr("detector.rulebook._compiled", dict)
    with pytest.raises(RulesError, match=r"broken\.toml") as error:
        load.__wrapped__("broken")
    assert says in str(error.value)


def test_a_detector_without_rules_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detector.rulebook.folder", lambda: tmp_path)
    with pytest.raises(RulesError, match="nothing_here"):
        load.__wrapped__("nothing_here")
