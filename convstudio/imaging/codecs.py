"""The library imagecodecs, loaded where it is wanted, and silent."""

from __future__ import annotations

import logging
from types import ModuleType


def imagecodecs() -> ModuleType:
    """The module."""
    import imagecodecs  # noqa: PLC0415 - half a second that only rare pictures should cost

    silence("imagecodecs")
    return imagecodecs


def silence(library: str) -> None:
    """Keeps its log from standard error: what is wrong with a file, the error says."""
    log = logging.getLogger(library)
    if not log.handlers:  # whoever listens may still
        log.addHandler(logging.NullHandler())
        log.propagate = False
