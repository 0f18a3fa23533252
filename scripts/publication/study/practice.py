"""Turns practice.yml, of a study of invented respondents, into what they are made from; makes nobody up itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..errors import Problem
from ..model import PracticeAnswers, PracticeClaim, PracticeNumbers, PracticePart, PracticeSpec, Series
from .documents import read_document

# Where a study keeps its practice study, which is a study folder of its own.
FOLDER = "practice"


def practice_spec(folder: Path) -> tuple[PracticeSpec | None, list[Problem]]:
    """Reads practice.yml; a study of people who answered has none."""
    if not (folder / "practice.yml").is_file():
        return None, []
    document, problems = read_document(folder, "practice")
    if problems:
        return None, problems
    spec = PracticeSpec(
        seed=document["seed"],
        series=Series(document["series"]),
        respondents=document["respondents"],
        variables=tuple(map(_variable, document["variables"])),
        example=document["example"],
        claims=tuple(
            PracticeClaim(
                figure=claim["figure"],
                of=tuple((variable, code) for variable, code in claim["of"]),
                fits=claim["fits"],
                reason=claim["reason"].strip(),
            )
            for claim in document.get("claims", ())
        ),
        apart=tuple((entry["id"], entry["reason"].strip()) for entry in document.get("apart", ())),
    )
    return spec, []


def _variable(entry: dict[str, Any]) -> PracticeAnswers | PracticeNumbers:
    if "mean" in entry:
        reason = entry["reason"].strip()
        return PracticeNumbers(entry["id"], entry["mean"], entry["least"], entry["most"], reason)
    parts = tuple(
        PracticePart(part["code"], part.get("figure", ""), part.get("reason", "").strip()) for part in entry["answers"]
    )
    among = entry.get("among")
    return PracticeAnswers(entry["id"], parts, (among[0], among[1]) if among else None, entry.get("otherwise", ""))
