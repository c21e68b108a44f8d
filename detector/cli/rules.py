"""`mtlint rules` and `mtlint explain`: what there is, and on what evidence."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from detector import output, registry
from detector.config import covers
from detector.verdict import model


@click.command()
@click.option("-f", "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--pages", type=click.Path(path_type=Path, file_okay=False), help="Write a Markdown page for each detector here.")
@click.option("--verdict", is_flag=True, help="Show the card of the model behind the verdict instead.")
def rules(form: str, pages: Path | None, verdict: bool) -> int:
    """List every rule with the confidence of its findings."""
    from detector.reports import catalogue

    if verdict:
        from detector.reports import card

        sys.stdout.write(card.render(model.trained().table["card"], form))
        return 0
    if pages:
        for name, page in catalogue.pages(registry.rules().values()):
            output.write(pages / name, page)
        return 0
    sys.stdout.write(catalogue.listing(registry.rules().values(), form))
    return 0


@click.command()
@click.argument("rule")
def explain(rule: str) -> int:
    """What a rule (or each rule of a detector) finds and why, with examples and measurements."""
    from detector.reports import catalogue

    chosen = [each for each in registry.rules().values() if covers(rule, each.id)]
    if not chosen and registry.exists(rule):
        chosen = [registry.rule(rule)]
    if not chosen:
        raise click.UsageError(registry.problem(rule) or "")
    sys.stdout.write(catalogue.explanation(chosen))
    return 0
