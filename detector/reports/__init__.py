"""One module a report: `render(reports, ...)` gives text and knows nothing of files, exit codes or other reports."""
