"""Opens files of statistical packages, workbooks and Parquet files; reads the columns that are wanted, and no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from ..model import Reading
from .source import Cells, ColumnNotes, Piece, Range, Source, coded, refused, tell_blank, text_of

_ROWS = 500_000
"""Rows that are read together."""
_INSTALL = "pip install --require-hashes -r requirements/survey.txt"
_FIRST_ROW = 2
"""The row below a header, as a spreadsheet counts."""


def statistics(path: Path, kind: str, own: str, reading: Reading) -> Source:
    """A file of SPSS, Stata or SAS; `own` is how pyreadstat calls its kind."""
    try:
        import pyreadstat  # noqa: PLC0415 - not installed with the engine
    except ImportError:
        raise refused(path.name, f"{kind} needs pyreadstat, which is not installed", _INSTALL) from None
    reader = getattr(pyreadstat, f"read_{own}")
    more: dict[str, Any] = {"user_missing": True} if own in ("sav", "dta", "sas7bdat") else {}
    if reading.encoding != "utf-8":
        # Old files do not say how their texts are written.
        more["encoding"] = reading.encoding.upper()
    if own == "sas7bdat" and path.with_suffix(".sas7bcat").is_file():
        # SAS keeps the labels of values in a catalogue beside the file.
        more["catalog_file"] = str(path.with_suffix(".sas7bcat"))
    damaged = (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, ValueError)
    remedy = "write it again, or say `encoding` in respondents.yml where its texts are old"
    meta = None
    try:
        _, meta = reader(str(path), metadataonly=True, **more)
    except damaged:
        meta = None
    if meta is None:
        raise refused(path.name, f"{kind} that is damaged", remedy)
    names = tuple(meta.column_names)

    def read(places: Sequence[int]) -> Iterator[Piece]:
        wanted = [names[place] for place in places]
        start = 0
        while True:
            frame = None
            try:
                frame, _ = reader(
                    str(path),
                    usecols=wanted or list(names[:1]),
                    row_offset=start,
                    row_limit=_ROWS,
                    output_format="dict",
                    disable_datetime_conversion=True,
                    **more,
                )
            except damaged:
                frame = None
            if frame is None:
                raise refused(path.name, f"{kind} whose rows are damaged", remedy)
            size = len(next(iter(frame.values()))) if frame else 0
            if not size:
                return
            columns = tuple(_values(frame[name]) for name in wanted)
            yield Piece(np.arange(start + 1, start + size + 1, dtype=np.int64), columns)
            start += size
            if size < _ROWS:
                return

    notes = {place: _notes(meta, name) for place, name in enumerate(names)}
    return Source(path.name, kind, (names,), read, notes)


def _values(values: Any) -> Cells:
    """Distinct values and places of a column of numbers or texts."""
    array = np.asarray(values)
    if array.dtype.kind in "fiu":
        distinct, places = np.unique(array, return_inverse=True)
        texts = [text_of(value) for value in distinct.tolist()]
        return Cells(texts, places.astype(np.int32))
    return coded(text_of(value).strip() for value in array.tolist())


def _notes(meta: Any, name: str) -> ColumnNotes:
    labels: Mapping[Any, str] = meta.variable_value_labels.get(name, {})
    ranges: list[Range] = []
    missing: list[str] = [text_of(value) for value in meta.missing_user_values.get(name, ())]
    for limits in meta.missing_ranges.get(name, ()):
        least, most = limits["lo"], limits["hi"]
        if least == most or isinstance(least, str):
            missing.append(text_of(least))
        else:
            ranges.append((_decimal(least), _decimal(most)))
    return ColumnNotes(
        label=meta.column_names_to_labels.get(name) or "",
        values={text_of(value): str(label) for value, label in labels.items()},
        missing=tuple(missing),
        missing_ranges=tuple(ranges),
        is_ordered=meta.variable_measure.get(name) == "ordinal",
        is_measured=meta.variable_measure.get(name) == "scale",
    )


def _decimal(number: float) -> Decimal:
    # SPSS writes its lowest and highest numbers for "and below" and "and above".
    return Decimal(text_of(number)) if abs(number) < 1e300 else Decimal("Infinity").copy_sign(Decimal(number))


def workbook(path: Path, kind: str, reading: Reading) -> Source:
    """A sheet of a workbook: the one that respondents.yml names, or the first."""
    try:
        import python_calamine  # noqa: PLC0415 - not installed with the engine
    except ImportError:
        raise refused(path.name, f"{kind} needs python-calamine, which is not installed", _INSTALL) from None
    found: Any = None
    sheets: tuple[str, ...] = ()
    try:
        book = python_calamine.load_workbook(path)
        sheets = tuple(book.sheet_names)
        name = reading.sheet or sheets[0]
        if name in sheets:
            found = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, ValueError, IndexError):
        found, sheets = None, ()
    if not sheets:
        raise refused(
            path.name, f"{kind} that is damaged, or locked by a password", "save it again, without a password"
        )
    if found is None:
        remedy = f"correct `sheet` in respondents.yml; there is {', '.join(map(repr, sheets))}"
        raise refused(path.name, f"no sheet {reading.sheet!r}", remedy)
    n_headers = reading.header_rows
    rows = [[text_of(cell) for cell in row] for row in found[:n_headers]]
    if len(rows) < n_headers or not any(map(any, rows)):
        raise refused(path.name, "no complete header", "check `header_rows` and `sheet` in respondents.yml")
    said: list[str] = []

    def read(places: Sequence[int]) -> Iterator[Piece]:
        answers = [(n, row) for n, row in enumerate(found[n_headers:], n_headers + 1) if any(map(_is_filled, row))]
        tell_blank(said, path.name, len(found) - n_headers - len(answers))
        columns = tuple(coded(text_of(row[place]) for _, row in answers) for place in places)
        yield Piece(np.array([number for number, _ in answers], dtype=np.int64), columns)

    return Source(path.name, kind, tuple(map(tuple, rows)), read, said=said, sheets=sheets)


def _is_filled(cell: object) -> bool:
    return bool(text_of(cell).strip())


def parquet_file(path: Path) -> Source:
    """A Parquet file, of which only the columns wanted are decoded."""
    try:
        # Half a second of imports, and not installed with the engine.
        import pyarrow  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        what = "Parquet needs pyarrow, which is not installed"
        raise refused(path.name, what, _INSTALL) from None
    file = None
    try:
        file = parquet.ParquetFile(path)
        headers = (tuple(file.schema_arrow.names),)
    except (pyarrow.ArrowException, OSError):
        file = None
    if file is None:
        raise refused(path.name, "a Parquet file that is damaged", "write it again")

    def read(places: Sequence[int]) -> Iterator[Piece]:
        names = [headers[0][place] for place in places]
        start, is_damaged = 1, False
        try:
            for batch in file.iter_batches(batch_size=1 << 17, columns=names):
                rows = np.arange(start, start + batch.num_rows, dtype=np.int64)
                yield Piece(rows, tuple(_arrow_cells(batch.column(name)) for name in names))
                start += batch.num_rows
        except (pyarrow.ArrowException, OSError, UnicodeDecodeError):
            is_damaged = True
        if is_damaged:
            raise refused(path.name, "a column that the study needs is damaged, or holds bad text", "write it again")

    return Source(path.name, "a Parquet file", headers, read)


def _arrow_cells(column: Any) -> Cells:
    import pyarrow  # noqa: PLC0415

    if not pyarrow.types.is_dictionary(column.type):
        try:
            column = column.dictionary_encode()
        except pyarrow.ArrowNotImplementedError:
            return coded(map(text_of, column.to_pylist()))
    try:
        texts = [text_of(value) for value in column.dictionary.to_pylist()]
    except (OverflowError, ValueError):
        # A date that Python has no name for.
        texts = [text_of(value) for value in column.dictionary.cast(pyarrow.string()).to_pylist()]
    places = column.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False).astype(np.int32)
    return Cells([*texts, ""], places)
