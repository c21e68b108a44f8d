"""Configuration: which file holds, who overrules whom, and what becomes of mistakes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from detector.cli.check import check
from detector.config import ConfigError, Settings
from detector.config import files as config_files
from detector.config.files import Layer
from detector.config.keys import KEYS, OF_FILES, PROFILES, schema
from detector.config.layers import Configuration
from detector.config.terms import glossary, listed

Run = Callable[..., subprocess.CompletedProcess[bytes]]
TEXT = b"They agreed to to wait. She ate a apple."


@pytest.fixture(autouse=True)
def no_memory() -> None:
    """Files are read once a run; tests write them anew."""
    config_files.nearest.cache_clear()
    config_files.read.cache_clear()
    config_files._of_pyproject.cache_clear()


def write(folder: Path, lines: str, name: str = "mtlint.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    head = '[project]\nname = "x"\n\n[tool.mtlint]\n' if name == "pyproject.toml" else ""
    (folder / name).write_text(f"{head}{lines}\n", encoding="utf-8")
    return folder / name


def rules(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return [found["rule"] for file in json.loads(done.stdout)["files"] for found in file["findings"]]


def settings(path: Path, **given: Any) -> Settings:
    layers = [Layer(f"--{name}", {name.replace("_", "-"): value}, Path()) for name, value in given.items()]
    return Configuration(tuple(layers)).settings(path)


def test_every_key_is_an_option_of_check_or_only_for_files() -> None:
    options = {(option.name or "").replace("_", "-") for option in check.params}
    assert KEYS.keys() - options == {"severity", "allow-files", "glossaries"}
    assert not OF_FILES.keys() & options


@pytest.mark.parametrize("name", [".mtlint.toml", "mtlint.toml", "pyproject.toml"])
def test_a_file_chooses_rules_and_thresholds(mtlint: Run, tmp_path: Path, name: str) -> None:
    write(tmp_path, 'ignore = ["duplicated-words"]\nfail-on = "never"', name)
    done = mtlint("-", "-f", "json", stdin=TEXT)
    assert (done.returncode, rules(done)) == (0, ["stray-function-words/a-an"])
    assert rules(mtlint("-", "-f", "json", "--isolated", stdin=TEXT)) == [
        "duplicated-words/function-word",
        "stray-function-words/a-an",
    ]


def test_command_line_then_environment_then_files(mtlint: Run, tmp_path: Path) -> None:
    write(tmp_path, 'fail-on = "never"\nselect = ["questions"]')
    assert mtlint("-", "--select", "duplicated-words", stdin=TEXT).returncode == 0
    assert mtlint("-", "--select", "duplicated-words", stdin=TEXT, MTLINT_FAIL_ON="warning").returncode == 1
    assert mtlint("-", "--select", "duplicated-words", "--fail-on", "never", stdin=TEXT, MTLINT_FAIL_ON="warning").returncode == 0
    assert mtlint("-", stdin=TEXT, MTLINT_SELECT="duplicated-words", MTLINT_FAIL_ON="error").returncode == 1
    assert mtlint("-", "--config", 'select=["duplicated-words"]', "--config", 'fail-on="error"', stdin=TEXT).returncode == 1


def test_the_nearest_file_holds_and_the_repository_is_the_end(tmp_path: Path) -> None:
    write(tmp_path, "min-confidence = 0.6")
    write(tmp_path / "a", "min-confidence = 0.7", "pyproject.toml")
    (tmp_path / "a" / "b").mkdir()
    (tmp_path / "a" / "b" / "pyproject.toml").write_text('[project]\nname = "mtlint-articles"\n')
    assert settings(tmp_path / "x.md").min_confidence == 0.6
    assert settings(tmp_path / "a" / "b" / "x.md").min_confidence == 0.7
    (tmp_path / "a" / "b" / ".git").mkdir()
    config_files.nearest.cache_clear()
    assert settings(tmp_path / "a" / "b" / "x.md").min_confidence == 0.5


def test_a_file_starts_from_what_it_extends(tmp_path: Path) -> None:
    write(tmp_path, 'min-confidence = 0.6\nfail-on = "error"\nallow = ["Elysium"]\nallow-files = ["names.txt"]')
    (tmp_path / "names.txt").write_text("# ours\nDuran Duran\n")
    write(tmp_path / "a", 'extend = "../mtlint.toml"\nfail-on = "note"\nallow = ["Bora Bora"]')
    found = settings(tmp_path / "a" / "x.md")
    assert (found.min_confidence, found.fail_on) == (0.6, "note")
    assert found.allow == ("Bora Bora", "Elysium", "Duran Duran")
    write(tmp_path, 'extend = "a/mtlint.toml"')
    config_files.read.cache_clear()
    with pytest.raises(ConfigError, match="extends itself"):
        settings(tmp_path / "a" / "y.md")


def test_the_file_of_the_user_is_below_that_of_the_project(tmp_path: Path) -> None:
    user = write(tmp_path / "user", 'fail-on = "error"\nmin-confidence = 0.9')
    write(tmp_path / "a", "min-confidence = 0.6")
    found = Configuration(user=user).settings(tmp_path / "a" / "x.md")
    assert (found.min_confidence, found.fail_on) == (0.6, "error")
    assert Configuration(user=user, isolated=True).settings(tmp_path / "a" / "x.md") == Settings()


def test_overrides_are_for_some_files_and_the_last_counts(tmp_path: Path) -> None:
    write(
        tmp_path,
        'ignore = ["calques/de"]\nfail-on = "error"\n'
        '[[overrides]]\nfiles = ["reviews/**"]\nignore = ["mistranslated-names"]\nfail-on = "note"\n'
        '[[overrides]]\nfiles = ["reviews/old/"]\nfail-on = "never"',
    )
    assert settings(tmp_path / "x.md").ignore == ("calques/de",)
    review = settings(tmp_path / "reviews" / "x.md")
    assert (set(review.ignore), review.fail_on) == ({"calques/de", "mistranslated-names"}, "note")
    assert settings(tmp_path / "reviews" / "old" / "x.md").fail_on == "never"
    assert settings(tmp_path / "reviews" / "x.md", fail_on="error").fail_on == "error"


def test_rules_can_be_ignored_in_some_files_on_the_command_line(mtlint: Run, tmp_path: Path) -> None:
    for name in ("quotes/a.txt", "b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TEXT)
    done = mtlint("quotes", "b.txt", "-f", "concise", "--per-file-ignores", "quotes/**:duplicated-words,questions")
    assert [line.split(" ")[0].split(":")[0] for line in done.stdout.decode().splitlines()] == ["quotes/a.txt", "b.txt", "b.txt"]
    assert mtlint("b.txt", "--per-file-ignores", "nonsense").returncode == 2


@pytest.mark.parametrize(
    "front",
    ["---\ntitle: X\nmtlint:\n  ignore: [duplicated-words]\n---\n", "+++\n[mtlint]\nignore = ['duplicated-words']\n+++\n"],
    ids=["yaml", "toml"],
)
def test_front_matter_is_about_its_text(mtlint: Run, tmp_path: Path, front: str) -> None:
    (tmp_path / "a.md").write_text(f"{front}\n{TEXT.decode()}\n")
    assert rules(mtlint("a.md", "-f", "json")) == ["stray-function-words/a-an"]
    (tmp_path / "a.md").write_text(f"{front.replace('ignore', 'ignoer')}\n{TEXT.decode()}\n")
    done = mtlint("a.md")
    assert done.returncode == 2
    assert b"a.md: front matter: unknown key 'ignoer'; did you mean 'ignore'?" in done.stderr


@pytest.mark.parametrize(
    ("front", "says"),
    [
        ("mtlint: {fail-on: never}", "unknown key 'fail-on'"),  # nothing that fails a build
        ("mtlint: {allow-files: [/dev/zero]}", "unknown key 'allow-files'"),  # nor reads files
        ("mtlint: {profile: corpus}", "unknown key 'profile'"),
        ("mtlint: [quotation]", "mtlint must be a table"),
        ("title: a: b\nmtlint: {ignore: [quotation]}", "cannot be read: mapping values are not allowed here"),
        ('x: !!int ""\nmtlint: {}', "cannot be read"),
        ("x: !!bool x\nmtlint: {}", "cannot be read"),
        ("mtlint: {allow: [" + ", ".join(f"n{n}" for n in range(300)) + "]}", "allow has more than 200 terms"),
        ("mtlint: {allow: [" + "x" * 300 + "]}", "allow must be a list of texts of at most 200 characters"),
        ("a: &a [" + "x, " * 9 + "]\n" + "".join(f"{b}: &{b} [{f'*{a}, ' * 9}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "mtlint: {select: *i}", "select must be a list of rules"),
    ],
    ids=range(10),
)  # fmt: skip
def test_front_matter_can_do_no_harm(mtlint: Run, tmp_path: Path, front: str, says: str) -> None:
    (tmp_path / "a.md").write_text(f"---\n{front}\n---\n\n{TEXT.decode()}\n")
    (tmp_path / "b.md").write_bytes(TEXT)
    done = mtlint("a.md", "b.md", "-f", "concise")
    assert (done.returncode, done.stdout.count(b"\n")) == (2, 2)
    assert f"mtlint: a.md: front matter: {says}" in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert len(done.stderr) < 500


def test_front_matter_that_does_not_speak_to_mtlint_is_not_looked_at(mtlint: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: mtlint: a: b\n---\n\n{TEXT.decode()}\n")
    assert mtlint("a.md").returncode == 1


def test_lists_in_the_environment_are_separated_by_commas(mtlint: Run) -> None:
    source = b"They agreed to to wait. It rained on on the hills. She ate a apple."
    assert rules(mtlint("-", "-f", "json", stdin=source, MTLINT_ALLOW="to to, on on")) == ["stray-function-words/a-an"]
    done = mtlint("-", stdin=source, MTLINT_FAIL_ON="loud")
    assert (done.returncode, b"MTLINT_FAIL_ON: fail-on must be one of note" in done.stderr) == (2, True)
    assert mtlint("-", stdin=source, MTLINT_MIN_CONFIDENCE="nan").returncode == 2
    assert mtlint("-", "--min-confidence", "nan", stdin=source).returncode == 2


def test_what_rules_are_like_by_hand(mtlint: Run, tmp_path: Path) -> None:
    write(tmp_path, 'fail-on = "error"\n[severity]\n"duplicated-words" = "note"\n"stray-function-words/a-an" = "note"')
    done = mtlint("-", "-f", "concise", stdin=TEXT)
    assert done.returncode == 0
    assert done.stdout.count(b"[note ") == 2
    assert mtlint("-", "-f", "concise", "--min-severity", "warning", stdin=TEXT).stdout == b""


def test_findings_in_quotes_are_demoted_or_skipped(mtlint: Run) -> None:
    source = b"> They agreed to to wait.\n"
    name = ("--stdin-filename", "a.md", "-f", "concise")
    assert mtlint("-", *name, stdin=source).returncode == 1
    demoted = mtlint("-", *name, "--quotes", "demote", stdin=source)
    assert (demoted.returncode, b"[note " in demoted.stdout) == (0, True)
    assert mtlint("-", *name, "--quotes", "skip", stdin=source).stdout == b""


def test_rules_for_other_source_languages_are_silent(mtlint: Run) -> None:
    source = b"Aides at the Elysium Palace said no. They agreed to to wait."
    shared = b"The hut makes part of the estate."  # of French, Portuguese and Dutch
    assert rules(mtlint("-", "-f", "json", "--source-lang", "fr", stdin=shared)) == ["calques/fr/make-part-of"]
    assert rules(mtlint("-", "-f", "json", "--source-lang", "zh", stdin=shared)) == []
    assert "mistranslated-names/fr/elysee" in rules(mtlint("-", "-f", "json", "--source-lang", "fr", stdin=source))
    assert rules(mtlint("-", "-f", "json", "--source-lang", "DE", stdin=source)) == ["duplicated-words/function-word"]
    done = mtlint("-", "--source-lang", "french", stdin=source)
    assert (done.returncode, b"source-lang must be one of ar, " in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("min-confidense = 0.7", "mtlint.toml:1: unknown key 'min-confidense'; did you mean 'min-confidence'?"),
        ('fail-on = "error"\nzebra = 1', "mtlint.toml:2: unknown key 'zebra'; mtlint config init lists all"),
        ('select = "quotation"', "mtlint.toml:1: select must be a list of rules, such as [\"quotation\"], not 'quotation'"),
        ("min-confidence = ", "mtlint.toml: is no TOML: Invalid value"),
        ("min-confidence = 7", "mtlint.toml:1: min-confidence must be a number from 0 to 1, not 7"),
        ("min-confidence = true", "mtlint.toml:1: min-confidence must be a number from 0 to 1, not True"),
        ('fail-on = "loud"', "mtlint.toml:1: fail-on must be one of note, warning, error, never, not 'loud'"),
        ('select = ["qotation"]', "mtlint.toml: unknown rule 'qotation'; did you mean 'quotation'?"),
        ('[severity]\nqotation = "note"', "mtlint.toml: unknown rule 'qotation'; did you mean 'quotation'?"),
        ('[severity]\nquotation = "loud"', "severity must be a table of rules and severities (note, warning, error)"),
        ('[[overrides]]\nignore = ["quotation"]', "overrides must be a list of tables with files in each: [[overrides]]"),
        (
            '[[overrides]]\nfiles = ["a"]\nbaseline = "b"',
            "mtlint.toml:3: baseline is for all files and cannot stand in overrides",
        ),
        ('[[overrides]]\nfiles = ["a"]\nfail-no = "error"', "mtlint.toml:3: unknown key 'fail-no'; did you mean 'fail-on'?"),
        ('languagetool = "remote"', "'remote' is not off, auto, local, or a URL"),
        ('extend = "gone.toml"', "extend: there is no"),
        ('extend = "~nosuchuser/x.toml"', "~nosuchuser/x.toml: there is no such home folder"),
        ("max-file-size = 0", "mtlint.toml:1: max-file-size must be a whole number from 1, not 0"),
        ('exclude = ["!"]', "mtlint.toml:1: exclude must be a list of patterns"),
        ('[[overrides]]\nfiles = ["gone/*"]\nselect = ["qotation"]', "unknown rule 'qotation'"),
        ("[[overrides]]\nfiles = [1]", "files must be a list of patterns"),
        ('source-lang = "xx"', "source-lang must be one of ar, "),
        ('allow-files = ["gone.txt"]', "gone.txt: cannot be read"),
        ('glossaries = ["names.txt"]', "names.txt: a glossary is a .csv, .tsv or .tbx file"),
        ('baseline = "gone.json"', "gone.json: there is no such baseline; add --write-baseline"),
        ('profile = "loud"', "profile must be one of default, strict, editorial, corpus, not 'loud'"),
    ],
)
def test_a_mistake_costs_one_clear_line(mtlint: Run, tmp_path: Path, lines: str, says: str) -> None:
    write(tmp_path, lines)
    done = mtlint("-", stdin=TEXT)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert says in done.stderr.decode()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("gone.toml", "gone.toml: no such configuration file"),
        ("fail-on=loud", "is no TOML"),
        ("fail-no='error'", "--config fail-no: unknown key 'fail-no'; did you mean 'fail-on'?"),
    ],
)
def test_a_mistake_on_the_command_line_too(mtlint: Run, value: str, says: str) -> None:
    done = mtlint("-", "--config", value, stdin=TEXT)
    assert (done.returncode, says in done.stderr.decode()) == (2, True)


def test_other_commands_do_not_need_it(mtlint: Run, tmp_path: Path) -> None:
    write(tmp_path, "zebra = 1")
    assert mtlint("explain", "questions").returncode == 0


def test_profiles_set_what_nobody_else_sets(mtlint: Run, tmp_path: Path) -> None:
    for name, values in PROFILES.items():
        table = json.loads(mtlint("config", "show", "-f", "json", "--config", f'profile="{name}"').stdout)
        for key, value in values.items():
            assert table[key] == {"value": value, "origin": f"profile {name}"}
    write(tmp_path, 'profile = "corpus"\nmin-confidence = 0.1')
    assert settings(tmp_path / "x.md").min_confidence == 0.1
    assert settings(tmp_path / "x.md").fail_on == "never"


def test_show_says_where_values_come_from(mtlint: Run, tmp_path: Path) -> None:
    write(tmp_path, 'fail-on = "error"\n[[overrides]]\nfiles = ["a/*"]\nmin-confidence = 0.9')
    shown = mtlint("config", "show", "a/x.md", MTLINT_QUOTES="skip").stdout.decode()
    assert "min-confidence = 0.9" in shown
    assert "mtlint.toml, overrides for a/*" in shown
    assert 'quotes = "skip"' in shown
    assert "# MTLINT_QUOTES" in shown
    assert mtlint("config", "path", "a/x.md").stdout.decode().strip().endswith("mtlint.toml")


def test_init_writes_what_holds_anyway(mtlint: Run, tmp_path: Path) -> None:
    assert mtlint("config", "init").returncode == 0
    lines = (tmp_path / "mtlint.toml").read_text().splitlines()
    for key in KEYS:
        [line] = [line for line in lines if line.startswith(f"# {key} = ")]
        (tmp_path / "mtlint.toml").write_text(line.removeprefix("# ") + "\n")
        if key != "baseline":
            assert mtlint("config", "show").returncode == 0, line
    done = mtlint("config", "init")
    assert (done.returncode, b"mtlint.toml is there already" in done.stderr) == (2, True)


def test_the_schema_knows_every_key_and_no_other(mtlint: Run) -> None:
    published = json.loads((Path(__file__).parent.parent / "docs" / "config.schema.json").read_text())
    assert published == schema() == json.loads(mtlint("config", "schema").stdout)
    jsonschema.Draft7Validator.check_schema(published)
    good = {
        "select": ["quotation"],
        "fail-on": "error",
        "severity": {"quotation": "note"},
        "overrides": [{"files": ["a"], "quotes": "skip"}],
    }
    jsonschema.validate(good, published)
    for bad in ({"fail-no": "error"}, {"min-confidence": 2}, {"overrides": [{"quotes": "skip"}]}, {"max-file-size": "big"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, published)


def test_glossaries_give_their_english_side(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("fr,en,note\nÉlysée,Elysium,x\n,,\n")
    (tmp_path / "b.tsv").write_text("Haus\thouse boat\n")
    (tmp_path / "c.tbx").write_text(
        '<tbx><body><termEntry><langSet xml:lang="fr"><tig><term>quai</term></tig></langSet>'
        '<langSet xml:lang="en-GB"><ntig><termGrp><term>quay side</term></termGrp></ntig></langSet></termEntry></body></tbx>'
    )
    (tmp_path / "d.txt").write_text("# ours\nBora Bora\n\n")
    assert glossary(tmp_path / "a.csv") == ("Elysium",)
    assert glossary(tmp_path / "b.tsv") == ("house boat",)
    assert glossary(tmp_path / "c.tbx") == ("quay side",)
    assert listed(tmp_path / "d.txt") == ("Bora Bora",)
    (tmp_path / "f.csv").write_text("fr;en\nÉlysée;Elysium\n")
    assert glossary(tmp_path / "f.csv") == ("Elysium",)
    for name, content, says in (
        ("g.csv", "fr,de\nÉlysée,Elysium\n", "has no English column; its headings are fr, de"),
        ("h.csv", "a,b\nÉlysée,Elysium\n".encode("cp1252"), "is not UTF-8"),
        ("i.csv", "a," + "x" * 300, "a term of more than 200 characters"),
    ):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(ConfigError, match=says):
            glossary(tmp_path / name)
    (tmp_path / "e.tbx").write_text("<tbx>")
    with pytest.raises(ConfigError, match=r"e\.tbx: is no TBX"):
        glossary(tmp_path / "e.tbx")
