"""How the exports of survey tools are written: the settings of respondents.yml that each of them asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TOOLS: Mapping[str, Mapping[str, Any]] = {
    "surveymonkey": {"header_rows": 2},
    "qualtrics": {
        "header_rows": 3,
        "separator": ",",
        "leave_out": [
            {
                "column": "Status",
                "values": ["Survey Preview", "Survey Test", "Spam", "Preview Spam", "1", "2", "8", "9", "12", "17"],
            }
        ],
    },
    "limesurvey": {"ticked": ["Y", "Yes"], "unticked": ["N", "No"], "not_asked": ["N/A"]},
    "kobo": {"delimiter": "semicolon", "separator": " "},
    "odk": {"separator": " "},
    "redcap": {"ticked": ["Checked"], "unticked": ["Unchecked"]},
    "google_forms": {"separator": ", "},
    "microsoft_forms": {"separator": ";"},
}
"""Name of a tool -> settings, as respondents.yml writes them; what an author writes there comes first."""
