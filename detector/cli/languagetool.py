"""`mtlint languagetool`: what there is of LanguageTool on this machine, and fetching it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import click

from detector.languagetool import LanguageToolError


@click.group()
def languagetool() -> None:
    """LanguageTool as a second opinion: `mtlint check --languagetool auto` uses what `status` shows."""


@languagetool.command()
def status() -> int:
    """Show what there is to use: extra, Java, installed copy, running server."""
    from detector.languagetool import library, server

    version = library.version()
    if version is None:
        click.echo("extra    missing: pip install 'mtlint[languagetool]'")
        return 0
    click.echo(f"extra    language-tool-python {version}")
    try:
        library.check_java()
        click.echo("Java     17 or newer")
    except LanguageToolError as error:
        click.echo(f"Java     {error}")
    try:
        folder = library.installed()
        click.echo(f"copy     {folder}, {_megabytes(_size(folder))}" if folder else "copy     none; mtlint languagetool install")
    except LanguageToolError as error:
        click.echo(f"copy     {error}")
    told = library.server_version(server.DEFAULT) if server.listens(server.DEFAULT) else None
    click.echo(f"server   LanguageTool {told} at {server.DEFAULT}" if told else f"server   nothing answers at {server.DEFAULT}")
    return 0


@languagetool.command()
@click.option("-v", "--verbose", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def install() -> int:
    """Download LanguageTool. Says first what it costs; nothing else of mtlint downloads anything."""
    from detector.languagetool import library

    folder = library.installed()
    if folder:
        click.echo(f"LanguageTool is in {folder} already")
        return 0
    library.check_java()
    url, size, target = library.to_download()
    cost = (
        f"{_megabytes(size)}, and twice that on disk while it is unpacked" if size else "of a size that the server does not tell"
    )
    click.echo(f"Downloading {url} to {target}: {cost}")
    folder = library.download()
    click.echo(f"LanguageTool is in {folder}, {_megabytes(_size(folder))}; mtlint check --languagetool local uses it")
    return 0


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB"


def as_mode(value: str) -> str:
    """off, auto, local, or the URL of a server without the path that its API has."""
    if value in ("off", "auto", "local"):
        return value
    url = urlsplit(value)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise click.UsageError(f"languagetool: {value!r} is not off, auto, local, or a URL such as http://localhost:8081")
    return value.rstrip("/").removesuffix("/check").removesuffix("/v2")
