"""Finds columns by the header rows of a respondents' file, however many it has.

No message quotes a header of the file: where its header row is missing, that is a respondent's answers.
"""

from __future__ import annotations

from ..errors import Problem
from ..model import Reading
from .source import Source, plain, refused

_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
IMPORT_ID = '{"ImportId"'
"""What the last header row of Qualtrics is made of."""
_RESPONSE = "Response"
"""What SurveyMonkey writes below a question with a single answer."""


class Header:
    """The header rows of a file, as texts by which its columns are found."""

    def __init__(self, source: Source, reading: Reading) -> None:
        self.source, self.reading = source, reading
        rows = [[plain(text) for text in row] for row in source.headers]
        if any(text.startswith(IMPORT_ID) for row in rows[:-1] for text in row):
            raise refused(
                f"{source.name}:1",
                "more header rows than the file has",
                "say `header_rows: 3` in respondents.yml, or fewer",
            )
        names_row = reading.names_row or 1
        self.first, self.second = rows[names_row - 1], rows[-1]
        if reading.has_questions_above:
            # A question stands above the first of its columns alone.
            for place in range(1, len(self.first)):
                self.first[place] = self.first[place] or self.first[place - 1]
            self.second = rows[-1]

    def place(self, header: str, second: str, where: str, problems: list[Problem], remedy: str = "") -> int | None:
        """Place of a column, by its header and the one below, if any; None with a problem."""
        found = self._found(plain(header), plain(second))
        if not found and second:
            # A header that holds a bar itself.
            found = self._found(plain(f"{header} | {second}"), "")
        if len(found) > 1 and not second and self.reading.has_questions_above:
            found = [place for place in found if self.second[place] == _RESPONSE] or found
        if len(found) == 1:
            return found[0]
        name = f"{header!r}" + (f", {second!r}" if second else "")
        what = f"{len(found) or 'no'} column{'s' * bool(found)} {name} ({where})"
        problems.append(Problem(f"{self.source.name}:1", what, remedy or self._remedy(len(found), second)))
        return None

    def _found(self, header: str, second: str) -> list[int]:
        return [n for n, text in enumerate(self.first) if text == header and (not second or self.second[n] == second)]

    def _remedy(self, n_found: int, second: str) -> str:
        name = _NAMES.get(self.source.delimiter)
        if len(self.first) == 1 and name:
            seems = [_NAMES[mark] for mark in _NAMES if mark in self.first[0] and mark != self.source.delimiter]
            more = f"; the header holds a {seems[0]}" if seems else ""
            return f"the header has one column alone: check `delimiter` in respondents.yml, which is {name}{more}"
        if n_found > 1 and not second and self.reading.has_questions_above:
            return "write the text of the second header row too: `column` as `question | answer`"
        if self.reading.has_questions_above:
            return "correct the header, or the study; where one header row names all columns, say which (`names_row`)"
        return "correct the header, or the study"
