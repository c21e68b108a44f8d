"""One module a format: `read(source, path, encoding)` gives a Document with the prose only."""
