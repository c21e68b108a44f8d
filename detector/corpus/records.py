"""Files of records in and out: JSON lines, Parquet and WARC. A record comes out as it went in, with the fields of mtlint added.

Text of JSON lines and Parquet is what stands under the text key. A page of a WARC file becomes the prose that mtlint's HTML
reader sees, less table cells and blocks that look like menus: neither the end of a sentence nor _PROSE words. That is rough;
where a crawl has been through a better extractor, give its output. Left out and counted: lines that are no JSON objects, and
records of a WARC file that are no page that a server answered with.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import orjson
from datatrove.data import Document
from datatrove.pipeline.readers.base import BaseDiskReader
from datatrove.pipeline.writers import JsonlWriter, ParquetWriter
from datatrove.pipeline.writers.disk_base import DiskWriter
from datatrove.utils.logging import logger

from detector import reading
from detector.config import Settings
from detector.corpus import annotation
from detector.corpus.annotation import FIELDS, CorpusError
from detector.corpus.steps import RECORD
from detector.model import PLACEHOLDER

if TYPE_CHECKING:
    import pyarrow as pa

ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".warc": "warc", ".wet": "warc"}
"""File name endings, before .gz or .zst, and the format that they stand for."""

COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}

REASON = "filter_reason"
"""Key under which datatrove says why a document was dropped."""

BROKEN = "broken records in "
"""What the statistics of a task call the records of a file that were left out."""

_PROSE = 10  # words: a choice; shorter blocks without a full stop are mostly menus, captions and buttons
_FULL = re.compile(r"[.!?…][\"'”’)]*\Z")
_MOST_LOGGED = 100  # broken records of a file
_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
_PAGES = ("text/html", "application/xhtml+xml")


class RecordReader(BaseDiskReader):  # type: ignore[misc]  # datatrove is not typed
    """Documents from the records of files; each keeps its record for the writers.

    Unlike datatrove's own readers it keeps records without text, tells of each line that it cannot read, and takes a truncated
    file for an error instead of for its end.
    """

    name = "mtlint records"

    def __init__(self, data_folder: str, form: str, paths_file: str | None = None, text_key: str = "text", id_key: str = "id"):
        super().__init__(data_folder, paths_file, text_key=text_key, id_key=id_key)
        self.form = form

    def read_file(self, path: str) -> Iterator[Document]:
        keys: set[str] = set()  # of records without text
        texts = 0
        for number, record in self._numbered(path):
            text = record.get(self.text_key)
            if isinstance(text, str) and text:
                texts += 1
            else:
                text = ""
                keys |= {*record} if len(keys) < 100 else set()
                self.stat_update("mt_without_text")
            identity = record.get(self.id_key)
            before = {key: record.pop(key) for key in FIELDS if key in record}
            yield Document(text, f"{path}/{number}" if identity is None else str(identity), metadata={**before, RECORD: record})
        if keys and not texts:
            known = ", ".join(sorted(keys)[:10])
            raise CorpusError(f"{path}: no record has text under {self.text_key!r}; --text-key names another of: {known}")

    def _numbered(self, path: str) -> Iterator[tuple[int, dict[str, Any]]]:
        records = {"jsonl": self._lines, "parquet": _rows, "warc": self._pages}[self.form]
        try:
            with self.data_folder.open(path, "rb", compression=None if self.form == "parquet" else "infer") as file:
                yield from records(file, path)
        except CorpusError:
            raise
        except Exception as error:  # each decompressor and parser has errors of its own
            said = " ".join(str(error).split()) or type(error).__name__
            raise CorpusError(f"{path}: cannot be read to its end: {said}; replace it and run the same command again") from error

    def _lines(self, file: IO[bytes], path: str) -> Iterator[tuple[int, dict[str, Any]]]:
        for number, line in enumerate(file, 1):
            try:
                record = orjson.loads(line.removeprefix(b"\xef\xbb\xbf")) if line.strip() else None
            except orjson.JSONDecodeError as error:
                self._left_out(path, f"line {number} is no JSON: {error}")
                continue
            if isinstance(record, dict):
                yield number, record
            elif line.strip():
                self._left_out(path, f"line {number} is no JSON object")

    def _pages(self, file: IO[bytes], path: str) -> Iterator[tuple[int, dict[str, Any]]]:
        from warcio.archiveiterator import ArchiveIterator

        for number, archived in enumerate(ArchiveIterator(_Whole(file)), 1):
            headers = archived.rec_headers
            form = _form(archived)
            if form is None:
                self.stat_update("mt_no_page")
                continue
            data = archived.content_stream().read()
            if getattr(archived.raw_stream, "limit", 0) > 0:
                raise ValueError("it ends within a record")
            try:
                text = data.decode("utf-8") if form == "text" else _prose(_decoded(data, archived))
            except (reading.InputError, UnicodeDecodeError) as error:
                self._left_out(path, f"record {number} cannot be read: {error}")
                continue
            named = {"id": "WARC-Record-ID", "url": "WARC-Target-URI", "date": "WARC-Date"}
            found = {self.id_key if key == "id" else key: headers.get_header(name) for key, name in named.items()}
            yield number, {self.text_key: text, **found}

    def _left_out(self, path: str, said: str) -> None:
        if self.stats[BROKEN + path].n < _MOST_LOGGED:
            logger.warning(f"{path}: {said}")
        self.stat_update(BROKEN + path)


class _Whole(NamedTuple):
    """A file that ends too early, which warcio would take for its end."""

    file: IO[bytes]

    def read(self, size: int = -1) -> bytes:
        try:
            return self.file.read(size)
        except EOFError as error:
            raise ValueError(str(error)) from error


def writer(folder: str, form: str, compression: str | None, columns: pa.Schema | None, whole: bool) -> DiskWriter:
    """Writes records to one file for each task, the number of the task and `ending`; `whole` ones with a column for each key."""
    name = "${rank}" + ending(form, compression)
    if form == "jsonl":
        return JsonlWriter(folder, name, compression, adapter=_record)
    adapter = _record if whole else _row
    return ParquetWriter(folder, name, compression, adapter=adapter, schema=columns, max_file_size=-1)


def ending(form: str, compression: str | None) -> str:
    """The ending of the files that are written."""
    packed = {name: suffix for suffix, name in COMPRESSIONS.items()}
    return ".parquet" if form == "parquet" else ".jsonl" + packed.get(compression or "", "")


_PLAIN = ["text", "id", "metadata"]


def columns(files: list[str], form: str, settings: Settings) -> pa.Schema:
    """The columns of a Parquet file to write, the same for all tasks: those of the files that are read, and those of mtlint.

    Records of other formats may have any keys: they become a text, an id, and the rest as JSON, which datatrove's reader
    understands. Raises CorpusError for Parquet files that do not go together.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    own = annotation.schema(settings)
    if form != "parquet":
        return pa.schema([*((name, pa.string()) for name in _PLAIN), *own])
    schemas = []
    for file in files:
        try:
            schemas.append(pq.read_schema(file).remove_metadata())  # which would describe columns that are no longer all
        except (OSError, pa.ArrowException) as error:
            schemas.append(pa.schema([]))  # its task will say so; the others go on
            logger.warning(f"{file}: {error}")
    try:
        read = pa.unify_schemas(schemas, promote_options="permissive")
    except pa.ArrowException as error:
        said = " ".join(str(error).split())
        raise CorpusError(f"{files[0]} and other files differ in their columns: {said}; run them one by one") from error
    return pa.schema([*(field for field in read if field.name not in FIELDS), *own])


