"""By which endings of their names files are told apart that hold no picture."""

from __future__ import annotations

SESSION_ENDING = ".convstudio"
PIPELINE_ENDING = ".json"
