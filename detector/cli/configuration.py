"""`mtlint config`, and what the options of `mtlint check` add to the configuration."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from detector import output, registry
from detector.cli import reporting
from detector.config import ConfigError, Settings
from detector.config.files import Layer
from detector.config.keys import KEYS, Key, problem, schema
from detector.config.layers import Configuration
from detector.reading import InputError


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say where the configuration is."""
    where = click.option(
        "-c",
        "--config",
        "configs",
        multiple=True,
        metavar="FILE|KEY=VALUE",
        help="A configuration file instead of the nearest one, or a value such as 'fail-on=\"error\"'.",
    )
    isolated = click.option("--isolated", "--no-config", "isolated", is_flag=True, help="Read no configuration files.")
    return where(isolated(command))


def read(context: click.Context, base: Settings) -> Configuration:
    """What a run is told by command line, environment and files. Raises ConfigError."""
    file, values = _configs(context.params["configs"])
    given = _given(context, ParameterSource.COMMANDLINE)
    environment = _given(context, ParameterSource.ENVIRONMENT)
    return Configuration(
        given=(*_per_file(context.params.get("per_file_ignores", ())), *given, *values, *environment),
        file=file,
        isolated=context.params["isolated"],
        user=_of_user(),
        base=base,
        unknown_rule=unknown_rule,
    )


def unknown_rule(selector: str) -> str | None:
    """What is wrong with a selector, with the nearest that is right; None: nothing."""
    return registry.problem(selector.strip().rstrip("/"))


def listed(file: Path, null: bool) -> list[Path]:
    """The paths in a file, or on standard input. Raises InputError."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise InputError(f"{file}: cannot be read as a list of paths: {error}") from error
    return [Path(line) for line in (text.split("\0") if null else text.splitlines()) if line.strip()]


def _given(context: click.Context, source: ParameterSource) -> Iterator[Layer]:
    """A layer for each option that was given in one way."""
    for option in context.command.params:
        name = (option.name or "").replace("_", "-")
        if name in KEYS and context.get_parameter_source(option.name or "") == source:
            origin = f"--{name}" if source == ParameterSource.COMMANDLINE else str(option.envvar)
            value = context.params[option.name or ""]
            yield Layer(origin, {name: _plain(KEYS[name], value)}, Path())


def _plain(key: Key, value: Any) -> Any:
    """The value of an option as a file would state it."""
    if key.kind == "rules":
        return [part.strip() for item in value for part in item.split(",") if part.strip()]
    return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, Path) else value


def _per_file(values: tuple[str, ...]) -> Iterator[Layer]:
    overrides = []
    for value in values:
        pattern, colon, rules = value.rpartition(":")
        if not colon or not pattern:
            raise click.UsageError(f"--per-file-ignores {value!r} is not GLOB:RULES, such as 'quotes/**:quotation'")
        overrides.append({"files": [pattern], "ignore": [rule.strip() for rule in rules.split(",") if rule.strip()]})
    if overrides:
        yield Layer("--per-file-ignores", {"overrides": overrides}, Path())


def _configs(values: tuple[str, ...]) -> tuple[Path | None, list[Layer]]:
    """The file and the values that --config gives."""
    file, layers = None, []
    for value in values:
        key, equals, _ = value.partition("=")
        if not equals or Path(value).is_file():
            file = Path(value)
            if not file.is_file():
                raise ConfigError(f"{value}: no such configuration file")
            continue
        try:
            table = tomllib.loads(value)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"--config {value}: is no TOML: {error}; texts need quotes") from error
        for name, content in table.items():
            if wrong := problem(name, content):
                raise ConfigError(f"--config {key}: {wrong}")
        layers.append(Layer(f"--config {key.strip()}", table, Path()))
    return file, layers


def _of_user() -> Path | None:
    file = Path(click.get_app_dir("mtlint")) / "mtlint.toml"
    return file if file.is_file() else None


@click.group()
def config() -> None:
    """What holds for a file, and why; a first configuration; the schema."""


@config.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path("article.md"))
@click.option("-f", "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@options
@click.pass_context
def show(context: click.Context, /, path: Path, form: str, **_: Any) -> int:
    """Every key with its value for PATH and where that comes from."""
    told = read(context, Settings())
    front_matter = ""
    if path.is_file():
        from detector import reading

        front_matter = reading.read_file(path).front_matter
    values = told.values(path, front_matter)
    if form == "json":
        table = {name: {"value": value.value, "origin": value.origin} for name, value in values.items()}
        reporting.to_stdout(json.dumps(table, ensure_ascii=False, indent=2) + "\n")
    else:
        texts = [(f"{name} = {json.dumps(value.value, ensure_ascii=False)}", value.origin) for name, value in values.items()]
        width = min(max(len(text) for text, _ in texts), 60)
        reporting.to_stdout("".join(f"{text:<{width}}  # {origin}\n" for text, origin in texts))
    return 0


@config.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path("article.md"))
@options
@click.pass_context
def path(context: click.Context, /, path: Path, **_: Any) -> int:
    """The configuration file that holds for PATH."""
    file = read(context, Settings()).source(path)
    reporting.to_stdout(f"{file or 'none'}\n")
    return 0


@config.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), default=Path("mtlint.toml"))
def init(file: Path) -> int:
    """Write a configuration that says what holds anyway, to be changed."""
    if file.exists():
        raise click.UsageError(f"{file} is there already; mtlint config show explains what holds")
    output.write(file, _initial())
    reporting.complain(f"wrote {file}")
    return 0


@config.command("schema")
def show_schema() -> int:
    """The JSON Schema of the configuration."""
    reporting.to_stdout(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n")
    return 0


def _initial() -> str:
    lines = ["# What mtlint does in this folder and below; mtlint config show explains what holds for a file."]
    for name, key in KEYS.items():
        value = _toml(key.example if key.default is None else key.default)
        lines += ["", f"# {key.says}" + (f" One of: {', '.join(key.choices)}." if key.choices else ""), f"# {name} = {value}"]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    """JSON is TOML for texts, lists, numbers and truth."""
    return json.dumps(value, ensure_ascii=False)
