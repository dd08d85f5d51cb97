"""Scaffold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from convstudio.imaging.screen import ScreenPixels


def preview(path: Path, side: int, part: str = "") -> ScreenPixels:
    """Scaffold."""
    with Image.open(path) as image:
        if part:
            image.seek(int(part) - 1)
        small = image.convert("RGBA" if image.mode in ("RGBA", "LA", "PA") else "RGB")
        small.thumbnail((side, side))
        return np.array(small)
