"""Reads respondents from a file, against variables.csv and categories.csv; quotes no cell of it.

Reads the columns that the study's tables need, and no other. Everything that does not fit is reported at once, by
file, row and column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import Problem, StudyRefused
from ..model import Coded, Respondents, Study, Weighting
from .coding import EXCLUDED, LIKE_HEADERS, Fault, SourceColumn, Value
from .headers import IMPORT_ID, Header
from .needed import needed_columns
from .place import place_problems
from .source import Cells, ColumnNotes, Piece, Source, open_source, plain, refused

SHOWN_ROWS = 20
"""Rows of a column that one message names."""
_Mask = NDArray[np.bool_]
_UNFIT = -1
"""Place of a cell that does not fit."""


def read_respondents(path: Path, study: Study, progress: Callable[[str], object] = lambda _: None) -> Respondents:
    """Reads a respondents' file.

    Args:
        path: the file; respondents.yml says how it is written.
        study: its variables, categories and tables.
        progress: is told what the author should know of the file.

    Raises:
        StudyRefused: the file lies where it could be published, or does not fit the study.
    """
    columns, problems = needed_columns(study)
    problems += place_problems(path)
    if problems:
        raise StudyRefused(problems)
    file = _Places(study)
    source = open_source(path, study.reading, file.is_row)
    file.find(source, columns)
    read = _Read(source, file, study.weightings)
    respondents = read.all()
    for line in source.said:
        progress(line)
    return respondents


class _Places:
    """Where a file holds the columns that the study needs, and those that say which rows are left out."""

    def __init__(self, study: Study) -> None:
        self.reading = study.reading
        self.columns: list[SourceColumn] = []
        self.places: list[int] = []
        self.conditions: list[tuple[int, set[str]]] = []

    def find(self, source: Source, columns: Sequence[SourceColumn]) -> None:
        """Finds all of them in the header; what is missing, or there twice, is a problem."""
        header = Header(source, self.reading)
        problems: list[Problem] = []
        for column in columns:
            place = header.place(column.header, column.second, column.where, problems)
            if place is not None:
                self.columns.append(column)
                self.places.append(place)
        for condition in self.reading.leave_out:
            where = "study/respondents.yml: leave_out"
            place = header.place(condition.column, "", where, problems, "correct it, or write `leave_out: []`")
            if place is not None:
                self.conditions.append((place, {plain(text) for text in condition.values}))
        if problems:
            raise StudyRefused(problems)

    def is_row(self, cells: Mapping[int, str]) -> bool:
        """Whether one of the cells says what the study knows: so the line that holds it was a row."""
        return any(
            plain(cells[place]) in column.texts and plain(cells[place])
            for column, place in zip(self.columns, self.places, strict=True)
        )


@dataclass
class _Values:
    """What a column has said so far: the distinct values, and the place of each respondent's among them."""

    column: SourceColumn
    notes: ColumnNotes
    known: dict[tuple[Value, Decimal | None], int] = field(default_factory=dict)
    decoded: dict[str, tuple[int, Fault | None]] = field(default_factory=dict)
    parts: list[NDArray[np.int32]] = field(default_factory=list)

    def take(self, cells: Cells) -> dict[Fault, _Mask]:
        """Takes the cells of some rows; returns what is wrong, and where."""
        found: dict[Fault, list[int]] = defaultdict(list)
        places = np.empty(len(cells.texts), dtype=np.int32)
        for number, text in enumerate(cells.texts):
            places[number], fault = self._decoded(text)
            if fault is not None:
                found[fault].append(number)
        self.parts.append(places[cells.places] if len(places) else cells.places)
        return {fault: np.isin(cells.places, texts) for fault, texts in found.items()}

    def _decoded(self, text: str) -> tuple[int, Fault | None]:
        if (known := self.decoded.get(text)) is not None:
            return known
        value, number, fault = self.column.decoded(text, self.notes)
        place = _UNFIT if value is None else self.known.setdefault((value, number), len(self.known))
        self.decoded[text] = place, fault
        return place, fault

    def which(self, wanted: Value) -> _Mask:
        """Which of the rows taken last have a value, alone or among several."""
        places = [
            place
            for (value, _), place in self.known.items()
            if wanted in (value if isinstance(value, tuple) else (value,))
        ]
        return np.isin(self.parts[-1], places)

    def answers(self) -> Coded[str]:
        """The code of each respondent."""
        codes = dict.fromkeys(str(value) for value, _ in self.known)
        numbers = {code: number for number, code in enumerate(codes)}
        own = np.array([numbers[str(value)] for value, _ in self.known], dtype=np.int32)
        return Coded(tuple(codes), own[self.places()])

    def numbers(self) -> Coded[Decimal | None]:
        """The number of each respondent."""
        return Coded(tuple(number for _, number in self.known), self.places())

    def places(self) -> NDArray[np.int32]:
        """The place of each respondent's value."""
        return np.concatenate(self.parts)