def fitting(columns: pa.Schema, dropped: bool, annotated: bool) -> pa.Schema:
    """The columns of what a filter drops, which has a reason, or keeps, which may be without annotations."""
    import pyarrow as pa

    kept = [field for field in columns if (annotated or field.name not in FIELDS) and field.name != REASON]
    return pa.schema([*kept, (REASON, pa.string())] if dropped else kept)


def compression_of(file: str, form: str, output_form: str) -> str | None:
    """How to compress what is written: as a file that is read is, if it has the same format."""
    if output_form == "jsonl":
        return next((name for suffix, name in COMPRESSIONS.items() if file.endswith(suffix)), None if form == "jsonl" else "gzip")
    if form != "parquet":
        return "snappy"
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_metadata(file)
        name = metadata.row_group(0).column(0).compression.lower() if metadata.num_row_groups else "snappy"
    except (OSError, pa.ArrowException):  # its task will say so
        return "snappy"
    return None if name == "uncompressed" else name if name in ("snappy", "gzip", "brotli", "zstd") else "snappy"


def _rows(file: IO[bytes], _path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    import pyarrow.parquet as pq

    number = 0
    with pq.ParquetFile(file) as parquet:
        for batch in parquet.iter_batches(batch_size=500):
            for row in batch.to_pylist():
                number += 1
                yield number, row


def _record(_writer: DiskWriter, document: Document) -> dict[str, Any]:
    """The record that a document was made from, and what was added to it."""
    return {**document.metadata[RECORD], **_added(document)}


def _row(_writer: DiskWriter, document: Document) -> dict[str, Any]:
    """Text, id, and the rest of a record as JSON."""
    rest = {key: value for key, value in document.metadata[RECORD].items() if value is not document.text}
    packed = json.dumps(rest, ensure_ascii=False)
    return {"text": document.text, "id": document.id, "metadata": packed, **_added(document)}


def _added(document: Document) -> dict[str, Any]:
    return {key: value for key, value in document.metadata.items() if key != RECORD}


def _form(archived: Any) -> str | None:
    """What a record of a WARC file holds: a "page", extracted "text", or None of these."""
    if archived.rec_type == "conversion":
        return "text"
    if archived.rec_type != "response" or not archived.http_headers:
        return None
    declared = archived.rec_headers.get_header("WARC-Identified-Payload-Type") or archived.http_headers.get_header("Content-Type")
    page = (declared or "").split(";")[0].strip().lower() in _PAGES
    return "page" if page and (archived.http_headers.get_statuscode() or "").startswith("2") else None


def _decoded(data: bytes, archived: Any) -> str:
    """A page as text: by what the server says, else by what it says of itself, else as any file. Raises InputError."""
    said = re.search(r"charset=[\"']?([\w-]+)", archived.http_headers.get_header("Content-Type") or "", re.IGNORECASE)
    within = _CHARSET.search(data, 0, 4096)
    for charset in filter(None, (said and said[1], within and within[1].decode("ascii"))):
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return reading.decode(data, "page")[0]


def _prose(html: str) -> str:
    """The headings and sentences of a page, one block a paragraph."""
    document = reading.read_text(html, "page.html")
    kept = []
    for block in document.blocks:
        text = document.text[block.span.start : block.span.end].strip()
        sentence = _FULL.search(text) or len(text.split()) >= _PROSE
        if text.strip(PLACEHOLDER + " ") and block.kind != "cell" and (block.kind == "heading" or sentence):
            kept.append(text)
    return "\n\n".join(kept)
