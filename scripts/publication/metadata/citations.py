"""Turns what study.yml says of the publication into the forms that reference managers read; names nobody else."""

from __future__ import annotations

from typing import Any

import yaml

from ..model import StudyCard
from ..wording import capitalised, written_edition
from .shared import Agent, agents

_MESSAGE = "Please cite this publication together with the source of the figure that you use."
_IN_PREPARATION = "This version is in preparation and was not released: cite a released version where there is one."
_BRACES = str.maketrans(
    {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$"}
)


def citation_cff(card: StudyCard) -> bytes:
    """CITATION.cff, version 1.2.0; holds no address of this site, so that it may lie in the package."""
    document: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": f"{_IN_PREPARATION} {_MESSAGE}" if card.is_unreleased else _MESSAGE,
        "type": "dataset",
        "title": card.title,
        "abstract": card.description,
        "version": card.version,
        **({} if card.is_unreleased else {"date-released": card.released}),
        "license": card.licence.name,
        "authors": [_cff_agent(agent) for agent in agents(card)],
    }
    if card.keywords:
        document["keywords"] = list(card.keywords)
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120).encode()


def _cff_agent(agent: Agent) -> dict[str, str]:
    named = {"given-names": agent.given, "family-names": agent.family} if agent.is_person else {"name": agent.name}
    is_orcid = agent.is_person and agent.address.startswith("https://orcid.org/")
    return named | ({"orcid" if is_orcid else "website": agent.address} if agent.address else {})


def bibtex(card: StudyCard, address: str) -> str:
    """A BibTeX entry."""
    by = " and ".join(
        f"{_escaped(agent.family)}, {_escaped(agent.given)}" if agent.is_person else f"{{{_escaped(agent.name)}}}"
        for agent in agents(card)
    )
    fields = {
        "author": by,
        "title": f"{{{_escaped(card.title)}}}",
        **({"pubstate": "inpreparation"} if card.is_unreleased else {"year": card.released[:4], "date": card.released}),
        "version": card.version,
        "howpublished": "Data set",
        "note": _escaped(f"{capitalised(written_edition(card))}. {card.licence.title}"),
        "url": address,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{card.id},", *lines, "}", ""])


def _escaped(text: str) -> str:
    return text.translate(_BRACES)


def ris(card: StudyCard, address: str) -> str:
    """A RIS record."""
    names = [f"{agent.family}, {agent.given}" if agent.is_person else agent.name for agent in agents(card)]
    lines = [
        ("TY", "DATA"),
        *(("AU", name) for name in names),
        ("TI", card.title),
        *(() if card.is_unreleased else (("PY", card.released[:4]), ("DA", card.released.replace("-", "/")))),
        ("ET", card.version),
        *((("N1", _IN_PREPARATION),) if card.is_unreleased else ()),
        ("AB", card.description),
        *(("KW", keyword) for keyword in card.keywords),
        ("LA", card.languages[0]),
        ("UR", address),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in lines)


def csl_json(card: StudyCard, address: str) -> list[dict[str, Any]]:
    """A CSL-JSON item, in a list as the format has it."""
    by = [
        {"family": agent.family, "given": agent.given} if agent.is_person else {"literal": agent.name}
        for agent in agents(card)
    ]
    return [
        {
            "id": card.id,
            "type": "dataset",
            "title": card.title,
            "title-short": card.short_title,
            "author": by,
            **({"status": "in preparation"} if card.is_unreleased else {"issued": _date_parts(card.released)}),
            "version": card.version,
            "abstract": card.description,
            "language": card.languages[0],
            "URL": address,
        }
    ]


def _date_parts(day: str) -> dict[str, Any]:
    return {"date-parts": [[int(part) for part in day.split("-")]]}
