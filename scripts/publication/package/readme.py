"""Turns a release into the package's README for people; says nothing that the descriptor does not say too."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..model import Release


def readme(release: Release) -> str:
    """The package's README.md."""
    # Markdown for a file that no browser renders: there is no markup to escape.
    environment = Environment(
        loader=PackageLoader("publication.package"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("README.md").render(release=release, card=release.study.card)
