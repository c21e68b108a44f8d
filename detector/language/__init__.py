"""English, as far as the detectors need it."""
