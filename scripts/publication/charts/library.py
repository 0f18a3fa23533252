"""Makes the one script that draws a chart in a reader's browser: Vega and Vega-Lite, as they drew it here."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

from ..files import write_if_changed


def drawing_library(cache: Path) -> bytes:
    """A script that sets `publicationVega` to a function that draws a specification (Vega-Embed).

    Args:
        cache: folder where the script is kept, since bundling it takes some seconds.
    """
    path = cache / f"vega-of-altair-{version('altair')}-and-vl-convert-{version('vl-convert-python')}.js"
    if not path.is_file():
        # Seconds of imports that a rebuild must not pay.
        import altair  # noqa: PLC0415
        import vl_convert  # noqa: PLC0415

        # The specifications name the Vega-Lite that Altair writes: the library must be the one that reads it.
        written = ".".join(re.findall(r"\d+", altair.SCHEMA_VERSION)[:2])
        bundle = vl_convert.javascript_bundle("window.publicationVega = vegaEmbed", written)
        write_if_changed(path, bundle.encode())
    return path.read_bytes()
