#!/usr/bin/env python3
"""Fuzzes one reader, and all that comes after it, with coverage as the guide.

usage: readers.py FORMAT [--seconds 600] [--corpus DIR]

FORMAT is one that `mtlint check --input-format` takes. Needs atheris, which has wheels for Linux only: pip
install atheris. Whatever the bytes, either the reader refuses them with one clear line (InputError), or its document keeps to what seeds.py states and can
be linted and reported. Anything else, 4 GB of memory or 20 seconds for one input end the run; the input is kept in a file.
Prints, after every 10,000 inputs, how many were refused, read, and found to hold artefacts.
"""

from __future__ import annotations

import argparse
import pathlib
import sys
import tempfile
from collections import Counter

import atheris

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

with atheris.instrument_imports(include=["detector"]):
    from fuzz.seeds import SEEDS, check


outcomes: Counter[str] = Counter()


def once(form: str, data: bytes) -> None:
    outcomes[check(form, data)] += 1
    if outcomes.total() % 10_000 == 0:  # libFuzzer leaves without a word to Python
        sys.stderr.write(f"{form}: {dict(outcomes)}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("form", choices=SEEDS)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument(
        "--corpus", type=pathlib.Path, help="Where inputs that reach new code are kept; a temporary folder without."
    )
    arguments = parser.parse_args()
    corpus = arguments.corpus or pathlib.Path(tempfile.mkdtemp())
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[arguments.form]):
        (corpus / f"seed-{number}").write_bytes(seed.encode())
    options = [
        f"-max_total_time={arguments.seconds}",
        "-timeout=20",
        "-rss_limit_mb=4096",
        "-max_len=4096",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={corpus}/", str(corpus)], lambda data: once(arguments.form, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
