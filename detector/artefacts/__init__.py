"""One module a detector: `detect(document, rules)` yields findings. See rules/README.md for how to add a rule."""
