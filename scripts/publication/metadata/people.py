"""Turns the contributors of study.yml into people and bodies; invents no name for either."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import StudyCard


@dataclass(frozen=True)
class Agent:
    """A person or a body that contributed.

    Attributes:
        name: full name.
        given: given name; empty for a body, or where it is not known apart.
        family: family name; empty likewise.
        address: home page, ORCID or ROR; empty where none is known.
        roles: what it did, in the words of study.yml.
    """

    name: str
    given: str
    family: str
    address: str
    roles: tuple[str, ...]

    @property
    def is_person(self) -> bool:
        """Whether it is known to be a person."""
        return bool(self.family)


def agents(card: StudyCard) -> tuple[Agent, ...]:
    """All contributors, in the order of study.yml."""
    found = []
    for contributor in card.contributors:
        roles = contributor["roles"]
        assert isinstance(roles, list)
        texts = {key: str(contributor.get(key, "")) for key in ("title", "givenName", "familyName", "path")}
        found.append(
            Agent(texts["title"], texts["givenName"], texts["familyName"], texts["path"], tuple(map(str, roles)))
        )
    return tuple(found)


def publishers(card: StudyCard) -> tuple[Agent, ...]:
    """Those who publish; everybody where nobody is said to."""
    everybody = agents(card)
    return tuple(agent for agent in everybody if "publisher" in agent.roles) or everybody
