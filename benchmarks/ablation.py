#!/usr/bin/env python3
"""What each part of the verdict is worth: AUC at 300 words between two years, with parts left out.

usage: ablation.py CORPORA

For each year judged by a model of the other: against native text of that year, against native genres never trained on, and
against human translation.
"""

from __future__ import annotations

import argparse
import pathlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from detector import labelled
from detector.training import fitting, fold
from detector.training.passages import Counted, counted, cut

WORDS = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=pathlib.Path)
    known = counted(cut(labelled.texts(parser.parse_args().corpora), 400))
    show("everything", known, lambda each: fold.train(each).log_odds)
    show("style alone", known, style_alone)
    no_genres = [each for each in known if each.passage.year or each.passage.kind != "native" or not each.passage.free]
    show("style alone, without native genres", no_genres, style_alone)
    with changed(fitting, "_directions", lambda natives: np.zeros((1, natives.shape[1]))):
        show("style alone, nothing projected out", known, style_alone)
    with changed(fold, "importance", by_class):
        show("style alone, sources weighed by size", known, style_alone)


def style_alone(known: Sequence[Counted]) -> Callable[[Sequence[Counted]], Any]:
    weights, bias = fold._weights(known)
    return lambda tested: fitting.matrix([each.counts for each in tested]) @ weights + bias


def by_class(known: Sequence[Counted]) -> Any:
    machine = np.array([each.passage.kind == "mt" for each in known])
    return np.where(machine, 0.5 / machine.mean(), 0.5 / (1 - machine.mean()))


@contextmanager
def changed(module: Any, name: str, value: Any) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, value)
    yield
    setattr(module, name, before)


def show(name: str, known: Sequence[Counted], train: Callable[[Sequence[Counted]], Callable[[Sequence[Counted]], Any]]) -> None:
    cells = []
    for year in sorted({each.passage.year for each in known if each.passage.year}):
        score = train([each for each in known if each.passage.year != year and each.passage.free])
        tested = [e for e in known if e.passage.length == WORDS and (e.passage.year == year or not e.passage.free)]
        scores = score(tested)
        machine = np.array([each.passage.kind == "mt" for each in tested])
        own = np.array([each.passage.kind == "native" and each.passage.free for each in tested])
        human = np.array([each.passage.kind == "reference" for each in tested])
        aucs = (roc_auc_score(machine[machine | part], scores[machine | part]) for part in (own, ~machine & ~own & ~human, human))
        cells.append("{}: native {:.3f}, genres {:.3f}, human {:.3f}".format(year, *aucs))
    print(f"{name:38} {'; '.join(cells)}")


if __name__ == "__main__":
    main()
