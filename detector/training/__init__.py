"""Trains the verdict and measures it: `mtlint calibrate --verdict`. Needs the extra `train`; nothing else imports it."""
