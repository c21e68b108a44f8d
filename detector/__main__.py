"""The command `mtlint`, and `python -m detector`."""

import gc


def main() -> None:
    """Run the command line.

    Nearly all that a run makes it keeps to its end: looking for garbage as often as Python does takes a tenth of the time.
    """
    gc.set_threshold(100_000)
    from detector.cli import main as run

    run()


if __name__ == "__main__":
    main()
