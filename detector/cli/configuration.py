"""`mtlint config`, and what the options of `mtlint check` add to the configuration."""

from __future__ import annotations

import codecs
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from detector import output, registry
from detector.cli import reporting
from detector.config import ConfigError, Settings
from detector.config.files import CONFIGURATIONS, Layer
from detector.config.keys import KEYS, OF_FILES, Key, is_patterns, problem, schema
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
    if file and context.params["isolated"]:
        raise click.UsageError("--isolated reads no configuration file, --config names one")
    overrides = _per_file(context.params.get("per_file_ignores", ()))
    return Configuration(
        given=(*overrides, *_of_command_line(context), *values, *_of_environment()),
        file=file,
        isolated=context.params["isolated"],
        user=_of_user(),
        base=base,
        unknown_rule=_unknown_rule,
        languages=registry.languages(),
    )


def listed(file: Path, null: bool) -> list[Path]:
    """The paths in a file, or on standard input. Raises InputError."""
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except (OSError, AttributeError) as error:
        why = getattr(error, "strerror", None) or "it is closed"
        raise InputError(f"{file}: cannot be read as a list of paths: {why.lower()}") from error
    lines = data.removeprefix(codecs.BOM_UTF8).split(b"\0" if null else b"\n")
    return [Path(os.fsdecode(line.rstrip(b"\r"))) for line in lines if line.strip()]


def _unknown_rule(selector: str) -> str | None:
    return registry.problem(selector.strip().rstrip("/"))


def _of_command_line(context: click.Context) -> Iterator[Layer]:
    """A layer for each option that was given. Raises UsageError."""
    for option in context.command.params:
        parameter = option.name or ""
        name = parameter.replace("_", "-")
        if name in KEYS and context.get_parameter_source(parameter) == ParameterSource.COMMANDLINE:
            value = _plain(KEYS[name], context.params[parameter])
            if wrong := problem(name, value):
                raise click.UsageError(f"--{wrong}", context)
            yield Layer(f"--{name}", {name: value}, Path())


def _of_environment() -> Iterator[Layer]:
    """A layer for each variable that is set, such as MTLINT_FAIL_ON; lists are separated by commas. Raises ConfigError."""
    for name, key in KEYS.items():
        variable = f"MTLINT_{name.replace('-', '_').upper()}"
        text = os.environ.get(variable)
        if not text or key.kind == "severities":
            continue
        value: Any = text
        if isinstance(key.default, list):
            value = [part.strip() for part in text.split(",") if part.strip()]
        elif key.kind in ("share", "size"):
            try:
                value = float(text) if key.kind == "share" else int(text)
            except ValueError:
                value = text
        if wrong := problem(name, value):
            raise ConfigError(f"{variable}: {wrong}")
        yield Layer(variable, {name: value}, Path())


def _plain(key: Key, value: Any) -> Any:
    """The value of an option as a file would state it."""
    if key.kind == "rules":
        return [part.strip() for item in value for part in item.split(",") if part.strip()]
    return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, Path) else value


def _per_file(values: tuple[str, ...]) -> Iterator[Layer]:
    overrides = []
    for value in values:
        pattern, colon, rules = value.rpartition(":")
        if not colon or not is_patterns([pattern]):
            raise click.UsageError(f"--per-file-ignores {value!r} is not GLOB:RULES, such as 'quotes/**:quotation'")
        overrides.append({"files": [pattern], "ignore": [rule.strip() for rule in rules.split(",") if rule.strip()]})
    if overrides:
        yield Layer("--per-file-ignores", {"overrides": overrides}, Path())


def _configs(values: tuple[str, ...]) -> tuple[Path | None, list[Layer]]:
    """The file and the values that --config gives. Raises ConfigError."""
    file, layers = None, []
    for value in values:
        key, equals, _ = value.partition("=")
        if not equals or Path(value).is_file():
            if file:
                raise click.UsageError(f"--config takes one file, not {file} and {value}")
            file = Path(value)
            if not file.is_file():
                raise ConfigError(f"{value}: no such configuration file")
            continue
        import tomllib

        try:
            table = tomllib.loads(value)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"--config {value}: is no TOML: {error}; texts need quotes") from error
        for name, content in table.items():
            if wrong := problem(name, content):
                raise ConfigError(f"--config {key.strip()}: {wrong}")
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
    if file.name not in CONFIGURATIONS[:2]:
        raise click.UsageError(f"{file} would not be found; call it {' or '.join(reversed(CONFIGURATIONS[:2]))}")
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
    lines += ["", f"# {OF_FILES['extend'].says}", '# extend = "../mtlint.toml"', "", f"# {OF_FILES['overrides'].says}"]
    lines += ["# [[overrides]]", '#   files = ["reviews/**"]', '#   ignore = ["quotation"]']
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    """JSON is TOML for texts, lists, numbers and truth."""
    return json.dumps(value, ensure_ascii=False)