class _Read:
    """What was read of a file so far."""

    def __init__(self, source: Source, file: _Places, weightings: Iterable[Weighting]) -> None:
        self.source, self.file, self.weightings = source, file, tuple(weightings)
        self.columns = [
            _Values(column, source.notes.get(place, ColumnNotes()))
            for column, place in zip(file.columns, file.places, strict=True)
        ]
        self.questions: dict[str, list[_Values]] = defaultdict(list)
        for one in self.columns:
            if one.column.type == "multiple":
                self.questions[one.column.variable].append(one)
        self.ticks: dict[str, dict[str, list[_Mask]]] = defaultdict(lambda: defaultdict(list))
        self.unticked: set[str] = set()
        self.faults: dict[Fault, list[int]] = defaultdict(list)
        self.n_respondents = self.first_row = 0
        self.has_left_out = False

    def all(self) -> Respondents:
        """Reads to the end; raises what was found."""
        for piece in self.source.read([*self.file.places, *(place for place, _ in self.file.conditions)]):
            self._check_header(piece)
            self._take(self._kept(piece))
        problems = [*self.source.problems, *self._problems()]
        if not self.n_respondents and not problems:
            problems.append(Problem(self.source.name, "no respondent", "give a file with rows below its header"))
        if problems:
            raise StudyRefused(problems)
        if self.has_left_out:
            self.source.said.append(f"{self.source.name}: rows are left out, as `leave_out` in respondents.yml says")
        single = [one for one in self.columns if one.column.type not in ("multiple", "weight")]
        return Respondents(
            name=self.source.name,
            n_respondents=self.n_respondents,
            answers={one.column.variable: one.answers() for one in single},
            ticks={
                variable: {
                    code: Coded((False, True), np.concatenate(parts).astype(np.int8)) for code, parts in own.items()
                }
                for variable, own in self.ticks.items()
            },
            numbers={one.column.variable: one.numbers() for one in single if one.column.type == "numeric"},
        )

    def _check_header(self, piece: Piece) -> None:
        """Refuses a header row among respondents: what else is wrong follows from it."""
        for cells in piece.columns:
            own = [n for n, text in enumerate(cells.texts) if text.startswith(IMPORT_ID)]
            if own and (mask := np.isin(cells.places, own)).any():
                where = f"{self.source.name}:{piece.rows[mask][0]}"
                raise refused(where, "a header row of Qualtrics", "say `tool: qualtrics` in respondents.yml")

    def _kept(self, piece: Piece) -> Piece:
        """The rows that are respondents: those that no condition of respondents.yml leaves out."""
        size = len(self.columns)
        kept = np.ones(len(piece.rows), dtype=np.bool_)
        for (_, texts), cells in zip(self.file.conditions, piece.columns[size:], strict=True):
            kept &= ~np.isin(cells.places, [n for n, text in enumerate(cells.texts) if plain(text) in texts])
        if kept.all():
            return Piece(piece.rows, piece.columns[:size])
        self.has_left_out = True
        columns = tuple(Cells(cells.texts, cells.places[kept]) for cells in piece.columns[:size])
        return Piece(piece.rows[kept], columns)

    def _take(self, piece: Piece) -> None:
        if not self.n_respondents and len(piece.rows):
            self.first_row = int(piece.rows[0])
        self.n_respondents += len(piece.rows)
        is_sound = np.ones(len(piece.rows), dtype=np.bool_)
        for one, cells in zip(self.columns, piece.columns, strict=True):
            for fault, mask in one.take(cells).items():
                self._add(fault, piece.rows[mask])
                is_sound &= ~mask
        for variable, items in self.questions.items():
            if items[0].column.item:
                self._take_items(variable, items, piece.rows, is_sound)
            else:
                self._take_together(variable, items[0])
        for weighting in self.weightings:
            self._weigh(weighting, piece.rows, is_sound)

    def _take_items(self, variable: str, items: Sequence[_Values], rows: NDArray[np.int64], is_sound: _Mask) -> None:
        """Takes the answers of a question of which each has a column of its own."""
        ticked = {one.column.item: one.which(True) for one in items}
        n_ticked = np.sum(list(ticked.values()), axis=0)
        for one in items:
            if not (ticked[one.column.item] | (one.parts[-1] == _UNFIT)).all():
                self.unticked.add(variable)
            if one.column.is_exclusive:
                self._add((one.column.name, *EXCLUDED), rows[ticked[one.column.item] & (n_ticked > 1) & is_sound])
        for code, status in items[0].column.statuses.items():
            said = [one.which(code) for one in items]
            # Cells that nobody filled in are a missing answer where all of them are.
            given = np.all(said, axis=0) if status == "missing" else np.any(said, axis=0)
            self._add((f"{variable}.{code}", *EXCLUDED), rows[given & (n_ticked > 0) & is_sound])
            ticked[code] = given
        for code, mask in ticked.items():
            self.ticks[variable][code].append(mask)

    def _take_together(self, variable: str, one: _Values) -> None:
        """Takes the answers of a question whose cells hold several."""
        self.unticked.add(variable)
        codes = {code for code in one.column.texts.values() if isinstance(code, str)} | {one.column.any_text} - {""}
        for code in sorted(codes):
            self.ticks[variable][code].append(one.which(code))

    def _weigh(self, weighting: Weighting, rows: NDArray[np.int64], is_sound: _Mask) -> None:
        """Finds who has another weight than their group."""
        by_name = {one.column.name: one for one in self.columns}
        own = by_name.get(weighting.id)
        if own is None or own.column.type != "weight":
            return
        groups = [by_name[name] for name in weighting.variables]
        places = np.column_stack([own.parts[-1], *(one.parts[-1] for one in groups)])[is_sound]
        distinct, inverse = np.unique(places, axis=0, return_inverse=True)
        values = [list(one.known) for one in (own, *groups)]
        is_foreign = np.zeros(len(distinct), dtype=np.bool_)
        for number, (first, *others) in enumerate(distinct.tolist()):
            weight = values[0][first][1]
            assert weight is not None
            group = tuple(str(known[place][0]) for known, place in zip(values[1:], others, strict=True))
            declared = weighting.weights[group]
            # A file has more digits than people write down.
            is_foreign[number] = round(weight, max(0, -int(declared.as_tuple().exponent))) != declared
        fault = (own.column.name, "another weight than its group has", "correct it, or the group's in weights.csv")
        self._add(fault, rows[is_sound][is_foreign[inverse]])

    def _add(self, fault: Fault, rows: NDArray[np.int64]) -> None:
        if len(rows):
            known = self.faults[fault]
            known += rows[: SHOWN_ROWS + 1 - len(known)].tolist()

    def _problems(self) -> list[Problem]:
        problems = []
        name = self.source.name
        for (column, what, remedy), rows in self.faults.items():
            is_header = rows == [self.first_row] and what in LIKE_HEADERS
            first = "if the row is a header, say `header_rows` in respondents.yml; else " * is_header
            problems += [Problem(f"{name}:{row}:{column}", what, first + remedy) for row in rows[:SHOWN_ROWS]]
            if len(rows) > SHOWN_ROWS:
                # No number of them: it would be a count of respondents.
                problems.append(Problem(f"{name}:{rows[SHOWN_ROWS]}:{column}", f"{what}, and below it", remedy))
        for variable in self.questions.keys() - self.unticked if self.n_respondents else ():
            what = "every cell ticks an answer, which no question with several answers has"
            remedy = "say in respondents.yml which texts tick (`ticked`) and which do not (`unticked`)"
            where = f"{name}: {variable}"
            problems.append(Problem(where, what, f"{remedy}, and take the latter out of `answers` in categories.csv"))
        return problems
